"""Prices of people: the Lagrangian dual of "each person in one team at most", raised by incremental subgradient steps.

L(u) = Σ over teams of the cheapest team under costs raised by u, minus Σ u. No plan goes below it, whatever u ≥ 0 is.
Teams are priced in blocks and u moves after each block (Nedić & Bertsekas 2001): one sweep does the work of many.
"""

from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from dundian.planning.solver.assignment.arrays import Array, Arrays
from dundian.planning.solver.assignment.columns import price_rows, search

Floats = npt.NDArray[np.float64]
WIDTH = 24  # places of a short word, at most
THREADS = 2


@dataclass
class Pricing:
    """`price[n]`: u. `best[m, 4]`, `value[m]`: each team's cheapest people when it was last priced."""

    data: Arrays
    threads: Executor
    price: Floats = field(init=False)
    best: Array = field(init=False)
    value: Floats = field(init=False)
    bound: float = field(init=False, default=-np.inf)
    best_price: Floats = field(init=False)

    def __post_init__(self) -> None:
        data = self.data
        self.price = np.zeros(data.bundles)
        self.best_price = self.price.copy()
        self.best = np.full((data.teams, 4), -1, np.int64)
        self.value = np.full(data.teams, np.inf)
        self.free = data.pinned < 0
        order = np.argsort(data.pinned, kind="stable")
        self.forced = order[data.pinned[order] >= 0]
        self.forced_start = np.searchsorted(data.pinned[self.forced], np.arange(data.teams + 1))
        self.duals = np.zeros((data.teams, WIDTH))

    def evaluate(self, rows: Array, price: Floats, free: Array | None = None) -> None:
        """Price these teams, split among the threads; with `free` only with those bundles."""
        data = self.data
        open_to = self.free if free is None else free

        def some(part: Array) -> None:
            price_rows(
                part, data.pair, price, data.word, data.size, open_to, data.wanted, data.least, data.most,
                data.levels, data.prices, data.apart_start, data.apart, self.forced_start, self.forced, self.value,
                self.best, self.duals,
            )  # fmt: skip

        if rows.size < 16:
            some(rows)
        else:
            list(self.threads.map(some, np.array_split(rows, THREADS)))

    def bind(self, price: Floats) -> float:
        """The bound at these prices; the best is kept."""
        self.evaluate(np.arange(self.data.teams), price)
        bound = float(self.value.sum() - price[self.free].sum())
        if bound > self.bound:
            self.bound = bound
            self.best_price = price.copy()
        return bound

    def sweep(self, step: float, blocks: int, order: Array) -> Floats:
        """Price every team once, moving prices after each block; returns the prices' average."""
        used = self.best[self.best >= 0]
        use = np.bincount(used, minlength=self.data.bundles).astype(float)
        total = np.zeros_like(self.price)
        for rows in np.array_split(order, blocks):
            before = self.best[rows]
            np.subtract.at(use, before[before >= 0], 1.0)
            self.evaluate(rows, self.price)
            after = self.best[rows]
            np.add.at(use, after[after >= 0], 1.0)
            slope = np.where(self.free, use - 1.0, 0.0)
            self.price = np.maximum(0.0, self.price + step * slope)
            total += self.price
        return total / blocks

    def reduced(self, price: Floats) -> Floats:
        """Points plus price of each pair; infinite where barred or pinned elsewhere."""
        open_pair = (self.data.pair < 1 << 30) & self.free
        return np.where(open_pair, (self.data.pair >> 1) + price, np.inf)

    def enumerate(self, team: int, slack: float, room: int) -> Any:
        """All choices of people for a team within `slack` of its cheapest at the best prices; None when too many."""
        data = self.data
        pool = np.empty((room, 4), np.int64)
        forced = self.forced[self.forced_start[team] : self.forced_start[team + 1]]
        _, count = search(
            data.pair[team], self.best_price, data.word, data.size, self.free, data.wanted[team], data.least[team],
            data.most[team], data.levels, data.prices, data.apart_start, data.apart, forced,
            self.value[team] + slack, np.empty(4, np.int64), pool, self.duals[team],
        )  # fmt: skip
        return None if count > room else pool[:count]
