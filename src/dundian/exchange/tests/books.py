"""Real workbooks for tests, as offices keep them and as nobody should."""

import io
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import xlsxwriter

PEOPLE_HEADER = ["姓名", "工号", "性别", "工作单位", "职务", "手机号码"]


def xlsx(draw: Callable[[Any, Any], None], sheet: str = "名册") -> bytes:
    """A workbook whose first sheet `draw(book, sheet)` fills."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    draw(book, book.add_worksheet(sheet))
    book.close()
    return file.getvalue()


def table(rows: Sequence[Sequence[Any]], header: Sequence[Any] = PEOPLE_HEADER) -> bytes:
    """A plain workbook: header in row 1."""

    def draw(book: Any, sheet: Any) -> None:
        for line, row in enumerate([header, *rows]):
            for place, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(line, place, value)
                elif value is not None:
                    sheet.write(line, place, value)

    return xlsx(draw)


def messy_people(unit: str = "盐都市总工会") -> bytes:
    """A merged title, a two-line header in another order, phones as floats, dates as text, notes at the end."""

    def draw(book: Any, sheet: Any) -> None:
        sheet.merge_range(0, 0, 0, 8, "盐都市总工会2024年赴基层蹲点干部名册")
        sheet.merge_range(1, 0, 1, 8, "填报单位：盐都市总工会（盖章）        填报时间：2024年3月28日")
        for place, text in enumerate(["序号", "姓  名", "性\n别", "出生年月"]):
            sheet.merge_range(2, place, 3, place, text)
        sheet.merge_range(2, 4, 2, 5, "工作情况")
        sheet.write(3, 4, "单位")
        sheet.write(3, 5, "职务（现任）")
        sheet.merge_range(2, 6, 3, 6, "联系电话（手机）")
        sheet.merge_range(2, 7, 3, 7, "政治面貌")
        sheet.merge_range(2, 8, 3, 8, "备注")
        rows = [
            [1, "张 示例", "女", "1985.3", None, "部长", 13800000001.0, "党员", None],
            [2, "李示例", "男", "1990年11月", None, "干事", "138 0000 0002", "群众", "懂法律"],
            [3, "王示例", "男", "19881102", None, "主任", "１３８０００００００３", "党员", None],
        ]
        for line, row in enumerate(rows, 4):
            for place, value in enumerate(row):
                if value is not None:
                    sheet.write(line, place, value)
        sheet.merge_range(4, 4, 6, 4, unit)
        sheet.write(8, 0, 4)
        sheet.merge_range(9, 0, 9, 8, "合计：3人")
        sheet.write(11, 0, "填表人：某某")
        sheet.write(11, 4, "审核人：某某")
        sheet.merge_range(12, 0, 12, 8, "备注：本表一式两份。")

    return xlsx(draw)


def zipped(**members: str) -> bytes:
    """A zip with these members; "__" stands for "/" and "_dot_" for "."."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in members.items():
            package.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return file.getvalue()


def with_member(workbook: bytes, name: str, content: bytes) -> bytes:
    """The workbook with one more file inside."""
    file = io.BytesIO(workbook)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return file.getvalue()


def with_sheet(workbook: bytes, change: Callable[[str], str]) -> bytes:
    """The workbook with the XML of its first sheet changed."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                content = change(content.decode()).encode()
            new.writestr(entry.filename, content)
    return file.getvalue()


def encrypted() -> bytes:
    """The shape of a workbook with a password: an OLE2 container that holds an encrypted package."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504
    names = "EncryptionInfo".encode("utf-16-le") + b"\x00" * 40 + "EncryptedPackage".encode("utf-16-le")
    return head + names + b"\x00" * 4096


@contextmanager
def on_disk(content: bytes, name: str = "book.xlsx") -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        yield path
