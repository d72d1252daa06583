"""What it takes to put somebody into a team: every exchange of up to four people, tried."""

from typing import Any

import numba as nb
import numpy as np
import numpy.typing as npt

from dundian.planning.solver.assignment.annealing import elastic

Array = npt.NDArray[Any]
NOBODY, LEAVER = -1, -2  # who takes the place that becomes free


@nb.njit(nogil=True, cache=True)
def cheapest_entry(
    q: int,
    t: int,
    s: int,
    team: Array,
    points: Array,
    idle: Array,
    fixed: Array,
    pair: Array,
    word: Array,
    size: Array,
    wanted: Array,
    least: Array,
    most: Array,
    levels: int,
    prices: Array,
    apart_start: Array,
    apart: Array,
) -> Any:
    """Bundle q comes from team s (-1 idle) into a place of t; who leaves goes home or to s, or an idle one goes to s.

    Returns the difference in points, the place, and who fills q's old place: a bundle, `NOBODY` or `LEAVER`.
    """  # fmt: skip
    top, at, filler = np.int64(1 << 62), -1, NOBODY
    mine = np.empty(4, np.int64)
    theirs = np.empty(4, np.int64)
    for slot in range(4):
        mine[:] = team[t]
        leaver = mine[slot]
        if leaver >= 0 and fixed[leaver]:
            continue
        mine[slot] = q
        delta = (
            elastic(
                pair[t], mine, word, size, wanted[t], least[t], most[t], levels, prices, apart_start, apart
            )
            - points[t]
        )
        if s < 0:
            if delta < top:
                top, at, filler = delta, slot, NOBODY
            continue
        place = 0
        for j in range(4):
            if team[s, j] == q:
                place = j
        for k in range(-2, idle.size):
            who = idle[k] if k >= 0 else leaver if k == -2 else NOBODY
            if k == -2 and leaver < 0:
                continue
            theirs[:] = team[s]
            theirs[place] = who
            after = elastic(
                pair[s], theirs, word, size, wanted[s], least[s], most[s], levels, prices, apart_start, apart
            )
            if delta + after - points[s] < top:
                top, at, filler = delta + after - points[s], slot, LEAVER if k == -2 else who
    return top, at, filler


@nb.njit(nogil=True, cache=True)
def cheapest_place(
    q: int,
    team: Array,
    points: Array,
    idle: Array,
    fixed: Array,
    pair: Array,
    word: Array,
    size: Array,
    wanted: Array,
    least: Array,
    most: Array,
    levels: int,
    prices: Array,
    apart_start: Array,
    apart: Array,
) -> Any:
    """Where an idle bundle would cost least: the difference in points and the team."""  # fmt: skip
    top, where = np.int64(1 << 62), -1
    nothing = idle[:0]
    for t in range(team.shape[0]):
        if pair[t, q] >= 1 << 30:
            continue
        delta, _, _ = cheapest_entry(
            q,
            t,
            -1,
            team,
            points,
            nothing,
            fixed,
            pair,
            word,
            size,
            wanted,
            least,
            most,
            levels,
            prices,
            apart_start,
            apart,
        )
        if delta < top:
            top, where = delta, t
    return top, where
