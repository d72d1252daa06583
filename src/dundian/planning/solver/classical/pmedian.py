"""The p-median problem: p of n places so that the sum of everybody's distance to the nearest is smallest.

Lagrangian relaxation of "everybody is served once" with subgradient steps (Beasley 1993), fast interchange from the
sets it meets (Whitaker 1983), reduced-cost fixing, and depth-first branch and bound on what is left open, each node
bounded by the same relaxation from its parent's multipliers (Christofides and Beasley 1982).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numba as nb
import numpy as np
import numpy.typing as npt

from dundian.planning.solver.running import Asked, Progress, Report, Status, Watch, relative_gap

Array = npt.NDArray[Any]
ROOT_STEPS, NODE_STEPS = 1500, 120
OUT, FREE, IN = -1, 0, 1


@dataclass(frozen=True, slots=True)
class Medians:
    """The places chosen, the sum of distances, and what no choice goes below."""

    status: Status
    chosen: tuple[int, ...]
    value: float
    bound: float
    nodes: int = 0
    history: tuple[Progress, ...] = ()
    seconds: float = 0.0

    @property
    def gap(self) -> float:
        return relative_gap(self.value, self.bound) or 0.0


def p_median(
    distance: Array,
    p: int,
    *,
    seconds: float = 60.0,
    progress: Report | None = None,
    cancelled: Asked | None = None,
) -> Medians:
    """Solve for a matrix of whole distances (clients by places)."""
    places = distance.shape[1]
    if not 1 <= p <= places:
        raise ValueError(f"p must be from 1 to {places}")
    if not np.isfinite(distance).all() or (distance != np.floor(distance)).any():
        raise ValueError("distances must be whole numbers: a better value is then a whole step better")
    watch = Watch(seconds, larger=False, progress=progress, cancelled=cancelled)
    return _Tree(np.ascontiguousarray(distance.T, dtype=np.float64), p, watch).run()


class _Tree:
    """Branch and bound. `cost[j, i]`: from place j to client i."""

    def __init__(self, cost: Array, p: int, watch: Watch) -> None:
        self.cost, self.p, self.watch = cost, p, watch
        self.places = np.arange(cost.shape[0])
        self.chosen = _greedy(cost, p)
        self.value = _interchange(cost, self.chosen)
        self.nodes = 0

    def run(self) -> Medians:
        watch = self.watch
        watch.note("interchange", value=self.value)
        near = np.partition(self.cost, min(1, self.cost.shape[0] - 1), axis=0)[:2].mean(axis=0)
        state = np.zeros(self.cost.shape[0], np.int64)
        bound, multipliers, reduced = self._bound(self.cost, near, state, ROOT_STEPS)
        watch.note("relaxation", value=self.value, bound=min(bound, self.value))
        low = bound
        if not self._closed(bound):
            state = self._fixed(state, bound, reduced)
            kept = state != OUT
            low = self._search(self.cost[kept], self.places[kept], state[kept], multipliers, bound)
        proven = self._closed(low)
        bound = self.value if proven else min(low, self.value)
        watch.note("proven" if proven else "stopped", value=self.value, bound=bound)
        return Medians(
            Status.OPTIMAL if proven else Status.FEASIBLE,
            tuple(int(j) for j in np.sort(self.chosen)),
            self.value,
            bound,
            self.nodes,
            tuple(watch.history),
            watch.elapsed,
        )

    def _closed(self, bound: float) -> bool:
        """Distances are whole, so no better value fits between."""
        return bool(bound > self.value - 1 + 1e-6)

    def _bound(
        self, cost: Array, multipliers: Array, state: Array, steps: int, places: Array | None = None
    ) -> tuple[float, Array, Array]:
        bound, best, reduced, found, value = _relax(cost, multipliers, state, self.p, self.value, steps)
        names = self.places if places is None else places
        if found.size:
            sets = names[found]
            better = _interchange(self.cost, sets) if value < self.value * 1.02 else value
            if better < self.value:
                self.value, self.chosen = better, sets
                self.watch.note("interchange", value=better)
        return bound, best, reduced

    def _fixed(self, state: Array, bound: float, reduced: Array) -> Array:
        """Places that every better choice must have, or cannot have."""
        free = np.flatnonzero(state == FREE)
        need = self.p - int((state == IN).sum())
        out = state.copy()
        if need <= 0:
            out[free] = OUT
            return out
        if need >= free.size:
            out[free] = IN
            return out
        order = np.sort(reduced[free])
        last, following = order[need - 1], order[need]
        limit = self.value - 1 + 1e-6
        out[free[bound + reduced[free] - last > limit]] = OUT
        out[free[bound - reduced[free] + following > limit]] = IN
        return out

    def _search(self, cost: Array, places: Array, state: Array, multipliers: Array, root: float) -> float:
        """Depth first; returns what is proven: the least bound of what stayed open, or infinity."""
        open_nodes = [(root, state, multipliers)]
        while open_nodes:
            if self.watch.over:
                return min(node[0] for node in open_nodes)
            above, state, start = open_nodes.pop()
            if self._closed(above) or int((state == IN).sum()) > self.p:
                continue
            self.nodes += 1
            kept = state != OUT
            bound, best, reduced = self._bound(cost[kept], start, state[kept], NODE_STEPS, places[kept])
            if self._closed(bound):
                continue
            whole = np.full(state.size, np.inf)
            whole[kept] = reduced
            state = self._fixed(state, bound, whole)
            free = np.flatnonzero(state == FREE)
            if free.size == 0:
                self._leaf(places[state == IN])
                continue
            need = self.p - int((state == IN).sum())
            # The place nearest the border between chosen and not says most either way.
            ranked = free[np.argsort(whole[free], kind="stable")]
            pick = ranked[max(0, need - 1)] if need else ranked[0]
            for choice in (OUT, IN):
                child = state.copy()
                child[pick] = choice
                open_nodes.append((max(above, bound), child, best))
        return np.inf

    def _leaf(self, chosen: Array) -> None:
        if chosen.size == self.p:
            value = float(self.cost[chosen].min(axis=0).sum())
            if value < self.value:
                self.value, self.chosen = value, chosen.copy()
                self.watch.note("leaf", value=value)


def _greedy(cost: Array, p: int) -> Array:
    best = np.full(cost.shape[1], np.inf)
    chosen: list[int] = []
    for _ in range(p):
        total = np.minimum(cost, best).sum(axis=1)
        total[chosen] = np.inf
        chosen.append(int(total.argmin()))
        best = np.minimum(best, cost[chosen[-1]])
    return np.array(chosen, np.int64)


@nb.njit(nogil=True, cache=True)
def _interchange(cost: Array, chosen: Array) -> Any:  # noqa: C901 - one loop, for the compiler
    """Whitaker's fast interchange in place until no swap helps; returns the value."""
    n = cost.shape[1]
    p = chosen.size
    inside = np.zeros(cost.shape[0], np.bool_)
    inside[chosen] = True
    first = np.empty(n, np.int64)
    while True:
        near = np.full(n, np.inf)
        second = np.full(n, np.inf)
        for k in range(p):
            for i in range(n):
                d = cost[chosen[k], i]
                if d < near[i]:
                    second[i] = near[i]
                    near[i] = d
                    first[i] = k
                elif d < second[i]:
                    second[i] = d
        top, enters, leaves = 1e-9, -1, -1
        loss = np.empty(p)
        for j in range(cost.shape[0]):
            if inside[j]:
                continue
            gain = 0.0
            loss[:] = 0.0
            for i in range(n):
                d = cost[j, i]
                if d < near[i]:
                    gain += near[i] - d
                else:
                    loss[first[i]] += min(d, second[i]) - near[i]
            # Whoever the new place is nearer to is counted in `gain` already.
            least = int(np.argmin(loss))
            if gain - loss[least] > top:
                top, enters, leaves = gain - loss[least], j, least
        if enters < 0:
            return near.sum()
        inside[chosen[leaves]] = False
        chosen[leaves] = enters
        inside[enters] = True


@nb.njit(nogil=True, cache=True, fastmath=True)
def _relax(  # noqa: C901 - one loop, for the compiler
    cost: Array, start: Array, state: Array, p: int, value: float, steps: int
) -> Any:
    """Subgradient steps; returns bound, its multipliers and reduced costs, the best set met and its value."""
    places, n = cost.shape
    multipliers = start.copy()
    best = start.copy()
    reduced = np.zeros(places)
    best_reduced = np.zeros(places)
    top = -np.inf
    found = np.empty(0, np.int64)
    target = value
    theta, waited = 1.5, 0
    inside = np.flatnonzero(state == 1)
    free = np.flatnonzero(state == 0)
    need = min(p - inside.size, free.size)
    sets = np.empty(inside.size + need, np.int64)
    sets[: inside.size] = inside
    served = np.empty(n)
    nearest = np.empty(n)
    for step in range(steps):
        for j in range(places):
            total = 0.0
            for i in range(n):
                d = cost[j, i] - multipliers[i]
                total += min(d, 0.0)
            reduced[j] = total
        order = free[np.argsort(reduced[free])]
        sets[inside.size :] = order[:need]
        low = multipliers.sum()
        served[:] = 0.0
        nearest[:] = np.inf
        for place in sets:
            low += reduced[place]
            for i in range(n):
                d = cost[place, i]
                if d < multipliers[i]:
                    served[i] += 1.0
                nearest[i] = min(nearest[i], d)
        reached = nearest.sum()
        if sets.size == p and reached < target:
            target = reached
            found = sets.copy()
        elif found.size == 0 and sets.size == p and step == steps - 1:
            found = sets.copy()
        if low > top + 1e-7:
            top = low
            best[:] = multipliers
            best_reduced[:] = reduced
            waited = 0
        else:
            waited += 1
            if waited >= 20:
                theta *= 0.6
                waited = 0
                multipliers[:] = best
        if top > min(target, value) - 1 + 1e-6 or theta < 0.002:
            break
        norm = ((1.0 - served) ** 2).sum()
        if norm == 0.0:
            break
        multipliers += theta * max(1.0, 1.01 * min(target, value) - low) / norm * (1.0 - served)
    return top, best, best_reduced, found, target


def graph_distances(nodes: int, edges: Sequence[tuple[int, int, float]]) -> Array:
    """Shortest distances of an undirected graph with nodes from 0; of parallel edges the last counts."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import shortest_path

    last = {(min(a, b), max(a, b)): d for a, b, d in edges}
    ends = np.array(list(last), np.int64).reshape(-1, 2)
    matrix = csr_matrix((list(last.values()), (ends[:, 0], ends[:, 1])), shape=(nodes, nodes))
    found: Array = shortest_path(matrix, directed=False)
    return found
