"""Simulated annealing over whole plans: people go in, out, change places, and push each other on.

Rules without a price count much when broken, so that a plan is always there and gets better with time; at first not
so much that nobody gets past: scarce leaders wander over counties only through teams that lack one for a while.
"""

from typing import Any

import numba as nb
import numpy as np
import numpy.typing as npt

from dundian.planning.solver.assignment.arrays import BARRED, MUST
from dundian.planning.solver.assignment.columns import short

Array = npt.NDArray[Any]


@nb.njit(inline="always", cache=True)
def _random(state: Array) -> Any:
    """xorshift64*: the same on every machine."""
    x = state[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    state[0] = x
    return np.int64((x * np.uint64(2685821657736338717)) >> np.uint64(33))


@nb.njit(inline="always", cache=True)
def _below(state: Array, n: int) -> Any:
    return _random(state) % n


@nb.njit(inline="always", cache=True)
def _unit(state: Array) -> Any:
    return (_random(state) + 1) / 2147483649.0


@nb.njit(cache=True)
def elastic(
    row: Array,
    items: Array,
    word: Array,
    size: Array,
    wanted: int,
    least: int,
    most: int,
    levels: int,
    prices: Array,
    apart_start: Array,
    apart: Array,
) -> int:
    """Points of a team, a broken rule without a price at `prices[4]`, a barred pair above all."""  # fmt: skip
    total = 0
    bag = 0
    heads = 0
    for j in range(4):
        b = items[j]
        if b < 0:
            continue
        if row[b] >= BARRED:
            total += 4 * MUST
        else:
            total += row[b] >> 1
            bag |= (row[b] & 1) << 62
        bag |= word[b]
        heads += size[b]
        for at in range(apart_start[b], apart_start[b + 1]):
            for i in range(j):
                if items[i] == apart[at]:
                    total += prices[4]
    if heads < least:
        total += prices[4] * (least - heads)
    elif heads > most:
        total += prices[4] * (heads - most)
    return total + short(bag, wanted, levels, prices)


@nb.njit(nogil=True, cache=True)
def anneal(  # noqa: C901 - one loop, for the compiler
    moves: int,
    hot: float,
    cold: float,
    state: Array,
    open_teams: Array,
    candidates: Array,
    counts: Array,
    team: Array,
    where: Array,
    points: Array,
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
    best: Array,
) -> Any:
    """Work on `team` (m × 4 bundles), `where` (n) and `points` (m) in place; the best plan met goes into `best`.

    `candidates[t]`: `counts[t]` bundles that may go to team t, promising ones first. Returns the best points.
    """  # fmt: skip
    now = points.sum()
    top = now
    best[:] = team
    m = open_teams.size
    heat = hot
    cooling = (cold / hot) ** (1.0 / max(1, moves // 1024)) if moves > 1024 else 1.0
    mine = np.empty(4, np.int64)
    theirs = np.empty(4, np.int64)
    stale = False
    for step in range(moves):
        if step & 1023 == 1023:
            heat *= cooling
        t = open_teams[_below(state, m)]
        if counts[t] == 0:
            continue
        r = _unit(state)
        q = candidates[t, int(counts[t] * r * r * 0.999999)]
        s = where[q]
        mine[:] = team[t]
        leaver = -1
        if s == t:
            for j in range(4):
                if mine[j] == q:
                    mine[j] = -1
            leaver = q
        else:
            if s >= 0 and fixed[q]:
                continue
            slot = _below(state, 4)
            leaver = mine[slot]
            if leaver >= 0 and fixed[leaver]:
                continue
            mine[slot] = q
        after = elastic(
            pair[t], mine, word, size, wanted[t], least[t], most[t], levels, prices, apart_start, apart
        )
        delta = after - points[t]
        after_s = 0
        if s == t:
            s = -1
        elif s >= 0:
            theirs[:] = team[s]
            for j in range(4):
                if theirs[j] == q:
                    theirs[j] = -1
                    kind = _below(state, 3)
                    if kind == 0 and leaver >= 0:
                        theirs[j] = leaver
                        leaver = -1
                    elif kind == 1 and counts[s] > 0:
                        r = _unit(state)
                        e = candidates[s, int(counts[s] * r * r * 0.999999)]
                        if where[e] < 0:
                            theirs[j] = e
            after_s = elastic(
                pair[s], theirs, word, size, wanted[s], least[s], most[s], levels, prices, apart_start, apart
            )
            delta += after_s - points[s]
        if delta <= 0 or (delta < 20 * heat and _unit(state) < np.exp(-delta / heat)):
            if delta > 0 and now == top and stale:
                best[:] = team
                stale = False
            now += delta
            if s >= 0:
                for j in range(4):
                    if theirs[j] >= 0:
                        where[theirs[j]] = s
                team[s] = theirs
                points[s] = after_s
            if leaver >= 0:
                where[leaver] = -1
            for j in range(4):
                if mine[j] >= 0:
                    where[mine[j]] = t
            team[t] = mine
            points[t] = after
            if now < top:
                top = now
                stale = True
    if stale and now == top:
        best[:] = team
    return top
