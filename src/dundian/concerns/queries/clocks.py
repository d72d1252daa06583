"""How long there is for what, counted in working time."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from dundian.concerns.models import Concern, HandlingRule, Tier, TimeLimit
from dundian.kernel import calendar, clock
from dundian.org.models import Unit

Matter, Measure = TimeLimit.Matter, TimeLimit.Measure


@dataclass(frozen=True)
class Limit:
    """So many working hours, or until the end of the n-th working day after."""

    amount: int
    measure: str

    def __str__(self) -> str:
        return f"{self.amount} {Measure(self.measure).label}"


TIERS = tuple(Tier)
# What counts until a federation sets its own limits.
SHIPPED_LIMITS = {
    (Matter.ACCEPT, Tier.ORDINARY): Limit(14, Measure.HOURS),
    (Matter.ACCEPT, Tier.HARD): Limit(14, Measure.HOURS),
    (Matter.ACCEPT, Tier.GRAVE): Limit(7, Measure.HOURS),
    (Matter.REPLY, Tier.ORDINARY): Limit(3, Measure.WORKDAYS),
    (Matter.REPLY, Tier.HARD): Limit(3, Measure.WORKDAYS),
    (Matter.REPLY, Tier.GRAVE): Limit(7, Measure.HOURS),
    (Matter.SETTLE, Tier.ORDINARY): Limit(15, Measure.WORKDAYS),
    (Matter.SETTLE, Tier.HARD): Limit(30, Measure.WORKDAYS),
    (Matter.SETTLE, Tier.GRAVE): Limit(60, Measure.WORKDAYS),
}


def limits_for(unit: Unit, tier: str) -> dict[str, Limit]:
    """The limit of each matter: set by the nearest unit above, else the shipped one."""
    found = {m.value: SHIPPED_LIMITS[m, Tier(tier)] for m in Matter}
    rows = TimeLimit.objects.filter(unit__path__above=unit.path, tier=tier).order_by("unit__path")
    found.update({row.matter: Limit(row.amount, row.measure) for row in rows})
    return found


def rule_for(unit: Unit) -> HandlingRule:
    """The rules set by the nearest unit above, else the shipped ones."""
    nearest = HandlingRule.objects.filter(unit__path__above=unit.path).order_by("-unit__path").first()
    return nearest or HandlingRule(unit=unit)


def deadline(start: datetime, limit: Limit) -> datetime:
    """When the limit that begins at `start` is over."""
    days = calendar.current()
    if limit.measure == Measure.HOURS:
        return days.add_hours(start, limit.amount)
    last = days.add_workdays(timezone.localdate(start), limit.amount)
    closing = max((end for _start, end in days.hours), default=clock.now().time().max)
    return timezone.make_aware(datetime.combine(last, closing))


def warning(start: datetime, due: datetime, percent: int) -> datetime:
    """When `percent` of the working time from `start` to `due` is used."""
    days = calendar.current()
    return days.add_hours(start, max(days.hours_between(start, due), 0) * percent / 100)


@dataclass(frozen=True)
class Clock:
    """The moments that a new or reopened concern runs towards."""

    due_at: datetime
    warn_at: datetime
    reply_due_at: datetime


def clock_of(unit: Unit, tier: str, start: datetime) -> Clock:
    """The clock of a concern of this tier that begins at `start`."""
    limits, rule = limits_for(unit, tier), rule_for(unit)
    due = deadline(start, limits[Matter.SETTLE])
    return Clock(due, warning(start, due, rule.warn_percent), deadline(start, limits[Matter.REPLY]))


def answer_clock(to: Unit, tier: str, start: datetime) -> tuple[datetime, datetime]:
    """(due, warning) of a referral to a unit; it runs from the moment of referring."""
    due = deadline(start, limits_for(to, tier)[Matter.ACCEPT])
    return due, warning(start, due, rule_for(to).warn_percent)


def hours_paused(concern: Concern) -> float:
    """Working hours that ended pauses of the present clock took."""
    pauses = concern.pauses.filter(at__gte=concern.clock_from, ended_at__isnull=False)
    days = calendar.current()
    return sum(days.hours_between(p.at, p.ended_at) for p in pauses if p.ended_at)


def hours_left(concern: Concern) -> float:
    """Working hours until it must be settled, negative when late; a pause stops the count."""
    return calendar.current().hours_between(concern.paused_at or clock.now(), concern.due_at)


def share_used(concern: Concern) -> int:
    """Percent of the working time that is used, 0 to 100."""
    days = calendar.current()
    whole = days.hours_between(concern.clock_from, concern.due_at)
    used = days.hours_between(concern.clock_from, concern.paused_at or clock.now())
    return max(0, min(100, round(100 * used / whole))) if whole > 0 else 100
