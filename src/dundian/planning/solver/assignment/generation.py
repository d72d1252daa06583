"""Column generation: the linear relaxation over whole teams, with smoothed prices (Wentges 1997).

Its value is the sharpest bound that prices of people alone can give.
"""

from collections.abc import Callable

import highspy
import numpy as np

from dundian.planning.solver.assignment.arrays import MUST, Array
from dundian.planning.solver.assignment.improving import Improving
from dundian.planning.solver.assignment.master import Columns
from dundian.planning.solver.assignment.pricing import Pricing
from dundian.planning.solver.highs import INFINITY, quiet

SMOOTHING = 0.6  # share of the best prices so far in those tried next
CLOSE = 1e-6


class Master:
    """Teams met so far as columns; rows: each team formed once, each free bundle in one at most."""

    def __init__(self, pricing: Pricing, improving: Improving) -> None:
        self.pricing, self.improving = pricing, improving
        self.data = pricing.data
        m, n = self.data.teams, self.data.bundles
        self.solver = quiet(solver="simplex", simplex_strategy=4)
        lower = np.concatenate([np.ones(m), np.zeros(n)])
        upper = np.ones(m + n)
        self.solver.addRows(
            m + n, lower, upper, 0, np.zeros(m + n, np.int32), np.zeros(0, np.int32), np.zeros(0)
        )
        self.known: set[tuple[int, ...]] = set()
        self.points: list[int] = []
        self.rows: list[Array] = []
        self.teams: list[int] = []
        self.value = np.inf
        self.add(np.arange(m), improving.best)

    def add(self, teams: Array, items: Array) -> int:
        """Add those that are new; returns how many."""
        cost, starts, index = [], [], []
        at = 0
        for t, row in zip(teams.tolist(), items, strict=True):
            mine = sorted(int(b) for b in row if b >= 0)
            key = (t, *mine)
            if key in self.known:
                continue
            self.known.add(key)
            self.points.append(self.improving.points_of(t, row))
            cost.append(float(self.points[-1]))
            self.rows.append(row.copy())
            self.teams.append(t)
            starts.append(at)
            index += [t, *(self.data.teams + b for b in mine if self.pricing.free[b])]
            at = len(index)
        count = len(cost)
        self.solver.addCols(
            count, np.array(cost), np.zeros(count), np.full(count, INFINITY), at, np.array(starts, np.int32),
            np.array(index, np.int32), np.ones(at),
        )  # fmt: skip
        return count

    @property
    def columns(self) -> Columns:
        return Columns(np.array(self.teams), np.array(self.rows), np.array(self.points))

    def solve(self) -> Array | None:
        """The relaxation over the teams so far: prices of people, or None when HiGHS gives none."""
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        self.value = float(self.solver.getInfo().objective_function_value)
        dual = np.array(self.solver.getSolution().row_dual)[self.data.teams :]
        prices: Array = np.maximum(0.0, -dual)
        return prices


def generate(
    pricing: Pricing, improving: Improving, rounds: int, stop: Callable[[], bool], told: Callable[[], None]
) -> Columns:
    """Raise the bound by column generation; returns the teams met."""
    master = Master(pricing, improving)
    every = np.arange(pricing.data.teams)
    master.add(every, pricing.best)
    smoothing = SMOOTHING
    for _ in range(rounds):
        prices = master.solve()
        if prices is None or stop():
            break
        if master.value < MUST and master.value - pricing.bound < CLOSE * abs(master.value):
            break
        pricing.bind(smoothing * pricing.best_price + (1 - smoothing) * prices)
        told()
        fresh = master.add(every, pricing.best)
        smoothing = SMOOTHING if fresh else 0.0 if smoothing == 0.0 else smoothing / 2 - 0.05
        if not fresh and smoothing <= 0.0:
            pricing.bind(prices)
            told()
            if not master.add(every, pricing.best):
                break
            smoothing = SMOOTHING
    return master.columns
