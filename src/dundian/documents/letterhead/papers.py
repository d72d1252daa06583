"""The papers of a dispatch, of reports and of letters."""

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from dundian.documents.letterhead.parts import (
    FANGSONG,
    FOUR,
    HEI,
    ONE,
    PITCH,
    RED,
    TITLE,
    blank,
    cell_text,
    centred,
    dress,
    edge,
    fitting,
    grid,
    paragraph,
    plain_table,
    proof_line,
    repeated,
    row_mark,
    signature,
    two_ends,
)

CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
SCARLET = "E60012"
# Widths of the annex table; 156 mm of type area.
TEAMS = [
    ("序号", "{{ t.place }}", 10),
    ("队伍", "{{ t.name }}", 23),
    ("点位", "{{ t.site }}", 24),
    ("组长", "{{ t.leader }}", 14),
    ("成员", "{{ t.members }}", 14),
    ("角色", "{{ t.roles }}", 44),
    ("起止日期", "{{ t.starts_on }}\n至{{ t.ends_on }}", 27),
]
FIGURES = [
    ("指标", "{{ f.name }}", 60),
    ("本期", "{{ f.amount }}", 32),
    ("累计", "{{ f.total }}", 32),
    ("目标", "{{ f.target }}", 32),
]
DOSSIER = (39, 39, 39, 39)  # to begin with: the press divides them by what they hold
SUBTITLE = "{{ subtitle|title_lines('', 27) }}"


def head(document: Any) -> None:
    """Red head, number and red rule; at the top left copy number, secrecy and urgency where there are any (7.2)."""
    paragraph(document, "{%p if marks %}")
    for at in range(3):
        paragraph(document, f"{{{{ marks[{at}] }}}}", HEI)
    centred(document, "{{ organ }}文件", TITLE, ONE, Pt(56), color=RED)
    paragraph(document, "{%p else %}")
    first = centred(document, "{{ organ }}文件", TITLE, ONE, Pt(56), color=RED)
    first.paragraph_format.space_before = Mm(24)
    paragraph(document, "{%p endif %}")
    for _line in range(2):
        paragraph(document)
    paragraph(document, "{%p if signer %}")  # a paper sent upward names who signed it (7.2.6)
    edge(two_ends(document, "{{ number }}", "签发人：{{ signer }}"), "bottom", 18, SCARLET, space=11)
    paragraph(document, "{%p else %}")
    edge(centred(document, "{{ number }}", FANGSONG, Pt(16), PITCH), "bottom", 18, SCARLET, space=11)
    paragraph(document, "{%p endif %}")
    for _line in range(2):
        paragraph(document)


def imprint(document: Any) -> None:
    """版记: copies, issuer and day between rules of 0.35, 0.25 and 0.35 mm, at the foot of the last page (7.4)."""
    paragraph(document)
    proof_line(document)
    paragraph(document, "{%p if copies %}")
    imprint_line(document, "　抄送：{{ copies }}。")
    rule = imprint_line(document, "　" * 88 + "\u00a0", pitch=Pt(5))
    rule.runs[0].font.underline, rule.runs[0].font.size = True, Pt(5)
    paragraph(document, "{%p endif %}")
    imprint_line(document, "　{{ organ }}办公室\t{{ signed_on|chinese_day }}印发")
    paragraph(document, pitch=Pt(1))  # what the frame hangs on


def imprint_line(document: Any, text: str, *, pitch: Any = PITCH) -> Any:
    """One line of the 版记 in 四号 仿宋; what is copied hangs under its first name.

    All have the same frame, indents and rules: word processors join only paragraphs that do. LibreOffice 7 takes
    a frame with a rule `between` apart, so the inner rule is underlined: 88 signs of 5 pt, closed by one that Word
    underlines at the end of a line, too. (A tab would be as high as the 16 pt of the paragraph.)
    """
    made = document.add_paragraph()
    dress(made.add_run(text), FANGSONG, FOUR)
    shape = made.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, pitch
    shape.left_indent, shape.first_line_indent = Pt(14 * 4), Pt(-14 * 4)
    right = Mm(156) - (Pt(14) if text.strip() else Pt(0))
    shape.tab_stops.add_tab_stop(right, WD_TAB_ALIGNMENT.RIGHT)
    frame = OxmlElement("w:framePr")
    told = {
        "w": 8845,
        "wrap": "around",
        "vAnchor": "margin",
        "hAnchor": "margin",
        "xAlign": "left",
        "yAlign": "bottom",
    }
    for name, value in told.items():
        frame.set(qn(f"w:{name}"), str(value))
    made._p.get_or_add_pPr().insert_element_before(
        frame, "w:widowControl", "w:numPr", "w:pBdr", "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )
    for side in ("top", "bottom"):
        edge(made, side, 8, "000000", space=1)
    return made


def dispatch_notice() -> Any:
    """选派通知 with the annexed list of teams; its heading repeats on each page."""
    document = blank("选派通知")
    head(document)
    centred(document, "{{ title|title_lines(organ) }}")
    paragraph(document)
    paragraph(document, "{{ addressees }}：")
    repeated(document, "for text in paragraphs", "{{ text }}", first=2, last="loop.last")
    paragraph(document).paragraph_format.keep_with_next = True
    note = paragraph(document, "附件：{{ annex }}", left=5, first=-3)
    note.paragraph_format.keep_with_next = True
    signature(document)
    first = paragraph(document)
    first.paragraph_format.page_break_before = True
    dress(first.add_run("附件"), HEI, Pt(16))
    paragraph(document)
    centred(document, "{{ annex }}")
    paragraph(document)
    grid(document, "for t in teams", TEAMS)
    imprint(document)
    return document


def report() -> Any:
    """定期汇报: title, team and period, a table of figures, three chapters, signature."""
    document = blank("定期汇报")
    centred(document, "{{ title|title_lines }}")
    centred(document, SUBTITLE, FANGSONG, Pt(16), PITCH)
    paragraph(document)
    paragraph(document, "{%p if figures %}")
    grid(document, "for f in figures", FIGURES)
    paragraph(document)
    paragraph(document, "{%p endif %}")
    chapters(document)
    paragraph(document)
    signed_by(document)
    proof_line(document)
    return document


def chapters(document: Any, ends: str = "True") -> None:
    """Chapters of a heading in 黑体 and paragraphs; the last one stays with what follows where `ends` is true."""
    paragraph(document, "{%p for chapter in chapters %}")
    paragraph(document, "{%p if chapter.heading %}")
    paragraph(document, "{{ chapter.heading }}", HEI, first=2).paragraph_format.keep_with_next = True
    paragraph(document, "{%p endif %}")
    last = f"loop.last and chapter == chapters|last and {ends}"
    repeated(document, "for text in chapter.paragraphs", "{{ text }}", first=2, last=last)
    paragraph(document, "{%p endfor %}")


def signed_by(document: Any) -> None:
    """Who stands for it, and the day."""
    paragraph(document, "{{ signed_by }}", align=RIGHT, right=4).paragraph_format.keep_with_next = True
    paragraph(document, "{{ signed_on|chinese_day }}", align=RIGHT, right=4)


def letter_head(document: Any) -> None:
    """信函 (10.1): red organ without 文件, a red double rule, number at the right."""
    mark = centred(document, "{{ organ }}", TITLE, ONE, Pt(48), color=RED)
    edge(mark, "bottom", 24, SCARLET, space=4, style="thinThickSmallGap")
    paragraph(document, "{{ number }}", align=RIGHT)
    paragraph(document)


def letter() -> Any:
    """A letter on a concern (一函两书): no imprint."""
    document = blank("信函")
    letter_head(document)
    centred(document, "{{ title|title_lines(organ) }}")
    centred(document, "（{{ subject }}）", FANGSONG, Pt(16), PITCH)
    paragraph(document)
    paragraph(document, "{{ addressees }}：")
    repeated(document, "for text in paragraphs", "{{ text }}", first=2, last="loop.last")
    signature(document)
    paragraph(document)
    proof_line(document)
    return document


def dispatch_letter() -> Any:
    """选派函: tells one host union who comes; the team's members in a table."""
    document = blank("选派函")
    letter_head(document)
    centred(document, "{{ title }}")
    paragraph(document)
    paragraph(document, "{{ addressees }}：")
    repeated(document, "for text in paragraphs", "{{ text }}", first=2)
    paragraph(document)
    grid(
        document,
        "for m in members",
        [("姓名", "{{ m.name }}", 36), ("单位", "{{ m.unit }}", 60), ("组内职务与角色", "{{ m.roles }}", 60)],
    )
    signature(document)
    paragraph(document)
    proof_line(document)
    return document


def dossier() -> Any:
    """A dossier (工作计划、考核材料): title, then blocks of a heading, paragraphs and perhaps a table."""
    document = blank("材料")
    centred(document, "{{ title|title_lines }}")
    centred(document, SUBTITLE, FANGSONG, Pt(16), PITCH)
    paragraph(document)
    blocks(document)
    paragraph(document)
    signed_by(document)
    proof_line(document)
    return document


def blocks(document: Any) -> None:
    """Chapters, each with paragraphs and perhaps a table of four columns."""
    paragraph(document, "{%p for block in blocks %}")
    paragraph(document, "{{ block.heading }}", HEI, first=2).paragraph_format.keep_with_next = True
    last = "loop.last and block == blocks|last and not block.rows"
    repeated(document, "for text in block.paragraphs", "{{ text }}", first=2, last=last)
    paragraph(document, "{%p if block.rows %}")
    paragraph(document, pitch=Pt(6)).paragraph_format.keep_with_next = True
    table = plain_table(document, 4, list(DOSSIER), "Table Grid")
    fitting(table)
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


def findings() -> Any:
    """A numbered report with tables: red head, blocks, signature, imprint."""
    document = blank("报告")
    head(document)
    centred(document, "{{ title|title_lines(organ) }}")
    paragraph(document)
    paragraph(document, "{%p if addressees %}")
    paragraph(document, "{{ addressees }}：")
    paragraph(document, "{%p endif %}")
    blocks(document)
    closing = paragraph(
        document, "特此报告。", first=2
    )  # a table may end the text: the seal is not alone then
    closing.paragraph_format.keep_with_next = True
    signature(document)
    imprint(document)
    return document
