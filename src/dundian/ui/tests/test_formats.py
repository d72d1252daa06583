"""Numbers and dates in both languages."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import translation

from dundian.ui import formats


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        (None, "—", "—"),
        (0, "0", "0"),
        (9999, "9,999", "10k"),
        (12345, "1.2万", "12.3k"),
        (30000, "3万", "30k"),
        (123_456_789, "1.23亿", "123.46M"),
        (-12345, "-1.2万", "-12.3k"),
    ],
)
def test_short(value: int | None, chinese: str, english: str) -> None:
    with translation.override("zh-hans"):
        assert formats.short(value) == chinese
    with translation.override("en"):
        assert formats.short(value) == english


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (38, 42, "38/42（90.5%）"),
        (0, 24, "0/24（0%）"),
        (5, 0, "5/0"),
        (None, 3, "—"),
        (1200, 1200, "1,200/1,200（100%）"),
    ],
)
def test_ratio(part: Any, whole: Any, expected: str) -> None:
    with translation.override("zh-hans"):
        assert formats.ratio(part, whole) == expected


def test_dates_follow_the_federation_s_clock() -> None:
    late = datetime(2024, 4, 11, 17, 30, tzinfo=UTC)
    assert formats.day(late) == "2024-04-12"
    assert formats.moment(late) == "2024-04-12 01:30"
    assert formats.day(date(2024, 4, 2)) == "2024-04-02"
    assert formats.day(None) == "—"
    with translation.override("zh-hans"):
        assert formats.day_in_words(date(2024, 4, 2)) == "2024年4月2日"
    with translation.override("en"):
        assert formats.day_in_words(date(2024, 4, 2)) == "2 April 2024"


def test_small_things() -> None:
    assert formats.number(1234.5) == "1,234.5"
    assert formats.number(1234) == "1,234"
    assert (formats.size(300), formats.size(256_000), formats.size(3_000_000)) == ("1 KB", "250 KB", "2.9 MB")
