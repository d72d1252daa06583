"""Numbers and dates as the federation writes them."""

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import get_language

NULL = "—"
CHINESE_STEPS: tuple[tuple[float, int, str], ...] = ((1e8, 2, "亿"), (1e4, 1, "万"))
ENGLISH_STEPS: tuple[tuple[float, int, str], ...] = ((1e6, 2, "M"), (1e3, 1, "k"))
Number = int | float | Decimal


def _chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


def number(value: Number | None, places: int | None = None) -> str:
    """1,234; whole numbers without decimals unless `places` asks for them; — for nothing."""
    if value is None:
        return NULL
    if places is None:
        places = 0 if value == int(value) else 1
    return f"{value:,.{places}f}"


def short(value: Number | None) -> str:
    """1.2万, 1.23亿 (12.3k, 1.23M in English): for headlines; the exact number stands in the table."""
    if value is None:
        return NULL
    steps = CHINESE_STEPS if _chinese() else ENGLISH_STEPS
    for size, places, word in steps:
        if abs(float(value)) >= size:
            return f"{_trimmed(float(value) / size, places)}{word}"
    return number(value)


def _trimmed(value: float, places: int) -> str:
    text = f"{value:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def ratio(part: Number | None, whole: Number | None) -> str:
    """38/42（90.5%）; — when there is no whole."""
    if part is None or whole is None:
        return NULL
    counted = f"{number(part)}/{number(whole)}"
    if not whole:
        return counted
    share = f"{_trimmed(100 * float(part) / float(whole), 1)}%"
    return f"{counted}（{share}）" if _chinese() else f"{counted} ({share})"


def percent(part: Number | None, whole: Number | None) -> str:
    """90.5%; — when there is no whole."""
    return f"{_trimmed(100 * float(part) / float(whole), 1)}%" if part is not None and whole else NULL


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def day(value: date | datetime | None) -> str:
    """2024-04-12, for tables."""
    return f"{_local(value):%Y-%m-%d}" if value else NULL


def day_in_words(value: date | datetime | None) -> str:
    """2024年4月12日 (12 April 2024), for sentences."""
    if not value:
        return NULL
    when = _local(value)
    return f"{when.year}年{when.month}月{when.day}日" if _chinese() else f"{when.day} {when:%B %Y}"


def moment(value: datetime | None) -> str:
    """2024-04-12 09:30."""
    return f"{_local(value):%Y-%m-%d %H:%M}" if value else NULL


def size(octets: int | None) -> str:
    """250 KB, 1.4 MB."""
    if octets is None:
        return NULL
    return f"{_trimmed(octets / 2**20, 1)} MB" if octets >= 2**20 else f"{max(1, round(octets / 1024))} KB"
