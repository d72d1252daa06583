"""Choosing sites: a city, provinces of three kinds, a nation; clashes and questions; greedy and plain CP-SAT beside."""

import multiprocessing
import os
import resource
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bench.planning.instances import city, nation, province
from bench.planning.spending import UNIT, Spent, by_processor, slowest, spending
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
NATION_SECONDS, CORES = 900.0, 2
NATION_GAP = 0.05  # per cent


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
        yield _checked(f"{name}: the plan that is asked about", problem, plan)
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
        yield from _clash(f"{name}: more than there are", wrong, limit)
        more = 1 + problem.choose - sum(row.least for row in problem.limits if Field.KIND in row.where)
        over = [replace(r, least=r.least + more) if r.id == "new_form" else r for r in problem.limits]
        over = [replace(r, most=max(r.least, r.most or 0)) for r in over]
        yield from _clash(f"{name}: quotas over the number", replace(problem, limits=over), limit)
        yield from _questions(name, problem, plan)


def _clash(name: str, problem: Problem, limit: float) -> Iterator[Row]:
    with spending() as spent:
        found = clash(problem)
    yield spent.row(f"{name}: a clash named", limit)
    yield Row(f"{name}: rules in it", len(found.rules) if found else 0, "rules")
    yield Row(f"{name}: proven smallest", float(found is not None and found.smallest), "", 1, "higher")


def national(seeds: Sequence[int]) -> Iterator[Row]:
    """31 provinces as jobs of their own on as many workers as there are processors, or WORKERS.

    The limit is what two cores can do in its minutes. After MINUTES of the clock no further job is waited for; the rows
    then say how many of them were done, and hold no limit on their time.
    """
    problems = nation(seeds[0])
    workers = int(os.environ.get("WORKERS", os.cpu_count() or 1))
    end = time.monotonic() + 60 * float(os.environ.get("MINUTES", 10_000))
    done: list[Job] = []
    with spending() as spent, multiprocessing.get_context("spawn").Pool(workers) as pool:
        for job in pool.imap(_job, problems):
            done.append(job)
            print(f"  province {len(done)}: {job.gap:.4f} % in {job.processor:.1f} {UNIT}", flush=True)
            if time.monotonic() > end:
                break
    name = f"a nation, {len(done)} of {len(problems)} provinces"
    limit = CORES * NATION_SECONDS if len(done) == len(problems) else None
    whole = sum(job.processor for job in done)
    yield Row(name, whole, UNIT, limit, "lower", f"by the clock, {workers} at once", spent.clock)
    yield Row(f"{name}: largest gap", max(job.gap for job in done), "%", NATION_GAP)
    yield Row(f"{name}: dearest job", max(job.processor for job in done), UNIT)
    yield Row(f"{name}: rules broken, by the verifier", sum(job.wrong for job in done), "", 0)
    yield Row(f"{name}: most memory of a worker", max(job.megabytes for job in done), "MB", MEGABYTES)


@dataclass(frozen=True)
class Job:
    """What one province of a nation came to."""

    gap: float
    wrong: float
    processor: float
    megabytes: float


def _job(problem: Problem) -> Job:
    by_processor()
    with spending() as spent:
        plan = solve(problem, seconds=60, gap=0.9 * NATION_GAP / 100)
    return Job(_gap(plan), _checked("", problem, plan).value, spent.processor, _megabytes())


def _city(seed: int) -> Iterator[Row]:
    problem = city(seed)
    with spending() as spent:
        plan = solve(problem, seconds=20, seed=seed)
    yield spent.row(f"42 of 400, seed {seed}: proven optimal", 1.0)
    yield Row(f"42 of 400, seed {seed}: gap", _gap(plan), "%", 1e-4)
    yield _checked(f"42 of 400, seed {seed}", problem, plan)


def _province(name: str, problem: Problem, seed: int, seconds: float, limit: float) -> Iterator[Row]:
    with spending() as spent:
        plan = solve(problem, seconds=seconds - 1, gap=0.9 * limit / 100, seed=seed)
    first = next((h.value for h in plan.history if h.value is not None), 0.0)
    yield Row(f"{name}: proven gap", _gap(plan), "%", limit)
    yield spent.row(f"{name}: time", seconds)
    if plan.bound:
        yield Row(f"{name}: greedy and annealing under the bound", 100 * (1 - first / plan.bound), "%")
    yield _checked(name, problem, plan)
    yield Row(f"{name}: most memory so far", _megabytes(), "MB", MEGABYTES)


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _questions(name: str, problem: Problem, plan: Plan) -> Iterator[Row]:
    chosen: set[str] = set(plan.chosen)
    every: list[Spent] = []
    questions = Questions(problem, plan.chosen)
    others = [c.id for c in problem.candidates if c.id not in chosen]
    for asked in others[:: max(1, len(others) // 10)][:10]:
        with spending() as spent:
            questions.why_not(asked, seconds=0.8)
        every.append(spent)
    yield slowest(every).row(f"{name}: why not, slowest of 10", 1.0)


def _gap(plan: Plan) -> float:
    return 100.0 if plan.gap is None else 100 * plan.gap


def _checked(name: str, problem: Problem, plan: Plan) -> Row:
    verdict = inspect(problem, plan.chosen)
    agrees = plan.value is not None and abs(verdict.value - plan.value) <= 1e-6 * max(1.0, plan.value)
    wrong = len(verdict.breaches) + len(verdict.unknown) + int(not agrees)
    return Row(f"{name}: rules broken, by the verifier", wrong, "", 0)
