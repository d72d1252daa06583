"""p-median and generalised assignment instances of a folder, beside the values published for them."""

import csv
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench.planning.spending import UNIT, spending
from bench.report import Row
from dundian.planning.solver.classical.gap import Assigned, assign
from dundian.planning.solver.classical.pmedian import graph_distances, p_median

EACH_SECONDS, MEDIAN_SECONDS, GAP_SECONDS = 120.0, 5.0, 60.0
D_PERCENT = 0.3
Counts = npt.NDArray[np.int64]


def warm() -> None:
    """Compile what is compiled at first use."""
    chance = np.random.default_rng(0)
    distances = chance.integers(1, 99, (30, 30)).astype(float)
    p_median(distances, 3, seconds=5)
    cost, need = chance.integers(5, 25, (2, 3, 12))
    assign(cost, need, np.full(3, 70), seconds=5)


def p_medians(folder: Path) -> Iterator[Row]:
    """Each instance: seconds until proven; the value against the published one."""
    warm()
    known = _column(folder / "optima.csv", "instance", "optimum")
    every = []
    for path in sorted(folder.glob("*.txt"), key=_number):
        words = path.read_text().split()
        nodes, edges, p = (int(w) for w in words[:3])
        ends = [
            (int(a) - 1, int(b) - 1, float(d))
            for a, b, d in zip(*(words[3 + i :: 3] for i in range(3)), strict=False)
        ]
        with spending() as spent:
            distances = graph_distances(nodes, ends[:edges])
            found = p_median(distances, p, seconds=EACH_SECONDS - 1)
        every.append(spent.processor)
        name = f"p-median {path.stem}, n {nodes}, p {p}"
        published = known.get(path.stem)
        yield spent.row(f"{name}: proven", EACH_SECONDS)
        yield Row(f"{name}: gap", 100 * found.gap, "%", 0.0, "lower", "value", found.value)
        counted = float(distances[:, list(found.chosen)].min(axis=1).sum())
        wrong = abs(counted - found.value) + abs(len(set(found.chosen)) - p)
        yield Row(f"{name}: off, counted anew", wrong, "", 0.0)
        if published is not None:
            off = abs(found.value - published)
            yield Row(f"{name}: off the published optimum", off, "", 0.0, "lower", "published", published)
    if every:
        yield Row("p-median: median", statistics.median(every), UNIT, MEDIAN_SECONDS)


def assignments(folder: Path, seed: int = 0) -> Iterator[Row]:
    """Each instance: seconds and gap to its own bound; type d also beside the best value known."""
    warm()
    known = _column(folder / "best.csv", "Path", "Best known solution value")
    for path in sorted(p for p in folder.iterdir() if re.fullmatch(r"[a-e]\d{5,6}", p.name)):
        numbers = np.array(path.read_text().split(), np.int64)
        agents, jobs = (int(n) for n in numbers[:2])
        size = agents * jobs
        cost, need = (numbers[2 + i * size : 2 + (i + 1) * size].reshape(agents, jobs) for i in (0, 1))
        capacity = numbers[2 + 2 * size : 2 + 2 * size + agents]
        with spending() as spent:
            found = assign(cost, need, capacity, seconds=GAP_SECONDS - 1, seed=seed)
        name = f"generalised assignment {path.name}"
        best = known.get(path.name)
        gap = 100.0 if found.gap is None else 100 * found.gap
        yield spent.row(f"{name}: time", GAP_SECONDS)
        yield Row(f"{name}: off, counted anew", _miscounted(found, cost, need, capacity), "", 0.0)
        if path.name[0] != "d":
            yield Row(f"{name}: proven gap", gap, "%", 0.0, "lower", "value", found.value)
            if best is not None:
                off = abs((found.value or np.inf) - best)
                yield Row(f"{name}: off the best known", off, "", 0.0, "lower", "best known", best)
            continue
        against = best or found.bound
        off = 100 * ((found.value or np.inf) / against - 1) if against else gap
        yield Row(f"{name}: above the best known", off, "%", D_PERCENT, "lower", "value", found.value)
        yield Row(f"{name}: proven gap", gap, "%")


def _miscounted(found: Assigned, cost: Counts, need: Counts, capacity: Counts) -> float:
    """What an assignment uses beyond capacities, and by how much its value is off."""
    if not found.agent:
        return 1.0
    used, paid = np.zeros_like(capacity), 0
    for job, agent in enumerate(found.agent):
        used[agent] += need[agent, job]
        paid += int(cost[agent, job])
    beyond = int(np.maximum(used - capacity, 0).sum()) + abs(len(found.agent) - cost.shape[1])
    return float(beyond + abs(paid - (found.value or 0.0)))


def _number(path: Path) -> int:
    return int("".join(filter(str.isdigit, path.stem)) or 0)


def _column(path: Path, name: str, value: str) -> dict[str, float]:
    """A column of a table by the last part of another; lines without a number are left out."""
    if not path.exists():
        return {}
    with path.open(newline="") as lines:
        found = [(line.get(name) or "", line.get(value) or "") for line in csv.DictReader(lines)]
    return {a.rsplit("/", 1)[-1]: float(b) for a, b in found if re.fullmatch(r"\d+(\.\d+)?", b)}
