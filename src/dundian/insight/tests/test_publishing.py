"""What is published hides who the few are, and no total gives them away."""

import random
from itertools import product
from typing import Any

import pytest
from django.urls import reverse

from dundian.concerns.actions import raise_concern
from dundian.insight import publishing
from dundian.insight.boards import Cell
from dundian.org.cast import Cast, client_of

FLOOR = 3


def hidden(rows: list[list[int]], key: str = "concerns_raised", crossed: bool = True) -> list[list[str]]:
    found = publishing.hidden_in(
        [[Cell(n) for n in row] for row in rows], [key] * len(rows[0]), crossed=crossed
    )
    words = {True: "<", False: "*"}
    return [
        [words[found[i, j]] if (i, j) in found else str(n) for j, n in enumerate(row)]
        for i, row in enumerate(rows)
    ]


def test_a_small_count_hides_and_takes_the_smallest_beside_it_along() -> None:
    assert hidden([[9], [2], [5], [7]], crossed=False) == [["9"], ["<"], ["*"], ["7"]]
    assert hidden([[9], [0], [5]], crossed=False) == [["9"], ["0"], ["5"]]


def test_what_does_not_count_people_stays() -> None:
    assert hidden([[1, 2]], key="tasks") == [["1", "2"]]


def test_both_ways_are_guarded_where_one_figure_is_split_twice() -> None:
    shown = hidden([[1, 8, 9], [7, 6, 5], [8, 9, 7]])
    for line in [*shown, *zip(*shown, strict=True)]:
        assert sum(cell in "<*" for cell in line) != 1


def test_it_can_be_turned_off(settings: Any) -> None:
    settings.SMALLEST_COUNT = 0
    assert hidden([[1, 2]]) == [["1", "2"]]


def test_nobody_works_a_count_out_from_a_total() -> None:
    """Every way in which the hidden cells could add up to what is known leaves each small one open."""
    chance = random.Random(20240619)
    for _turn in range(400):
        column = [chance.choice([0, 1, 2, 3, 4, 5, 8]) for _row in range(chance.randint(2, 6))]
        shown = [row[0] for row in hidden([[n] for n in column], crossed=False)]
        if all(cell in "<*" for cell in shown):
            continue  # nothing was left to hide beside
        inside = [(cell, n) for cell, n in zip(shown, column, strict=True) if cell in "<*"]
        whole = sum(n for _cell, n in inside)
        ranges = [range(1, FLOOR) if cell == "<" else range(FLOOR, whole + 1) for cell, _n in inside]
        ways = [way for way in product(*ranges) if sum(way) == whole]
        for place, (cell, _n) in enumerate(inside):
            assert cell == "*" or len({way[place] for way in ways}) > 1, (column, shown)


@pytest.mark.django_db
def test_an_export_to_publish_hides_and_says_so(cast: Cast) -> None:
    for topic in ("wages", "wages", "wages", "wages", "safety"):
        raise_concern(unit=cast.ground.site, text=f"{topic}", topic=topic, actor=cast.cadre)
    asked = {"figure": "concerns_raised", "down": "topic", "export_as": "csv"}
    office = client_of(cast.office_city)
    whole = office.get(reverse("insight:table_export"), asked).getvalue().decode("utf-8-sig")
    told = (
        office.get(reverse("insight:table_export"), {**asked, "publish": "1"}).getvalue().decode("utf-8-sig")
    )
    assert sorted(line.split(",")[1] for line in whole.splitlines()[1:] if line.split(",")[1] not in "0") == [
        "1",
        "4",
    ]
    assert sorted(line.split(",")[1] for line in told.splitlines()[1:] if line.split(",")[1] not in "0") == [
        "*",
        "<3",
    ]
    page = office.get(reverse("insight:table_build"), asked).content.decode()
    assert "publish=1" in page
