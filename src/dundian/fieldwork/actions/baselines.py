"""The baseline of a site: filled in at the start and at the end by the campaign's form."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.campaign.actions.answers import checked_answers
from dundian.campaign.models import Site
from dundian.fieldwork.models import Baseline
from dundian.fieldwork.queries.baselines import form_of
from dundian.kernel import clock
from dundian.kernel.errors import Conflict, Invalid
from dundian.org.access import Actor


@transaction.atomic
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
    why = _("The baseline is filled in by the team at the site, or by the office.")
    appointment = actor.require("fill", "baseline", site.unit, why)
    Site.objects.select_for_update(of=("self",)).get(pk=site.pk)
    form = form_of(site)
    if form is None:
        raise Invalid(_("The campaign asks for no baseline."))
    if moment not in Baseline.Moment.values:
        raise Invalid(_("A baseline is of the start or of the end."))
    stored = Baseline.objects.filter(site=site, moment=moment).first()
    if version is not None and stored and stored.version != version:
        raise Conflict(stored)
    before = stored.answers if stored and not whole else {}
    told = checked_answers(list(form.fields.all()), answers, before, whole=whole)
    if stored and stored.answers == told:
        return stored
    baseline = stored or Baseline(
        campaign_id=site.campaign_id, site=site, unit=site.unit, form=form, moment=moment
    )
    baseline.answers, baseline.by, baseline.on = told, actor.user, on or clock.today()
    if stored:
        baseline.touch()
    else:
        baseline.save(force_insert=True)
    record(
        actor=actor,
        verb="fill",
        noun="baseline",
        obj=baseline,
        unit=site.unit,
        appointment=appointment,
        detail={"moment": moment, "answers": len(told)},
    )
    return baseline
