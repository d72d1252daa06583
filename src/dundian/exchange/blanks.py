"""The blank of a kind of import, to fill in."""

import tempfile
from collections.abc import Sequence
from typing import IO, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dundian.exchange.cells import as_text
from dundian.exchange.importers import ImportColumn, Importer

BLANK_ROWS = 2000
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


def blank_workbook(importer: Importer) -> IO[bytes]:
    """Headers and lists to pick from; on a second sheet a filled row and what each column means."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  (the response closes it)
    import xlsxwriter

    book = xlsxwriter.Workbook(file, {**OPTIONS, "constant_memory": False})
    sheet = book.add_worksheet(str(importer.title)[:31])
    _header(book, sheet, importer.columns)
    sheet.set_column(0, len(importer.columns) - 1, None, book.add_format({"num_format": "@"}))
    for place, column in enumerate(importer.columns):
        sheet.set_column(place, place, column.width, book.add_format({"num_format": "@"}))
        if column.choices:
            choices = {
                "validate": "list",
                "source": [str(c) for c in column.choices],
                "ignore_blank": True,
                "error_type": "warning",
            }
            sheet.data_validation(1, place, BLANK_ROWS, place, choices)
    _example(book, importer.columns)
    book.close()
    file.seek(0)
    return file


def _header(book: Any, sheet: Any, columns: Sequence[ImportColumn]) -> None:
    sheet.freeze_panes(1, 0)
    must = book.add_format({**HEAD, "font_color": "#8F0F15"})
    for place, column in enumerate(columns):
        title = f"{column.title} *" if column.required else str(column.title)
        sheet.write_string(0, place, title, must if column.required else book.add_format(HEAD))


def _example(book: Any, columns: Sequence[ImportColumn]) -> None:
    sheet = book.add_worksheet(pgettext("import", "Example"))
    _header(book, sheet, columns)
    sheet.set_column(0, len(columns) - 1, 18)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for place, column in enumerate(columns):
        sheet.write_string(1, place, as_text(column.example), wrapped)
    sheet.write_string(
        3, 0, _("What the columns mean (* must be filled in)"), book.add_format({"bold": True})
    )
    for line, column in enumerate(columns, 4):
        words = str(column.help)
        if column.choices:
            words = "；".join(filter(None, [words, "、".join(str(c) for c in column.choices)]))
        sheet.write_string(line, 0, f"{column.title} *" if column.required else str(column.title))
        sheet.write_string(line, 1, words)
