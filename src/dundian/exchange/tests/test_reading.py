"""Every file that people send is read for what it is, or refused in words."""

import io
import os
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from dundian.exchange import reader
from dundian.exchange.reading import PROBLEMS, SheetRow, Unreadable, open_workbook
from dundian.exchange.tests import books


def rows_of(content: bytes, sheet: int = 0, name: str = "book.xlsx") -> list[SheetRow]:
    with books.on_disk(content, name) as path, open_workbook(path) as workbook:
        return list(workbook.rows(sheet))


def problem_of(content: bytes) -> str:
    with pytest.raises(Unreadable) as refusal:
        rows_of(content)
    said = refusal.value.messages["workbook"]
    return next(code for code, words in PROBLEMS.items() if str(words) == said)


def nested_zeros() -> bytes:
    file = io.BytesIO(books.table([["甲"]]))
    with (
        zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as package,
        package.open("xl/media/zeros.bin", "w") as member,
    ):
        for _megabyte in range(420):
            member.write(b"\0" * 2**20)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "empty"),
        (b"\0" * 100, "empty"),
        (b"PK\x03\x04" + os.urandom(400), "damaged"),
        (books.table([["甲"]])[:-200], "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + os.urandom(3000), "damaged"),
        (books.encrypted(), "password"),
        (books.with_member(books.table([["甲"]]), "xl/vbaProject.bin", b"\xcc\x61"), "macro"),
        (books.zipped(word__document_dot_xml="<w/>"), "word"),
        (books.zipped(readme_dot_txt="nothing"), "not_a_workbook"),
        (b"<html><body><table><tr><td>1</td></tr></table></body></html>", "web_page"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "web_page"),
        (b"%PDF-1.7, a picture of a table", "not_a_workbook"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "not_a_workbook"),
        (b"just words", "not_a_workbook"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_workbook_is_refused_with_its_own_sentence(content: bytes, problem: str) -> None:
    assert problem_of(content) == problem


def test_a_bomb_is_refused_before_it_unpacks() -> None:
    assert problem_of(nested_zeros()) == "bomb"


def test_a_cell_at_the_far_corner_does_not_take_the_memory() -> None:
    corner = books.with_sheet(
        books.table([["甲"]]),
        lambda xml: xml.replace(
            "</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        ),
    )
    assert problem_of(corner) in ("too_big", "too_many_rows")


def test_a_formatted_blank_far_away_does_no_harm() -> None:
    def draw(book: Any, sheet: Any) -> None:
        sheet.write(0, 0, "甲")
        sheet.write_blank(1_048_575, 16_383, None, book.add_format({"bold": True}))

    assert [r.cells for r in rows_of(books.xlsx(draw))] == [["甲"]]


def test_more_rows_than_allowed_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(reader, "ROWS", 3)
    path = tmp_path / "long.csv"
    path.write_text("甲,乙\n" * 5)
    with pytest.raises(reader.Problem, match="too_many_rows"):
        list(reader.opened(str(path))[0].rows())


def test_values_keep_their_kind_and_rows_their_number() -> None:
    def draw(book: Any, sheet: Any) -> None:
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(4, 2, ["姓名", 13800000001, 3.5, True])
        sheet.write_number(6, 2, 45394, date)
        sheet.write_formula(6, 3, "=1/0", None, "#DIV/0!")
        sheet.write_string(6, 4, "  ")
        sheet.write_string(6, 5, "甲\x0b乙\u202e")

    assert rows_of(books.xlsx(draw)) == [
        SheetRow(5, [None, None, "姓名", 13800000001, 3.5, True]),
        SheetRow(7, [None, None, "2024-04-12", None, None, "甲乙"]),
    ]


def test_merged_cells_all_hold_the_value() -> None:
    def draw(book: Any, sheet: Any) -> None:
        sheet.merge_range(0, 0, 2, 0, "灯城县")
        sheet.merge_range(0, 1, 0, 2, "甲工会")
        sheet.write(1, 1, "乙工会")
        sheet.write(2, 1, "丙工会")

    assert [r.cells for r in rows_of(books.xlsx(draw))] == [
        ["灯城县", "甲工会", "甲工会"],
        ["灯城县", "乙工会"],
        ["灯城县", "丙工会"],
    ]


def test_hidden_rows_are_read_and_told() -> None:
    def draw(book: Any, sheet: Any) -> None:
        for line in range(4):
            sheet.write(line, 0, f"第{line}行")
        sheet.set_row(2, None, None, {"hidden": True})

    assert [(r.number, r.hidden) for r in rows_of(books.xlsx(draw))] == [
        (1, False),
        (2, False),
        (3, True),
        (4, False),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_text_tables_in_every_encoding(encoding: str, mark: str) -> None:
    text = f'姓名{mark}手机\n张示例{mark}="013800000001"\n"李{mark}示例"{mark}2\n'
    rows = [r.cells for r in rows_of(text.encode(encoding), name="book.csv")]
    assert rows == [["姓名", "手机"], ["张示例", "013800000001"], [f"李{mark}示例", "2"]]


def test_old_xls_and_ods_through_libreoffice(tmp_path: Path) -> None:
    source = tmp_path / "名册.xlsx"
    source.write_bytes(books.messy_people())
    office = shutil.which("soffice")
    assert office, "LibreOffice is part of the test machine"
    for kind in ("xls", "ods"):
        command = [
            office,
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            kind,
        ]
        subprocess.run(
            [*command, "--outdir", str(tmp_path), str(source)], check=True, capture_output=True, timeout=120
        )
        with open_workbook(tmp_path / f"名册.{kind}") as workbook:
            rows = list(workbook.rows(0))
        named = {as_read for row in rows for as_read in row.cells if isinstance(as_read, str)}
        assert {"张 示例", "盐都市总工会"} <= named, kind


def test_a_reader_that_dies_is_a_sentence_not_a_fault(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = tmp_path / "dies.py"
    script.write_text("import os; os.abort()")
    monkeypatch.setattr(reader, "__file__", str(script))
    assert problem_of(books.table([["甲"]])) == "too_big"
