"""Setting time limits and the other rules of handling."""

from datetime import time

from django.db import transaction

from dundian.audit_trail.actions import record
from dundian.concerns.models import HandlingRule, TimeLimit
from dundian.org.access import Actor
from dundian.org.models import Unit


@transaction.atomic
def set_time_limit(
    *, unit: Unit, matter: str, tier: str, amount: int, measure: str, actor: Actor
) -> TimeLimit:
    """Working time allowed for a matter at a unit and beneath; concerns already running keep their date."""
    appointment = actor.require("change", "time_limit", unit)
    values = {"amount": amount, "measure": measure}
    limit, _created = TimeLimit.objects.update_or_create(unit=unit, matter=matter, tier=tier, defaults=values)
    record(
        actor=actor,
        verb="set",
        noun="time_limit",
        obj=limit,
        unit=unit,
        appointment=appointment,
        detail={"matter": matter, "tier": tier, **values},
        label=matter,
    )
    return limit


@transaction.atomic
def set_handling_rule(
    *,
    unit: Unit,
    warn_percent: int,
    quiet_from: time,
    quiet_until: time,
    bounces: int,
    escalate_every: int,
    call_back_workdays: int,
    actor: Actor,
) -> HandlingRule:
    """When to warn, when to be quiet, when the leading group steps in, at a unit and beneath."""
    appointment = actor.require("change", "time_limit", unit)
    values = {
        "warn_percent": warn_percent,
        "quiet_from": quiet_from,
        "quiet_until": quiet_until,
        "bounces": bounces,
        "escalate_every": escalate_every,
        "call_back_workdays": call_back_workdays,
    }
    rule, _created = HandlingRule.objects.update_or_create(unit=unit, defaults=values)
    record(
        actor=actor,
        verb="set",
        noun="handling_rule",
        obj=rule,
        unit=unit,
        appointment=appointment,
        detail={name: str(value) for name, value in values.items()},
        label=str(unit),
    )
    return rule
