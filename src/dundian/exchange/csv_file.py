"""A list as .csv that Excel and WPS open rightly: UTF-8 with its mark, texts that never act as formulas."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from dundian.kernel.text import clean_text

ACTS = ("=", "+", "-", "@", "\t", "\r")


def write_csv(target: IO[bytes], rows: Iterable[Sequence[Any]], columns: Sequence[Any]) -> int:
    """Write the rows; returns how many."""
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=True)
    writer, count = csv.writer(text), 0
    writer.writerow([str(column.title) for column in columns])
    for row in rows:
        writer.writerow([cell_text(value) for value in row])
        count += 1
    text.flush()
    text.detach()
    return count


def cell_text(value: Any) -> Any:
    """One cell. Numbers stay numbers; what begins like a formula gets an apostrophe (OWASP, CSV injection)."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float | Decimal):
        return value
    text = clean_text("、".join(map(str, value)) if isinstance(value, list | tuple | set) else str(value))
    return f"'{text}" if text.startswith(ACTS) else text
