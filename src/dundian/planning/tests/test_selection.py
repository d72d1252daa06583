"""Choosing sites as a library: rules kept, values agreed, clashes real, whatever comes in."""

import importlib
import itertools
import math
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dundian.planning.solver.faults import FaultCode, InvalidProblem
from dundian.planning.solver.rules import Rule
from dundian.planning.solver.running import Progress, Status
from dundian.planning.solver.selection import (
    Candidate,
    Capacity,
    Coverage,
    Fairness,
    Field,
    Group,
    Limit,
    Point,
    Problem,
    Questions,
    Reason,
    Share,
    clash,
    faults,
    solve,
    why_not,
)
from dundian.planning.solver.verify.selection import inspect

DOOR = importlib.import_module("dundian.planning.solver.selection.solve")
LARGE = importlib.import_module("dundian.planning.solver.selection.large")
KINDS = ("park", "town", "firm")
COUNTIES = ("east", "west")


@st.composite
def problems(draw: st.DrawFn, most: int = 8) -> Problem:
    count = draw(st.integers(1, most))
    whole = st.integers(0, 3)
    candidates = [
        Candidate(
            id=f"u{i}",
            priority=draw(st.sampled_from([0.0, 1.0, 1.0, 2.5, 7.0])),
            kind=draw(st.sampled_from(KINDS)),
            county=draw(st.sampled_from(COUNTIES)),
            city="city",
            level=draw(st.sampled_from(["low", "high"])),
            industry=draw(st.sampled_from(["", "mine", "mill"])),
            workers=draw(st.integers(0, 40)),
            place=draw(st.none() | st.tuples(st.sampled_from([104.0, 104.01, 104.05]), st.just(29.0))),
            initiatives=draw(st.sampled_from([(), ("new",)])),
            years=draw(st.sampled_from([(), (2023,), (2022, 2023)])),
        )
        for i in range(count)
    ]
    ids = [c.id for c in candidates]
    some = st.lists(st.sampled_from(ids), unique=True, max_size=3).map(tuple)
    fields = st.sampled_from(
        [{Field.KIND: "park"}, {Field.COUNTY: "east"}, {Field.LEVEL: "high"}, {Field.INITIATIVE: "new"}]
    )
    limits = [
        Limit(f"l{n}", draw(fields), least, draw(st.none() | st.integers(least, 4)))
        for n, least in enumerate(draw(st.lists(whole, max_size=3)))
    ]
    groups = [Group(f"g{n}", draw(some), 0, 1) for n in range(draw(st.integers(0, 2)))]
    capacities = draw(
        st.sampled_from(
            [
                (),
                (Capacity("city", 3),),
                (Capacity("east", 1, "city"), Capacity("west", 1, "city"), Capacity("city", 1)),
            ]
        )
    )
    return Problem(
        candidates,
        draw(st.integers(0, count)),
        limits=limits,
        groups=groups,
        capacities=capacities,
        pins=draw(some)[:1],
        bans=draw(some)[:1],
        coverage=draw(
            st.none()
            | st.builds(
                Coverage,
                per_worker=st.sampled_from([0.0, 0.1]),
                per_union=st.sampled_from([0.0, 1.0]),
                reach_km=st.sampled_from([None, 1.0, 5.0]),
                across_counties=st.booleans(),
                same_industry=st.booleans(),
            )
        ),
        fairness=draw(
            st.none() | st.builds(Fairness, weight=st.sampled_from([0.0, 2.0]), share=st.sampled_from(Share))
        ),
        year=draw(st.sampled_from([None, 2024])),
    )


def by_hand(problem: Problem) -> float | None:
    """The best value by trying every choice, as the verifier reckons."""
    ids = [c.id for c in problem.candidates]
    judged = (inspect(problem, some) for some in itertools.combinations(ids, problem.choose))
    return max((v.value for v in judged if v.sound), default=None)


@given(problems())
@settings(max_examples=60, deadline=None)
def test_the_best_is_found_and_keeps_every_rule(problem: Problem) -> None:
    plan, best = solve(problem, seconds=20), by_hand(problem)
    if best is None:
        assert plan.status == Status.INFEASIBLE
        assert plan.clash is not None
        return
    verdict = inspect(problem, plan.chosen)
    assert verdict.sound
    assert plan.status == Status.OPTIMAL
    assert plan.parts is not None
    assert math.isclose(verdict.value, plan.parts.value, abs_tol=1e-6)
    assert (verdict.parts.workers_covered, verdict.parts.unions_covered) == (
        plan.parts.workers_covered,
        plan.parts.unions_covered,
    )
    assert math.isclose(verdict.value, best, abs_tol=1e-6)
    assert plan.bound is not None
    assert plan.bound >= best - 1e-6


@given(problems())
@settings(max_examples=15, deadline=None)
def test_the_way_of_a_province_keeps_rules_and_bound(problem: Problem) -> None:
    """Small problems sent the way that large ones go, by counties and whole."""
    best = by_hand(problem)
    for few in (1, 99):
        with patch.object(DOOR, "SMALL", -1), patch.object(LARGE, "FEW_COUNTIES", few):
            plan = solve(problem, seconds=20)
        if best is None:
            assert plan.status == Status.INFEASIBLE
            continue
        assert inspect(problem, plan.chosen).sound
        assert plan.value is not None
        assert plan.value <= best + 1e-6
        assert plan.bound is None or plan.bound >= best - 1e-6


def only(problem: Problem, rules: set[Rule]) -> Problem:
    """The problem with no rules but these; how many are chosen is left to the caller."""

    def sides(rows: Any, low: str, high: str) -> list[Any]:
        return [
            replace(
                r,
                least=r.least if Rule(low, r.id) in rules else 0,
                most=r.most if Rule(high, r.id) in rules else None,
            )
            for r in rows
        ]

    capacities = [
        c if Rule("capacity", c.unit) in rules else replace(c, teams=100) for c in problem.capacities
    ]
    return replace(
        problem,
        limits=sides(problem.limits, "least", "most"),
        groups=sides(problem.groups, "group_least", "group_most"),
        capacities=capacities,
        pins=[i for i in problem.pins if Rule("pin", i) in rules],
        bans=[i for i in problem.bans if Rule("ban", i) in rules],
        year=problem.year if Rule("rotation") in rules else None,
    )


def possible(problem: Problem, rules: set[Rule]) -> bool:
    some = only(problem, rules)
    sizes = [problem.choose] if Rule("choose") in rules else range(len(problem.candidates) + 1)
    return any(by_hand(replace(some, choose=n)) is not None for n in sizes)


@given(problems(most=6))
@settings(max_examples=60, deadline=None)
def test_a_clash_is_one_and_without_any_of_its_rules_there_is_none(problem: Problem) -> None:
    found = clash(problem)
    if by_hand(problem) is not None:
        assert found is None
        return
    assert found is not None
    assert found.minimal
    assert found.smallest
    rules = set(found.rules)
    assert not possible(problem, rules)
    assert all(possible(problem, rules - {rule}) for rule in rules)


@given(problems(most=6), st.sampled_from(["limit", "ban", "group", "capacity"]))
@settings(max_examples=60, deadline=None)
def test_loosening_a_rule_never_worsens_the_best(problem: Problem, what: str) -> None:
    before = solve(problem)
    looser = {
        "limit": replace(problem, limits=problem.limits[1:]),
        "ban": replace(problem, bans=()),
        "group": replace(problem, groups=problem.groups[1:]),
        "capacity": replace(problem, capacities=[replace(c, teams=c.teams + 1) for c in problem.capacities]),
    }[what]
    after = solve(looser)
    if before.value is not None:
        assert after.value is not None
        assert after.value >= before.value - 1e-6


CITY = Problem(
    [
        Candidate(f"u{i}", priority=float(i % 7), kind=KINDS[i % 3], county=COUNTIES[i % 2], workers=i)
        for i in range(30)
    ],
    choose=9,
    limits=[Limit(kind, {Field.KIND: kind}, 3, 3) for kind in KINDS],
    fairness=Fairness(1.0),
)


def test_rows_that_cannot_be_used_are_named() -> None:
    bad = replace(
        CITY,
        candidates=[
            Candidate("a", math.nan),
            Candidate("a", -1.0),
            Candidate("", 1.0, workers=-3),
            Candidate("d", math.inf, place=(999.0, 0.0)),
        ],
        choose=-1,
        pins=("ghost",),
        limits=[Limit("l", {Field.KIND: "park"}, 4, 2)],
        capacities=[Capacity("x", 1, "y"), Capacity("y", 1, "x"), Capacity("z", 1, "nowhere")],
        coverage=Coverage(per_worker=-1.0, points=[Point("p"), Point("p")]),
    )
    found = {(f.table, f.row, f.field, f.code) for f in faults(bad)}
    assert found >= {
        ("candidates", 0, "priority", FaultCode.NOT_FINITE),
        ("candidates", 1, "id", FaultCode.TWICE),
        ("candidates", 1, "priority", FaultCode.NEGATIVE),
        ("candidates", 2, "id", FaultCode.EMPTY),
        ("candidates", 2, "workers", FaultCode.NEGATIVE),
        ("candidates", 3, "place", FaultCode.OUT_OF_RANGE),
        ("", None, "choose", FaultCode.NEGATIVE),
        ("pins", 0, "", FaultCode.UNKNOWN),
        ("limits", 0, "least", FaultCode.LEAST_OVER_MOST),
        ("capacities", 0, "above", FaultCode.CIRCULAR),
        ("capacities", 2, "above", FaultCode.UNKNOWN),
        ("coverage", None, "per_worker", FaultCode.NEGATIVE),
        ("coverage.points", 1, "id", FaultCode.TWICE),
    }
    with pytest.raises(InvalidProblem):
        solve(bad)


@pytest.mark.parametrize(
    "problem",
    [
        Problem([], 0),
        replace(CITY, pins=[c.id for c in CITY.candidates[:9]]),
        replace(CITY, candidates=[replace(c, priority=1.0, workers=1) for c in CITY.candidates]),
        replace(CITY, candidates=[replace(c, county="one") for c in CITY.candidates]),
    ],
    ids=["nobody", "all pinned", "ties everywhere", "one county"],
)
def test_odd_problems_have_plans(problem: Problem) -> None:
    plan = solve(problem)
    assert plan.status == Status.OPTIMAL
    assert inspect(problem, plan.chosen).sound


def test_a_clash_says_what_would_help() -> None:
    """Ten parks there are; eleven are asked for."""
    plan = solve(replace(CITY, limits=[Limit("parks", {Field.KIND: "park"}, 11)], choose=12))
    assert plan.clash is not None
    assert plan.clash.rules == (Rule("least", "parks"),)
    (help_,) = plan.clash.loosenings
    assert (help_.bound, help_.needed, help_.available) == (11, 10, 10)
    best = solve(replace(CITY, limits=[Limit("parks", {Field.KIND: "park"}, 10)], choose=12)).value
    assert best is not None
    assert help_.value == pytest.approx(best, rel=1e-3)
    assert clash(replace(CITY, choose=31, limits=())) is not None


def test_why_not_names_the_exchange_and_the_rule() -> None:
    plan = solve(CITY)
    chosen = set(plan.chosen)
    for candidate in CITY.candidates:
        answer = why_not(CITY, plan.chosen, candidate.id)
        if candidate.id in chosen:
            assert answer.reason == Reason.CHOSEN
            continue
        assert answer.cost is not None
        assert answer.exact
        after = tuple((chosen - set(answer.leaves)) | set(answer.enters))
        verdict = inspect(CITY, after)
        assert verdict.sound
        assert candidate.id in after
        assert plan.value is not None
        assert math.isclose(plan.value - verdict.value, answer.cost, abs_tol=1e-6)
    questions = Questions(CITY, plan.chosen)
    other = next(c for c in CITY.candidates if c.id not in chosen and c.kind == "park")
    town = next(i for i in plan.chosen if CITY.candidates[int(i[1:])].kind == "town")
    forced = questions.why_not(other.id, instead_of=town)
    assert forced.reason == Reason.RULE
    assert {r.key for r in forced.binding} == {"park", "town"}


def test_one_seed_one_plan_and_the_caller_hears_and_stops() -> None:
    heard: list[Progress] = []
    with patch.object(DOOR, "SMALL", -1), patch.object(LARGE, "FEW_COUNTIES", 1):
        first, second = (solve(CITY, seed=3, progress=heard.append) for _again in range(2))
        stopped = solve(CITY, cancelled=lambda: True)
    assert first.chosen == second.chosen
    assert heard
    assert stopped.cancelled
    assert inspect(CITY, stopped.chosen).sound
    values = [p.value for p in first.history if p.value is not None]
    assert values == sorted(values)


def test_what_is_compiled_is_compiled_ahead() -> None:
    from dundian.planning.solver import warming
    from dundian.planning.solver.assignment.columns import price_rows
    from dundian.planning.solver.selection import county

    warming.warm()
    assert price_rows.signatures
    assert county.search.signatures
