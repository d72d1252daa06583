"""What a run cost: seconds of the processor over all threads, which limits are held against, and of the clock beside.

On a machine that others use the clock says little about a solver. The seconds that solvers are given are therefore the
processor's here (`by_processor`); two threads at once spend two of them for each of the clock's.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bench.report import Row
from dundian.planning.solver.running import Seconds

UNIT = "s of the processor"


@dataclass
class Spent:
    """Seconds of a block of work."""

    processor: float = 0.0
    clock: float = 0.0

    def row(self, name: str, limit: float | None = None) -> Row:
        return Row(name, self.processor, UNIT, limit, "lower", "by the clock", self.clock)


def by_processor() -> None:
    """From now on solvers in this process count their seconds by the processor."""
    Seconds.count(time.process_time)


@contextmanager
def spending() -> Iterator[Spent]:
    """Measure the block."""
    spent = Spent()
    processor, clock = time.process_time(), time.perf_counter()
    yield spent
    spent.processor, spent.clock = time.process_time() - processor, time.perf_counter() - clock


def slowest(every: list[Spent]) -> Spent:
    """The dearest of some, each measure by itself."""
    return Spent(max(s.processor for s in every), max(s.clock for s in every))
