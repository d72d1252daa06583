"""Posters with the address of a site's worker page: A4 as Word, and as PDF where LibreOffice is installed.

The text on the wall is Chinese whatever language the office works in. QR code after ISO/IEC 18004, level Q: a quarter
of it may be dirty or torn.
"""

import io
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import qrcode
from django.utils.translation import gettext as _
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from dundian.concerns.models import SitePage
from dundian.documents.letterhead import dress
from dundian.documents.press import refuse_unprintable
from dundian.kernel.errors import Invalid

HEI, SONG, FANGSONG = "黑体", "方正小标宋简体", "仿宋_GB2312"
RED, BLUE, DARK = RGBColor(0xB7, 0x14, 0x1B), RGBColor(0x0B, 0x57, 0xB0), RGBColor(0x1B, 0x24, 0x30)
CENTRE = WD_ALIGN_PARAGRAPH.CENTER
CODE = Mm(88)
PDF_SECONDS = 180
POINTS = (
    "不用登录，不用写名字，一分钟说完",
    "加密保存，只有承办人能看，不告诉您的单位",
    "有编号和查询码，随时查进度、补充、评价",
)


def posters(pages: Sequence[SitePage], addresses: Sequence[str]) -> bytes:
    """One .docx with an A4 page for each site; `addresses` are what the codes hold."""
    refuse_unprintable([page.unit.name for page in pages])
    document = Document()
    normal = document.styles["Normal"]
    normal.font.name = FANGSONG
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FANGSONG)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(13)
    section.left_margin = section.right_margin = Mm(20)
    document.core_properties.author, document.core_properties.title = "蹲点通", "职工诉求海报"
    document.core_properties.comments = ""
    document.core_properties.created = datetime(2024, 1, 1)  # noqa: DTZ001  the same file for the same posters
    for number, (page, address) in enumerate(zip(pages, addresses, strict=True)):
        _poster(document, page.unit.name, address, first=number == 0)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _poster(document: Any, union: str, address: str, *, first: bool) -> None:
    head = _line(document, union, HEI, 24, RED, after=2)
    head.paragraph_format.page_break_before = not first
    _rule(head)
    _line(document, "有话，对工会说", SONG, 58, DARK, before=9, after=3)
    _line(document, "工资 · 合同 · 社保 · 安全 · 工时 · 食堂 · 宿舍 · 建议", FANGSONG, 20, DARK, after=6)
    picture = _line(document, "", HEI, 12, DARK, after=2, exact=False)
    picture.add_run().add_picture(io.BytesIO(_code(address)), width=CODE)
    _line(document, "微信扫一扫", HEI, 24, BLUE, after=2)
    _line(document, address, HEI, 13, DARK, after=8)
    for number, text in enumerate(POINTS, 1):
        point = _line(document, f"{number}　{text}", FANGSONG, 18, DARK, after=3)
        point.alignment = WD_ALIGN_PARAGRAPH.LEFT
        point.paragraph_format.left_indent = Mm(8)
    _line(document, "也可以拨打工会热线 12351", HEI, 22, RED, before=7)


def _line(
    document: Any,
    text: str,
    font: str,
    size: int,
    colour: RGBColor,
    *,
    before: int = 0,
    after: int = 0,
    exact: bool = True,
) -> Any:
    """A centred line; `size`, `before` and `after` in points and millimetres."""
    made = document.add_paragraph()
    made.alignment = CENTRE
    shape = made.paragraph_format
    shape.space_before, shape.space_after = Mm(before), Mm(after)
    if exact:
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(size * 1.35)
    if text:
        dress(made.add_run(text), font, Pt(size), color=colour)
    return made


def _rule(line: Any) -> None:
    """A red rule under the head."""
    borders = OxmlElement("w:pBdr")
    rule = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "24"), ("space", "6"), ("color", "B7141B")):
        rule.set(qn(f"w:{name}"), value)
    borders.append(rule)
    line._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _code(address: str) -> bytes:
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_Q, box_size=12, border=3)
    code.add_data(address)
    code.make(fit=True)
    picture = io.BytesIO()
    code.make_image().save(picture, "PNG")
    return picture.getvalue()


def can_make_pdf() -> bool:
    return shutil.which("soffice") is not None


def as_pdf(word: bytes) -> bytes:
    """The Word file as PDF by LibreOffice; `Invalid` says what to do when there is none."""
    program = shutil.which("soffice")
    if program is None:
        raise Invalid(
            _("PDF needs LibreOffice on the server, which is not installed. Please take the Word file.")
        )
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "posters.docx")
        source.write_bytes(word)
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(source)]
        try:
            subprocess.run(command, capture_output=True, timeout=PDF_SECONDS, check=True)
            return Path(folder, "posters.pdf").read_bytes()
        except (subprocess.SubprocessError, OSError):
            raise Invalid(_("The PDF could not be made. Please take the Word file.")) from None
