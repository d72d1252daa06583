"""A workbook as .xlsx, written top to bottom in constant memory: cells go as plain XML straight into the archive
(ECMA-376 part 1, 18.3). A library that keeps styles and formulas does more for a row than a list needs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import IO, Any, Literal
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils import timezone
from django.utils.translation import gettext as _

from dundian.kernel.text import clean_text

Kind = Literal["text", "number", "decimal", "percent", "date", "moment"]
KINDS = ("text", "number", "decimal", "percent", "date", "moment", "head")  # as in STYLES, from 1
HEAD, TEXT = len(KINDS), 1
SHEET_ROWS = 1_048_575  # an Excel sheet less its header
SHEET_OCTETS = 1_900_000_000  # a part of a classic archive stays below 2 GiB
CELL_CHARACTERS = 32_767
BUFFER = 1 << 17
LEVEL = 3  # level 6 makes the file a twentieth smaller and the row a tenth dearer
REMEMBERED, SHORT = 20_000, 40  # names of units and kinds come again in every row
FIRST_DAY = date(1899, 12, 30).toordinal()
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
TYPES = (
    f'{DECLARED}<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Default Extension="xml" ContentType="{SHEET_TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{SHEET_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{SHEET_TYPE}.styles+xml"/>'
    '<Override PartName="/docProps/core.xml" '
    'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)
LINKS = (
    f'{DECLARED}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    f'<Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    "</Relationships>"
)
TOP = '<alignment vertical="top"/>'
STYLES = (
    f'{DECLARED}<styleSheet xmlns="{MAIN}"><numFmts count="3"><numFmt numFmtId="164" formatCode="0.0%"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="166" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFEEF1F4"/><bgColor indexed="64"/></patternFill></fill>'
    "</fills>"
    '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border>'
    + "".join(
        f'<{side} style="thin"><color rgb="FF7B8794"/></{side}>'
        for side in ("left", "right", "top", "bottom")
    )
    + "<diagonal/></border></borders>"
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="8">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">'
    '<alignment vertical="top" wrapText="1"/></xf>'
    + "".join(
        f'<xf numFmtId="{code}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">'
        f"{TOP}</xf>"
        for code in (3, 4, 164, 165, 166)
    )
    + '<xf numFmtId="0" fontId="1" fillId="2" borderId="1" xfId="0" applyFont="1" applyFill="1" applyBorder="1" '
    'applyAlignment="1"><alignment vertical="center" wrapText="1"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


@dataclass
class _Sheet:
    name: str
    filtered: str = ""  # its table with the header, as a range


class Workbook:
    """Sheets one after another, each row once. `close` makes the file whole; without it, it cannot be opened."""

    def __init__(self, target: str | IO[bytes], title: str) -> None:
        self.archive = ZipFile(target, "w", ZIP_DEFLATED, compresslevel=LEVEL)
        self.sheets: list[_Sheet] = []
        self.shortened = 0
        self.line = self.octets = 0
        self._part: IO[bytes] | None = None
        self._waiting: list[str] = []
        self._held = 0
        self._known: dict[str, str] = {}
        self.archive.writestr("[Content_Types].xml", TYPES)
        self.archive.writestr("_rels/.rels", LINKS)
        self.archive.writestr("xl/styles.xml", STYLES)
        self.archive.writestr(
            "docProps/core.xml",
            f'{DECLARED}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
            f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(clean_text(title))}</dc:title>'
            "</cp:coreProperties>",
        )

    @property
    def full(self) -> bool:
        """Whether the sheet can hold no further row."""
        return self.line > SHEET_ROWS or self.octets > SHEET_OCTETS

    def sheet(self, name: str, widths: Sequence[float], kinds: Sequence[str], *, table: bool = True) -> None:
        """Begin a sheet. A `table` has its first row frozen and repeated on each printed page, and a filter.

        `kinds` are those of `KINDS`, one for each column.
        """
        self._end_sheet()
        self.sheets.append(_Sheet(name))
        self._table = table
        self._part = self.archive.open(f"xl/worksheets/sheet{len(self.sheets)}.xml", "w")
        self._columns: list[tuple[str, int, bool, dict[date, str]]] = [
            (f'<c r="{_letters(n)}', KINDS.index(kind) + 1, kind == "head", {})
            for n, kind in enumerate(kinds)
        ]
        self.line = self.octets = 0
        pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' if table else ""
        columns = "".join(
            f'<col min="{n}" max="{n}" width="{width + 0.7109375}" customWidth="1"/>'
            for n, width in enumerate(widths, 1)
        )
        selected = ' tabSelected="1"' if len(self.sheets) == 1 else ""
        self._write(
            f'{DECLARED}<worksheet xmlns="{MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews>'
            f'<sheetView workbookViewId="0"{selected}>{pane}</sheetView>'
            f'</sheetViews><sheetFormatPr defaultRowHeight="15"/>'
            f"{f'<cols>{columns}</cols>' if columns else ''}<sheetData>"
        )

    def head(self, titles: Sequence[str]) -> None:
        self.line += 1
        cells = [
            f'{start}{self.line}" s="{HEAD}" t="inlineStr">{self._inline(title)}'
            for (start, *_rest), title in zip(self._columns, titles, strict=True)
        ]
        self._write(f'<row r="{self.line}">{"".join(cells)}</row>')

    def row(self, values: Sequence[Any]) -> None:
        """One row, cells in the order of the columns; None and "" are left empty."""
        self.line += 1
        known, place = self._known.get, f'{self.line}" '
        cells: list[str] = []
        add = cells.append
        for (start, style, head, days), value in zip(self._columns, values, strict=True):
            if value is None or value == "":
                continue
            add(start)
            add(place)
            if type(value) is str and not head:
                add(known(value) or self._words(value))
            else:
                add(self._other(value, style, head, days))
        self._write(f'<row r="{self.line}">{"".join(cells)}</row>')

    def close(self) -> None:
        self._end_sheet()
        listed = "".join(
            f'<sheet name={quoteattr(s.name)} sheetId="{n}" r:id="rId{n}"/>'
            for n, s in enumerate(self.sheets, 1)
        )
        self.archive.writestr(
            "xl/workbook.xml",
            f'{DECLARED}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><bookViews><workbookView/></bookViews>'
            f"<sheets>{listed}</sheets>{self._names()}</workbook>",
        )
        links = "".join(
            f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in range(1, len(self.sheets) + 1)
        )
        self.archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'{DECLARED}<Relationships xmlns="{PACKAGE}/relationships">{links}'
            f'<Relationship Id="rId{len(self.sheets) + 1}" Type="{OFFICE}/styles" Target="styles.xml"/>'
            "</Relationships>",
        )
        self.archive.close()

    def abandon(self) -> None:
        """Let go of a file that will not become whole."""
        if self._part is not None:
            self._part.close()
        self.archive.close()

    def _names(self) -> str:
        """The names by which Excel knows filters and the rows repeated in print."""
        filters, titles = [], []
        for place, sheet in enumerate(self.sheets):
            if sheet.filtered:
                quoted = escape("'" + sheet.name.replace("'", "''") + "'")
                filters.append(
                    f'<definedName name="_xlnm._FilterDatabase" localSheetId="{place}" hidden="1">'
                    f"{quoted}!{sheet.filtered}</definedName>"
                )
                titles.append(
                    f'<definedName name="_xlnm.Print_Titles" localSheetId="{place}">{quoted}!$1:$1</definedName>'
                )
        return f"<definedNames>{''.join(filters + titles)}</definedNames>" if filters else ""

    def _end_sheet(self) -> None:
        if self._part is None:
            return
        filtered = ""
        if self._table and self.line > 1 and self._columns:
            last = _letters(len(self._columns) - 1)
            filtered = f'<autoFilter ref="A1:{last}{self.line}"/>'
            self.sheets[-1].filtered = f"$A$1:${last}${self.line}"
        self._write(
            f'</sheetData>{filtered}<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" '
            'footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
        )
        self._flush()
        self._part.close()
        self._part = None

    def _write(self, text: str) -> None:
        self._waiting.append(text)
        self._held += len(text)
        if self._held > BUFFER:
            self._flush()

    def _flush(self) -> None:
        if self._part is not None:
            self.octets += self._part.write("".join(self._waiting).encode())
        self._waiting, self._held = [], 0

    def _day(self, value: date, style: int, days: dict[date, str]) -> str:
        """The rest of a day's cell, remembered: a list has few of them."""
        number = value.toordinal() - FIRST_DAY
        if number <= 60:  # a leap day that never was stands in Excel's calendar
            return self._words(value.isoformat())
        if len(days) >= REMEMBERED:
            days.clear()
        days[value] = made = self._number(number, style)
        return made

    def _other(self, value: Any, style: int, head: bool, days: dict[date, str]) -> str:
        """The rest of a cell after its place, for what is not plain text."""
        kind = type(value)
        if kind is int and -(10**15) < value < 10**15:
            return f's="{style}"><v>{value}</v></c>'
        if kind is date:
            return days.get(value) or self._day(value, style, days)
        if kind is str:
            return f's="{HEAD}" t="inlineStr">{self._inline(value)}'
        if isinstance(value, datetime):
            moment = timezone.localtime(value) if timezone.is_aware(value) else value
            seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
            day = moment.toordinal() - FIRST_DAY
            return self._number(day + seconds / 86400, style) if day > 60 else self._words(str(moment))
        if isinstance(value, bool):
            return self._words(_("Yes") if value else _("No"))
        if isinstance(value, int):
            # Excel keeps 15 digits: longer whole numbers (registration codes) stay readable as text.
            return self._number(value, style) if abs(value) < 10**15 else self._words(str(value))
        if isinstance(value, float | Decimal):
            return self._number(float(value), style) if isfinite(value) else self._words(str(value))
        joined = "、".join(map(str, value)) if isinstance(value, list | tuple | set) else str(value)
        return self._words(joined)

    def _number(self, value: float, style: int) -> str:
        return f's="{style}"><v>{value!r}</v></c>'

    def _words(self, raw: str) -> str:
        """The rest of a text's cell, remembered when short."""
        made = f's="{TEXT}" t="inlineStr">{self._inline(raw)}'
        if len(raw) <= SHORT:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[raw] = made
        return made

    def _inline(self, raw: str) -> str:
        """The inside and end of a text's cell: cleaned, never a formula."""
        text = clean_text(raw)
        if len(text) > CELL_CHARACTERS:
            self.shortened += 1
            text = f"{text[: CELL_CHARACTERS - 1]}…"
        if "_x" in text:
            text = _LOOKS_ESCAPED.sub("_x005F_", text)
        return f"<is><t>{escape(text)}</t></is></c>"


def _letters(place: int) -> str:
    """A column's name: 0 is A, 26 is AA."""
    name, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name
