"""The best plan found so far, and annealing that betters it."""

from dataclasses import dataclass, field

import numpy as np

from dundian.planning.solver.assignment.annealing import anneal, elastic
from dundian.planning.solver.assignment.arrays import BARRED, MUST, Array, Arrays
from dundian.planning.solver.assignment.starting import first_plan


@dataclass
class Improving:
    """`best[m, 4]` bundles of each team, -1 empty, and its points `value` (above `MUST` while a rule is broken)."""

    data: Arrays
    seed: int
    begin: Array | None = None  # a plan to begin from
    best: Array = field(init=False)
    value: int = field(init=False)

    def __post_init__(self) -> None:
        data = self.data
        self.fixed = data.pinned >= 0
        self.team = first_plan(data) if self.begin is None else self.begin.copy()
        self.state = np.array([(self.seed * 2654435761 + 88172645463325252) % 2**64 | 1], np.uint64)
        self.rows = np.arange(data.teams)
        self.candidates: Array = np.zeros((data.teams, 1), np.int32)
        self.counts: Array = np.zeros(data.teams, np.int32)
        self._settle(self.team)
        self.best, self.value = self.team.copy(), int(self.points.sum())

    def _settle(self, team: Array) -> None:
        """Stand on this plan."""
        self.team = team.copy()
        self.where = np.full(self.data.bundles, -1, np.int32)
        for j in range(4):
            there = np.flatnonzero(self.team[:, j] >= 0)
            self.where[self.team[there, j]] = there
        self.points = np.array([self.points_of(t, self.team[t]) for t in range(self.data.teams)], np.int64)

    def points_of(self, t: int, items: Array, prices: Array | None = None) -> int:
        d = self.data
        asked = d.prices if prices is None else prices
        return int(
            elastic(
                d.pair[t], items, d.word, d.size, d.wanted[t], d.least[t], d.most[t], d.levels, asked,
                d.apart_start, d.apart,
            )
        )  # fmt: skip

    def start(self, team: Array) -> None:
        """Go on from this plan."""
        seated = team[team >= 0]
        if np.unique(seated).size != seated.size:
            raise ValueError("somebody stands in two teams")
        self._settle(team)
        self._keep(int(self.points.sum()), self.team)

    def promising(self, reduced: Array, most: int) -> None:
        """For each team the bundles to try, those with the least reduced costs first."""
        kept = min(most, reduced.shape[1])
        part = np.argpartition(reduced, kept - 1, axis=1)[:, :kept] if kept < reduced.shape[1] else None
        if part is None:
            part = np.broadcast_to(np.arange(kept), (reduced.shape[0], kept))
        cost = np.take_along_axis(reduced, part, axis=1)
        order = np.lexsort((part, cost), axis=1)
        self.candidates = np.take_along_axis(part, order, axis=1).astype(np.int32)
        self.counts = np.isfinite(cost).sum(axis=1).astype(np.int32)

    def run(self, moves: int, hot: float, cold: float, soft: int = MUST) -> None:
        """Anneal from where it stands, a broken rule at `soft` points; what is better than the best is kept."""
        d = self.data
        if not d.teams or not d.bundles:
            return
        prices = np.minimum(d.prices, soft)
        self._count(prices)
        found = np.empty_like(self.team)
        anneal(
            moves, hot, cold, self.state, self.rows, self.candidates, self.counts, self.team, self.where,
            self.points, self.fixed, d.pair, d.word, d.size, d.wanted, d.least, d.most, d.levels, prices,
            d.apart_start, d.apart, found,
        )  # fmt: skip
        self._count(d.prices)
        hard = [self.points_of(t, found[t]) for t in range(d.teams)]
        self._keep(sum(hard), found)

    def _count(self, prices: Array) -> None:
        teams = range(self.data.teams)
        self.points = np.array([self.points_of(t, self.team[t], prices) for t in teams], np.int64)

    def _keep(self, value: int, team: Array) -> None:
        if value < self.value:
            self.value, self.best = value, team.copy()

    @property
    def sound(self) -> bool:
        """Whether the best plan keeps every rule."""
        return self.value < MUST

    def back(self) -> None:
        """Stand on the best plan again."""
        self._settle(self.best)


def barred_pins(data: Arrays) -> Array:
    """Bundles that are laid down for a team that a rule keeps them from."""
    pinned = np.flatnonzero(data.pinned >= 0)
    return pinned[data.pair[data.pinned[pinned], pinned] >= BARRED]
