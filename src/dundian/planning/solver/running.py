"""A solver at work: how far it is, when it must stop.

Whoever calls a solver may hand in `progress`, called with each `Progress` in the thread that solves, and `cancelled`,
asked at every step. Steps are limited by work (nodes, iterations, rounds), never by the clock: with one seed a shorter
run is a prefix of a longer one, and two runs that both come to their end give the same plan.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

PATIENCE = 20  # by the clock for each second of the processor, at most


class Status(StrEnum):
    """How a run ended."""

    OPTIMAL = "optimal"  # no plan is better, within the gap asked for
    FEASIBLE = "feasible"  # a plan, with a bound on what a better one could bring
    INFEASIBLE = "infeasible"  # proven: no plan keeps all rules
    UNKNOWN = "unknown"  # the time was too short to find a plan or to prove that there is none


@dataclass(frozen=True, slots=True)
class Progress:
    """A moment of a run: the best plan's value and the proven bound so far, None while there is none.

    `step` is a code of what was just done. Selection has larger values better, assignment smaller ones; the bound lies
    on the other side of the value.
    """

    seconds: float
    step: str
    value: float | None = None
    bound: float | None = None

    @property
    def gap(self) -> float | None:
        """Distance of value and bound as a share of the value: 0.01 is one per cent."""
        return relative_gap(self.value, self.bound)


Report = Callable[[Progress], None]
Asked = Callable[[], bool]
Clock = Callable[[], float]


class Seconds:
    """What the seconds of every run in this process are: the clock's, unless it is told to count the processor's.

    Where others use the machine the clock says little about a solver; a benchmark may therefore limit by what the
    processor did, over all threads. Whatever stops itself by the clock, as HiGHS does, is stopped from outside then.
    """

    now: Clock = time.monotonic

    @classmethod
    def count(cls, clock: Clock) -> None:
        cls.now = clock

    @classmethod
    def are_the_clocks(cls) -> bool:
        return cls.now is time.monotonic

    @classmethod
    def limit(cls, seconds: float) -> float:
        """The limit for a solver that knows the clock only."""
        return max(0.01, seconds) * (1 if cls.are_the_clocks() else PATIENCE)


def relative_gap(value: float | None, bound: float | None) -> float | None:
    """|bound - value| / |value|; None while either is missing."""
    if value is None or bound is None:
        return None
    return abs(bound - value) / max(abs(value), 1e-9)


class Stopped(Exception):
    """The time is over or the caller cancelled; what was found so far stands."""


@dataclass
class Watch:
    """The clock of one run, with its history of values and bounds.

    `larger` says whether larger values are better. Values and bounds only ever get better: a worse one is ignored.
    """

    seconds: float
    larger: bool
    progress: Report | None = None
    cancelled: Asked | None = None
    value: float | None = None
    bound: float | None = None
    history: list[Progress] = field(default_factory=list)
    started: float = field(default_factory=lambda: Seconds.now())
    was_cancelled: bool = False

    @property
    def elapsed(self) -> float:
        return Seconds.now() - self.started

    @property
    def left(self) -> float:
        """Seconds left, never below 0; 0 once cancelled."""
        if self.was_cancelled:
            return 0.0
        return max(0.0, self.seconds - self.elapsed)

    @property
    def over(self) -> bool:
        if not self.was_cancelled and self.cancelled is not None and self.cancelled():
            self.was_cancelled = True
        return self.left <= 0

    def check(self) -> None:
        """Raise `Stopped` when time is over or the caller has cancelled."""
        if self.over:
            raise Stopped

    def note(self, step: str, *, value: float | None = None, bound: float | None = None) -> None:
        """Take over a better value or bound and tell the caller; always kept in the history when better."""
        better_value = value is not None and (self.value is None or self._above(value, self.value))
        better_bound = bound is not None and (self.bound is None or self._above(self.bound, bound))
        if better_value:
            self.value = value
        if better_bound:
            self.bound = bound
        now = Progress(self.elapsed, step, self.value, self.bound)
        if better_value or better_bound or not self.history:
            self.history.append(now)
        if self.progress is not None:
            self.progress(now)

    @property
    def gap(self) -> float | None:
        return relative_gap(self.value, self.bound)

    def _above(self, a: float, b: float) -> bool:
        return a > b if self.larger else a < b
