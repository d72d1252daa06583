"""From points to an order, and how firm it is. Plain numbers in, plain numbers out; exact fractions throughout.

A nomination's mark for a criterion is the mean of the judges who have no conflict of interest; its total is the mean of
those weighted. Shares of weights are of 1. `sensitivity` scales one weight and lets the others share the rest in their
old proportion (one-at-a-time analysis: Triantaphyllou and Sánchez 1997, Decision Sciences 28(1), 151–194).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median
from typing import Generic, TypeVar

I = TypeVar("I", bound=object)  # noqa: E741  a nomination's id
C = TypeVar("C", bound=object)  # a criterion's id
Marks = Mapping[I, Mapping[C, Fraction]]
STEP = Fraction(1, 10)


def mean(points: Sequence[int]) -> Fraction:
    return Fraction(sum(points), len(points))


def outliers(points: Sequence[int], gap: int) -> list[int | None]:
    """For each of the points how far it lies off the panel's median, or None when that is less than `gap`.

    Of fewer than three nobody can say which is the odd one.
    """
    if len(points) < 3:
        return [None] * len(points)
    middle = median(points)
    return [round(p - middle) if abs(p - middle) >= gap else None for p in points]


def total(marks: Mapping[C, Fraction], weights: Mapping[C, Fraction]) -> Fraction:
    return sum((marks[c] * w for c, w in weights.items()), Fraction(0))


def shifted(weights: Mapping[C, Fraction], which: C, by: Fraction) -> dict[C, Fraction]:
    """One weight times (1 + by), at most the whole; the others share the rest as before."""
    own = weights[which]
    new = min(own * (1 + by), Fraction(1))
    rest = (1 - new) / (1 - own) if own != 1 else Fraction(1)
    return {c: new if c == which else w * rest for c, w in weights.items()}


def best(marks: Marks[I, C], weights: Mapping[C, Fraction], most: int) -> list[I]:
    """Ids by total, the highest first, as many as are commended; equal ones stay in the order given."""
    return sorted(marks, key=lambda i: -total(marks[i], weights))[:most]


@dataclass(frozen=True)
class Swing(Generic[I, C]):
    """What a weight moved by ±10 % would do to the list, and how far it can move until the list changes.

    `first_up`, `first_down`: the smallest relative change that lets somebody in; None when none within the whole does.
    """

    criterion: C
    up_in: list[I]
    up_out: list[I]
    down_in: list[I]
    down_out: list[I]
    first_up: Fraction | None
    first_down: Fraction | None

    @property
    def firm(self) -> bool:
        return not (self.up_in or self.down_in)


def sensitivity(marks: Marks[I, C], weights: Mapping[C, Fraction], listed: Sequence[I]) -> list[Swing[I, C]]:
    """One swing a criterion. `listed` is the list as it stands, which somebody may have settled at a tie."""
    ordered = [*listed, *(i for i in marks if i not in listed)]
    held = {i: marks[i] for i in ordered}
    swings = []
    for c in weights:
        up, down = (best(held, shifted(weights, c, by), len(listed)) for by in (STEP, -STEP))
        first_up, first_down = _turning(held, weights, c, listed)
        swings.append(
            Swing(
                c,
                [i for i in up if i not in listed],
                [i for i in listed if i not in up],
                [i for i in down if i not in listed],
                [i for i in listed if i not in down],
                first_up,
                first_down,
            )
        )
    return swings


def _turning(
    marks: Marks[I, C], weights: Mapping[C, Fraction], c: C, listed: Sequence[I]
) -> tuple[Fraction | None, Fraction | None]:
    """Where a listed and an unlisted total first meet: both are straight lines in the change of the weight."""
    own = weights[c]
    if own == 1:
        return None, None
    lines = {}
    for i, given in marks.items():
        rest = sum((given[o] * w for o, w in weights.items() if o != c), Fraction(0)) / (1 - own)
        lines[i] = (own * given[c] + (1 - own) * rest, own * (given[c] - rest))
    most = (1 - own) / own
    meets = []
    for i in listed:
        for j in (j for j in marks if j not in listed):
            at, slope = lines[i][0] - lines[j][0], lines[i][1] - lines[j][1]
            if slope:
                meets.append(-at / slope)
    ups, downs = [m for m in meets if 0 < m <= most], [m for m in meets if -1 <= m < 0]
    return min(ups, default=None), max(downs, default=None)
