"""The counties' programs priced side by side: relaxed by warm linear programs, whole by branch and bound.

The bound from whole choices is the stronger Lagrangian one: it closes what the counties' relaxations leave open.
Candidates whose reduced cost says that they cannot be in a best choice are left out first (Nemhauser and Wolsey 1988,
reduced-cost fixing).
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy import sparse

from dundian.planning.solver.highs import INFINITY, Floats, Ints, Model, solve_mip
from dundian.planning.solver.running import Watch
from dundian.planning.solver.selection.arrays import Arrays, Bools
from dundian.planning.solver.selection.blocks import Block, Column, Coupling, make_block, split
from dundian.planning.solver.selection.county import County, search
from dundian.planning.solver.selection.model import add_fairness
from dundian.planning.solver.selection.neighbours import Cover

WORKERS = 2
VARIANTS = 14
FIRST_NODES, QUICK_NODES, NODES = 60, 1_500, 40_000
MIP_NODES = 2_000
CLOSE = 5e-5  # of a county's part of the value: this near to its bound a choice counts as proven


@dataclass
class Relaxed:
    """A county's relaxation at given prices: its value, the point as column, what each candidate would lose.

    `multipliers`: the duals of "covered only by who is chosen", for each point of the county.
    """

    value: float
    column: Column
    reduced: Floats
    support: Floats
    multipliers: Floats


@dataclass
class Whole:
    """A county's best choice at given prices: a bound on it, and columns, the best first."""

    bound: float
    columns: list[Column] = field(default_factory=list)
    proven: bool = True


@dataclass
class Counties:
    """All counties of a problem, ready to be priced."""

    data: Arrays
    watch: Watch
    coupling: Coupling = field(init=False)
    blocks: list[Block] = field(init=False)
    rows: list[list[int]] = field(init=False)
    covers: list[Cover] = field(init=False)
    pool: ThreadPoolExecutor = field(init=False)

    def __post_init__(self) -> None:
        self.coupling, parts = split(self.data)
        self.rows = [rows for _candidates, rows in parts]
        self.pool = ThreadPoolExecutor(WORKERS)
        self.blocks = [
            make_block(self.data, self.coupling, c, candidates, rows)
            for c, (candidates, rows) in enumerate(parts)
        ]
        self.covers = [_cover_of(self.data, c, b.candidates) for c, b in enumerate(self.blocks)]

    def relaxed(self, prices: Floats) -> list[Relaxed]:
        """Each county's relaxation, in the counties' order."""
        return list(self.pool.map(lambda b: self._relax(b, prices), range(len(self.blocks))))

    def whole(self, prices: Floats, relaxed: list[Relaxed], width: float, nodes: int) -> list[Whole]:
        """Good choices of each county, and a bound, the best one's value where `nodes` suffice to prove it.

        `width`: how far below the relaxation the first ones are looked for.
        """
        many = range(len(self.blocks))
        return list(self.pool.map(lambda b: self._whole(b, prices, relaxed[b], width, nodes), many))

    def prove(self, prices: Floats, relaxed: list[Relaxed], width: float, found: list[Whole]) -> list[Whole]:
        """The same, searched further where the best choice was not proven."""

        def one(b: int) -> Whole:
            if found[b].proven:
                return found[b]
            return self._whole(b, prices, relaxed[b], width, NODES)

        return list(self.pool.map(one, range(len(self.blocks))))

    def bound(self, prices: Floats, values: list[float]) -> float:
        """The Lagrangian bound of the whole problem."""
        low, up = self.coupling.lower, self.coupling.upper
        side = np.where(prices >= 0, up, low)
        used = np.abs(prices) > 0
        elsewhere = 0.0 if self.data.fair is None else self.data.fair.elsewhere
        if (np.abs(side[used]) >= INFINITY).any():
            return INFINITY
        return float(prices[used] @ side[used]) + sum(values) - elsewhere

    def column(self, block: int, sites: Ints) -> Column:
        """A choice of sites in one county as a column."""
        data, worth = self.data, self.covers[block].worth
        cover = self.covers[block]
        value = float(data.priority[sites].sum())
        if cover.count:
            mask = np.isin(self.blocks[block].candidates, sites)
            value += float(worth[np.add.reduceat(mask[cover.member], cover.start[:-1]) > 0].sum())
        if data.fair is not None:
            value -= data.fair.weight * abs(sites.size - data.fair.targets[block])
        use = np.asarray(self.coupling.matrix[:, sites].sum(axis=1)).ravel()
        own, row = self.coupling.own[block], self.coupling.over_row[block]
        if own >= 0 and row >= 0 and data.tree is not None:
            use[row] += max(0, sites.size - int(data.tree.teams[own]))
        return Column(block, value, use, np.sort(sites))

    def _relax(self, b: int, prices: Floats) -> Relaxed:
        self.watch.check()
        block = self.blocks[b]
        cost = block.cost - block.usage.T @ prices
        solver = block.solver
        solver.changeColsCost(block.columns, np.arange(block.columns, dtype=np.int32), cost)
        solver.run()
        solution = solver.getSolution()
        point = np.array(solution.col_value)
        n = block.candidates.size
        reduced = np.array(solution.col_dual)[:n]
        column = Column(b, float(block.cost @ point), np.asarray(block.usage @ point).ravel())
        points = self.covers[b].count
        rows = np.array(solution.row_dual)
        multipliers = np.clip(np.abs(rows[rows.size - points :]), 0.0, self.covers[b].worth)
        return Relaxed(float(cost @ point), column, reduced, point[:n], multipliers)

    def _whole(self, b: int, prices: Floats, relaxed: Relaxed, width: float, nodes: int) -> Whole:
        self.watch.check()
        block = self.blocks[b]
        if not block.candidates.size:
            return Whole(relaxed.value, [self.column(b, np.zeros(0, np.int64))])
        cost = self.data.priority[block.candidates] - self.coupling.matrix[:, block.candidates].T @ prices
        height = self._height(b, prices)
        if height is None:
            return self._whole_by_mip(b, cost, prices, relaxed, width)
        slack = CLOSE * abs(relaxed.value)
        value, choice, _bound = self._search(
            b, cost, height, relaxed, 2 * width, (FIRST_NODES, -1e300, slack)
        )
        # Who is further below the relaxation than this choice cannot be in a better one.
        below = relaxed.value - value + 1e-6
        better, other, bound = self._search(b, cost, height, relaxed, below, (nodes, value - 1e-9, slack))
        if other is not None:
            value, choice = better, other
        bound = min(relaxed.value, max(bound, value))
        columns = [] if choice is None else self._around(b, cost, height, relaxed, below, choice)
        return Whole(bound, columns, proven=bound <= value + slack + 1e-9)

    def _whole_by_mip(self, b: int, cost: Floats, prices: Floats, relaxed: Relaxed, width: float) -> Whole:
        """Where rules of their own stand inside a county: by HiGHS, wider until the best is within."""
        while True:
            part = self._part(b, relaxed, width)
            floor = relaxed.value - width
            value, choice, proven = self._mip(b, cost, prices, part, floor)
            if choice is not None:
                column = self.column(b, self.blocks[b].candidates[choice])
                return Whole(value if proven else relaxed.value, [column], proven=proven)
            if not proven:
                return Whole(relaxed.value, proven=False)
            if part.keep.size == self.blocks[b].candidates.size:
                return Whole(relaxed.value)
            width *= 3

    def _height(self, b: int, prices: Floats) -> Floats | None:
        """What so many sites add beside themselves: fairness, teams from above; None where other rules stand inside."""
        data, coupling = self.data, self.coupling
        size = self.blocks[b].candidates.size
        number = np.arange(size + 1)
        height = np.zeros(size + 1)
        for at in self.rows[b]:
            row = data.rows[at]
            if row.members.size < size or not np.isin(self.blocks[b].candidates, row.members).all():
                return None
            height[(number < row.least) | (number > row.most)] = -1e200
        if data.fair is not None:
            height -= data.fair.weight * np.abs(number - data.fair.targets[b])
        own = coupling.own[b]
        if own >= 0 and data.tree is not None:
            over = np.maximum(0, number - data.tree.teams[own])
            into = coupling.over_row[b]
            height -= over * (prices[into] if into >= 0 else 1e200)
        return height

    def _search(
        self,
        b: int,
        cost: Floats,
        height: Floats,
        relaxed: Relaxed,
        width: float,
        limits: tuple[int, float, float],
    ) -> tuple[float, Ints | None, float]:
        """The best choice among who is at most `width` below the relaxation, and a bound on these choices.

        `limits`: nodes, the value that a choice must have, and how near to its bound counts as proven.
        """
        nodes, floor, slack = limits
        part = self._part(b, relaxed, width)
        possible = np.flatnonzero(height > -1e199)
        if not possible.size or not part.keep.size:
            nobody = float(height[0]) if possible.size and possible[0] == 0 else -1e300
            found = np.zeros(0, np.int64) if nobody > max(floor, -1e299) else None
            return max(floor, nobody), found, max(floor, nobody)
        top = height[: min(int(possible[-1]), part.keep.size) + 1]
        forced = self.data.pinned[self.blocks[b].candidates[part.keep]]
        grouped = _grouped(part, self.data.alike[self.blocks[b].candidates[part.keep]])
        at = County(cost[part.keep], top, forced, *grouped, part.worth)
        value, choice, bound = search(at, relaxed.multipliers, nodes, floor, slack)
        return value, part.keep[choice] if value > floor else None, bound

    def _part(self, b: int, relaxed: Relaxed, width: float) -> "Part":
        keep = (
            (relaxed.support > 1e-9)
            | (relaxed.reduced > -width)
            | self.data.pinned[self.blocks[b].candidates]
        )
        kept = np.flatnonzero(keep)
        cover = self.covers[b]
        return Part(kept, cover.matrix(keep.size)[:, kept].tocsr(), cover.worth)

    def _mip(
        self, b: int, cost: Floats, prices: Floats, part: "Part", floor: float
    ) -> tuple[float, Ints | None, bool]:
        block, data = self.blocks[b], self.data
        model = Model()
        column = np.full(data.count, -1, np.int64)
        sub = block.candidates[part.keep]
        x = model.columns(sub.size, cost=cost[part.keep], lower=data.pinned[sub].astype(float), integer=True)
        column[sub] = x
        for at in self.rows[b]:
            inside = column[data.rows[at].members]
            model.row(inside[inside >= 0], lower=data.rows[at].least, upper=data.rows[at].most)
        own, into = self.coupling.own[b], self.coupling.over_row[b]
        if own >= 0 and data.tree is not None:
            price = prices[into] if into >= 0 else 0.0
            over = model.columns(1, cost=-price, upper=float(x.size) if into >= 0 else 0.0)
            model.row(np.r_[x, over], np.r_[np.ones(x.size), -1.0], upper=float(data.tree.teams[own]))
        if data.fair is not None:
            fair = type(data.fair)(data.fair.weight, data.fair.targets[[b]], 0.0)
            add_fairness(model, fair, np.zeros(x.size, np.int64), x, integer=True)
        z = model.columns(part.worth.size, cost=part.worth)
        at_row = np.repeat(np.arange(part.worth.size), np.diff(part.matrix.indptr))
        model.rows(
            np.r_[at_row, np.arange(z.size)], np.r_[x[part.matrix.indices], z],
            np.r_[np.ones(at_row.size), -np.ones(z.size)],
            lower=np.zeros(z.size), upper=np.full(z.size, INFINITY),
        )  # fmt: skip
        outcome = solve_mip(model, seconds=max(0.05, self.watch.left), nodes=MIP_NODES)
        if outcome.infeasible:
            return floor, None, True
        if outcome.values is None or outcome.value is None:
            return floor, None, False
        choice = part.keep[outcome.values[x] > 0.5]
        if outcome.optimal and outcome.value <= floor:
            return floor, None, True
        return outcome.value, choice, outcome.optimal

    def _around(
        self, b: int, cost: Floats, height: Floats, relaxed: Relaxed, width: float, choice: Ints
    ) -> list[Column]:
        """The choice and the best of those that differ by one site more, one less, or one other."""
        block, part = self.blocks[b], self._part(b, relaxed, width)
        first = self.column(b, block.candidates[choice])
        inside = np.isin(part.keep, choice)
        changes = _changes(cost[part.keep], height, inside, part)
        fixed = self.data.pinned[block.candidates[part.keep]]
        columns, seen = [first], {first.use.tobytes()}
        for out, new in changes:
            if out >= 0 and fixed[out]:
                continue
            mask = inside.copy()
            if out >= 0:
                mask[out] = False
            if new >= 0:
                mask[new] = True
            column = self.column(b, block.candidates[part.keep[mask]])
            if column.use.tobytes() not in seen:
                seen.add(column.use.tobytes())
                columns.append(column)
            if len(columns) >= VARIANTS:
                break
        return columns


@dataclass(frozen=True)
class Part:
    """Some candidates of a county (`keep`, places in its list): points by them, and the points' worth."""

    keep: Ints
    matrix: Any
    worth: Floats


def _grouped(part: Part, alike: Ints) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """The group of each candidate; what all of a group cover, and what each covers beyond, as compressed rows."""
    names, group = np.unique(alike, return_inverse=True)
    group = group.ravel()
    ones = np.ones(group.size)
    into = sparse.csr_matrix((ones, (np.arange(group.size), group)), shape=(group.size, names.size))
    times = (part.matrix @ into).tocsr()
    times.data = (times.data == np.bincount(group)[times.indices]).astype(float)
    times.eliminate_zeros()
    common = times.T.tocsr()
    own = (part.matrix.T - into @ common).tocsr()
    own.eliminate_zeros()
    starts = (m.astype(np.int64) for m in (common.indptr, common.indices, own.indptr, own.indices))
    return (group.astype(np.int64), *starts)


def _cover_of(data: Arrays, county: int, candidates: Ints) -> Cover:
    """The points of one county, with members as places in its list of candidates."""
    cover = data.cover
    points = np.flatnonzero(cover.county == county)
    length = np.diff(cover.start)[points]
    start = np.r_[0, np.cumsum(length)].astype(np.int64)
    take = np.repeat(cover.start[points] - start[:-1], length) + np.arange(start[-1])
    member = np.searchsorted(candidates, cover.member[take])
    return Cover(cover.worth[points], start, member.astype(np.int64), np.zeros(points.size, np.int64))


def _changes(cost: Floats, height: Floats, inside: Bools, part: Part) -> list[tuple[int, int]]:
    """(leaves, comes), -1 for none, the best first."""
    matrix = part.matrix.T.tocsr()
    times = np.asarray(matrix.T @ inside.astype(float)).ravel()
    gain = cost + matrix @ np.where(times == 0, part.worth, 0.0)
    loss = cost + matrix @ np.where(times == 1, part.worth, 0.0)
    shared = (matrix.multiply(np.where(times == 1, part.worth, 0.0))) @ matrix.T
    many = int(inside.sum())
    sites, others = np.flatnonzero(inside), np.flatnonzero(~inside)
    found: list[tuple[float, int, int]] = []
    if many + 1 < height.size:
        more = float(height[many + 1] - height[many])
        found += [(float(gain[j]) + more, -1, int(j)) for j in others]
    if many:
        less = float(height[many - 1] - height[many])
        found += [(less - float(loss[i]), int(i), -1) for i in sites]
        both = gain[others][None, :] - loss[sites][:, None] + shared[sites][:, others].toarray()
        best = np.argsort(-both, axis=None, kind="stable")[: 4 * VARIANTS]
        found += [
            (float(both.flat[k]), int(sites[k // others.size]), int(others[k % others.size])) for k in best
        ]
    found.sort(key=lambda f: -f[0])
    return [(int(i), int(j)) for change, i, j in found[: 4 * VARIANTS] if change > -1e100]
