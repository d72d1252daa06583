"""Maximal covering: the SJC instances of a folder, and seeded ones beside spopt (HiGHS and CBC), greedy and CP-SAT."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

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
        began = time.perf_counter()
        found = _solve(cost, table[:, 2], radius, p)
        spent = time.perf_counter() - began
        name = f"{file.stem}, radius {radius:g}, p {p}"
        yield Row(f"{name}: proven", spent, "s", SJC_SECONDS)
        yield Row(f"{name}: gap", 100 * found.gap, "%", 1e-6)


def _beside(seed: int, points: int, sites: int, p: int, beside: bool) -> Iterator[Row]:
    cost, weight, radius = instance(seed, points, sites, p)
    name = f"covering, {points:,} points, {sites:,} sites, p {p}"
    began = time.perf_counter()
    found = _solve(cost, weight, radius, p)
    spent = time.perf_counter() - began
    yield Row(f"{name}: proven", spent, "s")
    yield Row(f"{name}: gap", 100 * found.gap, "%", 1e-6)
    first = next(h.value for h in found.history if h.value is not None)
    yield Row(f"{name}: greedy with exchanges under the bound", 100 * (1 - first / found.bound), "%")
    if not beside:
        return
    value, bound = _cp_sat(cost, weight, radius, p)
    yield Row(f"{name}: CP-SAT {CP_SECONDS:g} s under the bound", 100 * (1 - value / found.bound), "%")
    yield Row(f"{name}: CP-SAT's own gap", 100 * (bound / value - 1) if value else 100.0, "%")
    for solver in ("highs", "cbc"):
        peer = _peer(cost, weight, radius, p, solver)
        if peer is None:
            print(f"spopt with {solver} is not there or took more than {PEER_SECONDS} s: left out")
            continue
        seconds, worth = peer
        yield Row(
            f"{name}: times faster than spopt with {solver}", seconds / spent, "×", FASTER, "higher",
            "its seconds", seconds,
        )  # fmt: skip
        yield Row(f"{name}: value against spopt with {solver}", found.value - worth, "", -1e-6, "higher")


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


def _peer(cost: Floats, weight: Floats, radius: float, p: int, solver: str) -> tuple[float, float] | None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "instance.npz")
        np.savez(file, cost=cost, weight=weight)
        order = [sys.executable, "-m", "bench.planning.peer", str(file), str(radius), str(p), solver]
        try:
            ran = subprocess.run(order, capture_output=True, text=True, timeout=PEER_SECONDS, check=False)
        except subprocess.TimeoutExpired:
            return None
    if ran.returncode:
        return None
    said = json.loads(ran.stdout.splitlines()[-1])
    return said["seconds"], said["value"]
