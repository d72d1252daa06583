"""The life of a campaign: started, deployed downward, closed."""

from collections.abc import Sequence
from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.campaign.access import require_change
from dundian.campaign.actions.build import checked, save_once
from dundian.campaign.asked import ReportRule
from dundian.campaign.models import Campaign, Initiative, Site, Stage
from dundian.campaign.queries import Rule
from dundian.campaign.signals import campaign_closed, campaign_started
from dundian.kernel.errors import Invalid
from dundian.org.access import Actor
from dundian.org.models import FEDERATIONS, Appointment, Unit

COPIED = (
    "year",
    "starts_on",
    "ends_on",
    "aims",
    "selection",
    "role_names",
    "role_activities",
    "baseline_form",
)


@transaction.atomic
def start_campaign(*, campaign: Campaign, actor: Actor) -> Campaign:
    """Draft becomes running: seen by everybody beneath, open for teams."""
    campaign = Campaign.locked(campaign.pk)
    by = require_change(actor, campaign, "start")
    if campaign.state != Campaign.State.DRAFT:
        raise Invalid(_("The campaign is running already."))
    campaign.state = Campaign.State.ACTIVE
    campaign.touch("state")
    record(actor=actor, verb="start", noun="campaign", obj=campaign, unit=campaign.unit, appointment=by)
    campaign_started.send(sender=Campaign, campaign=campaign, actor=actor)
    return campaign


@transaction.atomic
def close_campaign(*, campaign: Campaign, actor: Actor) -> Campaign:
    """Running becomes closed, with its sites; refused while a team is on site."""
    campaign = Campaign.locked(campaign.pk)
    by = require_change(actor, campaign, "close")
    if campaign.state != Campaign.State.ACTIVE:
        raise Invalid(_("Only a running campaign is closed."))
    if many := campaign.sites.filter(state=Site.State.ACTIVE).count():
        raise Invalid(_("Teams are still on site at %(n)d sites; end their dispatches first.") % {"n": many})
    closed = campaign.sites.exclude(state=Site.State.CLOSED).update(state=Site.State.CLOSED)
    campaign.state = Campaign.State.CLOSED
    campaign.touch("state")
    detail = {"sites": closed}
    record(
        actor=actor,
        verb="close",
        noun="campaign",
        obj=campaign,
        unit=campaign.unit,
        appointment=by,
        detail=detail,
    )
    campaign_closed.send(sender=Campaign, campaign=campaign, actor=actor)
    return campaign


@transaction.atomic
def deploy_campaign(*, campaign: Campaign, units: Sequence[Unit], actor: Actor) -> list[Campaign]:
    """A draft at each federation beneath, with this one's frame, stages, initiatives, rules, task sets; all or none."""
    campaign = Campaign.locked(campaign.pk)
    by = require_change(actor, campaign, "deploy")
    if campaign.state != Campaign.State.ACTIVE:
        raise Invalid(_("Start the campaign before deploying it."))
    if not units:
        raise Invalid({"units": _("Choose at least one federation.")})
    _check_units(campaign, units)
    made = [_copy_to(campaign, unit, actor, by) for unit in units]
    detail = {"units": [unit.pk for unit in units]}
    record(
        actor=actor,
        verb="deploy",
        noun="campaign",
        obj=campaign,
        unit=campaign.unit,
        appointment=by,
        detail=detail,
    )
    return made


def _check_units(campaign: Campaign, units: Sequence[Unit]) -> None:
    for unit in units:
        beneath = unit.is_within(campaign.unit.path) and unit.pk != campaign.unit_id
        if not beneath or unit.kind not in FEDERATIONS or unit.closed_on:
            raise Invalid(
                {"units": _("%(unit)s is no federation beneath the campaign's own.") % {"unit": unit}}
            )
    given = campaign.children.filter(unit__in=[u.pk for u in units]).select_related("unit")
    if twice := [str(child.unit) for child in given]:
        raise Invalid({"units": _("Deployed to them already: %(units)s.") % {"units": "、".join(twice)}})


def _copy_to(parent: Campaign, unit: Unit, actor: Actor, by: Appointment | None) -> Campaign:
    child = Campaign(unit=unit, parent=parent, **{name: getattr(parent, name) for name in COPIED})
    child.name = _name_for(parent, unit)
    save_once(checked(child), force_insert=True)
    Stage.objects.bulk_create(
        Stage(campaign=child, name=s.name, starts_on=s.starts_on, ends_on=s.ends_on, content=s.content)
        for s in parent.stages.all()
    )
    Initiative.objects.bulk_create(
        Initiative(campaign=child, name=i.name, note=i.note, origin=i) for i in parent.initiatives.all()
    )
    child.task_sets.set(parent.task_sets.all())
    ReportRule.objects.bulk_create(
        ReportRule(campaign=child, **asdict(Rule.of(rule))) for rule in parent.report_rules.all()
    )
    detail = {"deployed_from": parent.pk}
    record(actor=actor, verb="create", noun="campaign", obj=child, unit=unit, appointment=by, detail=detail)
    return child


def _name_for(parent: Campaign, unit: Unit) -> str:
    """The parent's name with the federation's own in place of the parent's."""
    for above in filter(None, (parent.unit.name, parent.unit.short_name)):
        if above in parent.name:
            return parent.name.replace(above, unit.name)[:100]
    return parent.name
