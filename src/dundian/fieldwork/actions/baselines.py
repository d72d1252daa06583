"""The baseline of a site: filled in at the start and at the end by the campaign's form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record_many
from dundian.campaign.actions.answers import answers_over
from dundian.campaign.models import Site
from dundian.campaign.queries.baselines import fields_by_form
from dundian.fieldwork.models import Baseline
from dundian.fieldwork.queries.baselines import forms_of
from dundian.kernel import clock
from dundian.kernel.adding import add_all
from dundian.kernel.errors import Invalid
from dundian.org.access import Actor


@dataclass(frozen=True)
class Filled:
    """What was answered at a site, by the question's id."""

    site: Site
    moment: str
    answers: Mapping[str, str]
    version: int | None = None


def fill_baseline(
    *,
    site: Site,
    moment: str,
    answers: Mapping[str, str],
    actor: Actor,
    version: int | None = None,
    on: date | None = None,
    whole: bool = True,
) -> Baseline:
    """Store the site's answers, by the question's id. Messages are keyed `q_<id>`.

    The end answers the same form as the start. With `whole` false, answers that are not given stay as they are, and
    questions that must be answered may still be open (a sheet that is filled in bit by bit).
    """
    filled = [Filled(site, moment, answers, version)]
    return fill_baselines(filled=filled, actor=actor, on=on, whole=whole)[0]


@transaction.atomic
def fill_baselines(
    *, filled: Sequence[Filled], actor: Actor, on: date | None = None, whole: bool = False
) -> list[Baseline]:
    """The answers of many sites, each site and moment once, or none of them; as `fill_baseline` stores them."""
    why = _("The baseline is filled in by the team at the site, or by the office.")
    by = [actor.require("fill", "baseline", one.site.unit, why) for one in filled]
    if any(one.moment not in Baseline.Moment.values for one in filled):
        raise Invalid(_("A baseline is of the start or of the end."))
    ids = {one.site.pk for one in filled}
    list(Site.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk").values_list("pk"))
    there = list(Baseline.objects.filter(site__in=ids).order_by("created_at"))
    forms = forms_of((one.site for one in filled), there)
    fields = fields_by_form(forms.values())
    stored = {(b.site_id, b.moment): b for b in there}
    made, fresh, told = [], [], []
    for one, appointment in zip(filled, by, strict=True):
        form = forms[one.site.pk]
        if form is None:
            raise Invalid(_("The campaign asks for no baseline."))
        baseline = stored.get((one.site.pk, one.moment))
        asked = fields.get(form, [])
        answers = answers_over(baseline, asked, one.answers, one.version, anew=whole, whole=whole)
        if baseline is None:
            baseline = Baseline(
                campaign_id=one.site.campaign_id,
                site=one.site,
                unit=one.site.unit,
                form_id=form,
                moment=one.moment,
            )
        elif baseline.answers == answers:
            made.append(baseline)
            continue
        baseline.answers, baseline.by, baseline.on = answers, actor.user, on or clock.today()
        made.append(baseline)
        if baseline._state.adding:
            fresh.append(baseline)
        else:
            baseline.touch("answers", "by", "on")
        detail = {"moment": one.moment, "answers": len(answers)}
        told.append((baseline, one.site.unit, appointment, detail))
    add_all(fresh)
    record_many(actor=actor, verb="fill", noun="baseline", told=told)
    return made
