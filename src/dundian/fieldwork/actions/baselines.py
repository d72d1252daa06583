"""The baseline of a site: filled in at the start and at the end by the campaign's form."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.campaign.asked import BaselineField
from dundian.campaign.models import Site
from dundian.fieldwork.models import Baseline
from dundian.fieldwork.queries.baselines import form_of
from dundian.kernel import clock
from dundian.kernel.errors import Conflict, Invalid
from dundian.kernel.text import clean_text
from dundian.org.access import Actor

Kind = BaselineField.Kind
LONGEST = 500


def checked_answer(field: BaselineField, said: str) -> str:
    """The answer as it is stored; `Invalid` with what is wrong with it."""
    text = clean_text(said)
    if not text:
        return ""
    if field.kind == Kind.NUMBER:
        try:
            number = Decimal(text.replace(",", ""))
        except InvalidOperation:
            raise Invalid(_("A number is expected.")) from None
        if not number.is_finite() or not 0 <= number <= Decimal("9999999999") or number != round(number, 2):
            raise Invalid(_("A number from 0 with at most two decimals is expected."))
        plain = f"{number:f}"
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    if field.kind == Kind.CHOICE and text not in field.choices:
        raise Invalid(_("Choose one of: %(choices)s.") % {"choices": "、".join(field.choices)})
    if field.kind == Kind.YES_NO and text not in ("yes", "no"):
        raise Invalid(_("Yes or no is expected."))
    if len(text) > LONGEST:
        raise Invalid(_("At most 500 characters."))
    return text


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
    told: dict[str, str] = dict(stored.answers) if stored and not whole else {}
    faults: dict[str, str] = {}
    for field in form.fields.all():
        key = str(field.pk)
        try:
            text = checked_answer(field, answers.get(key, told.get(key, "")))
        except Invalid as bad:
            faults[f"q_{key}"] = "；".join(map(str, bad.messages.values()))
            continue
        if whole and field.required and not text:
            faults[f"q_{key}"] = _("This must be answered.")
        told[key] = text
    if faults:
        raise Invalid(faults)
    told = {key: text for key, text in told.items() if text}
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
