"""Forming teams: the plan keeps every rule, costs what it says, and no plan costs less than the bound."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dundian.planning.solver.assignment import (
    Continuity,
    Leading,
    Level,
    Person,
    Pin,
    Prices,
    Problem,
    Rank,
    Rules,
    Team,
    faults,
    solve,
)
from dundian.planning.solver.faults import FaultCode
from dundian.planning.solver.running import Status
from dundian.planning.solver.verify.assignment import inspect

QUICK = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
)
LEVELS = (Level.PROVINCE, Level.CITY, Level.COUNTY)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Up to two teams of up to two, few people, ties everywhere: small enough to try every plan."""
    teams = draw(st.integers(1, 2))
    people = draw(st.integers(1, 5))
    persons = [
        Person(
            id=f"p{i}",
            level=draw(st.sampled_from(LEVELS)),
            rank=draw(st.sampled_from((Rank.STAFF, Rank.MIDDLE))),
            skills=draw(st.frozensets(st.sampled_from("ab"))),
            roles=draw(st.frozensets(st.sampled_from("xy"))),
            unit=draw(st.sampled_from(("", "u0"))),
            county=draw(st.sampled_from("cd")),
            load=draw(st.integers(0, 3)),
            sites=draw(st.frozensets(st.sampled_from(("t0", "t1")))),
        )
        for i in range(people)
    ]
    wanted = [
        Team(
            id=f"t{t}",
            units=frozenset({f"u{t}"}),
            county="c",
            least=draw(st.integers(1, 2)),
            most=2,
            skills=tuple(sorted(draw(st.frozensets(st.sampled_from("ab"))))),
            roles=("x", "y"),
        )
        for t in range(teams)
    ]
    rules = Rules(
        leading=draw(st.sampled_from(Leading)),
        levels=draw(st.integers(1, 2)),
        load_most=draw(st.sampled_from((None, 2))),
        travel_most=draw(st.sampled_from((None, 50))),
        continuity=draw(st.sampled_from(Continuity)),
        prices=Prices(
            skill=draw(st.sampled_from((None, 150))),
            level=draw(st.sampled_from((None, 0, 120))),
            past=draw(st.sampled_from((None, 60))),
            change=draw(st.sampled_from((0, 7))),
        ),
    )
    ids = [p.id for p in persons]
    pairs = [(a, b) for a in ids for b in ids if a < b]
    some = st.lists(st.sampled_from(pairs), max_size=1) if pairs else st.just([])
    pins = [Pin(i, "t0") for i in draw(st.lists(st.sampled_from(ids), max_size=1))]
    return Problem(
        persons,
        wanted,
        rules,
        pins=pins,
        together=draw(some),
        apart=draw(some),
        earlier={"t0": ("p0",)} if draw(st.booleans()) else {},
    )


def best_by_trying(problem: Problem) -> int | None:
    """The cheapest plan among all, as the verifier counts."""
    from dundian.planning.solver.assignment.forming import form

    leads = {p.team: p.person for p in problem.pins if p.leads}
    best = None
    for where in product(range(-1, len(problem.teams)), repeat=len(problem.people)):
        teams = [
            form(problem, team, members, leads.get(team.id))
            for t, team in enumerate(problem.teams)
            if (members := [p for p, at in zip(problem.people, where, strict=True) if at == t])
        ]
        verdict = inspect(problem, teams)
        if verdict.sound and (best is None or verdict.value < best):
            best = verdict.value
    return best


@given(problems())
@QUICK
def test_no_plan_is_better_and_the_verifier_agrees(problem: Problem) -> None:
    plan = solve(problem, seconds=10)
    best = best_by_trying(problem)
    if best is None:
        assert plan.status != Status.OPTIMAL
        assert plan.value is None
        return
    assert plan.status == Status.OPTIMAL
    assert plan.value == plan.bound == best
    verdict = inspect(problem, plan.teams)
    assert verdict.sound
    assert verdict.parts == plan.parts


def test_what_is_wrong_is_said_by_row() -> None:
    problem = Problem(
        [Person("a", Level.CITY, load=-1), Person("a", Level.CITY, place=(500.0, 0.0))],
        [Team("t", least=3, most=2)],
        Rules(prices=Prices(km=-1)),
        pins=[Pin("nobody", "t")],
    )
    found = {(f.table, f.row, f.field, f.code) for f in faults(problem)}
    assert found == {
        ("people", 1, "id", FaultCode.TWICE),
        ("people", 0, "load", FaultCode.NEGATIVE),
        ("people", 1, "place", FaultCode.OUT_OF_RANGE),
        ("teams", 0, "least", FaultCode.LEAST_OVER_MOST),
        ("rules.prices", None, "km", FaultCode.NEGATIVE),
        ("pins", 0, "first", FaultCode.UNKNOWN),
    }


@pytest.mark.parametrize("people", [0, 1])
def test_nobody_to_send(people: int) -> None:
    plan = solve(Problem([Person("a", Level.CITY)][:people], [Team("t")]), seconds=1)
    assert (plan.teams, plan.value) == ((), None)


def test_the_same_seed_gives_the_same_plan() -> None:
    people = [Person(f"p{i}", LEVELS[i % 3], Rank(i % 2), load=i % 4) for i in range(12)]
    problem = Problem(people, [Team(f"t{i}") for i in range(4)])
    assert solve(problem, seconds=9, seed=3).teams == solve(problem, seconds=9, seed=3).teams
    assert solve(replace(problem, teams=[]), seconds=1).value == 0
