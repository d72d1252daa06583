"""Pages of rounds: the list, one round, its quotas, judges, and the host union's word."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dundian.exchange.export import Column, workbook_response
from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.org.middleware import ActorRequest
from dundian.recognition import actions
from dundian.recognition.forms.rounds import (
    NewRoundForm,
    QuotaForm,
    ReasonForm,
    RoundFilter,
    RoundForm,
    SeatForm,
    WordForm,
)
from dundian.recognition.models import HostWord, Judge, Quota, Round
from dundian.recognition.queries import rounds as queries
from dundian.recognition.views.acts import next_acts
from dundian.recognition.views.finding import (
    form_page,
    frame,
    is_bound,
    round_in_sight,
    round_to_run,
)
from dundian.ui.forms import show
from dundian.ui.pages import conflict_page, done, list_page, render_page

COURSE = (
    Round.State.PREPARING,
    Round.State.NOMINATING,
    Round.State.JUDGING,
    Round.State.LISTED,
    Round.State.NOTICED,
    Round.State.DECIDED,
)


def _require_sight(request: ActorRequest) -> None:
    actor = request.actor
    judges = Judge.objects.filter(person__user=actor.user)
    if not actor.can("view", "round") and not judges.exists():
        raise Refused(_("None of your appointments shows this part of the work."))


@require_safe
def round_list(request: ActorRequest) -> HttpResponse:
    _require_sight(request)
    conditions = RoundFilter(request.GET)
    rows = queries.rounds_for(request.actor, conditions.valid_data())
    return list_page(
        request,
        "recognition/round",
        rows,
        order=["-year", "-id"],
        conditions=conditions,
        may_add=request.actor.can("run", "round"),
        export_url=reverse("recognition:round_export"),
    )


@require_safe
def round_export(request: ActorRequest) -> HttpResponseBase:
    _require_sight(request)
    conditions = RoundFilter(request.GET)
    rows = queries.rounds_for(request.actor, conditions.valid_data()).order_by("-year", "-id")
    columns = [
        Column(_("Full title"), 44), Column(_("Federation"), 24), Column(_("Year"), 8, "number"),
        Column(_("Campaign"), 30),
        Column(_("State"), 12), Column(_("Decided on"), 12, "date"),
    ]  # fmt: skip
    cells = (
        (r.name, r.unit.name, r.year, r.campaign.name, r.get_state_display(), r.decided_on)
        for r in rows.iterator(2000)
    )
    title = _("Commendations")
    return workbook_response(
        cells, columns, title, title, filters=conditions.in_use, actor=request.actor, noun="round"
    )


@form_page
def round_create(request: ActorRequest) -> HttpResponse:
    request.actor.require("run", "round", None, _("Rounds are run by programme offices."))
    form = NewRoundForm(is_bound(request), actor=request.actor)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = actions.create_round(unit=data["campaign"].unit, actor=request.actor, **data)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("The round is in preparation."), "recognition:round_detail", made.pk)
    context = {
        "form": form,
        "title": _("New commendation"),
        "submit": _("Prepare it"),
        "cancel_url": reverse("recognition:round_list"),
    }
    return render_page(request, "recognition/plain_form.html", context, status=422 if form.errors else 200)


@require_safe
def round_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    round = round_in_sight(request, pk)
    context = frame(request, round, "round_detail")
    runs = context["runs"]
    context |= {
        "standing": queries.standing_of(round),
        "steps": _steps(round),
        "events": [
            {"when": e.at, "title": _verb(e.verb), "who": e.by, "text": e.reason}
            for e in round.events.select_related("by")
        ]
        if runs
        else [],
        "categories": round.scheme.categories.prefetch_related("criteria__panel"),
        "next": next_acts(round) if runs else [],
        "obstacles": actions.obstacles(round) if runs and round.state == Round.State.NOTICED else [],
        "sees": {
            "scheme": request.actor.can("view", "scheme"),
            "document": request.actor.can("view", "document"),
        },
        "may_nominate": request.actor.can("nominate", "nomination") and round.state == Round.State.NOMINATING,
        "owed": [s for r, s in queries.words_owed(request.actor) if r.pk == round.pk],
        "citations_missing": round.honours.standing().filter(citation=None).count()
        if runs and round.state == Round.State.DECIDED
        else 0,
        "notice_url": request.build_absolute_uri(reverse("recognition:notice_open", args=[round.token]))
        if round.token
        else "",
    }
    return render_page(request, "recognition/round_detail.html", context)


def _steps(round: Round) -> list[tuple[Any, str]]:
    here = round.ended_from if round.state == Round.State.ENDED else round.state
    at = COURSE.index(Round.State(here))
    done_through = round.state == Round.State.DECIDED
    return [
        (s.label, "done" if place < at or done_through else "now" if place == at else "next")
        for place, s in enumerate(COURSE)
    ]


def _verb(verb: str) -> str:
    words = {
        "create": _("Prepared"),
        "ask_words": _("Host unions asked for their word"),
        "open": _("Evidence frozen, nominations opened"),
        "reopen": _("Sent back to preparation"),
        "close_nominations": _("Handed to the panels"),
        "renominate": _("Nominations opened again"),
        "draw_up": _("List drawn up"),
        "rejudge": _("Sent back to the panels"),
        "publish": _("Public notice put out"),
        "recall": _("Public notice taken back"),
        "decide": _("Decided"),
        "revoke": _("Decision taken back"),
        "end": _("Called off"),
        "resume": _("Taken up again"),
    }
    return words.get(verb, verb)


@form_page
def round_edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    round = round_to_run(request, pk)
    names = ("name", "since", "until", "nominate_until", "judge_until", "contact", "version")
    form = RoundForm(is_bound(request), initial={n: getattr(round, n) for n in names})
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_round(round=round, actor=request.actor, **form.cleaned_data)
        except Invalid as bad:
            show(form, bad)
        except Conflict as clash:
            theirs = RoundForm(initial={n: getattr(clash.current, n) for n in names})
            return conflict_page(request, mine=form, theirs=theirs, version=clash.current.version)
        else:
            return done(request, _("Saved."), "recognition:round_detail", pk)
    context = {
        "form": form,
        "title": _("Change %(round)s") % {"round": round},
        "submit": _("Save"),
        "cancel_url": reverse("recognition:round_detail", args=[pk]),
    }
    return render_page(request, "recognition/plain_form.html", context, status=422 if form.errors else 200)


@form_page
def round_quotas(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Federations down, categories across: how many each may pass on."""
    round = round_to_run(request, pk)
    areas, categories = queries.areas_of(round), list(round.scheme.categories.all())
    cells = {f"q-{c.pk}-{u.pk}": (c, u) for u in areas for c in categories}
    stored = {(q.category_id, q.unit_id): q.most for q in Quota.objects.filter(round=round)}
    form = QuotaForm(
        is_bound(request),
        cells=[(name, f"{u}：{c}") for name, (c, u) in cells.items()],
        initial={name: stored.get((c.pk, u.pk)) for name, (c, u) in cells.items()},
    )
    if request.method == "POST" and form.is_valid():
        quotas = {cells[name]: most for name, most in form.cleaned_data.items()}
        try:
            actions.set_quotas(round=round, quotas=quotas, actor=request.actor)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("The quotas are saved."), "recognition:round_nominations", pk)
    context = frame(request, round, "round_nominations") | {
        "form": form,
        "categories": categories,
        "lines": [(u, [form[f"q-{c.pk}-{u.pk}"] for c in categories]) for u in areas],
    }
    return render_page(request, "recognition/quotas.html", context, status=422 if form.errors else 200)


@form_page
def round_judges(request: ActorRequest, pk: UUID) -> HttpResponse:
    round = round_to_run(request, pk)
    form = SeatForm(is_bound(request), actor=request.actor, round=round)
    if request.method == "POST" and form.is_valid():
        try:
            judge = actions.seat_judge(round=round, actor=request.actor, **form.cleaned_data)
        except Invalid as bad:
            show(form, bad)
        else:
            said = _("%(judge)s sits on the panel.") % {"judge": judge}
            return done(request, said, "recognition:round_judges", pk)
    judges = round.judges.select_related("panel", "person__home_unit").prefetch_related("conflicts")
    open_states = (Round.State.PREPARING, Round.State.NOMINATING, Round.State.JUDGING)
    context = frame(request, round, "round_panel") | {
        "form": form,
        "judges": judges,
        "may_seat": round.state in open_states,
        "panels": round.scheme.panels.prefetch_related("criteria"),
    }
    return render_page(request, "recognition/judges.html", context, status=422 if form.errors else 200)


@form_page
def judge_drop(request: ActorRequest, pk: UUID) -> HttpResponse:
    rows = Judge.objects.filter(round__in=Round.objects.visible_to(request.actor))
    judge = rows.select_related("round__unit", "panel", "person").filter(pk=pk).first()
    if judge is None:
        raise Http404
    round_to_run(request, judge.round_id)
    form = ReasonForm(is_bound(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.unseat_judge(judge=judge, actor=request.actor, **form.cleaned_data)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("The seat is vacant."), "recognition:round_judges", judge.round_id)
    context = {
        "title": _("Take %(judge)s off the panel") % {"judge": judge},
        "question": _("Scores given on this seat go with it."),
        "facts": [(_("Panel"), judge.panel), (_("Scores given"), judge.scores.count())],
        "form": form,
        "submit": _("Take off"),
        "danger": True,
        "cancel_url": reverse("recognition:round_judges", args=[judge.round_id]),
    }
    return render_page(request, "ui/confirm.html", context, status=422 if form.errors else 200)


@form_page
def word_give(request: ActorRequest, pk: UUID, site_id: UUID) -> HttpResponse:
    """The host union's word on the stationing at its site."""
    actor, round = request.actor, round_in_sight(request, pk)
    site = queries.sites_of(round).filter(pk=site_id, unit__in=actor.units("view", "round")).first()
    if site is None:
        raise Http404
    actor.require("give", "word", site.unit, _("Only the host union itself says this."))
    before = HostWord.objects.filter(round=round, site=site).first()
    initial = {"grade": before.grade, "text": before.text} if before else {}
    form = WordForm(is_bound(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_word(round=round, site=site, actor=actor, **form.cleaned_data)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("Thank you; your word is kept."), "recognition:round_detail", pk)
    context = {
        "form": form,
        "title": _("Your union’s word on the stationing"),
        "intro": _(
            "%(site)s, for “%(round)s”, until %(day)s. What you say becomes evidence and is not shown to the team."
        )
        % {"site": site, "round": round, "day": round.words_until or "—"},
        "submit": _("Send"),
        "cancel_url": reverse("recognition:round_detail", args=[pk]),
    }
    return render_page(request, "recognition/plain_form.html", context, status=422 if form.errors else 200)
