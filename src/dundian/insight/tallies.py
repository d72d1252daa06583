"""Answering from the roll-ups: for federations. What is marked and not yet added up is counted live, so that a number
equals its list at every moment.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from dundian.campaign.models import Campaign
from dundian.campaign.queries import family
from dundian.insight.axes import AreaAxis, Axis
from dundian.insight.figures import FIGURES, Figure, Number
from dundian.insight.kept import (
    KEPT,
    Measure,
    Period,
    as_number,
    by_union,
    column_of,
    is_by_day,
    stored_of,
    suits,
)
from dundian.insight.models import STANDING, Tally
from dundian.insight.scope import Scope
from dundian.insight.unsettled import (
    Marks,
    federations_of,
    is_settled,
    live_of,
    marked,
    month_end,
    over_spans,
    reach_of,
    standing_marks,
    whole_top,
)
from dundian.kernel.around import asked_around

Parts = list[tuple[tuple[Any, ...], Number]]
ANY = Q.OR


def over_periods(
    figures: Sequence[Figure], scope: Scope, periods: Sequence[Period | None]
) -> dict[str, list[Number]]:
    """Those of the figures that the roll-ups can say, each over every period: one query for all that is kept."""
    spans = [scope.during(*(period or (None, None))) for period in periods]
    able = [f for f in figures if all(suits(f, span) for span in spans)]
    found: dict[str, list[Number]] = {}
    for mine in _read_together(able, scope):
        marks = marked(mine[0].noun, scope)
        if marks is None:
            continue
        asked = {
            f"{f.key}__{n}": Sum(column_of(f), filter=stored_of(f, span))
            for f in mine
            for n, span in enumerate(spans)
        }
        any_of = Q(*(stored_of(f, span) for f in mine for span in spans), _connector=ANY)
        got = _rows(mine[0], scope, marks).filter(any_of).aggregate(**asked)
        now = over_spans(mine, spans, marks)
        for figure in mine:
            keys = [f"{figure.key}__{n}" for n in range(len(spans))]
            found[figure.key] = [as_number(figure, got[key] or 0) + (now.get(key) or 0) for key in keys]
    return found


def _read_together(figures: Sequence[Figure], scope: Scope) -> list[list[Figure]]:
    """Figures that are read by one query: of one reach, and of a year by the same column."""
    found: dict[Any, list[Figure]] = {}
    for figure in figures:
        by_days = bool(scope.year) and figure.source.key == "concerns"
        found.setdefault((reach_of(figure.noun, scope), by_days), []).append(figure)
    return list(found.values())


def split_by(figure: Figure, scope: Scope, axes: Sequence[Axis]) -> Parts | None:
    """The figure's parts, or None when the rows must be asked themselves."""
    marks = marked(figure.noun, scope) if suits(figure, scope, axes) else None
    if marks is None:
        return None
    left = _but_the_top(marks, scope, axes)
    found: dict[tuple[Any, ...], Number] = {}
    for values, (n,) in _stored([figure], scope, axes, left):
        found[values] = found.get(values, 0) + as_number(figure, n)
    if not is_settled(figure, scope, axes, left):
        names = {f"axis_{place}": axis.expression(figure, scope) for place, axis in enumerate(axes)}
        live = figure.summed(scope, live_of(figure, scope, axes, left))
        for *values, n in live.annotate(**names).values_list(*names).annotate(n=figure.aggregate):
            found[tuple(values)] = found.get(tuple(values), 0) + (n or 0)
    return [(values, n) for values, n in found.items() if n]


def split_together(
    figures: Sequence[Figure], scope: Scope, axis: Axis
) -> dict[str, list[tuple[Any, Number]]]:
    """Those of the figures that can be said, as things stand, by value on the axis; one query for all that is kept."""
    found: dict[str, dict[Any, Number]] = {}
    for mine in _read_together([f for f in figures if suits(f, scope, [axis])], scope):
        marks = marked(mine[0].noun, scope)
        if marks is None:
            continue
        left = _but_the_top(marks, scope, [axis])
        found |= {figure.key: {} for figure in mine}
        for (value,), amounts in _stored(mine, scope, [axis], left):
            for figure, n in zip(mine, amounts, strict=True):
                found[figure.key][value] = as_number(figure, n)
        for key, value, n in _live_together(mine, scope, axis, left):
            found[key][value] = found[key].get(value, 0) + n
    return {key: [(value, n) for value, n in parts.items() if n] for key, parts in found.items()}


def _live_together(
    figures: Sequence[Figure], scope: Scope, axis: Axis, marks: Marks
) -> list[tuple[str, Any, Number]]:
    """(figure, value, number) of what is counted live, one query for each list."""
    alike: dict[str, list[Figure]] = {}
    for figure in figures:
        if not is_settled(figure, scope, [axis], marks):
            alike.setdefault(f"{figure.url_name} {KEPT[figure.key].way}", []).append(figure)
    found: list[tuple[str, Any, Number]] = []
    for group in alike.values():
        live = [f.where() & live_of(f, scope, [axis], marks) for f in group]
        source = group[0].source
        if group[0].inside:  # what stands inside the rows is asked by itself
            for figure, one in zip(group, live, strict=True):
                inside = figure.summed(scope, one).annotate(part=axis.expression(figure, scope))
                found += [
                    (figure.key, v, n)
                    for v, n in inside.values_list("part").annotate(n=figure.aggregate)
                    if n
                ]
            continue
        named = source.named(scope.narrowing)
        asked = {
            f"n_{place}": Sum(f.amount, filter=one) if f.amount else Count("pk", filter=one)
            for place, (f, one) in enumerate(zip(group, live, strict=True))
        }
        listed = (
            source.rows(scope.actor, named).filter(Q(*live, _connector=ANY)).order_by().select_related(None)
        )
        parts = (
            listed.prefetch_related(None).annotate(part=axis.expression(group[0], scope)).values_list("part")
        )
        for value, *amounts in parts.annotate(**asked):
            found += [(f.key, value, n) for f, n in zip(group, amounts, strict=True) if n]
    return found


def by_day(figure: Figure, scope: Scope) -> dict[date, int] | None:
    """Rows of each of the scope's days, or None when they must be asked themselves."""
    dated = scope.since and scope.until and is_by_day(figure, scope)
    marks = marked(figure.noun, scope) if dated and suits(figure, scope) else None
    if marks is None:
        return None
    days = (scope.since, scope.until)
    chosen = {"measure": KEPT[figure.key].measure, "key": "", "by_day": True, "on__range": days}
    found = dict(_rows(figure, scope, marks).filter(**chosen).values_list("on").annotate(total=Sum("n")))
    if marks:
        live = figure.summed(scope, live_of(figure, scope, (), marks))
        for day, n in live.values_list(figure.day).annotate(n=Count("pk")):
            found[day] = found.get(day, 0) + n
    return found


_HIGHEST = "SELECT indicator, sum(top), count(top) FROM ({rows}) AS highest(indicator, site, top) GROUP BY 1"


def aims(scope: Scope) -> dict[UUID, Decimal | None]:
    """By indicator the sum, over sites, of their highest target; None where no task sets one."""
    tasks, marks = FIGURES["tasks"], None
    now = scope.during(None, None)
    if suits(tasks, now.but(indicator=None)):
        marks = marked(tasks.noun, now)
    found: dict[UUID, tuple[Decimal, int]] = {}
    stale: Q | None = None
    if marks is not None:
        units = standing_marks(now, marks)
        rows = _rows(tasks, now, ()).filter(measure=Measure.AIM).exclude(unit__in=_marked_units(marks))
        rows = rows.filter(key=str(scope.indicator.pk)) if scope.indicator else rows
        for key, amount, n in rows.values_list("key").annotate(amount=Sum("amount"), many=Sum("n")):
            found[UUID(key)] = (amount, n)
        stale = Q(unit__in=units)
        if not units:
            return {pk: amount if n else None for pk, (amount, n) in found.items()}
    live = tasks.summed(now, stale).exclude(indicator=None)
    highest = live.values_list("indicator", "site").annotate(top=Max("target")).order_by()
    for pk, amount, n in asked_around(_HIGHEST, rows=highest):
        before, many = found.get(pk, (Decimal(0), 0))
        found[pk] = (before + (amount or 0), many + n)
    return {pk: amount if n else None for pk, (amount, n) in found.items()}


def _marked_units(marks: Marks) -> list[int]:
    return [unit for unit, month in marks if month == STANDING]


def _but_the_top(marks: Marks, scope: Scope, axes: Sequence[Axis]) -> Marks:
    top = whole_top(scope, axes)
    return [pair for pair in marks if top is None or pair[0] != top.pk]


def _rows(figure: Figure, scope: Scope, marks: Marks, axes: Sequence[Axis] = ()) -> QuerySet[Tally]:
    """What is kept of the scope, without what is counted live."""
    rows = Tally.objects.filter(unit__in=federations_of(figure.noun, scope)).order_by()
    split = by_union(scope, axes) and not scope.union
    rows = rows.filter(~Q(union="") if split else Q(union=scope.union))
    if scope.campaign:
        rows = rows.filter(campaign_id__in=family(scope.campaign).values("pk"))
    if scope.year and figure.source.key == "concerns":
        rows = rows.filter(on__year=scope.year)
    elif scope.year:
        rows = rows.filter(campaign_id__in=Campaign.objects.filter(year=scope.year).values("pk"))
    pairs = (Q(unit_id=unit, on__range=(month, month_end(month))) for unit, month in marks)
    return rows.exclude(Q(*pairs, _connector=ANY)) if marks else rows


def _stored(
    figures: Sequence[Figure], scope: Scope, axes: Sequence[Axis], marks: Marks
) -> list[tuple[tuple[Any, ...], list[Any]]]:
    """(values on the axes, number of each figure) of what is kept."""
    chosen = [stored_of(figure, scope, axes) for figure in figures]
    rows = _rows(figures[0], scope, marks, axes).filter(Q(*chosen, _connector=ANY))
    top = whole_top(scope, axes)
    rows = rows.exclude(unit=top) if top else rows
    names = {f"axis_{place}": _column(axis, scope) for place, axis in enumerate(axes)}
    asked = {
        f"n_{place}": Sum(column_of(f), filter=one if len(figures) > 1 else None)
        for place, (f, one) in enumerate(zip(figures, chosen, strict=True))
    }
    many = len(axes)
    return [
        (tuple(_plain(axis, value) for axis, value in zip(axes, row, strict=False)), list(row[many:]))
        for row in rows.annotate(**names).values_list(*names).annotate(**asked)
    ]


def _plain(axis: Axis, value: Any) -> Any:
    return UUID(value) if axis.key == "indicator" else value


def _column(axis: Axis, scope: Scope) -> Any:
    if axis.key == "month":
        return TruncMonth("on")
    if isinstance(axis, AreaAxis):
        return axis.along("unit__path", scope)
    return F({"topic": "key", "indicator": "key", "campaign": "campaign_id", "union": "union"}[axis.key])
