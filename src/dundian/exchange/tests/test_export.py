"""What leaves as a workbook is complete, typed, and harmless."""

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import python_calamine
from django.http import HttpResponseBase

from dundian.audit_trail.models import Entry
from dundian.exchange import writing
from dundian.exchange.export import Column, workbook_response, write_workbook
from dundian.org.cast import Cast

COLUMNS = [
    Column("姓名"),
    Column("人数", 8, "number"),
    Column("日期", 12, "date"),
    Column("时间", 18, "moment"),
]


def opened(response: HttpResponseBase) -> python_calamine.CalamineWorkbook:
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))


def written(rows: Any, columns: list[Column] = COLUMNS) -> python_calamine.CalamineWorkbook:
    file = io.BytesIO()
    write_workbook(file, rows, columns, "职工诉求")
    file.seek(0)
    return python_calamine.CalamineWorkbook.from_filelike(file)


def test_dates_and_numbers_stay_dates_and_numbers() -> None:
    moment = datetime(2024, 4, 12, 1, 30, tzinfo=UTC)
    book = written([["张示例", 1200, date(2024, 4, 12), moment], ["李示例", Decimal("3.5"), None, None]])
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0] == ["姓名", "人数", "日期", "时间"]
    assert rows[1] == ["张示例", 1200.0, date(2024, 4, 12), datetime(2024, 4, 12, 9, 30)]  # noqa: DTZ001
    assert rows[2][:2] == ["李示例", 3.5]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+86138", "-1", "@SUM(A1)", "=cmd|'/c calc'!A1", "https://example.com", "0123", "_x0041_"],
)
def test_what_somebody_typed_is_never_a_formula_or_a_link(text: str) -> None:
    file = io.BytesIO()
    write_workbook(file, [[text]], [Column("内容")], "清单")
    sheet = zipfile.ZipFile(file).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    file.seek(0)
    assert python_calamine.CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()[1] == [text]


def test_control_characters_do_not_break_the_file() -> None:
    assert (
        written([["甲\x00\x0b乙\u202e丙😀", None, None, None]]).get_sheet_by_index(0).to_python()[1][0]
        == "甲乙丙😀"
    )


def test_rows_stream_through_constant_memory() -> None:
    pulled = 0

    def rows() -> Iterator[list[Any]]:
        nonlocal pulled
        for n in range(3000):
            pulled += 1
            yield [f"第{n}人", n, None, None]

    book = written(rows())
    assert pulled == 3000
    assert len(book.get_sheet_by_index(0).to_python()) == 3001


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "SHEET_ROWS", 4)
    book = written([[f"{n}", n, None, None] for n in range(10)])
    assert book.sheet_names == ["职工诉求", "职工诉求 (2)", "职工诉求 (3)", "导出说明"]
    sizes = [len(book.get_sheet_by_index(n).to_python()) for n in range(3)]
    assert sizes == [5, 5, 3]


def test_an_overlong_cell_is_shortened_and_said_so() -> None:
    book = written([["长" * 40_000, None, None, None]])
    assert len(str(book.get_sheet_by_index(0).to_python()[1][0])) == 32_767
    assert book.get_sheet_by_name("导出说明").to_python()[-1][1] == 1.0


def test_an_empty_list_still_has_its_header() -> None:
    book = written([])
    assert book.get_sheet_by_index(0).to_python() == [["姓名", "人数", "日期", "时间"]]


def test_the_receipt_counts_rows_and_names_filter_and_maker(cast: Cast) -> None:
    response = workbook_response(
        [["张示例", 1, None, None]] * 3,
        COLUMNS,
        "点位/清单: 自贡?",
        "点位清单",
        filters=[("类别", "新就业形态工会")],
        actor=cast.office_city,
        noun="site",
        unit=cast.ground.city,
    )
    assert "filename*=utf-8''%E7%82%B9" in response["Content-Disposition"]
    assert response["Content-Disposition"].endswith(".xlsx")
    book = opened(response)
    receipt = {row[0]: row[1] for row in book.get_sheet_by_name("导出说明").to_python()}
    assert receipt["行数"] == 3.0
    assert receipt["筛选条件"] == "类别：新就业形态工会"
    assert receipt["导出人"] == "市办小钱"
    entry = Entry.objects.get(verb="export")
    assert (entry.noun, entry.detail["rows"]) == ("site", 3)


def test_a_failing_source_sends_nothing() -> None:
    def broken() -> Iterator[list[Any]]:
        yield ["甲", 1, None, None]
        raise RuntimeError("the source broke")

    with pytest.raises(RuntimeError):
        workbook_response(broken(), COLUMNS, "清单", "清单")
