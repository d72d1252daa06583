"""Reads the fields of an operation: whatever the phone wrote becomes a typed value or a message by field."""

import re
from collections.abc import Collection, Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from dundian.kernel.errors import Invalid
from dundian.kernel.text import clean_line, clean_text

MOST_TEXT = 5_000
DIGEST = re.compile(r"[0-9a-f]{64}")
AMOUNT = re.compile(r"\d{1,12}(\.\d{1,6})?")


class Fields:
    """One reader for one JSON object. Read all, then `done()`: it raises `Invalid` with every message at once."""

    def __init__(self, data: Any) -> None:
        self.data: dict[str, Any] = data if isinstance(data, dict) else {}
        self.wrong: dict[str, str] = {}

    def done(self) -> None:
        if self.wrong:
            raise Invalid(self.wrong)

    def _fault(self, name: str, message: str) -> None:
        self.wrong.setdefault(name, message)

    def _missing(self, name: str, needed: bool) -> bool:
        """Whether there is nothing to read; says so when it is needed."""
        if self.data.get(name) not in (None, ""):
            return False
        if needed:
            self._fault(name, _("This is needed."))
        return True

    def text(self, name: str) -> str:
        value = self.data.get(name)
        if value is not None and not isinstance(value, str):
            self._fault(name, _("This is no text."))
            return ""
        if len(value or "") > MOST_TEXT:
            self._fault(name, _("This text is too long."))
            return ""
        return clean_text(value or "")

    def line(self, name: str) -> str:
        return clean_line(self.text(name))

    def choice(self, name: str, among: Collection[str], default: str | None = None) -> str:
        """One of `among`; `default` when nothing was written."""
        if self._missing(name, default is None):
            return default or ""
        value = self.data[name]
        if not isinstance(value, str) or value not in among:
            self._fault(name, _("Choose from the list."))
            return default or ""
        return value

    def uuid(self, name: str) -> UUID:
        self._missing(name, True)
        return self.perhaps_uuid(name) or UUID(int=0)

    def perhaps_uuid(self, name: str) -> UUID | None:
        if self._missing(name, False):
            return None
        found = as_uuid(self.data[name])
        if found is None:
            self._fault(name, _("This names nothing that exists."))
        return found

    def day(self, name: str) -> date:
        self._missing(name, True)
        return self.perhaps_day(name) or date.min

    def perhaps_day(self, name: str) -> date | None:
        if self._missing(name, False):
            return None
        found = as_day(self.data[name])
        if found is None:
            self._fault(name, _("This is no date."))
        return found

    def count(self, name: str, default: int = 0) -> int:
        if self._missing(name, False):
            return default
        found = as_count(self.data[name])
        if found is None:
            self._fault(name, _("This is no whole number."))
        return default if found is None else found

    def amount(self, name: str) -> Decimal | None:
        if self._missing(name, False):
            return None
        found = as_amount(self.data[name])
        if found is None:
            self._fault(name, _("This is no number."))
        return found

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.data.get(name, default)
        if not isinstance(value, bool):
            self._fault(name, _("This is neither yes nor no."))
            return default
        return value

    def digest(self, name: str) -> str:
        value = self.data.get(name)
        if not isinstance(value, str) or not DIGEST.fullmatch(value):
            self._fault(name, _("This is no SHA-256 digest."))
            return ""
        return value

    def items(self, name: str, most: int) -> list[Any]:
        """The list under `name`, [] when there is none."""
        value = self.data.get(name)
        if value is None:
            return []
        if not isinstance(value, list) or len(value) > most:
            self._fault(name, _("This is no list of at most %(count)d.") % {"count": most})
            return []
        return value

    def pairs(self, name: str, most: int) -> Iterator[tuple[str, Any]]:
        """The object under `name`, entry by entry."""
        value = self.data.get(name)
        if value is None:
            return
        if not isinstance(value, dict) or len(value) > most:
            self._fault(name, _("This is no list of at most %(count)d.") % {"count": most})
            return
        yield from value.items()


def as_uuid(value: Any) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) and len(value) == 36 else None
    except ValueError:
        return None


def as_day(value: Any) -> date | None:
    try:
        return parse_date(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None


def as_moment(value: Any) -> datetime | None:
    """An aware moment of our times; None for anything else."""
    try:
        found = parse_datetime(value) if isinstance(value, str) and len(value) <= 40 else None
    except ValueError:
        return None
    sound = found is not None and found.utcoffset() is not None and 1970 <= found.year < 2200
    return found if sound else None


def as_count(value: Any) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 9:
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**9 else None


def as_amount(value: Any) -> Decimal | None:
    """A number of at most twelve digits before the point and six after, as text or as a JSON number."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    text = str(value)
    try:
        return Decimal(text) if AMOUNT.fullmatch(text) and text.isascii() else None
    except InvalidOperation:
        return None
