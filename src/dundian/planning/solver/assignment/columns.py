"""One team at a time: the cheapest people for it under given prices of people, exactly.

This is the pricing problem of a set-partitioning (Dantzig-Wolfe) formulation whose columns are whole teams. A team has
at most four people, so depth-first search is fast once candidates that are dominated are gone (a candidate whose useful
bits, at no lower price, `most` others of the same size have) and duals of the wants bound what is left.
"""

from typing import Any

import numba as nb
import numpy as np
import numpy.typing as npt

from dundian.planning.solver.assignment.arrays import BARRED, LEADER_BIT, MUST
from dundian.planning.solver.assignment.wants import ascend, covers, local, ones, prices_of, shortened, tables

Array = npt.NDArray[Any]
EMPTY = -1


@nb.njit(inline="always", cache=True)
def short(word: int, wanted: int, levels: int, prices: Array) -> int:
    """Points for what a team with the bits of `word` lacks. Bit 62 of both: somebody who was there before."""
    lacking = wanted & ~word
    points = 0
    missing = levels - ones(word & 7)
    if missing > 0:
        points += missing * prices[0]
    if lacking:
        points += ones(lacking >> 12 & ((1 << 48) - 1)) * prices[1] + ones(lacking >> 4 & 255) * prices[2]
        if lacking >> 62:
            points += prices[3]
        if lacking & LEADER_BIT:
            points += prices[4]
    return points


@nb.njit(inline="always", cache=True)
def _kept_apart(item: int, chosen: Array, count: int, apart_start: Array, apart: Array) -> bool:
    for at in range(apart_start[item], apart_start[item + 1]):
        for j in range(count):
            if chosen[j] == apart[at]:
                return True
    return False


@nb.njit(cache=True)
def _candidates(
    row: Array,
    price: Array,
    word: Array,
    size: Array,
    wanted: int,
    least: int,
    most: int,
    free: Array,
    ceiling: float,
) -> Array:
    """Bundles that a team below `ceiling` can have, cheapest first."""
    n = row.size
    cost = np.empty(n)
    per_head = np.inf
    for b in range(n):
        if row[b] < BARRED and free[b] and size[b] <= most:
            cost[b] = (row[b] >> 1) + price[b]
            per_head = min(per_head, cost[b] / size[b])
        else:
            cost[b] = np.inf
    if per_head == np.inf:
        return np.empty(0, np.int64)
    count = 0
    found = np.empty(n, np.int64)
    for b in range(n):
        if cost[b] < np.inf and cost[b] + max(0, least - size[b]) * per_head <= ceiling:
            found[count] = b
            count += 1
    found = found[:count]
    return found[np.argsort(cost[found], kind="mergesort")]


@nb.njit(cache=True)
def _undominated(
    found: Array, row: Array, word: Array, size: Array, useful: int, most: int, apart_start: Array
) -> Array:
    kept = np.empty(found.size, np.int64)
    bits = np.empty(found.size, np.int64)
    count = 0
    for b in found:
        mine = (word[b] | (row[b] & 1) << 62) & useful
        above = 0
        for k in range(count):
            other = kept[k]
            if (
                bits[k] & mine == mine
                and size[other] == size[b]
                and apart_start[other] == apart_start[other + 1]
            ):
                above += 1
                if above >= most:
                    break
        if above < most:
            kept[count] = b
            bits[count] = mine
            count += 1
    return kept[:count]


@nb.njit(nogil=True, cache=True)
def search(  # noqa: C901 - one loop, for the compiler
    row: Array,
    price: Array,
    word: Array,
    size: Array,
    free: Array,
    wanted: int,
    least: int,
    most: int,
    levels: int,
    prices: Array,
    apart_start: Array,
    apart: Array,
    forced: Array,
    ceiling: float,
    best: Array,
    pool: Array,
    kept_duals: Array,
) -> tuple[float, int]:
    """The cheapest team of at most `ceiling`, written into `best` (4 bundles, -1 empty): its points, or infinity.

    With room in `pool` (k × 4) every team of at most `ceiling` is written there instead, unless more than k: the count
    returned is then above k. `kept_duals` carries the duals of the team's covering rows from call to call.
    """  # fmt: skip
    collect = pool.shape[0] > 0
    # Who is laid down may cost less than anybody free: then nothing is known about the others' least cost.
    others = 0 if forced.size else least
    found = _candidates(row, price, word, size, wanted, others, most, free, ceiling)
    if not collect:
        found = _undominated(found, row, word, size, wanted | 7, most, apart_start)
    n = found.size
    cost = np.empty(n)
    bits = np.empty(n, np.int64)
    widest = 1
    for k in range(n):
        b = found[k]
        cost[k] = (row[b] >> 1) + price[b]
        bits[k] = word[b] | (row[b] & 1) << 62
        widest = max(widest, size[b])
    place = local(wanted)
    bits = shortened(bits, place)
    gap_price = prices_of(place, levels, prices)
    width = gap_price.size
    dual = kept_duals[:width]
    cover = np.empty(n, np.int64)
    for k in range(n):
        cover[k] = covers(bits[k], levels)
    ascend(dual, gap_price, cost, cover, levels, (least + widest - 1) // widest, most, ceiling, 24)
    gaps, duals = tables(dual, gap_price, levels)
    reduced = cost.copy()
    for k in range(n):
        for i in range(width):
            if cover[k] >> i & 1:
                reduced[k] -= dual[i]
    order = np.argsort(reduced, kind="mergesort")
    found, cost, bits, reduced = found[order], cost[order], bits[order], reduced[order]
    chosen = np.full(4, EMPTY, np.int64)
    at = np.zeros(5, np.int64)
    paid = np.zeros(5)
    heads = np.zeros(5, np.int64)
    have = np.zeros(5, np.int64)
    root = 0
    for b in forced:
        if root == 4:
            return np.inf, 0
        chosen[root] = b
        paid[root + 1] = paid[root] + (row[b] >> 1) + price[b]
        heads[root + 1] = heads[root] + size[b]
        mine = word[b] | (row[b] & 1) << 62
        x = mine & 7
        for i in range(place.size):
            x |= (mine >> place[i] & 1) << (3 + i)
        have[root + 1] = have[root] | x
        root += 1
    value = np.inf
    count = 0
    best[:] = EMPTY
    if heads[root] > most:
        return np.inf, 0
    if least <= heads[root]:
        total = paid[root] + gaps[have[root]]
        if total <= ceiling:
            value = total
            best[:] = chosen
            if collect:
                pool[0] = chosen
                count = 1
            else:
                ceiling = total
    depth = root
    while depth >= root:
        k = at[depth]
        go = depth < 4 and k < n
        if go:
            # At least `fewest` and at most `slots` more, none cheaper than this one under the duals.
            fewest = max(1, (least - heads[depth] + widest - 1) // widest)
            slots = min(4 - depth, most - heads[depth])
            low = paid[depth] + duals[have[depth]] + reduced[k] * (fewest if reduced[k] > 0 else slots)
            go = slots > 0 and (low < ceiling or (collect and low <= ceiling))
        if not go:
            depth -= 1
            if depth >= root:
                chosen[depth] = EMPTY
            continue
        at[depth] = k + 1
        b = found[k]
        crowd = heads[depth] + size[b]
        if crowd > most or _kept_apart(b, chosen, depth, apart_start, apart):
            continue
        here = paid[depth] + cost[k]
        bag = have[depth] | bits[k]
        if crowd >= least:
            total = here + gaps[bag]
            if total < ceiling or (collect and total <= ceiling):
                chosen[depth] = b
                if total < value:
                    value = total
                    best[:] = chosen
                if collect:
                    if count >= pool.shape[0]:
                        return value, pool.shape[0] + 1
                    pool[count] = chosen
                    count += 1
                else:
                    ceiling = total
        if depth < 3 and crowd < most and k + 1 < n:
            fewest = max(1, (least - crowd + widest - 1) // widest)
            slots = min(3 - depth, most - crowd)
            low = here + duals[bag] + reduced[k + 1] * (fewest if reduced[k + 1] > 0 else slots)
            if low < ceiling or (collect and low <= ceiling):
                chosen[depth] = b
                depth += 1
                paid[depth] = here
                heads[depth] = crowd
                have[depth] = bag
                at[depth] = k + 1
                continue
        chosen[depth] = EMPTY
    return value, count


@nb.njit(nogil=True, cache=True)
def price_rows(
    rows: Array,
    pair: Array,
    price: Array,
    word: Array,
    size: Array,
    free: Array,
    wanted: Array,
    least: Array,
    most: Array,
    levels: int,
    prices: Array,
    apart_start: Array,
    apart: Array,
    forced_start: Array,
    forced: Array,
    value: Array,
    best: Array,
    duals: Array,
) -> None:
    """For each team of `rows` its cheapest people under `price`; `best` holds a good guess or -1."""
    nothing = np.empty((0, 4), np.int64)
    for t in rows:
        guess = points_of(
            pair[t],
            best[t],
            price,
            word,
            size,
            wanted[t],
            least[t],
            most[t],
            levels,
            prices,
            apart_start,
            apart,
        )
        kept = best[t].copy()
        ceiling = guess + 1e-9 if guess < MUST else np.inf
        value[t], _ = search(
            pair[t], price, word, size, free, wanted[t], least[t], most[t], levels, prices, apart_start, apart,
            forced[forced_start[t] : forced_start[t + 1]], ceiling, best[t], nothing, duals[t],
        )  # fmt: skip
        if value[t] > guess:
            value[t] = guess
            best[t] = kept


@nb.njit(inline="always", cache=True)
def points_of(
    row: Array,
    items: Array,
    price: Array,
    word: Array,
    size: Array,
    wanted: int,
    least: int,
    most: int,
    levels: int,
    prices: Array,
    apart_start: Array,
    apart: Array,
) -> float:
    """Points of a team under `price`; infinite when it breaks a rule that has no price."""  # fmt: skip
    total = 0.0
    bag = 0
    heads = 0
    for j in range(4):
        b = items[j]
        if b < 0:
            continue
        if row[b] >= BARRED or _kept_apart(b, items, j, apart_start, apart):
            return np.inf
        total += (row[b] >> 1) + price[b]
        bag |= word[b] | (row[b] & 1) << 62
        heads += size[b]
    if heads < least or heads > most:
        return np.inf
    return total + short(bag, wanted, levels, prices)
