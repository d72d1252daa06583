"""Drawings made by the server: a calendar of days, and a schematic map of areas. The templates only write them down.

Both say nothing that their tables do not say. The map is a grid of cells in administrative order, no geography: a drawn
boundary would need an approved map and its number.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from html import escape
from itertools import islice
from math import ceil

from django.db.models import Count
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from dundian.insight import tallies
from dundian.insight.axes import top_of
from dundian.insight.boards import Cell
from dundian.insight.figures import FIGURES, narrowed_url
from dundian.insight.scope import Scope
from dundian.kernel import calendar, clock
from dundian.kernel.fields import label_at
from dundian.org.models import KIND_ORDER, Unit, UnitKind
from dundian.ui import formats
from dundian.ui.addresses import address
from dundian.ui.drawing import shortened
from dundian.ui.formats import number

STEP, BOX, LEFT, TOP = 15, 12, 34, 22
LONGEST = 371  # days: fifty-three weeks
SHADES = 5


@dataclass(frozen=True)
class DayBox:
    """One day of the calendar; `shade` 0 is nothing, 5 the most."""

    day: date
    x: int
    y: int
    shade: int
    cell: Cell
    works: bool
    ahead: bool

    @property
    def svg(self) -> str:
        off, ahead = "" if self.works else " heat-off", " heat-ahead" if self.ahead else ""
        return (
            f'<rect class="heat-day heat-{self.shade}{off}{ahead}" x="{self.x}" y="{self.y}" width="{BOX}" '
            f'height="{BOX}" rx="2"><title>{escape(formats.day(self.day))}：{number(self.cell.value)}</title></rect>'
        )


@dataclass(frozen=True)
class Heat:
    """Logs by day: weeks run to the right, Monday on top. `months` are labels with their x."""

    days: list[DayBox]
    months: list[tuple[int, date]]
    weeks: list[tuple[date, list[DayBox], int]]
    width: int
    height: int
    most: int
    says: str = ""

    @property
    def svg(self) -> SafeString:
        """A box for each day; hundreds, so they are written without a template."""
        return mark_safe("".join([box.svg for box in self.days]))  # noqa: S308  (escaped where they are made)

    @property
    def rows(self) -> SafeString:
        """The weeks of the table. Days before the first and after the last stay empty."""
        before = "<td></td>" * (self.days[0].day.weekday() if self.days else 0)
        after = "<td></td>" * (6 - self.days[-1].day.weekday() if self.days else 0)
        lines = [
            f'<tr><th scope="row" class="nowrap">{escape(formats.day(monday))}</th>{before if n == 0 else ""}'
            + "".join([f'<td class="num">{box.cell.link}</td>' for box in boxes])
            + f'{after if n == len(self.weeks) - 1 else ""}<td class="num">{number(whole)}</td></tr>'
            for n, (monday, boxes, whole) in enumerate(self.weeks)
        ]
        return mark_safe("".join(lines))  # noqa: S308  (escaped where they are made)


def heat(scope: Scope) -> Heat | None:
    """A calendar of the logs in the scope's days (the last fifty-three weeks of them at most)."""
    figure = FIGURES["logs"]
    if not figure.allowed(scope) or not (scope.since and scope.until):
        return None
    last = max(scope.until, scope.since)
    first = max(scope.since, last - timedelta(days=LONGEST - 1))
    within = scope.during(first, last)
    counted = tallies.by_day(figure, within)
    if counted is None:
        counted = dict(figure.summed(within).values_list("on").annotate(n=Count("pk")))
    most = max(counted.values(), default=0)
    start = first - timedelta(days=first.weekday())
    days, work, today = [], calendar.current(), clock.today()
    for n in range((last - start).days + 1):
        day = start + timedelta(days=n)
        if day < first:
            continue
        many = counted.get(day, 0)
        x, y = LEFT + n // 7 * STEP, TOP + n % 7 * STEP
        cell = Cell(many, figure.url(within.during(day, day)) if many else "")
        days.append(DayBox(day, x, y, _shade(many, most), cell, work.is_workday(day), day > today))
    weeks = _weeks(days)
    busy = sum(1 for n in counted.values() if n)
    says = _("Logs were written for %(busy)s of %(days)s days, at most %(most)s on one day.") % {
        "busy": busy, "days": len(days), "most": most,
    }  # fmt: skip
    width = LEFT + ceil(((last - start).days + 1) / 7) * STEP + 4
    return Heat(days, _months(days), weeks, width, TOP + 7 * STEP + 4, most, says=says)


def _shade(many: int, most: int) -> int:
    return ceil(SHADES * many / most) if many else 0


def _weeks(days: Sequence[DayBox]) -> list[tuple[date, list[DayBox], int]]:
    """(Monday, its days, logs in all) week by week."""
    found: dict[date, list[DayBox]] = {}
    for box in days:
        found.setdefault(box.day - timedelta(days=box.day.weekday()), []).append(box)
    return [(monday, boxes, sum(int(b.cell.value or 0) for b in boxes)) for monday, boxes in found.items()]


def _months(days: Sequence[DayBox]) -> list[tuple[int, date]]:
    found: list[tuple[int, date]] = []
    for box in days:
        if (not found or box.day.day <= 7) and (not found or box.day.month != found[-1][1].month):
            if found and box.x - found[-1][0] < 2 * STEP:
                found.pop()
            found.append((box.x, box.day))
    return found


CELL_W, CELL_H, GAP, MARK = 116, 74, 8, 13
PER_ROW = 9
# A shape and a colour of its own for each kind of grassroots union.
MARKS = {
    UnitKind.TOWNSHIP: "square",
    UnitKind.PARK: "diamond",
    UnitKind.COMMUNITY: "house",
    UnitKind.ENTERPRISE: "circle",
    UnitKind.NON_PUBLIC: "triangle",
    UnitKind.SOCIAL: "cross",
    UnitKind.NEW_EMPLOYMENT: "ring",
}
MOST_MARKS = 14
SHAPES = {
    "square": '<rect class="mark mark-square" x="{left}" y="{above}" width="10" height="10"/>',
    "diamond": '<path class="mark mark-diamond" d="M{x} {above}m0-1l6 6-6 6-6-6z"/>',
    "house": '<path class="mark mark-house" d="M{left} {above}m0 10v-6l5-5 5 5v6z"/>',
    "triangle": '<path class="mark mark-triangle" d="M{x} {above}m0-1l6 11h-12z"/>',
    "cross": '<path class="mark mark-cross" d="M{x} {above}m-2-1h4v4h4v4h-4v4h-4v-4h-4v-4h4z"/>',
    "ring": '<circle class="mark mark-ring" cx="{x}" cy="{y}" r="4.5"/>',
    "circle": '<circle class="mark mark-circle" cx="{x}" cy="{y}" r="5.5"/>',
}


def mark(kind: str, x: int = 8, y: int = 8) -> SafeString:
    """The shape of a kind of union, its middle at a place."""
    shape = SHAPES[MARKS.get(UnitKind(kind), "circle")]
    return mark_safe(shape.format(x=x, y=y, left=x - 5, above=y - 5))  # noqa: S308  (numbers)


@lru_cache
def _in_cell(kind: str, place: int) -> str:
    """The mark at a place in a cell, seven to a line; a map draws the same ones thousands of times."""
    return mark(kind, 12 + place % 7 * 15, 46 + place // 7 * 16)


@dataclass(frozen=True)
class AreaBox:
    """One area: where its cell stands, and its sites by kind."""

    unit: Unit
    x: int
    y: int
    kinds: list[tuple[str, str, Cell]]
    total: Cell
    shade: int
    links: bool = True

    def _linked(self, inside: str) -> str:
        """In its area's board where numbers open."""
        if not self.links:
            return inside
        return f'<a href="{escape(address("insight:area_board", self.unit.pk))}">{inside}</a>'

    @property
    def svg(self) -> str:
        told = "".join([f"{escape(label)} {cell.value}；" for _kind, label, cell in self.kinds])
        beyond = (self.total.value or 0) - MOST_MARKS
        more = f'<text class="areas-more" x="108" y="36">+{beyond}</text>' if beyond > 0 else ""
        return self._linked(
            f"<title>{escape(self.unit.name)}：{told or escape(_('no site'))}</title>"
            f'<g transform="translate({self.x} {self.y})"><rect class="areas-cell areas-{self.shade}" width="{CELL_W}" '
            f'height="{CELL_H}" rx="4"/><text class="areas-name" x="8" y="20">{shortened(str(self.unit), 8)}</text>'
            f'<text class="areas-count" x="108" y="20">{self.total.value}</text>{self._marks}{more}</g>'
        )

    @property
    def _marks(self) -> str:
        """A mark for each site as far as there is room."""
        sites = (kind for kind, _label, cell in self.kinds for _n in range(int(cell.value or 0)))
        return "".join([_in_cell(kind, place) for place, kind in enumerate(islice(sites, MOST_MARKS))])

    @property
    def row(self) -> str:
        each = [
            f'<span class="nowrap">{escape(label)} {cell.link}</span>' for _kind, label, cell in self.kinds
        ]
        return (
            f'<tr><th scope="row">{self._linked(escape(self.unit.name))}</th>'
            f'<td class="num">{self.total.link}</td><td>{"、".join(each) or "—"}</td></tr>'
        )


@dataclass(frozen=True)
class Group:
    """The areas of one federation, under its name."""

    name: str
    y: int
    boxes: list[AreaBox]


@dataclass(frozen=True)
class AreaMap:
    groups: list[Group]
    kinds: list[tuple[str, SafeString]]
    width: int
    height: int
    says: str

    @property
    def svg(self) -> SafeString:
        """A cell for each area under the name of its federation; hundreds, so they are written without a template."""
        parts = []
        for group in self.groups:
            if group.name:
                parts.append(
                    f'<text class="areas-group" x="0" y="{group.y + 15}">{escape(group.name)}</text>'
                )
            parts += [box.svg for box in group.boxes]
        return mark_safe("".join(parts))  # noqa: S308  (escaped where they are made)

    @property
    def rows(self) -> SafeString:
        return mark_safe("".join([box.row for group in self.groups for box in group.boxes]))  # noqa: S308  (as above)


def area_map(scope: Scope) -> AreaMap | None:
    """Counties beneath the top of the scope with the sites of each, whatever the period."""
    top, figure, now = top_of(scope), FIGURES["sites"], scope.during(None, None)
    if top is None or not figure.allowed(now):
        return None
    counties = Unit.objects.open().filter(path__within=top.path, kind=UnitKind.COUNTY).exclude(pk=top.pk)
    found = list(counties.select_related("parent").order_by("parent__place", "parent_id", "place", "id"))
    if not found:
        return None
    depths = sorted({unit.path.count(".") + 1 for unit in found})
    labels = [label_at("unit__path", depth) for depth in depths]
    known = {str(unit.pk): Counter[str]() for unit in found}
    for *path, kind, many in figure.summed(now).values_list(*labels, "kind").annotate(n=Count("pk")):
        for county in known.keys() & path:
            known[county][kind] += many
    return _laid_out(found, known, now)


def _laid_out(counties: Sequence[Unit], known: dict[str, Counter[str]], scope: Scope) -> AreaMap:
    most = max((sum(kinds.values()) for kinds in known.values()), default=0)
    groups: list[Group] = []
    used = _in_order({kind for kinds in known.values() for kind in kinds})
    words = {kind: str(UnitKind(kind).label) for kind in used}
    y = 0
    titled = len({unit.parent_id for unit in counties}) > 1
    per_row = min(PER_ROW, max(1, len(counties)))
    for parent in dict.fromkeys(unit.parent_id for unit in counties):
        mine = [unit for unit in counties if unit.parent_id == parent]
        name = str(mine[0].parent) if titled else ""
        head = 24 if name else 0
        boxes = []
        for place, unit in enumerate(mine):
            x = place % per_row * (CELL_W + GAP)
            at = y + head + place // per_row * (CELL_H + GAP)
            boxes.append(_box(unit, x, at, known[str(unit.pk)], words, most, scope))
        groups.append(Group(name, y, boxes))
        y += head + ceil(len(mine) / per_row) * (CELL_H + GAP) + (10 if name else 0)
    covered = sum(1 for kinds in known.values() if kinds)
    says = _("%(covered)s of %(whole)s counties have sites, %(sites)s in all.") % {
        "covered": covered, "whole": len(counties), "sites": sum(sum(k.values()) for k in known.values()),
    }  # fmt: skip
    legend = [(label, mark(kind)) for kind, label in words.items()]
    return AreaMap(groups, legend, per_row * (CELL_W + GAP) - GAP, y, says)


def _in_order(kinds: Iterable[str]) -> list[str]:
    return sorted(kinds, key=lambda kind: KIND_ORDER[UnitKind(kind)])


def _box(
    unit: Unit, x: int, y: int, kinds: Counter[str], words: Mapping[str, str], most: int, scope: Scope
) -> AreaBox:
    """`words` name the kinds, in their order."""
    figure, here = FIGURES["sites"], scope.but(area=unit)
    url, named = figure.url(here), figure.source.names["union"]
    each = [
        (kind, label, Cell(kinds[kind], narrowed_url(url, **{named: kind})))
        for kind, label in words.items()
        if kinds[kind]
    ]
    many = kinds.total()
    return AreaBox(unit, x, y, each, Cell(many, url if many else ""), _shade(many, most), scope.links)
