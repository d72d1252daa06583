"""Local search in compiled loops: a greedy start (Nemhauser, Wolsey and Fisher 1978) and annealing by exchanges.

Annealing (Kirkpatrick, Gelatt and Vecchi 1983) exchanges a site for a candidate. Broken rules cost `penalty` each per
unit, so that it may walk through forbidden plans, and only plans without a breach are kept. The number of moves decides
how long it works, never the clock; the random numbers are its own.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit

from dundian.planning.solver.highs import Floats, Ints
from dundian.planning.solver.selection.arrays import Arrays, Bools
from dundian.planning.solver.selection.value import allowed, value


@dataclass(frozen=True)
class Loops:
    """What the loops need, as plain arrays: rows and points of each candidate."""

    priority: Floats
    row_start: Ints
    row_of: Ints
    least: Ints
    most: Ints
    county: Ints
    targets: Floats
    weight: float
    node: Ints
    teams: Ints
    above: Ints
    point_start: Ints
    points: Ints
    worth: Floats


def loops(data: Arrays) -> Loops:
    """The arrays of a problem for the loops."""
    sizes = np.array([r.members.size for r in data.rows], np.int64)
    members = np.concatenate([r.members for r in data.rows]) if data.rows else np.zeros(0, np.int64)
    of_row = np.repeat(np.arange(len(data.rows)), sizes)
    order = np.argsort(members, kind="stable")
    row_start = np.r_[0, np.cumsum(np.bincount(members, minlength=data.count))].astype(np.int64)
    transposed = data.cover.matrix(data.count).T.tocsr()
    tree, fair = data.tree, data.fair
    return Loops(
        data.priority,
        row_start,
        of_row[order].astype(np.int64),
        np.array([r.least for r in data.rows], np.int64),
        np.array([r.most for r in data.rows], np.int64),
        data.county,
        np.zeros(len(data.counties)) if fair is None else fair.targets,
        0.0 if fair is None else fair.weight,
        np.full(data.count, -1, np.int64) if tree is None else tree.of,
        np.zeros(0, np.int64) if tree is None else tree.teams,
        np.zeros(0, np.int64) if tree is None else tree.above,
        transposed.indptr.astype(np.int64),
        transposed.indices.astype(np.int64),
        data.cover.worth,
    )


@dataclass
class Found:
    """A choice without a breach, or the least broken one: `broken` counts by how much."""

    chosen: Ints
    value: float
    broken: int


def greedy(data: Arrays, at: Loops, penalty: float) -> Found:
    """Choose one after the other what adds most; what a rule still lacks counts `penalty`."""
    inside = np.zeros(data.count, np.bool_)
    _greedy(inside, data.free, data.pinned, data.choose, penalty, *_plain(at))
    return _found(data, at, inside)


def anneal(
    data: Arrays,
    at: Loops,
    chosen: Ints,
    *,
    pool: Ints,
    moves: int,
    seed: int,
    penalty: float,
    hot: float,
    cold: float,
) -> Found:
    """Exchange sites for candidates of `pool` through `moves` tries, cooling from `hot` to `cold` (in value)."""
    inside = np.zeros(data.count, np.bool_)
    inside[chosen] = True
    pool = np.ascontiguousarray(pool[data.free[pool] & ~data.pinned[pool]])
    if not pool.size or data.choose == 0:
        return _found(data, at, inside)
    order = np.argsort(data.county[pool], kind="stable")
    pool = pool[order]
    first = np.searchsorted(data.county[pool], np.arange(len(data.counties) + 1)).astype(np.int64)
    best = _anneal(inside, data.pinned, pool, first, moves, seed, penalty, hot, cold, *_plain(at))
    return _found(data, at, best)


def _plain(at: Loops) -> tuple[object, ...]:
    return (
        at.priority, at.row_start, at.row_of, at.least, at.most, at.county, at.targets, at.weight, at.node,
        at.teams, at.above, at.point_start, at.points, at.worth,
    )  # fmt: skip


def _found(data: Arrays, at: Loops, inside: Bools) -> Found:
    chosen = np.flatnonzero(inside)
    if allowed(data, chosen):
        return Found(chosen, value(data, chosen), 0)
    counts = np.zeros(at.least.size, np.int64)
    for i in chosen:
        counts[at.row_of[at.row_start[i] : at.row_start[i + 1]]] += 1
    lacks = np.maximum(at.least - counts, 0).sum() + np.maximum(counts - at.most, 0).sum()
    return Found(chosen, value(data, chosen), int(max(1, lacks)))


@njit(cache=True, nogil=True)
def _add_team(need, teams, above, node, by):  # type: ignore[no-untyped-def]
    """Count a site at `node` in (by 1) or out (-1); returns by how much the sites without a team change."""
    while node >= 0:
        need[node] += by
        over = need[node] > teams[node] if by > 0 else need[node] >= teams[node]
        if not over:
            return 0
        node = above[node]
    return by


@njit(cache=True, nogil=True)
def _greedy(  # type: ignore[no-untyped-def]
    inside, free, pinned, choose, penalty, priority, row_start, row_of, least, most, county, targets, weight,
    node, teams, above, point_start, points, worth,
):  # fmt: skip
    count = priority.size
    counts = np.zeros(least.size, np.int64)
    number = np.zeros(targets.size, np.int64)
    need = np.zeros(teams.size, np.int64)
    covered = np.zeros(worth.size, np.bool_)
    # Candidates of each point, to lower their gains when it is covered.
    start = np.zeros(worth.size + 1, np.int64)
    for k in points:
        start[k + 1] += 1
    for k in range(worth.size):
        start[k + 1] += start[k]
    place = start[:-1].copy()
    member = np.empty(points.size, np.int64)
    gain = priority.copy()
    for i in range(count):
        for k in range(point_start[i], point_start[i + 1]):
            member[place[points[k]]] = i
            place[points[k]] += 1
            gain[i] += worth[points[k]]
    chosen = 0
    while chosen < choose:
        best, score = -1, -1e300
        for i in range(count):
            if inside[i] or not free[i]:
                continue
            now = gain[i]
            if pinned[i]:
                now += 1e12
            c = county[i]
            now -= weight * (abs(number[c] + 1 - targets[c]) - abs(number[c] - targets[c]))
            for k in range(row_start[i], row_start[i + 1]):
                r = row_of[k]
                if counts[r] >= most[r]:
                    now -= 4 * penalty
                elif counts[r] < least[r]:
                    # The nearer the end, the more a rule counts that still lacks sites.
                    lacking = (least[r] - counts[r]) / (choose - chosen)
                    now += penalty * min(1.0, lacking * lacking)
            if node[i] >= 0:
                at = node[i]
                while at >= 0 and need[at] >= teams[at]:
                    at = above[at]
                if at < 0:
                    now -= 4 * penalty
            if now > score:
                best, score = i, now
        if best < 0:
            return
        inside[best] = True
        chosen += 1
        number[county[best]] += 1
        for k in range(row_start[best], row_start[best + 1]):
            counts[row_of[k]] += 1
        if node[best] >= 0:
            _add_team(need, teams, above, node[best], 1)
        for k in range(point_start[best], point_start[best + 1]):
            p = points[k]
            if not covered[p]:
                covered[p] = True
                for m in range(start[p], start[p + 1]):
                    gain[member[m]] -= worth[p]


@njit(cache=True, nogil=True)
def _random(state):  # type: ignore[no-untyped-def]
    """SplitMix64 (Steele, Lea and Flood 2014)."""
    state[0] = state[0] + np.uint64(0x9E3779B97F4A7C15)
    z = state[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@njit(cache=True, nogil=True)
def _below(state, n):  # type: ignore[no-untyped-def]
    return np.int64((_random(state) >> np.uint64(11)) % np.uint64(n))


@njit(cache=True, nogil=True)
def _share(state):  # type: ignore[no-untyped-def]
    return np.float64(_random(state) >> np.uint64(11)) / 9007199254740992.0


@njit(cache=True, nogil=True)
def _anneal(  # type: ignore[no-untyped-def]
    inside, pinned, pool, first, moves, seed, penalty, hot, cold, priority, row_start, row_of, least, most,
    county, targets, weight, node, teams, above, point_start, points, worth,
):  # fmt: skip
    state = np.array([seed], np.uint64)
    sites = np.flatnonzero(inside)
    movable = np.array([i for i in sites if not pinned[i]], np.int64)
    counts = np.zeros(least.size, np.int64)
    number = np.zeros(targets.size, np.int64)
    need = np.zeros(teams.size, np.int64)
    times = np.zeros(worth.size, np.int32)
    broken = 0
    for i in sites:
        number[county[i]] += 1
        for k in range(row_start[i], row_start[i + 1]):
            counts[row_of[k]] += 1
        if node[i] >= 0:
            broken += _add_team(need, teams, above, node[i], 1)
        for k in range(point_start[i], point_start[i + 1]):
            times[points[k]] += 1
    for r in range(least.size):
        broken += max(0, least[r] - counts[r]) + max(0, counts[r] - most[r])
    best = inside.copy()
    best_value, now_value = 0.0, 0.0
    best_broken = broken
    if movable.size == 0:
        return best
    cooling = (cold / hot) ** (1.0 / max(1, moves))
    heat = hot
    for _move in range(moves):
        heat *= cooling
        spot = _below(state, movable.size)
        leaves = movable[spot]
        if _random(state) & np.uint64(3):
            # A neighbour: from the same county.
            c = county[leaves]
            if first[c + 1] == first[c]:
                continue
            comes = pool[first[c] + _below(state, first[c + 1] - first[c])]
        else:
            comes = pool[_below(state, pool.size)]
        if inside[comes]:
            continue
        change = priority[comes] - priority[leaves]
        lacks = 0
        # Rules: count the leaving out, then the coming in.
        for k in range(row_start[leaves], row_start[leaves + 1]):
            r = row_of[k]
            counts[r] -= 1
            lacks += (1 if counts[r] < least[r] else 0) - (1 if counts[r] >= most[r] else 0)
        for k in range(row_start[comes], row_start[comes + 1]):
            r = row_of[k]
            lacks += (1 if counts[r] >= most[r] else 0) - (1 if counts[r] < least[r] else 0)
            counts[r] += 1
        if node[leaves] != node[comes]:
            if node[leaves] >= 0:
                lacks += _add_team(need, teams, above, node[leaves], -1)
            if node[comes] >= 0:
                lacks += _add_team(need, teams, above, node[comes], 1)
        a, b = county[leaves], county[comes]
        if a != b:
            change -= weight * (
                abs(number[a] - 1 - targets[a]) - abs(number[a] - targets[a])
                + abs(number[b] + 1 - targets[b]) - abs(number[b] - targets[b])
            )  # fmt: skip
        limit = heat * -np.log(max(1e-300, _share(state)))
        for k in range(point_start[leaves], point_start[leaves + 1]):
            p = points[k]
            times[p] -= 1
            if times[p] == 0:
                change -= worth[p]
        for k in range(point_start[comes], point_start[comes + 1]):
            p = points[k]
            if times[p] == 0:
                change += worth[p]
            times[p] += 1
        if change - penalty * lacks >= -limit:
            inside[leaves], inside[comes] = False, True
            movable[spot] = comes
            number[a] -= 1
            number[b] += 1
            broken += lacks
            now_value += change
            if broken < best_broken or (broken == best_broken and now_value > best_value + 1e-9):
                best_broken, best_value = broken, now_value
                best[:] = inside
            continue
        for k in range(row_start[leaves], row_start[leaves + 1]):
            counts[row_of[k]] += 1
        for k in range(row_start[comes], row_start[comes + 1]):
            counts[row_of[k]] -= 1
        if node[leaves] != node[comes]:
            if node[comes] >= 0:
                _add_team(need, teams, above, node[comes], -1)
            if node[leaves] >= 0:
                _add_team(need, teams, above, node[leaves], 1)
        for k in range(point_start[leaves], point_start[leaves + 1]):
            times[points[k]] += 1
        for k in range(point_start[comes], point_start[comes + 1]):
            times[points[k]] -= 1
    return best
