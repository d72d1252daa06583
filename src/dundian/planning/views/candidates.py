"""The survey as a list, and its pages one by one."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from dundian.campaign.models import Campaign, Site
from dundian.exchange.export import Column, workbook_response
from dundian.kernel.errors import Conflict, Invalid
from dundian.kernel.paging import keyset
from dundian.org.middleware import ActorRequest
from dundian.planning import actions
from dundian.planning.access import may_survey, require_open
from dundian.planning.forms import CandidateAddForm, CandidateFilter, CandidateForm
from dundian.planning.models import Candidate, CandidateQuerySet
from dundian.planning.needs import needs_beneath
from dundian.planning.queries import area_names, candidates_of, figures_of, quota_with
from dundian.planning.queries.candidates import AreaNames, earlier_sites, order_by
from dundian.planning.queries.homes import campaigns_with_planning
from dundian.planning.queries.problem import years_of
from dundian.planning.queries.surveying import (
    answered,
    checked,
    form_asked,
    signs_for,
    survey_of,
    survey_rules_of,
)
from dundian.planning.views.finding import campaign_in_sight, candidate_in_sight, require_view
from dundian.ui import forms
from dundian.ui.pages import conflict_page, done, render_page

READ = ["GET", "HEAD", "POST"]


def require_view_candidates(request: ActorRequest) -> None:
    require_view(request.actor, "candidate", _("Candidates are for offices, leaders and departments."))


@require_safe
def candidate_home(request: ActorRequest) -> HttpResponse:
    """Straight to the candidates when there is one campaign, else the campaigns to choose from."""
    require_view_candidates(request)
    page = keyset(
        campaigns_with_planning(request.actor), order=["-year", "-id"], cursor=request.GET.get("cursor", "")
    )
    if len(page.rows) == 1 and not page.previous and not page.next:
        return redirect("planning:candidate_list", page.rows[0].pk)
    return render_page(request, "planning/candidate_home.html", {"page": page})


def filtered(campaign: Campaign, visible: CandidateQuerySet, query: QueryDict) -> CandidateQuerySet:
    """The rows that a query string of the list finds, in its order."""
    rows = candidates_of(visible, CandidateFilter(query, campaign=campaign).valid_data())
    return rows.select_related("unit").order_by(*order_by(query.get("sort", "")))


def visible_candidates(request: ActorRequest, campaign: Campaign) -> CandidateQuerySet:
    return Candidate.objects.visible_to(request.actor).filter(campaign=campaign)


@require_safe
def candidate_list(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    campaign = campaign_in_sight(request, campaign_id)
    require_view_candidates(request)
    areas = AreaNames(campaign)
    conditions = CandidateFilter(request.GET, campaign=campaign, areas=areas.areas)
    rows = candidates_of(visible_candidates(request, campaign), conditions.valid_data())
    order = order_by(request.GET.get("sort", ""))
    page = keyset(rows.select_related("unit", "survey"), order=order, cursor=request.GET.get("cursor", ""))
    may_choose = (
        request.actor.can("choose", "candidate", campaign.unit) and campaign.state != Campaign.State.CLOSED
    )
    buttons = [
        (_("Choose as sites"), reverse("planning:candidate_choose", args=[campaign.pk])),
        (_("Set aside"), reverse("planning:candidate_set_aside", args=[campaign.pk])),
        (_("Must or must not"), reverse("planning:stance_take", args=[campaign.pk])),
        (_("Either-or"), reverse("planning:group_add", args=[campaign.pk])),
        (_("Initiative"), reverse("planning:candidate_initiative", args=[campaign.pk])),
    ]
    buttons = buttons if may_choose else []
    surveyor = may_survey(request.actor, campaign) and campaign.state != Campaign.State.CLOSED
    if surveyor and survey_rules_of(campaign).joint:
        buttons.append((_("Sign the survey"), reverse("planning:survey_sign", args=[campaign.pk])))
    surveys = {c.pk: c.survey for c in page.rows if hasattr(c, "survey")}
    found = checked(campaign, page.rows, surveys)
    context = {
        "campaign": campaign,
        "filter": conditions,
        "page": page,
        "lines": [(c, areas.of(c.unit), found[c.pk]) for c in page.rows],
        "total": rows.count(),
        "buttons": buttons or None,
        "may_survey": surveyor,
        "quotas": quota_with(campaign),
        "import_url": f"{reverse('exchange:run_create')}?{urlencode({'kind': 'candidates', 'campaign': campaign.pk})}",
        "export_url": reverse("planning:candidate_export", args=[campaign.pk]),
        "narrowed": bool(conditions.in_use),
    }
    return render_page(
        request, "planning/candidate_list.html", context, fragment="planning/candidate_rows.html"
    )


COLUMNS = [
    Column(gettext_lazy("Grassroots union"), 30),
    Column(gettext_lazy("Registration code"), 16),
    Column(gettext_lazy("Kind"), 18),
    Column(gettext_lazy("Area"), 16),
    Column(gettext_lazy("Workers"), 10, "number"),
    Column(gettext_lazy("Members"), 10, "number"),
    Column(gettext_lazy("Complexity of labour relations"), 12, "number"),
    Column(gettext_lazy("Foundation of union work"), 12, "number"),
    Column(gettext_lazy("Weaknesses"), 36),
    Column(pgettext_lazy("survey fact", "Contact"), 14),
    Column(gettext_lazy("Survey note"), 40),
    Column(gettext_lazy("State"), 10),
    Column(gettext_lazy("Reason"), 30),
]


def _export_rows(campaign: Campaign, rows: CandidateQuerySet) -> Iterator[list[Any]]:
    areas = AreaNames(campaign)
    for c in rows.iterator(chunk_size=1000):
        yield [
            c.unit.name, c.unit.code, c.get_kind_display(), areas.of(c.unit), c.workers, c.members, c.complexity,
            c.foundation, c.weaknesses, c.masked_contact, c.note, c.get_state_display(), c.decision,
        ]  # fmt: skip


@require_safe
def candidate_export(request: ActorRequest, campaign_id: UUID) -> HttpResponseBase:
    campaign = campaign_in_sight(request, campaign_id)
    require_view_candidates(request)
    conditions = CandidateFilter(request.GET, campaign=campaign)
    rows = filtered(campaign, visible_candidates(request, campaign), request.GET)
    title = _("Candidates of %(campaign)s") % {"campaign": campaign}
    return workbook_response(
        _export_rows(campaign, rows), COLUMNS, title, title,
        filters=conditions.in_use, actor=request.actor, noun="candidate", unit=campaign.unit,
    )  # fmt: skip


@require_safe
def candidate_detail(request: ActorRequest, candidate_id: UUID) -> HttpResponse:
    candidate = candidate_in_sight(request, candidate_id)
    campaign, actor = candidate.campaign, request.actor
    going = campaign.state != Campaign.State.CLOSED
    may_choose = going and actor.can("choose", "candidate", campaign.unit)
    site = Site.objects.filter(campaign=campaign, unit=candidate.unit_id).select_related("team").first()
    if not actor.can("change", "candidate", candidate.unit):
        candidate.contact = candidate.masked_contact  # only those who survey the union need to ring it up
    survey = survey_of(candidate)
    asked, found = form_asked(campaign, survey), checked(campaign, [candidate])[candidate.pk]
    mine = signs_for(actor, [u for u, signature in found.signed if signature is None])
    context = {
        "candidate": candidate,
        "initiatives": list(candidate.initiatives.all()),
        "campaign": campaign,
        "area": area_names(campaign, [candidate.unit])[candidate.unit_id],
        "site": site,
        "team": getattr(site, "team", None) if site else None,
        "may_change": going and actor.can("change", "candidate", candidate.unit),
        "may_choose": may_choose,
        "may_form": going and actor.can("form", "team", campaign.unit),
        "needs": needs_beneath(candidate.unit.path).get(candidate.unit_id, []),
        "years": years_of(campaign, candidate.unit).get(candidate.unit_id, ()),
        "earlier": earlier_sites(actor, candidate),
        "checked": found,
        "survey": survey,
        "asked": asked,
        "answers": answered(asked, survey) if asked else [],
        "may_sign": going and mine is not None and not found.gaps,
    }
    return render_page(request, "planning/candidate_detail.html", context)


@require_http_methods(READ)
def candidate_add(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    campaign = campaign_in_sight(request, campaign_id)
    require_open(campaign)
    request.actor.require("add", "candidate", reason=_("Only offices enter candidates."))
    form = CandidateAddForm(request.POST or None, actor=request.actor, campaign=campaign)
    if request.method == "POST" and form.is_valid():
        try:
            candidate = actions.add_candidate(campaign=campaign, actor=request.actor, **form.facts())
        except Invalid as fault:
            forms.show(form, fault)
        else:
            message = _("%(unit)s is now a candidate.") % {"unit": candidate}
            return done(request, message, "planning:candidate_list", campaign.pk)
    cancel = reverse("planning:candidate_list", args=[campaign.pk])
    context = {"form": form, "campaign": campaign, "cancel_url": cancel}
    return render_page(request, "planning/candidate_form.html", context, status=422 if form.errors else 200)


@require_http_methods(READ)
def candidate_edit(request: ActorRequest, candidate_id: UUID) -> HttpResponse:
    candidate = candidate_in_sight(request, candidate_id)
    campaign = candidate.campaign
    require_open(campaign)
    request.actor.require(
        "change", "candidate", candidate.unit, _("You may change candidates only in your own area.")
    )
    form = CandidateForm(request.POST or None, campaign=campaign, candidate=candidate)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_candidate(
                candidate=candidate, version=form.cleaned_data["version"], actor=request.actor, **form.facts()
            )
        except Invalid as fault:
            forms.show(form, fault)
        except Conflict as clash:
            theirs = CandidateForm(campaign=campaign, candidate=clash.current)
            return conflict_page(request, mine=form, theirs=theirs, version=clash.current.version)
        else:
            return done(
                request, _("The candidate has been saved."), "planning:candidate_detail", candidate.pk
            )
    cancel = reverse("planning:candidate_detail", args=[candidate.pk])
    context = {"form": form, "campaign": campaign, "candidate": candidate, "cancel_url": cancel}
    return render_page(request, "planning/candidate_form.html", context, status=422 if form.errors else 200)


@require_safe
def campaign_panel(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    """Quotas, sites and teams of a campaign, for the campaign's page."""
    campaign = campaign_in_sight(request, campaign_id)
    require_view(request.actor, "team", _("Teams are for those who work with them."))
    context = {
        "campaign": campaign,
        "figures": figures_of(campaign),
        "quotas": quota_with(campaign),
        "may_view_candidates": request.actor.can("view", "candidate"),
    }
    return render_page(
        request, "planning/campaign_panel_page.html", context, fragment="planning/campaign_panel.html"
    )
