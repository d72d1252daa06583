"""Leaders in charge of areas (领导包片): each area has one leader, work is shared evenly, ways are short.

First the heaviest load is made as small as can be, then the kilometres, with no load above that (widened by `slack`).
Pieces are kept together by separator cuts, added as they are broken (Carvajal and others 2013).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from dundian.planning.solver.assignment.arrays import Array
from dundian.planning.solver.assignment.distance import great_circle_km
from dundian.planning.solver.assignment.problem import Place
from dundian.planning.solver.faults import Fault, FaultCode, InvalidProblem
from dundian.planning.solver.highs import Model, solve_mip
from dundian.planning.solver.running import Asked, Progress, Report, Status, Watch

CUT_ROUNDS = 60


@dataclass(frozen=True, slots=True)
class Leader:
    """Takes from `least` to `most` areas; `units`: areas that are the leader's own and are not taken."""

    id: str
    place: Place | None = None
    least: int = 1
    most: int | None = None
    units: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Area:
    """`work`: whole, such as sites or workers. `neighbours`: ids of areas that touch it."""

    id: str
    work: int = 1
    place: Place | None = None
    neighbours: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Charging:
    """`slack`: by how much of the evenest heaviest load loads may exceed it for shorter ways. `joined`: areas of one
    leader form one piece. `earlier`: leader of each area before; a change costs `change` kilometres.
    """

    leaders: Sequence[Leader]
    areas: Sequence[Area]
    slack: float = 0.0
    joined: bool = False
    pins: Mapping[str, str] = field(default_factory=dict)  # area: leader
    bans: Sequence[tuple[str, str]] = ()  # leader, area
    earlier: Mapping[str, str] = field(default_factory=dict)
    change: int = 0


@dataclass(frozen=True, slots=True)
class Charges:
    """`leader` of each area, `loads` of each leader, the heaviest load and its bound, kilometres and their bound."""

    status: Status
    leader: Mapping[str, str] = field(default_factory=dict)
    loads: Mapping[str, int] = field(default_factory=dict)
    heaviest: int | None = None
    heaviest_bound: int | None = None
    km: int | None = None
    km_bound: float | None = None
    history: tuple[Progress, ...] = ()
    seconds: float = 0.0


def faults(problem: Charging) -> list[Fault]:
    """What cannot be used, row by row."""
    leaders, areas = {x.id for x in problem.leaders}, {x.id for x in problem.areas}
    found = []
    named = {"leaders": [x.id for x in problem.leaders], "areas": [x.id for x in problem.areas]}
    for table, ids in named.items():
        for row, name in enumerate(ids):
            if (first := ids.index(name)) < row:
                found.append(Fault(table, row, "id", FaultCode.TWICE, {"value": name, "first": first}))
    for row, area in enumerate(problem.areas):
        if area.work < 0:
            found.append(Fault("areas", row, "work", FaultCode.NEGATIVE, {"value": area.work}))
        unknown = [n for n in area.neighbours if n not in areas]
        found += [Fault("areas", row, "neighbours", FaultCode.UNKNOWN, {"value": n}) for n in unknown]
    for row, leader in enumerate(problem.leaders):
        if leader.most is not None and leader.least > leader.most:
            values = {"least": leader.least, "most": leader.most}
            found.append(Fault("leaders", row, "least", FaultCode.LEAST_OVER_MOST, values))
    for row, (name, who) in enumerate(problem.pins.items()):
        if name not in areas or who not in leaders:
            found.append(
                Fault("pins", row, "", FaultCode.UNKNOWN, {"value": name if name not in areas else who})
            )
    return found


def charge(
    problem: Charging,
    *,
    seconds: float = 30.0,
    seed: int = 0,
    progress: Report | None = None,
    cancelled: Asked | None = None,
) -> Charges:
    """The most even charges, and of those the shortest ways. Raises `InvalidProblem`."""
    if found := faults(problem):
        raise InvalidProblem(found)
    return _Charging(
        problem, Watch(seconds, larger=False, progress=progress, cancelled=cancelled), seed
    ).run()


class _Charging:
    def __init__(self, problem: Charging, watch: Watch, seed: int) -> None:
        self.problem, self.watch, self.seed = problem, watch, seed
        self.leader = {x.id: i for i, x in enumerate(problem.leaders)}
        self.area = {x.id: a for a, x in enumerate(problem.areas)}
        self.work = np.array([x.work for x in problem.areas], float)
        self.neighbours: list[set[int]] = [set() for _ in problem.areas]
        for a, one in enumerate(problem.areas):
            for other in one.neighbours:
                self.neighbours[a].add(self.area[other])
                self.neighbours[self.area[other]].add(a)
        self.km = self._kilometres()
        self.cuts: list[tuple[list[int], list[float]]] = []

    def run(self) -> Charges:
        count, areas = len(self.problem.leaders), len(self.problem.areas)
        if not areas:
            return Charges(Status.OPTIMAL, {}, {x.id: 0 for x in self.problem.leaders}, 0, 0, 0, 0.0)
        if not count:
            return Charges(Status.INFEASIBLE)
        x, status, low = self._solve(None)
        if x is None:
            return Charges(status, seconds=self.watch.elapsed)
        heaviest = int((x * self.work).sum(axis=1).max())
        low = max(low, int(np.ceil(self.work.sum() / count - 1e-9)), int(self.work.max()))
        even = heaviest <= low
        self.watch.note("even", value=float(heaviest), bound=float(low))
        limit = int(heaviest * (1 + self.problem.slack) + 1e-9)
        near, near_status, bound = self._solve(limit)
        if near is not None:
            x = near
        proven = even and near_status == Status.OPTIMAL
        return self._charges(x, Status.OPTIMAL if proven else Status.FEASIBLE, low, bound)

    def _charges(self, x: Array, status: Status, low: int, bound: float) -> Charges:
        problem = self.problem
        who = x.argmax(axis=0)
        loads = (x * self.work).sum(axis=1).astype(int)
        km = int((x * self.km).sum())
        return Charges(
            status,
            {one.id: problem.leaders[who[a]].id for a, one in enumerate(problem.areas)},
            {one.id: int(loads[i]) for i, one in enumerate(problem.leaders)},
            int(loads.max()),
            low,
            km,
            min(float(km), bound),
            tuple(self.watch.history),
            self.watch.elapsed,
        )

    def _kilometres(self) -> Array:
        problem = self.problem
        out = np.zeros((len(problem.leaders), len(problem.areas)))
        for i, leader in enumerate(problem.leaders):
            for a, area in enumerate(problem.areas):
                if leader.place and area.place:
                    out[i, a] = np.rint(great_circle_km(*leader.place, *area.place))
                if problem.earlier.get(area.id, leader.id) != leader.id:
                    out[i, a] += problem.change
        return out

    def _model(self, limit: int | None) -> Model:
        count, areas = self.km.shape
        model = Model(smaller=True)
        x = model.columns(count * areas, cost=0.0 if limit is None else self.km.ravel(), integer=True)
        grid = x.reshape(count, areas)
        top = None if limit is not None else int(model.columns(1, cost=1.0, upper=self.work.sum())[0])
        for a in range(areas):
            model.row(grid[:, a], lower=1.0, upper=1.0)
        for i, leader in enumerate(self.problem.leaders):
            model.row(grid[i], lower=leader.least, upper=areas if leader.most is None else leader.most)
            if limit is not None:
                model.row(grid[i], self.work, upper=limit)
            elif top is not None:
                model.row([*grid[i], top], [*self.work, -1.0], upper=0.0)
        for i, a in self._barred():
            model.row([grid[i, a]], upper=0.0)
        for columns, values in self.cuts:
            model.row(columns, values, upper=1.0)
        return model

    def _barred(self) -> Iterable[tuple[int, int]]:
        for leader, area in self.problem.bans:
            yield self.leader[leader], self.area[area]
        for i, one in enumerate(self.problem.leaders):
            yield from ((i, self.area[u]) for u in one.units if u in self.area)
        for area, leader in self.problem.pins.items():
            yield from ((i, self.area[area]) for name, i in self.leader.items() if name != leader)

    def _solve(self, limit: int | None) -> tuple[Array | None, Status, int]:
        """Solve, cutting off charges in pieces until none is left; the bound is of the last, sharpest model."""
        for _ in range(CUT_ROUNDS):
            if self.watch.over:
                break
            outcome = solve_mip(
                self._model(limit), seconds=self.watch.left, seed=self.seed, stop=lambda: self.watch.over
            )
            if outcome.infeasible:
                return None, Status.INFEASIBLE, 0
            if outcome.values is None:
                break
            x = np.rint(outcome.values[: self.km.size]).reshape(self.km.shape)
            if not (self.problem.joined and self._cut(x)):
                status = Status.OPTIMAL if outcome.optimal else Status.FEASIBLE
                return x, status, int(np.ceil((outcome.bound or 0.0) - 1e-6))
        return None, Status.UNKNOWN, 0

    def _cut(self, x: Array) -> bool:
        """For each piece apart from the leader's first: it comes with a neighbour, or not together with the first."""
        areas = self.km.shape[1]
        before = len(self.cuts)
        for row in x:
            pieces = self._pieces(np.flatnonzero(row > 0.5))
            for piece in pieces[1:]:
                around = set().union(*(self.neighbours[a] for a in piece)) - piece
                for i in range(x.shape[0]):
                    columns = [i * areas + a for a in (min(piece), min(pieces[0]), *sorted(around))]
                    self.cuts.append((columns, [1.0, 1.0] + [-1.0] * len(around)))
        return len(self.cuts) > before

    def _pieces(self, mine: Array) -> list[set[int]]:
        rest, found = set(mine.tolist()), []
        while rest:
            piece, front = set(), [min(rest)]
            while front:
                a = front.pop()
                if a in rest:
                    rest.discard(a)
                    piece.add(a)
                    front += self.neighbours[a] & rest
            found.append(piece)
        return sorted(found, key=len, reverse=True)
