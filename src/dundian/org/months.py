"""A year as twelve months for a page: weeks from Monday, each day with what the calendar says of it."""

import calendar as almanac
from dataclasses import dataclass
from datetime import date

from dundian.kernel.calendar import Calendar


@dataclass(frozen=True)
class Cell:
    """One day; `mark` is off (holiday on a weekday), worked (weekend day worked), rest (weekend) or nothing."""

    day: date
    mark: str
    name: str
    today: bool


@dataclass(frozen=True)
class Month:
    first: date
    weeks: list[list[Cell | None]]
    workdays: int


def months_of(year: int, days: Calendar, today: date) -> list[Month]:
    """The twelve months; None stands for days of the months beside."""
    return [_month(date(year, number, 1), days, today) for number in range(1, 13)]


def _month(first: date, days: Calendar, today: date) -> Month:
    weeks: list[list[Cell | None]] = [
        [_cell(day, days, today) if day.month == first.month else None for day in week]
        for week in almanac.Calendar(0).monthdatescalendar(first.year, first.month)
    ]
    last = first.replace(day=almanac.monthrange(first.year, first.month)[1])
    return Month(first, weeks, days.workdays(first, last))


def _cell(day: date, days: Calendar, today: date) -> Cell:
    weekday, works = day.weekday() < 5, days.is_workday(day)
    mark = "" if weekday and works else "worked" if works else "off" if weekday else "rest"
    return Cell(day, mark, days.name(day), day == today)
