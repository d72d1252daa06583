"""Asking for figures: many at once, over several periods, or split along an axis."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, IntegerField, Q, QuerySet, Sum

from dundian.insight import tallies
from dundian.insight.axes import AreaAxis, Axis
from dundian.insight.figures import FIGURES, Figure, Number
from dundian.insight.scope import Scope
from dundian.insight.sources import Source
from dundian.kernel.around import asked_around
from dundian.org.models import Unit

Period = tuple[date, date]


def values(scope: Scope, keys: Iterable[str]) -> dict[str, Number]:
    """The figures that the person may see, each for the scope with its days; one query for each list."""
    return {key: found[0] for key, found in over_periods(scope, keys, [_days(scope)]).items()}


def _days(scope: Scope) -> Period | None:
    return (scope.since, scope.until) if scope.since and scope.until else None


def over_periods(
    scope: Scope, keys: Iterable[str], periods: Sequence[Period | None]
) -> dict[str, list[Number]]:
    """By key the values over each of `periods` (None: whenever); figures of one list come from one query."""
    shown = [FIGURES[key] for key in keys if FIGURES[key].allowed(scope)]
    rests = [figure for figure in shown if figure.rest and not any(periods)]
    plain = [figure.key for figure in shown if figure not in rests]
    wanted = [
        FIGURES[key] for key in dict.fromkeys([*plain, *(key for figure in rests for key in figure.rest)])
    ]
    found = tallies.over_periods(wanted, scope, periods)
    batches: dict[str, list[Figure]] = {}
    for figure in wanted:
        if figure.key in found:
            continue
        if figure.count or figure.inside or (figure.conditions and figure.where is Q):
            found[figure.key] = [figure.value(scope.during(*(p or (None, None)))) for p in periods]
        else:
            batches.setdefault(_batch(figure, periods), []).append(figure)
    for figures in batches.values():
        if figures[0].source.at_once:
            told = _told(figures[0].source, scope, None)
            numbers = told[0][1] if told else {}
            found |= {figure.key: [numbers.get(figure.key, 0)] * len(periods) for figure in figures}
        else:
            found |= _together(figures, scope, periods)
    for figure in rests:
        whole, part = (found[key] for key in figure.rest)
        found[figure.key] = [all_of - left for all_of, left in zip(whole, part, strict=True)]
    return {figure.key: found[figure.key] for figure in shown}


def _told(source: Source, scope: Scope, part: Any) -> list[tuple[Any, dict[str, int]]]:
    return source.at_once(scope.actor, source.named(scope.narrowing), part) if source.at_once else []


def _batch(figure: Figure, periods: Sequence[Period | None]) -> str:
    """Figures over the same days of a list are asked together; days narrow what has to be read."""
    return f"{figure.source.key} {figure.day if None not in periods else ''}"


def _within(figure: Figure, period: Period | None) -> Q:
    return Q(**{f"{figure.day}__range": period}) if figure.days and period else Q()


def _together(
    figures: Sequence[Figure], scope: Scope, periods: Sequence[Period | None]
) -> dict[str, list[Number]]:
    source = figures[0].source
    rows = (
        source.rows(scope.actor, source.named(scope.narrowing))
        .order_by()
        .select_related(None)
        .prefetch_related(None)
    )
    if figures[0].days and None not in periods:
        days = [_within(figure, period) for figure in figures[:1] for period in periods]
        rows = rows.filter(Q(*days, _connector=Q.OR))
    else:
        rows = rows.filter(_any_of(figures))
    asked: dict[str, Any] = {}
    for figure in figures:
        for place, period in enumerate(periods):
            inside = figure.where() & _within(figure, period)
            counted = Sum(figure.amount, filter=inside) if figure.amount else Count("pk", filter=inside)
            asked[f"{figure.key}__{place}"] = counted
    got = rows.aggregate(**asked)
    return {f.key: [got[f"{f.key}__{place}"] or 0 for place in range(len(periods))] for f in figures}


def _any_of(figures: Sequence[Figure]) -> Q:
    """What every row that one of them counts fulfils: of settled concerns none is read for those that are open."""
    wheres = [figure.where() for figure in figures]
    return Q(*wheres, _connector=Q.OR) if all(wheres) else Q()


@dataclass(frozen=True)
class Split:
    """One part of a figure: `value` on the axis, how much there is, and the list of exactly those rows (or none)."""

    value: Any
    amount: Number
    url: str


def split(figure: Figure, scope: Scope, axis: Axis) -> list[Split]:
    """The figure along one axis, in the axis's own order; parts without rows are left out."""
    return [
        Split(v[0], n, address(figure, scope, [(axis, v[0])])) for v, n in split_by(figure, scope, [axis])
    ]


def split_by(figure: Figure, scope: Scope, axes: Sequence[Axis]) -> list[tuple[tuple[Any, ...], Number]]:
    """(values on the axes, amount) of each part with rows."""
    kept = tallies.split_by(figure, scope, axes)
    if kept is not None:
        return kept
    return _split_rows(figure, scope, axes)


def _split_rows(figure: Figure, scope: Scope, axes: Sequence[Axis]) -> list[tuple[tuple[Any, ...], Number]]:
    rows = figure.summed(scope)
    names = {f"axis_{place}": axis.expression(figure, scope) for place, axis in enumerate(axes)}
    found = rows.annotate(**names).values_list(*names).annotate(n=figure.aggregate).order_by()
    parts = [(tuple(row[:-1]), row[-1] or 0) for row in found]
    return [(values, n) for values, n in parts if n]


def split_together(
    figures: Sequence[Figure], scope: Scope, axis: Axis
) -> dict[str, list[tuple[Any, Number]]]:
    """Several figures along one axis by key, as (value, amount) of each part with rows; one query for each list."""
    found: dict[str, list[tuple[Any, Number]]] = {}
    batches: dict[str, list[Figure]] = {}
    if not scope.since and axis.key != "month":
        found |= tallies.split_together(figures, scope, axis)
    for figure in figures:
        if figure.key in found:
            continue
        kept = tallies.split_by(figure, scope, [axis]) if scope.since or axis.key == "month" else None
        if kept is not None:
            found[figure.key] = [(values[0], n) for values, n in kept]
        elif scope.since or figure.inside or axis.key == "month" or (figure.conditions and figure.where is Q):
            found[figure.key] = [(values[0], n) for values, n in _split_rows(figure, scope, [axis])]
        else:
            batches.setdefault(figure.source.key, []).append(figure)
    for alike in batches.values():
        if alike[0].source.at_once:
            told = _told(alike[0].source, scope, axis.expression(alike[0], scope))
            found |= {f.key: [(value, n[f.key]) for value, n in told if n[f.key]] for f in alike}
        else:
            found |= _split_alike(alike, scope, axis)
    return {figure.key: found[figure.key] for figure in figures}


def _split_alike(figures: Sequence[Figure], scope: Scope, axis: Axis) -> dict[str, list[tuple[Any, Number]]]:
    source = figures[0].source
    rows = source.rows(scope.actor, source.named(scope.narrowing))
    rows = rows.filter(_any_of(figures)).order_by().select_related(None).prefetch_related(None)
    asked = {
        f"n_{place}": Sum(f.amount, filter=f.where()) if f.amount else Count("pk", filter=f.where())
        for place, f in enumerate(figures)
    }
    if isinstance(axis, AreaAxis) and source.paths["area"] == "unit__path":
        parts = _by_unit_first(rows, asked, axis, scope)
    else:
        split = rows.annotate(axis_0=axis.expression(figures[0], scope)).values_list("axis_0")
        parts = list(split.annotate(**asked).order_by())
    return {
        figure.key: [(row[0], row[1 + place]) for row in parts if row[1 + place]]
        for place, figure in enumerate(figures)
    }


_BY_AREA = """
SELECT area.part, {sums} FROM ({{rows}}) AS r(unit, {names}) JOIN ({{areas}}) AS area(id, part) ON area.id = r.unit
GROUP BY 1
"""


def _by_unit_first(
    rows: QuerySet[Any, Any], asked: Mapping[str, Any], axis: AreaAxis, scope: Scope
) -> list[tuple[Any, ...]]:
    """Dozens of rows lie at one unit: they are added up there, before its area is looked for."""
    counted = rows.values_list("unit").annotate(**asked).order_by()
    areas = Unit.objects.annotate(part=axis.along("path", scope)).values_list("id", "part").order_by()
    question = _BY_AREA.format(names=", ".join(asked), sums=", ".join([f"sum({name})" for name in asked]))
    whole = [isinstance(counted.query.annotations[name].output_field, IntegerField) for name in asked]
    return [
        (part, *(int(n) if n and is_whole else n for n, is_whole in zip(amounts, whole, strict=True)))
        for part, *amounts in asked_around(question, rows=counted, areas=areas)
    ]


def address(
    figure: Figure,
    scope: Scope,
    at: Sequence[tuple[Axis, Any]],
    themselves: Mapping[str, Container[Any] | None] | None = None,
) -> str:
    """The list of the rows at these values; empty when the page cannot be narrowed so.

    `themselves`: by the key of an axis what it said of all its values at once.
    """
    more: dict[str, Any] = {}
    for axis, value in at:
        known = (themselves or {}).get(axis.key)
        narrowed = axis.narrow(figure, scope, value, known)
        if narrowed is None:
            return ""
        scope, extra = narrowed
        more |= extra
    return figure.url(scope, **more)
