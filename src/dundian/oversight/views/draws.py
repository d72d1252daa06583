"""Pages of draws: plan, commit, draw, arrange, close, verify."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dundian.audit_trail.models import Entry
from dundian.campaign.models import Campaign
from dundian.exchange.export import Column, workbook_response
from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.org.access import Actor
from dundian.org.middleware import ActorRequest
from dundian.oversight import access, drawing
from dundian.oversight.actions import draws as actions
from dundian.oversight.actions.draws import told_at
from dundian.oversight.forms.draws import ArrangeForm, DrawFilter, DrawForm, OutsideForm, RecordFileForm
from dundian.oversight.models import Draw, Visit
from dundian.oversight.queries import reading, sides
from dundian.oversight.views.finding import confirm, form_page, form_response, found, require_list
from dundian.ui.forms import show
from dundian.ui.pages import conflict_page, done, download, list_page, render_page

MOST_FILE = 8 * 2**20
PURPOSES = dict(Draw.Purpose.choices)


@require_safe
def draw_list(request: ActorRequest) -> HttpResponse:
    require_list(request.actor, "inspection")
    conditions = DrawFilter(request.GET)
    rows = reading.draws_for(request.actor, conditions.valid_data())
    return list_page(
        request,
        "oversight/draw",
        rows,
        order=reading.NEWEST,
        conditions=conditions,
        may_plan=request.actor.can("plan", "inspection"),
        export_url=reverse("oversight:draw_export"),
    )


@require_safe
def draw_export(request: ActorRequest) -> HttpResponseBase:
    """The draws that one knows of, as the list shows them."""
    require_list(request.actor, "inspection")
    conditions = DrawFilter(request.GET)
    rows = reading.draws_for(request.actor, conditions.valid_data()).order_by(*reading.NEWEST)
    columns = [
        Column(_("Title"), 36), Column(_("Purpose"), 16), Column(_("Campaign"), 30),
        Column(_("Sites to draw"), 12, "number"), Column(_("Committed at"), 18, "moment"),
        Column(_("Drawn at"), 18, "moment"), Column(_("Commitment"), 40), Column(_("State"), 12),
    ]  # fmt: skip
    lines = (
        [
            d.title, d.get_purpose_display(), str(d.campaign), d.size, d.committed_at, d.drawn_at,
            d.commitment, d.get_state_display(),
        ]
        for d in rows.iterator(chunk_size=2000)
    )  # fmt: skip
    title = _("Draws")
    return workbook_response(
        lines, columns, title, title, filters=conditions.in_use, actor=request.actor, noun="inspection"
    )


def _campaign(request: ActorRequest) -> Campaign | None:
    """The campaign that the address names, within those one may plan in."""
    chosen = request.GET.get("campaign", "")
    try:
        pk = UUID(chosen)
    except ValueError:
        return None
    return found(reading.plannable(request.actor), pk)


@form_page
def draw_create(request: ActorRequest) -> HttpResponse:
    """First the campaign, then the draw."""
    reason = _(
        "Draws are planned by the office or a leader of the campaign's own federation, or one above it."
    )
    request.actor.require("plan", "inspection", None, reason)
    purpose = request.GET.get("purpose", "")
    purpose = purpose if purpose in PURPOSES else str(Draw.Purpose.INSPECTION)
    campaign = _campaign(request)
    if campaign is None:
        context = {"campaigns": list(reading.plannable(request.actor)[:50]), "purposes": Draw.Purpose.choices}
        return render_page(request, "oversight/draw_campaign.html", context)
    form = DrawForm(campaign, purpose, request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            draw = actions.plan_draw(
                campaign=campaign,
                purpose=purpose,
                id=form.cleaned_data["id"],
                actor=request.actor,
                **form.values(),
            )
        except Invalid as bad:
            show(form, bad)
        else:
            return done(
                request,
                _("The draw is planned. Only those named know of it."),
                "oversight:draw_detail",
                draw.pk,
            )
    context = {
        "title": _("Plan a draw: %(purpose)s") % {"purpose": PURPOSES[purpose]},
        "campaign": campaign,
        "cancel_url": reverse("oversight:draw_list"),
    }
    return form_response(request, "oversight/draw_form.html", form, context)


def _draw(actor: Actor, pk: UUID) -> Draw:
    return found(Draw.objects.visible_to(actor).select_related("campaign", "unit", "organiser"), pk)


@form_page
def draw_edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    draw = _draw(request.actor, pk)
    access.require_organise(request.actor, draw)
    _require_state(draw, Draw.State.DRAFT)
    form = DrawForm(draw.campaign, draw.purpose, request.POST or None, actor=request.actor, draw=draw)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            actions.edit_draw(draw=draw, version=version, actor=request.actor, **form.values())
        except Invalid as bad:
            show(form, bad)
        except Conflict as clash:
            theirs = DrawForm(draw.campaign, draw.purpose, actor=request.actor, draw=clash.current)
            return conflict_page(request, mine=form, theirs=theirs, version=clash.current.version)
        else:
            return done(request, _("Saved."), "oversight:draw_detail", pk)
    context = {
        "title": _("Change the draw"),
        "campaign": draw.campaign,
        "cancel_url": reverse("oversight:draw_detail", args=[pk]),
    }
    return form_response(request, "oversight/draw_form.html", form, context)


@require_safe
def draw_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    draw = _draw(request.actor, pk)
    may = access.may_organise(request.actor, draw)
    visits = list(
        draw.visits.select_related("unit", "site__county", "saved_by")
        .prefetch_related("inspectors", "findings")
        .order_by("place", "id")
    )
    planned = [v for v in visits if v.state == Visit.State.PLANNED]
    context = {
        "draw": draw,
        "visits": visits,
        "people": list(draw.people.select_related("person__home_unit")),
        "exclusions": list(draw.exclusions.select_related("site__unit")),
        "strata": _strata(draw),
        "chosen": _chosen(draw),
        "may": may,
        "may_bulletin": may and bool(visits) and not planned,
        "bulletin": getattr(draw, "bulletin", None),
        "planned": planned,
        "steps": _steps(draw),
    }
    return render_page(request, "oversight/draw_detail.html", context)


def _steps(draw: Draw) -> list[tuple[Any, str]]:
    order = list(Draw.State)
    here = order.index(Draw.State(draw.state))
    labels = (_("Plan"), _("Commit"), _("Draw and visit"), _("Closed"))
    return [
        (label, "done" if n < here or draw.state == Draw.State.CLOSED else "now" if n == here else "next")
        for n, label in enumerate(labels)
    ]


def _require_state(draw: Draw, state: str) -> None:
    if draw.state != state:
        raise Refused(
            _("The draw is “%(state)s”; this can no longer be done.") % {"state": draw.get_state_display()}
        )


def _strata(draw: Draw) -> list[tuple[str, int, float, int]]:
    """(stratum, sites, expected, drawn) in the order of the population."""
    rows = draw.frozen.get("population") if draw.frozen else None
    if rows is None:
        left_out = set(draw.exclusions.values_list("site_id", flat=True))
        sites = sides.population_of(draw.campaign, draw.purpose)
        rows = [
            [str(s.pk), sides.stratum_of(s, draw.by_county, draw.by_kind)]
            for s in sites
            if s.pk not in left_out
        ]
    counts: dict[str, list[int]] = {}
    chosen = set(draw.chosen)
    for row in rows:
        line = counts.setdefault(row[1], [0, 0])
        line[0] += 1
        line[1] += row[0] in chosen
    whole = len(rows) or 1
    return [(name, n, round(draw.size * n / whole, 2), drawn) for name, (n, drawn) in counts.items()]


def _chosen(draw: Draw) -> list[tuple[str, str]]:
    """(stratum, name) of the drawn sites, in the order of the draw."""
    rows = {row[0]: (row[1], row[2]) for row in draw.frozen.get("population", ())}
    return [rows[pk] for pk in draw.chosen if pk in rows]


@form_page
def draw_commit(request: ActorRequest, pk: UUID) -> HttpResponse:
    draw = _draw(request.actor, pk)
    access.require_organise(request.actor, draw)
    _require_state(draw, Draw.State.DRAFT)
    if request.method == "POST":
        actions.commit_draw(draw=draw, actor=request.actor)
        return done(request, _("Committed. Nothing of it can change now."), "oversight:draw_detail", pk)
    context = {
        "title": _("Commit the draw"),
        "question": _(
            "Size, strata, population and exclusions are frozen together with the hash of a secret seed. Their digest "
            "goes on the audit trail, so that nobody can say later that another draw was meant."
        ),
        "facts": [
            (_("Sites to draw"), draw.size),
            (_("Sites in the population"), sum(n for _name, n, _e, _d in _strata(draw))),
        ],
        "submit": _("Commit"),
        "cancel_url": reverse("oversight:draw_detail", args=[pk]),
    }
    return confirm(request, context)


@form_page
def draw_make(request: ActorRequest, pk: UUID) -> HttpResponse:
    draw = _draw(request.actor, pk)
    access.require_organise(request.actor, draw)
    _require_state(draw, Draw.State.COMMITTED)
    form = OutsideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.make_draw(draw=draw, outside=form.cleaned_data["outside"], actor=request.actor)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("Drawn."), "oversight:draw_detail", pk)
    context = {
        "title": _("Draw"),
        "question": _("With a word from outside, nobody who saw the seed could have known the result."),
        "facts": [(_("Sites to draw"), draw.size), (_("Commitment"), draw.commitment)],
        "form": form,
        "submit": _("Draw now"),
        "cancel_url": reverse("oversight:draw_detail", args=[pk]),
    }
    return confirm(request, context)


@form_page
def draw_arrange(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Who goes where, on which day."""
    draw = _draw(request.actor, pk)
    access.require_organise(request.actor, draw)
    _require_state(draw, Draw.State.DRAWN)
    form = ArrangeForm(draw, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.arrange_visits(draw=draw, days=form.days(), actor=request.actor)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("Saved."), "oversight:draw_detail", pk)
    context = {"draw": draw, "cancel_url": reverse("oversight:draw_detail", args=[pk])}
    return form_response(request, "oversight/draw_arrange.html", form, context)


@form_page
def draw_close(request: ActorRequest, pk: UUID) -> HttpResponse:
    draw = _draw(request.actor, pk)
    access.require_organise(request.actor, draw)
    _require_state(draw, Draw.State.DRAWN)
    if request.method == "POST":
        actions.close_draw(draw=draw, actor=request.actor)
        return done(request, _("Closed. The draw can now be seen and verified."), "oversight:draw_detail", pk)
    context = {
        "title": _("Close the draw"),
        "question": _(
            "Offices and leaders over the federation will see the draw, and anyone with its record can verify it."
        ),
        "submit": _("Close"),
        "cancel_url": reverse("oversight:draw_detail", args=[pk]),
    }
    return confirm(request, context)


@form_page
def draw_drop(request: ActorRequest, pk: UUID) -> HttpResponse:
    draw = _draw(request.actor, pk)
    access.require_organise(request.actor, draw)
    _require_state(draw, Draw.State.DRAFT)
    if request.method == "POST":
        actions.drop_draw(draw=draw, actor=request.actor)
        return done(request, _("The draw has been thrown away."), "oversight:draw_list")
    context = {
        "title": _("Throw the draw away"),
        "question": _("It was never committed; nothing of it remains but a row on the audit trail."),
        "submit": _("Throw the draw away"),
        "danger": True,
        "cancel_url": reverse("oversight:draw_detail", args=[pk]),
    }
    return confirm(request, context)


def record_of(draw: Draw) -> dict[str, Any]:
    """The draw as the downloadable record has it."""
    if draw.drawn_at is None:
        raise Http404
    return {
        **draw.frozen,
        "commitment": draw.commitment,
        "seed": draw.seed,
        "outside": draw.outside,
        "drawn_at": told_at(draw.drawn_at),
        "chosen": draw.chosen,
    }


@require_safe
def draw_record(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    """The record for download."""
    draw = _draw(request.actor, pk)
    content = drawing.canonical(record_of(draw)).encode()
    return download(content, f"{draw.title}.json", "application/json")


def _labels() -> dict[str, str]:
    return {
        "population": _("Fingerprint of the population"),
        "seed": _("Hash of the seed"),
        "commitment": _("Commitment"),
        "result": _("Sites drawn"),
        "trail": _("Commitment on the audit trail"),
    }


def _checked(told: dict[str, Any]) -> dict[str, Any]:
    checks = drawing.verify(told)
    names = {row[0]: (row[1], row[2]) for row in told["population"]}
    labels = _labels()
    return {
        "told": told,
        "checks": [(labels[check.name], check) for check in checks],
        "holds": all(check.holds for check in checks),
        "chosen": [names[pk] for pk in told["chosen"] if isinstance(pk, str) and pk in names],
        "population": len(told["population"]),
    }


@require_safe
def draw_verify(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The stored draw computed again, and its commitment compared with the audit trail."""
    draw = _draw(request.actor, pk)
    context = _checked(record_of(draw))
    entry = Entry.objects.filter(object_id=str(draw.pk), noun="draw", verb="commit").order_by("id").first()
    trail = drawing.Check("trail", str(entry.detail.get("sha256", "")) if entry else "", draw.commitment)
    context["checks"].append((_labels()["trail"], trail))
    context |= {"draw": draw, "holds": context["holds"] and trail.holds}
    return render_page(request, "oversight/draw_verify.html", context)


@form_page
def record_verify(request: ActorRequest) -> HttpResponse:
    """Anybody's check of a record, from its file alone."""
    form = RecordFileForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > MOST_FILE:
                raise ValueError(file.size)
            context = _checked(drawing.read(file.read()))
        except (ValueError, TypeError, RecursionError):
            form.add_error("file", _("This file is no record of a draw, or is damaged."))
    return form_response(request, "oversight/record_verify.html", form, context)
