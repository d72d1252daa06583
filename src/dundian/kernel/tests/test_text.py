"""Text as people paste it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dundian.kernel.text import clean_line, clean_text

BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("  富顺县\u3000总工会 ", "富顺县 总工会"),
        ("a\x00b\x07c", "abc"),
        (f"甲{BIDI}乙", "甲乙"),
        ("一行\r\n二行\r三行", "一行 二行 三行"),
        ("e\u0301", "\u00e9"),
        ("\ufeff开头\u200b零宽", "开头零宽"),
        ("👷‍♀️", "👷‍♀️"),
        ("\ud800x", "x"),
        ("", ""),
    ],
)
def test_one_line(typed: str, line: str) -> None:
    assert clean_line(typed) == line


def test_several_lines_keep_their_ends() -> None:
    assert clean_text(" 一\r\n二\u2028三\r四\t五 ") == "一\n二\n三\n四\t五"


@given(st.text())
def test_cleaning_twice_changes_nothing_and_leaves_nothing_dangerous(text: str) -> None:
    for clean in (clean_line, clean_text):
        once = clean(text)
        assert clean(once) == once
        assert not set(once) & {"\x00", *BIDI}
        once.encode("utf-8")
    assert "\n" not in clean_line(text)
