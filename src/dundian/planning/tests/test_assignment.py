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
    Questions,
    Rank,
    ReasonCode,
    RuleCode,
    Rules,
    Team,
    Verdict,
    clash,
    faults,
    replace_people,
    resolve,
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


def many(people: int = 12, teams: int = 4, leaders: int = 6) -> Problem:
    """People of three levels around a few teams that want one skill each."""
    persons = [
        Person(
            f"p{i}",
            LEVELS[i % 3],
            Rank.MIDDLE if i < leaders else Rank.STAFF,
            skills=frozenset({"ab"[i % 2]}),
            county=f"c{i % 2}",
            load=i % 3,
        )
        for i in range(people)
    ]
    return Problem(persons, [Team(f"t{i}", county=f"c{i % 2}", skills=("ab"[i % 2],)) for i in range(teams)])


def test_a_clash_is_named_and_minimal() -> None:
    problem = many(leaders=3)
    plan = solve(problem, seconds=5)
    assert plan.status == Status.INFEASIBLE
    assert plan.clash is not None
    assert [r.code for r in plan.clash.rules] == [RuleCode.LEADER]
    assert plan.clash.minimal
    loosening = plan.clash.loosenings[0]
    assert (loosening.bound, loosening.available) == (4, 3)
    assert clash(many()) is None


@given(problems())
@QUICK
def test_a_clash_is_real_and_each_rule_of_it_needed(problem: Problem) -> None:
    from dundian.planning.solver.assignment.clash import _Search, relaxed
    from dundian.planning.solver.running import Watch

    found = clash(problem)
    assert (found is None) == (best_by_trying(problem) is not None)
    if found is None:
        return
    assert found.minimal
    search = _Search(problem, Watch(10, larger=False))
    assert search.possible(found.rules) is False
    for rule in found.rules:
        others = [r for r in found.rules if r != rule]
        assert search.possible(others) is True
    named = {RuleCode.SIZE, RuleCode.LEADER} & {r.code for r in found.rules}
    if len(named) == 2:
        assert best_by_trying(relaxed(problem, found.rules)) is None


@given(problems())
@QUICK
def test_loosening_never_costs_more(problem: Problem) -> None:
    before = solve(problem, seconds=10).value
    looser = replace(
        problem, rules=replace(problem.rules, load_most=None, travel_most=None), apart=(), pins=()
    )
    after = solve(looser, seconds=10).value
    assert before is None or (after is not None and after <= before)


def test_why_not_says_the_exchange_and_what_it_costs() -> None:
    problem = many()
    plan = solve(problem, seconds=10)
    questions = Questions(problem, plan)
    for person in problem.people:
        answer = questions.why_not(person.id, "t0")
        if answer.verdict in (Verdict.WORSE, Verdict.EQUAL):
            assert answer.cost is not None
            assert answer.parts is not None
            assert answer.cost == answer.parts.value >= 0
            assert answer.moves[0].target == "t0" or any(m.target == "t0" for m in answer.moves)
        else:
            assert answer.verdict in (Verdict.THERE, Verdict.IMPOSSIBLE)
    barred = Questions(replace(problem, bans=[("p11", "t0")]), plan).why_not("p11", "t0")
    assert (barred.verdict, barred.binding[0].code) in ((Verdict.BARRED, RuleCode.BAN), (Verdict.THERE, None))


def test_everybody_has_a_reason() -> None:
    problem = replace(many(), rules=Rules(load_most=1))
    plan = solve(problem, seconds=10)
    reasons = Questions(problem, plan).reasons()
    assert set(reasons) == {p.id for p in problem.people}
    assert {reasons[p.id].code for p in problem.people if p.load > 1} == {ReasonCode.REST_LOAD}


def test_a_replacement_leaves_the_others_where_they_are() -> None:
    problem = many()
    plan = solve(problem, seconds=10)
    gone = plan.teams[0].members[0].person
    after = replace_people(problem, plan, {gone}, seconds=10)
    assert inspect(replace(problem, people=[p for p in problem.people if p.id != gone]), after.teams).sound
    before = {m.person for f in plan.teams for m in f.members}
    now = {m.person for f in after.teams for m in f.members}
    assert len(now - before) <= 1
    assert after.teams[1:] == plan.teams[1:]


def test_what_is_fixed_by_hand_stays() -> None:
    problem = many()
    plan = solve(problem, seconds=10)
    person = next(p.id for p in problem.people if p.id not in {m.person for m in plan.teams[2].members})
    after = resolve(problem, plan.teams, (), pins=[Pin(person, "t2")], seconds=10)
    assert person in {m.person for m in after.teams[2].members}
    assert inspect(problem, after.teams).sound


def test_who_is_laid_down_may_cost_less_than_everybody_free() -> None:
    from concurrent.futures import ThreadPoolExecutor

    from dundian.planning.solver.assignment.arrays import build
    from dundian.planning.solver.assignment.pricing import Pricing

    people = [Person(f"p{i}", LEVELS[i % 3], Rank.MIDDLE, load=0 if i == 0 else 5) for i in range(6)]
    problem = Problem(people, [Team("t0"), Team("t1")], pins=[Pin("p0", "t0")])
    with ThreadPoolExecutor(2) as threads:
        pricing = Pricing(build(problem), threads)
        pricing.bind(pricing.price)
        assert all(len(pricing.enumerate(team, 1e-6, 50)) for team in range(2))
    plan = solve(problem, seconds=10)
    assert (plan.status, plan.value) == (Status.OPTIMAL, best_by_trying(problem))
