"""The generalised assignment problem: each job to one agent, no agent beyond its capacity, for the least cost.

Bound: Lagrangian relaxation of "each job once" with knapsacks solved exactly by dynamic programming, which reaches the
Dantzig-Wolfe relaxation (Fisher, Jaikumar and Van Wassenhove 1986; Savelsbergh 1997). Plans: annealing with shifts and
swaps among each job's agents of least reduced cost, under an adapting price of excess, in the spirit of Yagiura,
Ibaraki and Glover (2004), then large neighbourhoods of a few agents (Shaw 1998); branch and bound on what reduced costs
leave open (Posta, Ferland and Michelon 2012).
"""

import math
from dataclasses import dataclass
from typing import Any

import numba as nb
import numpy as np
import numpy.typing as npt

from dundian.planning.solver.highs import Model, Outcome, solve_mip
from dundian.planning.solver.running import Asked, Progress, Report, Status, Watch, relative_gap

Array = npt.NDArray[Any]
NEIGHBOURHOOD_SECONDS, NODES = 3.0, 400
MOST, FREE = 7, 150  # agents of a neighbourhood, less one; jobs that are free in it
KERNEL = 4  # agents of each job in the kernel
CROWDED = 8  # open pairs for each job, beyond which HiGHS proves nothing in time
MOVES, HOT, COLD = 20_000, 0.7, 0.15  # of annealing for each job


@dataclass(frozen=True, slots=True)
class Assigned:
    """`agent[j]` of each job, what it costs, and what no assignment goes below. Without one `agent` is empty."""

    status: Status
    agent: tuple[int, ...]
    value: float | None
    bound: float | None
    history: tuple[Progress, ...] = ()
    seconds: float = 0.0

    @property
    def gap(self) -> float | None:
        return relative_gap(self.value, self.bound)


def assign(
    cost: Array,
    need: Array,
    capacity: Array,
    *,
    seconds: float = 60.0,
    seed: int = 0,
    progress: Report | None = None,
    cancelled: Asked | None = None,
) -> Assigned:
    """Solve for whole numbers: `cost[i, j]` and `need[i, j]` of job j at agent i, `capacity[i]`."""
    watch = Watch(seconds, larger=False, progress=progress, cancelled=cancelled)
    costs, needs, room = (np.asarray(x, np.int64) for x in (cost, need, capacity))
    return _Search(costs, needs, room, watch, seed).run()


class _Search:
    def __init__(self, cost: Array, need: Array, capacity: Array, watch: Watch, seed: int) -> None:
        self.cost, self.need, self.capacity = cost, need, capacity
        self.watch, self.seed = watch, seed
        self.rng = np.random.default_rng(seed)
        self.agent: Array | None = None
        self.value = math.inf
        self.bound = -math.inf

    def run(self) -> Assigned:
        watch = self.watch
        agents, jobs = self.cost.shape
        total = float(self.cost.max(axis=0).sum()) + 1
        cheapest = np.argsort(self.cost, axis=0, kind="stable").T
        start = np.sort(self.cost, axis=0)[: min(2, agents)].mean(axis=0)
        self._anneal(cheapest, 200_000 + 2_000 * jobs, 3.0)
        target = self.value if self.agent is not None else total
        low, self.multipliers = _relax(self.cost, self.need, self.capacity, start, target, 400)
        self._raise(low)
        self.reduced = _forced(self.cost, self.need, self.capacity, self.multipliers)
        self.near = np.argsort(self.reduced, axis=0, kind="stable").T
        for width in (2, 3, 2, 3, agents):
            if not self._done and not watch.over:
                self._anneal(self.near[:, :width], MOVES * jobs, HOT)
        infeasible = False
        if self._open().sum() > CROWDED * jobs:
            self._kernel(0.3 * watch.left)
        elif not self._done and not watch.over:
            infeasible = self._exact(0.7 * watch.left)
        while self.agent is not None and not self._done and not watch.over:
            self._neighbourhood()
        return self._answer(infeasible)

    def _answer(self, infeasible: bool) -> Assigned:
        watch = self.watch
        history = tuple(watch.history)
        if self.agent is None:
            status = Status.INFEASIBLE if infeasible else Status.UNKNOWN
            return Assigned(status, (), None, None, history, watch.elapsed)
        status = Status.OPTIMAL if self._done else Status.FEASIBLE
        bound = min(self._whole, self.value)
        return Assigned(status, tuple(map(int, self.agent)), self.value, bound, history, watch.elapsed)

    @property
    def _whole(self) -> float:
        """Costs are whole, so the bound may be rounded up."""
        return float(math.ceil(self.bound - 1e-6)) if math.isfinite(self.bound) else self.bound

    @property
    def _done(self) -> bool:
        return self.agent is not None and self._whole >= self.value

    def _raise(self, bound: float) -> None:
        self.bound = max(self.bound, bound)
        self.watch.note("bound", bound=self._whole)

    def _keep(self, agent: Array, step: str) -> None:
        value = float(self.cost[agent, np.arange(agent.size)].sum())
        used = np.zeros_like(self.capacity)
        np.add.at(used, agent, self.need[agent, np.arange(agent.size)])
        if value < self.value and (used <= self.capacity).all():
            self.value, self.agent = value, agent.copy()
            self.watch.note(step, value=value)

    def _anneal(self, near: Array, moves: int, hot: float) -> None:
        """From each job's nearest agent, among agents near it."""
        near = np.ascontiguousarray(near)
        seed = int(self.rng.integers(2**31))
        start = near[:, 0].copy()
        self._keep(
            _anneal(self.cost, self.need, self.capacity, near, start, moves, hot, COLD, seed), "annealing"
        )

    def _open(self) -> Array:
        """Pairs that a better assignment could have."""
        open_pair: Array = self.need <= self.capacity[:, None]
        if self.agent is not None:
            open_pair &= self.reduced <= self.value - 1 - self.bound + 1e-6
        return open_pair

    def _kernel(self, seconds: float) -> None:
        """HiGHS on each job's few agents of least reduced cost (kernel search, Angelelli and others 2010)."""
        if self.agent is None or self._done or self.watch.over:
            return
        near = np.sort(self.reduced, axis=0)[min(KERNEL, self.reduced.shape[0]) - 1]
        kernel = (self.reduced <= near) & (self.need <= self.capacity[:, None])
        kernel[self.agent, np.arange(self.agent.size)] = True
        agents, jobs = np.nonzero(kernel)
        self._take(self._mip(agents, jobs, self.capacity, seconds, self.agent), agents, jobs, "kernel")

    def _take(self, outcome: Outcome, agents: Array, jobs: Array, step: str) -> None:
        """Keep what HiGHS found for these jobs, when it is better; the others stay where they are."""
        if outcome.values is None:
            return
        found = np.zeros(self.cost.shape[1], np.int64) if self.agent is None else self.agent.copy()
        taken = outcome.values > 0.5
        found[jobs[taken]] = agents[taken]
        self._keep(found, step)

    def _exact(self, seconds: float) -> bool:
        """HiGHS on the pairs that a better assignment could have; returns whether it proved there is none at all."""
        open_pair = self._open()
        agents, jobs = np.nonzero(open_pair)
        outcome = self._mip(agents, jobs, self.capacity, seconds, None)
        if outcome.infeasible:
            if self.agent is None:
                return True
            self.bound = self.value
        elif outcome.bound is not None:
            self._raise(min(outcome.bound, self.value))
        self._take(outcome, agents, jobs, "branch and bound")
        return False

    def _mip(
        self,
        agents: Array,
        jobs: Array,
        capacity: Array,
        seconds: float,
        start: Array | None,
        nodes: int | None = None,
    ) -> Outcome:
        model = Model(smaller=True)
        x = model.columns(agents.size, cost=self.cost[agents, jobs], integer=True)
        names, row = np.unique(jobs, return_inverse=True)
        model.rows(row, x, 1.0, lower=np.ones(names.size), upper=np.ones(names.size))
        if names.size < self.cost.shape[1] and start is None:
            return solve_mip(_impossible(), seconds=1.0)
        who, row = np.unique(agents, return_inverse=True)
        weights = self.need[agents, jobs].astype(float)
        model.rows(row, x, weights, lower=np.full(who.size, -np.inf), upper=capacity[who].astype(float))
        point = None if start is None else (agents == start[jobs]).astype(float)
        return solve_mip(
            model, seconds=seconds, seed=self.seed, start=point, nodes=nodes, stop=lambda: self.watch.over
        )

    def _neighbourhood(self) -> None:
        """Free the jobs of a few agents for those of them that are near, and solve."""
        agent = self.agent
        if agent is None:
            return
        count = self.cost.shape[0]
        size = int(self.rng.integers(2, max(3, min(count, MOST)))) if count > 2 else count
        group = self.rng.choice(count, size=min(size, count), replace=False)
        free = np.flatnonzero(np.isin(agent, group))
        if free.size > FREE:
            free = self.rng.choice(free, FREE, replace=False)
        used = np.zeros_like(self.capacity)
        fixed = np.setdiff1d(np.arange(agent.size), free)
        np.add.at(used, agent[fixed], self.need[agent[fixed], fixed])
        room = self.capacity - used
        at, job = (x.ravel() for x in np.meshgrid(np.sort(group), np.sort(free), indexing="ij"))
        # A pair that costs more than the whole gap is in no better plan.
        fits = (self.need[at, job] <= room[at]) & (self.reduced[at, job] <= self.value - self.bound)
        fits |= agent[job] == at
        at, job = at[fits], job[fits]
        outcome = self._mip(at, job, room, min(NEIGHBOURHOOD_SECONDS, self.watch.left), agent, NODES)
        self._take(outcome, at, job, "neighbourhood")


def _impossible() -> Model:
    model = Model(smaller=True)
    x = model.columns(1)
    model.row(x, lower=2.0)
    return model


@nb.njit(nogil=True, cache=True)
def _knapsack(profit: Array, weight: Array, capacity: int, taken: Array) -> Any:
    """The best set of items, marked in `taken`; returns its profit."""
    jobs = profit.size
    best = np.zeros(capacity + 1)
    took = np.zeros((jobs, capacity + 1), np.bool_)
    for j in range(jobs):
        if profit[j] <= 0:
            continue
        w, g = weight[j], profit[j]
        for c in range(capacity, w - 1, -1):
            if best[c - w] + g > best[c]:
                best[c] = best[c - w] + g
                took[j, c] = True
    taken[:] = False
    c = capacity
    for j in range(jobs - 1, -1, -1):
        if took[j, c]:
            taken[j] = True
            c -= weight[j]
    return best[capacity]


@nb.njit(nogil=True, cache=True)
def _relax(cost: Array, need: Array, capacity: Array, start: Array, target: float, steps: int) -> Any:
    """Subgradient steps on the multipliers of the jobs; returns the bound and its multipliers."""
    agents, jobs = cost.shape
    multipliers = start.astype(np.float64)
    best = multipliers.copy()
    top = -np.inf
    theta, waited = 1.5, 0
    taken = np.zeros(jobs, np.bool_)
    for _ in range(steps):
        low = multipliers.sum()
        served = np.zeros(jobs)
        for i in range(agents):
            low -= _knapsack(multipliers - cost[i], need[i], capacity[i], taken)
            for j in range(jobs):
                if taken[j]:
                    served[j] += 1
        if low > top + 1e-7:
            top = low
            best[:] = multipliers
            waited = 0
        else:
            waited += 1
            if waited >= 12:
                theta *= 0.6
                waited = 0
                multipliers[:] = best
        norm = ((1.0 - served) ** 2).sum()
        if norm == 0.0 or top > target - 1 + 1e-6 or theta < 0.003:
            break
        multipliers += theta * max(0.5, 1.002 * target - low) / norm * (1.0 - served)
    return top, best


@nb.njit(nogil=True, cache=True)
def _forced(  # noqa: C901 - one loop, for the compiler
    cost: Array, need: Array, capacity: Array, multipliers: Array
) -> Array:
    """For each pair, what its agent's knapsack loses when the job must be in it."""
    agents, jobs = cost.shape
    out = np.full((agents, jobs), 1e18)
    for i in range(agents):
        size = capacity[i]
        before = np.zeros((jobs + 1, size + 1))
        after = np.zeros((jobs + 1, size + 1))
        for j in range(jobs):
            g, w = multipliers[j] - cost[i, j], need[i, j]
            before[j + 1] = before[j]
            if g > 0:
                for c in range(w, size + 1):
                    before[j + 1, c] = max(before[j, c], before[j, c - w] + g)
        for j in range(jobs - 1, -1, -1):
            g, w = multipliers[j] - cost[i, j], need[i, j]
            after[j] = after[j + 1]
            if g > 0:
                for c in range(w, size + 1):
                    after[j, c] = max(after[j + 1, c], after[j + 1, c - w] + g)
        free = before[jobs, size]
        for j in range(jobs):
            room = size - need[i, j]
            if room < 0:
                continue
            most = 0.0
            for c in range(room + 1):
                most = max(most, before[j, c] + after[j + 1, room - c])
            out[i, j] = free - (most + multipliers[j] - cost[i, j])
    return out


@nb.njit(nogil=True, cache=True)
def _anneal(
    cost: Array,
    need: Array,
    capacity: Array,
    near: Array,
    agent: Array,
    moves: int,
    hot: float,
    cold: float,
    seed: int,
) -> Array:
    """Shifts to near agents and swaps with one of theirs; excess over capacity has a price that rises and falls."""
    np.random.seed(seed)
    agents, jobs = cost.shape
    left = capacity.copy()
    members = np.zeros((agents, jobs), np.int64)
    count = np.zeros(agents, np.int64)
    place = np.zeros(jobs, np.int64)
    now = 0
    for j in range(jobs):
        a = agent[j]
        left[a] -= need[a, j]
        now += cost[a, j]
        members[a, count[a]], place[j] = j, count[a]
        count[a] += 1
    over = 0
    for i in range(agents):
        over += max(0, -left[i])
    best = agent.copy()
    top = now if over == 0 else np.int64(1 << 60)
    price, heat = 3.0, hot
    cooling = (cold / hot) ** (1.0 / max(1, moves // 1000))
    for step in range(moves):
        if step % 1000 == 999:
            heat *= cooling
            price = min(50.0, price * 1.05) if over > 0 else max(0.5, price * 0.95)
        j = np.random.randint(jobs)
        a, b = agent[j], near[j, np.random.randint(near.shape[1])]
        if b == a:
            continue
        k = -1
        la, lb = left[a] + need[a, j], left[b] - need[b, j]
        delta = cost[b, j] - cost[a, j]
        if count[b] > 0 and np.random.random() >= 0.3:
            k = members[b, np.random.randint(count[b])]
            la, lb = la - need[a, k], lb + need[b, k]
            delta += cost[a, k] - cost[b, k]
        excess = max(0, -la) + max(0, -lb) - max(0, -left[a]) - max(0, -left[b])
        worse = delta + price * excess
        if worse > 0 and np.random.random() >= np.exp(-worse / heat):
            continue
        at = place[j]
        if k >= 0:
            members[a, at], members[b, place[k]] = k, j
            place[j], place[k] = place[k], at
            agent[k] = a
        else:
            count[a] -= 1
            last = members[a, count[a]]
            members[a, at], place[last] = last, at
            members[b, count[b]], place[j] = j, count[b]
            count[b] += 1
        agent[j] = b
        left[a], left[b] = la, lb
        now += delta
        over += excess
        if over == 0 and now < top:
            top = now
            best[:] = agent
    return best if top < 1 << 60 else agent
