"""The one clock."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django import Settings

from dundian.kernel import clock


def test_time_moves_and_carries_the_offset(settings: Settings) -> None:
    plain = clock.now()
    settings.CLOCK_OFFSET = timedelta(days=-100)
    assert timedelta(days=99) < plain - clock.now() < timedelta(days=101)


def test_today_is_the_federations_day() -> None:
    with clock.at(datetime(2024, 6, 11, 17, 30, tzinfo=UTC)):
        assert clock.today() == date(2024, 6, 12)
    with clock.at(datetime(2024, 6, 11, 15, 59, tzinfo=UTC)):
        assert clock.today() == date(2024, 6, 11)


def test_time_stands_still_inside_and_goes_on_after_also_when_it_fails() -> None:
    noon = datetime(2024, 6, 12, 4, tzinfo=UTC)

    def replay() -> None:
        with clock.at(noon):
            assert clock.now() == clock.now() == noon
            with clock.at(noon + timedelta(days=1)):
                assert clock.now() == noon + timedelta(days=1)
            assert clock.now() == noon
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        replay()
    assert clock.now() != noon
