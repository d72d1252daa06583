"""China's working calendar as the federation keeps it: an immutable snapshot of an editable table."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from uuid import UUID

from django.core.signals import request_finished, request_started
from django.utils import timezone

from dundian.kernel.models import Day, Edition, WorkingHours, Year

USUAL_HOURS = ((time(9), time(12)), (time(13, 30), time(17, 30)))
FARTHEST = 20_000  # working days counted from one day: eighty years
ONE_DAY = timedelta(1)


@dataclass(frozen=True)
class Exceptional:
    """A day that is not what its weekday says: a holiday, or a make-up workday."""

    works: bool
    name: str = ""


@dataclass(frozen=True)
class Calendar:
    """Working days and hours. Days that no exception names follow the week: Monday to Friday."""

    days: Mapping[date, Exceptional] = field(default_factory=dict)
    years: frozenset[int] = frozenset()
    hours: Sequence[tuple[time, time]] = USUAL_HOURS
    _ordered: list[date] = field(init=False, repr=False, compare=False)
    _gained: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        odd = {d: (1 if e.works else -1) for d, e in self.days.items() if e.works != (d.weekday() < 5)}
        object.__setattr__(self, "_ordered", sorted(odd))
        object.__setattr__(self, "_gained", [0, *accumulate(odd[d] for d in self._ordered)])

    def known(self, year: int) -> bool:
        """Whether the table of this year has been entered; without it only the week counts (provisional)."""
        return year in self.years

    def unknown_years(self, first: date, last: date) -> list[int]:
        """Years of the span that have no table."""
        return [year for year in range(first.year, last.year + 1) if year not in self.years]

    def name(self, day: date) -> str:
        """What the exception is called (劳动节), empty for an ordinary day."""
        found = self.days.get(day)
        return found.name if found else ""

    def is_workday(self, day: date) -> bool:
        found = self.days.get(day)
        return found.works if found else day.weekday() < 5

    def next_workday(self, day: date) -> date:
        """The day itself when it is one."""
        while not self.is_workday(day):
            day += ONE_DAY
        return day

    def add_workdays(self, day: date, n: int) -> date:
        """The n-th working day after `day`, before it when `n` is negative; `next_workday(day)` when it is 0.

        `OverflowError` beyond 20,000 working days or the end of the calendar.
        """
        if abs(n) > FARTHEST:
            raise OverflowError(f"more than {FARTHEST} working days")
        step = ONE_DAY if n > 0 else -ONE_DAY
        left = abs(n)
        while left:
            day += step
            left -= self.is_workday(day)
        return day if n else self.next_workday(day)

    def workdays(self, first: date, last: date) -> int:
        """Working days in [first, last], 0 when the span is empty."""
        if last < first:
            return 0
        weeks, rest = divmod((last - first).days + 1, 7)
        count = weeks * 5 + sum((first.weekday() + n) % 7 < 5 for n in range(rest))
        return (
            count
            + self._gained[bisect_right(self._ordered, last)]
            - self._gained[bisect_left(self._ordered, first)]
        )

    def add_hours(self, moment: datetime, hours: float) -> datetime:
        """When `hours` (not negative) of working time after `moment` (aware) have passed."""
        left = timedelta(hours=hours)
        if left < timedelta(0) or hours > FARTHEST * 24:
            raise OverflowError("hours out of range")
        for start, end in self._periods(moment):
            if left <= end - start:
                return start + left
            left -= end - start
        raise OverflowError("no working hours are kept")

    def hours_between(self, a: datetime, b: datetime) -> float:
        """Working hours from `a` to `b` (aware); negative when `b` comes first."""
        if b < a:
            return -self.hours_between(b, a)
        zone, per_day = timezone.get_default_timezone(), self._day_length()
        first, last = a.astimezone(zone).date(), b.astimezone(zone).date()
        if first == last:
            return self._within(first, a, b) / 3600
        whole = self.workdays(first + ONE_DAY, last - ONE_DAY) * per_day
        return (self._within(first, a, b) + whole + self._within(last, a, b)) / 3600

    def _day_length(self) -> float:
        return sum((at(date.min, e) - at(date.min, s)).total_seconds() for s, e in self.hours)

    def _spans(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        zone = timezone.get_default_timezone()
        for start, end in self.hours if self.is_workday(day) else ():
            yield at(day, start).replace(tzinfo=zone), at(day, end).replace(tzinfo=zone)

    def _within(self, day: date, a: datetime, b: datetime) -> float:
        spans = ((max(s, a), min(e, b)) for s, e in self._spans(day))
        return sum((e - s).total_seconds() for s, e in spans if e > s)

    def _periods(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Working time from `moment` on, without end."""
        day = timezone.localtime(moment, timezone.get_default_timezone()).date()
        while self.hours:
            for start, end in self._spans(day):
                if end > moment:
                    yield max(start, moment), end
            day += ONE_DAY


def at(day: date, hour: time) -> datetime:
    """Naive moment."""
    return datetime.combine(day, hour)


# The stored table changes a few times a year and is read on every page: kept in this process with the stamp of its
# last change, which is compared once a request, or at each call outside of one (jobs, commands).
_loaded: dict[UUID | None, Calendar] = {}
_asked: ContextVar[UUID | None] = ContextVar("calendar_asked", default=None)
_answering: ContextVar[bool] = ContextVar("calendar_answering", default=False)
_sure: ContextVar[bool] = ContextVar("calendar_sure", default=False)


def current() -> Calendar:
    """The calendar as it is stored now."""
    if _sure.get():
        kept = _loaded.get(_asked.get())
        if kept is not None:
            return kept
    stamp = Edition.objects.values_list("stamp", flat=True).first()
    found = _loaded.get(stamp)
    if found is None:
        found = _load()
        _loaded.clear()
        _loaded[stamp] = found
    _asked.set(stamp)
    _sure.set(_answering.get())
    return found


def forget() -> None:
    """Compare the stamp again at the next call; whoever edits the table calls it."""
    _sure.set(False)


def _load() -> Calendar:
    days = {d: Exceptional(works, name) for d, works, name in Day.objects.values_list("day", "works", "name")}
    years = frozenset(Year.objects.values_list("year", flat=True))
    hours = tuple(WorkingHours.objects.order_by("starts_at").values_list("starts_at", "ends_at"))
    return Calendar(days, years, hours or USUAL_HOURS)


def request_begins(**kwargs: object) -> None:
    _answering.set(True)
    _sure.set(False)


def request_ends(**kwargs: object) -> None:
    _answering.set(False)
    _sure.set(False)


request_started.connect(request_begins, dispatch_uid="kernel.calendar")
request_finished.connect(request_ends, dispatch_uid="kernel.calendar")
