"""Answering from the roll-ups: for federations. What is marked and not yet added up is counted live, so that a number
equals its list at every moment.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from dundian.campaign.models import Campaign
from dundian.campaign.queries import family
from dundian.insight.axes import AreaAxis, Axis, top_of
from dundian.insight.figures import Figure, Number
from dundian.insight.models import Dirty, Tally
from dundian.insight.scope import Scope
from dundian.org.models import FEDERATIONS, Unit

Measure = Tally.Measure
MOST_DIRTY = 40  # federations' months counted live before everything is
Pair = tuple[int, date]
Period = tuple[date, date]
Parts = list[tuple[tuple[Any, ...], Number]]


@dataclass(frozen=True)
class Kept:
    """How a figure is kept: its measure, whether its number is the count or the amount; the `day` of its list's rows,
    and what leads from what is summed to them."""

    measure: str
    amount: bool
    day: str
    way: str = ""


KEPT = {
    "logs": Kept(Measure.LOG, False, "on"),
    "people_met": Kept(Measure.LOG, True, "on"),
    "results": Kept(Measure.RESULT, True, "on", "log__"),
    "concerns_raised": Kept(Measure.RAISED, False, "raised_on"),
    "concerns_workers": Kept(Measure.RAISED, True, "raised_on"),
    "concerns_closed": Kept(Measure.CLOSED, False, "closed_on"),
}
AXES_KEPT = {"area", "month", "campaign", "topic", "indicator", "union"}


def suits(figure: Figure, scope: Scope, axes: Sequence[Axis] = ()) -> bool:
    """Whether the roll-ups can say it: they are kept by federations."""
    parts, along = scope.parts.keys(), {axis.key for axis in axes}
    if figure.key not in KEPT or not parts <= {"campaign", "area", "year", "indicator", "union"}:
        return False
    if not along <= AXES_KEPT or ("topic" in along and _by_union(scope, axes)):
        return False
    if scope.area and scope.area.kind not in FEDERATIONS:
        return False
    if figure.key == "concerns_closed" and (
        scope.year or not scope.since or "topic" in along or _by_union(scope, axes)
    ):
        return False  # kept by the day of closing only
    tops = [a.unit for a in scope.actor.appointments if scope.actor.can("view", figure.noun, a.unit)]
    tops = [unit for unit in tops if unit.path in scope.actor.paths("view", figure.noun)]
    if not tops or any(unit.kind not in FEDERATIONS for unit in tops):
        return False
    # Who stands under another federation also sees what was referred from elsewhere.
    return figure.source.key != "concerns" or bool(scope.area) or all("." not in unit.path for unit in tops)


def _by_union(scope: Scope, axes: Sequence[Axis]) -> bool:
    return bool(scope.union) or any(axis.key == "union" for axis in axes)


def _by_day(scope: Scope, axes: Sequence[Axis]) -> bool:
    """Whether days are kept: by topic and by kind of union only months are."""
    return not _by_union(scope, axes) and all(axis.key != "topic" for axis in axes)


def _edges_of(scope: Scope, axes: Sequence[Axis] = ()) -> list[Period]:
    """The single days beside whole months where only months are kept: they are counted live."""
    if not (scope.since and scope.until) or _by_day(scope, axes):
        return []
    return _edges(scope.since, scope.until)[0]


def _edges(since: date, until: date) -> tuple[list[tuple[date, date]], tuple[date, date] | None]:
    """(stretches of single days, whole months from one first to the last day of another) that make up the days."""
    first = since if since.day == 1 else (since.replace(day=28) + timedelta(4)).replace(day=1)
    after = until + timedelta(1)
    last = until if after.day == 1 else until.replace(day=1) - timedelta(1)
    if first > last:
        return [(since, until)], None
    days = []
    if since < first:
        days.append((since, first - timedelta(1)))
    if last < until:
        days.append((last + timedelta(1), until))
    return days, (first, last)


def over_periods(
    figures: Sequence[Figure], scope: Scope, periods: Sequence[Period | None]
) -> dict[str, list[Number]]:
    """Those of the figures that the roll-ups can say, each over every period: one query for all that is kept."""
    spans = [scope.during(*(period or (None, None))) for period in periods]
    able = [f for f in figures if all(suits(f, span) for span in spans)]
    found: dict[str, list[Number]] = {}
    for noun in dict.fromkeys(figure.noun for figure in able):
        mine = [figure for figure in able if figure.noun == noun]
        marked = _marked(mine[0], scope)
        if marked is None:
            continue
        asked = {f"{f.key}__{n}": _total(f, span) for f in mine for n, span in enumerate(spans)}
        any_of = Q(*(_of(f, span) for f in mine for span in spans), _connector=Q.OR)
        got = _rows(mine[0], scope, marked).filter(any_of).aggregate(**asked)
        now = _live_over(mine, scope, spans, marked)
        for figure in mine:
            stored = [_number(figure, got[f"{figure.key}__{n}"] or 0) for n in range(len(spans))]
            live = [now.get(f"{figure.key}__{n}") or 0 for n in range(len(spans))]
            found[figure.key] = [a + b for a, b in zip(stored, live, strict=True)]
    return found


def _within(day: str, stretches: Sequence[Any]) -> Q:
    """Days of one of the stretches; of none there are no rows."""
    return (
        Q(*(Q(**{f"{day}__range": one}) for one in stretches), _connector=Q.OR) if stretches else Q(pk__in=[])
    )


def _live_over(
    figures: Sequence[Figure], scope: Scope, spans: Sequence[Scope], marked: Sequence[Pair]
) -> dict[str, Number | None]:
    """What the marked months and the edges hold now, by figure and number of the span; one query for figures of the
    same rows."""
    found: dict[str, Number | None] = {}
    stretches = [_edges_of(span) for span in spans]
    if not marked and not any(stretches):
        return found
    alike: dict[str, list[Figure]] = {}
    for figure in figures:
        kept = KEPT[figure.key]
        alike.setdefault(f"{kept.way}{kept.day} {figure.conditions}", []).append(figure)
    for group in alike.values():
        asked = {}
        for n, span in enumerate(spans):
            within = _live_of(group[0], span, marked) if any(stretches) else _in_days(group[0], span)
            for figure in group:
                amount = Sum(figure.amount, filter=within) if figure.amount else Count("pk", filter=within)
                asked[f"{figure.key}__{n}"] = amount
        read = [_in_marked(group[0], scope, marked)]
        read += [_within(KEPT[group[0].key].day, stretch) for stretch in stretches]
        rows = group[0].summed(scope.during(None, None), Q(*read, _connector=Q.OR))
        found |= rows.aggregate(**asked)
    return found


def _in_days(figure: Figure, span: Scope) -> Q | None:
    kept = KEPT[figure.key]
    return _within(f"{kept.way}{kept.day}", [(span.since, span.until)]) if span.since and span.until else None


def _live_of(figure: Figure, span: Scope, marked: Sequence[Pair]) -> Q:
    """Of what is summed: the span's days in marked months, and its edges."""
    kept, days = KEPT[figure.key], _in_days(figure, span)
    unsettled = _in_marked(figure, span, marked, kept.way)
    edges = _within(f"{kept.way}{kept.day}", _edges_of(span))
    return (unsettled & days if days else unsettled) | edges


def split_by(figure: Figure, scope: Scope, axes: Sequence[Axis]) -> Parts | None:
    """The figure's parts, or None when the rows must be asked themselves.

    Along areas the rows right beneath the top are told by their own unit, which is not kept: they are counted live.
    """
    marked = _marked(figure, scope) if suits(figure, scope, axes) else None
    if marked is None:
        return None
    top = top_of(scope) if any(isinstance(axis, AreaAxis) for axis in axes) else None
    marked = [pair for pair in marked if top is None or pair[0] != top.pk]
    found: dict[tuple[Any, ...], Number] = {}
    live = _live(figure, scope, axes, marked, top)
    for values, n in [*_stored(figure, scope, axes, marked, top), *live]:
        found[values] = found.get(values, 0) + n
    return [(values, n) for values, n in found.items() if n]


def by_day(figure: Figure, scope: Scope) -> dict[date, int] | None:
    """Rows of each of the scope's days, or None when they must be asked themselves."""
    dated = scope.since and scope.until and _by_day(scope, ())
    marked = _marked(figure, scope) if dated and suits(figure, scope) else None
    if marked is None:
        return None
    chosen = {
        "measure": KEPT[figure.key].measure,
        "key": "",
        "by_day": True,
        "on__range": (scope.since, scope.until),
    }
    found = dict(_rows(figure, scope, marked).filter(**chosen).values_list("on").annotate(total=Sum("n")))
    if marked:
        for day, n in _unsettled(figure, scope, marked).values_list(figure.day).annotate(n=Count("pk")):
            found[day] = found.get(day, 0) + n
    return found


def _marked(figure: Figure, scope: Scope) -> list[Pair] | None:
    """Federations' months that must be counted live; None when they are too many."""
    key = (figure.noun, scope.area and scope.area.pk)
    if key not in scope.marks:
        scope.marks[key] = _asked_for_marks(figure, scope)
    found: list[Pair] | None = scope.marks[key]
    return found


def _asked_for_marks(figure: Figure, scope: Scope) -> list[Pair] | None:
    marks = Dirty.objects.filter(unit_id__in=_federations(figure, scope)).values_list("unit_id", "month")
    found = list(marks.distinct()[: MOST_DIRTY + 1])
    pairs = [(unit, month) for unit, month in found if month is not None]
    return pairs if len(pairs) == len(found) <= MOST_DIRTY else None


def _federations(figure: Figure, scope: Scope) -> QuerySet[Any, Any]:
    """Whose roll-ups and marks are read. What stands under none of these kinds any more is marked, or gone."""
    seen = scope.actor.units("view", figure.noun)
    if not scope.area and not seen.query.where:
        return seen  # everything: no condition at all
    units = Unit.objects.filter(id__in=seen, kind__in=FEDERATIONS)
    return (units.filter(path__within=scope.area.path) if scope.area else units).values("id")


def _rows(figure: Figure, scope: Scope, marked: Sequence[Pair], axes: Sequence[Axis] = ()) -> QuerySet[Tally]:
    """What is kept of the scope, without what is counted live."""
    rows = Tally.objects.filter(unit__in=_federations(figure, scope)).order_by()
    rows = rows.filter(_of_union(scope, axes))
    if scope.campaign:
        rows = rows.filter(campaign_id__in=family(scope.campaign).values("pk"))
    if scope.year and figure.source.key == "concerns":
        rows = rows.filter(on__year=scope.year)
    elif scope.year:
        rows = rows.filter(campaign_id__in=Campaign.objects.filter(year=scope.year).values("pk"))
    pairs = (Q(unit_id=unit, on__range=(month, _end(month))) for unit, month in marked)
    return rows.exclude(Q(*pairs, _connector=Q.OR)) if marked else rows


def _of_union(scope: Scope, axes: Sequence[Axis]) -> Q:
    return Q(union=scope.union) if scope.union or not _by_union(scope, axes) else ~Q(union="")


def _of(figure: Figure, scope: Scope, axes: Sequence[Axis] = ()) -> Q:
    """The rows of the figure's measure in the scope's days; keyed ones are split by topic or indicator."""
    chosen = Q(measure=KEPT[figure.key].measure) & _days(scope, axes)
    keyed = any(axis.key == "topic" for axis in axes)
    if figure.key != "results":
        return chosen & (~Q(key="") if keyed else Q(key=""))
    return chosen & Q(key=str(scope.indicator.pk)) if scope.indicator else chosen


def _total(figure: Figure, scope: Scope) -> Any:
    return Sum("amount" if KEPT[figure.key].amount else "n", filter=_of(figure, scope))


def _stored(
    figure: Figure, scope: Scope, axes: Sequence[Axis], marked: Sequence[Pair], top: Unit | None
) -> Parts:
    rows = _rows(figure, scope, marked, axes).filter(_of(figure, scope, axes))
    rows = rows.exclude(unit=top) if top else rows
    names = {f"axis_{place}": _column(axis, scope) for place, axis in enumerate(axes)}
    total = Sum("amount" if KEPT[figure.key].amount else "n")
    parts = []
    for *values, n in rows.annotate(**names).values_list(*names).annotate(total=total):
        plain = tuple(_plain(axis, value) for axis, value in zip(axes, values, strict=True))
        parts.append((plain, _number(figure, n)))
    return parts


def _number(figure: Figure, n: Any) -> Number:
    return n if figure.key == "results" else int(n)


def _plain(axis: Axis, value: Any) -> Any:
    return UUID(value) if axis.key == "indicator" else value


def _days(scope: Scope, axes: Sequence[Axis] = ()) -> Q:
    if not (scope.since and scope.until):
        return Q(by_day=False)
    days, months = _edges(scope.since, scope.until)
    found = Q(by_day=False, on__range=months) if months else Q(pk__in=[])
    for stretch in days if _by_day(scope, axes) else ():
        found |= Q(by_day=True, on__range=stretch)
    return found


def _column(axis: Axis, scope: Scope) -> Any:
    if axis.key == "month":
        return TruncMonth("on")
    if axis.key in ("topic", "indicator"):
        return F("key")
    if axis.key == "union":
        return F("union")
    if axis.key == "campaign":
        return F("campaign_id")
    return axis.along("unit__path", scope) if isinstance(axis, AreaAxis) else None


def _live(
    figure: Figure,
    scope: Scope,
    axes: Sequence[Axis],
    marked: Sequence[Pair],
    whole: Unit | None = None,
) -> Parts:
    """What the marked federations' months and the edges hold now, and whatever stands right beneath `whole`."""
    edges = _edges_of(scope, axes)
    if not marked and whole is None and not edges:
        return []
    rows = _unsettled(figure, scope, marked, whole, edges)
    names = {f"axis_{place}": axis.expression(figure, scope) for place, axis in enumerate(axes)}
    if not axes:
        return [((), rows.aggregate(n=figure.aggregate)["n"] or 0)]
    found = rows.annotate(**names).values_list(*names).annotate(n=figure.aggregate)
    return [(tuple(row[:-1]), row[-1] or 0) for row in found]


def _unsettled(
    figure: Figure,
    scope: Scope,
    marked: Sequence[Pair],
    whole: Unit | None = None,
    edges: Sequence[Period] = (),
) -> QuerySet[Any]:
    """The rows themselves of the marked federations' months, of the edges, and of what stands right beneath `whole`."""
    beneath = Q(unit__in=_nearest_to(whole)) if whole else Q(pk__in=[])
    edged = _within(KEPT[figure.key].day, edges)
    return figure.summed(scope, beneath | edged | _in_marked(figure, scope, marked))


def _in_marked(figure: Figure, scope: Scope, marked: Sequence[Pair], way: str = "") -> Q:
    """Rows of the marked federations' months; `way` leads to them from what is summed."""
    kept, wanted = KEPT[figure.key], Q(pk__in=[])
    known = scope.marks.setdefault("nearest", {})
    if missing := {unit for unit, _month in marked} - known.keys():
        known |= {unit.pk: _nearest_to(unit) for unit in Unit.objects.filter(pk__in=missing)}
    for unit_id, month in marked:
        if (nearest := known.get(unit_id)) is not None:
            wanted |= Q(**{f"{way}unit__in": nearest, f"{way}{kept.day}__range": (month, _end(month))})
    return wanted


def _nearest_to(federation: Unit) -> list[int]:
    """Units whose nearest federation this one is: itself, and down from it until the next federations."""
    with connection.cursor() as cursor:
        cursor.execute(_NEAREST, [federation.pk, [str(kind) for kind in FEDERATIONS]])
        return [row[0] for row in cursor.fetchall()]


_NEAREST = """
WITH RECURSIVE near AS (
    SELECT id FROM org_unit WHERE id = %s
    UNION ALL SELECT u.id FROM org_unit u JOIN near ON u.parent_id = near.id WHERE u.kind <> ALL(%s)
) SELECT id FROM near
"""


def _end(month: date) -> date:
    return (month.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1)
