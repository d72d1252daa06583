"""The relaxation where coverage crosses county lines: sifting (Bixby, Gregory, Lustig, Marsten and Shanno 1992).

The relaxation is solved over a few candidates; its prices say which others are worth adding. Each round proves a bound:
with the rules across counties and "covered only by who is chosen" priced, every county is left with its own best number
of sites, fairness included (the Lagrangian bound, Geoffrion 1974). It holds for any prices, however near their optimum.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from dundian.planning.solver.highs import Interior, interior
from dundian.planning.solver.running import Watch
from dundian.planning.solver.selection.arrays import Arrays, Bools, Floats, Ints
from dundian.planning.solver.selection.model import build

FEW, MORE = 2.5, 0.8  # candidates at first and added at most each round, for each site
ROUNDS = 8


@dataclass(frozen=True)
class Sifted:
    """A round: its bound, and every candidate's reduced cost, above 0 where the relaxation wants more of it."""

    bound: float
    reduced: Floats


def sift(data: Arrays, start: Ints, watch: Watch, close: float) -> Iterator[Sifted]:
    """Round by round, until the bound is within `close` of the relaxation over the few, or nobody is worth adding."""
    few = int(FEW * data.choose) + 100
    matrix = data.cover.matrix(data.count).T.tocsr()
    inside = _first(data, matrix, start, few)
    for _round in range(ROUNDS):
        built = build(data, inside, integer=False, merge=False)
        found = interior(built.model, seconds=watch.left, stop=lambda: watch.over)
        if found is None:
            return
        prices = _prices(data, found)
        worth = data.priority + matrix @ prices.points - _used(data, prices)
        reduced = worth - prices.numbers[data.county]
        reduced[built.candidates] = np.where(found.point[built.x] > 1e-3, 1e12, reduced[built.candidates])
        reduced[~data.free] = -np.inf
        bound = _bound(data, prices, worth)
        yield Sifted(bound, reduced)
        value = float(np.concatenate(built.model.cost) @ found.point) + built.constant
        wanted = np.flatnonzero((reduced > 1e-6) & ~inside)
        if bound - value <= close * abs(value) or not wanted.size:
            return
        inside[wanted[np.argsort(-reduced[wanted], kind="stable")][: int(MORE * data.choose) + 10]] = True


def _first(data: Arrays, matrix: Any, start: Ints, few: int) -> Bools:
    """The plan known, and who would add most beside it."""
    chosen = np.zeros(data.count)
    chosen[start] = 1.0
    times = matrix.T @ chosen
    once = data.cover.worth * np.where(times == 0, 1.0, np.where(times == 1, 0.5, 0.0))
    gain = np.where(data.free, data.priority + matrix @ once, -np.inf)
    inside = np.zeros(data.count, bool)
    inside[np.argsort(-gain, kind="stable")[:few]] = True
    inside[start] = True
    return inside & data.free


@dataclass(frozen=True)
class Prices:
    """Of the number of sites, each rule, each capacity, each county's number, each point."""

    sites: float
    rows: Floats
    nodes: Floats
    numbers: Floats
    points: Floats


def _prices(data: Arrays, found: Interior) -> Prices:
    """The prices of a relaxation, made such that they prove a bound: their signs right, points within their worth."""
    nodes = 0 if data.tree is None else len(data.tree.units)
    counties = 0 if data.fair is None else len(data.counties)
    ends = np.cumsum([1, len(data.rows), nodes, counties, 3 * counties])
    sites, rows, capacities, numbers, _hull, points = np.split(found.prices, ends)
    return Prices(
        float(sites[0]),
        rows,
        np.maximum(capacities, 0.0),
        numbers if counties else np.zeros(len(data.counties)),
        np.clip(-points, 0.0, data.cover.worth),
    )


def _used(data: Arrays, prices: Prices) -> Floats:
    """What each candidate pays for the rules it stands in."""
    paid = np.full(data.count, prices.sites)
    for row, price in zip(data.rows, prices.rows, strict=True):
        paid[row.members] += price
    if data.tree is not None:
        limited = data.tree.of >= 0
        paid[limited] += prices.nodes[data.tree.of[limited]]
    return paid


def _bound(data: Arrays, prices: Prices, worth: Floats) -> float:
    """The Lagrangian bound: sides of the rules at their prices, points beyond theirs, each county at its best."""
    bound = prices.sites * data.choose + float((data.cover.worth - prices.points).sum())
    for row, price in zip(data.rows, prices.rows, strict=True):
        bound += price * (row.most if price > 0 else row.least)
    if data.tree is not None:
        bound += float(prices.nodes @ data.tree.teams)
        above = data.tree.above
        passed = prices.nodes - np.where(above >= 0, prices.nodes[above], np.inf)
        bound += data.choose * float(np.maximum(0.0, passed).sum())
    bound += float(worth[data.pinned].sum())
    open_ = np.flatnonzero(data.free & ~data.pinned)
    if data.fair is None:
        return bound + float(np.maximum(0.0, worth[open_]).sum())
    order = open_[np.lexsort((-worth[open_], data.county[open_]))]
    parts = np.split(worth[order], np.searchsorted(data.county[order], np.arange(1, len(data.counties))))
    pinned = np.bincount(data.county[data.pinned], minlength=len(data.counties))
    for values, many, target in zip(parts, pinned, data.fair.targets, strict=True):
        sums = np.r_[0.0, np.cumsum(values)]
        bound += float((sums - data.fair.weight * np.abs(many + np.arange(sums.size) - target)).max())
    return bound - data.fair.elsewhere
