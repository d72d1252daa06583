"""The press: facts in, a page after GB/T 9704 out."""

import re
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document as Word
from docx.oxml.ns import qn
from docx.shared import Pt, Twips

from dundian.documents import letterhead, press
from dundian.kernel.errors import Invalid


def notice(**changed: Any) -> dict[str, Any]:
    team = {
        "place": 1,
        "name": "第一蹲点工作组",
        "site": "飞骑外卖配送工会",
        "leader": "周组长",
        "members": "吴干部",
        "roles": "宣传员、组织员",
        "starts_on": date(2024, 4, 8),
        "ends_on": date(2024, 7, 31),
    }
    facts = {
        "organ": "盐都市总工会",
        "number": "盐工发〔2024〕1号",
        "title": "关于选派干部赴基层蹲点的通知",
        "addressees": "各县总工会",
        "paragraphs": ["经研究，决定选派干部赴基层蹲点。", "请认真组织实施。"],
        "annex": "蹲点工作组名单",
        "teams": [team | {"place": n} for n in range(1, 43)],
        "signed_on": date(2024, 4, 8),
        "copies": "川江省总工会",
    }
    return facts | changed


def words(content: bytes) -> str:
    with ZipFile(BytesIO(content)) as packed:
        return re.sub(r"<[^>]+>", "\n", packed.read("word/document.xml").decode())


def imprint(document: Any) -> list[str]:
    """The lines framed at the foot of the last page."""
    framed = [
        p for p in document.paragraphs if p._p.pPr is not None and p._p.pPr.find(qn("w:framePr")) is not None
    ]
    return [text for p in framed if (text := p.text.strip())]


def test_page_has_the_standard_measures() -> None:
    section = Word(BytesIO(press.render("dispatch_notice", notice()))).sections[0]
    assert [size and round(size.mm) for size in (section.page_width, section.page_height)] == [210, 297]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [m and round(m.mm) for m in margins] == [37, 35, 28, 26]


def test_body_stands_in_fangsong_three_on_22_lines_a_page() -> None:
    document = Word(BytesIO(press.render("dispatch_notice", notice())))
    body = next(p for p in document.paragraphs if p.text.startswith("经研究"))
    assert body.paragraph_format.line_spacing == Twips(579)
    assert body.paragraph_format.first_line_indent == Pt(32)
    assert (body.runs[0].font.name, body.runs[0].font.size) == ("仿宋_GB2312", Pt(16))
    title = next(p for p in document.paragraphs if p.text == "关于选派干部赴基层蹲点的通知")
    assert (title.runs[0].font.name, title.runs[0].font.size) == ("方正小标宋简体", Pt(22))


def test_every_fact_is_printed() -> None:
    document = Word(BytesIO(press.render("dispatch_notice", notice())))
    text = "\n".join(p.text for p in document.paragraphs)
    for wanted in (
        "盐都市总工会文件",
        "盐工发〔2024〕1号",
        "各县总工会：",
        "附件：蹲点工作组名单",
        "2024年4月8日",
    ):
        assert wanted in text
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows[0] == ["序号", "队伍", "点位", "组长", "成员", "角色", "起止日期"]
    assert len(rows) == 43
    assert rows[42] == [
        "42",
        "第一蹲点工作组",
        "飞骑外卖配送工会",
        "周组长",
        "吴干部",
        "宣传员、组织员",
        "2024-04-08\n至2024-07-31",
    ]
    assert imprint(document) == ["抄送：川江省总工会。", "盐都市总工会办公室\t2024年4月8日印发"]


def test_copies_may_be_left_out() -> None:
    document = Word(BytesIO(press.render("dispatch_notice", notice(copies=""))))
    assert imprint(document) == ["盐都市总工会办公室\t2024年4月8日印发"]


def test_page_number_has_its_dashes_on_both_kinds_of_page() -> None:
    with ZipFile(BytesIO(press.render("dispatch_notice", notice()))) as packed:
        footers = [packed.read(n).decode() for n in packed.namelist() if "footer" in n and n.endswith(".xml")]
        assert b"evenAndOddHeaders" in packed.read("word/settings.xml")
    shown = [re.sub(r"<w:instrText[^>]*>.*?</w:instrText>|<[^>]+>", "", f) for f in footers]
    assert [s.strip() for s in shown] == ["— 1 —", "— 1 —"]


@pytest.mark.parametrize("text", ["<b>&amp;</b> A&B", "{{ 7*7 }}", "{% for x in y %}", "𠮷😀", "一\n二"])
def test_what_is_typed_is_text_and_nothing_else(text: str) -> None:
    document = Word(BytesIO(press.render("dispatch_notice", notice(title=text))))
    assert any(p.text == text for p in document.paragraphs)


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\u202e", "\x1b", "\ufffe"])
def test_unprintable_characters_are_refused_with_their_place(sign: str) -> None:
    facts = notice()
    facts["teams"][3]["site"] = f"飞骑{sign}工会"
    with pytest.raises(Invalid, match=f"teams 4.site.*U\\+{ord(sign):04X}"):
        press.render("dispatch_notice", facts)


@pytest.mark.parametrize("name", ["nothing", "../letterhead", "/etc/passwd"])
def test_only_known_templates_are_opened(name: str) -> None:
    with pytest.raises(LookupError):
        press.render(name, {})


def test_committed_templates_are_what_the_letterhead_makes() -> None:
    for name, make in letterhead.TEMPLATES.items():
        fresh = BytesIO()
        make().save(fresh)
        with ZipFile(fresh) as new, ZipFile(press.FOLDER / f"{name}.docx") as committed:
            assert new.namelist() == committed.namelist()
            assert all(new.read(n) == committed.read(n) for n in new.namelist() if n.endswith(".xml"))
