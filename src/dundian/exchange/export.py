"""The one way out to Excel: every list's 导出 goes through here.

Rows stream from an iterator into a temporary file, so memory does not grow with their number. A workbook is
complete or is not sent at all, and its last sheet is a receipt: how many rows, by which filter, as of when,
made by whom.
"""

import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dundian.audit_trail.actions import Acting, Placed, record
from dundian.exchange import outgoing
from dundian.exchange.writing import Kind, Workbook
from dundian.kernel import clock
from dundian.kernel.text import clean_line
from dundian.ui import formats, pages

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
    with _Book(target, columns, str(title)) as book:
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
        with _Book(file, (), str(title)) as book:
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
        self.book = Workbook(self.target, self.title)
        self.parts = 0
        self.named = self.title

    def __enter__(self) -> "_Book":
        return self

    def __exit__(self, fault: type[BaseException] | None, *_why: object) -> None:
        if fault:
            self.book.abandon()

    def table(self, title: str, columns: Sequence[Column]) -> None:
        """Begin another table, on a sheet of its own."""
        self.named, self.columns, self.parts = title, columns, 0
        self._new_sheet()

    def add(self, row: Sequence[Any]) -> None:
        if not self.parts or self.book.full:
            self._new_sheet()
        self.written.rows += 1
        self.book.row(row)

    def finish(self, filters: Receipt, made_by: str) -> Written:
        if not self.book.sheets:
            self._new_sheet()
        self.written.shortened = self.book.shortened
        self._receipt(filters, made_by)
        self.book.close()
        return self.written

    def _new_sheet(self) -> None:
        self.parts += 1
        self.book.sheet(
            _sheet_name(self.named, self.parts),
            [c.width for c in self.columns],
            [c.kind for c in self.columns],
        )
        self.book.head([str(column.title) for column in self.columns])

    def _receipt(self, filters: Receipt, made_by: str) -> None:
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
        self.book.sheet(pgettext("export", "Receipt"), [20, 60], ["head", "number"], table=False)
        for line in lines:
            self.book.row(line)


def _sheet_name(title: str, number: int) -> str:
    """At most 31 characters without the seven that Excel forbids; never the receipt's own name."""
    kept = "".join(c for c in clean_line(title) if c not in "[]:*?/\\").strip("'")
    suffix = f" ({number})" if number > 1 else ""
    name = kept[: 31 - len(suffix)].strip() or pgettext("export", "List")
    taken = name in (pgettext("export", "Receipt"), "History")
    return f"{name}{suffix or (' (1)' if taken else '')}"
