"""Faults of a problem, row by row, before anything is solved."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

from dundian.planning.solver.assignment.arrays import MOST_IN_TEAM, MOST_ROLES, MOST_SKILLS
from dundian.planning.solver.assignment.problem import Period, Place, Problem
from dundian.planning.solver.faults import Fault, FaultCode, InvalidProblem

MOST_POINTS = 10_000  # for one thing: a plan of 8,000 places then stays below what a broken rule counts
MOST_KM = 6_000


def check(problem: Problem) -> None:
    """Raise `InvalidProblem` with every fault found."""
    if found := faults(problem):
        raise InvalidProblem(found)


def faults(problem: Problem) -> list[Fault]:
    """Everything in the problem that cannot be used; rules that clash are no fault (`find_clash` finds them)."""
    people = {p.id for p in problem.people}
    teams = {t.id for t in problem.teams}
    return [
        *_ids("people", [p.id for p in problem.people]),
        *_ids("teams", [t.id for t in problem.teams]),
        *_people(problem),
        *_teams(problem),
        *_words(problem),
        *_rules(problem),
        *_pins(problem, people, teams),
        *_pairs("bans", problem.bans, people, teams),
        *_pairs("together", problem.together, people, people),
        *_pairs("apart", problem.apart, people, people),
        *_roads(problem),
        *_earlier(problem, teams),
    ]


def _ids(table: str, names: Sequence[str]) -> Iterable[Fault]:
    seen: dict[str, int] = {}
    for row, name in enumerate(names):
        if not name:
            yield Fault(table, row, "id", FaultCode.EMPTY)
        elif name in seen:
            yield Fault(table, row, "id", FaultCode.TWICE, {"value": name, "first": seen[name]})
        else:
            seen[name] = row


def _people(problem: Problem) -> Iterable[Fault]:
    for row, person in enumerate(problem.people):
        yield from _whole("people", row, "load", person.load, 100)
        yield from _place("people", row, person.place)
        for period in person.away:
            yield from _period("people", row, "away", period)


def _teams(problem: Problem) -> Iterable[Fault]:
    for row, team in enumerate(problem.teams):
        yield from _place("teams", row, team.place)
        if team.period is not None:
            yield from _period("teams", row, "period", team.period)
        sizes = [
            *_within("teams", row, "least", team.least, 1, MOST_IN_TEAM),
            *_within("teams", row, "most", team.most, 1, MOST_IN_TEAM),
        ]
        if not sizes and team.least > team.most:
            sizes.append(
                Fault(
                    "teams", row, "least", FaultCode.LEAST_OVER_MOST, {"least": team.least, "most": team.most}
                )
            )
        yield from sizes
        if team.detour is not None:
            yield from _factor("teams", row, team.detour)


def _words(problem: Problem) -> Iterable[Fault]:
    """There is room for so many different roles and skills."""
    for field, most in (("roles", MOST_ROLES), ("skills", MOST_SKILLS)):
        wanted = {name for t in problem.teams for name in getattr(t, field)}
        if len(wanted) > most:
            yield Fault("teams", None, field, FaultCode.TOO_LARGE, {"value": len(wanted), "most": most})


def _rules(problem: Problem) -> Iterable[Fault]:
    rules, prices = problem.rules, problem.rules.prices
    yield from _within("rules", None, "levels", rules.levels, 0, 3)
    yield from _factor("rules", None, rules.detour)
    yield from _whole("rules", None, "unknown_km", rules.unknown_km, MOST_KM)
    for name in ("travel_most", "load_most"):
        if (value := getattr(rules, name)) is not None:
            yield from _whole("rules", None, name, value, 10**6)
    yield from _whole("rules.prices", None, "km", prices.km, 100)
    for name in ("load", "person", "change"):
        yield from _whole("rules.prices", None, name, getattr(prices, name), MOST_POINTS)
    for name in ("level", "skill", "role", "past"):
        if (value := getattr(prices, name)) is not None:
            yield from _whole("rules.prices", None, name, value, MOST_POINTS)


def _pins(problem: Problem, people: set[str], teams: set[str]) -> Iterable[Fault]:
    seen: dict[str, int] = {}
    for row, pin in enumerate(problem.pins):
        yield from _pairs("pins", [(pin.person, pin.team)], people, teams, row)
        if pin.person in seen:
            values: dict[str, str | int | float] = {"value": pin.person, "first": seen[pin.person]}
            yield Fault("pins", row, "person", FaultCode.TWICE, values)
        seen.setdefault(pin.person, row)


def _pairs(
    table: str, pairs: Sequence[tuple[str, str]], left: set[str], right: set[str], at: int | None = None
) -> Iterable[Fault]:
    for row, (a, b) in enumerate(pairs):
        where = row if at is None else at
        for name, known, field in ((a, left, "first"), (b, right, "second")):
            if name not in known:
                yield Fault(table, where, field, FaultCode.UNKNOWN, {"value": name})
        if a == b:
            yield Fault(table, where, "second", FaultCode.TWICE, {"value": b, "first": where})


def _roads(problem: Problem) -> Iterable[Fault]:
    for row, km in enumerate(problem.roads.values()):
        yield from _number("roads", row, "km", km, 0.0, MOST_KM)


def _earlier(problem: Problem, teams: set[str]) -> Iterable[Fault]:
    """People of an earlier plan may be gone by now, its teams not."""
    for row, team in enumerate(problem.earlier):
        if team not in teams:
            yield Fault("earlier", row, "team", FaultCode.UNKNOWN, {"value": team})


def _number(
    table: str, row: int | None, field: str, value: Any, least: float, most: float, part: str = ""
) -> Iterable[Fault]:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        yield Fault(table, row, field, FaultCode.NOT_FINITE, {"value": str(value), "part": part})
    elif not least <= value <= most:
        values: dict[str, str | int | float] = {"value": value, "least": least, "most": most, "part": part}
        yield Fault(table, row, field, FaultCode.OUT_OF_RANGE, values)


def _within(table: str, row: int | None, field: str, value: Any, least: int, most: int) -> Iterable[Fault]:
    if isinstance(value, bool) or not isinstance(value, int):
        yield Fault(table, row, field, FaultCode.NOT_WHOLE, {"value": str(value)})
    else:
        yield from _number(table, row, field, value, least, most)


def _whole(table: str, row: int | None, field: str, value: Any, most: int) -> Iterable[Fault]:
    if not isinstance(value, bool) and isinstance(value, int) and value < 0:
        yield Fault(table, row, field, FaultCode.NEGATIVE, {"value": value})
    else:
        yield from _within(table, row, field, value, 0, most)


def _factor(table: str, row: int | None, value: Any) -> Iterable[Fault]:
    yield from _number(table, row, "detour", value, 1.0, 10.0)


def _place(table: str, row: int, place: Place | None) -> Iterable[Fault]:
    if place is not None:
        yield from _number(table, row, "place", place[0], -180.0, 180.0, "longitude")
        yield from _number(table, row, "place", place[1], -90.0, 90.0, "latitude")


def _period(table: str, row: int, field: str, period: Period) -> Iterable[Fault]:
    if period.first > period.last:
        values: dict[str, str | int | float] = {
            "least": period.first.isoformat(),
            "most": period.last.isoformat(),
        }
        yield Fault(table, row, field, FaultCode.LEAST_OVER_MOST, values)
