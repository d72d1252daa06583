"""The years that come with the program: the State Council's notices as the package chinesecalendar has them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from chinese_calendar import constants
from django.db import transaction

from dundian.kernel.calendar import USUAL_HOURS, forget
from dundian.kernel.models import Day, Edition, WorkingHours, Year

SOURCE = "国务院办公厅关于部分节假日安排的通知"


def published_years() -> list[int]:
    """Years for which the program brings a table."""
    return sorted({day.year for day in constants.holidays})


def published_days(year: int) -> list[tuple[date, bool, str]]:
    """(day, works, name) of the days that are not what their weekday says."""
    names = {h.value: h.chinese for h in constants.Holiday}
    off = [
        (d, False, names.get(n, n))
        for d, n in constants.holidays.items()
        if d.year == year and d.weekday() < 5
    ]
    on = [
        (d, True, names.get(n, n))
        for d, n in constants.workdays.items()
        if d.year == year and d.weekday() >= 5
    ]
    return sorted(off + on)


@transaction.atomic
def seed(**kwargs: Any) -> None:
    """Fill an empty table; one that was filled before belongs to whoever keeps it."""
    if Edition.objects.exists():
        return
    enter(published_years())
    WorkingHours.objects.bulk_create(WorkingHours(starts_at=s, ends_at=e) for s, e in USUAL_HOURS)
    Edition.objects.create()
    forget()


def enter(years: Iterable[int]) -> None:
    """Store the published tables of years that are not there yet."""
    missing = sorted(set(years) - set(Year.objects.values_list("year", flat=True)))
    Day.objects.bulk_create(
        (Day(day=d, works=w, name=n) for year in missing for d, w, n in published_days(year)),
        ignore_conflicts=True,
    )
    Year.objects.bulk_create(Year(year=year, source=SOURCE) for year in missing)
