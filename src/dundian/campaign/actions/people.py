"""Who owns a campaign: the leading group, and leaders in charge of areas."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.campaign.access import require_change
from dundian.campaign.models import AreaCharge, Campaign, GroupMember
from dundian.kernel import clock
from dundian.kernel.errors import Invalid
from dundian.kernel.text import clean_line
from dundian.org.access import Actor
from dundian.org.actions import appoint, end_appointments
from dundian.org.models import FEDERATIONS, Appointment, Person, Role, Unit


@transaction.atomic
def seat_member(
    *, campaign: Campaign, person: Person, seat: str, actor: Actor, duty: str = ""
) -> GroupMember:
    """Give somebody a seat in the leading group, or another seat than before."""
    campaign = Campaign.locked(campaign.pk)
    by = require_change(actor, campaign)
    if seat not in GroupMember.Seat.values:
        raise Invalid({"seat": _("There is no such seat.")})
    duty = clean_line(duty)[:100]
    member, _new = GroupMember.objects.update_or_create(
        campaign=campaign, person=person, defaults={"seat": seat, "duty": duty}
    )
    detail = {"campaign": campaign.pk, "seat": seat, "duty": duty}
    record(
        actor=actor,
        verb="seat",
        noun="group_member",
        obj=member,
        unit=campaign.unit,
        appointment=by,
        detail=detail,
    )
    return member


@transaction.atomic
def unseat_member(*, member: GroupMember, actor: Actor) -> None:
    """Take a seat away."""
    campaign = Campaign.locked(member.campaign_id)
    by = require_change(actor, campaign)
    record(actor=actor, verb="unseat", noun="group_member", obj=member, unit=campaign.unit, appointment=by)
    member.delete()


@transaction.atomic
def charge_area(*, campaign: Campaign, person: Person, unit: Unit, actor: Actor) -> AreaCharge:
    """Put a leader in charge of an area; with a sign-in, the leader sees it for the campaign's period."""
    campaign = Campaign.locked(campaign.pk)
    by = require_change(actor, campaign)
    if unit.kind not in FEDERATIONS or unit.pk == campaign.unit_id or not unit.is_within(campaign.unit.path):
        raise Invalid({"unit": _("An area is a federation beneath the campaign's own.")})
    try:
        with transaction.atomic():
            charge = AreaCharge.objects.create(campaign=campaign, person=person, unit=unit)
    except IntegrityError as fault:
        raise Invalid({"unit": _("%(unit)s already has a leader in charge.") % {"unit": unit}}) from fault
    _let_see(charge, actor)
    detail = {"campaign": campaign.pk, "area": unit.pk}
    record(
        actor=actor, verb="charge", noun="area", obj=charge, unit=campaign.unit, appointment=by, detail=detail
    )
    return charge


def _let_see(charge: AreaCharge, actor: Actor) -> None:
    """Appoint the leader, unless there is no sign-in or the period is over."""
    user, campaign = charge.person.user, charge.campaign
    if user is None or not user.is_active or campaign.ends_on < clock.today():
        return
    held = Appointment.objects.filter(
        user=user, role=Role.LEADER, unit=charge.unit, campaign_id=campaign.pk, revoked_at=None
    )
    if not held.filter(until__gte=clock.today()).exists():
        appoint(
            user=user,
            role=Role.LEADER,
            unit=charge.unit,
            actor=actor,
            until=campaign.ends_on,
            campaign_id=campaign.pk,
        )


@transaction.atomic
def release_area(*, charge: AreaCharge, actor: Actor) -> None:
    """End a leader's charge; what it let the leader see ends today."""
    campaign = Campaign.locked(charge.campaign_id)
    by = require_change(actor, campaign)
    if user := charge.person.user:
        end_appointments(user=user, unit=charge.unit, campaign_id=campaign.pk, on=clock.today(), actor=actor)
    detail = {"campaign": campaign.pk, "area": charge.unit_id}
    record(
        actor=actor,
        verb="release",
        noun="area",
        obj=charge,
        unit=campaign.unit,
        appointment=by,
        detail=detail,
    )
    charge.delete()
