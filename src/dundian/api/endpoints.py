"""The interface itself (django-ninja): lists, figures, tables, feeds. It only reads."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Query, Schema
from ninja.security import APIKeyQuery, HttpBearer
from pydantic import Field, create_model

from dundian.api import actions, queries
from dundian.api.access import Program
from dundian.api.listings import LISTINGS, Listing
from dundian.api.models import Token
from dundian.api.scopes import SCOPES
from dundian.campaign.models import Campaign
from dundian.insight import publishing
from dundian.insight.figures import FIGURES
from dundian.insight.models import OwnTable
from dundian.insight.scope import Scope
from dundian.insight.sending import columns_of
from dundian.insight.tables import TableForm
from dundian.kernel import clock, reach
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.few import Told
from dundian.kernel.paging import keyset
from dundian.org.models import Unit

MOST = 500


class Bearer(HttpBearer):
    """`Authorization: Bearer dd_…`"""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        return queries.token_of(token)


class InAddress(APIKeyQuery):
    """`?token=dd_…`, for tokens that may stand in an address, on feeds alone."""

    param_name = "token"

    def authenticate(self, request: HttpRequest, key: str | None) -> Token | None:
        token = queries.token_of(key or "")
        return token if token and token.in_address else None


api = NinjaAPI(
    title="蹲点通 Dundian",
    version="1",
    description=_("Read-only. Every list is what an office at the token’s unit sees, page by page."),
    urls_namespace="dundian_api",
    docs_url=None,
    openapi_url=None,
    auth=Bearer(),
)


@api.exception_handler(Refused)
def refused(request: HttpRequest, exc: Refused) -> HttpResponse:
    return api.create_response(request, {"detail": str(exc.reason)}, status=403)


@api.exception_handler(Invalid)
def invalid(request: HttpRequest, exc: Invalid) -> HttpResponse:
    return api.create_response(request, {"detail": {k: str(v) for k, v in exc.messages.items()}}, status=422)


@api.exception_handler(Http404)
def missing(request: HttpRequest, exc: Http404) -> HttpResponse:
    return api.create_response(request, {"detail": _("Not found.")}, status=404)


def program(request: HttpRequest, scope: str) -> Program:
    """The token of the request as an actor, for one scope of its own."""
    token: Token = request.auth  # type: ignore[attr-defined]
    if scope not in token.scopes:
        raise Refused(_("This token is not good for “%(scope)s”.") % {"scope": SCOPES[scope].label})
    if token.last_used_on != clock.today():
        actions.note_use(token=token, scope=scope)
    actor = Program(token, (scope,))
    reach.become(actor)
    return actor


class Narrowed(Schema):
    """By what a list may be narrowed."""

    campaign: UUID | None = Field(
        None, description=_("Identifier of a campaign, with those deployed from it")
    )
    area: int | None = Field(
        None, description=_("Identifier of a unit, with everything beneath"), ge=1, lt=2**63
    )
    since: date | None = Field(None, description=_("First day"))
    until: date | None = Field(None, description=_("Last day"))


class Paged(Narrowed):
    """A page of a list."""

    cursor: str = Field("", description=_("`next` of the page before; empty for the first"), max_length=2000)
    limit: int = Field(100, ge=1, le=MOST, description=_("Rows on a page"))


def found_parts(actor: Program, asked: Narrowed) -> dict[str, Any]:
    """The conditions with the things they name; 404 for what the token does not see."""
    parts: dict[str, Any] = {}
    if asked.campaign:
        parts["campaign"] = _seen(Campaign.objects.visible_to(actor).filter(pk=asked.campaign))
    if asked.area:
        parts["area"] = _seen(Unit.objects.visible_to(actor).filter(pk=asked.area))
    for name in ("since", "until"):
        if day := getattr(asked, name):
            parts[name] = day
    return parts


def _seen(rows: Any) -> Any:
    found = rows.first()
    if found is None:
        raise Http404
    return found


def rows_of(request: HttpRequest, listing: Listing, asked: Narrowed) -> Any:
    actor = program(request, listing.scope)
    parts = found_parts(actor, asked)
    if unknown := parts.keys() - listing.narrowed.keys():
        raise Invalid({name: _("This list cannot be narrowed like this.") for name in unknown})
    return listing.rows(actor, {listing.narrowed[name]: value for name, value in parts.items()})


def told(listing: Listing, row: Any) -> dict[str, Any]:
    return {column.name: column.value(row) for column in listing.columns}


def _schema(listing: Listing) -> type[Schema]:
    """The answer's shape, made from the columns."""
    fields: Any = {c.name: (c.shape, Field(..., description=str(c.label))) for c in listing.columns}
    row = create_model(f"{listing.key.capitalize()}Row", __base__=Schema, **fields)
    page: Any = {
        "items": (list[row], ...),  # type: ignore[valid-type]
        "next": (str | None, Field(None, description=_("Cursor of the page after; none at the end"))),
        "as_of": (str, Field(..., description=_("When it was read"))),
    }
    return create_model(f"{listing.key.capitalize()}Page", __base__=Schema, **page)


def _list_view(listing: Listing) -> Callable[..., Any]:
    def view(request: HttpRequest, asked: Query[Paged]) -> dict[str, Any]:
        page = keyset(
            rows_of(request, listing, asked), order=list(listing.order), cursor=asked.cursor, size=asked.limit
        )
        if asked.cursor and page.rows and page.previous is None:
            raise Invalid({"cursor": _("This cursor cannot be read; begin with the first page.")})
        items = [told(listing, row) for row in page.rows]
        return {"items": items, "next": page.next, "as_of": clock.now().isoformat()}

    view.__name__ = f"{listing.key}_list"
    return view


for _listing in LISTINGS.values():
    api.get(
        f"/{_listing.key}",
        response=_schema(_listing),
        summary=str(_listing.label),
        description=_("Scope: %(scope)s. Narrowed by: %(by)s.")
        % {"scope": _listing.scope, "by": "、".join(_listing.narrowed) or "—"},
        tags=["lists"],
        url_name=f"{_listing.key}_list",
    )(_list_view(_listing))


class FigureOut(Schema):
    key: str
    label: str
    measure: str = Field(..., description=_("The word after the number"))
    definition: str
    value: float | None = Field(..., description=_("Nothing where the count is small: see `below`"))
    below: int | None = Field(None, description=_("The value is above nought and below this, and not told"))


class FiguresOut(Schema):
    items: list[FigureOut]
    as_of: str


@api.get(
    "/figures",
    response=FiguresOut,
    summary=_("Figures"),
    description=_(
        "Scope: figures. Each documented figure that can be narrowed as asked, as the boards show it."
    ),
    tags=["figures"],
    url_name="figures",
)
def figures(request: HttpRequest, asked: Query[Narrowed]) -> dict[str, Any]:
    actor = program(request, "figures")
    scope = Scope(actor).but(**found_parts(actor, asked))
    if bool(scope.since) != bool(scope.until):
        raise Invalid({"until": _("Give both days, or neither.")})
    allowed = [figure for figure in FIGURES.values() if figure.allowed(scope)]
    values = {figure.key: figure.value(scope) for figure in allowed}
    hidden = publishing.hidden_totals(values, scope.indicator)
    items = [
        {
            "key": figure.key,
            "label": str(figure.label),
            "measure": str(figure.measure),
            "definition": str(figure.definition),
            **_counted(values[figure.key], hidden.get(figure.key)),
        }
        for figure in allowed
    ]
    return {"items": items, "as_of": clock.now().isoformat()}


def _counted(value: Any, hidden: Told | None) -> dict[str, Any]:
    if hidden:
        return {"value": None, "below": settings.SMALLEST_COUNT if hidden is Told.SMALL else None}
    return {"value": float(value)}


class TableOut(Schema):
    id: UUID
    name: str


class TablesOut(Schema):
    items: list[TableOut]


class TableFilled(Schema):
    name: str
    as_of: str
    columns: list[str]
    rows: list[list[Any]] = Field(
        ..., description=_("Small counts of people as “<5”, cells beside them as “*”")
    )


@api.get(
    "/tables",
    response=TablesOut,
    summary=_("Shared tables"),
    description=_("Scope: figures. Tables that people share at the token’s unit or above it."),
    tags=["figures"],
    url_name="table_list",
)
def table_list(request: HttpRequest) -> dict[str, Any]:
    rows = OwnTable.objects.visible_to(program(request, "figures")).filter(shared=True).order_by("name", "id")
    return {"items": list(rows[:MOST])}


def found_table(request: HttpRequest, table_id: UUID) -> tuple[OwnTable, Any]:
    actor = program(request, "figures")
    table = OwnTable.objects.visible_to(actor).filter(shared=True, pk=table_id).first()
    if table is None:
        raise Http404
    asked = QueryDict(mutable=True)
    asked.update(table.conditions)
    grid, why = TableForm(asked, actor=actor).grid()
    if grid is None:
        raise Invalid(why)
    return table, grid


@api.get(
    "/tables/{uuid:table_id}",
    response=TableFilled,
    summary=_("A shared table"),
    description=_("Scope: figures. The table with the rows that the token’s unit sees."),
    tags=["figures"],
    url_name="table",
)
def table(request: HttpRequest, table_id: UUID) -> dict[str, Any]:
    return filled(request, table_id)


def filled(request: HttpRequest, table_id: UUID) -> dict[str, Any]:
    kept, grid = found_table(request, table_id)
    return {
        "name": kept.name,
        "as_of": clock.now().isoformat(),
        "columns": [str(column.title) for column in columns_of(grid)],
        "rows": publishing.rows_of(grid),
    }
