"""What is kept of a person, what they agreed to, and for how long."""

import calendar
from collections.abc import Iterator
from datetime import date

from django.db.models import Q

from dundian.concerns.models import Concern, Consent, Reporter, RetentionRule, WorkerMessage, WorkerPhoto
from dundian.org.models import Unit

# Months after closing, until a federation sets its own.
SHIPPED_MONTHS = 12


def consent_of(concern: Concern) -> Consent | None:
    """What the worker agreed to, as it stands now."""
    return Consent.objects.filter(concern=concern, revoked_at=None).first()


def holds_person(concern: Concern) -> bool:
    """Whether anything of the person is still sealed."""
    return (
        Reporter.objects.filter(concern=concern).exists()
        or WorkerPhoto.objects.filter(concern=concern).exists()
        or WorkerMessage.objects.filter(concern=concern).exclude(sealed=None).exists()
    )


def months_kept(unit: Unit) -> int:
    """Months after closing that a unit keeps who raised a concern: the nearest rule above, else the shipped one."""
    nearest = RetentionRule.objects.filter(unit__path__above=unit.path).order_by("-unit__path").first()
    return nearest.months if nearest else SHIPPED_MONTHS


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, the month's last when it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def kept_too_long(today: date, limit: int) -> Iterator[Concern]:
    """Closed concerns that still hold a person although the time of keeping is over; at most `limit`."""
    sealed = Concern.objects.filter(data_key__isnull=False).exclude(closed_on=None).select_related("unit")
    rules = list(RetentionRule.objects.select_related("unit"))
    parts = [(Q(unit__path__within=[r.unit.path]), r.unit.path, r.months) for r in rules]
    everywhere = Q(unit__path__within=[path for _q, path, _months in parts]) if parts else Q(pk=None)
    parts.append((~everywhere, "", SHIPPED_MONTHS))
    for place, path, months in parts:
        deeper = [r.unit.path for r in rules if path and r.unit.path.startswith(f"{path}.")]
        rows = sealed.filter(place, closed_on__lte=months_before(today, months))
        if deeper:
            rows = rows.exclude(unit__path__within=deeper)
        for concern in rows.order_by("closed_on", "id")[: max(limit, 0)]:
            limit -= 1
            yield concern
