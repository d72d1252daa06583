"""The set-partitioning model over whole teams: exact when it holds every team that an optimal plan could have."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dundian.planning.solver.assignment.arrays import Array, Arrays
from dundian.planning.solver.assignment.improving import Improving
from dundian.planning.solver.assignment.pricing import Pricing
from dundian.planning.solver.highs import Model, solve_mip

ROOM = 200_000  # columns, beyond which enumerating is given up
SLACK = 1e-6


@dataclass(frozen=True)
class Columns:
    """`team[k]`, `items[k, 4]`, `points[k]`: who could form which team."""

    team: Array
    items: Array
    points: Array


def columns(pricing: Pricing, slack: float, stop: Callable[[], bool], room: int = ROOM) -> Columns | None:
    """Every team that a plan better than bound + slack could have; None when they are too many.

    At prices u a plan that holds a column costs at least L(u) plus that column's reduced cost over its team's cheapest.
    """
    # The cheapest of each team must be those at the best prices, not at the last ones tried.
    pricing.evaluate(np.arange(pricing.data.teams), pricing.best_price)
    team, items = [], []
    left = room
    for t in range(pricing.data.teams):
        found = None if stop() else pricing.enumerate(t, slack + SLACK, left)
        if found is None or not len(found):
            return None
        left -= len(found)
        team.append(np.full(len(found), t))
        items.append(found)
    every, who = np.concatenate(team), np.concatenate(items)
    return Columns(every, who, points(pricing.data, every, who))


def points(data: Arrays, team: Array, items: Array) -> Array:
    """Points of columns."""
    work = Improving(data, 0, np.full((data.teams, 4), -1, np.int64))
    return np.array([work.points_of(int(t), row) for t, row in zip(team, items, strict=True)], np.int64)


def best_of(
    data: Arrays,
    found: Columns,
    start: Array,
    seconds: float,
    seed: int,
    stop: Callable[[], bool],
    nodes: int | None = None,
) -> tuple[Array | None, float | None, bool]:
    """The best plan of the teams that these columns speak of, the others as in `start`.

    Returns the plan or None, a bound on the columns' points, and whether the search came to its end.
    """
    model = Model(smaller=True)
    x = model.columns(found.team.size, cost=found.points, integer=True)
    teams, row = np.unique(found.team, return_inverse=True)
    model.rows(row, x, 1.0, lower=np.ones(teams.size), upper=np.ones(teams.size))
    at, place = np.nonzero(found.items >= 0)
    bundles, row = np.unique(found.items[at, place], return_inverse=True)
    model.rows(row, at, 1.0, lower=np.zeros(bundles.size), upper=np.ones(bundles.size))
    guess = _point(found, start)
    whole = int(guess.sum()) == teams.size
    outcome = solve_mip(
        model, seconds=seconds, seed=seed, start=guess if whole else None, stop=stop, nodes=nodes
    )
    if outcome.values is None:
        return None, outcome.bound, outcome.infeasible
    plan = start.copy()
    taken = outcome.values > 0.5
    plan[found.team[taken]] = found.items[taken]
    return plan, outcome.bound, outcome.optimal


def _point(found: Columns, start: Array) -> Array:
    """Which columns a plan consists of."""
    known = {
        (t, frozenset(row[row >= 0].tolist())): k
        for k, (t, row) in enumerate(zip(found.team.tolist(), found.items, strict=True))
    }
    guess = np.zeros(found.team.size)
    for t in np.unique(found.team).tolist():
        row = start[t]
        k = known.get((t, frozenset(row[row >= 0].tolist())))
        if k is not None:
            guess[k] = 1.0
    return guess
