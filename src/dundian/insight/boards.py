"""What a dashboard shows: one set of parts for every scope. Each number carries the list of the rows it counts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from dundian.campaign.models import Indicator
from dundian.insight import measuring
from dundian.insight.axes import AXES, Axis, top_of
from dundian.insight.figures import FIGURES, Figure, Number
from dundian.insight.scope import Scope, previous, year_before
from dundian.org.models import Unit, UnitKind
from dundian.ui.formats import NULL, number

Text = str | Promise


@dataclass(frozen=True)
class Cell:
    """A number and the list it counts; without `url` it is only shown. `mark` stands for one that is hidden."""

    value: Number | None
    url: str = ""
    mark: str = ""

    @property
    def link(self) -> SafeString | str:
        if self.mark:
            return self.mark
        if self.value is None:
            return NULL
        if not self.url:
            return number(self.value)
        made = f'<a class="figure-link" href="{escape(self.url)}">{escape(number(self.value))}</a>'
        return mark_safe(made)  # noqa: S308  (escaped)


@dataclass(frozen=True)
class Shown:
    """A figure with its value."""

    figure: Figure
    cell: Cell

    @property
    def key(self) -> str:
        return self.figure.key

    @property
    def value(self) -> Number | None:
        return self.cell.value

    @property
    def url(self) -> str:
        return self.cell.url

    @property
    def link(self) -> SafeString | str:
        return self.cell.link


def shown(scope: Scope, keys: Sequence[str]) -> dict[str, Shown]:
    """The figures that the person may open, by key."""
    found = measuring.values(scope, keys)
    return {key: Shown(FIGURES[key], Cell(value, FIGURES[key].url(scope))) for key, value in found.items()}


@dataclass(frozen=True)
class Compared:
    """A figure over this period, the last and the year before."""

    figure: Figure
    cells: tuple[Cell, Cell, Cell]

    @property
    def change(self) -> str:
        """+12.5 % against the last period; empty when there was nothing, or one of them is hidden."""
        if self.cells[0].mark or self.cells[1].mark:
            return ""
        now, last = self.cells[0].value or 0, self.cells[1].value or 0
        if not last:
            return ""
        share = 100 * (float(now) - float(last)) / float(last)
        return f"{share:+.1f}%"


COMPARED = (
    "logs",
    "people_met",
    "concerns_raised",
    "concerns_closed",
    "tasks_done",
    "support_given",
    "support_spent",
    "reports_due",
)


@dataclass(frozen=True)
class Comparison:
    periods: tuple[tuple[date, date], ...]
    lines: list[Compared]


def comparison(scope: Scope) -> Comparison | None:
    return comparison_of(scope, COMPARED)


def comparison_of(scope: Scope, keys: Sequence[str]) -> Comparison | None:
    """This period against the last of the same length and the same days a year before."""
    if not (scope.since and scope.until):
        return None
    now = (scope.since, scope.until)
    periods = (now, previous(*now), year_before(*now))
    found = measuring.over_periods(scope, keys, periods)
    lines = []
    for key, numbers in found.items():
        figure = FIGURES[key]
        one, two, three = (
            Cell(n, figure.url(scope.during(*p))) for n, p in zip(numbers, periods, strict=True)
        )
        lines.append(Compared(figure, (one, two, three)))
    return Comparison(periods, lines)


@dataclass
class Grid:
    """A table of figures along one or two axes; `chart` is how it is drawn ("", "bar", "stack", "line")."""

    title: Text
    corner: Text
    columns: list[Text]
    rows: list[tuple[Any, str, list[Cell]]] = field(default_factory=list)
    chart: str = ""
    says: Text = ""
    keys: list[str] = field(default_factory=list)  # of the figure in each column
    crossed: bool = False  # one figure split both ways
    indicator: Indicator | None = None  # whose results it counts
    totals: list[Cell] = field(default_factory=list)  # where they are not simply the sums

    @property
    def total(self) -> list[Number]:
        return [sum(cells[i].value or 0 for _l, _u, cells in self.rows) for i in range(len(self.columns))]

    @property
    def is_veiled(self) -> bool:
        """Whether a number is hidden: a drawing would show it as none."""
        return any(cell.mark for _label, _url, cells in self.rows for cell in cells)

    @property
    def foot(self) -> list[Cell]:
        return self.totals or [Cell(n) for n in self.total]

    @property
    def body(self) -> SafeString:
        """The rows of its table; hundreds of cells, so they are written without a template."""
        return mark_safe("".join([_row(*row) for row in self.rows]))  # noqa: S308  (escaped where they are made)

    @property
    def is_empty(self) -> bool:
        return not any(cell.value or cell.mark for _label, _url, cells in self.rows for cell in cells)


def _row(label: Any, url: str, cells: Sequence[Cell]) -> str:
    said = escape(str(label))
    head = f'<a href="{escape(url)}">{said}</a>' if url else said
    told = [f'<td class="num" data-value="{cell.value or 0}">{cell.link}</td>' for cell in cells]
    return f'<tr><th scope="row">{head}</th>{"".join(told)}</tr>'


def by_axis(scope: Scope, axis: Axis, keys: Sequence[str], title: Text) -> Grid:
    """Several figures along one axis: a column for each figure that the person may see and that can be split so."""
    figures = [FIGURES[k] for k in keys if FIGURES[k].allowed(scope) and axis.suits(FIGURES[k])]
    found: dict[Any, dict[str, Cell]] = {}
    parts = measuring.split_together(figures, scope, axis)
    seen = {value for rows in parts.values() for value, _n in rows}
    words = axis.labels(figures[0], seen) if figures else {}
    themselves = {axis.key: axis.themselves(scope, seen)}
    for figure in figures:
        for value, n in parts[figure.key]:
            url = measuring.address(figure, scope, [(axis, _object(words[value], value))], themselves)
            found.setdefault(value, {})[figure.key] = Cell(n, url)
    labels, keys = [f.label for f in figures], [f.key for f in figures]
    grid = Grid(title, axis.label, labels, keys=keys, indicator=scope.indicator)
    for value, label in words.items():
        cells = [found.get(value, {}).get(f.key, Cell(0)) for f in figures]
        grid.rows.append((label, "", cells))
    return grid


def _object(label: Any, value: Any) -> Any:
    """The object itself where the axis knows it, so that no page asks for it again."""
    return label if hasattr(label, "pk") else value


def crossed(scope: Scope, figure: Figure, down: Axis, across: Axis, title: Text = "") -> Grid:
    """One figure along two axes."""
    parts = measuring.split_by(figure, scope, [down, across])
    below = down.labels(figure, {values[0] for values, _n in parts})
    beside = across.labels(figure, {values[1] for values, _n in parts})
    amounts = dict(parts)
    themselves = {down.key: down.themselves(scope, below), across.key: across.themselves(scope, beside)}
    keys = [figure.key for _one in beside]
    grid = Grid(title or figure.label, down.label, list(beside.values()), keys=keys, crossed=True)
    grid.indicator = scope.indicator
    for value, label in below.items():
        cells = []
        for other, word in beside.items():
            n = amounts.get((value, other), 0)
            at = [(down, _object(label, value)), (across, _object(word, other))]
            cells.append(Cell(n, measuring.address(figure, scope, at, themselves) if n else ""))
        grid.rows.append((label, "", cells))
    return grid


def topics(scope: Scope) -> Grid | None:
    """Concerns by topic and month of raising."""
    figure = FIGURES["concerns_raised"]
    if not figure.allowed(scope):
        return None
    grid = crossed(scope, figure, AXES["topic"], AXES["month"], _("Concerns by topic and month"))
    grid.chart = "stack"
    ranked = sorted(
        ((sum(c.value or 0 for c in cells), label) for label, _u, cells in grid.rows), key=lambda r: -r[0]
    )
    whole = sum(n for n, _label in ranked)
    if whole:
        most, label = ranked[0]
        grid.says = _("%(topic)s is raised most: %(n)s of %(whole)s concerns.") % {
            "topic": label, "n": number(most), "whole": number(whole),
        }  # fmt: skip
    return grid


def raised_and_settled(scope: Scope) -> Grid | None:
    """Concerns raised and settled by month."""
    if not FIGURES["concerns_raised"].allowed(scope):
        return None
    grid = by_axis(
        scope,
        AXES["month"],
        ("concerns_raised", "concerns_closed"),
        _("Concerns raised and settled by month"),
    )
    grid.chart = "bar"
    raised, settled = [*grid.total, 0, 0][:2]
    grid.says = _("%(raised)s concerns were raised, %(settled)s settled.") % {
        "raised": number(raised), "settled": number(settled),
    }  # fmt: skip
    return grid


COVERAGE = ("unions", "unions_reached", "unions_unreached", "workers_unreached")
WIDE = (UnitKind.PROVINCE, UnitKind.PREFECTURE)
AREA_COLUMNS = (
    "sites",
    "sites_active",
    "tasks",
    "tasks_done",
    "tasks_late",
    "concerns_raised",
    "concerns_open",
    "concerns_late",
    "support_open",
    "unions_unreached",
    "workers_unreached",
)


def areas(scope: Scope) -> Grid:
    """How things stand in each area beneath, in administrative order; whatever the period."""
    now, top = scope.during(None, None), top_of(scope)
    narrow = top is not None and top.kind not in WIDE
    keys = [key for key in AREA_COLUMNS if not (narrow and key.endswith("unreached"))]
    grid = by_axis(now, AXES["area"], keys, _("Areas, in administrative order"))
    if scope.links:
        grid.rows = [(label, _board_of(label), cells) for label, _url, cells in grid.rows]
    return grid


def _board_of(label: Any) -> str:
    if isinstance(label, Unit) and label.is_federation:
        return reverse("insight:area_board", args=[label.pk])
    return ""


def kinds(scope: Scope) -> Grid:
    now = scope.during(None, None)
    keys = (
        "sites",
        "sites_active",
        "tasks_late",
        "concerns_open",
        "unions",
        "unions_reached",
        "unions_unreached",
    )
    return by_axis(now, AXES["union"], keys, _("Kinds of union"))
