"""What goes into a plan and what comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


class Circular(ValueError):
    """Steps that wait for each other; `circle` names them, the first again at the end."""

    def __init__(self, circle: list[str]) -> None:
        super().__init__(" → ".join(circle))
        self.circle = circle


@dataclass(frozen=True)
class Step:
    """One thing to do. `days` are working days of its owner; it begins after every step in `after` has ended.

    `by`: finished on that day at the latest; without it the frame's end holds. `not_before`: the earliest start.
    """

    id: str
    days: int
    owner: str = ""
    after: tuple[str, ...] = ()
    by: date | None = None
    not_before: date | None = None


@dataclass(frozen=True)
class Frame:
    """The time there is.

    `days`: every working day, ascending, from the first that may be planned to well past `end`. `away`: days on which
    an owner does not work. `at_once`: how many steps one owner has in hand at a time; a step without an owner is
    bound by neither.
    """

    days: tuple[date, ...]
    end: date
    away: Mapping[str, frozenset[date]] = field(default_factory=dict)
    at_once: int = 2


@dataclass(frozen=True)
class Line:
    """A step in the plan: as early as it can be, as late as it may be, and the working days between."""

    id: str
    start: date
    finish: date
    latest_start: date
    latest_finish: date
    slack: int
    critical: bool


@dataclass(frozen=True)
class Broken:
    """A date that cannot be kept: `late` working days too many; `chain` is what the step waits for, in order."""

    id: str
    by: date
    finish: date
    late: int
    fixed: bool
    chain: tuple[str, ...]


@dataclass(frozen=True)
class Mend:
    """One change that alone makes the plan possible (each was tried).

    `kind`: end (later, to `day`), fixed (of step `id`, to `day`), shorten (step `id` by `days`), at_once (`days` steps
    at a time), owner (step `id` to `owner`), together (the steps `ids`, `days` working days between them; not tried).
    """

    kind: str
    id: str = ""
    day: date | None = None
    days: int = 0
    owner: str = ""
    ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """Lines in order of start. `chain` is the longest chain, which decides when everything can be finished."""

    lines: tuple[Line, ...]
    chain: tuple[str, ...]
    broken: tuple[Broken, ...] = ()
    mends: tuple[Mend, ...] = ()

    @property
    def feasible(self) -> bool:
        return not self.broken

    def line(self, step: str) -> Line:
        return next(line for line in self.lines if line.id == step)
