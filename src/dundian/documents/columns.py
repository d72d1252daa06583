"""Columns of a printed table, divided by what they hold: a table whose rows nobody knows beforehand."""

from typing import Any

from docx.oxml.ns import qn

from dundian.documents.titles import wide

FITTING = "按内容分栏"  # the table's caption, which no reader sees printed
LEAST, MOST = 4.0, 18.0  # signs: what a column has at least, and what counts at most


def fit_columns(document: Any) -> None:
    """Give each column of the marked tables width by its longest line; the whole stays as wide as it was."""
    for table in document.tables:
        properties = table._tbl.tblPr
        caption = properties.find(qn("w:tblCaption"))
        if caption is None or caption.get(qn("w:val")) != FITTING:
            continue
        columns = table._tbl.tblGrid.findall(qn("w:gridCol"))
        whole = sum(int(column.get(qn("w:w"))) for column in columns)
        rows = [row.findall(qn("w:tc")) for row in table._tbl.tr_lst]
        needs = [max(_need(row[at]) for row in rows if at < len(row)) for at in range(len(columns))]
        widths = [round(whole * need / sum(needs)) for need in needs]
        for column, width in zip(columns, widths, strict=True):
            column.set(qn("w:w"), str(width))
        for row in rows:
            for cell, width in zip(row, widths, strict=False):
                cell.get_or_add_tcPr().get_or_add_tcW().set(qn("w:w"), str(width))


def _need(cell: Any) -> float:
    texts = ("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in cell.findall(qn("w:p")))
    return min(MOST, max(LEAST, *(wide(text) + 1 for text in texts)))
