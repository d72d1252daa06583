"""The door: `solve(problem)`."""

import math
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace

import numpy as np

from dundian.planning.solver.assignment.arrays import MUST, Array, Arrays, build
from dundian.planning.solver.assignment.blocks import better
from dundian.planning.solver.assignment.clash import find_clash, given_way
from dundian.planning.solver.assignment.diving import Dive
from dundian.planning.solver.assignment.forming import formed, parts
from dundian.planning.solver.assignment.generation import generate
from dundian.planning.solver.assignment.improving import Improving, barred_pins
from dundian.planning.solver.assignment.master import Columns, best_of, columns
from dundian.planning.solver.assignment.pool import Pool
from dundian.planning.solver.assignment.pricing import THREADS, Pricing
from dundian.planning.solver.assignment.problem import Plan, Problem
from dundian.planning.solver.assignment.validate import check
from dundian.planning.solver.rules import Clash
from dundian.planning.solver.running import Asked, Report, Status, Stopped, Watch

NEAR = 1e-6
SMALL = 120  # teams, up to which the relaxation over whole teams is solved to its end
CANDIDATES = 150
SWEEPS, STEP, SLOWER = 8, 13.5, 0.93  # the steps that prices begin with
FIRST_MOVES, MOVES = 2_000, 1_000  # of annealing for each team, at first and after a dive
SHARES = (0.12, 0.06)  # of the teams that are open fixed in a step of each dive
EARLY = 3  # stage after which a first dive is made
PASSES = 5  # over the blocks of a large plan
RESTRICTED_NODES = 50
SLACKS = (
    0.003,
    0.01,
    math.inf,
)  # above the bound, as a share of it, in which all teams go to the exact model
SOFT = 1_000  # points for a broken rule while annealing is hot
CLASH_SECONDS = 15.0  # after the run, to name the rules that clash
VALUES_SECONDS = 10.0  # and to find plans for its loosenings


def solve(
    problem: Problem,
    *,
    seconds: float = 60.0,
    seed: int = 0,
    gap: float = 0.0,
    progress: Report | None = None,
    cancelled: Asked | None = None,
) -> Plan:
    """The best teams found within `seconds`, or earlier once they are proven to be within `gap` of the best.

    Raises `InvalidProblem`. A plan without `teams` has status infeasible, with the clash, or unknown.
    """
    check(problem)
    watch = Watch(seconds, larger=False, progress=progress, cancelled=cancelled)
    data = build(problem)
    if not problem.teams:
        return Plan(Status.OPTIMAL, value=0, bound=0.0, seed=seed)
    with ThreadPoolExecutor(THREADS) as threads:
        run = _Run(data, watch, seed, gap, Pricing(data, threads), Improving(data, seed))
        with suppress(Stopped):
            run.go()
    found = run.plan()
    if found.status == Status.INFEASIBLE:
        why = find_clash(problem, Watch(CLASH_SECONDS, larger=False, cancelled=cancelled))
        if why is not None and not run.watch.was_cancelled:
            why = _valued(why, problem, cancelled)
        return replace(found, clash=why)
    return found


def _valued(clash: Clash, problem: Problem, cancelled: Asked | None) -> Clash:
    """The clash with the points of the best plan found for each loosening."""
    found = []
    for loosening in clash.loosenings:
        wider = given_way(problem, loosening)
        if wider is not None:
            plan = solve(wider, seconds=VALUES_SECONDS / len(clash.loosenings), cancelled=cancelled)
            loosening = replace(loosening, value=plan.value)
        found.append(loosening)
    return replace(clash, loosenings=tuple(found))


class _Run:
    def __init__(
        self, data: Arrays, watch: Watch, seed: int, gap: float, pricing: Pricing, improving: Improving
    ) -> None:
        self.data, self.watch, self.seed, self.gap = data, watch, seed, gap
        self.pricing, self.improving = pricing, improving
        self.infeasible = False

    def go(self) -> None:
        if barred_pins(self.data).size:
            self.infeasible = True
            return
        self._price()

    def _price(self) -> None:
        data, pricing, improving = self.data, self.pricing, self.improving
        pricing.bind(pricing.price)
        self._note("bound")
        if self._hopeless():
            return
        improving.promising(pricing.reduced(pricing.price), CANDIDATES)
        improving.run(max(60_000, FIRST_MOVES * data.teams), 40.0, 2.0, MUST if improving.sound else SOFT)
        self._note("annealing")
        pool = self._rise()
        for share in SHARES:
            if self._over():
                return
            self._dive(pool, share)
        if self._over():
            return
        if data.teams <= SMALL:
            self._generate()
            return
        for _ in better(pool, improving, self.watch, self.seed, PASSES):
            self._note("blocks")
            if self._over():
                return

    def _over(self) -> bool:
        return self._done() or self._hopeless()

    def _rise(self) -> Pool:
        """Raise the bound: sweeps over the teams to begin with, then over the pool."""
        pricing, teams = self.pricing, self.data.teams
        chance = np.random.default_rng(self.seed)
        parts = min(20, max(1, teams // 4))
        step, price = STEP / math.sqrt(parts), pricing.price
        for _ in range(SWEEPS):
            if self.watch.over:
                break
            price = pricing.sweep(step, parts, chance.permutation(teams))
            step *= SLOWER
        pool = Pool(pricing)
        for stage, _ in enumerate(pool.rise(price, lambda: self.watch.over)):
            self._note("prices")
            if stage == EARLY:
                self._dive(pool, SHARES[0])
            if self._over():
                break
        return pool

    def _dive(self, pool: Pool, share: float) -> None:
        """A plan from the pool, annealed from where it is."""
        improving, pricing = self.improving, self.pricing
        plan = Dive(pool, pricing.best_price, share).run(lambda: self.watch.over)
        self.watch.check()
        if plan is None:
            return
        improving.promising(pricing.reduced(pricing.best_price), CANDIDATES)
        improving.start(plan)
        improving.run(MOVES * self.data.teams, 4.0, 0.5, SOFT)
        improving.back()
        self._note("dive")

    def _generate(self) -> None:
        """The relaxation over whole teams, then the best plan of the teams it met (price and branch)."""
        improving = self.improving
        found = generate(self.pricing, improving, 400, lambda: self.watch.over, lambda: self._note("columns"))
        improving.promising(self.pricing.reduced(self.pricing.best_price), CANDIDATES)
        improving.back()
        improving.run(3_000_000, 60.0, 3.0)
        self._note("annealing")
        self._finish(SLACKS[:1])
        if not self._over() and improving.sound:
            self._branch(found, RESTRICTED_NODES)
            self._finish(SLACKS[1:])

    def _branch(self, found: Columns, nodes: int | None = None) -> tuple[float | None, bool]:
        """The best plan that these teams can form; returns a bound on such plans, and whether it is proven best."""
        stop = self.watch
        plan, bound, ended = best_of(
            self.data, found, self.improving.best, stop.left, self.seed, lambda: stop.over, nodes
        )
        if plan is not None:
            self.improving.start(plan)
        self._note("columns")
        return bound, ended

    def _hopeless(self) -> bool:
        """Whether the bound proves that every plan breaks a rule."""
        self.infeasible = self.pricing.bound >= MUST / 2
        return self.infeasible

    def _finish(self, shares: tuple[float, ...]) -> None:
        """Hand every team that could still matter to the exact model, those near the bound first.

        A plan within a slack of the bound has only teams within that slack: the best of them is the best of all, or
        there is none, and the bound rises by the slack.
        """
        low = self.pricing.bound
        for share in shares:
            slack = min(self.improving.value - low, share * abs(low))
            if self._over() or not self.improving.sound:
                return
            found = columns(self.pricing, slack, lambda: self.watch.over)
            if found is None:
                return
            bound, ended = self._branch(found)
            most = min(low + slack, float(self.improving.value))
            proven = most if ended else min(most, low if bound is None else bound)
            self.pricing.bound = max(self.pricing.bound, proven)
            self._note("columns")
            if not ended:
                return

    def _note(self, step: str) -> None:
        value = float(self.improving.value) if self.improving.sound else None
        self.watch.note(step, value=value, bound=self._bound())

    def _bound(self) -> float | None:
        """Costs are whole points, so a bound may be rounded up."""
        bound = self.pricing.bound
        return float(math.ceil(bound - NEAR)) if abs(bound) < MUST / 2 else None

    def _done(self) -> bool:
        bound = self._bound()
        if not self.improving.sound or bound is None:
            return False
        return self.improving.value - bound <= self.gap * abs(self.improving.value)

    def plan(self) -> Plan:
        watch = self.watch
        common = {
            "history": tuple(watch.history),
            "seed": self.seed,
            "seconds": watch.elapsed,
            "cancelled": watch.was_cancelled,
        }
        if not self.improving.sound:
            status = Status.INFEASIBLE if self.infeasible else Status.UNKNOWN
            return Plan(status, bound=None, **common)  # type: ignore[arg-type]
        best: Array = self.improving.best
        value, bound = self.improving.value, self._bound()
        proven = bound is not None and value - bound <= self.gap * abs(value)
        return Plan(
            Status.OPTIMAL if proven else Status.FEASIBLE,
            teams=formed(self.data, best),
            value=value,
            bound=None if bound is None else min(bound, float(value)),
            parts=parts(self.data, best),
            **common,  # type: ignore[arg-type]
        )
