"""Prices of people raised over a pool of teams met so far, each with a smoothed choice among its own.

The bound of `Pricing` is not smooth in the prices, and every team must be priced anew for each step. Over a pool the
same function is cheap, and with each team's minimum replaced by an entropy-smoothed one (Nesterov 2005) it has a
gradient that Adam's steps (Kingma & Ba 2015) follow. Exact pricing then gives the true bound at the new prices and
brings the teams that the pool lacked: column generation whose master is solved smoothly instead of by simplex.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numba as nb
import numpy as np

from dundian.planning.solver.assignment.arrays import MUST, Array, Arrays
from dundian.planning.solver.assignment.columns import points_of, search
from dundian.planning.solver.assignment.master import Columns
from dundian.planning.solver.assignment.pricing import THREADS, Floats, Pricing

ROOM = 300  # teams kept for each team to be formed
SCALE = 100.0  # points of a team, for which the figures below are made
# Smoothing in points, steps taken with it, and new teams taken up afterwards, for each.
STAGES = (
    (8.0, 20, 120), (8.0, 20, 100), (8.0, 25, 100), (8.0, 25, 100), (6.0, 30, 100), (4.5, 30, 100), (3.2, 30, 100),
    (2.2, 30, 100), (1.5, 30, 100), (1.0, 30, 100), (0.7, 30, 100), (0.5, 30, 100),
)  # fmt: skip
NARROWER = 0.75  # smoothing at a stage's end
PACE = 1.5  # of a step, beside the smoothing
NEAR, NEARER = 14.0, 6.0  # points, and times the smoothing, above a team's cheapest that are taken up
FIRM = 4.0  # smoothing below which far teams are dropped from the pool
DROPPED = 2.5  # times what is taken up
FORGET, FORGET_SQUARES = 0.9, 0.99


@nb.njit(nogil=True, cache=True)
def weigh(  # noqa: C901 - one loop, for the compiler
    rows: Array,
    items: Array,
    points: Array,
    counts: Array,
    price: Array,
    free: Array,
    smoothing: float,
    use: Array,
    weight: Array,
) -> float:
    """Sum of the teams' cheapest; `weight`: the smoothed choice of each, `use`: how much of each bundle that takes."""
    value = np.empty(items.shape[1])
    use[:] = 0.0
    total = 0.0
    for t in rows:
        count = counts[t]
        low = np.inf
        for k in range(count):
            cost = float(points[t, k])
            for j in range(4):
                b = items[t, k, j]
                if b >= 0:
                    cost += price[b]
            value[k] = cost
            low = min(low, cost)
        if count == 0:
            continue
        total += low
        whole = 0.0
        for k in range(count):
            far = (value[k] - low) / smoothing
            value[k] = np.exp(-far) if far < 10.0 else 0.0
            whole += value[k]
        for k in range(count):
            share = value[k] / whole
            weight[t, k] = share
            if share > 0.0:
                for j in range(4):
                    b = items[t, k, j]
                    if b >= 0 and free[b]:
                        use[b] += share
    return total


@nb.njit(nogil=True, cache=True)
def _merge(
    t: int,
    items: Array,
    points: Array,
    counts: Array,
    new: Array,
    new_points: Array,
    price: Array,
    keep: float,
) -> None:
    """Take up the new ones; those within `keep` of the cheapest stay, as many as there is room for."""
    old = counts[t]
    cost = np.empty(old + len(new))
    who = np.empty((old + len(new), 4), np.int32)
    paid = np.empty(old + len(new), np.int64)
    for k in range(cost.size):
        if k < old:
            who[k] = items[t, k]
            paid[k] = points[t, k]
        else:
            who[k] = np.sort(new[k - old])
            paid[k] = new_points[k - old]
        cost[k] = float(paid[k])
        for j in range(4):
            if who[k, j] >= 0:
                cost[k] += price[who[k, j]]
    order = np.argsort(cost, kind="mergesort")
    kept = np.empty(items.shape[1], np.int64)
    count = 0
    for k in order:
        if count == kept.size or (count and cost[k] > cost[order[0]] + keep):
            break
        again = False
        at = count - 1
        while at >= 0 and cost[kept[at]] == cost[k] and not again:
            again = bool((who[kept[at]] == who[k]).all())
            at -= 1
        if not again:
            kept[count] = k
            count += 1
    for k in range(count):
        items[t, k] = who[kept[k]]
        points[t, k] = paid[kept[k]]
    counts[t] = count


@nb.njit(nogil=True, cache=True)
def take_up(
    rows: Array,
    pair: Array,
    price: Array,
    word: Array,
    size: Array,
    free: Array,
    wanted: Array,
    least: Array,
    most: Array,
    levels: int,
    prices: Array,
    apart_start: Array,
    apart: Array,
    forced_start: Array,
    forced: Array,
    value: Array,
    best: Array,
    duals: Array,
    slack: float,
    each: int,
    keep: float,
    items: Array,
    points: Array,
    counts: Array,
    reach: Array,
) -> None:
    """Into the pool of each of `rows`, just priced, those within `slack` of its cheapest, but at most `each`.

    `reach[t]`: how far team t went last, so that nobody counts hundreds in vain every time.
    """
    nothing = np.zeros_like(price)
    for t in rows:
        if not np.isfinite(value[t]):
            continue
        found = np.empty((each, 4), np.int64)
        near = min(slack, 1.5 * reach[t])
        count = each + 1
        while count > each and near > 0.01 * slack:
            reach[t] = near
            _, count = search(
                pair[t], price, word, size, free, wanted[t], least[t], most[t], levels, prices, apart_start, apart,
                forced[forced_start[t] : forced_start[t + 1]], value[t] + near, np.empty(4, np.int64), found, duals[t],
            )  # fmt: skip
            near /= 2
        if count > each or count == 0:
            found[0] = best[t]
            count = 1
        paid = np.empty(count, np.int64)
        for k in range(count):
            paid[k] = np.int64(
                points_of(
                    pair[t], found[k], nothing, word, size, wanted[t], least[t], most[t], levels, prices,
                    apart_start, apart,
                )
            )  # fmt: skip
        _merge(t, items, points, counts, found[:count], paid, price, keep)


@dataclass
class Ascent:
    """Adam's steps on prices that stay at 0 or above."""

    price: Floats
    mean: Floats = field(init=False)
    squares: Floats = field(init=False)
    turn: int = 0

    def __post_init__(self) -> None:
        self.mean, self.squares = np.zeros_like(self.price), np.zeros_like(self.price)

    def step(self, slope: Floats, length: float) -> None:
        self.turn += 1
        self.mean = FORGET * self.mean + (1 - FORGET) * slope
        self.squares = FORGET_SQUARES * self.squares + (1 - FORGET_SQUARES) * slope**2
        mean = self.mean / (1 - FORGET**self.turn)
        squares = self.squares / (1 - FORGET_SQUARES**self.turn)
        self.price = np.maximum(0.0, self.price + length * mean / (np.sqrt(squares) + 1e-3))


@dataclass
class Pool:
    """`items[t, k, 4]`: bundles, in order, -1 empty; `points[t, k]`; `counts[t]` of them; `weight`: see `weigh`."""

    pricing: Pricing
    room: int = ROOM
    items: Array = field(init=False)
    points: Array = field(init=False)
    counts: Array = field(init=False)
    weight: Array = field(init=False)
    reach: Floats = field(init=False)
    unit: float = field(init=False)

    def __post_init__(self) -> None:
        teams = self.data.teams
        self.items = np.full((teams, self.room, 4), -1, np.int32)
        self.points = np.zeros((teams, self.room), np.int64)
        self.counts = np.zeros(teams, np.int32)
        self.weight = np.zeros((teams, self.room))
        self.reach = np.full(teams, np.inf)
        cheapest = self.pricing.value[self.pricing.value < MUST]
        self.unit = max(0.01, float(np.median(cheapest)) / SCALE) if cheapest.size else 1.0

    @property
    def data(self) -> Arrays:
        return self.pricing.data

    def extend(self, rows: Array, price: Floats, free: Array, slack: float, each: int, keep: float) -> None:
        """Take up for each of these teams, just priced, what is within `slack` of its cheapest."""
        d, p = self.data, self.pricing

        def some(part: Array) -> None:
            take_up(
                part, d.pair, price, d.word, d.size, free, d.wanted, d.least, d.most, d.levels, d.prices,
                d.apart_start, d.apart, p.forced_start, p.forced, p.value, p.best, p.duals, slack, each, keep,
                self.items, self.points, self.counts, self.reach,
            )  # fmt: skip

        list(p.threads.map(some, np.array_split(rows, 4 * THREADS)))

    def near(self, price: Floats, slack: float, each: int) -> Columns:
        """For each team the teams in its pool within `slack` of its cheapest at these prices, at most `each`."""
        paid = np.append(price, 0.0)[self.items].sum(axis=2) + self.points
        paid[np.arange(self.room) >= self.counts[:, None]] = np.inf
        first = np.argsort(paid, axis=1, kind="stable")[:, :each]
        cost = np.take_along_axis(paid, first, axis=1)
        team, at = np.nonzero(cost <= cost[:, :1] + slack)
        k = first[team, at]
        return Columns(team, self.items[team, k].astype(np.int64), self.points[team, k])

    def ascend(self, up: Ascent, rows: Array, free: Array, smoothing: float, last: float, steps: int) -> None:
        """Raise prices over these teams, the smoothing going down to `last`."""
        use = np.empty((THREADS, self.data.bundles))
        halves = np.array_split(rows, THREADS)

        def some(i: int) -> float:
            return float(
                weigh(
                    halves[i],
                    self.items,
                    self.points,
                    self.counts,
                    up.price,
                    free,
                    width,
                    use[i],
                    self.weight,
                )
            )

        for turn in range(steps):
            width = smoothing * (last / smoothing) ** (turn / max(1, steps - 1))
            list(self.pricing.threads.map(some, range(THREADS)))
            up.step(np.where(free, use.sum(axis=0) - 1.0, 0.0), PACE * width)

    def rise(self, price: Floats, stop: Callable[[], bool]) -> Iterator[float]:
        """Stage by stage up to the best prices; yields the smoothing, when the bound at the new prices is known."""
        pricing, every = self.pricing, np.arange(self.data.teams)
        pricing.bind(price)
        self.extend(every, price, pricing.free, 60.0 * self.unit, STAGES[0][2], np.inf)
        up = Ascent(price.copy())
        for width, steps, each in STAGES:
            if stop():
                return
            smoothing = width * self.unit
            self.ascend(up, every, pricing.free, smoothing, smoothing * NARROWER, steps)
            pricing.bind(up.price)
            slack = max(NEAR * self.unit, NEARER * smoothing)
            keep = np.inf if width > FIRM else DROPPED * slack
            self.extend(every, up.price, pricing.free, slack, each, keep)
            yield smoothing
