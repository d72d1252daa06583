"""What leaves the house tells nobody who the few are: small counts of people and of their concerns are hidden.

A count of one or two in a small union is as good as a name. It is shown as “<3”, and as many cells beside it are hidden
(“*”) as it takes that no total of a row or column, published elsewhere, gives it away: cell suppression with
complementary cells (Willenborg and de Waal, Elements of Statistical Disclosure Control, 2001, chapter 3).

Inside the house numbers stay whole, for there they open the rows that they count. A zero is no small count.
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from dundian.insight.boards import Cell, Grid
from dundian.insight.figures import Number

# Figures that count people, or what few people have said.
ABOUT_PEOPLE = frozenset(
    {
        "concerns_raised",
        "concerns_workers",
        "concerns_open",
        "concerns_closed",
        "concerns_late",
        "people_met",
        "workers_unreached",
    }
)
BESIDE = "*"
Place = tuple[int, int]
Line = Sequence[Place]


def is_small(key: str, value: Number | None) -> bool:
    return key in ABOUT_PEOPLE and value is not None and 0 < value < settings.SMALLEST_COUNT


def below() -> str:
    return f"<{settings.SMALLEST_COUNT}"


def explained() -> tuple[str, str]:
    """What stands with a table that was published, as its conditions do."""
    words = _("%(small)s: fewer than %(n)d; %(beside)s: hidden, so that totals do not tell")
    told = words % {"small": below(), "n": settings.SMALLEST_COUNT, "beside": BESIDE}
    return _("Small counts"), told


def rows_of(grid: Grid) -> list[list[Any]]:
    """The table's rows as they may be published: label, then numbers, “<3” or “*”."""
    hidden = hidden_in([cells for _label, _url, cells in grid.rows], grid.keys, crossed=grid.crossed)
    shown = {True: below(), False: BESIDE}
    return [
        [str(label), *(shown[hidden[i, j]] if (i, j) in hidden else c.value for j, c in enumerate(cells))]
        for i, (label, _url, cells) in enumerate(grid.rows)
    ]


def hidden_in(rows: Sequence[Sequence[Cell]], keys: Sequence[str], *, crossed: bool) -> dict[Place, bool]:
    """The cells to hide: True where the count is small, False where it only stands beside one.

    Numbers add up down a column, and along a row too when both ways split one figure (`crossed`).
    """
    numbers = {(i, j): cell.value or 0 for i, cells in enumerate(rows) for j, cell in enumerate(cells)}
    hidden = {place: True for place, n in numbers.items() if is_small(keys[place[1]], n)}
    if not hidden:
        return hidden
    lines: list[Line] = [[(i, j) for i in range(len(rows))] for j in range(len(keys))]
    if crossed:
        lines += [[(i, j) for j in range(len(keys))] for i in range(len(rows))]
    waiting = True
    while waiting:
        waiting = False
        for line in lines:
            if beside := _one_more(line, numbers, hidden):
                hidden[beside] = False
                waiting = True
    return hidden


def _one_more(line: Line, numbers: dict[Place, Number], hidden: dict[Place, bool]) -> Place | None:
    """The cell to hide next so that the line's total gives nothing away; None when it does not."""
    if not _tells(line, numbers, hidden):
        return None
    left = [place for place in line if place not in hidden]
    return min(left, key=lambda place: (numbers[place] == 0, numbers[place], place), default=None)


def _tells(line: Line, numbers: dict[Place, Number], hidden: dict[Place, bool]) -> bool:
    """Whether somebody who knows the total and these rules can work a hidden count out."""
    floor = settings.SMALLEST_COUNT
    inside = [place for place in line if place in hidden]
    if not inside:
        return False
    whole = sum(numbers[place] for place in inside)
    small = sum(hidden[place] for place in inside)
    beside = len(inside) - small
    if len(inside) == 1:
        return True
    if not beside:
        return whole in (small, small * (floor - 1))
    return whole <= small + beside * floor
