"""Finding the header of a sheet that was made for people, and telling its rows from its notes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from dundian.exchange.cells import as_text, folded, is_blank
from dundian.exchange.importers import Importer
from dundian.exchange.reading import Cell, OpenWorkbook, SheetHead, SheetRow, Unreadable

BRACKETS = re.compile(r"[（(\[【][^）)\]】]*[）)\]】]")
NOTE = re.compile(
    r"^\s*(填表|制表|填报|审核|复核|报送|经办人|负责人签|单位[（(]?(盖章|公章)|主要负责人|"
    r"分管领导|联系人[:：]|联系电话[:：]|备\s*注\s*[:：]|注\s*[:：]|注\s*\d|说明|附[:：]|附注|※)"
)
TOTAL = re.compile(r"^\s*(合\s*计|总\s*计|小\s*计|共\s*计|合\s*共)")
ORDINAL = re.compile(r"^\s*[\d.、]*\s*$")
LOOK_AT = 30


@dataclass(frozen=True)
class Heading:
    """One column of the sheet: its header, the column it means ("" when ignored), and the factor of its numbers."""

    header: str
    key: str = ""
    scale: int = 1


@dataclass
class Layout:
    """How the sheet was understood."""

    sheet: str
    place: int
    header: int
    columns: list[Heading]
    other_sheets: list[str]
    notes: list[tuple[int, str]] = field(default_factory=list)
    hidden: int = 0

    def described(self) -> dict[str, Any]:
        """As JSON for the run."""
        kept = asdict(self)
        kept["notes"] = kept["notes"][:50]
        return kept

    def rows(self, workbook: OpenWorkbook) -> Iterator[SheetRow]:
        """The rows below the header; notes, totals and repeated headers are put aside into `notes`."""
        keyed = [n for n, heading in enumerate(self.columns) if heading.key]
        headers = [folded(h.header) for h in self.columns]
        for row in workbook.rows(self.place):
            if row.number <= self.header:
                continue
            if note := note_of(row, keyed, headers):
                self.notes.append((row.number, note[:200]))
            elif any(not is_blank(row.at(n)) for n in keyed):
                self.hidden += row.hidden
                yield row


def note_of(row: SheetRow, keyed: Sequence[int], headers: Sequence[str]) -> str:
    """The text of a row that is no data (a note, a total, a heading across the sheet, the header again), else ""."""
    filled = [as_text(c) for c in row.cells if not is_blank(c)]
    if not filled:
        return ""
    first = next((t for t in filled if not ORDINAL.match(t)), "")
    words = " ".join(dict.fromkeys(filled))
    if NOTE.match(first) or TOTAL.match(first):
        return words
    if [folded(as_text(c)) for c in row.cells] == headers[: len(row.cells)]:
        return words
    across = len(filled) >= 3 and len(set(filled)) == 1
    beside = first and all(is_blank(row.at(n)) for n in keyed)
    return words if across or beside else ""


class Unclear(Unreadable):
    """A header was found, but not every column that is needed; people may say what their headers mean."""

    def __init__(self, message: Any, layout: "Layout") -> None:
        super().__init__(message)
        self.layout = layout


def find_layout(
    workbook: OpenWorkbook, importer: Importer, remembered: Mapping[str, str] | None = None
) -> Layout:
    """The sheet and row that match the importer's columns best, with the headers `remembered` (folded, to keys).

    `Unclear` when the required ones are not all there, `Unreadable` when there is no header at all.
    """
    names = {name: column.key for column in importer.columns for name in column.names()}
    names |= remembered or {}
    required = {c.key for c in importer.columns if c.required}
    best: tuple[tuple[int, int, int, int], Layout] | None = None
    others = [h.name for h in workbook.heads]
    for place, head in enumerate(workbook.heads):
        for header, lines, headings in _headers(head, names, importer):
            keys = {h.key for h in headings if h.key}
            worth = (len(keys & required), len(keys), int(head.visible), lines)
            if keys and (best is None or worth > best[0]):
                rest = [name for name in others if name != head.name]
                best = worth, Layout(head.name, place, header, headings, rest)
    if best is None:
        likely = _likely(workbook)
        raise Unclear(_no_header(importer), likely) if likely else Unreadable(_no_header(importer))
    missing = [
        str(c.title) for c in importer.columns if c.required and c.key not in {h.key for h in best[1].columns}
    ]
    if missing:
        where = {"sheet": best[1].sheet, "row": best[1].header, "columns": "、".join(missing)}
        raise Unclear(
            _("The sheet %(sheet)s (header in row %(row)d) lacks these columns: %(columns)s.") % where,
            best[1],
        )
    return best[1]


def _likely(workbook: OpenWorkbook) -> Layout | None:
    """What looks like a header where no word of it is known: the first row of several different short texts."""
    for place, head in enumerate(workbook.heads):
        for row in head.rows[:LOOK_AT] if head.visible else ():
            texts = [as_text(cell) for cell in row.cells if not is_blank(cell)]
            named = all(len(text) <= 30 and not ORDINAL.match(text) for text in texts)
            if len(set(texts)) > 1 and len(set(texts)) == len(texts) and named:
                headings = [Heading(_shown(as_text(cell))[:100]) for cell in row.cells]
                return Layout(head.name, place, row.number, headings, [])
    return None


def _no_header(importer: Importer) -> str:
    wanted = "、".join(str(c.title) for c in importer.columns if c.required)
    return _("No row of headers was found. The sheet needs at least these columns: %(columns)s.") % {
        "columns": wanted
    }


def _headers(
    head: SheetHead, names: Mapping[str, str], importer: Importer
) -> Iterator[tuple[int, int, list[Heading]]]:
    """Each possible header, as (its last row, its lines, headings): one row, or two rows read as one."""
    scaling = {c.key for c in importer.columns if c.scales}
    for n, row in enumerate(head.rows[:LOOK_AT]):
        texts = [as_text(c) for c in row.cells]
        yield row.number, 1, _headings([[t] for t in texts], names, scaling)
        below = head.rows[n + 1] if n + 1 < len(head.rows) else None
        if below and below.number == row.number + 1:
            pairs = _pairs(row.cells, below.cells)
            headings = _headings(pairs, names, scaling)
            alone = _headings([[as_text(c)] for c in below.cells], names, scaling)
            more = {h.key for h in headings} - {h.key for h in alone}
            if more or _repeats(row.cells, below.cells, headings):
                yield below.number, 2, headings


def _repeats(above: Sequence[Cell], below: Sequence[Cell], headings: Sequence[Heading]) -> bool:
    """Whether a header is merged over both rows somewhere: the lower row is one even where it says nothing new."""
    pairs = zip(above, below, headings, strict=False)
    return any(h.key and not is_blank(top) and top == bottom for top, bottom, h in pairs)


def _pairs(above: Sequence[Cell], below: Sequence[Cell]) -> list[list[str]]:
    """The readings of each column of a two-line header, the most exact first.

    The upper line alone counts only where the lower is blank, so that a row of data below a header is never
    taken for its second line.
    """
    found = []
    for n in range(max(len(above), len(below))):
        top = as_text(above[n]) if n < len(above) else ""
        bottom = as_text(below[n]) if n < len(below) else ""
        found.append([f"{top}{bottom}", bottom] if top and bottom and top != bottom else [bottom or top])
    return found


def _headings(
    readings: Sequence[Sequence[str]], names: Mapping[str, str], scaling: set[str]
) -> list[Heading]:
    taken: set[str] = set()
    headings = []
    for texts in readings:
        header = _shown(texts[-1] if texts else "")
        key = ""
        for text in texts:
            key = names.get(folded(text)) or names.get(folded(BRACKETS.sub("", text))) or ""
            if key:
                header = _shown(text)
                break
        if key in taken:
            key = ""
        taken.add(key)
        headings.append(
            Heading(header[:100], key, 10_000 if key in scaling and re.search(r"[（(]万", header) else 1)
        )
    return headings


def _shown(text: str) -> str:
    """A header without the breaks and spaces that make it fit its cell."""
    return re.sub(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])", "", " ".join(text.split()))
