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
    """How a figure is kept: its measure, whether its number is the count or the amount; `day`, `unit` of its rows."""

    measure: str
    amount: bool
    day: str
    unit: str = "unit"


KEPT = {
    "logs": Kept(Measure.LOG, False, "on"),
    "people_met": Kept(Measure.LOG, True, "on"),
    "results": Kept(Measure.RESULT, True, "log__on", "log__unit"),
    "concerns_raised": Kept(Measure.RAISED, False, "raised_on"),
    "concerns_workers": Kept(Measure.RAISED, True, "raised_on"),
    "concerns_closed": Kept(Measure.CLOSED, False, "closed_on"),
}
AXES_KEPT = {"area", "month", "campaign", "topic", "indicator"}


def suits(figure: Figure, scope: Scope, axes: Sequence[Axis] = ()) -> bool:
    """Whether the roll-ups can say it: they are kept by federations."""
    if figure.key not in KEPT or not scope.parts.keys() <= {"campaign", "area", "year", "indicator"}:
        return False
    if not {axis.key for axis in axes} <= AXES_KEPT:
        return False
    if scope.area and scope.area.kind not in FEDERATIONS:
        return False
    if figure.key == "concerns_closed" and (
        scope.year or not scope.since or any(a.key == "topic" for a in axes)
    ):
        return False  # kept by the day of closing only
    tops = [a.unit for a in scope.actor.appointments if scope.actor.can("view", figure.noun, a.unit)]
    tops = [unit for unit in tops if unit.path in scope.actor.paths("view", figure.noun)]
    if not tops or any(unit.kind not in FEDERATIONS for unit in tops):
        return False
    if figure.source.key == "concerns" and not scope.area and any("." in unit.path for unit in tops):
        return False  # who stands under another federation also sees what was referred from elsewhere
    by_month = any(axis.key in ("topic", "indicator") for axis in axes) or (axes and figure.key == "results")
    return not (by_month and _edges_of(scope))


def _edges_of(scope: Scope) -> list[Period]:
    """The single days beside whole months."""
    return _edges(scope.since, scope.until)[0] if scope.since and scope.until else []


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
        now = _live_over(mine, scope, spans, marked) | _edges_over(mine, scope, spans, marked)
        for figure in mine:
            stored = [_number(figure, got[f"{figure.key}__{n}"] or 0) for n in range(len(spans))]
            live = [now.get(f"{figure.key}__{n}") or 0 for n in range(len(spans))]
            found[figure.key] = [a + b for a, b in zip(stored, live, strict=True)]
    return found


def _edges_over(
    figures: Sequence[Figure], scope: Scope, spans: Sequence[Scope], marked: Sequence[Pair]
) -> dict[str, Number | None]:
    """Results are kept by the month: those of single days beside whole months, counted live with what is marked."""
    results = next((figure for figure in figures if figure.key == "results"), None)
    if results is None or not any(map(_edges_of, spans)):
        return {}
    kept, whole = KEPT["results"], scope.during(None, None)
    live = _in_marked(results, whole, marked)
    asked, wanted = {}, live
    for n, span in enumerate(spans):
        days = _within(kept.day, [(span.since, span.until)]) if span.since and span.until else Q()
        edges = _within(kept.day, _edges_of(span))
        asked[f"{results.key}__{n}"] = Sum(results.amount, filter=(live & days) | edges)
        wanted |= edges
    return results.summed(whole).filter(wanted).aggregate(**asked)


def _within(day: str, stretches: Sequence[Any]) -> Q:
    """Days of one of the stretches; of none there are no rows."""
    return (
        Q(*(Q(**{f"{day}__range": one}) for one in stretches), _connector=Q.OR) if stretches else Q(pk__in=[])
    )


def _live_over(
    figures: Sequence[Figure], scope: Scope, spans: Sequence[Scope], marked: Sequence[Pair]
) -> dict[str, Number | None]:
    """What the marked months hold now, by figure and number of the span; one query for figures of the same rows."""
    found: dict[str, Number | None] = {}
    alike: dict[str, list[Figure]] = {}
    for figure in figures if marked else ():
        alike.setdefault(f"{KEPT[figure.key].day} {figure.conditions}", []).append(figure)
    for group in alike.values():
        asked = {}
        for figure in group:
            for n, span in enumerate(spans):
                days = (span.since, span.until)
                within = Q(**{f"{KEPT[figure.key].day}__range": days}) if all(days) else None
                amount = Sum(figure.amount, filter=within) if figure.amount else Count("pk", filter=within)
                asked[f"{figure.key}__{n}"] = amount
        found |= _unsettled(group[0], scope.during(None, None), marked).aggregate(**asked)
    return found


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
    for parts in (_stored(figure, scope, axes, marked, top), _live(figure, scope, axes, marked, top)):
        for values, n in parts:
            found[values] = found.get(values, 0) + n
    return [(values, n) for values, n in found.items() if n]


def by_day(figure: Figure, scope: Scope) -> dict[date, int] | None:
    """Rows of each of the scope's days, or None when they must be asked themselves."""
    marked = _marked(figure, scope) if suits(figure, scope) and scope.since and scope.until else None
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
    units = Unit.objects.filter(id__in=scope.actor.units("view", figure.noun), kind__in=FEDERATIONS)
    return (units.filter(path__within=scope.area.path) if scope.area else units).values("id")


def _rows(figure: Figure, scope: Scope, marked: Sequence[Pair]) -> QuerySet[Tally]:
    """What is kept of the scope, without what is counted live."""
    rows = Tally.objects.filter(unit__in=_federations(figure, scope)).order_by()
    if scope.campaign:
        rows = rows.filter(campaign_id__in=family(scope.campaign).values("pk"))
    if scope.year and figure.source.key == "concerns":
        rows = rows.filter(on__year=scope.year)
    elif scope.year:
        rows = rows.filter(campaign_id__in=Campaign.objects.filter(year=scope.year).values("pk"))
    pairs = (Q(unit_id=unit, on__range=(month, _end(month))) for unit, month in marked)
    return rows.exclude(Q(*pairs, _connector=Q.OR)) if marked else rows


def _of(figure: Figure, scope: Scope, *, keyed: bool = False) -> Q:
    """The rows of the figure's measure in the scope's days; keyed ones are split by topic or indicator."""
    chosen = Q(measure=KEPT[figure.key].measure) & _days(scope)
    if figure.key != "results":
        return chosen & (~Q(key="") if keyed else Q(key=""))
    return chosen & Q(key=str(scope.indicator.pk)) if scope.indicator else chosen


def _total(figure: Figure, scope: Scope) -> Any:
    return Sum("amount" if KEPT[figure.key].amount else "n", filter=_of(figure, scope))


def _stored(
    figure: Figure, scope: Scope, axes: Sequence[Axis], marked: Sequence[Pair], top: Unit | None
) -> Parts:
    keyed = bool({axis.key for axis in axes} & {"topic", "indicator"})
    rows = _rows(figure, scope, marked).filter(_of(figure, scope, keyed=keyed))
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


def _days(scope: Scope) -> Q:
    if not (scope.since and scope.until):
        return Q(by_day=False)
    days, months = _edges(scope.since, scope.until)
    found = Q(by_day=False, on__range=months) if months else Q(pk__in=[])
    for stretch in days:
        found |= Q(by_day=True, on__range=stretch)
    return found


def _column(axis: Axis, scope: Scope) -> Any:
    if axis.key == "month":
        return TruncMonth("on")
    if axis.key in ("topic", "indicator"):
        return F("key")
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
    """What the marked federations' months hold now, and whatever stands right beneath `whole`."""
    if not marked and whole is None:
        return []
    rows = _unsettled(figure, scope, marked, whole)
    names = {f"axis_{place}": axis.expression(figure, scope) for place, axis in enumerate(axes)}
    if not axes:
        return [((), rows.aggregate(n=figure.aggregate)["n"] or 0)]
    found = rows.annotate(**names).values_list(*names).annotate(n=figure.aggregate)
    return [(tuple(row[:-1]), row[-1] or 0) for row in found]


def _unsettled(
    figure: Figure, scope: Scope, marked: Sequence[Pair], whole: Unit | None = None
) -> QuerySet[Any]:
    """The rows themselves of the marked federations' months, and whatever stands right beneath `whole`."""
    kept, rows = KEPT[figure.key], figure.summed(scope)
    beneath = Q(**{f"{kept.unit}__in": _nearest_to(whole)}) if whole else Q(pk__in=[])
    return rows.filter(beneath | _in_marked(figure, scope, marked))


def _in_marked(figure: Figure, scope: Scope, marked: Sequence[Pair]) -> Q:
    """Rows of the marked federations' months."""
    kept, wanted = KEPT[figure.key], Q(pk__in=[])
    known = scope.marks.setdefault("nearest", {})
    if missing := {unit for unit, _month in marked} - known.keys():
        known |= {unit.pk: _nearest_to(unit) for unit in Unit.objects.filter(pk__in=missing)}
    for unit_id, month in marked:
        if (nearest := known.get(unit_id)) is not None:
            wanted |= Q(**{f"{kept.unit}__in": nearest, f"{kept.day}__range": (month, _end(month))})
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
