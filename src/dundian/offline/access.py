"""Who may do what with phones and what comes from them.

Everybody has their own phones and may sign one out. The system administrator ends a phone that somebody in scope has
lost. What a phone sends is judged by the rooms it is meant for, as if the person sat at a desk; this room adds nothing
but the day: an operation counts with the appointments of the moment at which it was done on the phone. After a
dispatch has ended, its log lines, their photos and its concerns can still be delivered for `GRACE`, from a phone that
was signed in before the end and for a moment before it; nothing else can.

A conflict is seen and settled by whoever sent it, and by those who may change the record.
"""

from datetime import datetime, timedelta

from django.utils.timezone import localdate

from dundian.kernel import clock, reach
from dundian.offline.models import Device
from dundian.org.access import FIELD, Actor, actor_of, grant
from dundian.org.models import Appointment, Role, Unit

grant([Role.SYSTEM_ADMIN], "device", "end")

GRACE = timedelta(days=30)
# What is still taken after the end: kinds of operations.
DELIVERABLE = frozenset({"log.write", "log.change", "photo.attach", "concern.raise"})


def acting(*, device: Device, today: Actor, kind: str, unit: Unit, at: datetime) -> Actor:
    """Who acts at `unit`: the person of today, or, for what may still be delivered, of the moment `at`."""
    on = localdate(at)
    if kind not in DELIVERABLE or today.can("add", "log", unit):
        return today
    ended = Appointment.objects.filter(
        user=device.user,
        unit=unit,
        role__in=FIELD,
        revoked_at=None,
        since__lte=on,
        until__gte=max(on, clock.today() - GRACE, localdate(device.registered_at)),
    )
    if not ended.exists():
        return today
    then = actor_of(device.user, on=on)
    reach.become(today, then)  # the site lies in no area of theirs any more
    return then
