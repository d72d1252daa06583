"""Which reports a team owes: derived from the campaign's cycle and the dispatch, never stored."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from dundian.fieldwork.models import Report

Kind = Report.Kind
# Days from the last day of a period until its report is due.
GRACE = {Kind.WEEKLY: 1, Kind.MONTHLY: 3, Kind.CLOSING: 7}


@dataclass(frozen=True)
class Period:
    """A stretch of days that a report covers."""

    kind: Report.Kind
    starts_on: date
    ends_on: date

    @property
    def due_on(self) -> date:
        return self.ends_on + timedelta(days=GRACE[self.kind])


def _after_week(day: date) -> date:
    return day + timedelta(days=7 - day.weekday())


def _after_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def periods(cycle: str, starts_on: date, ends_on: date) -> Iterator[Period]:
    """The periods of a dispatch: weeks (Monday to Sunday) or calendar months cut to its dates, then the closing one."""
    kind, after = (Kind.MONTHLY, _after_month) if cycle == "monthly" else (Kind.WEEKLY, _after_week)
    start = starts_on
    while start <= ends_on:
        following = after(start)
        yield Period(kind, start, min(following - timedelta(days=1), ends_on))
        start = following
    yield Period(Kind.CLOSING, starts_on, ends_on)


def period_of(kind: str, day: date, starts_on: date, ends_on: date) -> Period | None:
    """The period of `kind` that begins on `day`, whatever the cycle: a team may report more often than asked."""
    cycle = "monthly" if kind == Kind.MONTHLY else "weekly"
    return next(
        (p for p in periods(cycle, starts_on, ends_on) if p.kind == kind and p.starts_on == day), None
    )


@lru_cache(maxsize=4096)
def owed(cycle: str, starts_on: date, ends_on: date, today: date) -> tuple[Period, ...]:
    """Periods whose last day has come; remembered, since hundreds of teams are sent for the same days."""
    return tuple(p for p in periods(cycle, starts_on, ends_on) if p.ends_on <= today)
