"""The survey of candidates: which form is asked, its answers, the signatures beneath it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record, record_many
from dundian.campaign.actions.answers import answers_over
from dundian.campaign.asked import BaselineForm
from dundian.campaign.models import Campaign
from dundian.campaign.queries.baselines import fields_by_form, published_baseline_forms
from dundian.kernel import clock
from dundian.kernel.adding import add_all
from dundian.kernel.errors import Invalid, Refused
from dundian.org.access import Actor
from dundian.planning.access import require_open, require_plan
from dundian.planning.models import Candidate
from dundian.planning.queries.checking import odd_answers, unanswered
from dundian.planning.queries.surveying import Signers, checked, signs_for, survey_rules_of
from dundian.planning.surveys import Survey, SurveyRules, SurveySignature


@transaction.atomic
def set_survey(*, campaign: Campaign, form: BaselineForm | None, joint: bool, actor: Actor) -> SurveyRules:
    """Ask a published form of the campaign's candidates, and say whether two federations sign."""
    by = require_plan(actor, campaign)
    require_open(campaign)
    if form is not None and not published_baseline_forms(campaign.unit).filter(pk=form.pk).exists():
        raise Invalid({"form": _("Choose a published form of this federation or one above it.")})
    rules, _made = SurveyRules.objects.get_or_create(campaign=campaign)
    rules.campaign = campaign  # whoever holds the campaign sees the new rules
    rules.form, rules.joint = form, joint
    rules.touch("form", "joint")
    record(
        actor=actor, verb="set", noun="survey", obj=rules, unit=campaign.unit, appointment=by,
        detail={"form": str(form or ""), "joint": joint},
    )  # fmt: skip
    return rules


@dataclass(frozen=True)
class Answered:
    """What was answered of a candidate, by the question's id."""

    candidate: Candidate
    answers: Mapping[str, str]
    version: int | None = None


def fill_survey(
    *,
    candidate: Candidate,
    answers: Mapping[str, str],
    actor: Actor,
    version: int | None = None,
    on: date | None = None,
    whole: bool = True,
) -> Survey:
    """Store the answers, by the question's id; messages are keyed `q_<id>`. With `whole` false the rest stays."""
    answered = [Answered(candidate, answers, version)]
    return fill_surveys(answered=answered, actor=actor, on=on, whole=whole)[0]


@transaction.atomic
def fill_surveys(
    *, answered: Sequence[Answered], actor: Actor, on: date | None = None, whole: bool = False
) -> list[Survey]:
    """The answers of many candidates of one campaign, each once, or none of them; as `fill_survey` stores them."""
    campaign = answered[0].candidate.campaign
    require_open(campaign)
    why = _("You may change candidates only in your own area.")
    by = [actor.require("change", "candidate", one.candidate.unit, why) for one in answered]
    ids = [one.candidate.pk for one in answered]
    rows = Candidate.objects.select_for_update(of=("self",)).filter(pk__in=ids, campaign=campaign)
    candidates = {c.pk: c for c in rows.select_related("unit").order_by("pk")}
    stored = {s.candidate_id: s for s in Survey.objects.filter(candidate__in=ids)}
    asked = survey_rules_of(campaign).form_id
    fields = fields_by_form({asked, *(s.form_id for s in stored.values())})
    made, fresh, told = [], [], []
    for one, appointment in zip(answered, by, strict=True):
        candidate, survey = candidates[one.candidate.pk], stored.get(one.candidate.pk)
        form = survey.form_id if survey else asked
        if form is None:
            raise Invalid(_("The campaign asks for no survey form."))
        answers = answers_over(survey, fields[form], one.answers, one.version, anew=whole, whole=False)
        if survey and survey.answers == answers:
            made.append(survey)
            continue
        survey = survey or Survey(candidate=candidate, form_id=form)
        survey.answers, survey.by, survey.on = answers, actor.signature, on or clock.today()
        survey.open = len(unanswered(fields[form], answers))
        survey.odd = len(odd_answers(fields[form], answers, candidate.workers))
        made.append(survey)
        if survey._state.adding:
            fresh.append(survey)
        else:
            survey.touch("answers", "by", "on", "open", "odd")
        detail = {"answers": len(answers), "open": survey.open}
        told.append((survey, candidate.unit, appointment, detail))
    add_all(fresh)
    SurveySignature.objects.filter(candidate__in=[s.candidate_id for s, *_rest in told]).delete()
    record_many(actor=actor, verb="fill", noun="survey", told=told)
    return made


def unsign(candidate: Candidate) -> None:
    """Nobody stands by a survey that somebody changed afterwards."""
    SurveySignature.objects.filter(candidate=candidate).delete()


def recheck(candidate: Candidate) -> None:
    """After the usual facts have changed: what of the answers looks wrong now."""
    survey = Survey.objects.select_related("form").filter(candidate=candidate).first()
    if survey is None:
        return
    odd = len(odd_answers(list(survey.form.fields.all()), survey.answers, candidate.workers))
    if odd != survey.odd:
        Survey.objects.filter(pk=survey.pk).update(odd=odd)


@transaction.atomic
def sign_surveys(*, candidates: Sequence[Candidate], actor: Actor) -> int:
    """Sign for the own federation; those signed already or lacking facts are left out. How many were signed now."""
    if not candidates:
        raise Invalid(_("Choose at least one candidate."))
    campaign = candidates[0].campaign
    require_open(campaign)
    if not survey_rules_of(campaign).joint:
        raise Invalid(_("This campaign asks for no signatures under the survey."))
    rows = list(
        Candidate.objects.select_for_update(of=("self",))
        .filter(pk__in=[c.pk for c in candidates], campaign=campaign)
        .select_related("unit")
        .order_by("pk")
    )
    signers, found = Signers(campaign, [c.unit for c in rows]), checked(campaign, rows)
    made = []
    for candidate in rows:
        unit = signs_for(actor, signers.of(candidate.unit))
        if unit is None:
            raise Refused(_("Only the offices of the federations over a candidate sign its survey."))
        by_whom = {u.pk: s for u, s in found[candidate.pk].signed}
        if by_whom.get(unit.pk) or found[candidate.pk].gaps:
            continue
        if any(s is not None and s.by_id == actor.user.pk for s in by_whom.values()):
            raise Refused(_("City and county sign by two different people."))
        made.append(SurveySignature(candidate=candidate, unit=unit, by=actor.user))
    SurveySignature.objects.bulk_create(made)
    if made:
        detail = {"number": len(made), "candidates": [str(s.candidate_id) for s in made][:200]}
        record(actor=actor, verb="sign", noun="survey", obj=campaign, unit=made[0].unit, detail=detail)
    return len(made)
