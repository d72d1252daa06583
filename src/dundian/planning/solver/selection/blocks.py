"""Counties as blocks: Dantzig-Wolfe decomposition of the relaxation, priced by warm linear programs.

Each block has the candidates of one county, the points that only they cover, the rules that speak of them alone, and
its fairness. Rules across counties are priced (Dantzig and Wolfe 1960), with the prices smoothed (Wentges 1997). Each
round gives a proven bound, the Lagrangian one (Geoffrion 1974).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from dundian.planning.solver.highs import INFINITY, Floats, Ints, Model
from dundian.planning.solver.selection.arrays import Arrays, Fair, Tree
from dundian.planning.solver.selection.model import add_fairness


@dataclass(frozen=True)
class Coupling:
    """Rules across blocks: lower ≤ Σ use ≤ upper, `matrix` rows by candidates. The last rows are capacities above.

    `passing`: columns of sites passed on by units above the counties: (row it leaves or -1, row it enters or -1).
    """

    matrix: Any
    lower: Floats
    upper: Floats
    over_row: Ints  # for each block, the row that its overflow enters, -1 when none
    passing: tuple[tuple[int, int], ...]
    own: Ints  # for each block, the capacity that is its alone, -1 when none


@dataclass
class Block:
    """One county's program; `x` are its candidates (global indices), columns 0.. of the solver in that order."""

    candidates: Ints
    solver: Any
    cost: Floats
    columns: int
    over: int  # column of the overflow, -1 when none
    usage: Any  # coupling rows by columns


@dataclass
class Column:
    """A point of a block: its value, what it uses of the coupling rows, and the sites where it is whole."""

    block: int
    value: float
    use: Floats
    sites: Ints | None = None


def split(data: Arrays) -> tuple[Coupling, list[tuple[Ints, list[int]]]]:
    """The rules across counties, and for each county its candidates and the rows that are its own."""
    county_rows: list[list[int]] = [[] for _ in data.counties]
    across = []
    for at, row in enumerate(data.rows):
        homes = np.unique(data.county[row.members[data.free[row.members]]])
        if homes.size == 1:
            county_rows[homes[0]].append(at)
        elif homes.size > 1 or row.least > 0:
            across.append(at)
    return _coupling(data, across), [
        (np.flatnonzero((data.county == c) & data.free), county_rows[c]) for c in range(len(data.counties))
    ]


def _coupling(data: Arrays, across: list[int]) -> Coupling:
    rows = [np.flatnonzero(data.free), *(data.rows[r].members for r in across)]
    lower = [float(data.choose), *(float(data.rows[r].least) for r in across)]
    upper = [float(data.choose), *(float(data.rows[r].most) for r in across)]
    over_row = np.full(len(data.counties), -1, np.int64)
    own = over_row.copy()
    passing: list[tuple[int, int]] = []
    if data.tree is not None:
        own = _own_nodes(data, data.tree)
        shared = [n for n in data.tree.upward if n not in set(own.tolist())]
        at = {n: len(rows) + k for k, n in enumerate(shared)}
        for n in shared:
            rows.append(np.flatnonzero(data.tree.of == n))
            lower.append(-INFINITY)
            upper.append(float(data.tree.teams[n]))
            if data.tree.above[n] >= 0:
                passing.append((at[n], at[int(data.tree.above[n])]))
        for c, node in enumerate(own):
            if node >= 0 and data.tree.above[node] >= 0:
                over_row[c] = at[int(data.tree.above[node])]
    starts = np.r_[0, np.cumsum([r.size for r in rows])]
    matrix = sparse.csr_matrix(
        (np.ones(starts[-1]), np.concatenate(rows), starts), shape=(len(rows), data.count)
    )
    return Coupling(matrix, np.array(lower), np.array(upper), over_row, tuple(passing), own)


def _own_nodes(data: Arrays, tree: Tree) -> Ints:
    """For each county the capacity that all its candidates and no others draw on, and that nothing flows into."""
    found = np.full(len(data.counties), -1, np.int64)
    entered = set(tree.above.tolist())
    for n in range(len(tree.units)):
        homes = np.unique(data.county[tree.of == n])
        if homes.size == 1 and n not in entered and (tree.of[data.county == homes[0]] == n).all():
            found[homes[0]] = n
    return found


def make_block(data: Arrays, coupling: Coupling, county: int, candidates: Ints, rows: list[int]) -> Block:
    """The linear program of a county."""
    model = Model()
    column = np.full(data.count, -1, np.int64)
    x = model.columns(
        candidates.size, cost=data.priority[candidates], lower=data.pinned[candidates].astype(float)
    )
    column[candidates] = x
    for at in rows:
        inside = column[data.rows[at].members]
        model.row(inside[inside >= 0], lower=data.rows[at].least, upper=data.rows[at].most)
    over = _add_own_capacity(model, data, coupling, county, x)
    if data.fair is not None:
        one = Fair(data.fair.weight, data.fair.targets[[county]], 0.0)
        add_fairness(model, one, np.zeros(x.size, np.int64), x, integer=False)
    _add_points(model, data, county, column)
    cost = np.concatenate(model.cost)
    usage = sparse.lil_matrix((coupling.matrix.shape[0], model.columns_count))
    usage[:, : x.size] = coupling.matrix[:, candidates]
    if over >= 0 and coupling.over_row[county] >= 0:
        usage[coupling.over_row[county], over] = 1.0
    return Block(candidates, model.highs(), cost, model.columns_count, over, usage.tocsr())


def _add_own_capacity(model: Model, data: Arrays, coupling: Coupling, county: int, x: Ints) -> int:
    tree = data.tree
    if tree is None or not x.size:
        return -1
    node = int(coupling.own[county])
    if node < 0:
        return -1
    may = coupling.over_row[county] >= 0
    over = int(model.columns(1, upper=float(x.size) if may else 0.0)[0])
    model.row(np.r_[x, over], np.r_[np.ones(x.size), -1.0], upper=float(tree.teams[node]))
    return over


def _add_points(model: Model, data: Arrays, county: int, column: Ints) -> None:
    cover = data.cover
    points = np.flatnonzero(cover.county == county)
    if not points.size:
        return
    length = np.diff(cover.start)[points]
    take = np.repeat(cover.start[points] - np.r_[0, np.cumsum(length)[:-1]], length) + np.arange(length.sum())
    z = model.columns(points.size, cost=cover.worth[points])
    at = np.repeat(np.arange(points.size), length)
    model.rows(
        np.r_[at, np.arange(points.size)],
        np.r_[column[cover.member[take]], z],
        np.r_[np.ones(at.size), -np.ones(points.size)],
        lower=np.zeros(points.size),
        upper=np.full(points.size, INFINITY),
    )


@dataclass
class Master:
    """The master program over the columns so far, its prices held in a box (Marsten, Hogan and Blankenship 1975).

    Artificial columns price each row at the ends of its box; while one is used, the box is moved and widened.
    """

    coupling: Coupling
    blocks: int
    middle: Floats
    box: float
    solver: Any = None

    def __post_init__(self) -> None:
        model = Model()
        low, up = self.coupling.lower, self.coupling.upper
        rows = low.size
        at = np.arange(rows)
        plus = model.columns(rows, upper=INFINITY)
        minus = model.columns(rows, upper=INFINITY)
        passing = model.columns(len(self.coupling.passing), upper=INFINITY)
        leaves, enters = (np.array([p[k] for p in self.coupling.passing], np.int64) for k in (0, 1))
        model.rows(
            np.r_[at, at, leaves, enters],
            np.r_[plus, minus, passing, passing],
            np.r_[np.ones(rows), -np.ones(rows), -np.ones(passing.size), np.ones(passing.size)],
            lower=np.r_[low, np.ones(self.blocks)],
            upper=np.r_[up, np.ones(self.blocks)],
        )
        self.solver = model.highs()
        self._price()

    def centre(self, middle: Floats) -> None:
        """Move the box around new prices and widen it."""
        self.middle, self.box = middle, self.box * 2
        self._price()

    def _price(self) -> None:
        rows = self.middle.size
        cost = np.r_[self.middle - self.box, -self.middle - self.box]
        self.solver.changeColsCost(2 * rows, np.arange(2 * rows, dtype=np.int32), cost)

    def add(self, column: Column) -> None:
        used = np.flatnonzero(column.use)
        index = np.r_[used, self.coupling.lower.size + column.block].astype(np.int32)
        self.solver.addCol(
            column.value, 0.0, INFINITY, index.size, index, np.r_[column.use[used], 1.0].astype(float)
        )

    def solve(self) -> tuple[float, Floats, bool]:
        """Value, prices of the coupling rows, and whether artificial columns are used."""
        self.solver.run()
        solution = self.solver.getSolution()
        rows = self.coupling.lower.size
        duals = np.array(solution.row_dual)[:rows]
        artificial = float(np.array(solution.col_value)[: 2 * rows].sum()) > 1e-7
        return float(self.solver.getInfo().objective_function_value), duals, artificial
