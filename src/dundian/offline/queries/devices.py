"""Phones as those who keep sign-ins see them."""

from typing import Any

from dundian.offline.models import Device, DeviceQuerySet
from dundian.org.access import Actor


def phones_in_scope(actor: Actor, conditions: dict[str, Any]) -> DeviceQuerySet:
    """Open phones of people in scope, by name."""
    rows = Device.objects.open().filter(user__person__home_unit__in=actor.units("end", "device"))
    if text := conditions.get("q"):
        rows = rows.filter(user__person__name__icontains=text)
    return rows.select_related("user__person__home_unit")
