"""What a campaign asks of its teams: reports, activities that count to roles, the form of the baseline."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.campaign.actions.build import opened
from dundian.campaign.asked import Activity, BaselineForm, Countersigner, ReportKind, ReportPart, ReportRule
from dundian.campaign.models import Campaign
from dundian.campaign.queries import Rule
from dundian.kernel.errors import Invalid
from dundian.kernel.text import clean_line
from dundian.org.access import Actor

MOST_DAYS = 60


def _rule_faults(rule: Rule) -> dict[str, str]:
    """Messages keyed `<kind>_<field>`."""
    faults = {}
    for name in ("due_after", "gather_after"):
        days = getattr(rule, name)
        if days is not None and not 0 <= days <= MOST_DAYS:
            faults[f"{rule.kind}_{name}"] = _("0 to %(most)d working days.") % {"most": MOST_DAYS}
    if rule.gather_after is not None and rule.gather_after < rule.due_after and not faults:
        faults[f"{rule.kind}_gather_after"] = _("The combined report is due after the teams' own.")
    if set(rule.parts) - set(ReportPart.values) or ReportPart.WORK not in rule.parts:
        faults[f"{rule.kind}_parts"] = _(
            "Every report says what was done; choose the other parts from the list."
        )
    for name in ("countersign", "gather_countersign"):
        if getattr(rule, name) not in Countersigner.values:
            faults[f"{rule.kind}_{name}"] = _("Choose from the list.")
    return faults


@transaction.atomic
def set_report_rules(
    *, campaign: Campaign, rules: Sequence[Rule], actor: Actor, version: int | None = None
) -> list[ReportRule]:
    """Replace the campaign's rules; reports drafted before keep their date and their parts."""
    campaign, by = opened(campaign, version, actor)
    faults: dict[str, str] = {}
    for rule in rules:
        if rule.kind not in ReportKind.values:
            raise Invalid(_("There is no such kind of report."))
        faults |= _rule_faults(rule)
    if faults:
        raise Invalid(faults)
    campaign.report_rules.all().delete()
    made = [
        ReportRule(
            campaign=campaign,
            **{**asdict(rule), "parts": [part for part in ReportPart.values if part in rule.parts]},
        )
        for rule in rules
    ]
    ReportRule.objects.bulk_create(made)
    campaign.touch()
    detail = {"rules": {rule.kind: rule.due_after for rule in made if rule.in_use}}
    record(
        actor=actor,
        verb="set_reports",
        noun="campaign",
        obj=campaign,
        unit=campaign.unit,
        appointment=by,
        detail=detail,
    )
    return made


@transaction.atomic
def set_roles(
    *, campaign: Campaign, roles: Mapping[str, Sequence[str]], actor: Actor, version: int | None = None
) -> Campaign:
    """The campaign's roles of cadres, in order, with the activities that count to each."""
    campaign, by = opened(campaign, version, actor)
    cleaned: dict[str, list[str]] = {}
    for place, (name, activities) in enumerate(roles.items()):
        name = clean_line(name)
        if not 1 <= len(name) <= 20:
            raise Invalid({f"roles-{place}-name": _("The name has 1 to 20 characters.")})
        if set(activities) - set(Activity.values):
            raise Invalid({f"roles-{place}-activities": _("Choose from the list.")})
        cleaned[name] = [value for value in Activity.values if value in activities]
    campaign.role_names, campaign.role_activities = list(cleaned), cleaned
    campaign.touch("role_names", "role_activities")
    record(
        actor=actor,
        verb="set_roles",
        noun="campaign",
        obj=campaign,
        unit=campaign.unit,
        appointment=by,
        detail={"roles": cleaned},
    )
    return campaign


@transaction.atomic
def adopt_baseline_form(*, campaign: Campaign, form: BaselineForm | None, actor: Actor) -> Campaign:
    """The published form by which this campaign's teams find out about their sites; None for no baseline.

    Sites that have answered keep the form that they began with.
    """
    campaign, by = opened(campaign, None, actor)
    if form and not campaign.unit.is_within(form.unit.path):
        words = {"name": form, "unit": campaign.unit}
        raise Invalid({"form": _("“%(name)s” is not used at %(unit)s.") % words})
    if form and form.state != BaselineForm.State.PUBLISHED and form.pk != campaign.baseline_form_id:
        raise Invalid({"form": _("“%(name)s” is not published.") % {"name": form}})
    campaign.baseline_form = form
    campaign.touch("baseline_form")
    record(
        actor=actor,
        verb="adopt",
        noun="campaign",
        obj=campaign,
        unit=campaign.unit,
        appointment=by,
        detail={"baseline_form": str(form) if form else ""},
    )
    return campaign
