"""The survey of a campaign's candidates: by which form, how far each area is, one candidate's answers, signatures."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dundian.campaign.forms.answers import AnswersForm
from dundian.campaign.models import Campaign
from dundian.exchange.export import Column, workbook_response
from dundian.kernel.errors import Conflict, Invalid
from dundian.org.middleware import ActorRequest
from dundian.planning import actions
from dundian.planning.access import may_survey, require_open, require_plan
from dundian.planning.forms.candidates import CandidateFilter
from dundian.planning.forms.surveying import SurveyRulesForm
from dundian.planning.queries.surveying import (
    form_asked,
    progress,
    sheet_rows,
    survey_of,
    survey_rules_of,
)
from dundian.planning.surveys import Survey
from dundian.planning.views.candidates import filtered, require_view_candidates, visible_candidates
from dundian.planning.views.finding import campaign_in_sight, candidate_in_sight
from dundian.ui.forms import show
from dundian.ui.pages import conflict_page, done, render_page
from dundian.ui.selection import Selection

EDIT = require_http_methods(["GET", "HEAD", "POST"])


@EDIT
def survey_home(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    """What is asked of candidates and how far the survey of each area is."""
    campaign = campaign_in_sight(request, campaign_id)
    require_view_candidates(request)
    rules = survey_rules_of(campaign)
    data = request.POST if request.method == "POST" else None
    form = SurveyRulesForm(data, campaign=campaign, rules=rules)
    if request.method == "POST":
        require_plan(request.actor, campaign)
        if form.is_valid():
            actions.set_survey(campaign=campaign, actor=request.actor, **form.cleaned_data)
            return done(request, _("The survey has been set."), "planning:survey_home", campaign.pk)
    going = campaign.state != Campaign.State.CLOSED
    may_make = going and request.actor.can("make", "site_plan", campaign.unit)
    areas = progress(campaign, visible_candidates(request, campaign), joint=rules.joint)
    names = ("candidates", "lacking", "odd", "unsigned")
    context = {
        "campaign": campaign,
        "rules": rules,
        "form": form,
        "may_make": may_make,
        "may_survey": going and may_survey(request.actor, campaign),
        "may_ask": request.actor.can("view", "baseline_form"),
        "areas": areas,
        "all": {name: sum(getattr(area, name) for area in areas) for name in names},
        "questions": list(rules.form.fields.all()) if rules.form else [],
    }
    status = 422 if request.method == "POST" else 200
    return render_page(request, "planning/survey_home.html", context, status=status)


@EDIT
def survey_fill(request: ActorRequest, candidate_id: UUID) -> HttpResponse:
    """The campaign's own questions about one candidate; saved also while some are open."""
    candidate = candidate_in_sight(request, candidate_id)
    require_open(candidate.campaign)
    why = _("You may change candidates only in your own area.")
    request.actor.require("change", "candidate", candidate.unit, why)
    stored = survey_of(candidate)
    asked = form_asked(candidate.campaign, stored)
    if asked is None:
        raise Http404
    questions = list(asked.fields.all())

    def made(survey: Survey | None, data: Any = None) -> AnswersForm:
        answers, version = (survey.answers, survey.version) if survey else ({}, None)
        return AnswersForm(questions, data, answers=answers, must=False, initial={"version": version})

    form = made(stored, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.fill_survey(
                candidate=candidate, answers=form.answers(), version=form.cleaned_data["version"],
                actor=request.actor,
            )  # fmt: skip
        except Invalid as bad:
            show(form, bad)
        except Conflict as clash:
            now = clash.current
            return conflict_page(request, mine=form, theirs=made(now), version=now.version)
        else:
            return done(request, _("The survey has been saved."), "planning:candidate_detail", candidate.pk)
    cancel = reverse("planning:candidate_detail", args=[candidate.pk])
    context = {
        "form": form,
        "campaign": candidate.campaign,
        "candidate": candidate,
        "asked": asked,
        "cancel_url": cancel,
    }
    return render_page(request, "planning/survey_form.html", context, status=422 if form.errors else 200)


@require_POST
def survey_sign(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    """Sign for the own federation, after a page that says for how many."""
    campaign = campaign_in_sight(request, campaign_id)
    require_open(campaign)
    why = _("Only the offices of the federations over a candidate sign its survey.")
    request.actor.require("change", "candidate", reason=why)
    chosen = Selection.of(request)
    rows = chosen.rows(
        visible_candidates(request, campaign),
        lambda found, query: filtered(campaign, found, query),  # type: ignore[arg-type]
    )
    wanted = list(rows.select_related("unit", "campaign__unit")[:1000])
    if "confirmed" in request.POST:
        signed = actions.sign_surveys(candidates=wanted, actor=request.actor)
        words = ngettext("%(n)s survey has been signed.", "%(n)s surveys have been signed.", signed)
        if signed < len(wanted):
            words += _(" The others lack facts or were signed before.")
        return done(request, words % {"n": signed}, "planning:candidate_list", campaign.pk)
    context = {
        "title": _("Sign the survey"),
        "question": _(
            "Your federation stands by what the survey says of these unions. Whoever changes it afterwards takes "
            "the signatures off."
        ),
        "facts": [(_("Candidates"), len(wanted))],
        "inputs": chosen.inputs(),
        "submit": _("Sign"),
        "cancel_url": reverse("planning:candidate_list", args=[campaign.pk]),
    }
    return render_page(request, "ui/confirm.html", context)


COLUMNS = [
    Column(gettext_lazy("Grassroots union"), 30),
    Column(gettext_lazy("Area"), 18),
    Column(gettext_lazy("Question"), 30),
    Column(pgettext_lazy("survey", "Answer"), 24),
    Column(gettext_lazy("Unit of measure"), 10),
    Column(pgettext_lazy("survey", "Help"), 30),
]


@require_safe
def survey_export(request: ActorRequest, campaign_id: UUID) -> HttpResponseBase:
    """One row for each candidate and question; filled in, the sheet can be imported as it is."""
    campaign = campaign_in_sight(request, campaign_id)
    require_view_candidates(request)
    conditions = CandidateFilter(request.GET, campaign=campaign)
    rows = filtered(campaign, visible_candidates(request, campaign), request.GET)
    title = _("Survey sheet of %(campaign)s") % {"campaign": campaign}
    return workbook_response(
        sheet_rows(campaign, rows), COLUMNS, title, title,
        filters=conditions.in_use, actor=request.actor, noun="candidate", unit=campaign.unit,
    )  # fmt: skip
