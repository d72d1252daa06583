"""What offices write in cells."""

from datetime import date
from typing import Any

import pytest

from dundian.exchange import cells
from dundian.exchange.cells import BadCell


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (13800000001, "13800000001"),
        (1.3800000001e10, "13800000001"),
        ("1.3800000001E+10", "13800000001"),
        ("138-0000-0001", "13800000001"),
        ("138 0000 0001", "13800000001"),
        ("+86 13800000001", "13800000001"),
        ("8613800000001", "13800000001"),
        ("１３８００００００１１", "13800000011"),
        ("0813-8123456", "08138123456"),
        ("（0813）8123456", "08138123456"),
    ],
)
def test_phones(cell: Any, number: str) -> None:
    assert cells.phone(cell) == number


@pytest.mark.parametrize(
    "cell", ["1.38E+10", "12345", "13800000001、13900000002", "无号码", "1380000000x", True, 1.5]
)
def test_no_phones(cell: Any) -> None:
    with pytest.raises(BadCell):
        cells.phone(cell)


def test_lost_digits_have_a_sentence_of_their_own() -> None:
    with pytest.raises(BadCell, match="丢失"):
        cells.phone("1.38E+10")


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (1200.0, 1200),
        ("1200人", 1200),
        ("1,200", 1200),
        ("１２００", 1200),
        ("约1.2万人", 12000),
        ("1200余人", 1200),
        ("3千", 3000),
        ("0", 0),
        ("120名", 120),
        (" 1 200 ", 1200),
    ],
)
def test_counts(cell: Any, number: int) -> None:
    assert cells.count()(cell) == number


@pytest.mark.parametrize("cell", [-3, "12.5", 12.5, "很多", 10**12, "1e400", True, "１２ab", "1.2.3", ","])
def test_no_counts(cell: Any) -> None:
    with pytest.raises(BadCell):
        cells.count()(cell)


@pytest.mark.parametrize(
    "cell", ["2024-04-12", "2024.4.12", "2024/4/12", "2024年4月12日", "20240412", 45394, "45394", 45394.0]
)
def test_days(cell: Any) -> None:
    assert cells.day(cell) == date(2024, 4, 12)


@pytest.mark.parametrize("cell", ["2024-13-01", "4月12日", "昨天", 3, "2024", "２０２４"])
def test_no_days(cell: Any) -> None:
    with pytest.raises(BadCell):
        cells.day(cell)


@pytest.mark.parametrize(
    "cell", [1985, 1985.0, "1985", "1985.3", "1985年3月", "198503", "1985-03-09", "1985年", 31115]
)
def test_birth_years(cell: Any) -> None:
    assert cells.birth_year(cell) == 1985


@pytest.mark.parametrize("cell", ["1885", "2030", "85年", "三月", 9])
def test_no_birth_years(cell: Any) -> None:
    with pytest.raises(BadCell):
        cells.birth_year(cell)


def test_words_are_split_and_stripped_of_their_numbering() -> None:
    read = cells.words(20)
    assert read("1.制度不完善；2、服务不足，人员少\n 制度不完善。") == ["制度不完善", "服务不足", "人员少"]
    with pytest.raises(BadCell):
        read("、".join(str(n) for n in range(100, 120)))


def test_names_lose_the_space_that_aligns_them() -> None:
    read = cells.person_name(40)
    assert read("张 三") == "张三"
    assert read("阿依·古丽") == "阿依·古丽"
    assert read("Mary Sample") == "Mary Sample"


@pytest.mark.parametrize("text", ["长" * 41, "😀" * 41])
def test_overlong_text_is_told_its_length(text: str) -> None:
    with pytest.raises(BadCell, match="41"):
        cells.line(40)(text)


def test_hostile_characters_vanish_and_emoji_stay() -> None:
    assert cells.line(40)("\u202e张\x00三\u200b😀") == "张三😀"


def test_one_of_knows_words_by_any_width_and_names_what_it_offers() -> None:
    read = cells.one_of({"开发区（产业园区）工会": "park"}, ["开发区（产业园区）工会"])
    assert read("开发区(产业园区)工会") == "park"
    assert read(" 开发区 （产业园区） 工会") == "park"
    with pytest.raises(BadCell, match="产业园区"):
        read("别的")


@pytest.mark.parametrize("cell", [None, "", " ", "　", "无", "/", "—", "N/A"])
def test_signs_for_nothing(cell: Any) -> None:
    assert cells.is_blank(cell)
