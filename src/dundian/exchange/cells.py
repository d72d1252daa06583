"""What offices write in cells, made into values.

A reader takes a cell that is not blank and returns the value or raises `BadCell`.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dundian.exchange.reading import Cell
from dundian.kernel.text import clean_line, clean_text

Reader = Callable[[Cell], Any]
LARGEST = 2**31 - 1
EXCEL_DAY_ZERO = date(1899, 12, 30)
NUMBERING = re.compile(r"(?:^|(?<=[；;，,。\n]))\s*[(（]?\d{1,2}[)）.．、]\s*")
NOTHING = {"", "-", "--", "—", "——", "/", "\\", "无", "n/a", "#n/a", "null", "none"}


class BadCell(ValueError):
    """The cell cannot be understood; the text says what is expected."""


def as_text(cell: Cell) -> str:
    """The cell as a person reads it: whole numbers without ".0"; nothing is "". Text was cleaned when it was read."""
    if isinstance(cell, bool):
        return _("Yes") if cell else _("No")
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 10**15 else repr(cell)
    return str(cell) if cell is not None else ""


def half_width(cell: Cell) -> str:
    """One line with full-width digits and signs made half-width (NFKC)."""
    return unicodedata.normalize("NFKC", clean_line(as_text(cell)))


def is_blank(cell: Cell) -> bool:
    """Nothing, or a sign for nothing."""
    return cell is None or (isinstance(cell, str) and len(cell) <= 8 and half_width(cell).lower() in NOTHING)


def line(longest: int) -> Reader:
    """One line of text."""

    def read(cell: Cell) -> str:
        return _not_too_long(clean_line(as_text(cell)), longest)

    return read


def paragraph(longest: int) -> Reader:
    """Text of several lines."""

    def read(cell: Cell) -> str:
        return _not_too_long(clean_text(as_text(cell)), longest)

    return read


def _not_too_long(text: str, longest: int) -> str:
    if len(text) > longest:
        message = ngettext(
            "At most %(limit)d character; there are %(number)d.",
            "At most %(limit)d characters; there are %(number)d.",
            longest,
        )
        raise BadCell(message % {"limit": longest, "number": len(text)})
    return text


def person_name(longest: int) -> Reader:
    """A name: "张 三" with the space that aligns two characters with three becomes "张三"."""

    def read(cell: Cell) -> str:
        text = clean_line(as_text(cell))
        if re.fullmatch(r"[㐀-鿿·]+( [㐀-鿿·]+)+", text):
            text = text.replace(" ", "")
        return _not_too_long(text, longest)

    return read


def words(longest: int, most: int = 12) -> Reader:
    """Several words in one cell, split at 、；， and line ends."""

    def read(cell: Cell) -> list[str]:
        parts = re.split(r"[、；;，,\n|]+", NUMBERING.sub("", as_text(cell)))
        found = list(dict.fromkeys(p for p in (clean_line(part).strip("。.") for part in parts) if p))
        if len(found) > most:
            raise BadCell(_("At most %(most)d entries, separated by 、.") % {"most": most})
        return [_not_too_long(p, longest) for p in found]

    return read


def count(measure: str = "人") -> Reader:
    """A whole number: 1200, "1,200人", "约1.2万", "１２００"."""
    pattern = re.compile(
        rf"(?:约|大约|共)?(-?[\d,]+(?:\.\d+)?)(万|千)?(?:余|多)?(?:{measure}|名|个)?(?:左右|余)?"
    )

    def read(cell: Cell) -> int:
        found = pattern.fullmatch(half_width(cell).replace(" ", ""))
        try:
            if not found or isinstance(cell, bool):
                raise InvalidOperation
            value = Decimal(found[1].replace(",", "")) * {"万": 10_000, "千": 1000, None: 1}[found[2]]
        except InvalidOperation:
            raise BadCell(_("Give a whole number, such as 1200.")) from None
        if value != value.to_integral_value() or not 0 <= value <= LARGEST:
            raise BadCell(_("Give a whole number from 0 to %(largest)s.") % {"largest": f"{LARGEST:,}"})
        return int(value)

    return read


def phone(cell: Cell) -> str:
    """A telephone number; 1.3800000001E10 as spreadsheets keep it becomes 13800000001."""
    text = half_width(cell)
    if re.fullmatch(r"\d(\.\d+)?[eE]\+?\d+", text):
        digits = Decimal(text)
        mantissa = text.lower().partition("e")[0]
        if len(mantissa.replace(".", "")) < 11 or digits != digits.to_integral_value():
            raise BadCell(
                _(
                    "The spreadsheet has lost digits of this number. Type it again in a cell formatted as text."
                )
            )
        text = str(int(digits))
    number = re.sub(r"[\s\-()]", "", text).removeprefix("+86").removeprefix("0086")
    if number.startswith("86") and len(number) == 13:
        number = number[2:]
    if not re.fullmatch(r"1\d{10}|0\d{9,11}|\d{7,8}", number):
        raise BadCell(_("Give one telephone number: 11 digits, or a landline with its area code."))
    return number


def day(cell: Cell) -> date:
    """A date: a real one, 2024.4.12, 2024年4月12日, 20240412, or the serial number behind a date in Excel."""
    text = half_width(cell)
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        return EXCEL_DAY_ZERO + timedelta(days=int(float(text)))
    found = re.match(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?", text)
    found = found or re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text)
    try:
        if not found:
            raise ValueError
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise BadCell(_("Give a date, such as 2024-04-12.")) from None


def birth_year(cell: Cell) -> int:
    """The year out of 1985, 1985.3, 1985年3月, 198503 or a whole date."""
    text = half_width(cell)
    found = re.fullmatch(r"(\d{4})\s*年?", text) or re.fullmatch(
        r"(\d{4})\s*[-./年]\s*(0?[1-9]|1[0-2])\s*月?(生|出生)?", text
    )
    found = found or re.fullmatch(r"(\d{4})(0[1-9]|1[0-2])", text)
    try:
        year = int(found[1]) if found else day(cell).year
    except BadCell:
        raise BadCell(_("Give the year of birth, such as 1985 or 1985年3月.")) from None
    if not 1930 <= year <= 2015:
        raise BadCell(_("The year of birth lies between 1930 and 2015."))
    return year


def one_of(meanings: Mapping[str, Any], offered: Iterable[str]) -> Reader:
    """One of fixed values, by any of the words for it; `offered` are the words that a refusal names."""
    known = {folded(word): value for word, value in meanings.items()}
    named = list(offered)

    def read(cell: Cell) -> Any:
        word = folded(as_text(cell))
        if word not in known:
            raise BadCell(_("Choose one of: %(words)s.") % {"words": "、".join(named)})
        return known[word]

    return read


def folded(text: str) -> str:
    """Text for comparing: half-width, lower case, without spaces, brackets' signs and punctuation."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).lower())
