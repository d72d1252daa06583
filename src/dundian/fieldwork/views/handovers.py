"""Pages of handing over, and of what ended dispatches left unfinished."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dundian.documents.models import Document
from dundian.exchange.export import Column, workbook_response
from dundian.fieldwork import access, handover
from dundian.fieldwork.actions import handovers as actions
from dundian.fieldwork.forms.handovers import (
    ArrangeForm,
    GiveForm,
    HandoverFilter,
    SettleForm,
    TakeForm,
    UnfinishedFilter,
)
from dundian.fieldwork.models import Handover, HandoverItem
from dundian.fieldwork.queries import handovers as reading
from dundian.fieldwork.views.finding import cursor_of, found, panel, require_list, site_of_team
from dundian.kernel.errors import Invalid
from dundian.kernel.paging import counted, keyset
from dundian.org.middleware import ActorRequest
from dundian.ui.forms import show
from dundian.ui.pages import done, render_page

form_page = require_http_methods(["GET", "HEAD", "POST"])
ON_PANEL = 10


@require_safe
def handover_list(request: ActorRequest) -> HttpResponse:
    require_list(request.actor, "handover")
    conditions = HandoverFilter(request.GET)
    rows = reading.handovers_for(request.actor, conditions.valid_data())
    context = {
        "filter": conditions,
        "page": keyset(rows, order=reading.ORDER, cursor=cursor_of(request)),
        "total": counted(rows),
        "filtered": bool(conditions.in_use),
    }
    return render_page(
        request, "fieldwork/handover_list.html", context, fragment="fieldwork/handover_rows.html"
    )


def _sheet(request: ActorRequest, pk: UUID) -> Handover:
    sheet = reading.handover_in_full(request.actor, pk)
    if sheet is None:
        raise Http404
    return sheet


def _page(request: ActorRequest, sheet: Handover, status: int = 200, **bound: Any) -> HttpResponse:
    may = access.may_handover(request.actor, sheet)
    labels = {source.key: source.label for source in handover.sources()}
    groups: dict[Any, list[HandoverItem]] = {}
    for item in sheet.items.all():
        groups.setdefault(labels.get(item.source, item.source), []).append(item)
    own_side = sheet.coming is not None and sheet.coming.user_id == request.actor.user.pk
    given = sheet.state == Handover.State.GIVEN
    context = {
        "sheet": sheet,
        "groups": list(groups.items()),
        "may_open": sheet.document is not None
        and Document.objects.visible_to(request.actor).filter(pk=sheet.document.pk).exists(),
        "may_arrange": may and sheet.moved_at is None and bool(groups) and sheet.state != "taken",
        "give_form": bound.get("give") or GiveForm(initial={"notes": sheet.notes})
        if may and sheet.state == Handover.State.DRAFT and not (own_side and sheet.leaving_id)
        else None,
        "take_form": bound.get("take") or TakeForm()
        if may and given and sheet.given_by_id != request.actor.user.pk
        else None,
    }
    return render_page(request, "fieldwork/handover_detail.html", context, status=status)


@require_safe
def handover_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _page(request, _sheet(request, pk))


@form_page
def handover_arrange(request: ActorRequest, pk: UUID) -> HttpResponse:
    """To whom each thing goes."""
    sheet = _sheet(request, pk)
    access.require_handover(request.actor, sheet)
    form = ArrangeForm(sheet, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.arrange_handover(
                sheet=sheet,
                ways=form.ways(),
                notes=form.cleaned_data["notes"],
                version=form.cleaned_data["version"],
                actor=request.actor,
            )
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("Saved."), "fieldwork:handover_detail", pk)
    context = {
        "form": form,
        "sheet": sheet,
        "cancel_url": reverse("fieldwork:handover_detail", args=[pk]),
    }
    return render_page(request, "fieldwork/handover_form.html", context, status=422 if form.errors else 200)


@require_POST
def handover_give(request: ActorRequest, pk: UUID) -> HttpResponse:
    sheet = _sheet(request, pk)
    form = GiveForm(request.POST)
    if not form.is_valid():
        return _page(request, sheet, status=422, give=form)
    actions.give_over(sheet=sheet, notes=form.cleaned_data["notes"], actor=request.actor)
    return done(request, _("Handed over. The other side confirms."), "fieldwork:handover_detail", pk)


@require_POST
def handover_take(request: ActorRequest, pk: UUID) -> HttpResponse:
    sheet = _sheet(request, pk)
    form = TakeForm(request.POST)
    if not form.is_valid():
        return _page(request, sheet, status=422, take=form)
    actions.take_over_handover(sheet=sheet, word=form.cleaned_data["word"], actor=request.actor)
    return done(request, _("Taken over. The sheet is frozen."), "fieldwork:handover_detail", pk)


@require_safe
def unfinished_list(request: ActorRequest) -> HttpResponse:
    require_list(request.actor, "handover")
    conditions = UnfinishedFilter(request.GET)
    rows = reading.unfinished_for(request.actor, conditions.valid_data())
    context = {
        "filter": conditions,
        "page": keyset(rows, order=reading.BY_DUE, cursor=cursor_of(request)),
        "total": counted(rows),
        "filtered": bool(conditions.in_use),
        "export_url": reverse("fieldwork:unfinished_export"),
        "may_settle": request.actor.can("keep", "handover"),
    }
    return render_page(
        request, "fieldwork/unfinished_list.html", context, fragment="fieldwork/unfinished_rows.html"
    )


@require_safe
def unfinished_export(request: ActorRequest) -> HttpResponseBase:
    require_list(request.actor, "handover")
    conditions = UnfinishedFilter(request.GET)
    items = reading.unfinished_for(request.actor, conditions.valid_data()).order_by(*reading.BY_DUE)
    labels = {source.key: str(source.label) for source in handover.sources()}
    rows: Iterator[list[Any]] = (
        [
            item.handover.unit.name,
            item.handover.team.name,
            labels.get(item.source, item.source),
            item.title,
            item.due_on,
            item.get_way_display(),
            item.settled_on,
            item.result,
        ]
        for item in items.iterator(chunk_size=2000)
    )
    columns = [
        Column(_("Site"), 24),
        Column(_("Team"), 20),
        Column(_("Kind"), 12),
        Column(_("What"), 36),
        Column(_("Due on"), 12, "date"),
        Column(_("Goes to"), 14),
        Column(_("Settled on"), 12, "date"),
        Column(_("What came of it"), 30),
    ]
    title = _("Unfinished items")
    return workbook_response(
        rows, columns, title, title, filters=conditions.in_use, actor=request.actor, noun="unfinished"
    )


@form_page
def unfinished_settle(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What was carried over is done."""
    rows = HandoverItem.objects.filter(handover__unit__in=request.actor.units("view", "handover"))
    item = found(rows.select_related("handover__unit"), pk)
    request.actor.require(
        "keep",
        "handover",
        item.handover.unit,
        _("Unfinished items are kept by the office and the team leader."),
    )
    form = SettleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.settle_item(item=item, result=form.cleaned_data["result"], actor=request.actor)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("Settled."), "fieldwork:unfinished_list")
    context = {
        "title": _("Settle an unfinished item"),
        "question": item.title,
        "facts": [(_("Site"), item.handover.unit), (_("Goes to"), item.get_way_display())],
        "form": form,
        "submit": _("Settle"),
        "cancel_url": reverse("fieldwork:unfinished_list"),
    }
    return render_page(request, "ui/confirm.html", context, status=422 if form.errors else 200)


@require_safe
def team_handover_panel(request: ActorRequest, pk: UUID) -> HttpResponse:
    site_of_team(request.actor, pk, "handover")
    rows = Handover.objects.filter(team=pk).select_related("leaving", "coming").order_by(*reading.ORDER)
    context = {"sheets": list(rows[:ON_PANEL])}
    return panel(request, "fieldwork/handover_panel.html", _("Handing over"), context)
