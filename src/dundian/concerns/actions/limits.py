"""Setting time limits."""

from django.db import transaction

from dundian.audit_trail.actions import record
from dundian.concerns.models import TimeLimit
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
    detail = {"matter": matter, "tier": tier, **values}
    record(
        actor=actor,
        verb="set",
        noun="time_limit",
        obj=limit,
        unit=unit,
        appointment=appointment,
        detail=detail,
        label=matter,
    )
    return limit
