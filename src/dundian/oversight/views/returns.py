"""Pages of return visits and contact groups."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dundian.campaign.models import Site
from dundian.exchange.export import Column, workbook_response
from dundian.kernel import calendar
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.paging import counted, keyset
from dundian.org.access import Actor
from dundian.org.middleware import ActorRequest
from dundian.org.models import Person, Unit
from dundian.oversight import access
from dundian.oversight.actions import returns as actions
from dundian.oversight.forms.later import MoveForm, ReturnFilter, ReturnLogForm, RhythmForm
from dundian.oversight.forms.visits import ReasonForm
from dundian.oversight.models import ContactGroup, ReturnRhythm, ReturnVisit
from dundian.oversight.queries import returns as reading
from dundian.oversight.views.finding import confirm, cursor_of, form_page, form_response, found
from dundian.planning.models import TeamMember
from dundian.ui.forms import show
from dundian.ui.pages import done, render_page


def _require(actor: Actor) -> None:
    """Those whose appointments show return visits, and members of a contact group without any."""
    if not actor.can("view", "return_visit") and not ContactGroup.objects.visible_to(actor).exists():
        raise Refused(_("None of your appointments shows this part of the work."))


@require_safe
def return_list(request: ActorRequest) -> HttpResponse:
    _require(request.actor)
    conditions = ReturnFilter(request.GET)
    rows = reading.visits_for(request.actor, conditions.valid_data())
    page = keyset(rows, order=reading.ORDER, cursor=cursor_of(request))
    worked = calendar.current()
    context = {
        "filter": conditions,
        "page": page,
        "total": counted(rows),
        "filtered": bool(conditions.in_use),
        "export_url": reverse("oversight:return_export"),
        "provisional": any(not worked.known(visit.due_on.year) for visit in page.rows),
        "may_set": request.actor.can("keep", "return_visit"),
    }
    return render_page(request, "oversight/return_list.html", context, fragment="oversight/return_rows.html")


@require_safe
def return_export(request: ActorRequest) -> HttpResponseBase:
    _require(request.actor)
    conditions = ReturnFilter(request.GET)
    rows = reading.visits_for(request.actor, conditions.valid_data()).order_by(*reading.ORDER)
    columns = [
        Column(_("Site"), 26),
        Column(_("Contact group"), 20),
        Column(_("Due on"), 12, "date"),
        Column(_("State"), 12),
        Column(_("Made on"), 12, "date"),
        Column(_("What the visit brought"), 60),
        Column(_("Reason"), 30),
    ]
    lines = (
        [
            v.unit.name,
            str(v.group),
            v.due_on,
            v.get_state_display(),
            v.made_on,
            v.log.text if v.log else "",
            v.reason,
        ]
        for v in rows.iterator(chunk_size=2000)
    )
    title = _("Return visits")
    return workbook_response(
        lines, columns, title, title, filters=conditions.in_use, actor=request.actor, noun="return_visit"
    )


def _group(actor: Actor, pk: UUID) -> ContactGroup:
    rows = ContactGroup.objects.visible_to(actor)
    return found(rows.select_related("team", "campaign", "unit", "site"), pk)


@require_safe
def group_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The contact group: who it is, its visits, what is still unfinished."""
    group = _group(request.actor, pk)
    stayed = TeamMember.ever.filter(team=group.team_id, until=None)
    visits = list(group.visits.select_related("log", "by").order_by("due_on", "id"))
    worked = calendar.current()
    may_log = access.may_log_return(request.actor, group)
    inside = may_log or request.actor.can("view", "handover", group.unit)
    context = {
        "group": group,
        "people": list(Person.objects.filter(team_places__in=stayed).distinct().select_related("home_unit")),
        "visits": [(v, worked.known(v.due_on.year)) for v in visits],
        "items": list(reading.unfinished_of(group)) if inside else [],
        "inside": inside,
        "may_log": may_log,
        "may_keep": request.actor.can("keep", "return_visit", group.unit),
        "sees_log": request.actor.can("view", "log", group.unit),
    }
    return render_page(request, "oversight/group_detail.html", context)


def _visit(actor: Actor, pk: UUID) -> ReturnVisit:
    rows = ReturnVisit.objects.visible_to(actor)
    return found(rows.select_related("group__team", "group__site__unit", "unit"), pk)


def _back(visit: ReturnVisit) -> str:
    return reverse("oversight:group_detail", args=[visit.group_id])


def _require_due(visit: ReturnVisit) -> None:
    if visit.state != ReturnVisit.State.DUE:
        raise Refused(_("This return visit is over."))


@form_page
def return_log(request: ActorRequest, pk: UUID) -> HttpResponse:
    visit = _visit(request.actor, pk)
    access.require_log_return(request.actor, visit.group)
    _require_due(visit)
    form = ReturnLogForm(visit.group, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.log_return(visit=visit, actor=request.actor, **form.values())
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("The return visit is logged."), _back(visit))
    context = {"visit": visit, "cancel_url": _back(visit)}
    return form_response(request, "oversight/return_form.html", form, context)


@form_page
def return_move(request: ActorRequest, pk: UUID) -> HttpResponse:
    visit = _visit(request.actor, pk)
    access.require_log_return(request.actor, visit.group)
    _require_due(visit)
    form = MoveForm(request.POST or None, initial={"due_on": visit.due_on})
    if request.method == "POST" and form.is_valid():
        try:
            moved = actions.move_return(visit=visit, actor=request.actor, **form.cleaned_data)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("Moved to %(day)s.") % {"day": moved.due_on}, _back(visit))
    context: dict[str, Any] = {
        "title": _("Move the return visit"),
        "question": _("A day off becomes the next working day."),
        "facts": [(_("Site"), visit.unit), (_("Due on"), visit.due_on)],
        "form": form,
        "submit": _("Another day"),
        "cancel_url": _back(visit),
    }
    return confirm(request, context)


@form_page
def return_drop(request: ActorRequest, pk: UUID) -> HttpResponse:
    visit = _visit(request.actor, pk)
    reason = _("Only the office decides that a return visit is not made.")
    request.actor.require("keep", "return_visit", visit.unit, reason)
    _require_due(visit)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.drop_return(visit=visit, actor=request.actor, **form.cleaned_data)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("Saved."), _back(visit))
    context = {
        "title": _("Decide that it is not made"),
        "question": _("The visit stays in the list with its reason."),
        "facts": [(_("Site"), visit.unit), (_("Due on"), visit.due_on)],
        "form": form,
        "submit": _("Decide that it is not made"),
        "danger": True,
        "cancel_url": _back(visit),
    }
    return confirm(request, context)


@form_page
def rhythm_edit(request: ActorRequest) -> HttpResponse:
    """After how many months contact groups come back, by federation."""
    reason = _("The rhythm of return visits is set by the office of the federation, or one above it.")
    appointment = request.actor.require("keep", "return_visit", None, reason)
    unit = appointment.unit if appointment else None
    initial = {"unit": unit, "months": _said(unit)} if isinstance(unit, Unit) else {}
    form = RhythmForm(request.POST or None, initial=initial, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_rhythm(actor=request.actor, **form.cleaned_data)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("Saved. Groups formed from now on follow it."), "oversight:rhythm_edit")
    rows = ReturnRhythm.objects.filter(unit__in=request.actor.units("keep", "return_visit"))
    context = {
        "rows": list(rows.select_related("unit").order_by("unit__path")[:100]),
        "usual": "、".join(map(str, reading.USUAL)),
        "cancel_url": reverse("oversight:return_list"),
    }
    return form_response(request, "oversight/rhythm.html", form, context)


def _said(unit: Unit) -> str:
    return ", ".join(map(str, reading.rhythm_of(unit)))


@require_safe
def site_return_panel(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The return visits of a site, on the site's page."""
    rows = ReturnVisit.objects.visible_to(request.actor).filter(group__site=pk)
    visits = list(rows.select_related("group__team", "log").order_by("due_on", "id"))
    if not visits:
        found(Site.objects.filter(unit__in=request.actor.units("view", "return_visit")), pk)
    context = {"visits": visits, "panel": "oversight/return_panel.html", "panel_title": _("Return visits")}
    return render_page(request, "oversight/panel_page.html", context, fragment="oversight/return_panel.html")
