"""The working calendar against the State Council's notices, and against counting day by day."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from dundian.kernel import calendar
from dundian.kernel.calendar import Calendar, Exceptional, current
from dundian.kernel.models import Day, Edition
from dundian.kernel.seeds import published_days, published_years

HOME = ZoneInfo("Asia/Shanghai")
ALL = Calendar(
    {d: Exceptional(w, n) for year in published_years() for d, w, n in published_days(year)},
    frozenset(published_years()),
)


def days(text: str, year: int) -> set[date]:
    return {date(year, *map(int, part.split("-"))) for part in text.split()}


# Working days off and weekend days worked, from the notices of 25 October 2023, 12 November 2024 and 4 November 2025.
OFF = {
    2024: "1-1 2-12 2-13 2-14 2-15 2-16 4-4 4-5 5-1 5-2 5-3 6-10 9-16 9-17 10-1 10-2 10-3 10-4 10-7",
    2025: "1-1 1-28 1-29 1-30 1-31 2-3 2-4 4-4 5-1 5-2 5-5 6-2 10-1 10-2 10-3 10-6 10-7 10-8",
    2026: "1-1 1-2 2-16 2-17 2-18 2-19 2-20 2-23 4-6 5-1 5-4 5-5 6-19 9-25 10-1 10-2 10-5 10-6 10-7",
}
ON = {
    2024: "2-4 2-18 4-7 4-28 5-11 9-14 9-29 10-12",
    2025: "1-26 2-8 4-27 9-28 10-11",
    2026: "1-4 2-14 2-28 5-9 9-20 10-10",
}


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_the_published_years(year: int) -> None:
    stored = published_days(year)
    assert {d for d, works, _name in stored if not works} == days(OFF[year], year)
    assert {d for d, works, _name in stored if works} == days(ON[year], year)


def test_what_everybody_knows_of_2024() -> None:
    assert ALL.workdays(date(2024, 1, 1), date(2024, 12, 31)) == 251
    assert ALL.workdays(date(2024, 4, 1), date(2024, 7, 31)) == 85
    for day in (date(2024, 4, 7), date(2024, 4, 28), date(2024, 5, 11)):
        assert ALL.is_workday(day)
    assert ALL.name(date(2024, 5, 1)) == ALL.name(date(2024, 5, 11)) == "劳动节"
    assert ALL.next_workday(date(2024, 5, 1)) == date(2024, 5, 6)
    assert ALL.add_workdays(date(2024, 4, 30), 5) == date(2024, 5, 10)
    assert ALL.add_workdays(date(2024, 4, 30), 6) == date(2024, 5, 11)  # the Saturday worked for the holiday
    assert ALL.add_workdays(date(2024, 5, 6), -2) == date(2024, 4, 29)
    assert ALL.known(2026)
    assert ALL.unknown_years(date(2026, 5, 1), date(2028, 1, 1)) == [2027, 2028]
    assert ALL.is_workday(date(2027, 10, 1))  # a Friday of which nobody has published anything


EVE = datetime(2024, 4, 20, tzinfo=HOME)
NEAR = st.dates(date(2003, 6, 1), date(2028, 6, 1))


@given(NEAR, st.integers(-300, 300))
def test_counting_is_counting_day_by_day(day: date, n: int) -> None:
    there = ALL.add_workdays(day, n)
    span = [min(day, there) + timedelta(i) for i in range(abs((there - day).days) + 1)]
    assert ALL.is_workday(there)
    assert ALL.workdays(span[0], span[-1]) == sum(map(ALL.is_workday, span))
    passed = span[1:] if n >= 0 else span[:-1]
    assert n == 0 or sum(map(ALL.is_workday, passed)) == abs(n)


@given(
    st.integers(0, 30 * 86400).map(lambda s: EVE + timedelta(seconds=s)),
    st.floats(0, 90, allow_subnormal=False),
)
def test_hours_come_back(moment: datetime, hours: float) -> None:
    there = ALL.add_hours(moment, hours)
    assert ALL.hours_between(moment, there) == pytest.approx(hours, abs=1e-6)
    assert ALL.hours_between(there, moment) == pytest.approx(-hours, abs=1e-6)


def test_hours_step_over_noon_night_and_holiday() -> None:
    eve = datetime(2024, 4, 30, 16, 30, tzinfo=HOME)
    assert ALL.add_hours(eve, 2) == datetime(2024, 5, 6, 10, 0, tzinfo=HOME)
    assert ALL.add_hours(datetime(2024, 5, 6, 11, 30, tzinfo=HOME), 1) == datetime(
        2024, 5, 6, 14, 0, tzinfo=HOME
    )
    assert ALL.add_hours(datetime(2024, 5, 4, 8, 0, tzinfo=HOME), 0) == datetime(
        2024, 5, 6, 9, 0, tzinfo=HOME
    )
    assert (
        ALL.hours_between(datetime(2024, 4, 27, 12, tzinfo=HOME), datetime(2024, 4, 29, 9, 30, tzinfo=HOME))
        == 7.5
    )
    with pytest.raises(OverflowError):
        ALL.add_workdays(date(2024, 1, 1), 10**9)


@pytest.mark.django_db
def test_the_stored_calendar_is_the_published_one() -> None:
    assert current().workdays(date(2024, 1, 1), date(2024, 12, 31)) == 251
    assert current().years == frozenset(range(2004, 2027))


@pytest.mark.django_db
def test_a_request_asks_once_and_sees_a_change(django_assert_num_queries: Any) -> None:
    calendar.forget()
    assert not current().is_workday(date(2024, 5, 1))
    calendar.request_begins()
    with django_assert_num_queries(1):
        assert current() is current()
    Day.objects.filter(day=date(2024, 5, 1)).update(works=True)
    Edition.objects.update(stamp=uuid4())
    assert not current().is_workday(date(2024, 5, 1))  # one request, one calendar
    calendar.forget()
    assert current().is_workday(date(2024, 5, 1))
    calendar.request_ends()
    with django_assert_num_queries(2):
        assert current() is current()


@pytest.mark.django_db
def test_a_change_by_another_process_is_seen() -> None:
    assert current().is_workday(date(2030, 3, 4))
    was = Edition.objects.get().stamp
    other = connection.copy()  # a connection of its own, which commits at once
    with other.cursor() as cursor:
        try:
            cursor.execute("INSERT INTO kernel_day (day, works, name) VALUES ('2030-03-04', false, '')")
            cursor.execute("UPDATE kernel_edition SET stamp = %s", [uuid4()])
            assert not current().is_workday(date(2030, 3, 4))
        finally:
            cursor.execute("DELETE FROM kernel_day WHERE day = '2030-03-04'")
            cursor.execute("UPDATE kernel_edition SET stamp = %s", [was])
    other.close()
    assert current().is_workday(date(2030, 3, 4))
