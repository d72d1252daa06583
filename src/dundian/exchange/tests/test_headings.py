"""Headers as offices draw them, and the notes around them."""

from typing import Any

import pytest

from dundian.exchange import importers
from dundian.exchange.headings import Layout, find_layout
from dundian.exchange.reading import SheetRow, Unreadable, open_workbook
from dundian.exchange.tests import books


def understood(content: bytes, name: str = "book.xlsx") -> tuple[Layout, list[SheetRow]]:
    with books.on_disk(content, name) as path, open_workbook(path) as workbook:
        layout = find_layout(workbook, importers.get("people"))
        return layout, list(layout.rows(workbook))


def keys(layout: Layout) -> dict[str, str]:
    return {h.header: h.key for h in layout.columns if h.key}


def test_a_sheet_as_offices_keep_it() -> None:
    layout, rows = understood(books.messy_people())
    assert layout.header == 4
    assert keys(layout) == {
        "姓名": "name",
        "性别": "gender",
        "出生年月": "born_year",
        "单位": "home_unit",
        "职务（现任）": "post",
        "联系电话（手机）": "phone",
        "备注": "note",
    }
    assert [h.header for h in layout.columns if not h.key] == ["序号", "政治面貌"]
    assert [r.number for r in rows] == [5, 6, 7]
    assert [r.at(4) for r in rows] == ["盐都市总工会"] * 3
    assert [number for number, _text in layout.notes] == [10, 12, 13]
    assert layout.notes[0][1] == "合计：3人"


def test_a_header_in_one_line_over_rows() -> None:
    layout, rows = understood(books.table([["张示例", "G1"], ["李示例", "G2"]], ["姓名 *", "工  号"]))
    assert (layout.header, len(rows)) == (1, 2)


def test_two_line_header_in_csv_without_merged_cells() -> None:
    text = "名册,,,\n姓名,单位,联系方式,\n,,座机,手机\n张示例,盐都市总工会,,13800000001\n"
    layout, rows = understood(text.encode("gb18030"), "book.csv")
    assert layout.header == 3
    assert [h.key for h in layout.columns] == ["name", "home_unit", "", "phone"]
    assert len(rows) == 1


def test_the_sheet_that_fits_best_is_taken_and_hidden_ones_last() -> None:
    def draw(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["姓名", "说明"])
        for name in ("干部名册", "旧名册"):
            other = book.add_worksheet(name)
            other.write_row(0, 0, ["姓名", "工号", "单位"])
            other.write_row(1, 0, [f"{name}一", "G1", "盐都市总工会"])
            if name == "旧名册":
                other.hide()

    layout, rows = understood(books.xlsx(draw, "封面"))
    assert layout.sheet == "干部名册"
    assert layout.other_sheets == ["封面", "旧名册"]
    assert rows[0].cells[0] == "干部名册一"


def test_totals_notes_headings_and_repeated_headers_are_no_rows() -> None:
    layout, rows = understood(
        books.table(
            [
                ["一、机关", "一、机关", "一、机关"],
                ["张示例", "G1"],
                ["姓名", "工号", "性别", "工作单位", "职务", "手机号码"],
                ["李示例", "G2"],
                ["小计", "2"],
                [None, None, None, None, None, None, "额外的话"],
                ["注：以上为示例"],
                ["制表：某某"],
            ]
        )
    )
    assert [r.cells[0] for r in rows] == ["张示例", "李示例"]
    assert len(layout.notes) == 6


def test_columns_of_the_same_meaning_are_taken_once() -> None:
    layout, _rows = understood(books.table([["张示例", "1", "2"]], ["姓名", "手机", "联系电话"]))
    assert [h.key for h in layout.columns] == ["name", "phone", ""]


def test_without_the_required_columns_the_refusal_names_them() -> None:
    with pytest.raises(Unreadable, match="姓名"):
        understood(books.table([["G1", "女"]], ["工号", "性别"]))


def test_without_any_header_the_refusal_names_what_is_needed() -> None:
    with pytest.raises(Unreadable, match="姓名"):
        understood(books.table([["甲", "乙"]], ["子", "丑"]))
