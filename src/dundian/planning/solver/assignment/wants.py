"""What a team wants as covering rows, and duals of them: the bound that keeps the search for its people short."""

from typing import Any

import numba as nb
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


@nb.njit(inline="always", cache=True)
def ones(x: int) -> int:
    """Bits that are set; few are."""
    count = 0
    while x:
        x &= x - 1
        count += 1
    return count


@nb.njit(cache=True)
def local(wanted: int) -> Array:
    """Bits that matter for a team besides the three of levels: place 3 onwards of the team's own short words."""
    out = np.empty(64, np.int64)
    count = 0
    for bit in range(3, 63):
        if wanted >> bit & 1:
            out[count] = bit
            count += 1
    return out[:count]


@nb.njit(cache=True)
def shortened(bits: Array, place: Array) -> Array:
    out = np.empty(bits.size, np.int64)
    for k in range(bits.size):
        x = bits[k] & 7
        for i in range(place.size):
            x |= (bits[k] >> place[i] & 1) << (3 + i)
        out[k] = x
    return out


@nb.njit(cache=True)
def prices_of(place: Array, levels: int, prices: Array) -> Array:
    """What each place of a short word costs when lacking; those of levels: all of them together at two levels."""
    out = np.empty(3 + place.size)
    out[:3] = prices[0] if levels > 1 else 0
    for i in range(place.size):
        bit = place[i]
        out[3 + i] = (
            prices[4] if bit == 3 else prices[3] if bit == 62 else prices[2] if bit < 12 else prices[1]
        )
    return out


@nb.njit(inline="always", cache=True)
def covers(have: int, levels: int) -> int:
    """Covering rows that a short word fulfils. Two levels are there when for each level somebody is of another."""
    if levels == 2:
        own = have & 7
        return (have & ~7) | (7 & ~own if ones(own) == 1 else 7 if own else 0)
    return have


@nb.njit(cache=True)
def tables(dual: Array, price: Array, levels: int) -> tuple[Array, Array]:
    """By short word: what its gaps cost, and the duals of what it lacks (never more)."""
    width = price.size
    gaps = np.zeros(1 << width)
    duals = np.zeros(1 << width)
    everything = (1 << width) - 1
    for have in range(1 << width):
        missing = levels - ones(have & 7)
        points = missing * price[0] if missing > 0 else 0.0
        lacking = everything & ~have & ~7
        for i in range(3, width):
            if lacking >> i & 1:
                points += price[i]
        gaps[have] = points
        lacking = everything & ~covers(have, levels)
        total = 0.0
        for i in range(width):
            if lacking >> i & 1:
                total += dual[i]
        duals[have] = total
    return gaps, duals


@nb.njit(cache=True)
def ascend(  # noqa: C901 - one loop, for the compiler
    dual: Array,
    price: Array,
    cost: Array,
    cover: Array,
    levels: int,
    slots_least: int,
    slots_most: int,
    target: float,
    rounds: int,
) -> None:
    """Subgradient steps on the duals of the covering rows, in place: the sharper, the less is searched."""
    n = cost.size
    width = price.size
    slope = np.empty(width)
    for turn in range(rounds):
        first = np.full(4, np.inf)
        who = np.full(4, -1, np.int64)
        for k in range(n):
            value = cost[k]
            x = cover[k]
            for i in range(width):
                if x >> i & 1:
                    value -= dual[i]
            if value < first[3]:
                j = 3
                while j > 0 and first[j - 1] > value:
                    first[j] = first[j - 1]
                    who[j] = who[j - 1]
                    j -= 1
                first[j] = value
                who[j] = k
        slope[:] = 1.0
        low = dual.sum()
        for j in range(min(4, slots_most)):
            if who[j] >= 0 and (j < slots_least or first[j] < 0):
                low += first[j]
                for i in range(width):
                    if cover[who[j]] >> i & 1:
                        slope[i] -= 1.0
        norm = 0.0
        for i in range(width):
            if (slope[i] < 0 and dual[i] <= 0) or (slope[i] > 0 and dual[i] >= price[i]):
                slope[i] = 0.0
            norm += slope[i] ** 2
        if norm == 0.0:
            return
        step = (target - low) / norm if target < np.inf else 30.0 / (1 + turn)
        step = min(max(step, 0.5), 60.0) * (0.8 if turn < rounds // 2 else 0.4)
        for i in range(width):
            dual[i] = min(max(0.0, dual[i] + step * slope[i]), price[i])
        if levels == 2:
            total = dual[0] + dual[1] + dual[2]
            if total > price[0]:
                dual[:3] *= price[0] / total
        elif levels < 2:
            dual[:3] = 0.0
