"""A board as it may be published: its tables hide small counts together, so that none tells what another one hides.

It opens nothing, and it has no calendar: a single day's visits at a site are as good as names.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dundian.exchange.export import Column, Sheet
from dundian.insight import boards, publishing, queries
from dundian.insight.axes import AXES
from dundian.insight.boards import Cell, Comparison, Grid, Shown
from dundian.insight.panels import PANELS, Panel, panels_of
from dundian.insight.publishing import ALL, hidden_in, is_small
from dundian.insight.queries import Target
from dundian.insight.scope import Scope
from dundian.kernel.few import Hidden, Key, Told
from dundian.ui.formats import day

NOT_PUBLISHED = ("heat",)
Context = dict[str, Any]


@dataclass
class PublicBoard:
    """`context` is what the templates of `panels` show, `more` the tables that follow them."""

    panels: list[Panel]
    context: Context
    sentences: list[SafeString] = field(default_factory=list)
    more: list[Grid] = field(default_factory=list)

    @property
    def grids(self) -> list[Grid]:
        found = [self.context.get(name) for name in ("topics", "raised", "areas", "kinds")]
        return [grid for grid in [*found, *self.more] if grid is not None and grid.rows]

    @property
    def says(self) -> str:
        """What was hidden, in a sentence."""
        marks = Counter(cell.mark for cell in self._cells() if cell.mark)
        beside = marks.pop(publishing.BESIDE, 0)
        return said(marks.total(), beside)

    def _cells(self) -> Iterable[Cell]:
        for grid in self.grids:
            for _label, _url, cells in grid.rows:
                yield from cells
        if comparison := self.context.get("comparison"):
            for line in comparison.lines:
                yield from line.cells
        yield from (target.reached for target in self.context.get("targets") or ())
        yield from (one.cell for one in (self.context.get("coverage") or {}).values())

    def sheets(self) -> list[Sheet]:
        """The tables as a workbook holds them."""
        found = []
        if comparison := self.context.get("comparison"):
            found.append(_comparison_sheet(comparison))
        if targets := self.context.get("targets"):
            found.append(_targets_sheet(targets))
        if coverage := self.context.get("coverage"):
            rows = [[str(one.figure.label), _told(one.cell)] for one in coverage.values()]
            columns = [Column(_("Figure"), 28), Column(_("Amount"), 14, "decimal")]
            found.append(Sheet(_("Coverage of grassroots unions"), columns, rows))
        return [*found, *(_grid_sheet(grid) for grid in self.grids)]


def said(small: int, beside: int) -> str:
    """The sentence that stands on what is published."""
    if not small and not beside:
        return _("No number of people or concerns had to be hidden (the floor is %(n)d).") % {
            "n": settings.SMALLEST_COUNT
        }
    few_ones = ngettext(
        "%(many)d number of people or concerns below %(n)d stands as “%(mark)s”",
        "%(many)d numbers of people or concerns below %(n)d stand as “%(mark)s”",
        small,
    ) % {"many": small, "n": settings.SMALLEST_COUNT, "mark": publishing.below()}
    if not beside:
        return _("%(few)s.") % {"few": few_ones}
    return _("%(few)s; %(beside)d more stand as “%(mark)s”, so that no sum tells the small ones.") % {
        "few": few_ones, "beside": beside, "mark": publishing.BESIDE,
    }  # fmt: skip


def published(scope: Scope) -> PublicBoard:
    scope = scope.but(links=False)
    panels = [panel for panel in panels_of(scope) if panel.key not in NOT_PUBLISHED]
    context: Context = {}
    for panel in panels:
        context |= panel.context(scope)
    numbers = queries.numbers_of(scope)
    totals = _totals(scope, numbers, context.get("comparison"))
    board = PublicBoard(panels, context)
    board.sentences = queries.told(scope, _veiled_numbers(numbers, totals))
    if context.get("comparison"):
        context["comparison"] = _veiled_comparison(context["comparison"], scope, totals)
    context["targets"] = [_veiled_target(target) for target in context.get("targets") or ()]
    context["coverage"] = _veiled_numbers(context.get("coverage") or {}, {})
    _veil_months(context, scope, totals)
    for name in ("areas", "kinds"):
        if grid := context.get(name):
            context[name] = publishing.veiled(grid, hidden_in(grid, _over(grid, totals, standing=True)))
    return board


def published_indicator(targets: Iterable[Target], grids: Iterable[Grid]) -> PublicBoard:
    """What was reached of an indicator, split in several ways: the tables share nothing but the whole.

    Without the comparison of periods: a sum of months, less those that are shown, would tell the one that is not.
    """
    panels = [panel for panel in PANELS if panel.key == "results"]
    tables = [publishing.veiled(grid, hidden_in(grid)) for grid in grids]
    for table in tables:
        if any(cell.mark for cell in table.totals):
            table.says = ""
    return PublicBoard(panels, {"targets": [_veiled_target(one) for one in targets]}, more=tables)


def _totals(scope: Scope, numbers: Mapping[str, Shown], comparison: Comparison | None) -> Hidden:
    """The totals that are hidden: by key those of the period, by ("now", key) those whatever the period."""
    now = {key: one.value for key, one in boards.shown(scope.during(None, None), publishing.CONCERNS).items()}
    period = {line.figure.key: line.cells[0].value for line in comparison.lines} if comparison else {}
    told = {key: one.value for key, one in numbers.items()} | period
    found, standing = publishing.hidden_totals(told), publishing.hidden_totals(now)
    if period.get("concerns_closed") != now.get(
        "concerns_closed"
    ):  # the page does not say how many were ever settled
        standing = {key: Told.SMALL for key, n in now.items() if is_small(key, n)}
    else:
        found |= {key: how for key, how in standing.items() if told.get(str(key)) == now[str(key)]}
    return found | {("now", key): how for key, how in standing.items()}


def _over(grid: Grid, totals: Mapping[Key, Told], *, standing: bool = False) -> Hidden:
    """The totals of a table's columns that are hidden already."""
    found: Hidden = {}
    for place, key in enumerate(grid.keys):
        told = totals.get(("now", key) if standing and key in publishing.CONCERNS else key)
        if told:
            found["column", place] = told
    return found


def _veil_months(context: Context, scope: Scope, totals: Mapping[Key, Told]) -> None:
    """Concerns by topic and month (by topic alone where they are few); their sums by month stand beside it."""
    topics, raised = context.get("topics"), context.get("raised")
    months: Hidden = {}
    if topics:
        whole = totals.get("concerns_raised")
        hidden = hidden_in(topics, {ALL: whole} if whole else {})
        if _mostly(hidden, topics):
            says, by_topic = topics.says, AXES["topic"]
            topics = boards.by_axis(scope, by_topic, ["concerns_raised"], _("Concerns by topic"))
            topics.chart, topics.says = "bar", says
            hidden = hidden_in(topics, {("column", 0): whole} if whole else {})
        else:
            months = {
                str(label): hidden["column", place]
                for place, label in enumerate(topics.columns)
                if ("column", place) in hidden
            }
        context["topics"] = publishing.veiled(topics, hidden)
        context["topics"].says = "" if _most(topics) in hidden or ALL in hidden else topics.says
    if raised:
        over = _over(raised, totals)
        over |= {
            (place, 0): months[str(label)]
            for place, (label, _url, _cells) in enumerate(raised.rows)
            if str(label) in months
        }
        context["raised"] = publishing.veiled(raised, hidden_in(raised, over))
        if any(cell.mark for cell in context["raised"].totals):
            context["raised"].says = ""


def _mostly(hidden: Hidden, grid: Grid) -> bool:
    """Whether more is hidden than told of what is not nought."""
    told = [(i, j) for i, (_l, _u, cells) in enumerate(grid.rows) for j, c in enumerate(cells) if c.value]
    return 2 * sum(place in hidden for place in told) > len(told)


def _most(grid: Grid) -> Key:
    """The row that the sentence over the table names."""
    sums = [sum(cell.value or 0 for cell in cells) for _label, _url, cells in grid.rows]
    place = sums.index(max(sums)) if sums else 0
    return ("row", place) if grid.crossed else (place, 0)


def _veiled_numbers(numbers: Mapping[str, Shown], totals: Mapping[Key, Told]) -> dict[str, Shown]:
    found = {}
    for key, one in numbers.items():
        told = totals.get(key) or (Told.SMALL if is_small(key, one.value) else None)
        found[key] = Shown(one.figure, _cell(one.cell, told))
    return found


def _cell(cell: Cell, told: Told | None) -> Cell:
    return Cell(None, mark=publishing.mark(told)) if told else Cell(cell.value)


def _veiled_comparison(comparison: Comparison, scope: Scope, totals: Mapping[Key, Told]) -> Comparison:
    lines = []
    for line in comparison.lines:
        key = line.figure.key
        small = [Told.SMALL if is_small(key, cell.value, scope.indicator) else None for cell in line.cells]
        one, two, three = map(_cell, line.cells, [totals.get(key) or small[0], *small[1:]])
        lines.append(replace(line, cells=(one, two, three)))
    return Comparison(comparison.periods, lines)


def _veiled_target(target: Target) -> Target:
    small = is_small("results", target.reached.value, target.indicator)
    return replace(target, reached=_cell(target.reached, Told.SMALL if small else None))


def _told(cell: Cell) -> Any:
    return cell.mark or cell.value


def _grid_sheet(grid: Grid) -> Sheet:
    columns = [Column(grid.corner, 28), *(Column(label, 14, "decimal") for label in grid.columns)]
    rows: list[Sequence[Any]] = [[str(label), *map(_told, cells)] for label, _url, cells in grid.rows]
    return Sheet(grid.title, columns, rows)


def _comparison_sheet(comparison: Comparison) -> Sheet:
    titles = [f"{day(since)}—{day(until)}" for since, until in comparison.periods]
    columns = [Column(_("Figure"), 28), *(Column(title, 24, "decimal") for title in titles)]
    rows = [[str(line.figure.label), *map(_told, line.cells)] for line in comparison.lines]
    return Sheet(_("This period, the last, and a year before"), columns, rows)


def _targets_sheet(targets: Sequence[Target]) -> Sheet:
    columns = [
        Column(_("Indicator"), 28),
        Column(_("Reached"), 14, "decimal"),
        Column(_("Target"), 14, "decimal"),
    ]
    rows = [[f"{one.name}（{one.indicator.measure}）", _told(one.reached), one.target] for one in targets]
    return Sheet(_("Results against targets"), columns, rows)
