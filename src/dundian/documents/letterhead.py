"""Makes the default Word templates after GB/T 9704-2012 (layout key for documents of the Party and government).

    python -m dundian.documents.letterhead

writes templates_docx/*.docx, which are committed. Fonts keep their real names; a server without them maps stand-ins.
"""

from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from dundian.documents.press import FOLDER

SONG, FANGSONG, HEI, TITLE = "宋体", "仿宋_GB2312", "黑体", "方正小标宋简体"
ONE, TWO, THREE, FOUR, SMALL = (
    Pt(36),
    Pt(22),
    Pt(16),
    Pt(14),
    Pt(10.5),
)  # 小初 for the head, 二号, 三号, 四号, 五号
PITCH = Pt(28)
RED = RGBColor(0xE6, 0x00, 0x12)
CHARACTER = 16  # points: one 三号 character
# Widths of the annex table; 156 mm of type area.
COLUMNS = (
    ("序号", "{{ t.place }}", 10),
    ("队伍", "{{ t.name }}", 28),
    ("点位", "{{ t.site }}", 37),
    ("组长", "{{ t.leader }}", 16),
    ("成员", "{{ t.members }}", 17),
    ("角色", "{{ t.roles }}", 21),
    ("起止日期", "{{ t.starts_on }}\n至{{ t.ends_on }}", 27),
)


def dress(run: Any, font: str, size: Any, *, color: RGBColor | None = None) -> Any:
    """Give a run its font for Chinese and Latin text alike."""
    run.font.name, run.font.size = font, size
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:eastAsia", "w:hAnsi", "w:cs"):
        fonts.set(qn(script), font)
    if color is not None:
        run.font.color.rgb = color
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


def head(document: Any) -> None:
    """Red head, number and red rule."""
    centre = WD_ALIGN_PARAGRAPH.CENTER
    first = paragraph(document, "{{ organ }}文件", TITLE, ONE, align=centre, color=RED, pitch=Pt(56))
    first.paragraph_format.space_before = Mm(24)
    for _line in range(2):
        paragraph(document)
    number = paragraph(document, "{{ number }}", align=centre)
    edge(number, "bottom", 18, "E60012", space=11)
    for _line in range(2):
        paragraph(document)


def body(document: Any) -> None:
    """Title, addressees, text, annex note, signature with room for the seal."""
    paragraph(document, "{{ title }}", TITLE, TWO, align=WD_ALIGN_PARAGRAPH.CENTER, pitch=Pt(33))
    paragraph(document)
    paragraph(document, "{{ addressees }}：")
    paragraph(document, "{%p for text in paragraphs %}")
    paragraph(document, "{{ text }}", first=2)
    paragraph(document, "{%p endfor %}")
    paragraph(document)
    paragraph(document, "附件：{{ annex }}", left=5, first=-3)
    for _line in range(3):  # the seal covers signature and date and must not stand alone on a page
        paragraph(document).paragraph_format.keep_with_next = True
    signed = paragraph(document, "{{ organ }}", align=WD_ALIGN_PARAGRAPH.RIGHT, right=4)
    signed.paragraph_format.keep_with_next = True
    paragraph(document, "{{ signed_on|chinese_day }}", align=WD_ALIGN_PARAGRAPH.RIGHT, right=4)


def annex(document: Any) -> None:
    """附件 on a page of its own, with the table of teams; its heading repeats on each page."""
    first = paragraph(document)
    first.paragraph_format.page_break_before = True
    dress(first.add_run("附件"), HEI, THREE)
    paragraph(document)
    paragraph(document, "{{ annex }}", TITLE, TWO, align=WD_ALIGN_PARAGRAPH.CENTER, pitch=Pt(33))
    paragraph(document)
    table = plain_table(document, 4, [width for _heading, _value, width in COLUMNS], "Table Grid")
    for at, (heading, value, _width) in enumerate(COLUMNS):
        cell_text(table.rows[0].cells[at], heading, HEI)
        cell_text(table.rows[2].cells[at], value, FANGSONG)
    cell_text(table.rows[1].cells[0], "{%tr for t in teams %}", FANGSONG)
    cell_text(table.rows[3].cells[0], "{%tr endfor %}", FANGSONG)
    row_mark(table.rows[0], "w:tblHeader")
    row_mark(table.rows[2], "w:cantSplit")


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


def row_mark(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def cell_text(cell: Any, text: str, font: str) -> None:
    made = cell.paragraphs[0]
    made.alignment = WD_ALIGN_PARAGRAPH.CENTER
    shape = made.paragraph_format
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(16)
    dress(made.add_run(text), font, SMALL)


def imprint(document: Any) -> None:
    """版记: copies, issuer and date of issue between rules of 0.35, 0.25 and 0.35 mm."""
    paragraph(document)
    table = plain_table(document, 4, [156])
    rules = OxmlElement("w:tblBorders")
    for side, eighths in (("top", 8), ("bottom", 8), ("insideH", 6)):
        rule = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", eighths), ("space", 0), ("color", "000000")):
            rule.set(qn(f"w:{name}"), str(value))
        rules.append(rule)
    table._tbl.tblPr.append(rules)
    lines = (
        "{%tr if copies %}",
        "抄送：{{ copies }}。",
        "{%tr endif %}",
        "{{ organ }}办公室\t{{ signed_on|chinese_day }}印发",
    )
    for row, text in zip(table.rows, lines, strict=True):
        made = row.cells[0].paragraphs[0]
        dress(made.add_run(text), FANGSONG, FOUR)
        shape = made.paragraph_format
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, PITCH
        shape.left_indent = shape.right_indent = Pt(14)
        if text.startswith("抄送"):
            shape.left_indent, shape.first_line_indent = Pt(14 * 4), Pt(-14 * 3)
        shape.tab_stops.add_tab_stop(Mm(154) - Pt(14), WD_TAB_ALIGNMENT.RIGHT)
        row_mark(row, "w:cantSplit")


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


def dispatch_notice() -> Any:
    """选派通知 with the annexed list of teams."""
    document = blank("选派通知")
    for part in (head, body, annex, imprint):
        part(document)
    return document


FIGURES = (
    ("指标", "{{ f.name }}", 60),
    ("本期", "{{ f.amount }}", 32),
    ("累计", "{{ f.total }}", 32),
    ("目标", "{{ f.target }}", 32),
)


def report() -> Any:
    """定期汇报: title, team and period, a table of figures, three chapters, signature."""
    document = blank("定期汇报")
    centre = WD_ALIGN_PARAGRAPH.CENTER
    paragraph(document, "{{ title }}", TITLE, TWO, align=centre, pitch=Pt(33))
    paragraph(document, "{{ subtitle }}", align=centre)
    paragraph(document)
    paragraph(document, "{%p if figures %}")
    table = plain_table(document, 4, [width for _heading, _value, width in FIGURES], "Table Grid")
    for at, (heading, value, _width) in enumerate(FIGURES):
        cell_text(table.rows[0].cells[at], heading, HEI)
        cell_text(table.rows[2].cells[at], value, FANGSONG)
    cell_text(table.rows[1].cells[0], "{%tr for f in figures %}", FANGSONG)
    cell_text(table.rows[3].cells[0], "{%tr endfor %}", FANGSONG)
    row_mark(table.rows[0], "w:tblHeader")
    row_mark(table.rows[2], "w:cantSplit")
    paragraph(document)
    paragraph(document, "{%p endif %}")
    paragraph(document, "{%p for chapter in chapters %}")
    paragraph(document, "{{ chapter.heading }}", HEI, first=2).paragraph_format.keep_with_next = True
    paragraph(document, "{%p for text in chapter.paragraphs %}")
    paragraph(document, "{{ text }}", first=2)
    paragraph(document, "{%p endfor %}")
    paragraph(document, "{%p endfor %}")
    paragraph(document)
    paragraph(
        document, "{{ signed_by }}", align=WD_ALIGN_PARAGRAPH.RIGHT, right=4
    ).paragraph_format.keep_with_next = True
    paragraph(document, "{{ signed_on|chinese_day }}", align=WD_ALIGN_PARAGRAPH.RIGHT, right=4)
    return document


def letter() -> Any:
    """信函 (GB/T 9704-2012, 10.1): red organ without 文件, a red double rule, number at the right, no imprint."""
    document = blank("信函")
    right = WD_ALIGN_PARAGRAPH.RIGHT
    head = paragraph(
        document, "{{ organ }}", TITLE, ONE, align=WD_ALIGN_PARAGRAPH.CENTER, color=RED, pitch=Pt(48)
    )
    edge(head, "bottom", 24, "E60012", space=4, style="thinThickSmallGap")
    paragraph(document, "{{ number }}", align=right)
    paragraph(document)
    paragraph(document, "{{ title }}", TITLE, TWO, align=WD_ALIGN_PARAGRAPH.CENTER, pitch=Pt(33))
    paragraph(document, "（{{ subject }}）", align=WD_ALIGN_PARAGRAPH.CENTER)
    paragraph(document)
    paragraph(document, "{{ addressees }}：")
    paragraph(document, "{%p for text in paragraphs %}")
    paragraph(document, "{{ text }}", first=2)
    paragraph(document, "{%p endfor %}")
    for _line in range(3):  # the seal covers signature and date and must not stand alone on a page
        paragraph(document).paragraph_format.keep_with_next = True
    signed = paragraph(document, "{{ organ }}", align=right, right=4)
    signed.paragraph_format.keep_with_next = True
    paragraph(document, "{{ signed_on|chinese_day }}", align=right, right=4)
    return document


DOSSIER = (30, 58, 36, 32)


def dossier() -> Any:
    """A dossier (工作计划、考核材料): title, then blocks of a heading, paragraphs and perhaps a table."""
    document = blank("材料")
    centre = WD_ALIGN_PARAGRAPH.CENTER
    paragraph(document, "{{ title }}", TITLE, TWO, align=centre, pitch=Pt(33))
    paragraph(document, "{{ subtitle }}", align=centre)
    paragraph(document)
    paragraph(document, "{%p for block in blocks %}")
    paragraph(document, "{{ block.heading }}", HEI, first=2).paragraph_format.keep_with_next = True
    paragraph(document, "{%p for text in block.paragraphs %}")
    paragraph(document, "{{ text }}", first=2)
    paragraph(document, "{%p endfor %}")
    paragraph(document, "{%p if block.rows %}")
    table = plain_table(document, 4, list(DOSSIER), "Table Grid")
    for at in range(len(DOSSIER)):
        cell_text(table.rows[0].cells[at], f"{{{{ block.head[{at}] }}}}", HEI)
        cell_text(table.rows[2].cells[at], f"{{{{ row[{at}] }}}}", FANGSONG)
    cell_text(table.rows[1].cells[0], "{%tr for row in block.rows %}", FANGSONG)
    cell_text(table.rows[3].cells[0], "{%tr endfor %}", FANGSONG)
    row_mark(table.rows[0], "w:tblHeader")
    row_mark(table.rows[2], "w:cantSplit")
    paragraph(document)
    paragraph(document, "{%p endif %}")
    paragraph(document, "{%p endfor %}")
    paragraph(document)
    signed = paragraph(document, "{{ signed_by }}", align=WD_ALIGN_PARAGRAPH.RIGHT, right=4)
    signed.paragraph_format.keep_with_next = True
    paragraph(document, "{{ signed_on|chinese_day }}", align=WD_ALIGN_PARAGRAPH.RIGHT, right=4)
    return document


TEMPLATES = {"dispatch_notice": dispatch_notice, "report": report, "dossier": dossier, "letter": letter}


def main() -> None:
    """Write every template."""
    FOLDER.mkdir(exist_ok=True)
    for name, make in TEMPLATES.items():
        make().save(str(FOLDER / f"{name}.docx"))


if __name__ == "__main__":
    main()
