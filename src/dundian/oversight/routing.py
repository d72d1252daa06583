"""A day's round through a few places, the shortest there is (Held and Karp 1962, exact), over great circles.

A road is longer than the line, and more so in mountains: the line times `factor` is what a round is told in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import asin, cos, hypot, radians, sin, sqrt

EARTH = 6371.0  # km, mean radius
MOST = 12
FACTORS = {"plain": 1.25, "hills": 1.5, "mountains": 1.9}
SPEED = {"plain": 45.0, "hills": 38.0, "mountains": 28.0}  # km an hour
Point = tuple[float, float]  # latitude, longitude in degrees


def distance(a: Point, b: Point) -> float:
    """Kilometres along the great circle (haversine)."""
    (lat1, lon1), (lat2, lon2) = (map(radians, a), map(radians, b))
    half = hypot(sin((lat2 - lat1) / 2), sqrt(cos(lat1) * cos(lat2)) * sin((lon2 - lon1) / 2))
    return 2 * EARTH * asin(min(1.0, half))


@dataclass(frozen=True)
class Round:
    """`order` are places in the order of the visits, `legs` the kilometres to each and then back."""

    order: list[int]
    legs: list[float]

    @property
    def length(self) -> float:
        return sum(self.legs)


def shortest_round(start: Point, places: Sequence[Point], factor: float = 1.0) -> Round:
    """From `start` through at most twelve places and back; `ValueError` for more."""
    n = len(places)
    if n > MOST:
        raise ValueError(f"more than {MOST} places")
    if not n:
        return Round([], [])
    between = [[distance(a, b) * factor for b in places] for a in places]
    out = [distance(start, place) * factor for place in places]
    best: dict[tuple[int, int], tuple[float, int]] = {(1 << k, k): (out[k], -1) for k in range(n)}
    for seen in range(1, 1 << n):
        for last in range(n):
            if (seen, last) not in best:
                continue
            so_far = best[seen, last][0]
            for k in range(n):
                step = (seen | 1 << k, k)
                if not seen >> k & 1 and (step not in best or so_far + between[last][k] < best[step][0]):
                    best[step] = (so_far + between[last][k], last)
    seen, last = (1 << n) - 1, min(range(n), key=lambda k: best[(1 << n) - 1, k][0] + out[k])
    order = []
    while last >= 0:
        order.append(last)
        seen, last = seen ^ 1 << last, best[seen, last][1]
    order.reverse()
    legs = [out[order[0]], *(between[a][b] for a, b in pairwise(order)), out[order[-1]]]
    return Round(order, legs)
