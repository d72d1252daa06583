"""Faults of a problem, row by row, before anything is solved."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

from dundian.planning.solver.faults import Fault, FaultCode, InvalidProblem, Value
from dundian.planning.solver.selection.problem import Capacity, Place, Problem

LARGEST = 1e9  # beyond this, sums of 50,000 lose the digits that a gap of 0.001 % needs


def check(problem: Problem) -> None:
    """Raise `InvalidProblem` with every fault found."""
    if found := faults(problem):
        raise InvalidProblem(found)


def faults(problem: Problem) -> list[Fault]:
    """Everything in the problem that cannot be used; rules that clash are no fault (`clash` finds them)."""
    known = {c.id for c in problem.candidates}
    return [
        *_candidates(problem),
        *_whole("", None, "choose", problem.choose),
        *_whole("", None, "years_running", problem.years_running),
        *_ids("limits", [limit.id for limit in problem.limits]),
        *_ids("groups", [group.id for group in problem.groups]),
        *_sides("limits", problem.limits),
        *_sides("groups", problem.groups),
        *_limits(problem),
        *(
            f
            for row, group in enumerate(problem.groups)
            for f in _references("groups", row, "members", group.members, known)
        ),
        *_references("pins", None, "", problem.pins, known),
        *_references("bans", None, "", problem.bans, known),
        *_capacities(problem.capacities),
        *_coverage(problem),
        *_fairness(problem),
    ]


def _candidates(problem: Problem) -> Iterable[Fault]:
    yield from _ids("candidates", [c.id for c in problem.candidates])
    placed = problem.coverage is not None and problem.coverage.reach_km is not None
    for row, c in enumerate(problem.candidates):
        yield from _number("candidates", row, "priority", c.priority)
        yield from _whole("candidates", row, "workers", c.workers)
        if placed or c.place is not None:
            yield from _place("candidates", row, c.place)


def _ids(table: str, ids: Sequence[str]) -> Iterable[Fault]:
    seen: dict[str, int] = {}
    for row, name in enumerate(ids):
        if not name:
            yield Fault(table, row, "id", FaultCode.EMPTY)
        elif name in seen:
            yield Fault(table, row, "id", FaultCode.TWICE, {"value": name, "first": seen[name]})
        else:
            seen[name] = row


def _number(table: str, row: int | None, field: str, value: Any) -> Iterable[Fault]:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        yield Fault(table, row, field, FaultCode.NOT_FINITE, {"value": str(value)})
    elif value < 0:
        yield Fault(table, row, field, FaultCode.NEGATIVE, {"value": value})
    elif value > LARGEST:
        yield Fault(table, row, field, FaultCode.TOO_LARGE, {"value": value, "most": LARGEST})


def _whole(table: str, row: int | None, field: str, value: Any) -> Iterable[Fault]:
    if isinstance(value, bool) or not isinstance(value, int):
        yield Fault(table, row, field, FaultCode.NOT_WHOLE, {"value": str(value)})
    else:
        yield from _number(table, row, field, value)


def _place(table: str, row: int, place: Place | None) -> Iterable[Fault]:
    """A union without a place has no neighbours by distance; a place that is given must be one."""
    if place is None:
        return
    for value, most, name in ((place[0], 180.0, "longitude"), (place[1], 90.0, "latitude")):
        if not isinstance(value, int | float) or not math.isfinite(value):
            yield Fault(table, row, "place", FaultCode.NOT_FINITE, {"value": str(value), "part": name})
        elif abs(value) > most:
            values: dict[str, Value] = {"value": value, "least": -most, "most": most, "part": name}
            yield Fault(table, row, "place", FaultCode.OUT_OF_RANGE, values)


def _sides(table: str, rows: Sequence[Any]) -> Iterable[Fault]:
    for row, rule in enumerate(rows):
        found = list(_whole(table, row, "least", rule.least))
        if rule.most is not None:
            found += _whole(table, row, "most", rule.most)
            if not found and rule.least > rule.most:
                values: dict[str, Value] = {"least": rule.least, "most": rule.most}
                found.append(Fault(table, row, "least", FaultCode.LEAST_OVER_MOST, values))
        yield from found


def _limits(problem: Problem) -> Iterable[Fault]:
    """A limit may speak of a kind or county that no candidate has: that is a rule that nobody meets, not a fault."""
    for row, limit in enumerate(problem.limits):
        for fact, value in limit.where.items():
            if not value:
                yield Fault("limits", row, str(fact), FaultCode.EMPTY)


def _references(
    table: str, row: int | None, field: str, names: Sequence[str], known: set[str]
) -> Iterable[Fault]:
    seen: dict[str, int] = {}
    for place, name in enumerate(names):
        at = place if row is None else row
        if name not in known:
            yield Fault(table, at, field, FaultCode.UNKNOWN, {"value": name})
        elif name in seen:
            yield Fault(table, at, field, FaultCode.TWICE, {"value": name, "first": seen[name]})
        seen.setdefault(name, at)


def _capacities(capacities: Sequence[Capacity]) -> Iterable[Fault]:
    yield from _ids("capacities", [c.unit for c in capacities])
    above = {c.unit: c.above for c in capacities}
    for row, c in enumerate(capacities):
        yield from _whole("capacities", row, "teams", c.teams)
        if c.above is not None and c.above not in above:
            yield Fault("capacities", row, "above", FaultCode.UNKNOWN, {"value": c.above})
        elif _stands_above_itself(c.unit, above):
            yield Fault("capacities", row, "above", FaultCode.CIRCULAR, {"value": c.unit})


def _stands_above_itself(unit: str, above: dict[str, str | None]) -> bool:
    at, steps = above.get(unit), 0
    while at is not None and at != unit and steps <= len(above):
        at, steps = above.get(at), steps + 1
    return at is not None


def _coverage(problem: Problem) -> Iterable[Fault]:
    coverage = problem.coverage
    if coverage is None:
        return
    yield from _number("coverage", None, "per_worker", coverage.per_worker)
    yield from _number("coverage", None, "per_union", coverage.per_union)
    if coverage.reach_km is not None:
        yield from _number("coverage", None, "reach_km", coverage.reach_km)
    yield from _ids("coverage.points", [p.id for p in coverage.points])
    for row, point in enumerate(coverage.points):
        yield from _whole("coverage.points", row, "workers", point.workers)
        yield from _place("coverage.points", row, point.place)


def _fairness(problem: Problem) -> Iterable[Fault]:
    fairness = problem.fairness
    if fairness is None:
        return
    yield from _number("fairness", None, "weight", fairness.weight)
    for row, target in enumerate((fairness.targets or {}).values()):
        yield from _number("fairness.targets", row, "target", target)
