"""Problems too large to be handed to HiGHS whole: a start, a bound, better plans, until the gap or the time is there.

Counties are blocks where coverage stays within them (see `decomposition`); otherwise the relaxation is sifted and a
kernel of candidates with the best reduced costs is searched (Angelelli, Mansini and Speranza 2010). Then
neighbourhoods of counties are solved anew around what is fixed (Shaw 1998) while time is left.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from dundian.planning.solver.highs import Floats, Ints, solve_mip
from dundian.planning.solver.running import Status, Stopped, Watch
from dundian.planning.solver.selection.annealing import Found, anneal, greedy, loops
from dundian.planning.solver.selection.arrays import Arrays, Bools
from dundian.planning.solver.selection.classes import classes, loosened
from dundian.planning.solver.selection.decomposition import find_prices, whole_rounds
from dundian.planning.solver.selection.model import build
from dundian.planning.solver.selection.pricing import Counties
from dundian.planning.solver.selection.sifting import sift
from dundian.planning.solver.selection.value import allowed, value

FEW_COUNTIES = 4
START_MOVES = 200_000
KERNEL = 1.6  # candidates of the kernel for each site
NODES = 300
TRIES = 60  # neighbourhoods without a better plan, after which it ends
TOGETHER = 14  # counties in a neighbourhood


def solve_large(
    data: Arrays, watch: Watch, seed: int, gap: float, start: Sequence[int] = ()
) -> tuple[Ints | None, Status]:
    """The best plan found and how the run ended."""
    if (data.pinned & ~data.free).any():
        return None, Status.INFEASIBLE
    best, status = first_plan(data, watch, seed, start)
    if best is None:
        return None, status
    run = Run(data, watch, seed, gap, best)
    watch.note("start", value=value(data, best))
    with suppress(Stopped):
        run.go()
    done = watch.gap is not None and watch.gap <= max(gap, 1e-6)
    return run.best, Status.OPTIMAL if done else Status.FEASIBLE


def first_plan(
    data: Arrays, watch: Watch, seed: int, start: Sequence[int] = ()
) -> tuple[Ints | None, Status]:
    """A plan that keeps the rules: by greedy and annealing, else from the classes, which find one if there is one."""
    at = loops(data)
    scale = max(1.0, float(np.abs(data.priority).mean()))
    first = Found(np.array(sorted(start), np.int64), 0.0, 1)
    if len(first.chosen) != data.choose:
        first = greedy(data, at, 20 * scale)
    found = first
    if first.chosen.size == data.choose:
        found = anneal(
            data,
            at,
            first.chosen,
            pool=np.arange(data.count),
            moves=START_MOVES,
            seed=seed,
            penalty=4 * scale,
            hot=0.1 * scale,
            cold=0.01 * scale,
        )
    if allowed(data, found.chosen):
        return found.chosen, Status.FEASIBLE
    grouped = classes(data)
    outcome, _given = loosened(grouped, grouped.rules, seconds=max(0.5, watch.left))
    if outcome.infeasible:
        return None, Status.INFEASIBLE
    if outcome.values is None:
        return None, Status.UNKNOWN
    take = np.rint(outcome.values[: grouped.size.size]).astype(int)
    order = np.lexsort((-data.priority, grouped.of))
    begins = np.r_[0, np.cumsum(grouped.size)][:-1]
    place = np.arange(data.count) - begins[grouped.of[order]]
    return np.sort(order[place < take[grouped.of[order]]]), Status.FEASIBLE


@dataclass
class Run:
    """One run, with the best plan so far, which keeps the rules."""

    data: Arrays
    watch: Watch
    seed: int
    gap: float
    best: Ints

    @property
    def good(self) -> bool:
        return self.watch.gap is not None and self.watch.gap <= self.gap

    def go(self) -> None:
        """A bound and a first good plan, then ever better ones."""
        by_counties = len(self.data.counties) >= FEW_COUNTIES and (self.data.cover.county >= 0).all()
        order = self._by_counties() if by_counties else self._whole()
        self._polish(order)

    def _by_counties(self) -> Ints:
        data, watch = self.data, self.watch
        counties = Counties(data, watch)
        each = abs(value(data, self.best)) / max(1, data.choose)
        found = find_prices(counties, self.best, watch, 0.5 * each)
        if found is None:
            raise Stopped
        reduced = np.full(data.count, -np.inf)
        for block, r in zip(counties.blocks, found.relaxed, strict=True):
            reduced[block.candidates] = np.where(r.support > 1e-6, 1e12, r.reduced)
        for plan in whole_rounds(counties, found, self.best, watch, max(1e-3, 0.02 * each), self.seed):
            self._take(plan, "master")
            if self.good:
                break
        return np.argsort(-reduced, kind="stable")

    def _whole(self) -> Ints:
        """The relaxation by sifting, then a kernel."""
        data, watch = self.data, self.watch
        order = np.argsort(-data.priority, kind="stable")
        for sifted in sift(data, self.best, watch, max(self.gap / 4, 1e-5)):
            watch.note("relaxed", bound=sifted.bound)
            order = np.argsort(-sifted.reduced, kind="stable")
        kernel = np.zeros(data.count, bool)
        kernel[order[: int(KERNEL * data.choose) + 100]] = True
        kernel[self.best] = True
        self._solve_part(kernel, None, gap=max(self.gap / 2, 1e-5), share=0.6)
        return order

    def _polish(self, order: Ints) -> None:
        """Solve some counties anew around the rest, again and again."""
        data, chance = self.data, np.random.default_rng(self.seed)
        kernel = np.zeros(data.count, bool)
        kernel[order[: 3 * data.choose + 200]] = True
        idle = 0
        while idle < TRIES and not self.good:
            self.watch.check()
            part = np.isin(data.county, _together(data, chance))
            fixed = np.zeros(data.count, bool)
            fixed[self.best] = True
            open_ = (kernel & part) | fixed
            fixed &= ~part
            before = self.watch.value
            self._solve_part(open_, fixed, gap=1e-6, share=1.0)
            idle = 0 if self.watch.value != before else idle + 1

    def _solve_part(self, open_: Bools, fixed: Bools | None, *, gap: float, share: float) -> None:
        watch = self.watch
        built = build(self.data, open_, fixed=fixed)
        start: Floats = np.zeros(built.model.columns_count)
        start[built.x] = np.isin(built.candidates, self.best)
        outcome = solve_mip(
            built.model.highs(),
            seconds=share * watch.left,
            gap=gap,
            seed=self.seed,
            nodes=NODES,
            stop=lambda: watch.over,
        )
        if outcome.values is not None:
            self._take(built.chosen(outcome.values), "neighbourhood")

    def _take(self, found: Ints, step: str) -> None:
        worth = value(self.data, found)
        if allowed(self.data, found) and worth > value(self.data, self.best) + 1e-9:
            self.best = found
            self.watch.note(step, value=worth)


def _together(data: Arrays, chance: np.random.Generator) -> Ints:
    """Counties of two cities, or some drawn where cities are large."""
    cities = np.unique(data.city)
    drawn = chance.choice(cities, min(2, cities.size), replace=False)
    some = np.unique(data.county[np.isin(data.city, drawn)])
    if some.size > TOGETHER:
        some = chance.choice(some, TOGETHER, replace=False)
    return np.asarray(some, np.int64)
