"""Choosing sites in a province: bound and plan by the counties' columns.

Column generation over the counties' relaxations gives the prices; whole choices at those prices give a stronger bound
and columns; a whole-number master chooses one for each county. What is left is mended in neighbourhoods (see `polish`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from dundian.planning.solver.highs import INFINITY, Floats, Ints, Model, solve_mip
from dundian.planning.solver.running import Stopped, Watch
from dundian.planning.solver.selection.blocks import Column, Master
from dundian.planning.solver.selection.pricing import NODES, QUICK_NODES, Counties, Relaxed
from dundian.planning.solver.selection.pricing import Whole as Choice

ROUNDS = 40
CLOSE = 2e-5  # bound and master this near: the prices are found
NEAR = 2e-4  # this near, whole choices say more about the prices
SMOOTHING = 0.5
MASTER_NODES = 3_000
QUICK_ROUNDS, WHOLE_ROUNDS = 2, 4


@dataclass
class Prices:
    """Prices found, the bound they prove, and the counties' relaxations there."""

    at: Floats
    bound: float
    relaxed: list[Relaxed]


def find_prices(counties: Counties, chosen: Ints | None, watch: Watch, first: float) -> Prices | None:
    """Column generation over the relaxations; `first`: a guess of what a site is worth at the margin."""
    rows = counties.coupling.lower.size
    prices = np.zeros(rows)
    prices[0] = first
    master = Master(counties.coupling, len(counties.blocks), prices, box=max(1e-3, first))
    if chosen is not None:
        for column in columns_of(counties, chosen):
            master.add(column)
    best: Prices | None = None
    for _round in range(ROUNDS):
        try:
            relaxed = counties.relaxed(prices)
        except Stopped:
            break
        bound = counties.bound(prices, [r.value for r in relaxed])
        watch.note("prices", bound=bound if bound < INFINITY else None)
        if best is None or bound < best.bound:
            best = Prices(prices, bound, relaxed)
        for r in relaxed:
            master.add(r.column)
        value, duals, artificial = master.solve()
        if not artificial and best.bound - value <= NEAR * abs(value):
            break
        if artificial:
            master.centre(best.at)
        prices = SMOOTHING * best.at + (1 - SMOOTHING) * duals
    return best


def columns_of(counties: Counties, chosen: Ints) -> list[Column]:
    """A plan as one column for each county."""
    home = counties.data.county[chosen]
    return [counties.column(c, chosen[home == c]) for c in range(len(counties.blocks))]


@dataclass
class Whole:
    """Whole columns collected for the master."""

    counties: Counties
    watch: Watch
    master: Master
    seen: set[tuple[int, bytes]] = field(default_factory=set)
    columns: list[Column] = field(default_factory=list)

    def add(self, columns: list[Column]) -> int:
        """Take new columns; returns how many were new."""
        fresh = 0
        for column in columns:
            sites = column.sites if column.sites is not None else np.zeros(0, np.int64)
            key = (column.block, sites.tobytes())
            if key not in self.seen:
                self.seen.add(key)
                self.columns.append(column)
                self.master.add(column)
                fresh += 1
        return fresh

    def choose(self, prices: Floats, slack: float, seed: int) -> Ints | None:
        """One column for each county, the best that the rules across counties allow; None when none was found."""
        block_best: dict[int, float] = {}
        worth = [c.value - float(prices @ c.use) for c in self.columns]
        for c, w in zip(self.columns, worth, strict=True):
            block_best[c.block] = max(block_best.get(c.block, -1e300), w)
        kept = [c for c, w in zip(self.columns, worth, strict=True) if w >= block_best[c.block] - slack]
        return _choose(self.counties, kept, self.watch, seed)


def _choose(counties: Counties, columns: list[Column], watch: Watch, seed: int) -> Ints | None:
    coupling, blocks = counties.coupling, len(counties.blocks)
    model = Model()
    pick = model.columns(len(columns), cost=[c.value for c in columns], integer=True)
    passing = model.columns(len(coupling.passing), upper=INFINITY)
    rows, at, values = [], [], []
    for i, column in enumerate(columns):
        used = np.flatnonzero(column.use)
        rows += [*used, coupling.lower.size + column.block]
        at += [pick[i]] * (used.size + 1)
        values += [*column.use[used], 1.0]
    for k, (leaves, enters) in enumerate(coupling.passing):
        rows += [leaves, enters]
        at += [passing[k], passing[k]]
        values += [-1.0, 1.0]
    model.rows(
        np.array(rows, np.int64), np.array(at, np.int64), np.array(values),
        lower=np.r_[coupling.lower, np.ones(blocks)], upper=np.r_[coupling.upper, np.ones(blocks)],
    )  # fmt: skip
    outcome = solve_mip(
        model,
        seconds=max(0.1, watch.left * 0.5),
        gap=2e-5,
        seed=seed,
        nodes=MASTER_NODES,
        stop=lambda: watch.over,
    )
    if outcome.values is None:
        return None
    picked = [c for c, v in zip(columns, outcome.values[pick], strict=True) if v > 0.5]
    return np.sort(np.concatenate([c.sites for c in picked if c.sites is not None]))


def whole_rounds(
    counties: Counties, found: Prices, start: Ints, watch: Watch, width: float, seed: int
) -> Iterator[Ints]:
    """Plans from whole columns, round by round; each round's bound goes to `watch`.

    The first rounds search the counties shortly, to settle the prices; from then on to the end.
    """
    box = max(1e-3, 0.1 * float(np.abs(found.at).max()))
    master = Master(counties.coupling, len(counties.blocks), found.at, box=box)
    pool = Whole(counties, watch, master)
    pool.add(columns_of(counties, start))
    prices, relaxed, best = found.at, found.relaxed, found
    sharpest: list[Choice] = []
    for turn in range(QUICK_ROUNDS + WHOLE_ROUNDS):
        whole = counties.whole(prices, relaxed, width, NODES if turn >= QUICK_ROUNDS else QUICK_NODES)
        fresh = pool.add([c for w in whole for c in w.columns])
        bound = counties.bound(prices, [w.bound for w in whole])
        watch.note("counties", bound=bound)
        if bound < best.bound:
            best, sharpest = Prices(prices, bound, relaxed), whole
        if (chosen := pool.choose(best.at, 8 * width, seed)) is not None:
            yield chosen
        if turn == QUICK_ROUNDS - 1 and sharpest:
            # Only at the best prices are all counties worth the search to its end.
            whole = counties.prove(best.at, best.relaxed, width, sharpest)
            fresh += pool.add([c for w in whole for c in w.columns])
            best = Prices(best.at, counties.bound(best.at, [w.bound for w in whole]), best.relaxed)
            watch.note("proof", bound=best.bound)
            if (chosen := pool.choose(best.at, 8 * width, seed)) is not None:
                yield chosen
        value, duals, artificial = master.solve()
        if not fresh or (not artificial and best.bound - value <= CLOSE * abs(value)):
            break
        if artificial:
            master.centre(best.at)
        prices = SMOOTHING * best.at + (1 - SMOOTHING) * duals
        relaxed = counties.relaxed(prices)
