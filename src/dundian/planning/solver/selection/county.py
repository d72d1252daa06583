"""One county solved exactly in compiled loops: depth-first branch and bound (Land and Doig 1960) for maximal covering.

A node's bound adds the largest gains still to be had, each as if the others were not chosen; covering is submodular
(Nemhauser, Wolsey and Fisher 1978), so no choice can bring more. It is quick where few are chosen; where its nodes do
not suffice, HiGHS takes over.
"""

import numpy as np
from numba import njit

QUICK_NODES = 30_000
NODES = 400_000


@njit(cache=True, nogil=True)
def search(cost, height, forced, point_start, points, worth, start, member, nodes, floor):  # type: ignore[no-untyped-def]
    """The best choice: Σ cost + worth covered + height[number chosen], better than `floor`.

    `forced` are in it. Points of candidates and candidates of points are compressed rows. Returns value, choice and
    whether it is proven within `nodes`; without any choice above `floor` the value is `floor`.
    """
    n = cost.size
    limit = height.size - 1
    gain = cost.copy()
    times = np.zeros(worth.size, np.int32)
    for i in range(n):
        for k in range(point_start[i], point_start[i + 1]):
            gain[i] += worth[points[k]]
    state = np.zeros(n, np.int8)  # 1 chosen, -1 refused
    best_value, best = floor, np.zeros(n, np.bool_)
    chosen, value, used = 0, 0.0, 0
    # Each level decided one candidate; `tried` 1: chosen, then refused.
    which = np.zeros(n + 1, np.int64)
    tried = np.zeros(n + 1, np.int8)
    depth = 0
    for i in range(n):
        if forced[i]:
            value += gain[i]
            chosen += 1
            state[i] = 1
            for k in range(point_start[i], point_start[i + 1]):
                p = points[k]
                if times[p] == 0:
                    for m in range(start[p], start[p + 1]):
                        gain[member[m]] -= worth[p]
                times[p] += 1
    if chosen > limit:
        return floor, best, True
    down = True
    while True:
        if down:
            used += 1
            if used > nodes:
                return best_value, best, False
            if value + height[chosen] > best_value + 1e-9:
                best_value = value + height[chosen]
                for i in range(n):
                    best[i] = state[i] == 1
            # The largest gains left, as many as may still be chosen.
            room = limit - chosen
            top = np.full(room + 1, -1e300)
            most, pick, have = -1e300, -1, 0
            for i in range(n):
                if state[i] == 0:
                    g = gain[i]
                    if g > most:
                        most, pick = g, i
                    if have < room:
                        at = have
                        have += 1
                    elif room > 0 and g > top[room - 1]:
                        at = room - 1
                    else:
                        continue
                    while at > 0 and top[at - 1] < g:
                        top[at] = top[at - 1]
                        at -= 1
                    top[at] = g
            bound, total = -1e300, value
            for k in range(have):
                total += top[k]
                bound = max(bound, total + height[chosen + k + 1])
            if pick < 0 or bound <= best_value + 1e-9:
                down = False
                continue
            which[depth], tried[depth] = pick, 1
            depth += 1
            state[pick] = 1
            chosen += 1
            value += gain[pick]
            for k in range(point_start[pick], point_start[pick + 1]):
                p = points[k]
                if times[p] == 0:
                    for m in range(start[p], start[p + 1]):
                        gain[member[m]] -= worth[p]
                times[p] += 1
        else:
            if depth == 0:
                break
            i = which[depth - 1]
            if tried[depth - 1] == 1:
                for k in range(point_start[i], point_start[i + 1]):
                    p = points[k]
                    times[p] -= 1
                    if times[p] == 0:
                        for m in range(start[p], start[p + 1]):
                            gain[member[m]] += worth[p]
                value -= gain[i]
                chosen -= 1
                state[i] = -1
                tried[depth - 1] = 2
                down = True
            else:
                state[i] = 0
                depth -= 1
    return best_value, best, True
