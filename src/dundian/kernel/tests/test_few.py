"""Nobody works out a small count from the sums that are shown: every filling that a reader could think of is tried."""

import random
from collections.abc import Iterator
from typing import Any

import pytest

from dundian.kernel.few import Hidden, Key, Sum, Told, hidden

FLOOR = 3
Values = dict[Key, int]


def one_way(column: list[int]) -> tuple[Values, list[Sum]]:
    parts: list[Key] = [("cell", i) for i in range(len(column))]
    return {"all": sum(column), **dict(zip(parts, column, strict=True))}, [Sum("all", parts)]


def two_ways(rows: list[list[int]]) -> tuple[Values, list[Sum]]:
    high, wide = len(rows), len(rows[0])
    values: Values = {"all": sum(map(sum, rows))}
    values |= {("row", i): sum(row) for i, row in enumerate(rows)}
    values |= {("column", j): sum(row[j] for row in rows) for j in range(wide)}
    values |= {(i, j): n for i, row in enumerate(rows) for j, n in enumerate(row)}
    sums = [Sum("all", [("row", i) for i in range(high)]), Sum("all", [("column", j) for j in range(wide)])]
    sums += [Sum(("row", i), [(i, j) for j in range(wide)]) for i in range(high)]
    sums += [Sum(("column", j), [(i, j) for i in range(high)]) for j in range(wide)]
    return values, sums


def shown(values: Values, found: Hidden) -> list[str]:
    marks = {Told.SMALL: "<", Told.BESIDE: "*"}
    return [marks[found[key]] if key in found else str(n) for key, n in values.items() if key != "all"]


def fillings(values: Values, sums: list[Sum], found: Hidden) -> Iterator[Values]:
    """Ways in which the hidden numbers could be, for a reader who knows the rules and all that is shown.

    Those far from the truth are left out: that there is another way near it is enough.
    """
    told = {key: n for key, n in values.items() if key not in found}
    left = list(found)
    blurred = any(told is Told.BESIDE and values[key] < FLOOR for key, told in found.items())

    def fits(sofar: Values) -> bool:
        for one in sums:
            parts = [sofar[key] for key in one.parts if key in sofar]
            if one.whole in sofar:
                whole, full = sofar[one.whole], len(parts) == len(one.parts)
                if sum(parts) > whole or (full and sum(parts) != whole):
                    return False
        return True

    def go_on(sofar: Values, place: int) -> Iterator[Values]:
        if not fits(sofar):
            return
        if place == len(left):
            yield sofar
            return
        key = left[place]
        low, near = 0 if blurred else FLOOR, values[key]
        ways = range(1, FLOOR) if found[key] is Told.SMALL else range(max(low, near - 2), near + 3)
        for n in ways:
            yield from go_on({**sofar, key: n}, place + 1)

    yield from go_on(told, 0)


def stays_open(values: Values, sums: list[Sum], found: Hidden) -> None:
    small = {key for key, n in values.items() if 0 < n < FLOOR}
    assert small <= found.keys()
    seen: dict[Key, set[int]] = {key: set() for key in small}
    for filling in fillings(values, sums, found):
        for key in seen:
            seen[key].add(filling[key])
        if all(len(ways) > 1 for ways in seen.values()):
            return
    assert not small, (values, found, seen)


def test_a_small_count_takes_the_smallest_beside_it_along() -> None:
    values, sums = one_way([9, 2, 5, 7])
    assert shown(values, hidden(values, sums, FLOOR, known=["all"])) == ["9", "<", "*", "7"]
    values, sums = one_way([9, 0, 5])
    assert shown(values, hidden(values, sums, FLOOR, known=["all"])) == ["9", "0", "5"]


def test_where_nothing_is_large_enough_all_that_could_be_it_are_told_alike() -> None:
    values, sums = one_way([2, 0, 2])
    assert shown(values, hidden(values, sums, FLOOR, known=["all"])) == ["*", "0", "*"]


def test_two_squares_joined_by_a_bridge_do_not_tell_the_bridge() -> None:
    """Two hidden in every line, and yet the one that joins the squares could be worked out by hiding those alone."""
    rows = [[2, 2, 9, 9, 9], [2, 2, 2, 9, 9], [9, 9, 9, 2, 2], [9, 9, 9, 2, 2], [9, 9, 2, 9, 9]]
    values, sums = two_ways(rows)
    found = hidden(values, sums, FLOOR, known=["all"])
    assert found[1, 2] is Told.SMALL
    stays_open(values, sums, found)


def test_what_is_hidden_elsewhere_is_not_told_by_its_parts() -> None:
    values, sums = one_way([9, 8, 7])
    assert hidden(values, sums, FLOOR, known=["all"]) == {}
    found = hidden(values, sums, FLOOR, known=["all"], before={"all": Told.BESIDE})
    assert sorted(map(str, found)) == ["('cell', 2)", "all"]


@pytest.mark.parametrize("seed", range(3))
def test_nobody_works_a_count_out_of_one_column(seed: int) -> None:
    chance = random.Random(seed)
    for _turn in range(150):
        values, sums = one_way([chance.choice([0, 1, 2, 3, 4, 5, 8]) for _n in range(chance.randint(1, 5))])
        stays_open(values, sums, hidden(values, sums, FLOOR, known=["all"]))


@pytest.mark.parametrize("seed", range(3))
def test_nobody_works_a_count_out_of_rows_and_columns(seed: int) -> None:
    chance = random.Random(seed)
    for _turn in range(40):
        high, wide = chance.choice([(1, 3), (2, 2), (2, 3), (3, 2)])
        rows: Any = [[chance.choice([0, 0, 1, 2, 3, 4, 6, 9]) for _j in range(wide)] for _i in range(high)]
        values, sums = two_ways(rows)
        stays_open(values, sums, hidden(values, sums, FLOOR, known=["all"]))


def test_sums_that_form_no_network_are_refused() -> None:
    with pytest.raises(ValueError, match="two sums"):
        hidden({"a": 1, "b": 1}, [Sum("b", ["a"])] * 3, FLOOR)
