"""Opening a workbook that came from outside: every fault becomes a sentence that says what to do."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

from dundian.exchange import reader
from dundian.kernel.errors import Invalid
from dundian.kernel.text import clean_line, clean_text

Cell = str | int | float | bool | None

PROBLEMS: dict[str, Any] = {
    "empty": _("The workbook is empty. Fill in the template and send it again."),
    "password": _(
        "The workbook is protected by a password. Remove the password in Excel or WPS, save it, and send it again."
    ),
    "macro": _(
        "The workbook contains macros, which are not taken. Save it as an ordinary .xlsx workbook and send it again."
    ),
    "word": _("This is a Word document. Copy its table into the template and send that."),
    "web_page": _(
        "This is a web page under the name of a workbook. Open it in Excel or WPS, save it as .xlsx, and send it again."
    ),
    "not_a_workbook": _("This is no workbook. Take an .xlsx, .xls or .csv file."),
    "damaged": _(
        "The workbook is damaged or not complete. Open it in Excel or WPS, save it again, and send that."
    ),
    "bomb": _(
        "The workbook unpacks to far more than a list of people or unions holds. Copy its rows into the template."
    ),
    "too_big": _(
        "The workbook is too large to be read. Split it into parts, or copy the rows into the template."
    ),
    "too_many_rows": _("The sheet has more than 200,000 rows. Split it into parts."),
}


class Unreadable(Invalid):
    """The file cannot be taken; the message says why and what to do."""

    def __init__(self, message: Any) -> None:
        super().__init__({"workbook": str(message)})


@dataclass(frozen=True)
class SheetRow:
    """One row with something in it; `number` as Excel counts."""

    number: int
    cells: list[Cell]
    hidden: bool = False

    def at(self, place: int) -> Cell:
        return self.cells[place] if place < len(self.cells) else None


@dataclass(frozen=True)
class SheetHead:
    """The first rows of a sheet, enough to find its header."""

    name: str
    visible: bool
    rows: list[SheetRow]


@dataclass(frozen=True)
class OpenWorkbook:
    """`rows(n)` streams the sheet `heads[n]`; once."""

    heads: list[SheetHead]
    rows: Callable[[int], Iterator[SheetRow]]


@contextmanager
def open_workbook(path: str | Path) -> Iterator[OpenWorkbook]:
    """The workbook at `path`, read in a process of its own; `Unreadable` when it cannot be."""
    command = [sys.executable, str(Path(reader.__file__)), str(path)]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="ascii",
    )
    try:
        sheets = _answer(_pipe(process.stdout))["sheets"]
        heads = [
            SheetHead(clean_line(s["name"]), s["visible"], [_row(row) for row in s["head"]]) for s in sheets
        ]
        yield OpenWorkbook(heads, lambda wanted: _rows(process, wanted))
    finally:
        process.kill()
        process.communicate()


def _rows(process: "subprocess.Popen[str]", wanted: int) -> Iterator[SheetRow]:
    try:
        _pipe(process.stdin).write(f"{wanted}\n")
        _pipe(process.stdin).flush()
    except BrokenPipeError:
        raise Unreadable(PROBLEMS["too_big"]) from None
    while isinstance(answer := _answer(_pipe(process.stdout)), list):
        yield _row(answer)


def _row(answer: list[Any]) -> SheetRow:
    number, cells, hidden = answer
    return SheetRow(number, [clean_text(c) or None if isinstance(c, str) else c for c in cells], hidden)


def _pipe(end: IO[str] | None) -> IO[str]:
    if end is None:
        raise RuntimeError("the reader was started without pipes")
    return end


def _answer(stream: IO[str]) -> Any:
    """One line of the reader; a reader that died at its limits was given too much."""
    line = stream.readline()
    if not line.endswith("\n"):
        raise Unreadable(PROBLEMS["too_big"])
    answer = json.loads(line)
    if isinstance(answer, dict) and "problem" in answer:
        raise Unreadable(PROBLEMS[answer["problem"]])
    return answer
