"""Giving and taking away appointments. The rules stand in `org.access`."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.accounts.models import User
from dundian.audit_trail.actions import record
from dundian.kernel import clock
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.text import clean_line
from dundian.org.access import Actor, giveable_roles, rights_of
from dundian.org.models import Appointment, AppointmentQuerySet, Role, Unit


def giving_appointment(*, actor: Actor, role: str, unit: Unit) -> Appointment | None:
    """The appointment by which `actor` may give `role` at `unit`; `Refused` with the reason when there is none."""
    if actor.signature is None:
        return None
    actor.require("add", "appointment", unit, _("You may not appoint anybody at this unit."))
    able = [a for a in actor.appointments if unit.is_within(a.unit.path) and role in giveable_roles(a)]
    if not able:
        words = {"role": Role(role).label, "unit": unit}
        raise Refused(_("You may not give the role “%(role)s” at %(unit)s.") % words)
    return min(able, key=lambda a: a.deputy_for_id is not None)


def _not_more_for_oneself(actor: Actor, user: User, role: str, unit: Unit) -> None:
    if actor.user.pk != user.pk:
        return
    held = {
        right
        for a in actor.appointments
        if a.deputy_for_id is None and unit.is_within(a.unit.path)
        for right in rights_of(a.role)
    }
    if not rights_of(role) <= held:
        raise Refused(
            _(
                "Nobody appoints themselves to more than they already may do. Ask somebody else who may appoint."
            )
        )


def _check_period(since: date, until: date | None) -> None:
    if until is not None and until < since:
        raise Invalid({"until": _("The end lies before the beginning.")})


@transaction.atomic
def appoint(
    *,
    user: User,
    role: str,
    unit: Unit,
    actor: Actor,
    since: date | None = None,
    until: date | None = None,
    campaign_id: UUID | None = None,
) -> Appointment:
    """Give `user` a role at `unit` from `since` (today) to `until` (inclusive; None: without end)."""
    if role not in Role.values:
        raise Invalid({"role": _("There is no such role.")})
    giving = giving_appointment(actor=actor, role=role, unit=unit)
    _not_more_for_oneself(actor, user, role, unit)
    since = since or clock.today()
    _check_period(since, until)
    if unit.is_closed:
        raise Invalid({"unit": _("%(unit)s is closed.") % {"unit": unit}})
    if not user.is_active:
        raise Invalid({"user": _("This sign-in is switched off.")})
    if _already(user, role, unit, campaign_id, since, until):
        raise Invalid({"": _("%(user)s already holds this role here in this period.") % {"user": user}})
    given = Appointment.objects.create(
        user=user,
        role=role,
        unit=unit,
        since=since,
        until=until,
        campaign_id=campaign_id,
        granted_by=actor.signature,
    )
    _note("add", given, actor, giving, to=user.username, since=since, until=until, campaign=campaign_id)
    return given


def _already(
    user: User, role: str, unit: Unit, campaign_id: UUID | None, since: date, until: date | None
) -> bool:
    held = Appointment.objects.filter(
        user=user, role=role, unit=unit, campaign_id=campaign_id, deputy_for=None, revoked_at=None
    ).exclude(until__lt=since)
    return (held.filter(since__lte=until) if until else held).exists()


def _note(verb: str, given: Appointment, actor: Actor, by: Appointment | None, **detail: object) -> None:
    kept = {key: value for key, value in detail.items() if value is not None}
    record(
        actor=actor,
        verb=verb,
        noun="appointment",
        obj=given,
        unit=given.unit,
        appointment=by,
        detail={"role": given.role, **kept},
        label=f"{given.user} {given.unit.name} {given.get_role_display()}",
    )


@transaction.atomic
def appoint_deputy(
    *, appointment: Appointment, user: User, since: date, until: date, actor: Actor
) -> Appointment:
    """Let `user` act for the holder of `appointment` within its own period; the trail names both."""
    original = Appointment.locked(appointment.pk)
    giving = giving_appointment(actor=actor, role=original.role, unit=original.unit)
    if original.deputy_for_id:
        raise Refused(_("A deputy has no deputy."))
    if original.revoked_at or (original.until and original.until < clock.today()):
        raise Invalid({"": _("This appointment has ended.")})
    if user.pk == original.user_id:
        raise Invalid({"user": _("Nobody is their own deputy.")})
    _not_more_for_oneself(actor, user, original.role, original.unit)
    _check_period(since, until)
    if since < original.since:
        raise Invalid(
            {
                "since": _("The deputyship cannot begin before the appointment (%(day)s).")
                % {"day": original.since}
            }
        )
    if original.until and until > original.until:
        raise Invalid(
            {
                "until": _("The deputyship cannot last longer than the appointment (%(day)s).")
                % {"day": original.until}
            }
        )
    if not user.is_active:
        raise Invalid({"user": _("This sign-in is switched off.")})
    given = Appointment.objects.create(
        user=user,
        role=original.role,
        unit=original.unit,
        since=since,
        until=until,
        campaign_id=original.campaign_id,
        deputy_for=original,
        granted_by=actor.signature,
    )
    _note(
        "deputise", given, actor, giving, to=user.username, deputy_for=original.pk, since=since, until=until
    )
    return given


@transaction.atomic
def revoke_appointment(*, appointment: Appointment, reason: str, actor: Actor) -> Appointment:
    """End an appointment now; deputies of it end with it."""
    stored = Appointment.locked(appointment.pk)
    by = revoking_appointment(actor=actor, appointment=stored)
    reason = clean_line(reason)
    if not reason:
        raise Invalid({"reason": _("Give the reason.")})
    if stored.revoked_at:
        raise Invalid({"": _("This appointment has ended.")})
    stored.revoked_at = clock.now()
    stored.touch("revoked_at")
    _note("revoke", stored, actor, by, reason=reason)
    return stored


def revoking_appointment(*, actor: Actor, appointment: Appointment) -> Appointment | None:
    by = actor.require(
        "revoke", "appointment", appointment.unit, _("You may not revoke appointments at this unit.")
    )
    if by is None:
        return None
    able = [
        a
        for a in actor.appointments
        if appointment.unit.is_within(a.unit.path)
        and (a.role == Role.SECURITY_ADMIN or appointment.role in giveable_roles(a))
    ]
    if not able:
        words = {"role": appointment.get_role_display()}
        raise Refused(_("You may not revoke the role “%(role)s” here.") % words)
    return able[0]


def may_end_or_deputise(*, actor: Actor, appointment: Appointment) -> tuple[bool, bool]:
    """Whether the actor may revoke this appointment, and appoint a deputy for it; for the buttons of a list."""
    if appointment.revoked_at or (appointment.until and appointment.until < clock.today()):
        return False, False
    return (
        _allowed(revoking_appointment, actor=actor, appointment=appointment),
        not appointment.deputy_for_id
        and _allowed(giving_appointment, actor=actor, role=appointment.role, unit=appointment.unit),
    )


def _allowed(check: Callable[..., object], **what: Any) -> bool:
    try:
        check(**what)
    except Refused:
        return False
    return True


@transaction.atomic
def end_appointments(*, user: User, unit: Unit, campaign_id: UUID | None, on: date, actor: Actor) -> int:
    """Let `user`'s appointments at `unit` in this campaign last to `on` at most; returns how many became shorter."""
    by = actor.require("revoke", "appointment", unit)
    found = _of_campaign(user, unit, campaign_id).exclude(until__lt=on).exclude(until=on)
    for appointment in found:
        if by is not None:
            revoking_appointment(actor=actor, appointment=appointment)
        _last_to(appointment, on)
        _note("end", appointment, actor, by, until=on)
    return len(found)


@transaction.atomic
def extend_appointments(
    *, user: User, unit: Unit, campaign_id: UUID | None, until: date, actor: Actor
) -> int:
    """Let `user`'s appointments at `unit` in this campaign last to `until` at least; returns how many became longer."""
    found = _of_campaign(user, unit, campaign_id).filter(until__lt=until)
    for appointment in found:
        by = giving_appointment(actor=actor, role=appointment.role, unit=unit)
        _not_more_for_oneself(actor, user, appointment.role, unit)
        appointment.until = until
        appointment.touch("until")
        _note("extend", appointment, actor, by, until=until)
    return len(found)


def _of_campaign(user: User, unit: Unit, campaign_id: UUID | None) -> AppointmentQuerySet:
    rows = Appointment.objects.filter(
        user=user, unit=unit, campaign_id=campaign_id, deputy_for=None, revoked_at=None
    )
    return rows.select_related("unit", "user").select_for_update(of=("self",)).order_by("id")


def _last_to(appointment: Appointment, on: date) -> None:
    """An appointment that would end before it begins is revoked instead."""
    if on < appointment.since:
        appointment.revoked_at = clock.now()
        appointment.touch("revoked_at")
        return
    appointment.until = on
    appointment.touch("until")
