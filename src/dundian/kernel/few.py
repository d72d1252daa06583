"""Which numbers of linked tables to hide, so that nobody works a small count out of those that are shown.

A small count is hidden itself, and as many numbers beside it as it takes that no sum tells it. Numbers are the edges of
a network whose nodes are the sums in which they stand; a hidden number stays open exactly when it lies on a circuit
along which hidden numbers can change by one and every sum still holds. What is hidden beside it is the cheapest such
circuit (Cox, Network models for complementary cell suppression, Journal of the American Statistical Association 90,
1995).
"""

from collections import defaultdict, deque
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from heapq import heappop, heappush
from itertools import count

Number = int | Decimal
Key = Hashable


class Told(Enum):
    """How a hidden number is told: as a small one (from 1 to below the floor), or only as not shown."""

    SMALL = "small"
    BESIDE = "beside"


@dataclass(frozen=True)
class Sum:
    """`parts` add up to `whole`. A number stands in two sums at most."""

    whole: Key
    parts: Sequence[Key]


Hidden = dict[Key, Told]
_ELSEWHERE = object()  # the other end of a number that stands in one sum alone


def is_small(value: Number | None, floor: int) -> bool:
    """A zero is no small count."""
    return value is not None and 0 < value < floor


def hidden(
    values: Mapping[Key, Number],
    sums: Iterable[Sum],
    floor: int,
    *,
    known: Collection[Key] = (),
    before: Mapping[Key, Told] | None = None,
) -> Hidden:
    """The numbers to hide, each with how it is told. `known`: stand elsewhere, so they are hidden only when small.

    `before`: hidden already, and not to be told by these sums either.
    """
    network = _Network(values, list(sums), floor, frozenset(known), dict(before or {}))
    for key, value in values.items():
        if key not in network.hidden and is_small(value, floor):
            network.hide(key, Told.SMALL)
    for key in sorted(network.hidden, key=lambda one: values[one]):
        network.protect(key)
    return network.hidden


class _Network:
    def __init__(
        self,
        values: Mapping[Key, Number],
        sums: list[Sum],
        floor: int,
        known: frozenset[Key],
        before: Hidden,
    ) -> None:
        self.values, self.floor, self.known = values, floor, known
        self.hidden: Hidden = {}
        self.open: set[Key] = set()  # hidden ones that are known to stay open
        # Told as not shown although they may be small or zero.
        self.blurred = {one for one, told in before.items() if told is Told.BESIDE and values[one] < floor}
        self.ends = _oriented(sums)
        self.at: dict[Key, list[Key]] = defaultdict(list)
        self.hidden_at: dict[Key, list[Key]] = defaultdict(list)
        for key, ends in self.ends.items():
            for node in ends:
                self.at[node].append(key)
        for key, told in before.items():
            self.hide(key, told)

    def hide(self, key: Key, told: Told) -> None:
        if key not in self.hidden:
            for node in self.ends.get(key, ()):
                self.hidden_at[node].append(key)
        self.hidden[key] = told

    def protect(self, key: Key) -> None:
        """Put the number on a circuit, and hide what has to be hidden for it."""
        if key in self.open or key not in self.ends:
            return
        for up in (True, False):
            if self._cost(key, up, False) is not None and (free := self._hidden_circuit(key, up)):
                self.open.update(free, [key])
                return
        for blurring in (False, True):
            found = [
                self._circuit(key, up, blurring)
                for up in (True, False)
                if self._cost(key, up, blurring) is not None
            ]
            ways = [way for way in found if way is not None]
            if ways:
                self._hide([*min(ways, key=lambda way: way[0])[1], key], blurring)
                return

    def _hide(self, keys: Iterable[Key], blurring: bool) -> None:
        for key in keys:
            if blurring and key not in self.known:
                self.hide(key, Told.BESIDE)
                self.blurred.add(key)
            elif key not in self.hidden:
                self.hide(key, Told.BESIDE)
            self.open.add(key)

    def _hidden_circuit(self, key: Key, up: bool) -> list[Key]:
        """A way back through what is hidden already; it costs nothing, and most numbers of a large table have one."""
        tail, head = self.ends[key]
        start, goal = (head, tail) if up else (tail, head)
        came: dict[Key, tuple[Key, Key]] = {start: (start, key)}
        waiting = deque([start])
        while waiting and goal not in came:
            node = waiting.popleft()
            for other in self.hidden_at[node]:
                first, last = self.ends[other]
                grows = first == node
                then = last if grows else first
                if then not in came and other != key and self._cost(other, grows, False) is not None:
                    came[then] = (node, other)
                    waiting.append(then)
        way, node = [], goal
        while node in came and node != start:
            node, other = came[node]
            way.append(other)
        return way

    def _circuit(self, key: Key, up: bool, blurring: bool) -> tuple[Number, list[Key]] | None:
        """(cost, numbers) of the cheapest way on which a change of this one by one can run back to where it began."""
        tail, head = self.ends[key]
        start, goal = (head, tail) if up else (tail, head)
        turn = count()
        waiting: list[tuple[Number, int, Key, tuple[Key, ...]]] = [(0, next(turn), start, ())]
        seen: set[Key] = set()
        while waiting:
            cost, _turn, node, way = heappop(waiting)
            if node == goal:
                return cost, list(way)
            if node in seen:
                continue
            seen.add(node)
            for other in self.at[node]:
                first, last = self.ends[other]
                grows = first == node
                then = last if grows else first
                if other == key or then in seen:
                    continue
                if (more := self._cost(other, grows, blurring)) is not None:
                    heappush(waiting, (cost + more, next(turn), then, (*way, other)))
        return None

    def _cost(self, key: Key, grows: bool, blurring: bool) -> Number | None:
        """What it costs to let this number change by one; None when a reader knows that it cannot."""
        value = self.values[key]
        told = self.hidden.get(key)
        if key in self.blurred:
            return 0 if grows or value >= 1 else None
        if told is Told.SMALL and (not blurring or key in self.known):
            return 0 if (value + 1 < self.floor if grows else value > 1) else None
        if told is None and key in self.known:
            return None
        if blurring:
            return (value + 1 if value else 10 * self.floor) if grows or value >= 1 else None
        if value < self.floor or not (grows or value > self.floor):
            return None
        return 0 if told else value


def _oriented(sums: Sequence[Sum]) -> dict[Key, tuple[Key, Key]]:
    """Each number as an edge (from, to) between its two sums, so that a change of one runs through the network."""
    held: dict[Key, list[tuple[int, int]]] = defaultdict(list)
    for place, one in enumerate(sums):
        for key in one.parts:
            held[key].append((place, 1))
        held[one.whole].append((place, -1))
    signs = _signs(len(sums), held.values())
    ends: dict[Key, tuple[Key, Key]] = {}
    for key, places in held.items():
        place, sign = places[0]
        other: Key = places[1][0] if len(places) > 1 else _ELSEWHERE
        into = sign * signs[place] > 0
        ends[key] = (other, place) if into else (place, other)
    return ends


def _signs(many: int, held: Iterable[list[tuple[int, int]]]) -> list[int]:
    """A sign for each sum, so that every number that stands in two of them enters one and leaves the other."""
    beside: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for places in held:
        if len(places) > 2:
            raise ValueError("a number stands in two sums at most")
        if len(places) == 2:
            (one, a), (two, b) = places
            beside[one].append((two, -a * b))
            beside[two].append((one, -a * b))
    signs = [0] * many
    for start in range(many):
        waiting = [(start, 1)] if not signs[start] else []
        while waiting:
            place, sign = waiting.pop()
            if signs[place] not in (0, sign):
                raise ValueError("these sums form no network")
            if not signs[place]:
                signs[place] = sign
                waiting += [(other, sign * turn) for other, turn in beside[place]]
    return signs
