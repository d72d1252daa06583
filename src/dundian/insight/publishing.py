"""What leaves the house tells nobody who the few are: small counts of people and of their concerns are hidden.

A count of one or two in a small union is as good as a name. It is shown as “<5”, and as many cells beside it are hidden
(“*”) as it takes that no sum of a row or column, shown with it or published elsewhere, gives it away (`kernel.few`).

Inside the house numbers stay whole, for there they open the rows that they count. A zero is no small count.
"""

from collections.abc import Hashable, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from dundian.campaign.models import Indicator
from dundian.insight.boards import Cell, Grid
from dundian.insight.figures import Number
from dundian.kernel import few
from dundian.kernel.few import Hidden, Key, Sum, Told

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
CONCERNS = ("concerns_raised", "concerns_closed", "concerns_open")
BESIDE = "*"
ALL = "all"


def is_about_people(key: str, indicator: Indicator | None = None) -> bool:
    if key == "results":
        return indicator is not None and indicator.counts_people
    return key in ABOUT_PEOPLE


def is_small(key: str, value: Number | None, indicator: Indicator | None = None) -> bool:
    return is_about_people(key, indicator) and few.is_small(value, settings.SMALLEST_COUNT)


def hidden_totals(values: Mapping[str, Number | None], indicator: Indicator | None = None) -> Hidden:
    """Which of these figures to hide. Concerns raised are those settled and those open: where the three say so, none
    may tell another.
    """
    found: Hidden = {key: Told.SMALL for key, n in values.items() if is_small(key, n, indicator)}
    raised, *parts = (values.get(key) for key in CONCERNS)
    if None in (raised, *parts) or raised != sum(part or 0 for part in parts):
        return found
    three: dict[Key, Number] = {key: values[key] or 0 for key in CONCERNS}
    return found | few.hidden(
        three, [Sum(CONCERNS[0], CONCERNS[1:])], settings.SMALLEST_COUNT, known=CONCERNS[:1]
    )


def below() -> str:
    return f"<{settings.SMALLEST_COUNT}"


def mark(told: Told | None) -> str:
    return {None: "", Told.SMALL: below(), Told.BESIDE: BESIDE}[told]


def explained() -> tuple[str, str]:
    """What stands with a table that was published, as its conditions do."""
    words = _("%(small)s: fewer than %(n)d; %(beside)s: hidden, so that totals do not tell")
    told = words % {"small": below(), "n": settings.SMALLEST_COUNT, "beside": BESIDE}
    return _("Small counts"), told


def rows_of(grid: Grid) -> list[list[Any]]:
    """The table's rows as they may be published: label, then numbers, “<5” or “*”."""
    return [
        [str(label), *(cell.mark or cell.value for cell in cells)]
        for label, _url, cells in veiled(grid, hidden_in(grid)).rows
    ]


def veiled(grid: Grid, hidden: Mapping[Key, Told]) -> Grid:
    """The table with marks for what is hidden; it opens nothing."""

    def cell(key: Key, value: Number | None) -> Cell:
        return Cell(None, mark=mark(hidden[key])) if key in hidden else Cell(value)

    rows = [
        (label, "", [cell((i, j), one.value) for j, one in enumerate(cells)])
        for i, (label, _url, cells) in enumerate(grid.rows)
    ]
    totals = [cell(("column", j), n) for j, n in enumerate(grid.total)]
    return Grid(grid.title, grid.corner, grid.columns, rows, grid.chart, grid.says, grid.keys, totals=totals)


def hidden_in(grid: Grid, before: Mapping[Key, Told] | None = None) -> Hidden:
    """What to hide: cells by (row, column), sums by ("column", n) and ("row", n), the whole as `ALL`.

    `before`: sums that are hidden already. Sums are settled before the cells, as a table of them alone would be.
    """
    values, sums = _sums_of(grid)
    top = [one for one in sums if one.whole == ALL]
    known = {ALL} if top else {one.whole for one in sums}
    given = {key: told for key, told in (before or {}).items() if key in values}
    if top:
        margins = {key: n for key, n in values.items() if key == ALL or key[0] in ("row", "column")}
        given = few.hidden(margins, top, settings.SMALLEST_COUNT, known=known, before=given)
    return few.hidden(values, sums, settings.SMALLEST_COUNT, known=known, before=given)


def _sums_of(grid: Grid) -> tuple[dict[Any, Number], list[Sum]]:
    """Every number that is about people, and the sums in which they stand: down a column where it holds one quantity,
    along a row too when both ways split one figure.
    """
    values: dict[Any, Number] = {}
    what: dict[Any, Hashable] = {}
    for i, (label, _url, cells) in enumerate(grid.rows):
        for j, cell in enumerate(cells):
            indicator = next(
                (one for one in (label, grid.columns[j], grid.indicator) if isinstance(one, Indicator)), None
            )
            if is_about_people(grid.keys[j], indicator):
                values[i, j] = cell.value or 0
                what[i, j] = grid.keys[j], indicator.pk if indicator else None
    high, wide = range(len(grid.rows)), range(len(grid.columns))
    lines: list[tuple[Any, list[Any]]] = [(("column", j), [(i, j) for i in high]) for j in wide]
    if grid.crossed:
        lines += [(("row", i), [(i, j) for j in wide]) for i in high]
    sums = []
    for whole, line in lines:
        if line and len({what.get(place) for place in line}) == 1 and line[0] in what:
            sums.append(Sum(whole, line))
            values[whole] = sum(values[place] for place in line)
    wholes: list[Any] = [one.whole for one in sums]
    if grid.crossed and len(wholes) == len(high) + len(wide) and len(set(what.values())) == 1:
        sums += [Sum(ALL, [whole for whole in wholes if whole[0] == way]) for way in ("row", "column")]
        values[ALL] = sum(n for place, n in values.items() if place in what)
    return values, sums
