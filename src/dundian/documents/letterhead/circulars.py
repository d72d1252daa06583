"""Circulars, briefings, minutes, ledgers and citations."""

from typing import Any

from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.shared import Mm, Pt

from dundian.documents.letterhead.papers import SCARLET, chapters, head, imprint
from dundian.documents.letterhead.parts import (
    FANGSONG,
    FOUR,
    HEI,
    KAI,
    ONE,
    PITCH,
    RED,
    TITLE,
    blank,
    centred,
    dress,
    edge,
    grid,
    paragraph,
    proof_line,
    repeated,
    signature,
    two_ends,
)


def circular() -> Any:
    """下行文: head, title, text, annex note, signature, annexes on pages of their own, imprint."""
    document = blank("公文")
    head(document)
    centred(document, "{{ title|title_lines(organ) }}")
    paragraph(document)
    paragraph(document, "{%p if addressees %}")
    paragraph(document, "{{ addressees }}：")
    paragraph(document, "{%p endif %}")
    alone = "loop.last and not chapters and not closing"
    repeated(document, "for text in paragraphs", "{{ text }}", first=2, last=alone)
    chapters(document, "not closing")
    repeated(document, "for text in closing", "{{ text }}", first=2, last="loop.last")
    annex_note(document)
    signature(document)
    annexes(document)
    imprint(document)
    return document


def annex_note(document: Any) -> None:
    """附件说明 (7.3.4): one line, or one for each annex with its number; on the page of the signature."""
    paragraph(document, "{%p for a in annexes %}")
    paragraph(document, "{%p if loop.first %}")
    paragraph(document).paragraph_format.keep_with_next = True
    first = "附件：{% if annexes|length > 1 %}1. {% endif %}{{ a.name }}"
    paragraph(document, first, left=5, first=-3).paragraph_format.keep_with_next = True
    paragraph(document, "{%p else %}")
    more = paragraph(document, "{{ loop.index }}. {{ a.name }}", left=6, first=-1)
    more.paragraph_format.keep_with_next = True
    paragraph(document, "{%p endif %}")
    paragraph(document, "{%p endfor %}")


def annexes(document: Any) -> None:
    """Each annex begins a page: 附件 and its number, its name, lists under headings."""
    paragraph(document, "{%p for a in annexes %}")
    first = paragraph(document)
    first.paragraph_format.page_break_before = True
    dress(first.add_run("附件{% if annexes|length > 1 %}{{ loop.index }}{% endif %}"), HEI, Pt(16))
    paragraph(document)
    centred(document, "{{ a.name|title_lines }}")
    paragraph(document)
    paragraph(document, "{%p for part in a.parts %}")
    paragraph(document, "{%p if part.heading %}")
    paragraph(document, "{{ part.heading }}", HEI, first=2).paragraph_format.keep_with_next = True
    paragraph(document, "{%p endif %}")
    repeated(document, "for text in part.lines", "{{ text }}", first=2)
    paragraph(document, "{%p endfor %}")
    paragraph(document, "{%p endfor %}")


def briefing() -> Any:
    """简报: red masthead, issue in brackets, organ left and day right above the red rule, 报送 at the foot."""
    document = blank("简报")
    masthead = centred(document, "{{ masthead }}", TITLE, ONE, Pt(56), color=RED)
    masthead.paragraph_format.space_before = Mm(8)
    centred(document, "第{{ issue }}期", KAI, Pt(16), PITCH)
    line = two_ends(document, "{{ organ }}编", "{{ signed_on|chinese_day }}")
    edge(line, "bottom", 18, SCARLET, space=6)
    paragraph(document)
    centred(document, "{{ title|title_lines(organ) }}")
    paragraph(document)
    repeated(document, "for text in paragraphs", "{{ text }}", first=2)
    chapters(document)
    imprint(document)
    return document


def minutes() -> Any:
    """纪要 (10.3): red mark, number, text, then who was present; no seal."""
    document = blank("纪要")
    mark = centred(document, "{{ masthead }}", TITLE, ONE, Pt(56), color=RED)
    mark.paragraph_format.space_before = Mm(8)
    centred(document, "第{{ issue }}期", FANGSONG, Pt(16), PITCH)
    line = two_ends(document, "{{ organ }}", "{{ signed_on|chinese_day }}")
    edge(line, "bottom", 18, SCARLET, space=6)
    paragraph(document)
    centred(document, "{{ title|title_lines(organ) }}")
    paragraph(document)
    repeated(document, "for text in paragraphs", "{{ text }}", first=2)
    chapters(document)
    paragraph(document)
    for label, field in (("出席", "present"), ("请假", "absent"), ("列席", "attending")):
        paragraph(document, f"{{%p if {field} %}}")
        named = paragraph(document, "", left=5, first=-3)
        dress(named.add_run(f"{label}："), HEI, Pt(16))
        dress(named.add_run(f"{{{{ {field} }}}}"), FANGSONG, Pt(16))
        paragraph(document, "{%p endif %}")
    imprint(document)
    return document


def lying(title: str) -> Any:
    """A blank page on its side: the margins turn with it, page numbers stay at the foot."""
    document = blank(title)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.top_margin, section.bottom_margin = Mm(28), Mm(26)
    section.left_margin, section.right_margin = Mm(35), Mm(37)
    section.footer_distance = Mm(15)
    return document


def ledger() -> Any:
    """履职台账 on its side: the seven things a ledger tells, and who vouches for it. Long rows go on overleaf."""
    document = lying("履职台账")
    paragraph(document, "{%p if number %}")
    paragraph(document, "{{ number }}", FANGSONG, FOUR, align=WD_ALIGN_PARAGRAPH.RIGHT, pitch=Pt(20))
    paragraph(document, "{%p endif %}")
    centred(document, "{{ title|title_lines }}")
    centred(document, "{{ subtitle }}", FANGSONG, FOUR, Pt(24))
    paragraph(document, "{%p if leading %}")
    paragraph(document, "组织领导：{{ leading }}", FANGSONG, FOUR, pitch=Pt(28))
    paragraph(document, "{%p endif %}")
    table = grid(
        document,
        "for e in entries",
        [
            ("起止日期", "{{ e.on }}", 28),
            ("参与干部", "{{ e.people }}", 20),
            ("驻点时间", "{{ e.time }}", 20),
            ("职工意见", "{{ e.opinions }}", 46),
            ("所办事项", "{{ e.matters }}", 56),
            ("办理结果", "{{ e.results }}", 38),
            ("职工评价", "{{ e.word }}", 17),
        ],
    )
    for cell in table.rows[2].cells[3:6]:
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.LEFT
    paragraph(document, pitch=Pt(12))
    for text in ("{{ signed_by }}", "{{ signed_on|chinese_day }}"):
        made = paragraph(
            document, text, FANGSONG, FOUR, align=WD_ALIGN_PARAGRAPH.RIGHT, right=2, pitch=Pt(24)
        )
        made.paragraph_format.keep_with_next = True
    proof_line(document)
    return document


def citation() -> Any:
    """荣誉证书 on its side: a red title, the words of praise, organ and day; no page number."""
    document = lying("荣誉证书")
    section = document.sections[0]
    document.settings.odd_and_even_pages_header_footer = False
    for run in list(section.footer.paragraphs[0].runs):
        run._r.getparent().remove(run._r)
    section.top_margin, section.bottom_margin = Mm(24), Mm(14)  # one page, with six lines of praise
    heading = centred(document, "{{ heading }}", TITLE, Pt(48), Pt(64), color=RED)
    heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(16), Pt(12)
    paragraph(document, "{{ recipient }}：", KAI, Pt(26), pitch=Pt(40))
    repeated(document, "for text in paragraphs", "{{ text }}", KAI, size=Pt(22), pitch=Pt(38), first=2.75)
    for text, before in (("{{ organ }}", Pt(20)), ("{{ signed_on|chinese_day }}", Pt(0))):
        made = paragraph(document, "", align=WD_ALIGN_PARAGRAPH.LEFT, pitch=Pt(32))
        made.paragraph_format.space_before = before
        made.paragraph_format.tab_stops.add_tab_stop(Mm(170), WD_TAB_ALIGNMENT.CENTER)
        dress(made.add_run(f"\t{text}"), KAI, Pt(20))
    paragraph(document, "{%p if number %}")
    number = paragraph(document, "证书编号：{{ number }}", FANGSONG, Pt(12), pitch=Pt(18))
    number.paragraph_format.space_before = Pt(8)
    paragraph(document, "{%p endif %}")
    proof_line(document)
    return document
