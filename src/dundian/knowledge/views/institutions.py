"""Institutional results: rules, their history, who follows them."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dundian.exchange.export import Column, workbook_response
from dundian.kernel import clock
from dundian.kernel.errors import Conflict
from dundian.knowledge.actions import institutions as actions
from dundian.knowledge.forms.publicity import FollowForm, InstitutionFilter, InstitutionForm, StatusForm
from dundian.knowledge.models import InstitutionalResult, Practice
from dundian.knowledge.queries import publicity as queries
from dundian.knowledge.views.frame import Button, Cell, Listed, Table, act, found, listing, require_any, sent
from dundian.org.middleware import ActorRequest
from dundian.ui.formats import day
from dundian.ui.pages import conflict_page, render_page

form_page = require_http_methods(["GET", "HEAD", "POST"])
LIST = "knowledge:institution_list"


def _result(request: ActorRequest, pk: UUID) -> InstitutionalResult:
    rows = InstitutionalResult.objects.visible_to(request.actor).select_related("unit", "scope", "author")
    return found(rows, pk)


def _to_keep(request: ActorRequest, pk: UUID) -> InstitutionalResult:
    result = _result(request, pk)
    request.actor.require("keep", "institution", result.unit, _("Rules are kept by the office."))
    return result


def _here(result: InstitutionalResult) -> str:
    return reverse("knowledge:institution_detail", args=[result.pk])


def _crumbs(result: InstitutionalResult | None = None) -> list[Any]:
    here: list[Any] = [_("Institutional results"), reverse(LIST)]
    return [*here, result.name, _here(result)] if result else here


@require_safe
def institution_list(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    require_any(actor, "institution", "view", "read")
    conditions = InstitutionFilter(actor, request.GET)
    listed = Listed(
        title=_("Institutional results"),
        heads=[
            (_("Rule"), ""), (_("Document number"), ""), (_("Kept by"), ""), (_("Holds in"), ""),
            (_("Status since"), "nowrap"), (_("Followed by"), "num"), (_("Status"), ""),
        ],
        cells=lambda r: [
            Cell(r.name, _here(r)),
            Cell(r.number),
            Cell(str(r.unit)),
            Cell(str(r.scope)),
            Cell(day(r.since), css="nowrap"),
            Cell(r.followed, css="num"),
            Cell(r.get_status_display(), tone=r.standing),
        ],
        order=queries.RULE_ORDER,
        empty=_("No rule has been written down yet. It can start from a practice."),
        export_url=reverse("knowledge:institution_export"),
        buttons=[Button(_("Write down a rule"), reverse("knowledge:institution_create"), "plus", True)]
        if actor.can("keep", "institution")
        else [],
    )  # fmt: skip
    return listing(request, queries.institutions_for(actor, conditions.valid_data()), conditions, listed)


@require_safe
def institution_export(request: ActorRequest) -> HttpResponseBase:
    actor = request.actor
    require_any(actor, "institution", "view", "read")
    conditions = InstitutionFilter(actor, request.GET)
    rows = queries.institutions_for(actor, conditions.valid_data()).order_by(*queries.RULE_ORDER)
    columns = [
        Column(_("Rule"), 36), Column(_("Document number"), 20), Column(_("Kept by"), 24), Column(_("Holds in"), 24),
        Column(_("Whom it binds"), 24), Column(_("Text of the rule"), 60), Column(_("Status"), 10),
        Column(_("Status since"), 12, "date"), Column(_("Followed by"), 10, "number"),
    ]  # fmt: skip
    cells = (
        [
            r.name, r.number, str(r.unit), str(r.scope), r.addressees, r.text, r.get_status_display(), r.since,
            r.followed,  # type: ignore[attr-defined]
        ]
        for r in rows.iterator(chunk_size=200)
    )  # fmt: skip
    title = _("Institutional results")
    return workbook_response(
        cells, columns, title, title, filters=conditions.in_use, actor=actor, noun="institution"
    )


def _first(request: ActorRequest) -> dict[str, Any]:
    """What a rule made from a practice begins with."""
    asked = request.GET.get("practice", "")
    if not asked:
        return {}
    practice = found(Practice.objects.visible_to(request.actor), asked)
    return {"name": f"{practice.title}工作制度"[:100], "text": practice.approach, "practices": [practice.pk]}


@form_page
def institution_create(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    actor.require("keep", "institution", None, _("Rules are kept by an office."))

    def run(data: dict[str, Any]) -> InstitutionalResult:
        data.pop("version")
        return actions.write_institution(actor=actor, **data)

    return act(
        request, InstitutionForm(actor, sent(request), initial=_first(request)), run, title=_("Write down a rule"),
        submit=_("Save the draft"), said=_("The draft has been saved."), back=reverse(LIST), to=_here, crumbs=_crumbs(),
    )  # fmt: skip


def _initial(result: InstitutionalResult) -> dict[str, Any]:
    values = {name: getattr(result, name) for name in (*actions.FACTS, "version")}
    return {**values, "practices": list(result.practices.values_list("pk", flat=True))}


@form_page
def institution_edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    result, actor = _to_keep(request, pk), request.actor
    form = InstitutionForm(actor, sent(request), unit=result.unit, initial=_initial(result))

    def run(data: dict[str, Any]) -> InstitutionalResult:
        return actions.edit_institution(result=result, version=data.pop("version"), actor=actor, **data)

    try:
        return act(
            request, form, run, title=_("Change the rule"), submit=_("Save"), said=_("Saved."), back=_here(result),
            crumbs=_crumbs(result),
        )  # fmt: skip
    except Conflict as clash:
        theirs = InstitutionForm(actor, unit=result.unit, initial=_initial(clash.current))
        return conflict_page(request, mine=form, theirs=theirs, version=clash.current.version)


@require_safe
def institution_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    result, actor = _result(request, pk), request.actor
    keeps = actor.can("keep", "institution", result.unit)
    followers = list(result.followers.select_related("unit"))
    rows = [
        [Cell(str(f.unit)), Cell(day(f.since), css="nowrap"), Cell(f.how)]
        for f in followers
        if f.ended_on is None
    ]
    heads = [(_("Followed by"), ""), (_("Since"), "nowrap"), (_("How it is put into practice"), "")]
    context = {
        "result": result,
        "followers": Table(_("Who follows it"), heads, rows, _("Nobody has said so yet.")),
        "history": _history(result),
        "practices": list(result.practices.filter(pk__in=Practice.objects.visible_to(actor).values("pk"))),
        "may_edit": keeps and result.status in ("draft", "trial"),
        "may_move": keeps and bool(actions.NEXT[result.status]),
        "may_follow": actor.can("follow", "institution") and result.status in ("trial", "formal"),
    }
    return render_page(request, "knowledge/institution_detail.html", context)


def _history(result: InstitutionalResult) -> Table:
    rows = [
        [Cell(c.get_status_display()), Cell(day(c.on), css="nowrap"), Cell(c.reason), Cell(str(c.by or ""))]
        for c in result.changes.select_related("by")
    ]
    heads = [(_("Status"), ""), (_("As of"), "nowrap"), (_("Reason"), ""), (_("Changed by"), "")]
    return Table(_("History"), heads, rows)


@form_page
def institution_status(request: ActorRequest, pk: UUID) -> HttpResponse:
    result = _to_keep(request, pk)
    choices = [(s, InstitutionalResult.Status(s).label) for s in actions.NEXT[result.status]]
    initial = {"on": clock.today(), "status": choices[0][0] if choices else ""}
    return act(
        request, StatusForm(choices, sent(request), initial=initial),
        lambda data: actions.change_status(result=result, actor=request.actor, **data),
        title=_("Change the status"), submit=_("Save"), said=_("Saved."), back=_here(result), crumbs=_crumbs(result),
    )  # fmt: skip


@form_page
def institution_follow(request: ActorRequest, pk: UUID) -> HttpResponse:
    result, actor = _result(request, pk), request.actor
    by = actor.require(
        "follow", "institution", None, _("Offices, teams and host unions say what is followed.")
    )
    initial = {"since": clock.today(), "unit": by.unit if by else None}
    return act(
        request, FollowForm(actor, sent(request), initial=initial),
        lambda data: actions.follow(result=result, actor=actor, **data),
        title=_("Say that it is followed"), submit=_("Save"), said=_("Saved."), back=_here(result),
        crumbs=_crumbs(result),
    )  # fmt: skip
