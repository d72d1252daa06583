"""Reading leave."""

from datetime import timedelta
from typing import Any

from django.db.models import Q

from dundian.fieldwork.models import Leave, LeaveQuerySet
from dundian.kernel import clock
from dundian.org.access import Actor
from dundian.org.models import Unit

ORDER = ["-starts_on", "-id"]
AHEAD = timedelta(days=14)


def leaves_for(actor: Actor, conditions: dict[str, Any]) -> LeaveQuerySet:
    """Visible requests by state, days that overlap a range, and text in name or unit."""
    rows = Leave.objects.visible_to(actor).select_related("unit", "person")
    for name in ("state", "kind"):
        if value := conditions.get(name):
            rows = rows.filter(**{name: value})
    if since := conditions.get("since"):
        rows = rows.filter(ends_on__gte=since)
    if until := conditions.get("until"):
        rows = rows.filter(starts_on__lte=until)
    if text := conditions.get("text"):
        rows = rows.filter(Q(person__name__icontains=text) | Q(unit__name__icontains=text))
    return rows


def on_leave(unit: Unit) -> list[Leave]:
    """Granted leave at the site's union, running today or beginning within two weeks."""
    today = clock.today()
    rows = Leave.objects.filter(
        unit=unit, state=Leave.State.GRANTED, ends_on__gte=today, starts_on__lte=today + AHEAD
    )
    return list(rows.select_related("person").order_by("starts_on", "id"))
