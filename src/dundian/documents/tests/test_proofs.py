"""Every default document through LibreOffice, measured on the printed page (GB/T 9704-2012)."""

import re
from collections.abc import Iterator
from ctypes import byref, c_double
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from typing import Any

import pypdfium2
import pytest

from dundian.documents import kinds, office, press
from dundian.documents.kinds import DocumentKind

MM = 72 / 25.4
LEFT, RIGHT, TOP, BOTTOM = 28 * MM, (210 - 26) * MM, 37 * MM, (297 - 35) * MM
LYING, HANGING = ("ledger", "long ledger", "citation"), ("poster",)
FREE = (*LYING, *HANGING)  # papers with a page of their own
BODY = "蹲点干部要真蹲实蹲沉到车间班组走到职工身边把情况摸清把问题找准把办法想实把事情办好"


@dataclass(frozen=True)
class Sign:
    """One printed character; points from the left and from the top of the page; `bottom` is its base line."""

    text: str
    left: float
    right: float
    top: float
    bottom: float


def signs(page: Any) -> Iterator[Sign]:
    height, text = page.get_height(), page.get_textpage()
    for place in range(text.count_chars()):
        character = text.get_text_range(place, 1)
        if character.strip():
            left, _bottom, right, top = text.get_charbox(place, loose=True)
            x, y = c_double(), c_double()
            pypdfium2.raw.FPDFText_GetCharOrigin(text, place, byref(x), byref(y))
            yield Sign(character, left, right, height - top, height - y.value)


def lines(page: Any) -> list[list[Sign]]:
    """The signs of a page by their base line, from top to bottom."""
    found: dict[int, list[Sign]] = {}
    for sign in signs(page):
        near = next((key for key in found if abs(key - sign.bottom) < 6), round(sign.bottom))
        found.setdefault(near, []).append(sign)
    return [sorted(found[key], key=lambda s: s.left) for key in sorted(found)]


def context_of(kind: DocumentKind) -> dict[str, Any]:
    """The sample with a first paragraph of several lines, so that its lines can be measured."""
    full = {**kind.sample(), "verification": press.new_code(), "copies": "川江省总工会"}
    if kind.key not in FREE:
        for name, value in full.items():
            if name == "paragraphs":
                full[name] = [BODY * 3, *value]
            elif name in ("chapters", "blocks") and value:
                full[name] = [{**value[0], "paragraphs": [BODY * 3, *value[0]["paragraphs"]]}, *value[1:]]
    return full


def long_papers() -> dict[str, tuple[str, dict[str, Any]]]:
    """Papers that go over several pages: text, a table of many rows, a table with a row longer than a page."""
    circular, notice, ledger = (context_of(_kind(key)) for key in ("circular", "dispatch_notice", "ledger"))
    plain = circular | {"chapters": [], "closing": [], "annexes": [], "copies": ""}
    team = notice["teams"][0]
    entry = ledger["entries"][0]
    matters = "\n".join(f"第{n}件：走访车间班组，听取职工意见并当场答复。" for n in range(1, 61))
    return {
        "long": ("circular", circular | {"paragraphs": [BODY * 40], "annexes": []}),
        "long table": (
            "dispatch_notice",
            notice | {"teams": [team | {"place": n, "leader": f"组长{n}"} for n in range(1, 61)]},
        ),
        **{f"ending {n}": ("circular", plain | {"paragraphs": [BODY] * n}) for n in range(8, 14)},
        "long ledger": ("ledger", ledger | {"entries": [entry, entry | {"matters": matters}, entry]}),
    }


def _kind(key: str) -> DocumentKind:
    found = kinds.find(key)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def printed() -> dict[str, list[Any]]:
    """The pages of every kind's sample, and of long papers, from one run of LibreOffice."""
    papers = {kind.key: press.render(kind.key, context_of(kind)) for kind in kinds.every()}
    papers |= {name: press.render(key, facts) for name, (key, facts) in long_papers().items()}
    pdfs = office.to_pdfs(list(papers.values()))
    return {key: list(pypdfium2.PdfDocument(pdf)) for key, pdf in zip(papers, pdfs, strict=True)}


def text_of(pages: list[Any]) -> str:
    return "".join(sign.text for page in pages for sign in signs(page))


def test_every_kind_has_its_lines_and_margins(printed: dict[str, list[Any]]) -> None:
    for key in (kind.key for kind in kinds.every() if kind.key not in FREE):
        full = [line for line in lines(printed[key][0]) if len(line) == 28]
        pitches = [below[0].bottom - above[0].bottom for above, below in pairwise(full)]
        assert len(full) >= 3, key
        assert all(abs(pitch - 28.95) < 0.3 for pitch in pitches[:2]), key
        assert all(abs(line[0].left - LEFT) < 0.5 for line in full), key
        assert all(RIGHT - 2 < line[-1].right < RIGHT + 0.5 for line in full), key


def test_a_full_page_has_22_lines_of_28_signs(printed: dict[str, list[Any]]) -> None:
    page = printed["long"][1]
    body = [line for line in lines(page) if line[0].top < BOTTOM - 5]
    assert len(body) == 22
    assert {len(line) for line in body} == {28}
    pitches = [below[0].bottom - above[0].bottom for above, below in pairwise(body)]
    assert all(abs(pitch - 28.95) < 0.3 for pitch in pitches)
    assert abs(body[0][0].left - LEFT) < 0.5
    assert RIGHT - 2 < body[0][-1].right < RIGHT + 0.5


def test_type_area_keeps_its_margins(printed: dict[str, list[Any]]) -> None:
    for key, pages in printed.items():
        for page in pages if key not in FREE else ():
            assert (round(page.get_width() / MM), round(page.get_height() / MM)) == (210, 297)
            inside = [sign for sign in signs(page) if sign.bottom < BOTTOM + 2]
            assert min(sign.left for sign in inside) >= LEFT - 0.5, key
            assert max(sign.right for sign in inside) <= RIGHT + 9, key  # closing punctuation may hang
            assert min(sign.bottom for sign in inside) >= TOP + 8, key


def test_page_numbers_stand_outside_under_the_type_area(printed: dict[str, list[Any]]) -> None:
    upright = [(key, pages) for key, pages in printed.items() if key not in FREE]
    for key, number, page in ((key, n, page) for key, pages in upright for n, page in enumerate(pages, 1)):
        foot = lines(page)[-1]
        assert "".join(sign.text for sign in foot) == f"—{number}—", key
        middle = (foot[0].top + foot[0].bottom) / 2
        assert BOTTOM + 4 * MM < middle < BOTTOM + 12 * MM  # 一字线 about 7 mm below
        if number % 2:
            assert abs(RIGHT - 14 - foot[-1].right) < 4
        else:
            assert abs(LEFT + 14 - foot[0].left) < 4


def test_the_imprint_ends_the_last_page(printed: dict[str, list[Any]]) -> None:
    for key in ("long", "circular", "minutes", "briefing", "dispatch_notice"):
        last = [line for line in lines(printed[key][-1]) if line[0].bottom < BOTTOM + 3]
        assert re.search(r"办公室.*印发$", "".join(sign.text for sign in last[-1])), key
        assert last[-1][0].bottom > BOTTOM - 12, key


def test_the_code_is_printed_on_what_goes_out(printed: dict[str, list[Any]]) -> None:
    for kind in kinds.every():
        text = text_of(printed[kind.key])
        assert re.search(r"核验码：[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", text), kind.key


def test_nothing_of_the_template_is_left_over(printed: dict[str, list[Any]]) -> None:
    for key, pages in printed.items():
        text = text_of(pages)
        assert not re.search(r"[{}%]|None", text), key


def test_what_lies_on_its_side_fits_its_page(printed: dict[str, list[Any]]) -> None:
    left, right = 35 * MM, (297 - 37) * MM
    for key in LYING:
        for page in printed[key]:
            assert (round(page.get_width() / MM), round(page.get_height() / MM)) == (297, 210)
            found = list(signs(page))
            assert left - 1 <= min(sign.left for sign in found), key
            assert max(sign.right for sign in found) <= right + 9, key
    assert len(printed["citation"]) == 1
    for number, page in enumerate(printed["long ledger"], 1):
        foot = lines(page)[-1]
        assert "".join(sign.text for sign in foot) == f"—{number}—"
        assert (210 - 26) * MM < foot[0].bottom < (210 - 10) * MM


def test_no_row_of_a_table_is_cut(printed: dict[str, list[Any]]) -> None:
    pages = printed["long table"]
    told = text_of(pages)
    assert all(told.count(f"组长{n}示例乙") == 1 for n in range(1, 61))
    listing = [text for page in pages if "示例乙" in (text := text_of([page]))]
    assert len(listing) > 1
    assert all("起止日期" in text for text in listing), "the heading returns on each page"
    ledger = text_of(printed["long ledger"])
    assert all(f"第{n}件：" in ledger for n in range(1, 61))
    assert len(printed["long ledger"]) > 2
    for page in printed["long ledger"]:
        body = [sign for sign in signs(page) if sign.text not in "—0123456789"]
        assert max(sign.bottom for sign in body) <= (210 - 26) * MM + 1


def test_a_signature_is_never_alone_on_its_page(printed: dict[str, list[Any]]) -> None:
    """Whatever the length of the text, the last paragraph stays with signature and date."""
    for key in (key for key in printed if key.startswith("ending")):
        signed = [text for page in printed[key] if re.search("2024年4月8日(?!印)", text := text_of([page]))]
        assert len(signed) == 1
        assert BODY[-5:] in signed[0], key


def test_a_poster_is_one_sheet_with_its_code(printed: dict[str, list[Any]]) -> None:
    pages = printed["poster"]
    assert len(pages) == len(_kind("poster").sample()["sheets"])
    for page in pages:
        assert (round(page.get_width() / MM), round(page.get_height() / MM)) == (210, 297)
        (code,) = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
        left, bottom, right, top = code.get_bounds()
        assert abs((left + right) / 2 - page.get_width() / 2) < 2
        assert abs((right - left) - 96 * MM) < 2
        assert abs((top - bottom) - 96 * MM) < 2
        assert min(sign.left for sign in signs(page)) >= 20 * MM - 1
        assert max(sign.bottom for sign in signs(page)) <= (297 - 13) * MM
        assert re.search(r"〔2024〕1号核验码", text_of([page]))


def test_several_become_one_and_each_begins_on_a_right_hand_page(printed: dict[str, list[Any]]) -> None:
    letter = office.to_pdf(press.render("letter", context_of(kinds.find("letter"))))
    office.join([letter, letter], whole := BytesIO())
    assert len(pypdfium2.PdfDocument(whole.getvalue())) == 3
    assert office.pictures(letter, width=200)[0].startswith(b"\x89PNG")


def test_a_server_without_libreoffice_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "_soffice", lambda: None)
    assert not office.is_there()
    with pytest.raises(office.NoOffice):
        office.to_pdf(b"")
