"""What the roll-ups have not added up yet, and what they do not keep: counted in the rows themselves."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum

from dundian.insight.axes import AreaAxis, Axis, top_of
from dundian.insight.figures import Figure, Number
from dundian.insight.kept import KEPT, edges_of, span_of, within
from dundian.insight.models import STANDING, Dirty
from dundian.insight.scope import Scope
from dundian.org.models import FEDERATIONS, Unit

MOST_DIRTY = 40  # federations' months counted live before everything is
Pair = tuple[int, date]
Marks = Sequence[Pair]
NOTHING = Q(pk__in=[])


def federations_of(noun: str, scope: Scope) -> QuerySet[Any, Any]:
    """Whose roll-ups and marks are read. What stands under none of these kinds any more is marked, or gone."""
    seen = scope.actor.units("view", noun)
    if not scope.inner and not seen.query.where:
        return seen  # everything: no condition at all
    units = Unit.objects.filter(id__in=seen, kind__in=FEDERATIONS)
    return (units.filter(path__within=scope.inner.path) if scope.inner else units).values("id")


def reach_of(noun: str, scope: Scope) -> tuple[Any, ...]:
    """Nouns of one reach are read in one query."""
    return (*sorted(scope.actor.paths("view", noun)), scope.inner and scope.inner.pk)


def marked(noun: str, scope: Scope) -> list[Pair] | None:
    """Federations' months that must be counted live; None when they are too many."""
    key = reach_of(noun, scope)
    if key not in scope.marks:
        scope.marks[key] = _asked_for_marks(noun, scope)
    found: list[Pair] | None = scope.marks[key]
    return found


def _asked_for_marks(noun: str, scope: Scope) -> list[Pair] | None:
    marks = Dirty.objects.filter(unit_id__in=federations_of(noun, scope)).values_list("unit_id", "month")
    found = list(marks.distinct()[: MOST_DIRTY + 1])
    pairs = [(unit, month) for unit, month in found if month is not None]
    return pairs if len(pairs) == len(found) <= MOST_DIRTY else None


def over_spans(figures: Sequence[Figure], spans: Sequence[Scope], marks: Marks) -> dict[str, Number | None]:
    """What the marked months and the edges hold now, by figure and number of the span; one query for figures of the
    same rows."""
    found: dict[str, Number | None] = {}
    alike: dict[str, list[Figure]] = {}
    for figure in figures:
        if marks or any(edges_of(figure, span) for span in spans):
            kept = KEPT[figure.key]
            alike.setdefault(f"{figure.url_name} {kept.way}{kept.day} {figure.conditions}", []).append(figure)
    for group in alike.values():
        one, asked = group[0], {}
        edged = any(edges_of(one, span) for span in spans)
        for n, span in enumerate(spans):
            chosen = _in_span(one, span, marks) if edged else _in_days(one, span)
            for figure in group:
                counted = Sum(figure.amount, filter=chosen) if figure.amount else Count("pk", filter=chosen)
                asked[f"{figure.key}__{n}"] = counted
        read = [in_marked(one, spans[0], marks)]
        read += [within(KEPT[one.key].day, edges_of(one, span)) for span in spans]
        rows = one.summed(spans[0].during(None, None), Q(*read, _connector=Q.OR))
        found |= rows.aggregate(**asked)
    return found


def _in_days(figure: Figure, scope: Scope) -> Q | None:
    kept, span = KEPT[figure.key], span_of(figure, scope)
    return within(f"{kept.way}{kept.day}", [span]) if span else None


def _in_span(figure: Figure, scope: Scope, marks: Marks) -> Q:
    """Of what is summed: the span's days in marked months, and its edges."""
    kept, days = KEPT[figure.key], _in_days(figure, scope)
    unsettled = in_marked(figure, scope, marks, kept.way)
    return (unsettled & days if days else unsettled) | within(
        f"{kept.way}{kept.day}", edges_of(figure, scope)
    )


def whole_top(scope: Scope, axes: Sequence[Axis]) -> Unit | None:
    """Along areas the rows right beneath the top are told by their own unit, which is not kept: they are live."""
    return top_of(scope) if any(isinstance(axis, AreaAxis) for axis in axes) else None


def live_of(figure: Figure, scope: Scope, axes: Sequence[Axis], marks: Marks) -> Q:
    """Rows of the list that are counted live: in marked months, in the edges, right beneath the top of an area axis."""
    top = whole_top(scope, axes)
    beneath = Q(unit__in=_nearest_to(scope, [top.pk])[top.pk]) if top else NOTHING
    edged = within(KEPT[figure.key].day, edges_of(figure, scope, axes))
    return beneath | edged | in_marked(figure, scope, marks)


def is_settled(figure: Figure, scope: Scope, axes: Sequence[Axis], marks: Marks) -> bool:
    return not marks and not edges_of(figure, scope, axes) and whole_top(scope, axes) is None


def in_marked(figure: Figure, scope: Scope, marks: Marks, way: str = "") -> Q:
    """Rows of the marked federations' months; `way` leads to them from what is summed."""
    day, wanted = KEPT[figure.key].day, NOTHING
    dated = [(unit, month) for unit, month in marks if month != STANDING]
    known = _nearest_to(scope, {unit for unit, _month in dated})
    for unit, month in dated:
        wanted |= Q(**{f"{way}unit__in": known[unit], f"{way}{day}__range": (month, month_end(month))})
    return wanted


def standing_marks(scope: Scope, marks: Marks) -> list[int]:
    """Units of the federations whose standing sums are marked."""
    known = _nearest_to(scope, {unit for unit, month in marks if month == STANDING})
    return [unit for units in known.values() for unit in units]


def _nearest_to(scope: Scope, federations: Any) -> dict[int, list[int]]:
    """Units whose nearest federation each one is: itself, and down from it until the next federations."""
    known: dict[int, list[int]] = scope.marks.setdefault("nearest", {})
    if missing := [unit for unit in federations if unit not in known]:
        known |= {unit: [] for unit in missing}
        with connection.cursor() as cursor:
            cursor.execute(_NEAREST, [missing, [str(kind) for kind in FEDERATIONS]])
            for federation, unit in cursor.fetchall():
                known[federation].append(unit)
    return {unit: known[unit] for unit in federations}


_NEAREST = """
WITH RECURSIVE near AS (
    SELECT id AS federation, id FROM org_unit WHERE id = ANY(%s)
    UNION ALL SELECT near.federation, u.id FROM org_unit u JOIN near ON u.parent_id = near.id WHERE u.kind <> ALL(%s)
) SELECT federation, id FROM near
"""


def month_end(month: date) -> date:
    return (month.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1)
