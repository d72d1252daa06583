"""The passes: as early as possible, as late as possible, and both under the limit of steps at a time.

Days are numbers: the place of a working day in the frame. An owner's own days are a list of those numbers.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import heappop, heappush

from dundian.fieldwork.scheduling.model import Frame, Step
from dundian.fieldwork.scheduling.order import in_order


@dataclass(frozen=True)
class Place:
    """Where a step lies: `first` in its owner's days, `start` and `finish` in everybody's."""

    first: int
    start: int
    finish: int


Places = dict[str, Place]


class Ground:
    """The steps on the frame: owners' days, who waits for whom, and the last day of each step."""

    def __init__(self, steps: Sequence[Step], frame: Frame) -> None:
        self.frame = frame
        self.steps = {step.id: step for step in in_order(steps)}
        self.rank = {step.id: place for place, step in enumerate(steps)}
        self.before = {s.id: tuple(b for b in s.after if b in self.steps) for s in self.steps.values()}
        self.behind: dict[str, list[str]] = {step: [] for step in self.steps}
        for step, waits in self.before.items():
            for other in waits:
                self.behind[other].append(step)
        owners = {step.owner for step in steps}
        self.own = {o: self._days_of(o) for o in owners}
        self.earliest = {s.id: self._at_least(s) for s in self.steps.values()}
        self.last = {s.id: self.day_at_most(min(s.by, frame.end) if s.by else frame.end) for s in steps}

    def _days_of(self, owner: str) -> list[int]:
        away = self.frame.away.get(owner, frozenset()) if owner else frozenset()
        return [n for n, day in enumerate(self.frame.days) if day not in away]

    def _at_least(self, step: Step) -> int:
        return bisect_left(self.frame.days, step.not_before) if step.not_before else 0

    def day_at_most(self, day: date) -> int:
        """Number of the last working day not after `day`; -1 when there is none."""
        return bisect_right(self.frame.days, day) - 1

    def place(self, step: Step, first: int) -> Place:
        """The place that begins at the owner's day `first`; before the first of all, days are counted back from it."""
        own, last = self.own[step.owner], first + step.days - 1
        if not own or last >= len(own):
            raise OverflowError("the frame has too few days")
        start, finish = (own[n] if n >= 0 else own[0] + n for n in (first, last))
        return Place(first, start, finish)

    def from_day(self, step: Step, day: int) -> int:
        """The owner's first day at or after `day`."""
        return bisect_left(self.own[step.owner], day)

    def ending(self, step: Step, day: int) -> int:
        """The owner's first day when the step ends at or before `day`; negative when there is no room."""
        own = self.own[step.owner]
        end = bisect_right(own, day) - 1 if day >= 0 else day
        return end - step.days + 1


class Load:
    """How many steps each owner has in hand on each of their days."""

    def __init__(self, ground: Ground) -> None:
        self.most = ground.frame.at_once
        self.ground = ground
        self.used = {owner: [0] * len(days) for owner, days in ground.own.items() if owner}

    def put(self, step: Step, place: Place, by: int = 1) -> None:
        if step.owner:
            used = self.used[step.owner]
            for n in range(place.first, place.first + step.days):
                used[n] += by

    def earliest(self, step: Step, first: int) -> int:
        """The first place at or after `first` where the owner has a hand free throughout."""
        if not step.owner:
            return first
        used = self.used[step.owner]
        free = 0
        while free < step.days:
            if first + free >= len(used):
                raise OverflowError("the frame has too few days")
            if used[first + free] < self.most:
                free += 1
            else:
                first, free = first + free + 1, 0
        return first

    def latest(self, step: Step, first: int, lowest: int) -> int:
        """The last place at or before `first`, not before `lowest`, where the owner has a hand free throughout."""
        if not step.owner:
            return first
        used = self.used[step.owner]
        while first > lowest:
            busy = next((n for n in range(first, first + step.days) if used[n] >= self.most), None)
            if busy is None:
                return first
            first = busy - step.days
        return lowest


def early(ground: Ground) -> Places:
    """As early as waiting and leave allow, whatever the owners have in hand."""
    found: Places = {}
    for step in ground.steps.values():
        day = max([ground.earliest[step.id], *(found[b].finish + 1 for b in ground.before[step.id])])
        found[step.id] = ground.place(step, ground.from_day(step, day))
    return found


def late(ground: Ground) -> Places:
    """As late as the dates allow, whatever the owners have in hand; may begin before the frame does."""
    found: Places = {}
    for step in reversed(ground.steps.values()):
        day = min([ground.last[step.id], *(found[b].start - 1 for b in ground.behind[step.id])])
        found[step.id] = ground.place(step, ground.ending(step, day))
    return found


Key = Callable[[str], tuple[int, ...]]


def levelled(ground: Ground, key: Key) -> tuple[Places, dict[str, str]]:
    """As early as possible under the limit; of the steps that may begin, the one with the least `key` comes first.

    Also for each step the one that holds it up, if any.
    """
    load = Load(ground)
    found: Places = {}
    held: dict[str, str] = {}
    missing = {step: len(waits) for step, waits in ground.before.items()}
    ready: list[tuple[tuple[int, ...], int, str]] = []
    for name, count in missing.items():
        if not count:
            heappush(ready, (key(name), ground.rank[name], name))
    while ready:
        step = ground.steps[heappop(ready)[2]]
        waits = ground.before[step.id]
        day = max([ground.earliest[step.id], *(found[b].finish + 1 for b in waits)])
        free = ground.from_day(step, day)
        place = found[step.id] = ground.place(step, load.earliest(step, free))
        held |= _holder(ground, found, step, place, free, day)
        load.put(step, place)
        for other in ground.behind[step.id]:
            missing[other] -= 1
            if not missing[other]:
                heappush(ready, (key(other), ground.rank[other], other))
    return found, held


def _holder(
    ground: Ground, found: Mapping[str, Place], step: Step, place: Place, free: int, day: int
) -> dict[str, str]:
    """The step this one waits for: of the same owner's when a hand was missing, else the last it comes after."""
    if place.first > free:
        same = [
            (found[o].finish, ground.rank[o], o)
            for o in found
            if o != step.id and ground.steps[o].owner == step.owner and found[o].finish < place.start
        ]
        if same:
            return {step.id: max(same)[2]}
    last = [
        (found[b].finish, ground.rank[b], b) for b in ground.before[step.id] if found[b].finish + 1 == day
    ]
    return {step.id: max(last)[2]} if last else {}


def pushed_late(ground: Ground, places: Places) -> Places:
    """Every step as late as its date, those behind it and the limit allow, the last first.

    A step that comes too late already stays where it is.
    """
    load, found = Load(ground), dict(places)
    for step in ground.steps.values():
        load.put(step, found[step.id])
    order = sorted(places, key=lambda s: (-places[s].finish, -places[s].start, -ground.rank[s]))
    for name in order:
        step, here = ground.steps[name], found[name]
        day = min([max(ground.last[name], here.finish), *(found[b].start - 1 for b in ground.behind[name])])
        load.put(step, here, -1)
        first = load.latest(step, max(ground.ending(step, day), here.first), here.first)
        found[name] = ground.place(step, first)
        load.put(step, found[name])
    return found


def lateness(ground: Ground, places: Places) -> dict[str, int]:
    """Working days by which steps miss their date, of those that do."""
    over = {step: place.finish - ground.last[step] for step, place in places.items()}
    return {step: days for step, days in over.items() if days > 0}
