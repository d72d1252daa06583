"""Choosing sites: a city, provinces of three kinds, a nation; clashes and questions; greedy and plain CP-SAT beside."""

import multiprocessing
import os
import resource
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from bench.planning.instances import city, nation, province
from bench.report import Row
from dundian.planning.solver.selection import Field, Limit, Plan, Problem, Questions, clash, solve
from dundian.planning.solver.verify.selection import inspect

# name, how it is made, seconds, proven gap in per cent
KINDS: dict[str, tuple[str, dict[str, Any], float, float]] = {
    "sites": ("2,000 of 50,000", {"choose": 2000}, 30.0, 0.05),
    "few": ("500 of 50,000", {"choose": 500}, 60.0, 0.3),
    "across": ("2,000 of 50,000, covered across counties", {"choose": 2000, "across": True}, 60.0, 0.1),
}
MEGABYTES = 2048
PATIENCE = 10  # the clock may run so much longer than the processor
NATION_SECONDS = 900.0


def cities(seeds: Sequence[int]) -> Iterator[Row]:
    """42 of 400, every seed."""
    warm()
    for seed in seeds:
        yield from _city(seed)


def provinces(kind: str, seeds: Sequence[int]) -> Iterator[Row]:
    """One kind of province, every seed."""
    warm()
    name, made, seconds, gap = KINDS[kind]
    for seed in seeds:
        yield from _province(f"{name}, seed {seed}", province(seed, **made), seed, seconds, gap)


def warm() -> None:
    """Compile what is compiled at first use: a service does so when it starts."""
    solve(province(0, choose=60, count=2_500, counties=6), seconds=30)


def explanations(seeds: Sequence[int]) -> Iterator[Row]:
    """Named clashes and why-not, in a city and in a province."""
    for name, problem, limit in (
        ("city", city(seeds[0]), 2.0),
        ("province", province(seeds[0]), 15.0),
    ):
        plan = solve(problem, seconds=60, gap=0.001)
        most = sum(c.kind == "association" for c in problem.candidates)
        parks = next(row for row in problem.limits if row.id == "park")
        wrong = replace(
            problem,
            limits=[
                *problem.limits,
                Limit("too many", {Field.KIND: "association"}, most + 5),
                Limit("few parks", {Field.KIND: "park"}, 0, parks.least - 1),
            ],
        )
        before, began = time.process_time(), time.perf_counter()
        found = clash(wrong)
        spent, clock = time.process_time() - before, time.perf_counter() - began
        yield Row(
            f"{name}: a clash named", spent, "s of the processor", limit, "lower", "by the clock", clock
        )
        yield Row(f"{name}: rules in it", len(found.rules) if found else 0, "rules")
        yield Row(f"{name}: proven smallest", float(found is not None and found.smallest), "", 1, "higher")
        yield from _questions(name, problem, plan)


def national(seeds: Sequence[int]) -> Iterator[Row]:
    """31 provinces as jobs of their own on as many workers as there are processors."""
    problems = nation(seeds[0])
    began = time.perf_counter()
    with multiprocessing.get_context("spawn").Pool(os.cpu_count()) as pool:
        gaps = pool.map(_job, problems, chunksize=1)
    yield Row("a nation, 31 provinces", time.perf_counter() - began, "s", NATION_SECONDS)
    yield Row("a nation: largest gap", max(gaps), "%", 0.3)


def _job(problem: Problem) -> float:
    plan = solve(problem, seconds=60, gap=0.0005)
    return 100.0 if plan.gap is None or not inspect(problem, plan.chosen).sound else 100 * plan.gap


def _city(seed: int) -> Iterator[Row]:
    problem = city(seed)
    before = time.process_time()
    plan = solve(problem, seconds=20, seed=seed)
    spent = time.process_time() - before
    yield Row(
        f"42 of 400, seed {seed}: proven optimal",
        spent,
        "s of the processor",
        1.0,
        "lower",
        "by the clock",
        plan.seconds,
    )
    yield Row(f"42 of 400, seed {seed}: gap", _gap(plan), "%", 1e-4)
    yield _checked(f"42 of 400, seed {seed}", problem, plan)


def _province(name: str, problem: Problem, seed: int, seconds: float, limit: float) -> Iterator[Row]:
    before = time.process_time()
    # Seconds of the processor, over all threads: on a machine that others use the clock says nothing about the solver.
    plan = solve(
        problem,
        seconds=PATIENCE * seconds,
        gap=0.9 * limit / 100,
        seed=seed,
        cancelled=lambda: time.process_time() - before > seconds - 1,
    )
    spent = time.process_time() - before
    first = next((h.value for h in plan.history if h.value is not None), 0.0)
    yield Row(f"{name}: proven gap", _gap(plan), "%", limit)
    yield Row(f"{name}: seconds of the processor", spent, "s", seconds, "lower", "by the clock", plan.seconds)
    if plan.bound:
        yield Row(f"{name}: greedy and annealing under the bound", 100 * (1 - first / plan.bound), "%")
    yield _checked(name, problem, plan)
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield Row(f"{name}: most memory so far", used, "MB", MEGABYTES)


def _questions(name: str, problem: Problem, plan: Plan) -> Iterator[Row]:
    chosen, slowest, clock = set(plan.chosen), 0.0, 0.0
    questions = Questions(problem, plan.chosen)
    others = [c.id for c in problem.candidates if c.id not in chosen]
    for asked in others[:: max(1, len(others) // 10)][:10]:
        before, began = time.process_time(), time.perf_counter()
        questions.why_not(asked, seconds=0.8)
        slowest = max(slowest, time.process_time() - before)
        clock = max(clock, time.perf_counter() - began)
    yield Row(
        f"{name}: why not, slowest of 10", slowest, "s of the processor", 1.0, "lower", "by the clock", clock
    )


def _gap(plan: Plan) -> float:
    return 100.0 if plan.gap is None else 100 * plan.gap


def _checked(name: str, problem: Problem, plan: Plan) -> Row:
    verdict = inspect(problem, plan.chosen)
    agrees = plan.value is not None and abs(verdict.value - plan.value) <= 1e-6 * max(1.0, plan.value)
    wrong = len(verdict.breaches) + len(verdict.unknown) + int(not agrees)
    return Row(f"{name}: rules broken, by the verifier", wrong, "", 0)
