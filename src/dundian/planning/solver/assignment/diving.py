"""A whole plan out of the pool: fix the surest teams, let prices answer, fix the next (diving).

After each step who is taken is out for the others, whose pools are filled up again when they run low.
"""

from collections.abc import Callable

import numba as nb
import numpy as np

from dundian.planning.solver.assignment.arrays import MUST, Array
from dundian.planning.solver.assignment.pool import Ascent, Pool

SMOOTHING, STEPS = 1.0, 15
SHARE, FEWEST, SURE = (
    0.12,
    20,
    0.8,
)  # of the open teams fixed in a step, how many at least; a weight fixed at once
LOW, SLACK, EACH = 12, 30.0, 100  # a pool is filled up below so many: within these points, at most so many
REACH = 15.0  # points above a team's cheapest that a dive begins with


@nb.njit(nogil=True, cache=True)
def _open_only(items: Array, points: Array, counts: Array, rows: Array, taken: Array) -> None:
    """Drop from these teams' pools those with somebody who is taken."""
    for t in rows:
        kept = 0
        for k in range(counts[t]):
            gone = False
            for j in range(4):
                b = items[t, k, j]
                if b >= 0 and taken[b]:
                    gone = True
            if not gone:
                items[t, kept] = items[t, k]
                points[t, kept] = points[t, k]
                kept += 1
        counts[t] = kept


class Dive:
    """One dive; `share` of the open teams is fixed in each step. Teams that nobody is left for stay empty."""

    def __init__(self, whole: Pool, price: Array, share: float = SHARE) -> None:
        self.pool = Pool(whole.pricing, whole.room)
        self.pool.unit = whole.unit
        self.pool.items, self.pool.points = whole.items.copy(), whole.points.copy()
        self.pool.counts = whole.counts.copy()
        self.up = Ascent(price.copy())
        self.share = share
        data = whole.data
        self.plan = np.full((data.teams, 4), -1, np.int64)
        self.taken = np.zeros(data.bundles, bool)

    def run(self, stop: Callable[[], bool]) -> Array | None:
        """The plan; None when stopped."""
        pool, pricing = self.pool, self.pool.pricing
        rows = np.arange(pool.data.teams)
        width = SMOOTHING * pool.unit
        while rows.size:
            if stop():
                return None
            pool.ascend(self.up, rows, pricing.free & ~self.taken, width, width, STEPS)
            fixed = self._fix(rows)
            rows = np.setdiff1d(rows, fixed)
            _open_only(pool.items, pool.points, pool.counts, rows, self.taken)
            rows = self._filled(rows)
        return self.plan

    def _fix(self, rows: Array) -> Array:
        """The surest of these teams, each with its surest people."""
        pool = self.pool
        rows = rows[pool.counts[rows] > 0]
        there = np.arange(pool.room) < pool.counts[rows, None]
        weight = np.where(there, pool.weight[rows], -1.0)
        top = weight.argmax(axis=1)
        sure = weight[np.arange(rows.size), top]
        least = max(FEWEST, int(self.share * rows.size))
        fixed: list[int] = []
        for r in np.argsort(-sure, kind="stable"):
            if len(fixed) >= least and sure[r] < SURE:
                break
            who = pool.items[rows[r], top[r]]
            mine = who[who >= 0]
            if not self.taken[mine].any():
                self.taken[mine] = True
                self.plan[rows[r]] = who
                fixed.append(int(rows[r]))
        return np.array(fixed, np.int64)

    def _filled(self, rows: Array) -> Array:
        """Fill up the pools that run low; those of these teams for which somebody is left."""
        pool, pricing = self.pool, self.pool.pricing
        few = rows[pool.counts[rows] < LOW]
        if few.size:
            free = pricing.free & ~self.taken
            pricing.best[few] = -1
            pricing.evaluate(few, self.up.price, free)
            able = few[pricing.value[few] < MUST]
            pool.extend(able, self.up.price, free, SLACK * pool.unit, EACH, 3 * SLACK * pool.unit)
        kept: Array = rows[pool.counts[rows] > 0]
        return kept
