"""The one way out to Excel: every list's 导出 goes through here.

Rows stream from an iterator into a temporary file, so memory does not grow with their number. A workbook is
complete or is not sent at all, and its last sheet is a receipt: how many rows, by which filter, as of when,
made by whom.
"""

import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any, Literal

import xlsxwriter
from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dundian.audit_trail.actions import Acting, Placed, record
from dundian.exchange import outgoing
from dundian.kernel import clock
from dundian.kernel.text import clean_line, clean_text
from dundian.ui import formats, pages

Kind = Literal["text", "number", "decimal", "percent", "date", "moment"]
SHEET_ROWS = 1_048_575  # an Excel sheet less its header
CELL_CHARACTERS = 32_767
NUMBER_FORMATS: dict[str, str] = {
    "text": "@",
    "number": "#,##0",
    "decimal": "#,##0.00",
    "percent": "0.0%",
    "date": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm",
}
# Nothing that a person typed may act as a formula, a link or a number in somebody else's Excel.
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}
HEAD = {
    "bold": True,
    "bg_color": "#EEF1F4",
    "border": 1,
    "border_color": "#7B8794",
    "text_wrap": True,
    "valign": "vcenter",
}
Receipt = Sequence[tuple[Any, Any]]


@dataclass(frozen=True)
class Column:
    """One column. `width` in characters; values of a "percent" are shares (0.905); moments are shown in local time."""

    title: Any
    width: int = 14
    kind: Kind = "text"
    veil: "Veil | None" = None


@dataclass(frozen=True)
class Veil:
    """What hides an identity in a column until somebody who may see it says why.

    `right` is the (verb, noun) that lifts it, `among` the one by which the rows were read: it must be held wherever
    that one is.
    """

    mask: Callable[[Any], Any]
    right: tuple[str, str]
    among: tuple[str, str]

    def lifts_for(self, actor: Any) -> bool:
        held = actor.paths(*self.right)
        return all(
            any(path == top or path.startswith(f"{top}.") or not top for top in held)
            for path in actor.paths(*self.among)
        ) and bool(held)


@dataclass(frozen=True)
class Sheet:
    """One table of a workbook that holds several; small enough to stand in memory."""

    title: Any
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]


@dataclass
class Written:
    """What went into the workbook."""

    rows: int = 0
    shortened: int = 0


def write_workbook(
    target: str | IO[bytes],
    rows: Iterable[Sequence[Any]],
    columns: Sequence[Column],
    title: Any,
    *,
    filters: Receipt = (),
    made_by: str = "",
) -> Written:
    """Write `rows` to `target` (a path or a binary file) as .xlsx.

    Cells in the order of `columns`, None is left empty.
    """
    book = _Book(target, columns, str(title))
    for row in rows:
        book.add(row)
    return book.finish(filters, made_by)


def workbook_response(
    rows: Iterable[Sequence[Any]],
    columns: Sequence[Column],
    title: Any,
    filename: str,
    *,
    filters: Receipt = (),
    actor: Acting | None = None,
    noun: str = "",
    unit: Placed | None = None,
) -> HttpResponseBase:
    """The rows as a download. `filters` are (label, words) of the list's conditions.

    With an `actor` the receipt names the person and the export of `noun` is written into the audit trail. Asked by a
    page, it stays with the person's exports; a long list becomes a job, which asks the same address again.
    """
    if actor is not None and (wanted := outgoing.current.get()) is not None:
        listing = outgoing.Listing(rows, list(columns), str(title), filename, list(filters), noun, unit)
        return wanted.answer(listing, actor)
    file = tempfile.TemporaryFile()  # noqa: SIM115  (the response closes it)
    try:
        made_by = str(actor.user) if actor else ""
        written = write_workbook(file, rows, columns, title, filters=filters, made_by=made_by)
        if actor:
            detail = {"rows": written.rows, "filter": [[str(label), str(words)] for label, words in filters]}
            record(
                actor=actor, verb="export", noun=noun or "list", unit=unit, label=str(title), detail=detail
            )
        file.seek(0)
    except BaseException:
        file.close()
        raise
    name = filename if filename.lower().endswith(".xlsx") else f"{filename}.xlsx"
    return pages.download(file, name)


def sheets_response(
    sheets: Sequence[Sheet],
    title: Any,
    filename: str,
    *,
    filters: Receipt = (),
    actor: Acting,
    noun: str,
    unit: Placed | None = None,
) -> HttpResponseBase:
    """Several tables as one workbook, a sheet each, with one receipt; written into the audit trail."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  (the response closes it)
    try:
        book = _Book(file, (), str(title))
        for sheet in sheets:
            book.table(str(sheet.title), sheet.columns)
            for row in sheet.rows:
                book.add(row)
        written = book.finish(filters, str(actor.user))
        record(
            actor=actor, verb="export", noun=noun, unit=unit, label=str(title), detail={"rows": written.rows}
        )
        file.seek(0)
    except BaseException:
        file.close()
        raise
    name = filename if filename.lower().endswith(".xlsx") else f"{filename}.xlsx"
    return pages.download(file, name)


@dataclass
class _Book:
    """A workbook being written, top to bottom."""

    target: str | IO[bytes]
    columns: Sequence[Column]
    title: str
    written: Written = field(default_factory=Written)

    def __post_init__(self) -> None:
        self.book = xlsxwriter.Workbook(self.target, OPTIONS)
        self.book.set_properties({"title": self.title})
        base = {"font_size": 11, "valign": "top"}
        self.cell_formats = {
            kind: self.book.add_format({**base, "num_format": code, "text_wrap": kind == "text"})
            for kind, code in NUMBER_FORMATS.items()
        }
        self.head = self.book.add_format(HEAD)
        self.sheets = self.parts = 0
        self.named = self.title
        self.line = SHEET_ROWS

    def table(self, title: str, columns: Sequence[Column]) -> None:
        """Begin another table, on a sheet of its own."""
        if self.sheets:
            self._close_sheet()
        self.named, self.columns, self.parts = title, columns, 0
        self._new_sheet()

    def add(self, row: Sequence[Any]) -> None:
        if self.line >= SHEET_ROWS:
            if self.sheets:
                self._close_sheet()
            self._new_sheet()
        self.line += 1
        self.written.rows += 1
        for place, (column, value) in enumerate(zip(self.columns, row, strict=True)):
            self._write(self.line, place, column.kind, value)

    def finish(self, filters: Receipt, made_by: str) -> Written:
        if not self.sheets:
            self._new_sheet()
        self._close_sheet()
        self._receipt(filters, made_by)
        self.book.close()
        return self.written

    def _new_sheet(self) -> None:
        self.sheets += 1
        self.parts += 1
        self.sheet = self.book.add_worksheet(_sheet_name(self.named, self.parts))
        self.sheet.freeze_panes(1, 0)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)  # A4
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(0)
        for place, column in enumerate(self.columns):
            self.sheet.set_column(place, place, column.width)
        for place, column in enumerate(self.columns):
            self.sheet.write_string(0, place, str(column.title), self.head)
        self.line = 0

    def _close_sheet(self) -> None:
        if self.line and self.columns:
            self.sheet.autofilter(0, 0, self.line, len(self.columns) - 1)

    def _write(self, line: int, place: int, kind: str, value: Any) -> None:
        if value is None or value == "":
            return
        style = self.cell_formats[kind]
        if isinstance(value, datetime):
            moment = timezone.localtime(value) if timezone.is_aware(value) else value
            self.sheet.write_datetime(line, place, moment.replace(tzinfo=None), style)
        elif isinstance(value, date):
            self.sheet.write_datetime(line, place, value, style)
        elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            self._write_number(line, place, value, style)
        else:
            self.sheet.write_string(line, place, self._text(value), self.cell_formats["text"])

    def _write_number(self, line: int, place: int, value: int | float | Decimal, style: Any) -> None:
        """Excel keeps 15 digits: longer whole numbers (registration codes) stay readable as text."""
        if isinstance(value, int) and abs(value) >= 10**15:
            self.sheet.write_string(line, place, str(value), self.cell_formats["text"])
        else:
            self.sheet.write_number(line, place, float(value), style)

    def _text(self, value: Any) -> str:
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        text = "、".join(map(str, value)) if isinstance(value, list | tuple | set) else str(value)
        text = clean_text(text)
        if len(text) > CELL_CHARACTERS:
            self.written.shortened += 1
            return f"{text[: CELL_CHARACTERS - 1]}…"
        return text

    def _receipt(self, filters: Receipt, made_by: str) -> None:
        sheet = self.book.add_worksheet(pgettext("export", "Receipt"))
        sheet.set_column(0, 0, 20)
        sheet.set_column(1, 1, 60)
        conditions = "；".join(f"{label}：{words}" for label, words in filters)
        lines: list[tuple[str, Any]] = [
            (pgettext("export", "Content"), self.title),
            (pgettext("export", "Number of rows"), self.written.rows),
            (pgettext("export", "Filter"), conditions or pgettext("export", "None: all rows in scope")),
            (pgettext("export", "As of"), formats.moment(clock.now())),
        ]
        if made_by:
            lines.append((pgettext("export", "Made by"), made_by))
        if self.written.shortened:
            lines.append(
                (_("Shortened cells (longer than Excel allows, ending with …)"), self.written.shortened)
            )
        for number, (label, value) in enumerate(lines):
            sheet.write_string(number, 0, label, self.head)
            if isinstance(value, int):
                sheet.write_number(number, 1, value, self.cell_formats["number"])
            else:
                sheet.write_string(
                    number, 1, clean_text(str(value))[:CELL_CHARACTERS], self.cell_formats["text"]
                )


def _sheet_name(title: str, number: int) -> str:
    """At most 31 characters without the seven that Excel forbids; never the receipt's own name."""
    kept = "".join(c for c in clean_line(title) if c not in "[]:*?/\\").strip("'")
    suffix = f" ({number})" if number > 1 else ""
    name = kept[: 31 - len(suffix)].strip() or pgettext("export", "List")
    taken = name in (pgettext("export", "Receipt"), "History")
    return f"{name}{suffix or (' (1)' if taken else '')}"
