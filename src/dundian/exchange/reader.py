"""Reads one workbook in a process of its own, under limits of memory and time.

A workbook comes from outside: a few bytes may claim a billion cells, and the parser is native code. Whatever it
does to this process, the one that serves pages only sees it end. Run as a script by `reading`, so it imports
nothing of ours.

In: the path as the argument; on stdin one line, the number of the sheet wanted. Out, as JSON lines: {"problem":
code}, or
{"sheets": [{"name", "visible", "head": [row, …]}]}, then the rows of the wanted sheet, then {"end": true}. A row is
[number from 1, cells, hidden]; blank rows are left out. Dates become ISO text; cells of a merged range all hold
its value.
"""

import csv
import html
import io
import json
import math
import re
import resource
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine

MEMORY = 1536 * 2**20
SECONDS = 90
UNPACKED = 400 * 2**20
ENTRIES = 5000
WIDTH = 256
ROWS = 200_000
HEAD = 40
TEXT = 33_000
MERGED_CELLS = 20_000
OLE2, ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
Row = tuple[int, list[Any], bool]


class Problem(Exception):
    """`code` says why this is no workbook that can be read."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def main(path: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        sheets = opened(path)
        say({"sheets": [{"name": s.name, "visible": s.visible, "head": s.head()} for s in sheets]})
        wanted = sys.stdin.readline().strip()
        if wanted:
            for row in sheets[int(wanted)].rows():
                say(row)
        say({"end": True})
    except Problem as problem:
        say({"problem": problem.code})
    except MemoryError:
        say({"problem": "too_big"})
    except python_calamine.PasswordError:
        say({"problem": "password"})
    except (
        python_calamine.CalamineError,
        zipfile.BadZipFile,
        csv.Error,
        OSError,
        EOFError,
        ValueError,
        KeyError,
    ):
        say({"problem": "damaged"})


def say(what: Any) -> None:
    sys.stdout.write(json.dumps(what, ensure_ascii=True, separators=(",", ":")) + "\n")


class Table:
    """A sheet: its name, whether it is shown, and its rows as often as they are asked for."""

    def __init__(self, name: str, visible: bool = True) -> None:
        self.name, self.visible = name[:200], visible

    def raw(self) -> Iterable[Row]:
        raise NotImplementedError

    def head(self) -> list[Row]:
        found: list[Row] = []
        for row in self.rows():
            found.append(row)
            if len(found) == HEAD:
                break
        return found

    def rows(self) -> Iterator[Row]:
        for count, (number, cells, hidden) in enumerate(self.raw()):
            if count >= ROWS:
                raise Problem("too_many_rows")
            plain_cells = [plain(c) for c in cells[:WIDTH]]
            while plain_cells and plain_cells[-1] is None:
                plain_cells.pop()
            if plain_cells:
                yield number, plain_cells, hidden


class Text(Table):
    """A .csv file."""

    def __init__(self, text: str) -> None:
        super().__init__("")
        self.text = text

    def raw(self) -> Iterator[Row]:
        start = self.text[:4096]
        mark = max(",\t;", key=start.count)
        for number, cells in enumerate(csv.reader(io.StringIO(self.text, newline=""), delimiter=mark), 1):
            # ="0123" is how spreadsheets are told not to take a text for a number
            yield number, [re.sub(r'^="(.*)"$', r"\1", c, flags=re.S) for c in cells], False


class Sheet(Table):
    """A sheet of an Excel workbook."""

    def __init__(self, book: Any, name: str, visible: bool, hidden: frozenset[int]) -> None:
        super().__init__(name, visible)
        self.book, self.full_name, self.hidden = book, name, hidden

    def raw(self) -> Iterator[Row]:
        sheet = self.book.get_sheet_by_name(self.full_name)
        left = sheet.start[1] if sheet.start else 0
        merged = Merged(sheet.merged_cell_ranges or [])
        blank = [""] * min(left, WIDTH)
        for number, cells in enumerate(sheet.iter_rows()):
            row = (blank + list(cells))[:WIDTH]
            merged.fill(number, row)
            yield number + 1, row, number + 1 in self.hidden


class Merged:
    """Writes the value of each merged range into all its cells, row after row."""

    def __init__(self, ranges: Iterable[Any]) -> None:
        self.starting: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for (top, left), (bottom, right) in list(ranges)[:MERGED_CELLS]:
            if (bottom - top + 1) * (right - left + 1) <= MERGED_CELLS and left < WIDTH:
                self.starting[top].append((bottom, left, min(right, WIDTH - 1)))
        self.open: list[tuple[int, int, int, Any]] = []

    def fill(self, number: int, row: list[Any]) -> None:
        self.open = [o for o in self.open if o[0] >= number]
        for bottom, left, right in self.starting.get(number, ()):
            if left < len(row) and row[left] not in ("", None):
                self.open.append((bottom, left, right, row[left]))
        for _bottom, left, right, value in self.open:
            row.extend([""] * (right + 1 - len(row)))
            row[left : right + 1] = [value] * (right + 1 - left)


def plain(value: Any) -> Any:
    """A cell as JSON: text, number, true or false, or null for nothing."""
    if isinstance(value, str):
        return value[:TEXT] if value.strip() else None
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date | time | timedelta):
        return str(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return int(value) if value.is_integer() and abs(value) < 10**15 else value
    return value


def opened(path: str) -> list[Table]:
    """The sheets of the file, whose kind is told by its content and never by its name."""
    with open(path, "rb") as file:
        content = file.read()
    if not content.strip(b"\x00 \t\r\n"):
        raise Problem("empty")
    if content.startswith(ZIP):
        return excel(content, hidden_rows(checked_zip(content)))
    if content.startswith(OLE2):
        for name, code in (
            ("EncryptedPackage", "password"),
            ("_VBA_PROJECT_CUR", "macro"),
            ("WordDocument", "word"),
        ):
            if name.encode("utf-16-le") in content:
                raise Problem(code)
        return excel(content, {})
    return [Text(text_of(content))]


def checked_zip(content: bytes) -> zipfile.ZipFile:
    package = zipfile.ZipFile(io.BytesIO(content))
    entries = package.infolist()
    if len(entries) > ENTRIES or sum(e.file_size for e in entries) > UNPACKED:
        raise Problem("bomb")
    names = {e.filename.lower() for e in entries}
    if any(n.endswith("vbaproject.bin") or n.startswith("xl/macrosheets/") for n in names):
        raise Problem("macro")
    if any(n.startswith("word/") for n in names):
        raise Problem("word")
    book = any(n.startswith("xl/workbook.") for n in names) or (
        "content.xml" in names and "mimetype" in names
    )
    if not book:
        raise Problem("not_a_workbook")
    return package


def excel(content: bytes, hidden: dict[str, frozenset[int]]) -> list[Table]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    shown, worksheet = python_calamine.SheetVisibleEnum.Visible, python_calamine.SheetTypeEnum.WorkSheet
    found: list[Table] = [
        Sheet(book, s.name, s.visible == shown, hidden.get(s.name, frozenset()))
        for s in book.sheets_metadata[:50]
        if s.typ == worksheet
    ]
    if not found:
        raise Problem("empty")
    return found


def hidden_rows(package: zipfile.ZipFile) -> dict[str, frozenset[int]]:
    """Numbers of the hidden (filtered-out) rows by sheet; the reading library does not tell them."""
    try:
        book = package.read("xl/workbook.xml").decode("utf-8", "replace")
        links = package.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    except KeyError:
        return {}
    targets = {}
    for link in re.findall(r"<Relationship\b[^>]*>", links):
        ident, target = re.search(r'\bId="([^"]*)"', link), re.search(r'\bTarget="([^"]*)"', link)
        if ident and target:
            targets[ident[1]] = target[1].lstrip("/").removeprefix("xl/")
    found = {}
    for sheet in re.findall(r"<sheet\b[^>]*>", book):
        name, ident = re.search(r'\bname="([^"]*)"', sheet), re.search(r'\br:id="([^"]*)"', sheet)
        if name and ident and f"xl/{targets.get(ident[1])}" in package.NameToInfo:
            found[html.unescape(name[1])] = _hidden_in(package, f"xl/{targets[ident[1]]}")
    return found


def _hidden_in(package: zipfile.ZipFile, path: str) -> frozenset[int]:
    hidden: set[int] = set()
    rest = ""
    with package.open(path) as file:
        while chunk := file.read(2**20):
            text = rest + chunk.decode("utf-8", "replace")
            for tag in re.findall(r"<row\b[^>]{0,500}>", text):
                number = re.search(r'\br="(\d{1,7})"', tag)
                if number and re.search(r'\bhidden="(1|true)"', tag):
                    hidden.add(int(number[1]))
            rest = text[text.rfind("<") :][-600:]
    return frozenset(hidden)


def text_of(content: bytes) -> str:
    """The text of a .csv, in the encodings in which Chinese Excel and WPS write it."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\x00" in content:
        raise Problem("not_a_workbook")
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        start = text[:2000].lstrip().lower()
        if start.startswith("<") and (
            "<html" in start or "<table" in start or "<?xml" in start or "<!doctype" in start
        ):
            raise Problem("web_page")
        if start.startswith(("%pdf", "{\\rtf", "{", "[")) or not any(m in text for m in ",\t;"):
            raise Problem("not_a_workbook")
        return text
    raise Problem("not_a_workbook")


if __name__ == "__main__":
    main(sys.argv[1])
