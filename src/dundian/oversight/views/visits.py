"""Pages of visits: list, detail, record, call off; the day's round; the bulletin."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dundian.documents.models import Document
from dundian.documents.queries import on_its_way
from dundian.exchange.export import Column, workbook_response
from dundian.kernel import clock
from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.org.access import Actor
from dundian.org.middleware import ActorRequest
from dundian.oversight import access, letters, routing
from dundian.oversight.actions import findings as finding_actions
from dundian.oversight.actions import visits as actions
from dundian.oversight.forms.draws import RouteForm
from dundian.oversight.forms.visits import (
    BulletinForm,
    FindingForm,
    IssueForm,
    ReasonForm,
    VisitFilter,
    VisitForm,
)
from dundian.oversight.models import Bulletin, Draw, Finding, Visit
from dundian.oversight.queries import reading, seen
from dundian.oversight.views.finding import confirm, form_page, form_response, found, require_list
from dundian.ui.forms import show
from dundian.ui.pages import conflict_page, done, list_page, render_page


@require_safe
def visit_list(request: ActorRequest) -> HttpResponse:
    require_list(request.actor, "visit")
    conditions = VisitFilter(request.actor, request.GET)
    rows = reading.visits_for(request.actor, conditions.valid_data())
    return list_page(
        request,
        "oversight/visit",
        rows,
        order=reading.BY_DAY,
        conditions=conditions,
        export_url=reverse("oversight:visit_export"),
    )


@require_safe
def visit_export(request: ActorRequest) -> HttpResponseBase:
    require_list(request.actor, "visit")
    conditions = VisitFilter(request.actor, request.GET)
    rows = reading.visits_for(request.actor, conditions.valid_data()).order_by(*reading.BY_DAY)
    columns = [
        Column(_("Area"), 16),
        Column(_("Site"), 26),
        Column(_("Visited on"), 12, "date"),
        Column(_("Workers met"), 10, "number"),
        Column(_("What was seen"), 60),
        Column(_("Against log and ledger"), 40),
        Column(_("Findings"), 10, "number"),
        Column(_("Not yet verified"), 12, "number"),
    ]
    lines = (
        [str(v.site.county), v.unit.name, v.visited_on, v.met_workers, v.seen, v.compared, v.found, v.waiting]  # type: ignore[attr-defined]
        for v in rows.iterator(chunk_size=2000)
    )
    title = _("Inspection visits")
    return workbook_response(
        lines, columns, title, title, filters=conditions.in_use, actor=request.actor, noun="visit"
    )


def visit_of(actor: Actor, pk: UUID) -> Visit:
    rows = Visit.objects.visible_to(actor).select_related(
        "draw__unit", "draw__campaign", "site__unit", "site__county", "site__team", "unit", "saved_by"
    )
    return found(rows, pk)


@require_safe
def visit_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    visit = visit_of(request.actor, pk)
    findings = Finding.objects.filter(visit=visit).select_related("owner", "unit").prefetch_related("photos")
    told = access.is_told(request.actor, visit.draw)
    planned = visit.state == Visit.State.PLANNED
    context = {
        "visit": visit,
        "said": visit.said_then or (seen.said_at(visit.site, clock.today()) if planned else {}),
        "findings": list(findings.order_by("id")),
        "inspectors": list(visit.inspectors.select_related("home_unit")),
        "told": told,
        "may_save": planned and access.may_save(request.actor, visit),
        "may_call_off": planned and access.may_organise(request.actor, visit.draw),
        "may_add": visit.state == Visit.State.SAVED and access.may_save(request.actor, visit),
    }
    return render_page(request, "oversight/visit_detail.html", context)


@form_page
def visit_record(request: ActorRequest, pk: UUID) -> HttpResponse:
    visit = visit_of(request.actor, pk)
    access.require_save(request.actor, visit)
    if visit.state != Visit.State.PLANNED:
        raise Refused(_("This visit is over; add findings instead."))
    form = VisitForm(visit, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_visit(visit=visit, actor=request.actor, **form.values())
        except Invalid as bad:
            show(form, Invalid(form.placed(bad.messages)))
        else:
            return done(
                request, _("The visit is saved. From now on the site sees it."), "oversight:visit_detail", pk
            )
    context = {
        "visit": visit,
        "said": seen.said_at(visit.site, clock.today()),
        "cancel_url": reverse("oversight:visit_detail", args=[pk]),
    }
    return form_response(request, "oversight/visit_form.html", form, context)


@form_page
def visit_call_off(request: ActorRequest, pk: UUID) -> HttpResponse:
    visit = visit_of(request.actor, pk)
    access.require_organise(request.actor, visit.draw)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.call_off_visit(visit=visit, reason=form.cleaned_data["reason"], actor=request.actor)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("Called off."), "oversight:draw_detail", visit.draw_id)
    context = {
        "title": _("Call the visit off"),
        "question": _("The site does not learn of it. The reason stays in the record of the draw."),
        "facts": [(_("Site"), visit.unit)],
        "form": form,
        "submit": _("Call off"),
        "danger": True,
        "cancel_url": reverse("oversight:visit_detail", args=[pk]),
    }
    return confirm(request, context)


@form_page
def finding_add(request: ActorRequest, pk: UUID) -> HttpResponse:
    """One more finding of a saved visit."""
    visit = visit_of(request.actor, pk)
    access.require_save(request.actor, visit)
    if visit.state != Visit.State.SAVED:
        raise Refused(_("Save the visit first."))
    form = FindingForm(visit.site, visit.draw.unit, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            finding_actions.add_finding(source=visit, line=form.line(), actor=request.actor)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("Saved."), "oversight:visit_detail", pk)
    context = {
        "title": _("Add a finding"),
        "place": visit.unit,
        "cancel_url": reverse("oversight:visit_detail", args=[pk]),
    }
    return form_response(request, "oversight/finding_form.html", form, context)


def draw_known(actor: Actor, pk: UUID) -> Draw:
    return found(Draw.objects.visible_to(actor).select_related("campaign", "unit"), pk)


@require_safe
def draw_route(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A suggestion in which order to drive to the sites of a day."""
    draw = draw_known(request.actor, pk)
    if not access.is_told(request.actor, draw):
        raise Refused(_("Only those named in the draw act on it."))
    conditions = RouteForm(request.GET)
    data = conditions.valid_data()
    visits = draw.visits.filter(state=Visit.State.PLANNED).select_related("unit", "site__county")
    if day := data.get("day"):
        visits = visits.filter(planned_on=day)
    rows = list(visits.order_by("place", "id"))
    context = {"draw": draw, "filter": conditions, **_round(draw, rows, data.get("ground") or "plain")}
    return render_page(request, "oversight/draw_route.html", context, fragment="oversight/route_rows.html")


def _round(draw: Draw, rows: list[Visit], ground: str) -> dict[str, Any]:
    placed = [v for v in rows if v.unit.latitude is not None and v.unit.longitude is not None]
    absent = [v for v in rows if v not in placed]
    points = [(v.unit.latitude, v.unit.longitude) for v in placed]
    start = draw.unit
    from_home = start.latitude is not None and start.longitude is not None
    stops: list[tuple[Visit, float, float]] = []
    context: dict[str, Any] = {
        "absent": absent,
        "from_home": from_home,
        "too_many": len(placed) > routing.MOST,
    }
    if placed and len(placed) <= routing.MOST:
        home = (start.latitude, start.longitude) if from_home else points[0]
        factor, speed = routing.FACTORS[ground], routing.SPEED[ground]
        found_round = routing.shortest_round(home, points, factor)  # type: ignore[arg-type]
        for n, k in enumerate(found_round.order):
            stops.append((placed[k], found_round.legs[n], found_round.legs[n] / speed * 60))
        context |= {
            "length": found_round.length,
            "back": found_round.legs[-1],
            "hours": found_round.length / speed,
            "factor": factor,
            "speed": speed,
        }
    return {**context, "stops": stops}


@form_page
def bulletin_edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Draft, edit and issue the bulletin of a draw."""
    draw = draw_known(request.actor, pk)
    access.require_organise(request.actor, draw)
    if not draw.visits.filter(state=Visit.State.SAVED).exists():
        raise Refused(_("There is nothing to report yet."))
    stored = Bulletin.objects.filter(draw=draw).first()
    form = BulletinForm(request.POST or None, initial=_initial(draw, stored))
    if request.method == "POST" and form.is_valid():
        try:
            actions.keep_bulletin(draw=draw, actor=request.actor, **form.cleaned_data)
        except Invalid as bad:
            show(form, bad)
        except Conflict as clash:
            theirs = BulletinForm(initial=_initial(draw, clash.current))
            return conflict_page(request, mine=form, theirs=theirs, version=clash.current.version)
        else:
            return done(request, _("The bulletin is kept as a draft."), "oversight:bulletin_detail", pk)
    context = {"draw": draw, "cancel_url": reverse("oversight:draw_detail", args=[pk])}
    return form_response(request, "oversight/bulletin_form.html", form, context)


def _initial(draw: Draw, stored: Bulletin | None) -> dict[str, Any]:
    if stored is None:
        return letters.bulletin_draft(draw)
    return {name: getattr(stored, name) for name in ("title", "addressees", "text", "version")}


@form_page
def bulletin_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The bulletin as it stands; whoever may issues it here."""
    draw = draw_known(request.actor, pk)
    bulletin = found(Bulletin.objects.filter(draw=draw).select_related("document"), _bulletin_of(draw))
    may = access.may_organise(request.actor, draw)
    form = IssueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        access.require_organise(request.actor, draw)
        told = {"bulletin": bulletin, "mark": form.cleaned_data["mark"], "actor": request.actor}
        try:
            if "review" in request.POST:
                draft = actions.propose_bulletin(**told)
                return redirect("documents:draft_submit", draft.pk)
            actions.issue_bulletin(**told)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("The bulletin is issued."), "oversight:bulletin_detail", pk)
    document = bulletin.document
    opens = document and Document.objects.visible_to(request.actor).filter(pk=document.pk).exists()
    context = {
        "draw": draw,
        "bulletin": bulletin,
        "paragraphs": bulletin.text.splitlines(),
        "may_edit": may and document is None,
        "may_issue": may and document is None and request.actor.can("issue", "document", draw.unit),
        "may_open": opens,
        "underway": on_its_way(actions.BULLETIN, actions.bulletin_order(bulletin)) if may else None,
    }
    return form_response(request, "oversight/bulletin_detail.html", form, context)


def _bulletin_of(draw: Draw) -> Any:
    return Bulletin.objects.filter(draw=draw).values_list("pk", flat=True).first()
