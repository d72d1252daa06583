"""p-median and generalised assignment instances of a folder, beside the values published for them."""

import csv
import re
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from bench.report import Row
from dundian.planning.solver.classical.gap import assign
from dundian.planning.solver.classical.pmedian import graph_distances, p_median

EACH_SECONDS, MEDIAN_SECONDS, GAP_SECONDS = 120.0, 5.0, 60.0
D_PERCENT = 0.3
PATIENCE = 10  # the clock may run so much longer than the processor


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
    spent = []
    for path in sorted(folder.glob("*.txt"), key=_number):
        words = path.read_text().split()
        nodes, edges, p = (int(w) for w in words[:3])
        ends = [
            (int(a) - 1, int(b) - 1, float(d))
            for a, b, d in zip(*(words[3 + i :: 3] for i in range(3)), strict=False)
        ]
        before = time.process_time()
        found = p_median(
            graph_distances(nodes, ends[:edges]),
            p,
            seconds=PATIENCE * EACH_SECONDS,
            cancelled=_until(before + EACH_SECONDS),
        )
        spent.append(time.process_time() - before)
        name = f"p-median {path.stem}, n {nodes}, p {p}"
        published = known.get(path.stem)
        yield Row(
            f"{name}: proven", spent[-1], "s of the processor", EACH_SECONDS, "lower", "value", found.value
        )
        yield Row(f"{name}: gap", 100 * found.gap, "%", 0.0, "lower", "published", published)
        if published is not None:
            yield Row(f"{name}: off the published optimum", abs(found.value - published), "", 0.0)
    if spent:
        yield Row("p-median: median", statistics.median(spent), "s of the processor", MEDIAN_SECONDS)


def assignments(folder: Path, seed: int = 0) -> Iterator[Row]:
    """Each instance: seconds and gap to its own bound; type d also beside the best value known."""
    warm()
    known = _column(folder / "best.csv", "Path", "Best known solution value")
    for path in sorted(p for p in folder.iterdir() if re.fullmatch(r"[a-e]\d{5,6}", p.name)):
        numbers = np.array(path.read_text().split(), np.int64)
        agents, jobs = (int(n) for n in numbers[:2])
        size = agents * jobs
        cost, need = (numbers[2 + i * size : 2 + (i + 1) * size].reshape(agents, jobs) for i in (0, 1))
        before = time.process_time()
        found = assign(
            cost,
            need,
            numbers[2 + 2 * size : 2 + 2 * size + agents],
            seconds=PATIENCE * GAP_SECONDS,
            seed=seed,
            cancelled=_until(before + GAP_SECONDS),
        )
        spent = time.process_time() - before
        name = f"generalised assignment {path.name}"
        best = known.get(path.name)
        gap = 100.0 if found.gap is None else 100 * found.gap
        yield Row(
            f"{name}: time", spent, "s of the processor", GAP_SECONDS + 1, "lower", "value", found.value
        )
        if path.name[0] != "d":
            yield Row(f"{name}: proven gap", gap, "%", 0.0, "lower", "best known", best)
            continue
        against = best or found.bound
        off = 100 * ((found.value or np.inf) / against - 1) if against else gap
        yield Row(f"{name}: above the best known", off, "%", D_PERCENT, "lower", "proven gap, %", gap)


def _until(moment: float) -> Callable[[], bool]:
    """Whether the processor has worked up to this moment: on a machine that others use the clock says little."""
    return lambda: time.process_time() > moment


def _number(path: Path) -> int:
    return int("".join(filter(str.isdigit, path.stem)) or 0)


def _column(path: Path, name: str, value: str) -> dict[str, float]:
    """A column of a table by the last part of another; lines without a number are left out."""
    if not path.exists():
        return {}
    with path.open(newline="") as lines:
        found = [(line.get(name) or "", line.get(value) or "") for line in csv.DictReader(lines)]
    return {a.rsplit("/", 1)[-1]: float(b) for a, b in found if re.fullmatch(r"\d+(\.\d+)?", b)}
