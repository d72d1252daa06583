"""Teams of a city and of a province: time, proven gap, clashes and questions; greedy and plain CP-SAT beside it."""

import resource
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from ortools.sat.python import cp_model

from bench.planning.people import city, province
from bench.planning.spending import Spent, slowest, spending
from bench.report import Row
from dundian.planning.solver.assignment import Plan, Problem, Questions, Rank, clash, solve
from dundian.planning.solver.assignment.arrays import BARRED, Arrays, build
from dundian.planning.solver.assignment.improving import Improving
from dundian.planning.solver.verify.assignment import inspect

CITY_SECONDS, PROVINCE_SECONDS, CP_SECONDS = 10.0, 90.0, 20.0
SEEDS = (1, 2, 3, 4, 5)


def cities(seeds: Sequence[int] = SEEDS) -> Iterator[Row]:
    """Teams of a city, every seed; beside greedy and CP-SAT for the first."""
    warm()
    for seed in seeds:
        yield from _city(seed, seed == seeds[0])
    yield from _city_clash(seeds[0])


def provinces(seeds: Sequence[int] = SEEDS) -> Iterator[Row]:
    """Teams of a province, every seed; questions and a clash for the first."""
    warm()
    for seed in seeds:
        yield from _province(seed, seed == seeds[0])


def warm() -> None:
    """Compile what is compiled at first use, so that no figure holds it."""
    problem = city(0, people=16, teams=6)
    plan = solve(problem, seconds=20)
    if plan.teams:
        questions = Questions(problem, plan)
        questions.why_not(problem.people[0].id, problem.teams[-1].id)
        questions.reasons()


def _city(seed: int, beside: bool) -> Iterator[Row]:
    problem = city(seed)
    with spending() as spent:
        plan = solve(problem, seconds=60, seed=seed)
    name = f"teams of a city, seed {seed}"
    yield spent.row(f"{name}: proven optimal", CITY_SECONDS)
    yield _gap(f"{name}: gap", plan, 0.0)
    yield _checked(name, problem, plan)
    if beside and plan.value:
        data = build(problem)
        yield Row(f"{name}: greedy over the bound", _over(Improving(data, 0).value, plan), "%")
        value, bound = cp_sat(data, CP_SECONDS)
        yield Row(f"{name}: CP-SAT {CP_SECONDS:g} s over the bound", _over(value, plan), "%")
        yield Row(f"{name}: CP-SAT's own gap", 100 * (1 - bound / value) if value else 100.0, "%")


def _gap(name: str, plan: Plan, limit: float) -> Row:
    return Row(name, 100.0 if plan.gap is None else 100 * plan.gap, "%", limit)


def _checked(name: str, problem: Problem, plan: Plan) -> Row:
    verdict = inspect(problem, plan.teams)
    wrong = len(verdict.breaches) + len(verdict.unknown) + int(verdict.value != plan.value)
    return Row(f"{name}: rules broken, by the verifier", wrong, "", 0)


def _over(value: float, plan: Plan) -> float:
    bound = plan.bound or 0.0
    return 100 * (value - bound) / bound if bound and value < 10**9 else 100.0


def _city_clash(seed: int) -> Iterator[Row]:
    problem = city(seed)
    leaders = [p.id for p in problem.people if p.rank >= Rank.MIDDLE and p.can_lead][41:]
    fewer = replace(
        problem, people=[replace(p, can_lead=p.can_lead and p.id not in leaders) for p in problem.people]
    )
    with spending() as spent:
        found = clash(fewer)
    yield spent.row("41 leaders for 42 teams: named", 2.0)
    yield Row(
        "41 leaders for 42 teams: rules in the clash", len(found.rules) if found else 0, "", 1, "higher"
    )


def _province(seed: int, beside: bool) -> Iterator[Row]:
    problem = province(seed)
    with spending() as spent:
        plan = solve(problem, seconds=PROVINCE_SECONDS - 3, seed=seed)
    name = f"teams of a province, seed {seed}"
    yield spent.row(f"{name}: time", PROVINCE_SECONDS)
    yield _gap(f"{name}: proven gap", plan, 1.0)
    yield _checked(name, problem, plan)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    yield Row(f"{name}: peak memory", memory, "GB", 2.0)
    if beside and plan.teams:
        yield Row(f"{name}: greedy over the bound", _over(Improving(build(problem), 0).value, plan), "%")
        yield from _questions(problem, plan)
        yield from _province_clash(problem)


def _questions(problem: Problem, plan: Plan) -> Iterator[Row]:
    questions = Questions(problem, plan)
    every: list[Spent] = []
    for person in problem.people[::300]:
        for team in problem.teams[::500]:
            with spending() as spent:
                questions.why_not(person.id, team.id)
            every.append(spent)
    yield slowest(every).row(f"why not, province: slowest of {len(every)}", 1.0)


def _province_clash(problem: Problem) -> Iterator[Row]:
    staff = [replace(p, rank=Rank.STAFF) if i % 2 else p for i, p in enumerate(problem.people)]
    with spending() as spent:
        found = clash(replace(problem, people=staff))
    yield spent.row("too few leaders in a province: named", 15.0)
    yield Row(
        "too few leaders in a province: rules in the clash", len(found.rules) if found else 0, "", 1, "higher"
    )


def cp_sat(data: Arrays, seconds: float) -> tuple[float, float]:
    """The plain model with a Boolean for each person and team: best value (infinite if none) and bound."""
    model = cp_model.CpModel()
    team, bundle = np.nonzero(data.pair < BARRED)
    x = {(t, b): model.new_bool_var("") for t, b in zip(team.tolist(), bundle.tolist(), strict=True)}
    cost: list[cp_model.LinearExprT] = [int(data.pair[k] >> 1) * v for k, v in x.items()]
    for b in range(data.bundles):
        mine = [v for (_, other), v in x.items() if other == b]
        model.add(sum(mine) == 1) if data.pinned[b] >= 0 else model.add(sum(mine) <= 1)
        for other in data.apart[data.apart_start[b] : data.apart_start[b + 1]].tolist():
            for t in range(data.teams):
                if (t, b) in x and (t, other) in x:
                    model.add_at_most_one(x[t, b], x[t, other])
    for t in range(data.teams):
        here = {b: v for (row, b), v in x.items() if row == t}
        heads = sum(int(data.size[b]) * v for b, v in here.items())
        model.add(heads >= int(data.least[t]))
        model.add(heads <= int(data.most[t]))
        _wants(model, data, t, here, cost)
    model.minimize(sum(cost))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 2
    status = solver.solve(model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return solver.objective_value if found else 1e12, solver.best_objective_bound


def _wants(
    model: cp_model.CpModel,
    data: Arrays,
    t: int,
    here: dict[int, cp_model.IntVar],
    cost: list[cp_model.LinearExprT],
) -> None:
    level, skill, role, past, _ = (int(p) for p in data.prices)
    for bit in range(3, 63):
        if not int(data.wanted[t]) >> bit & 1:
            continue
        fit = [
            v for b, v in here.items() if (data.pair[t, b] & 1 if bit == 62 else int(data.word[b]) >> bit & 1)
        ]
        if bit == 3:
            model.add_bool_or(fit)
            continue
        lacking = model.new_bool_var("")
        model.add_bool_or([*fit, lacking])
        cost.append((past if bit == 62 else role if bit < 12 else skill) * lacking)
    there = []
    for bit in (1, 2, 4):
        one = model.new_bool_var("")
        model.add_bool_or([one.negated(), *(v for b, v in here.items() if int(data.word[b]) & bit)])
        there.append(one)
    short = model.new_int_var(0, 3, "")
    model.add(short + sum(there) >= data.levels)
    cost.append(level * short)
