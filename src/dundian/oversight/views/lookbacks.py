"""Pages of look-backs."""

from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dundian.documents.press import render
from dundian.documents.queries import drafted_from
from dundian.exchange.export import Column, workbook_response
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.paging import keyset
from dundian.org.access import Actor
from dundian.org.middleware import ActorRequest
from dundian.oversight import access, letters
from dundian.oversight.actions import findings as finding_actions
from dundian.oversight.actions import lookbacks as actions
from dundian.oversight.forms.later import ConclusionForm, LineForm, LookBackFilter, LookBackForm
from dundian.oversight.forms.visits import FindingForm
from dundian.oversight.models import Finding, LookBack, LookBackItem, LookBackLine
from dundian.oversight.queries import reading, results
from dundian.oversight.views.finding import cursor_of, form_page, form_response, found, require_list
from dundian.ui.forms import show
from dundian.ui.pages import DOCX, done, download, list_page, render_page

Stands = LookBackItem.Stands


@require_safe
def look_back_list(request: ActorRequest) -> HttpResponse:
    require_list(request.actor, "look_back")
    conditions = LookBackFilter(request.GET)
    rows = reading.look_backs_for(request.actor, conditions.valid_data())
    return list_page(
        request,
        "oversight/look_back",
        rows,
        order=reading.NEWEST,
        conditions=conditions,
        may_keep=request.actor.can("keep", "look_back"),
        export_url=reverse("oversight:look_back_list_export"),
    )


@require_safe
def look_back_list_export(request: ActorRequest) -> HttpResponseBase:
    require_list(request.actor, "look_back")
    conditions = LookBackFilter(request.GET)
    rows = reading.look_backs_for(request.actor, conditions.valid_data()).order_by(*reading.NEWEST)
    columns = [
        Column(_("Title"), 36), Column(_("Campaign"), 30), Column(_("To be finished by"), 14, "date"),
        Column(_("Sites"), 10, "number"), Column(_("Looked at"), 10, "number"), Column(_("State"), 12),
        Column(_("Conclusion"), 60),
    ]  # fmt: skip
    lines = (
        [k.title, str(k.campaign), k.due_on, k.sites, k.looked, k.get_state_display(), k.conclusion]  # type: ignore[attr-defined]
        for k in rows.iterator(chunk_size=2000)
    )
    title = _("Look-backs")
    return workbook_response(
        lines, columns, title, title, filters=conditions.in_use, actor=request.actor, noun="look_back"
    )


@form_page
def look_back_create(request: ActorRequest) -> HttpResponse:
    """First the campaign, then what is looked at."""
    reason = _("A look-back is kept by the office of the campaign's own federation, or one above it.")
    request.actor.require("keep", "look_back", None, reason)
    campaigns = reading.plannable(request.actor)
    try:
        campaign = found(campaigns, UUID(request.GET.get("campaign", "")))
    except ValueError:
        offered = {"campaigns": list(campaigns[:50])}
        return render_page(request, "oversight/look_back_campaign.html", offered)
    form = LookBackForm(campaign, request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_look_back(campaign=campaign, actor=request.actor, **form.values())
        except Invalid as bad:
            show(form, bad)
        else:
            return done(
                request, _("What was reported has been written down."), "oversight:look_back_detail", made.pk
            )
    context = {"campaign": campaign, "cancel_url": reverse("oversight:look_back_list")}
    return form_response(request, "oversight/look_back_form.html", form, context)


def _look_back(actor: Actor, pk: UUID) -> LookBack:
    return found(LookBack.objects.visible_to(actor).select_related("campaign", "unit", "draw"), pk)


@form_page
def look_back_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What stands, by kind and by site; whoever may closes it here."""
    look_back = _look_back(request.actor, pk)
    may = request.actor.can("keep", "look_back", look_back.unit) and look_back.state == LookBack.State.OPEN
    form = ConclusionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        access.require_look_back(request.actor, look_back.campaign)
        try:
            actions.close_look_back(look_back=look_back, actor=request.actor, **form.cleaned_data)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("Closed."), "oversight:look_back_detail", pk)
    lines = _lines(look_back)
    keeps = request.actor.can("keep", "look_back", look_back.unit)
    filed = drafted_from(actions.REPORT, actions.report_order(look_back)) if keeps else None
    context = {
        "filed": filed,
        "may_file": keeps and filed is None and look_back.state == LookBack.State.CLOSED,
        "look_back": look_back,
        "standing": results.standing_of(look_back),
        "page": keyset(lines, order=["id"], cursor=cursor_of(request), size=100),
        "waiting": look_back.lines.filter(looked_on=None).count(),
        "whole": look_back.lines.count(),
        "may": may,
        "export_url": reverse("oversight:look_back_export", args=[pk]),
    }
    return form_response(request, "oversight/look_back_detail.html", form, context)


def _lines(look_back: LookBack) -> QuerySet[LookBackLine]:
    rows = look_back.lines.select_related("unit", "site__county", "looked_by")
    return rows.annotate(
        whole=Count("items"),
        yes=Count("items", Q(items__stands=Stands.YES)),
        partly=Count("items", Q(items__stands=Stands.PARTLY)),
        no=Count("items", Q(items__stands=Stands.NO)),
        doubtful=Count("items", Q(items__doubtful=True)),
    )


@require_safe
def look_back_export(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    look_back = _look_back(request.actor, pk)
    items = LookBackItem.objects.filter(line__look_back=look_back)
    items = items.select_related("line__unit", "line__site__county").order_by("line__id", "place", "id")
    columns = [
        Column(_("Area"), 16),
        Column(_("Site"), 26),
        Column(_("Kind"), 10),
        Column(_("Reported result"), 30),
        Column(_("Reported"), 24),
        Column(_("What the system knows"), 30),
        Column(_("Stands?"), 12),
        Column(_("What does not stand"), 40),
        Column(_("Looked at on"), 12, "date"),
    ]
    lines = (
        [
            str(i.line.site.county),
            i.line.unit.name,
            i.get_kind_display(),
            i.title,
            i.reported,
            i.known,
            i.get_stands_display() if i.stands else "",
            i.note,
            i.line.looked_on,
        ]
        for i in items.iterator(chunk_size=2000)
    )
    return workbook_response(
        lines,
        columns,
        look_back.title,
        look_back.title,
        actor=request.actor,
        noun="look_back",
        unit=look_back.unit,
    )


@require_safe
def look_back_print(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    """What was reported and what stands, as a report on paper."""
    look_back = _look_back(request.actor, pk)
    facts = letters.look_back_letter(look_back)
    return download(render("dossier", facts, unit=look_back.unit), f"{look_back.title}.docx", DOCX)


@require_POST
def look_back_file(request: ActorRequest, pk: UUID) -> HttpResponse:
    """File the report of a closed look-back: it goes the way of a draft."""
    draft = actions.propose_look_back(look_back=_look_back(request.actor, pk), actor=request.actor)
    return redirect("documents:draft_submit", draft.pk)


def _line(actor: Actor, pk: UUID) -> LookBackLine:
    rows = LookBackLine.objects.visible_to(actor)
    return found(
        rows.select_related("look_back__campaign__unit", "look_back__unit", "unit", "site__unit"), pk
    )


@form_page
def line_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One site: what was reported beside what stands; filled in here by whoever may."""
    line = _line(request.actor, pk)
    look_back = line.look_back
    may = request.actor.can("keep", "look_back", look_back.unit) and look_back.state == LookBack.State.OPEN
    form = LineForm(line, request.POST or None)
    if request.method == "POST" and form.is_valid():
        access.require_look_back(request.actor, look_back.campaign)
        data = form.cleaned_data
        try:
            actions.fill_look_back(
                line=line,
                looked_on=data["looked_on"],
                note=data["note"],
                stands=form.stands(),
                actor=request.actor,
            )
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("Saved."), "oversight:look_back_detail", look_back.pk)
    findings = Finding.objects.filter(line=line).select_related("owner", "unit").order_by("id")
    context = {"line": line, "look_back": look_back, "may": may, "findings": list(findings)}
    return form_response(request, "oversight/line_detail.html", form, context)


@form_page
def line_finding(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What does not stand is to be put right like any finding."""
    line = _line(request.actor, pk)
    access.require_look_back(request.actor, line.look_back.campaign)
    if line.look_back.state == LookBack.State.CLOSED:
        raise Refused(_("This look-back is closed."))
    form = FindingForm(line.site, line.look_back.unit, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            finding_actions.add_finding(source=line, line=form.line(), actor=request.actor)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("Saved."), "oversight:line_detail", pk)
    context = {
        "title": _("Add a finding"),
        "place": line.unit,
        "cancel_url": reverse("oversight:line_detail", args=[pk]),
    }
    return form_response(request, "oversight/finding_form.html", form, context)
