"""Maximal covering: the SJC instances of a folder, and seeded ones beside spopt (HiGHS and CBC), greedy and CP-SAT."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from bench.planning.peer import NOT_THERE
from bench.planning.spending import UNIT, Spent, spending
from bench.report import Row
from dundian.planning.solver.classical.mclp import Covering, maximal_covering

SJC_SECONDS, FASTER, CP_SECONDS, PEER_SECONDS = 15.0, 20.0, 10.0, 150
SJC = ((150.0, 20), (150.0, 40), (200.0, 15), (300.0, 10))
SIZES = ((2_000, 200, 20), (5_000, 400, 40), (10_000, 600, 60), (20_000, 1_000, 100))
SIDE = 100.0
Floats = NDArray[np.float64]


def rows(data: Path, seeds: tuple[int, ...], *, beside: bool = True) -> Iterator[Row]:
    """All figures of maximal covering."""
    _solve(np.zeros((2, 2)), np.ones(2), 1.0, 1)
    folder = data / "mclp"
    if not folder.is_dir():
        print(f"no {folder}: its instances are left out")
    for file in sorted(folder.glob("*.txt")):
        yield from _sjc(file)
    for points, sites, p in SIZES:
        yield from _beside(seeds[0], points, sites, p, beside)


def instance(seed: int, points: int, sites: int, p: int) -> tuple[Floats, Floats, float]:
    """Distances, weights and a radius at which sites overlap somewhat."""
    chance = np.random.default_rng([seed, points])
    towns = chance.random((40, 2)) * SIDE
    demand = towns[chance.integers(0, 40, points)] + chance.normal(0, 6, (points, 2))
    place = demand[chance.choice(points, sites, replace=False)]
    cost = np.hypot(*(demand[:, None, k] - place[None, :, k] for k in (0, 1)))
    return cost, chance.integers(1, 100, points).astype(float), 0.2 * SIDE / np.sqrt(p)


def _solve(cost: Floats, weight: Floats, radius: float, p: int) -> Covering:
    point, site = np.nonzero(cost <= radius)
    return maximal_covering(weight, point, site, cost.shape[1], p, seconds=120)


def _sjc(file: Path) -> Iterator[Row]:
    lines = [line.split() for line in file.read_text().splitlines()[1:] if line.strip()]
    table = np.array([[float(cell) for cell in line[:3]] for line in lines])
    cost = np.hypot(*(table[:, None, k] - table[None, :, k] for k in (0, 1)))
    for radius, p in SJC:
        with spending() as spent:
            found = _solve(cost, table[:, 2], radius, p)
        name = f"{file.stem}, radius {radius:g}, p {p}"
        yield spent.row(f"{name}: proven", SJC_SECONDS)
        yield Row(f"{name}: gap", 100 * found.gap, "%", 1e-6, "lower", "value", found.value)
        yield _counted(name, found, cost, table[:, 2], radius, p)


def _counted(name: str, found: Covering, cost: Floats, weight: Floats, radius: float, p: int) -> Row:
    covered = (cost[:, list(found.chosen)] <= radius).any(axis=1)
    wrong = abs(float(weight[covered].sum()) - found.value) + abs(len(set(found.chosen)) - p)
    return Row(f"{name}: off, counted anew", wrong, "", 1e-6)


def _beside(seed: int, points: int, sites: int, p: int, beside: bool) -> Iterator[Row]:
    cost, weight, radius = instance(seed, points, sites, p)
    name = f"covering, {points:,} points, {sites:,} sites, p {p}"
    with spending() as spent:
        found = _solve(cost, weight, radius, p)
    yield spent.row(f"{name}: proven")
    yield Row(f"{name}: gap", 100 * found.gap, "%", 1e-6, "lower", "value", found.value)
    yield _counted(name, found, cost, weight, radius, p)
    first = next(h.value for h in found.history if h.value is not None)
    yield Row(f"{name}: greedy with exchanges under the bound", 100 * (1 - first / found.bound), "%")
    if not beside:
        return
    value, bound = _cp_sat(cost, weight, radius, p)
    yield Row(f"{name}: CP-SAT {CP_SECONDS:g} s under the bound", 100 * (1 - value / found.bound), "%")
    yield Row(f"{name}: CP-SAT's own gap", 100 * (bound / value - 1) if value else 100.0, "%")
    for solver in ("highs", "cbc"):
        peer = _peer(cost, weight, radius, p, solver)
        if peer is not None:
            yield from _against(name, solver, found, spent, peer)


def _against(name: str, solver: str, found: Covering, spent: Spent, peer: "Peer") -> Iterator[Row]:
    """How many times faster, by the processor; beside it the peer's seconds. A peer that was cut says so."""
    times = peer.spent.processor / spent.processor
    if peer.value is None:
        row = f"{name}: times faster than spopt with {solver}, at least: it was cut without an answer"
        yield Row(row, times, "×", FASTER, "higher", f"its {UNIT}", peer.spent.processor)
        return
    row = f"{name}: times faster than spopt with {solver}"
    yield Row(row, times, "×", FASTER, "higher", f"its {UNIT}", peer.spent.processor)
    by_clock = peer.spent.clock / spent.clock
    yield Row(f"{row}, by the clock", by_clock, "×", None, "higher", "its seconds", peer.spent.clock)
    off = found.value - peer.value
    yield Row(f"{name}: value against spopt with {solver}", off, "", -1e-6, "higher", "its value", peer.value)


def _cp_sat(cost: Floats, weight: Floats, radius: float, p: int) -> tuple[float, float]:
    model = cp_model.CpModel()
    chosen = [model.new_bool_var("") for _s in range(cost.shape[1])]
    model.add(sum(chosen) == p)
    covered = []
    for near in cost <= radius:
        covered.append(model.new_bool_var(""))
        model.add_bool_or([chosen[s] for s in np.flatnonzero(near)] + [covered[-1].negated()])
    model.maximize(sum(int(w) * c for w, c in zip(weight, covered, strict=True)))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = CP_SECONDS
    solver.parameters.num_workers = 2
    solver.solve(model)
    return solver.objective_value, solver.best_objective_bound


@dataclass(frozen=True)
class Peer:
    """What a peer spent, and the value it found; None when it was cut."""

    spent: Spent
    value: float | None


def _peer(cost: Floats, weight: Floats, radius: float, p: int, solver: str) -> Peer | None:
    """Run a peer in a process of its own, cut after so many seconds of the processor; None where it is not there."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "instance.npz")
        np.savez(file, cost=cost, weight=weight)
        order = [sys.executable, "-m", "bench.planning.peer", str(file), str(radius), str(p), solver]
        limit = f'ulimit -t {PEER_SECONDS}; exec "$@"'
        ran = subprocess.run(["sh", "-c", limit, "peer", *order], capture_output=True, text=True, check=False)
    if ran.returncode == 0:
        said = json.loads(ran.stdout.splitlines()[-1])
        return Peer(Spent(said["processor"], said["clock"]), said["value"])
    if ran.returncode == NOT_THERE:
        print(f"spopt with {solver} is not there: left out")
        return None
    print(f"spopt with {solver} was cut after {PEER_SECONDS} s of the processor")
    return Peer(Spent(PEER_SECONDS, 0.0), None)
