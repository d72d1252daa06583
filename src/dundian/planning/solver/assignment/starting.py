"""A first plan by two assignments (Hungarian method): a leader for each team, then people for the seats still empty."""

import numpy as np
from scipy.optimize import linear_sum_assignment

from dundian.planning.solver.assignment.arrays import BARRED, LEADER_BIT, Array, Arrays

CLOSED = 1e8


def first_plan(data: Arrays) -> Array:
    """Teams as bundles; pinned people are in, seats that nobody can take stay empty."""
    plan = np.full((data.teams, 4), -1, np.int64)
    if not data.bundles:
        return plan
    for b in np.flatnonzero(data.pinned >= 0):
        _seat(plan, int(data.pinned[b]), int(b))
    idle = (data.pinned < 0) & (data.size == 1)
    leads = (data.word & LEADER_BIT) != 0
    led = (np.where(plan >= 0, leads[plan], False)).any(axis=1)
    _fill(data, plan, np.flatnonzero(~led & (data.most > 0)), idle & leads, idle)
    heads = np.where(plan >= 0, data.size[plan], 0).sum(axis=1)
    _fill(data, plan, np.repeat(np.arange(data.teams), np.maximum(0, data.least - heads)), idle, idle)
    return plan


def _fill(data: Arrays, plan: Array, seats: Array, fit: Array, idle: Array) -> None:
    """Give each of these seats one of those fit, cheapest in all; who sits is idle no more."""
    people = np.flatnonzero(fit & idle)
    if not seats.size or not people.size:
        return
    pair = data.pair[np.ix_(seats, people)]
    cost = np.where(pair < BARRED, (pair >> 1).astype(float), CLOSED)
    for k, c in zip(*linear_sum_assignment(cost), strict=True):
        if cost[k, c] < CLOSED and _seat(plan, int(seats[k]), int(people[c])):
            idle[people[c]] = False


def _seat(plan: Array, team: int, bundle: int) -> bool:
    empty = np.flatnonzero(plan[team] < 0)
    if empty.size:
        plan[team, empty[0]] = bundle
    return bool(empty.size)
