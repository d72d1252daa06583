"""The rows to be mended, as a workbook to mend and send again."""

import tempfile
from typing import IO, Any

from django.utils.translation import pgettext

from dundian.exchange import importers
from dundian.exchange.blanks import HEAD, OPTIONS
from dundian.exchange.cells import as_text, folded
from dundian.exchange.models import ImportRow, ImportRun
from dundian.exchange.queries import messages_of, rows_in_order
from dundian.exchange.reading import Cell
from dundian.exchange.writing import CELL_CHARACTERS

WRONG = {"bg_color": "#FCEBEA", "font_color": "#8F0F15"}


def write_failed_rows(run: ImportRun) -> bytes:
    """The workbook as bytes; see `failed_rows`."""
    with failed_rows(run) as file:
        return file.read()


def failed_rows(run: ImportRun) -> IO[bytes]:
    """The rows to be mended as .xlsx: the columns of the sheet that was sent, the wrong cells marked with
    their reason, and all reasons at the end.

    It can be sent again as it is: the reason column is not read.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115  (the response closes it)
    importer = importers.get(run.kind)
    import xlsxwriter

    book = xlsxwriter.Workbook(file, OPTIONS)
    sheet = book.add_worksheet(pgettext("import", "Rows to be mended"))
    right = book.add_format({"num_format": "@"}), book.add_format({"num_format": "0.####"})
    wrong = book.add_format({"num_format": "@", **WRONG}), book.add_format({"num_format": "0.####", **WRONG})
    head, red_head = book.add_format(HEAD), book.add_format({**HEAD, "font_color": "#8F0F15"})
    reason = pgettext("import", "Reason")
    kept = [
        (n, h)
        for n, h in enumerate(run.columns["columns"])
        if h["key"] or folded(h["header"]) != folded(reason)
    ]
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(kept), 16)
    sheet.set_column(len(kept), len(kept), 60)
    for place, (_n, heading) in enumerate(kept):
        sheet.write_string(0, place, heading["header"], head)
    sheet.write_string(0, len(kept), reason, red_head)
    for line, row in enumerate(rows_in_order(run, outcome=ImportRow.Outcome.FAILED), 1):
        cells = importer.told(row.cells)
        for place, (n, heading) in enumerate(kept):
            bad = bool(heading["key"]) and heading["key"] in row.messages
            cell = cells[n] if n < len(cells) else None
            _write(sheet, line, place, cell, wrong if bad else right)
            if bad:
                sheet.write_comment(line, place, row.messages[heading["key"]][:200], {"x_scale": 2})
        texts = [f"{title}：{text}" if title else text for title, text in messages_of(row, importer)]
        sheet.write_string(line, len(kept), "；".join(texts)[:CELL_CHARACTERS])
    book.close()
    file.seek(0)
    return file


def _write(sheet: Any, line: int, place: int, cell: Cell, formats: tuple[Any, Any]) -> None:
    text, number = formats
    if cell is None or cell == "":
        sheet.write_blank(line, place, None, text)
    elif isinstance(cell, int | float) and not isinstance(cell, bool):
        sheet.write_number(line, place, cell, number)
    else:
        sheet.write_string(line, place, as_text(cell)[:CELL_CHARACTERS], text)
