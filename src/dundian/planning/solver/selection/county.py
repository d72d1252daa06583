"""One county's best choice: branch and bound (Land and Doig 1960) on the Lagrangian relaxation of covering.

The relaxation lets go of "covered only by who is chosen" (Galvão and ReVelle 1996), with multipliers moved by
subgradient steps (Held, Wolfe and Crowder 1974). Candidates of one industry cover the same points: a group, and
they are opened or closed before single candidates are decided. It is which groups are open that the relaxation leaves
in fractions; once they are decided it is nearly always whole.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

STEPS_FIRST, STEPS = 120, 8  # subgradient steps at the root and at a node
NEEDS, HAS = 1, 2
PATIENCE = 4  # steps without a better bound, after which they are halved


class County(NamedTuple):
    """Σ cost + worth covered + height[number chosen] is to be largest; `forced` are chosen.

    Compressed rows: `common` points of each group, which each of its candidates covers, and each candidate's `own`
    points beyond them.
    """

    cost: Floats
    height: Floats
    forced: Bools
    group: Ints
    common_start: Ints
    common: Ints
    own_start: Ints
    own: Ints
    worth: Floats


class Node(NamedTuple):
    """What has been decided. Candidates: 1 chosen, -1 refused; groups: 1 opened, -1 closed."""

    candidate: NDArray[np.int16]
    group: NDArray[np.int8]


class Work(NamedTuple):
    """What the loops write into: gains, times covered, who is picked, how often of late, the best choice."""

    gain: Floats
    times: Ints
    covered: Bools
    state: NDArray[np.int8]  # of groups: decided as in the node, or HAS a site already
    picked: Bools
    often: Floats
    often_group: Floats
    best: Bools
    value: Floats  # of the best choice; the most that others could add beside one more


@njit(cache=True, nogil=True)
def _cover(at, node, work):  # type: ignore[no-untyped-def]
    """Mark what decided candidates and opened groups cover; returns the value so far and the number chosen."""
    work.covered[:] = False
    work.state[:] = node.group
    value, chosen = 0.0, 0
    for i in range(at.cost.size):
        if node.candidate[i] == 1:
            value += at.cost[i]
            chosen += 1
            work.state[at.group[i]] = HAS
            for k in range(at.own_start[i], at.own_start[i + 1]):
                work.covered[at.own[k]] = True
    for g in range(node.group.size):
        if work.state[g] >= NEEDS:
            for k in range(at.common_start[g], at.common_start[g + 1]):
                work.covered[at.common[k]] = True
    for p in range(at.worth.size):
        if work.covered[p]:
            value += at.worth[p]
    return value, chosen


@njit(cache=True, nogil=True)
def _gains(at, node, work, multiplier):  # type: ignore[no-untyped-def]
    """What each undecided candidate adds at the multipliers; a group's common points count for its best one alone."""
    n, groups = at.cost.size, node.group.size
    best = np.full(groups, -1, np.int64)
    for i in range(n):
        work.gain[i] = -1e300
        if node.candidate[i] == 0 and node.group[at.group[i]] >= 0:
            gain = at.cost[i]
            for k in range(at.own_start[i], at.own_start[i + 1]):
                p = at.own[k]
                if not work.covered[p]:
                    gain += multiplier[p]
            work.gain[i] = gain
            if best[at.group[i]] < 0 or gain > work.gain[best[at.group[i]]]:
                best[at.group[i]] = i
    for g in range(groups):
        if node.group[g] == 0 and best[g] >= 0:
            for k in range(at.common_start[g], at.common_start[g + 1]):
                p = at.common[k]
                if not work.covered[p]:
                    work.gain[best[g]] += multiplier[p]
    return best


@njit(cache=True, nogil=True)
def _pick(at, node, work, best, chosen):  # type: ignore[no-untyped-def]
    """The best further candidates at these gains, one of each opened group among them; their worth, or -1e300."""
    limit = at.height.size - 1
    work.picked[:] = False
    total, many = 0.0, chosen
    for g in range(node.group.size):
        if work.state[g] == NEEDS:
            if best[g] < 0:
                return -1e300, many
            total += work.gain[best[g]]
            work.picked[best[g]] = True
            many += 1
    if many > limit:
        return -1e300, many
    room = limit - many
    top = np.empty(room + 1, np.int64)
    have = 0
    for i in range(at.cost.size):
        if work.picked[i] or work.gain[i] <= -1e299:
            continue
        if have < room:
            place = have
            have += 1
        elif room > 0 and work.gain[i] > work.gain[top[room - 1]]:
            place = room - 1
        else:
            continue
        while place > 0 and work.gain[top[place - 1]] < work.gain[i]:
            top[place] = top[place - 1]
            place -= 1
        top[place] = i
    most, take, running = total + at.height[many], 0, total
    work.value[1] = -1e300
    for k in range(have):
        work.value[1] = max(work.value[1], running + at.height[many + k + 1])
        running += work.gain[top[k]]
        if running + at.height[many + k + 1] > most:
            most, take = running + at.height[many + k + 1], k + 1
    for k in range(take):
        work.picked[top[k]] = True
    return most, many + take


@njit(cache=True, nogil=True)
def _count(at, node, work):  # type: ignore[no-untyped-def]
    """How often the picked candidates cover each point, a group's common points once; what they are worth."""
    work.times[:] = 0
    seen = np.zeros(node.group.size, np.bool_)
    value = 0.0
    for i in range(at.cost.size):
        if not work.picked[i]:
            continue
        value += at.cost[i]
        for k in range(at.own_start[i], at.own_start[i + 1]):
            work.times[at.own[k]] += 1
        g = at.group[i]
        if not seen[g]:
            seen[g] = True
            for k in range(at.common_start[g], at.common_start[g + 1]):
                work.times[at.common[k]] += 1
    for p in range(at.worth.size):
        if work.times[p] > 0 and not work.covered[p]:
            value += at.worth[p]
    return value


@njit(cache=True, nogil=True)
def _step_on(at, work, now, length):  # type: ignore[no-untyped-def]
    """Move the multipliers along the subgradient, within 0 and the worth; false where it vanishes."""
    norm = 0.0
    for p in range(at.worth.size):
        far = work.times[p] - 1
        if work.covered[p] or (far > 0 and now[p] <= 0) or (far < 0 and now[p] >= at.worth[p]):
            work.times[p] = 1  # no step there
        else:
            norm += far * far
    if norm == 0.0:
        return False
    for p in range(at.worth.size):
        far = work.times[p] - 1
        if far != 0:
            now[p] = min(at.worth[p], max(0.0, now[p] - length / norm * far))
    return True


@njit(cache=True, nogil=True)
def _relax(at, node, work, multiplier, steps, slack, mark):  # type: ignore[no-untyped-def]
    """Lower the node's bound by subgradient steps; the best multipliers are left in `multiplier`."""
    value, chosen = _cover(at, node, work)
    work.often[:] = 0.0
    work.often_group[:] = 0.0
    now = multiplier.copy()
    bound, step, idle = 1e300, 1.0, 0
    for _step in range(steps):
        free = 0.0
        for p in range(at.worth.size):
            if not work.covered[p]:
                free += at.worth[p] - now[p]
        best = _gains(at, node, work, now)
        most, many = _pick(at, node, work, best, chosen)
        if most <= -1e299:
            return -1e300
        true = value + _count(at, node, work) + at.height[many]
        if true > work.value[0] + 1e-9:
            work.value[0] = true
            for i in range(at.cost.size):
                work.best[i] = work.picked[i] or node.candidate[i] == 1
        for i in range(at.cost.size):
            work.often[i] *= 0.9
            if work.picked[i]:
                work.often[i] += 0.1
        work.often_group[:] *= 0.9
        for g in range(node.group.size):
            if best[g] >= 0 and work.picked[best[g]]:
                work.often_group[g] += 0.1
        found = value + free + most
        if found < bound - 1e-9:
            if found > bound - 1e-4 * abs(bound):
                idle += 1
            bound = found
            multiplier[:] = now
        else:
            idle += 1
        if bound <= work.value[0] + slack:
            break
        if idle >= PATIENCE:
            step *= 0.5
            idle = 0
            now[:] = multiplier
            if step < 0.02:
                break
            continue
        if not _step_on(at, work, now, step * (found - work.value[0] + slack)):
            break
    if bound > work.value[0] + slack:
        _refuse(at, node, work, multiplier, value, chosen, slack, mark)
    return bound


@njit(cache=True, nogil=True)
def _refuse(at, node, work, multiplier, value, chosen, slack, mark):  # type: ignore[no-untyped-def]
    """Reduced-cost fixing: refuse candidates (with `mark`) that no choice worth having can have."""
    free = value
    for p in range(at.worth.size):
        if not work.covered[p]:
            free += at.worth[p] - multiplier[p]
    best = _gains(at, node, work, multiplier)
    most, _many = _pick(at, node, work, best, chosen)
    enough = work.value[0] + slack - free
    bonus = np.zeros(node.group.size)
    for g in range(node.group.size):
        if work.state[g] == 0:
            for k in range(at.common_start[g], at.common_start[g + 1]):
                if not work.covered[at.common[k]]:
                    bonus[g] += multiplier[at.common[k]]
    for i in range(at.cost.size):
        if work.gain[i] <= -1e299 or work.picked[i]:
            continue
        g = at.group[i]
        more = work.value[1] + work.gain[i] + bonus[g]
        if work.state[g] == NEEDS:
            more = max(more, most - work.gain[best[g]] + work.gain[i])
        if more <= enough:
            node.candidate[i] = mark
            work.often[i] = 0.0


@njit(cache=True, nogil=True)
def _undecided(at, node, work):  # type: ignore[no-untyped-def]
    """What to branch on: a group the steps could not agree on, else such a candidate. (is a group, which) or -1."""
    far, which = 0.0, -1
    for g in range(node.group.size):
        if work.state[g] == 0:
            weight = 0.0
            for k in range(at.common_start[g], at.common_start[g + 1]):
                if not work.covered[at.common[k]]:
                    weight += at.worth[at.common[k]]
            weight *= min(work.often_group[g], 1 - work.often_group[g]) - 0.01
            if weight > far:
                far, which = weight, g
    if which >= 0:
        return True, which
    far = 2.0
    for i in range(at.cost.size):
        if work.gain[i] > -1e299 and abs(work.often[i] - 0.5) < far:
            far, which = abs(work.often[i] - 0.5), i
    return False, which


@njit(cache=True, nogil=True)
def _allow(node, mark):  # type: ignore[no-untyped-def]
    """Take back what was refused at deeper levels than `mark` says."""
    for i in range(node.candidate.size):
        if node.candidate[i] < mark:
            node.candidate[i] = 0


@njit(cache=True, nogil=True)
def search(at, multiplier, nodes, floor, slack):  # type: ignore[no-untyped-def]
    """The best choice better than `floor`: (value, choice, bound). Depth first, through at most `nodes`.

    The bound is proven: `slack` above the value when the search came to its end.
    """
    n, groups, points = at.cost.size, at.common_start.size - 1, at.worth.size
    node = Node(np.zeros(n, np.int16), np.zeros(groups, np.int8))
    work = Work(
        np.zeros(n), np.zeros(points, np.int64), np.zeros(points, np.bool_), np.zeros(groups, np.int8),
        np.zeros(n, np.bool_), np.zeros(n), np.zeros(groups), np.zeros(n, np.bool_), np.array([floor, 0.0]),
    )  # fmt: skip
    for i in range(n):
        if at.forced[i]:
            node.candidate[i], node.group[at.group[i]] = 1, 1
    deep = n + groups + 1
    # Each level decided one group or candidate; `tried` 1: opened or chosen, 2: then closed or refused.
    of_group, which = np.zeros(deep, np.bool_), np.zeros(deep, np.int64)
    tried, limit = np.zeros(deep, np.int8), np.zeros(deep)
    kept = [multiplier.copy()]
    depth, used = 0, 0
    while True:
        steps = STEPS if depth or nodes == 1 else STEPS_FIRST
        here = kept[depth].copy()
        bound = _relax(at, node, work, here, steps, slack, -2 - depth)
        used += 1
        if depth:
            bound = min(bound, limit[depth - 1])
        if bound > work.value[0] + slack and used >= nodes:
            for d in range(depth):
                if tried[d] == 1:
                    bound = max(bound, limit[d])
            return work.value[0], work.best, bound
        is_group, pick = _undecided(at, node, work)
        if bound > work.value[0] + slack and pick >= 0:
            of_group[depth], which[depth], tried[depth], limit[depth] = is_group, pick, 1, bound
            if is_group:
                node.group[pick] = 1
            else:
                node.candidate[pick] = 1
            depth += 1
            if len(kept) <= depth:
                kept.append(here)
            else:
                kept[depth] = here
            continue
        while depth and (tried[depth - 1] == 2 or limit[depth - 1] <= work.value[0] + slack):
            depth -= 1
            if of_group[depth]:
                node.group[which[depth]] = 0
            else:
                node.candidate[which[depth]] = 0
        if depth == 0:
            return work.value[0], work.best, work.value[0] + slack
        tried[depth - 1] = 2
        if of_group[depth - 1]:
            node.group[which[depth - 1]] = -1
        else:
            node.candidate[which[depth - 1]] = -1
        _allow(node, -1 - depth)
