"""The mixed-integer model of choosing sites.

max Σ pᵢxᵢ + Σ wⱼzⱼ - γ Σ f_c with zⱼ ≤ Σ xᵢ over the candidates that cover j, x binary, z continuous. f_c is at least
the integer hull of |n_c - t_c|: both sides of the absolute value, and the chord between the whole numbers next to t_c,
which the absolute value alone leaves out and without which the relaxation is loose.
"""

from dataclasses import dataclass

import numpy as np

from dundian.planning.solver.highs import INFINITY, Floats, Ints, Model
from dundian.planning.solver.selection.arrays import Arrays, Bools, Fair, Tree
from dundian.planning.solver.selection.neighbours import merged


@dataclass(frozen=True)
class Built:
    """The model; `x` the columns of `candidates`, `fixed` those chosen beforehand, `constant` added to its value."""

    model: Model
    candidates: Ints
    x: Ints
    constant: float

    def chosen(self, values: Floats) -> Ints:
        return self.candidates[values[self.x] > 0.5]


def build(
    data: Arrays,
    allowed: Bools | None = None,
    *,
    fixed: Bools | None = None,
    integer: bool = True,
    merge: bool = True,
) -> Built:
    """The model over the `allowed` candidates (all free ones unless told); pins and `fixed` stand at one.

    With `fixed`, points that these cover are left out, and the model's value is not the plan's. Rows: number of sites,
    the rules, capacities, fairness, points; without `merge` one row for each point.
    """
    open_ = data.free if allowed is None else data.free & (allowed | data.pinned)
    candidates = np.flatnonzero(open_)
    column = np.full(data.count, -1, np.int64)
    model = Model()
    pinned = data.pinned[candidates].astype(float)
    if fixed is not None:
        pinned = np.maximum(pinned, fixed[candidates])
    x = model.columns(candidates.size, cost=data.priority[candidates], lower=pinned, integer=integer)
    column[candidates] = x
    model.row(x, lower=data.choose, upper=data.choose)
    for row in data.rows:
        inside = column[row.members]
        model.row(inside[inside >= 0], lower=row.least, upper=row.most)
    if data.tree is not None:
        add_capacities(model, data.tree, data.tree.of[candidates], x)
    constant = 0.0
    if data.fair is not None:
        constant -= data.fair.elsewhere
        add_fairness(model, data.fair, data.county[candidates], x, integer=integer)
    add_cover(model, data, column, fixed, merge=merge)
    return Built(model, candidates, x, constant)


def add_capacities(model: Model, tree: Tree, node: Ints, x: Ints) -> None:
    """Sites of a node and what flows up to it from beneath, less what flows on, are at most its teams."""
    count = len(tree.units)
    above = tree.above
    over = model.columns(count, upper=np.where(above >= 0, INFINITY, 0.0))
    limited = node >= 0
    beneath = np.flatnonzero(above >= 0)
    row = np.r_[node[limited], above[beneath], np.arange(count)]
    columns = np.r_[x[limited], over[beneath], over]
    value = np.r_[np.ones(limited.sum() + beneath.size), -np.ones(count)]
    model.rows(row, columns, value, lower=np.full(count, -INFINITY), upper=tree.teams)


def add_fairness(model: Model, fair: Fair, county: Ints, x: Ints, *, integer: bool) -> tuple[Ints, Ints]:
    """Columns of the counties' numbers of sites and of their distances from the fair share."""
    count = fair.targets.size
    size = np.bincount(county, minlength=count)
    number = model.columns(count, upper=size, integer=integer)
    model.rows(
        np.r_[county, np.arange(count)],
        np.r_[x, number],
        np.r_[np.ones(x.size), -np.ones(count)],
        lower=np.zeros(count),
        upper=np.zeros(count),
    )
    far = model.columns(count, cost=-fair.weight, upper=INFINITY)
    at = np.arange(count)
    for slope, free_term in hull(fair.targets):
        # f ≥ slope · n + free_term
        model.rows(
            np.r_[at, at], np.r_[far, number], np.r_[np.ones(count), -slope], lower=free_term,
            upper=np.full(count, INFINITY),
        )  # fmt: skip
    return number, far


def hull(targets: Floats) -> list[tuple[Floats, Floats]]:
    """(slope, constant) of the lines whose maximum is |n - t| at whole n and convex between."""
    ones, below = np.ones_like(targets), np.floor(targets)
    at_below, at_above = targets - below, below + 1 - targets
    chord = at_above - at_below
    return [(-ones, targets), (ones, -targets), (chord, at_below - chord * below)]


def add_cover(
    model: Model, data: Arrays, column: Ints, fixed: Bools | None = None, *, merge: bool = True
) -> Ints:
    """Columns of the points that an allowed candidate covers, those that the same ones cover taken together."""
    cover = data.cover
    if not cover.count:
        return np.zeros(0, np.int64)
    open_ = np.repeat(True, cover.count)
    if fixed is not None:
        open_ = ~np.logical_or.reduceat(fixed[cover.member], cover.start[:-1])
    point = np.repeat(np.arange(cover.count), np.diff(cover.start))
    inside = (column[cover.member] >= 0) & open_[point]
    at, member, worth = point[inside], cover.member[inside], cover.worth
    if merge:
        small = merged(worth, at, member, data.county)
        at, member, worth = np.repeat(np.arange(small.count), np.diff(small.start)), small.member, small.worth
    z = model.columns(worth.size, cost=worth)
    model.rows(
        np.r_[at, np.arange(worth.size)],
        np.r_[column[member], z],
        np.r_[np.ones(at.size), -np.ones(worth.size)],
        lower=np.zeros(worth.size),
        upper=np.full(worth.size, INFINITY),
    )
    return z
