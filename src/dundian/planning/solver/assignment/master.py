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
    team, items = [], []
    left = room
    for t in range(pricing.data.teams):
        found = None if stop() else pricing.enumerate(t, slack + SLACK, left)
        if found is None:
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
    """The best plan that these columns can form, a bound on those plans, and whether the search came to its end."""
    count = found.team.size
    model = Model(smaller=True)
    x = model.columns(count, cost=found.points, integer=True)
    model.rows(found.team, x, 1.0, lower=np.ones(data.teams), upper=np.ones(data.teams))
    at, place = np.nonzero(found.items >= 0)
    model.rows(found.items[at, place], at, 1.0, lower=np.zeros(data.bundles), upper=np.ones(data.bundles))
    known = {
        (int(t), frozenset(row[row >= 0].tolist())): k
        for k, (t, row) in enumerate(zip(found.team.tolist(), found.items, strict=True))
    }
    guess = np.zeros(count)
    for at_team, row in enumerate(start):
        k = known.get((at_team, frozenset(row[row >= 0].tolist())))
        if k is not None:
            guess[k] = 1.0
    outcome = solve_mip(
        model,
        seconds=seconds,
        seed=seed,
        start=guess if guess.sum() == data.teams else None,
        stop=stop,
        nodes=nodes,
    )
    if outcome.values is None:
        return None, outcome.bound, outcome.infeasible
    plan = np.full((data.teams, 4), -1, np.int64)
    taken = outcome.values > 0.5
    plan[found.team[taken]] = found.items[taken]
    return plan, outcome.bound, outcome.optimal
