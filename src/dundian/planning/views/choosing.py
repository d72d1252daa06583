"""Deciding on candidates, one or many, each on a page that shows what it means."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from dundian.campaign.models import Campaign
from dundian.kernel.errors import Invalid
from dundian.org.middleware import ActorRequest
from dundian.planning import actions
from dundian.planning.access import require_choose, require_open
from dundian.planning.forms import ChoiceForm
from dundian.planning.models import Candidate, CandidateQuerySet
from dundian.planning.queries import area_names, quota_with, within_quota
from dundian.planning.views.candidates import READ, filtered, require_view_candidates, visible_candidates
from dundian.planning.views.finding import campaign_in_sight, candidate_in_sight
from dundian.ui import forms
from dundian.ui.pages import done, render_page
from dundian.ui.selection import Selection

UNCHOOSE_PHRASES = [gettext_lazy("The union asked for another time."), gettext_lazy("Chosen by mistake.")]
ASIDE_PHRASES = [
    gettext_lazy("Fewer workers than at other candidates."),
    gettext_lazy("Had a team in the last years."),
    gettext_lazy("The union's work already stands well."),
]


def _selected(
    request: ActorRequest, campaign: Campaign, *, decided: Sequence[str]
) -> tuple[list[Candidate], int]:
    """(rows in the order of the list, how many of the choice were left out because they are decided already)."""
    chosen = Selection.of(request)

    def narrow(rows: QuerySet[Candidate], query: QueryDict) -> QuerySet[Candidate]:
        return filtered(campaign, cast(CandidateQuerySet, rows), query)

    visible: QuerySet[Candidate] = visible_candidates(request, campaign).select_related("unit")
    rows = list(chosen.rows(visible, narrow))
    left_out = set(decided)
    if chosen.everything:
        left_out.add(Candidate.State.PASSED)
    else:
        places = {value: place for place, value in enumerate(chosen.ids)}
        rows.sort(key=lambda c: places.get(str(c.pk), len(places)))
    kept = [c for c in rows if c.state not in left_out]
    return kept, len(rows) - len(kept)


@require_POST
def candidate_quota(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    """The quota bar with what is ticked at the moment, for the list page."""
    campaign = campaign_in_sight(request, campaign_id)
    require_view_candidates(request)
    try:
        rows, _left_out = _selected(request, campaign, decided=[Candidate.State.CHOSEN])
    except Invalid:
        rows = []
    context = {"campaign": campaign, "quotas": quota_with(campaign, rows), "selected": len(rows)}
    return render_page(request, "planning/quota_page.html", context, fragment="planning/quota_bar.html")


@require_POST
def candidate_choose(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    """First the page that shows what the quotas will be; with `confirmed` the choice itself."""
    campaign = campaign_in_sight(request, campaign_id)
    require_choose(request.actor, campaign)
    require_open(campaign)
    rows, left_out = _selected(request, campaign, decided=[Candidate.State.CHOSEN])
    cut = "cut" in request.POST
    if cut:
        rows = within_quota(campaign, rows)
    form = ChoiceForm(request.POST if "confirmed" in request.POST else None, phrases=_grounds(campaign))
    if "confirmed" in request.POST and not cut and rows and form.is_valid():
        try:
            sites = actions.choose_candidates(
                candidates=rows, reason=form.cleaned_data["reason"], actor=request.actor
            )
        except Invalid as fault:
            forms.show(form, fault)
        else:
            words = ngettext("%(n)s site has been chosen.", "%(n)s sites have been chosen.", len(sites))
            return done(request, words % {"n": len(sites)}, "planning:candidate_list", campaign.pk)
    if cut:
        form = ChoiceForm(
            initial={"reason": request.POST.get("reason", "")[:200]}, phrases=_grounds(campaign)
        )
    return _choice_page(request, campaign, rows, left_out, form)


def _grounds(campaign: Campaign) -> list[str]:
    """The campaign's own criteria, offered as reasons."""
    return ["、".join(campaign.selection), *campaign.selection][:6] if campaign.selection else []


def _choice_page(
    request: ActorRequest, campaign: Campaign, rows: list[Candidate], left_out: int, form: ChoiceForm
) -> HttpResponse:
    quotas = quota_with(campaign, rows)
    areas = area_names(campaign, [c.unit for c in rows])
    context: dict[str, Any] = {
        "campaign": campaign,
        "title": _("Choose sites"),
        "question": ngettext(
            "Choose %(n)s candidate as a site?", "Choose %(n)s candidates as sites?", len(rows)
        )
        % {"n": len(rows)},
        "quotas": quotas,
        "selected": len(rows),
        "over": [line for line in quotas if line.selected and line.over],
        "lines": [(c, areas[c.unit_id]) for c in rows],
        "left_out": left_out,
        "inputs": [("pick", c.pk) for c in rows],
        "form": form,
        "submit": _("Choose these sites"),
        "cancel_url": reverse("planning:candidate_list", args=[campaign.pk]),
        "may_cut": any(line.over and line.selected for line in quotas) and any(line.left for line in quotas),
    }
    return render_page(request, "planning/candidate_choose.html", context, status=422 if form.errors else 200)


@require_POST
def candidate_set_aside(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    campaign = campaign_in_sight(request, campaign_id)
    require_choose(request.actor, campaign)
    require_open(campaign)
    rows, left_out = _selected(request, campaign, decided=[Candidate.State.CHOSEN, Candidate.State.PASSED])
    form = ChoiceForm(request.POST if "confirmed" in request.POST else None, phrases=ASIDE_PHRASES)
    if "confirmed" in request.POST and rows and form.is_valid():
        try:
            actions.set_aside_candidates(
                candidates=rows, reason=form.cleaned_data["reason"], actor=request.actor
            )
        except Invalid as fault:
            forms.show(form, fault)
        else:
            words = ngettext(
                "%(n)s candidate has been set aside.", "%(n)s candidates have been set aside.", len(rows)
            )
            return done(request, words % {"n": len(rows)}, "planning:candidate_list", campaign.pk)
    areas = area_names(campaign, [c.unit for c in rows])
    question = ngettext("Set %(n)s candidate aside?", "Set %(n)s candidates aside?", len(rows)) % {
        "n": len(rows)
    }
    context = {
        "campaign": campaign,
        "title": _("Set candidates aside"),
        "question": question,
        "lines": [(c, areas[c.unit_id]) for c in rows],
        "left_out": left_out,
        "inputs": [("pick", c.pk) for c in rows],
        "form": form,
        "submit": _("Set aside"),
        "cancel_url": reverse("planning:candidate_list", args=[campaign.pk]),
    }
    return render_page(request, "planning/candidate_choose.html", context, status=422 if form.errors else 200)


@require_http_methods(READ)
def candidate_unchoose(request: ActorRequest, candidate_id: UUID) -> HttpResponse:
    """Give a chosen site up again."""
    candidate = candidate_in_sight(request, candidate_id)
    require_choose(request.actor, candidate.campaign)
    require_open(candidate.campaign)
    form = ChoiceForm(request.POST or None, phrases=UNCHOOSE_PHRASES)
    if request.method == "POST" and form.is_valid():
        try:
            actions.unchoose_candidate(
                candidate=candidate, reason=form.cleaned_data["reason"], actor=request.actor
            )
        except Invalid as fault:
            forms.show(form, fault)
        else:
            return done(request, _("Saved."), "planning:candidate_detail", candidate.pk)
    question = _("%(unit)s will no longer be a site. A team being formed for it is left without a site.")
    context = {
        "title": _("Give up this site"),
        "question": question % {"unit": candidate},
        "form": form,
        "submit": _("Give up this site"),
        "danger": True,
        "cancel_url": reverse("planning:candidate_detail", args=[candidate.pk]),
    }
    return render_page(request, "ui/confirm.html", context, status=422 if form.errors else 200)


@require_POST
def candidate_reopen(request: ActorRequest, candidate_id: UUID) -> HttpResponse:
    candidate = candidate_in_sight(request, candidate_id)
    actions.reopen_candidate(candidate=candidate, actor=request.actor)
    message = _("%(unit)s is considered again.") % {"unit": candidate}
    return done(request, message, "planning:candidate_detail", candidate.pk)
