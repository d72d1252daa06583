"""The panels: a judge's own working page, and the office's view of marks, outliers and firmness."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dundian.exchange.export import Column, workbook_response
from dundian.kernel.errors import Invalid, Refused
from dundian.org.middleware import ActorRequest
from dundian.recognition import actions
from dundian.recognition.access import require_judge, require_state
from dundian.recognition.forms.rounds import ReasonForm, ScoreForm
from dundian.recognition.models import (
    Criterion,
    DeclaredConflict,
    Judge,
    Nomination,
    Round,
    Score,
)
from dundian.recognition.queries import marks
from dundian.recognition.queries.nominations import files_behind
from dundian.recognition.views.finding import (
    form_page,
    frame,
    is_bound,
    nomination_in_sight,
    round_in_sight,
    round_to_run,
)
from dundian.recognition.views.nominations import SHOWN_FILES, summed
from dundian.ui.forms import show
from dundian.ui.pages import done, render_page


@require_safe
def round_panel(request: ActorRequest, pk: UUID) -> HttpResponse:
    round = round_to_run(request, pk)
    found = marks.boards(round)
    context = frame(request, round, "round_panel") | {
        "boards": [(b, s, all(x.firm for x in s)) for b in found for s in [marks.swings(b)]],
        "judges": round.judges.count(),
        "judging": round.state == Round.State.JUDGING,
        "owing": _owing(found),
        "export_url": reverse("recognition:round_panel_export", args=[pk]),
    }
    return render_page(request, "recognition/panel.html", context)


def _owing(found: list[marks.Board]) -> list[tuple[str, int]]:
    """Who still owes how many scores, by name."""
    owed: Counter[str] = Counter(
        str(judge) for b in found for r in b.rows for c in r.cells for judge in c.owed
    )
    return sorted(owed.items())


@require_safe
def round_panel_export(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    """Every score with its grounds, as the office files it."""
    round = round_to_run(request, pk)
    columns = [
        Column(_("Kind of commendation"), 14), Column(_("Full title"), 30), Column(_("Criterion"), 30),
        Column(_("Weight"), 8, "number"),
        Column(_("Judge"), 12), Column(_("Points"), 8, "number"), Column(_("Off the median"), 12, "number"),
        Column(_("Grounds"), 40), Column(_("Mark"), 10, "decimal"), Column(_("Total"), 10, "decimal"),
    ]  # fmt: skip
    cells = (
        (b.category.name, str(r.nomination), c.criterion.name, c.criterion.weight, str(g.score.judge), g.score.points,
         g.off, g.score.ground, c.shown, r.shown)
        for b in marks.boards(round) for r in b.rows for c in r.cells for g in c.given
    )  # fmt: skip
    title = _("Scores of %(round)s") % {"round": round}
    return workbook_response(cells, columns, title, title, actor=request.actor, noun="score", unit=round.unit)


@require_safe
def round_judging(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What the judge has before the own panels; nobody else's marks stand here."""
    round = round_in_sight(request, pk)
    seats = require_judge(request.actor, round)
    context = frame(request, round, "round_judging") | {
        "groups": _groups(round, seats),
        "judging": round.state == Round.State.JUDGING,
    }
    return render_page(request, "recognition/judging.html", context)


def _groups(round: Round, seats: list[Judge]) -> list[tuple[Any, list[dict[str, Any]]]]:
    """(category, lines): whom, how many criteria are mine, how many scored, and why not when I stand aside."""
    panels = {s.panel_id for s in seats}
    mine = Criterion.objects.filter(category__scheme=round.scheme_id, panel__in=panels)
    asked = Counter(mine.values_list("category", flat=True))
    rows = round.nominations.standing().select_related("category", "unit", "person__home_unit", "place")
    scored = Counter(Score.objects.filter(judge__in=seats).values_list("nomination", flat=True))
    aside = {c.nomination_id: c for c in DeclaredConflict.objects.filter(judge__in=seats)}
    groups: dict[Any, list[dict[str, Any]]] = {}
    for one in rows.order_by("category__place", "place__place", "place_id", "id"):
        if asked[one.category_id]:
            line = {
                "one": one,
                "asked": asked[one.category_id],
                "scored": min(scored[one.pk], asked[one.category_id]),
                "aside": aside.get(one.pk),
            }
            groups.setdefault(one.category, []).append(line)
    return list(groups.items())


@form_page
def nomination_score(request: ActorRequest, pk: UUID) -> HttpResponse:
    one = nomination_in_sight(request, pk)
    seats = require_judge(request.actor, one.round)
    require_state(one.round, Round.State.JUDGING)
    aside = DeclaredConflict.objects.filter(judge__in=seats, nomination=one).first()
    if aside:
        raise Refused(_("You have a conflict of interest here and do not score; that is on record."))
    criteria = list(
        Criterion.objects.filter(category=one.category_id, panel__in=[s.panel_id for s in seats]).order_by(
            "place"
        )
    )
    own = {s.criterion_id: s for s in Score.objects.filter(judge__in=seats, nomination=one)}
    initial = {f"points-{c}": s.points for c, s in own.items()} | {
        f"ground-{c}": s.ground for c, s in own.items()
    }
    form = ScoreForm(is_bound(request), criteria=criteria, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_scores(nomination=one, points=form.points(), actor=request.actor)
        except Invalid as bad:
            show(form, bad)
        else:
            return _after(request, one, seats)
    files = list(files_behind(one)[: SHOWN_FILES + 1])
    context = {
        "one": one,
        "round": one.round,
        "form": form,
        "fields": [(c, form[f"points-{c.pk}"], form[f"ground-{c.pk}"]) for c in criteria],
        "files": files[:SHOWN_FILES],
        "more_files": len(files) > SHOWN_FILES,
        "parts": summed(one.category, files[:SHOWN_FILES]),
        "cancel_url": reverse("recognition:round_judging", args=[one.round_id]),
    }
    return render_page(request, "recognition/score.html", context, status=422 if form.errors else 200)


def _after(request: ActorRequest, one: Nomination, seats: list[Judge]) -> HttpResponse:
    """On to the next that has not been scored, in the order of the list."""
    for _category, lines in _groups(one.round, seats):
        for line in lines:
            if line["aside"] is None and line["scored"] < line["asked"] and line["one"].pk != one.pk:
                said = _("Scores for %(whom)s are kept. Next: %(next)s.") % {"whom": one, "next": line["one"]}
                return done(request, said, "recognition:nomination_score", line["one"].pk)
    said = _("Scores for %(whom)s are kept.") % {"whom": one}
    return done(request, said, "recognition:round_judging", one.round_id)


@form_page
def nomination_step_aside(request: ActorRequest, pk: UUID) -> HttpResponse:
    one = nomination_in_sight(request, pk)
    require_judge(request.actor, one.round)
    require_state(one.round, Round.State.JUDGING)
    form = ReasonForm(is_bound(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.declare_conflict(nomination=one, actor=request.actor, **form.cleaned_data)
        except Invalid as bad:
            show(form, bad)
        else:
            said = _("You stand aside for %(whom)s; that is on record.") % {"whom": one}
            return done(request, said, "recognition:round_judging", one.round_id)
    context = {
        "title": _("Stand aside for %(whom)s") % {"whom": one},
        "question": _(
            "Say what the relation is. You do not score this nomination; scores given before count no more."
        ),
        "form": form,
        "submit": _("Stand aside"),
        "cancel_url": reverse("recognition:round_judging", args=[one.round_id]),
    }
    return render_page(request, "ui/confirm.html", context, status=422 if form.errors else 200)


@form_page
def barred_lift(request: ActorRequest, pk: UUID) -> HttpResponse:
    rows = DeclaredConflict.objects.filter(nomination__round__in=Round.objects.visible_to(request.actor))
    conflict = rows.select_related("judge__person", "nomination__round__unit").filter(pk=pk).first()
    if conflict is None:
        raise Http404
    round = round_to_run(request, conflict.nomination.round_id)
    form = ReasonForm(is_bound(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.lift_conflict(conflict=conflict, actor=request.actor, **form.cleaned_data)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("The judge scores again."), "recognition:round_panel", round.pk)
    context = {
        "title": _("Lift a conflict of interest"),
        "question": _("Only when what was noted is wrong. Scores given before count again."),
        "facts": [
            (_("Judge"), conflict.judge),
            (_("Nomination"), conflict.nomination),
            (_("What was noted"), conflict.reason),
        ],
        "form": form,
        "submit": _("Lift it"),
        "danger": True,
        "cancel_url": reverse("recognition:round_panel", args=[round.pk]),
    }
    return render_page(request, "ui/confirm.html", context, status=422 if form.errors else 200)
