"""What the roll-ups keep of each figure, in which scopes and along which axes they can tell it, and of which days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from dundian.insight.axes import Axis
from dundian.insight.figures import Figure
from dundian.insight.models import Tally
from dundian.insight.scope import Scope
from dundian.kernel import clock
from dundian.org.models import FEDERATIONS

Measure = Tally.Measure
Period = tuple[date, date]
PARTS = frozenset({"campaign", "area", "year", "union"})
AXES = frozenset({"area", "campaign", "union"})


@dataclass(frozen=True)
class Kept:
    """How a figure is kept: its measure, whether its number is the count or the amount; the `day` of its list's rows,
    and the `way` that leads from what is summed to them. Without `by_day` only months are kept; `past`: only what lies
    before today counts, so that the turn of a day changes no row.
    """

    measure: str
    amount: bool
    day: str
    way: str = ""
    by_day: bool = True
    past: bool = False
    parts: frozenset[str] = PARTS
    axes: frozenset[str] = AXES | {"month"}


_RESULTS = {"parts": PARTS | {"indicator"}, "axes": AXES | {"month", "indicator"}}
_TASKS: dict[str, Any] = {"by_day": False, "axes": AXES}
KEPT = {
    "logs": Kept(Measure.LOG, False, "on"),
    "people_met": Kept(Measure.LOG, True, "on"),
    "results": Kept(Measure.RESULT, True, "on", "log__", **_RESULTS),  # type: ignore[arg-type]
    "concerns_raised": Kept(Measure.RAISED, False, "raised_on", axes=AXES | {"month", "topic"}),
    "concerns_workers": Kept(Measure.RAISED, True, "raised_on", axes=AXES | {"month", "topic"}),
    "concerns_closed": Kept(Measure.CLOSED, False, "closed_on", axes=AXES | {"month"}),
    "tasks": Kept(Measure.TASK, False, "due_on", **_TASKS),
    "tasks_done": Kept(Measure.TASK, True, "due_on", **_TASKS),
    "tasks_late": Kept(Measure.OPEN, False, "due_on", past=True, **_TASKS),
}


def suits(figure: Figure, scope: Scope, axes: Sequence[Axis] = ()) -> bool:
    """Whether the roll-ups can say it: they are kept by federations."""
    kept, along = KEPT.get(figure.key), {axis.key for axis in axes}
    if kept is None or not scope.parts.keys() <= kept.parts or not along <= kept.axes:
        return False
    if "topic" in along and by_union(scope, axes):
        return False
    if scope.area and scope.area.kind not in FEDERATIONS:
        return False
    if figure.key == "concerns_closed" and (scope.year or not scope.since or by_union(scope, axes)):
        return False  # kept by the day of closing only
    if figure.key == "tasks_done" and scope.since:
        return False  # kept by the day when they are due
    tops = [a.unit for a in scope.actor.appointments if scope.actor.can("view", figure.noun, a.unit)]
    tops = [unit for unit in tops if unit.path in scope.actor.paths("view", figure.noun)]
    if not tops or any(unit.kind not in FEDERATIONS for unit in tops):
        return False
    # Who stands under another federation also sees what was referred from elsewhere.
    return figure.source.key != "concerns" or bool(scope.area) or all("." not in unit.path for unit in tops)


def by_union(scope: Scope, axes: Sequence[Axis]) -> bool:
    return bool(scope.union) or any(axis.key == "union" for axis in axes)


def is_by_day(figure: Figure, scope: Scope, axes: Sequence[Axis] = ()) -> bool:
    """Whether days are kept: by topic and by kind of union only months are."""
    return KEPT[figure.key].by_day and not by_union(scope, axes) and all(axis.key != "topic" for axis in axes)


def span_of(figure: Figure, scope: Scope) -> Period | None:
    """The days that count, by the day of the figure's rows; None: whenever."""
    if KEPT[figure.key].past:
        return date.min, clock.today() - timedelta(1)
    return (scope.since, scope.until) if figure.days and scope.since and scope.until else None


def edges_of(figure: Figure, scope: Scope, axes: Sequence[Axis] = ()) -> list[Period]:
    """The single days beside whole months where only months are kept: they are counted live."""
    span = span_of(figure, scope)
    return edges(*span)[0] if span and not is_by_day(figure, scope, axes) else []


def edges(since: date, until: date) -> tuple[list[Period], Period | None]:
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


def within(day: str, stretches: Iterable[Any]) -> Q:
    """Days of one of the stretches; of none there are no rows."""
    found = [Q(**{f"{day}__range": one}) for one in stretches]
    return Q(*found, _connector=Q.OR) if found else Q(pk__in=[])


def stored_of(figure: Figure, scope: Scope, axes: Sequence[Axis] = ()) -> Q:
    """The kept rows of the figure's measure in the days that count; keyed ones are split by topic or indicator."""
    chosen = Q(measure=KEPT[figure.key].measure) & _days(figure, scope, axes)
    if figure.key != "results":
        return chosen & (~Q(key="") if any(axis.key == "topic" for axis in axes) else Q(key=""))
    return chosen & Q(key=str(scope.indicator.pk)) if scope.indicator else chosen


def _days(figure: Figure, scope: Scope, axes: Sequence[Axis]) -> Q:
    span = span_of(figure, scope)
    if span is None:
        return Q(by_day=False)
    days, months = edges(*span)
    found = Q(by_day=False, on__range=months) if months else Q(pk__in=[])
    for stretch in days if is_by_day(figure, scope, axes) else ():
        found |= Q(by_day=True, on__range=stretch)
    return found


def column_of(figure: Figure) -> str:
    return "amount" if KEPT[figure.key].amount else "n"


def as_number(figure: Figure, n: Any) -> Any:
    return (n or 0) if figure.key == "results" else int(n or 0)
