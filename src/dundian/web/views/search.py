"""Search: one field over everything that rooms let be found, each noun under its own tab."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dundian.kernel.finding import find, holds_all, marked, words_of
from dundian.org.middleware import ActorRequest
from dundian.ui.pages import render_page
from dundian.ui.search import Hit, Source, sources_for

GLANCE = 5
PAGE = 20


@dataclass(frozen=True)
class Group:
    """Hits of one noun; `more` is the address of all of them."""

    source: Source
    hits: list[tuple[Hit, list[tuple[str, bool]]]]
    more: str
    next: str | None = None
    previous: str | None = None


def _group(request: ActorRequest, source: Source, words: list[str], size: int, more: str) -> Group:
    cursor = request.GET.get("cursor", "") if size == PAGE else ""
    rows = source.rows(request.actor)
    narrow = not request.actor.reaches_wide(*source.right)
    order = list(source.order)
    page = find(rows, field=source.field, words=words, order=order, cursor=cursor, size=size, narrow=narrow)
    shown = [hit for hit in source.present(request.actor, page.rows) if holds_all(hit.text, words)]
    return Group(source, [(hit, marked(hit.text, words)) for hit in shown], more, page.next, page.previous)


@require_safe
def search(request: ActorRequest) -> HttpResponse:
    """Without `in` a glance at every noun, newest first; with it one noun page by page."""
    typed = request.GET.get("q", "")[:200]
    words = words_of(typed)
    sources = sources_for(request.actor)
    chosen = next((s for s in sources if s.key == request.GET.get("in")), None)
    address = reverse("web:search")

    def at(key: str) -> str:
        return f"{address}?{urlencode({'q': typed, 'in': key} if key else {'q': typed})}"

    searched = [chosen] if chosen else sources
    size = PAGE if chosen else GLANCE
    groups = [_group(request, s, words, size, at(s.key)) for s in searched] if words else []
    tabs: list[tuple[Any, ...]] = [(_("All"), at(""), chosen is None, None)]
    tabs += [(s.label, at(s.key), s is chosen, None) for s in sources]
    context = {
        "typed": typed,
        "words": words,
        "tabs": tabs,
        "chosen": chosen,
        "groups": groups,
        "found": any(group.hits for group in groups),
        "page": groups[0] if chosen and groups else None,
    }
    return render_page(request, "web/search.html", context)
