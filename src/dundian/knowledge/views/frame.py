"""What the pages of this room share: lists and tables of cells, one-form pages, panels."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms import Form
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.paging import counted, keyset
from dundian.knowledge.access import Moving, require_state
from dundian.org.access import Actor
from dundian.org.middleware import ActorRequest
from dundian.ui.forms import FilterForm, show
from dundian.ui.pages import done, render_page

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Cell:
    """One cell: its text, where it leads, its class, and the status it is drawn as."""

    text: Any
    url: str = ""
    css: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Table:
    """A table under a caption; the first cell of a row is its heading. `empty` stands in place of no rows."""

    caption: str
    heads: Sequence[tuple[Any, str]]
    rows: Sequence[Sequence[Cell]]
    empty: str = ""


@dataclass(frozen=True)
class Button:
    """A link that looks like a button."""

    label: Any
    url: str
    icon: str = ""
    primary: bool = False


@dataclass(frozen=True)
class Listed:
    """What a list page shows of its rows."""

    title: str
    heads: Sequence[tuple[Any, str]]
    cells: Callable[[Any], Sequence[Cell]]
    order: list[str]
    empty: str
    export_url: str = ""
    buttons: Sequence[Button] = ()
    tabs: Sequence[tuple[Any, str, bool, int | None]] = ()
    note: str = ""
    prepare: Callable[[list[Any]], None] = field(default=lambda rows: None)


def listing(
    request: ActorRequest, rows: QuerySet[Any], conditions: FilterForm | None, listed: Listed
) -> HttpResponse:
    """A page of `rows`, as a whole or only what htmx swaps."""
    page = keyset(rows, order=listed.order, cursor=request.GET.get("cursor", ""), size=30)
    listed.prepare(page.rows)
    context = {
        "listed": listed,
        "filter": conditions,
        "filtered": bool(conditions and conditions.in_use),
        "page": page,
        "total": counted(rows),
        "export_url": listed.export_url,
        "table": Table(listed.title, listed.heads, [listed.cells(row) for row in page.rows]),
    }
    return render_page(request, "knowledge/cells_list.html", context, fragment="knowledge/cells_rows.html")


def act(
    request: ActorRequest,
    form: Form,
    run: Callable[[dict[str, Any]], Any],
    *,
    title: str,
    said: str,
    back: str,
    to: Callable[[Any], str] | None = None,
    submit: str = "",
    crumbs: Sequence[Any] = (),
    lead: str = "",
    **more: Any,
) -> HttpResponse:
    """A page with one form: run it, say what was done and go on to `to(result)`, else `back`."""
    if request.method == "POST" and form.is_valid():
        try:
            result = run(dict(form.cleaned_data))
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, said, to(result) if to else back)
    context = {
        "form": form,
        "title": title,
        "submit": submit or title,
        "cancel_url": back,
        "crumbs": crumbs,
        "lead": lead,
        **more,
    }
    return render_page(request, "knowledge/act.html", context, status=422 if form.errors else 200)


def sent(request: ActorRequest) -> Any:
    """What a form is bound to: an empty post is a post too."""
    return request.POST if request.method == "POST" else None


def opening(request: ActorRequest, thing: Moving, *states: str) -> None:
    """Show no form that could not be sent. What is sent after all is judged by the action, beside what others wrote."""
    if request.method != "POST":
        require_state(thing, *states)


def found(rows: QuerySet[M], pk: Any) -> M:
    """The row, or 404 for what is not there or not in sight."""
    try:
        row = rows.filter(pk=pk).first()
    except (ValueError, TypeError, ValidationError):
        row = None
    if row is None:
        raise Http404
    return row


def require_any(actor: Actor, noun: str, *verbs: str) -> None:
    """Refuse a list of what no appointment of the person shows at all."""
    if not any(actor.can(verb, noun) for verb in verbs):
        raise Refused(_("None of your appointments shows this part of the work."))


def panel(request: ActorRequest, template: str, title: str, context: dict[str, Any]) -> HttpResponse:
    """A part of somebody else's page; opened by itself it stands in a page of its own."""
    context = {**context, "panel": template, "panel_title": title}
    return render_page(request, "knowledge/panel_page.html", context, fragment=template)


def lines_of(texts: Iterable[tuple[Any, str]]) -> list[tuple[Any, str]]:
    """(heading, text) of those that say something."""
    return [(heading, text) for heading, text in texts if text]
