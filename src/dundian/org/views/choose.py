"""Suggestions for `UnitField` and `PersonField`."""

from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from dundian.kernel.text import clean_line
from dundian.org import choosers
from dundian.org.middleware import ActorRequest
from dundian.ui.pages import render_page


def _suggest(request: ActorRequest, chooser: choosers.Chooser[Any] | None) -> HttpResponse:
    if chooser is None:
        raise Http404
    typed = clean_line(request.GET.get(request.GET.get("field", ""), ""))[:100]
    rows = chooser.rows(request.actor, request.GET.get("param", ""))
    options = [(chooser.text_of(row), chooser.hint_of(row)) for row in chooser.suggest(rows, typed)]
    return render_page(request, "org/widgets/options.html", {"options": options})


@require_safe
def unit_choose(request: ActorRequest) -> HttpResponse:
    """`<option>`s for the units that fit what was typed; query: among, param, field and that field's own value."""
    return _suggest(request, choosers.unit_chooser(request.GET.get("among", "")))


@require_safe
def person_choose(request: ActorRequest) -> HttpResponse:
    """As `unit_choose`, for people."""
    return _suggest(request, choosers.person_chooser(request.GET.get("among", "")))
