"""What every paper is put together from: page, paragraphs, rules, tables, after GB/T 9704-2012."""

from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor, Twips

from dundian.documents.columns import FITTING

SONG, FANGSONG, HEI, KAI, TITLE = "宋体", "仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体"
ONE, TWO, THREE, FOUR, SMALL = (
    Pt(36),
    Pt(22),
    Pt(16),
    Pt(14),
    Pt(10.5),
)  # 小初 for the head, 二号, 三号, 四号, 五号
PITCH = Twips(579)  # 28.95 pt: 22 lines fill 225 mm (5.2.2)
CLOSER = -5  # twentieths of a point: 28 signs of 16 pt fill 156 mm
RED = RGBColor(0xE6, 0x00, 0x12)
CHARACTER = 16  # points: one 三号 character


def dress(run: Any, font: str, size: Any, *, color: RGBColor | None = None) -> Any:
    """Give a run its font for Chinese and Latin text alike."""
    run.font.name, run.font.size = font, size
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:eastAsia", "w:hAnsi", "w:cs"):
        fonts.set(qn(script), font)
    if color is not None:
        run.font.color.rgb = color
    if size == THREE:
        closer = OxmlElement("w:spacing")
        closer.set(qn("w:val"), str(CLOSER))
        run._element.rPr.insert_element_before(closer, "w:w", "w:kern", "w:position", "w:sz", "w:szCs")
    return run


def paragraph(place: Any, text: str = "", font: str = FANGSONG, size: Any = THREE, **more: Any) -> Any:
    """One paragraph; `align`, `color`, `pitch`, and `first`, `left`, `right` in characters of 三号."""
    made = place.add_paragraph()
    shape = made.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, more.get("pitch", PITCH)
    shape.first_line_indent = Pt(CHARACTER * more.get("first", 0))
    shape.left_indent, shape.right_indent = (
        Pt(CHARACTER * more.get("left", 0)),
        Pt(CHARACTER * more.get("right", 0)),
    )
    made.alignment = more.get("align", WD_ALIGN_PARAGRAPH.JUSTIFY)
    if text:
        dress(made.add_run(text), font, size, color=more.get("color"))
    return made


def edge(made: Any, side: str, eighths: int, color: str, space: int, style: str = "single") -> None:
    """A rule along one side of a paragraph, in eighths of a point."""
    properties = made._p.get_or_add_pPr()
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")
    rule = OxmlElement(f"w:{side}")
    for name, value in (("val", style), ("sz", eighths), ("space", space), ("color", color)):
        rule.set(qn(f"w:{name}"), str(value))
    borders.append(rule)


def page(document: Any) -> None:
    """A4; margins 37, 35, 28, 26 mm; numbers 7 mm under the type area, right on odd pages and left on even ones."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(15), Mm(24)
    document.settings.odd_and_even_pages_header_footer = True
    for footer, align in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        numbered(footer.paragraphs[0], align)


def numbered(made: Any, align: Any) -> None:
    """— 1 — in 四号 宋体, one character from the edge."""
    made.alignment = align
    shape = made.paragraph_format
    shape.left_indent = shape.right_indent = Pt(14)
    dress(made.add_run("— "), SONG, FOUR)
    for kind, text in (("begin", ""), ("", "PAGE"), ("separate", ""), ("value", "1"), ("end", "")):
        run = dress(made.add_run(text if kind == "value" else ""), SONG, FOUR)
        if kind == "value":
            continue
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)
    dress(made.add_run(" —"), SONG, FOUR)


def plain_table(document: Any, rows: int, widths: list[int], style: str | None = None) -> Any:
    """A centred table with fixed widths in mm and 1 mm between text and rule."""
    table = document.add_table(rows=rows, cols=len(widths), style=style)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "57")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)
    return table


def fitting(table: Any) -> None:
    """Mark a table whose columns the press divides by what they hold (`columns.py`)."""
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), FITTING)
    table._tbl.tblPr.append(caption)


def row_mark(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def cell_text(cell: Any, text: str, font: str) -> None:
    made = cell.paragraphs[0]
    made.alignment = WD_ALIGN_PARAGRAPH.CENTER
    shape = made.paragraph_format
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(16)
    dress(made.add_run(text), font, SMALL)


def blank(title: str) -> Any:
    """An empty document with page, fonts and properties."""
    document = Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FANGSONG, THREE
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FANGSONG)
    page(document)
    facts = document.core_properties
    facts.author, facts.title, facts.comments = "蹲点通", title, ""
    facts.created = facts.modified = datetime(2024, 1, 1)  # noqa: DTZ001  a fixed day, so that making it again changes nothing
    return document


def centred(place: Any, text: str, font: str = TITLE, size: Any = TWO, pitch: Any = None, **more: Any) -> Any:
    """A heading in the middle of the line."""
    return paragraph(place, text, font, size, align=WD_ALIGN_PARAGRAPH.CENTER, pitch=pitch or Pt(33), **more)


def two_ends(place: Any, left: str, right: str) -> Any:
    """One line with words at either end, one sign from the edges; a rule under it is as wide as the type area."""
    made = paragraph(place, "", align=WD_ALIGN_PARAGRAPH.LEFT)
    made.paragraph_format.tab_stops.add_tab_stop(Mm(156) - Pt(CHARACTER), WD_TAB_ALIGNMENT.RIGHT)
    dress(made.add_run(f"　{left}\t{right}"), FANGSONG, THREE)
    return made


def repeated(place: Any, loop: str, text: str, font: str = FANGSONG, *, last: str = "", **more: Any) -> Any:
    """One paragraph for each turn of a loop, such as `for text in paragraphs`.

    Where `last` is true the paragraph stays on the page of what follows it: a signature is not left alone on a page.
    """
    paragraph(place, f"{{%p {loop} %}}")
    if last:
        paragraph(place, f"{{%p if {last} %}}")
        paragraph(place, text, font, **more).paragraph_format.keep_with_next = True
        paragraph(place, "{%p else %}")
    made = paragraph(place, text, font, **more)
    if last:
        paragraph(place, "{%p endif %}")
    paragraph(place, f"{{%p end{loop.split()[0]} %}}")
    return made


def signature(document: Any, organ: str = "{{ organ }}") -> None:
    """Organ above date, one centred over the other; the date ends four signs from the edge (7.3.5.1, with a seal)."""
    for _line in range(3):  # the seal covers signature and date and must not stand alone on a page
        paragraph(document).paragraph_format.keep_with_next = True
    for text in (organ, "{{ signed_on|chinese_day }}"):
        made = paragraph(document, "", align=WD_ALIGN_PARAGRAPH.LEFT)
        made.paragraph_format.tab_stops.add_tab_stop(Mm(114), WD_TAB_ALIGNMENT.CENTER)
        dress(made.add_run(f"\t{text}"), FANGSONG, THREE)
        made.paragraph_format.keep_with_next = text == organ


def grid(place: Any, loop: str, cells: list[tuple[str, str, int]]) -> Any:
    """A ruled table of (heading, value, width in mm) whose one row is repeated; the heading returns on each page."""
    table = plain_table(place, 4, [width for _heading, _value, width in cells], "Table Grid")
    for at, (heading, value, _width) in enumerate(cells):
        cell_text(table.rows[0].cells[at], heading, HEI)
        cell_text(table.rows[2].cells[at], value, FANGSONG)
    cell_text(table.rows[1].cells[0], f"{{%tr {loop} %}}", FANGSONG)
    cell_text(table.rows[3].cells[0], "{%tr endfor %}", FANGSONG)
    row_mark(table.rows[0], "w:tblHeader")
    row_mark(table.rows[2], "w:cantSplit")
    return table


def proof_line(document: Any) -> None:
    """Where the paper can be proved genuine; left out when it bears no code."""
    paragraph(document, "{%p if verification %}")
    line = "核验码：{{ verification }}{% if verify_at %}　核验地址：{{ verify_at }}{% endif %}"
    paragraph(document, line, SONG, Pt(9), pitch=Pt(14)).paragraph_format.space_after = Pt(4)
    paragraph(document, "{%p endif %}")
