"""The poster on the wall: a page for each site, with the code that opens its page for workers."""

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.shared import Mm, Pt, RGBColor

from dundian.documents.letterhead.parts import FANGSONG, HEI, SONG, TITLE, blank, dress, edge

CRIMSON, BLUE, DARK = RGBColor(0xB7, 0x14, 0x1B), RGBColor(0x0B, 0x57, 0xB0), RGBColor(0x1B, 0x24, 0x30)


def poster() -> Any:
    """海报: union, a large line, what may be raised, the code, what a worker should know, the hotline."""
    document = blank("职工诉求海报")
    section = document.sections[0]
    document.settings.odd_and_even_pages_header_footer = False
    for run in list(section.footer.paragraphs[0].runs):
        run._r.getparent().remove(run._r)
    section.top_margin = section.bottom_margin = Mm(13)
    section.left_margin = section.right_margin = Mm(20)
    section.footer_distance = Mm(5)
    mark(document, "{%p for s in sheets %}")
    head = line(document, "{{ s.union }}", HEI, 24, CRIMSON, after=2)
    head.paragraph_format.page_break_before = True
    edge(head, "bottom", 24, "B7141B", space=6)
    line(document, "{{ title }}", TITLE, 58, DARK, before=11, after=5)
    line(document, "{{ topics }}", FANGSONG, 20, DARK, after=8)
    line(document, "{{ s.code }}", HEI, 12, DARK, after=2, exact=False)
    line(document, "微信扫一扫", HEI, 24, BLUE, after=3)
    line(document, "{{ s.address }}", HEI, 13, DARK, after=9)
    mark(document, "{%p for text in points %}")
    point = line(document, "{{ loop.index }}　{{ text }}", FANGSONG, 18, DARK, after=3)
    point.alignment, point.paragraph_format.left_indent = WD_ALIGN_PARAGRAPH.LEFT, Mm(8)
    mark(document, "{%p endfor %}")
    line(document, "{{ hotline }}", HEI, 22, CRIMSON, before=6)
    mark(document, "{%p if verification %}")
    proof = "{{ number }}　核验码：{{ verification }}{% if verify_at %}　核验地址：{{ verify_at }}{% endif %}"
    line(document, proof, SONG, 9, DARK, before=5)
    mark(document, "{%p endif %}")
    mark(document, "{%p endfor %}")
    return document


def mark(document: Any, text: str) -> None:
    """A line that steers the print and is not printed."""
    document.add_paragraph(text)


def line(document: Any, text: str, font: str, size: int, colour: RGBColor, **more: Any) -> Any:
    """A centred line; `size` in points, `before` and `after` in millimetres; `exact=False` for a picture."""
    made = document.add_paragraph()
    made.alignment = WD_ALIGN_PARAGRAPH.CENTER
    shape = made.paragraph_format
    shape.space_before, shape.space_after = Mm(more.get("before", 0)), Mm(more.get("after", 0))
    if more.get("exact", True):
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(size * 1.35)
    dress(made.add_run(text), font, Pt(size), color=colour)
    return made
