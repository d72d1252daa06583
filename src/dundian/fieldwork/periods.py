"""Which reports are owed, and when: derived from the campaign's rules and the dispatch's dates, never stored."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dundian.campaign.asked import ReportKind as Kind
from dundian.campaign.queries import Rule
from dundian.kernel.calendar import Calendar, current

# A Monday from which fortnights are counted, so that every team and every level has the same ones.
FIRST_FORTNIGHT = date(2001, 1, 1)


@dataclass(frozen=True)
class Period:
    """A stretch of days that a report covers."""

    kind: Kind
    starts_on: date
    ends_on: date
    due_on: date


def _after(kind: Kind, day: date) -> date:
    """The first day of the period of this kind that follows the one of `day`."""
    if kind == Kind.MONTHLY:
        return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    if kind == Kind.FORTNIGHTLY:
        return day + timedelta(days=14 - (day - FIRST_FORTNIGHT).days % 14)
    return day + timedelta(days=7 - day.weekday())


def spans(kind: str, starts_on: date, ends_on: date) -> Iterator[tuple[date, date]]:
    """First and last days: weeks from Monday, fortnights, calendar months, cut to the dates; closing is the whole."""
    if kind == Kind.CLOSING:
        yield starts_on, ends_on
        return
    start = starts_on
    while start <= ends_on:
        following = _after(Kind(kind), start)
        yield start, min(following - timedelta(days=1), ends_on)
        start = following


def periods(
    rules: Iterable[Rule], starts_on: date, ends_on: date, calendar: Calendar | None = None
) -> list[Period]:
    """The periods of a dispatch under the rules in use, in the order in which they end."""
    calendar = calendar or current()
    made = [
        Period(Kind(rule.kind), first, last, calendar.add_workdays(last, rule.due_after))
        for rule in rules
        if rule.in_use
        for first, last in spans(rule.kind, starts_on, ends_on)
    ]
    order = list(Kind)
    return sorted(made, key=lambda p: (p.ends_on, order.index(p.kind), p.starts_on))


def period_of(rule: Rule, day: date, starts_on: date, ends_on: date) -> Period | None:
    """The period of the rule's kind that begins on `day`, in use or not: a team may report more often than asked."""
    for first, last in spans(rule.kind, starts_on, ends_on):
        if first == day:
            return Period(Kind(rule.kind), first, last, current().add_workdays(last, rule.due_after))
    return None


def combined_periods(rule: Rule, starts_on: date, ends_on: date) -> list[Period]:
    """The periods of a campaign for which an office combines its teams' reports of this kind."""
    if rule.gather_after is None:
        return []
    calendar, after = current(), rule.gather_after
    return [
        Period(Kind(rule.kind), first, last, calendar.add_workdays(last, after))
        for first, last in spans(rule.kind, starts_on, ends_on)
    ]
