"""The door: `solve(problem)`."""

from collections.abc import Sequence

import numpy as np

from dundian.planning.solver.highs import solve_mip
from dundian.planning.solver.rules import Clash
from dundian.planning.solver.running import Asked, Report, Status, Watch
from dundian.planning.solver.selection.arrays import Arrays, Floats, Ints, arrays
from dundian.planning.solver.selection.clash import find_clash
from dundian.planning.solver.selection.large import solve_large
from dundian.planning.solver.selection.loosening import valued
from dundian.planning.solver.selection.model import build
from dundian.planning.solver.selection.problem import Plan, Problem
from dundian.planning.solver.selection.validate import check
from dundian.planning.solver.selection.value import parts, value

SMALL = 2_000  # candidates up to which HiGHS gets the whole problem
CLASH_SECONDS = 15.0  # after the run, to name the rules that clash
VALUES_SECONDS = 10.0  # and to find a plan for each of its loosenings


def solve(
    problem: Problem,
    *,
    seconds: float = 60.0,
    seed: int = 0,
    gap: float = 0.0,
    start: Sequence[str] = (),
    progress: Report | None = None,
    cancelled: Asked | None = None,
) -> Plan:
    """The best plan found within `seconds`, or earlier once it is proven to be within `gap` of the best.

    `start`: an earlier plan to begin from; it need not keep the rules. Raises `InvalidProblem`. A plan without a
    `chosen` has status infeasible, with the clash, or unknown.
    """
    check(problem)
    watch = Watch(seconds, larger=True, progress=progress, cancelled=cancelled)
    data = arrays(problem)
    if data.count <= SMALL:
        best, status = _exact(data, watch, seed, gap)
    else:
        known = [data.index[i] for i in start if i in data.index]
        best, status = solve_large(data, watch, seed, gap, known)
    clash = None
    if status == Status.INFEASIBLE:
        clash = find_clash(data, Watch(CLASH_SECONDS, larger=True, cancelled=cancelled))
        if clash is not None and not watch.was_cancelled:
            clash = valued(problem, clash, VALUES_SECONDS)
    return _plan(problem, data, best, status, watch, seed, clash)


def _exact(data: Arrays, watch: Watch, seed: int, gap: float) -> tuple[Ints | None, Status]:
    if (data.pinned & ~data.free).any():
        return None, Status.INFEASIBLE
    built = build(data)

    def told(found: float | None, bound: float | None, values: Floats | None) -> None:
        better = None if values is None else value(data, built.chosen(values))
        watch.note("mip", value=better, bound=None if bound is None else bound + built.constant)

    outcome = solve_mip(
        built.model, seconds=watch.left, gap=gap, seed=seed, stop=lambda: watch.over, told=told
    )
    if outcome.infeasible:
        return None, Status.INFEASIBLE
    if outcome.values is None:
        return None, Status.UNKNOWN
    best = built.chosen(outcome.values)
    bound = None if outcome.bound is None else outcome.bound + built.constant
    watch.note("mip", value=value(data, best), bound=bound)
    return best, Status.OPTIMAL if outcome.optimal else Status.FEASIBLE


def _plan(
    problem: Problem,
    data: Arrays,
    best: Ints | None,
    status: Status,
    watch: Watch,
    seed: int,
    clash: Clash | None,
) -> Plan:
    chosen = () if best is None else tuple(data.ids[i] for i in np.sort(best))
    made = None if best is None else parts(data, problem, best)
    return Plan(
        status=status,
        chosen=chosen,
        value=None if made is None else made.value,
        bound=watch.bound,
        parts=made,
        clash=clash,
        history=tuple(watch.history),
        seed=seed,
        seconds=watch.elapsed,
        cancelled=watch.was_cancelled,
    )
