"""The priority with its sliders and comparisons, and the rules of the choice."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from dundian.campaign.models import Campaign
from dundian.kernel.errors import Invalid
from dundian.org.middleware import ActorRequest
from dundian.planning import actions
from dundian.planning.access import require_open, require_plan
from dundian.planning.forms.candidates import InitiativeForm
from dundian.planning.forms.planning import (
    FACTS,
    ComparisonForm,
    GroupForm,
    RulesSheet,
    StanceForm,
    WeightsForm,
)
from dundian.planning.models import Candidate
from dundian.planning.queries import area_names
from dundian.planning.queries.priority import (
    Ranked,
    Weighed,
    compare,
    criteria_of,
    pairs_of,
    ranking,
    scores_of,
)
from dundian.planning.queries.problem import eligible, rules_of, wanted_of
from dundian.planning.rules import GroupRule, Measure, Stance
from dundian.planning.views.candidates import filtered, visible_candidates
from dundian.planning.views.finding import campaign_in_sight
from dundian.ui import forms
from dundian.ui.pages import done, render_page
from dundian.ui.selection import Selection

EDIT = require_http_methods(["GET", "HEAD", "POST"])
SHOWN = 60
PHRASES = [
    gettext_lazy("Named by the leading group."),
    gettext_lazy("A team went on here last year and has to finish."),
    gettext_lazy("The union is being reorganised."),
]


def _to_make(request: ActorRequest, campaign_id: UUID) -> Campaign:
    campaign = campaign_in_sight(request, campaign_id)
    require_plan(request.actor, campaign)
    require_open(campaign)
    return campaign


@EDIT
def priority_edit(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    """Sliders and the list beneath. Moving one shows the list as it would be; saving keeps the weights."""
    campaign = _to_make(request, campaign_id)
    scores = scores_of(campaign, eligible(campaign))
    stored = scores.with_unknown(criteria_of(campaign))
    sent = request.POST if request.method == "POST" else request.GET if "w_workers" in request.GET else None
    form = WeightsForm(stored, sent)
    moved = form.weighed() if sent is not None else stored
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_priority(
                campaign=campaign, actor=request.actor,
                weights={str(c.measure): c.weight for c in moved},
                missing={str(c.measure): str(c.missing) for c in moved},
            )  # fmt: skip
        except Invalid as bad:
            forms.show(form, bad)
        else:
            return done(request, _("The weights have been saved."), "planning:priority_edit", campaign.pk)
    lines = ranking(scores, moved, stored)
    total = sum(c.weight for c in moved) or 1
    context = {
        "campaign": campaign,
        "form": form,
        "shares": {c.measure: round(100 * c.weight / total) for c in moved},
        "sliders": [
            (c, slider, missing, round(100 * m.weight / total))
            for (c, slider, missing), m in zip(form.lines, moved, strict=True)
        ],
        "changed": [(c.weight, c.missing) for c in moved] != [(c.weight, c.missing) for c in stored],
        **_ranked(campaign, lines, wanted_of(campaign, rules_of(campaign))),
    }
    return render_page(
        request, "planning/priority.html", context, fragment="planning/priority_list.html",
        status=422 if form.errors else 200,
    )  # fmt: skip


def _ranked(campaign: Campaign, lines: list[Ranked], wanted: int) -> dict[str, Any]:
    shown = lines[:SHOWN]
    areas = area_names(campaign, [line.candidate.unit for line in shown])
    enter = sum(1 for line in lines[:wanted] if line.before > wanted)
    return {
        "lines": [(line, areas[line.candidate.unit_id]) for line in shown],
        "total": len(lines),
        "wanted": wanted,
        "enter": enter,
        "most": max((line.priority for line in lines), default=0),
    }


@EDIT
def priority_compare(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    """Weights from pairwise comparison, with how consistent the judgements are."""
    campaign = _to_make(request, campaign_id)
    stored = rules_of(campaign).judgements or {}
    measures = _compared(request, criteria_of(campaign), stored)
    form = ComparisonForm(pairs_of(measures), stored, request.POST if "judged" in request.POST else None)
    found = compare(measures, form.judgements() if not form.is_bound or form.is_valid() else {})
    if request.method == "POST" and "save" in request.POST and form.is_valid():
        actions.set_priority(
            campaign=campaign,
            actor=request.actor,
            weights={str(m): w for m, w in found.weights.items()},
            judgements=form.judgements(),
        )
        return done(request, _("The weights have been saved."), "planning:priority_edit", campaign.pk)
    context = {
        "campaign": campaign,
        "form": form,
        "found": found,
        "weights": [(m.label, found.weights[m]) for m in measures],
        "worst": [m.label for m in found.worst] if found.worst else [],
        "measures": [(m, m.label, m in measures) for m in Measure],
        "chosen": measures,
    }
    return render_page(
        request, "planning/priority_compare.html", context, fragment="planning/priority_weights.html",
        status=422 if form.errors else 200,
    )  # fmt: skip


def _compared(request: ActorRequest, criteria: list[Weighed], stored: Any) -> list[Measure]:
    """The criteria compared: those ticked, else those of the stored judgements, else those that weigh something."""
    sent = request.POST.getlist("measure") or request.GET.getlist("measure")
    named = {name for key in stored for name in str(key).split(":")}
    chosen = [m for m in Measure if m in sent] or [m for m in Measure if m in named]
    chosen = chosen or [c.measure for c in criteria if c.weight]
    return chosen if len(chosen) > 1 else [Measure.WORKERS, Measure.COMPLEXITY, Measure.FOUNDATION]


@EDIT
def rules_edit(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    """All rules on one page; what is laid down about single candidates stands below."""
    campaign = _to_make(request, campaign_id)
    sheet = RulesSheet(campaign, rules_of(campaign), request.POST if request.method == "POST" else None)
    whole: list[str] = []
    if request.method == "POST" and sheet.is_valid():
        facts = {name: sheet.main.cleaned_data[name] for name in FACTS}
        try:
            actions.set_selection_rules(
                campaign=campaign, facts=facts, limits=sheet.limits(), capacities=sheet.capacities(),
                actor=request.actor,
            )  # fmt: skip
        except Invalid as bad:
            forms.show(sheet.main, bad)
        else:
            return done(request, _("The rules have been saved."), "planning:selection_home", campaign.pk)
    stances = Stance.objects.filter(candidate__campaign=campaign).select_related("candidate__unit")
    context = {
        "campaign": campaign,
        "sheet": sheet,
        "form": sheet.main,
        "whole": whole,
        "stances": stances.order_by("what", "created_at"),
        "groups": GroupRule.objects.filter(campaign=campaign).prefetch_related("candidates__unit"),
        "cancel_url": reverse("planning:selection_home", args=[campaign.pk]),
        "candidates_url": reverse("planning:candidate_list", args=[campaign.pk]),
    }
    bad_page = request.method == "POST"
    return render_page(request, "planning/rules.html", context, status=422 if bad_page else 200)


def _picked(request: ActorRequest, campaign: Campaign) -> list[Candidate]:
    def narrow(rows: QuerySet[Candidate], query: QueryDict) -> QuerySet[Candidate]:
        return filtered(campaign, rows, query)  # type: ignore[arg-type]

    rows = Selection.of(request).rows(visible_candidates(request, campaign), narrow)
    return list(rows.select_related("unit", "campaign__unit")[:500])


@require_POST
def stance_take(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    """Lay down for the ticked candidates that they must, or must not, be chosen."""
    campaign = _to_make(request, campaign_id)
    rows = _picked(request, campaign)
    bound = request.POST if "confirmed" in request.POST else None
    form = StanceForm(bound, initial={"what": Stance.What.PIN}, phrases=PHRASES)
    if bound is not None and form.is_valid():
        try:
            actions.take_stance(candidates=rows, actor=request.actor, **form.cleaned_data)
        except Invalid as bad:
            forms.show(form, bad)
        else:
            return done(request, _("Laid down for the next plan."), "planning:rules_edit", campaign.pk)
    title = _("Must or must not be chosen")
    return _picked_page(request, campaign, rows, form, title, _("Lay down"))


@require_POST
def group_add(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    """A rule over the ticked candidates: either-or, not both, at least one."""
    campaign = _to_make(request, campaign_id)
    rows = _picked(request, campaign)
    bound = request.POST if "confirmed" in request.POST else None
    usual = "／".join(str(c) for c in rows[:2])[:60]
    form = GroupForm(bound, initial={"name": usual})
    if bound is not None and form.is_valid():
        try:
            actions.add_group(campaign=campaign, candidates=rows, actor=request.actor, **form.cleaned_data)
        except Invalid as bad:
            forms.show(form, bad)
        else:
            return done(request, _("Laid down for the next plan."), "planning:rules_edit", campaign.pk)
    return _picked_page(request, campaign, rows, form, _("Either-or and groups"), _("Lay down"))


@require_POST
def candidate_initiative(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    """Count the ticked candidates towards an initiative, so that a rule can ask for enough sites of it."""
    campaign = _to_make(request, campaign_id)
    rows = _picked(request, campaign)
    bound = request.POST if "confirmed" in request.POST else None
    form = InitiativeForm(bound, campaign=campaign)
    if bound is not None and form.is_valid():
        changed = actions.serve_initiative(candidates=rows, actor=request.actor, **form.cleaned_data)
        words = ngettext("%(n)s candidate has been changed.", "%(n)s candidates have been changed.", changed)
        return done(request, words % {"n": changed}, "planning:candidate_list", campaign.pk)
    return _picked_page(request, campaign, rows, form, _("Initiative"), _("Save"))


def _picked_page(
    request: ActorRequest, campaign: Campaign, rows: list[Candidate], form: Any, title: str, submit: str
) -> HttpResponse:
    areas = area_names(campaign, [c.unit for c in rows])
    context = {
        "campaign": campaign,
        "title": title,
        "question": _("It holds for every plan that is calculated from now on."),
        "lines": [(c, areas[c.unit_id]) for c in rows],
        "inputs": [("pick", c.pk) for c in rows],
        "form": form,
        "submit": submit,
        "cancel_url": reverse("planning:candidate_list", args=[campaign.pk]),
    }
    return render_page(request, "planning/candidate_choose.html", context, status=422 if form.errors else 200)


@require_POST
def stance_drop(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    campaign = _to_make(request, campaign_id)
    rows = _picked(request, campaign)
    for candidate in rows:
        actions.drop_stance(candidate=candidate, actor=request.actor)
    return done(request, _("Left to the calculation again."), "planning:rules_edit", campaign.pk)


@require_POST
def group_drop(request: ActorRequest, group_id: UUID) -> HttpResponse:
    group = GroupRule.objects.select_related("campaign__unit").filter(pk=group_id).first()
    if group is None:
        raise Http404
    campaign = _to_make(request, group.campaign_id)
    actions.drop_group(group=group, actor=request.actor)
    return done(request, _("The rule has been taken away."), "planning:rules_edit", campaign.pk)
