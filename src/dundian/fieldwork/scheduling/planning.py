"""The plan: the best order found under the limit, slack, the longest chain, what breaks it and what would mend it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dundian.fieldwork.scheduling.model import Broken, Frame, Line, Mend, Plan, Step
from dundian.fieldwork.scheduling.passes import (
    Ground,
    Key,
    Places,
    early,
    late,
    lateness,
    levelled,
    pushed_late,
)

ROUNDS = 4
MOST_TRIED = 8
Found = tuple[Places, dict[str, str]]


def plan(steps: Sequence[Step], frame: Frame, people: Sequence[str] = ()) -> Plan:
    """The plan for `steps`; `people` are those to whom a step might be handed when it cannot be kept.

    Raises `Circular`, and `OverflowError` when the frame ends before the work does.
    """
    ground = Ground(steps, frame)
    if not steps:
        return Plan((), ())
    places, held = _arranged(ground)
    pushed, bounds = pushed_late(ground, places), late(ground)
    missed = lateness(ground, places)
    slack = {
        s: min(pushed[s].start, bounds[s].start) - places[s].start
        if missed
        else pushed[s].start - places[s].start
        for s in places
    }
    chain = _chain_to(_tightest(ground, places, slack), held)
    days = frame.days
    lines = [
        Line(
            id=step,
            start=days[place.start],
            finish=days[place.finish],
            latest_start=days[pushed[step].start],
            latest_finish=days[pushed[step].finish],
            slack=slack[step],
            critical=slack[step] <= 0 or step in chain,
        )
        for step, place in places.items()
    ]
    lines.sort(key=lambda line: (line.start, line.finish, ground.rank[line.id]))
    broken = _broken(ground, places, held, missed)
    return Plan(tuple(lines), chain, broken, _mends(steps, frame, people, broken) if broken else ())


def _arranged(ground: Ground) -> Found:
    """The first order that keeps every date, else the one that misses least."""
    bounds, soonest = late(ground), early(ground)
    rules: list[Key] = [
        lambda s: (bounds[s].start, bounds[s].finish),
        lambda s: (bounds[s].finish, bounds[s].start),
        lambda s: (bounds[s].start - soonest[s].start, bounds[s].start),
        lambda s: (-len(ground.behind[s]), bounds[s].start),
    ]
    best: Found | None = None
    least = (0, 0, 0)
    for rule in rules:
        found = levelled(ground, rule)
        for _round in range(ROUNDS):
            missed = lateness(ground, found[0])
            cost = (sum(missed.values()), len(missed), max(p.finish for p in found[0].values()))
            if best is None or cost < least:
                best, least = found, cost
            if not missed:
                return best
            found = levelled(ground, _by_start(pushed_late(ground, found[0])))
    return best  # type: ignore[return-value]  # there is at least one rule


def _by_start(places: Places) -> Key:
    return lambda step: (places[step].start, places[step].finish)


def _tightest(ground: Ground, places: Places, slack: Mapping[str, int]) -> str:
    return min(places, key=lambda s: (slack[s], -places[s].finish, ground.rank[s]))


def _chain_to(step: str, held: Mapping[str, str]) -> tuple[str, ...]:
    chain = [step]
    while chain[-1] in held:
        chain.append(held[chain[-1]])
    return tuple(reversed(chain))


def _broken(
    ground: Ground, places: Places, held: Mapping[str, str], missed: Mapping[str, int]
) -> tuple[Broken, ...]:
    found = []
    for step, days in sorted(missed.items(), key=lambda pair: (-pair[1], ground.rank[pair[0]])):
        by = ground.steps[step].by
        fixed = by is not None and by < ground.frame.end
        found.append(
            Broken(
                id=step,
                by=by if by is not None and fixed else ground.frame.end,
                finish=ground.frame.days[places[step].finish],
                late=days,
                fixed=fixed,
                chain=_chain_to(step, held),
            )
        )
    return tuple(found)


def _holds(steps: Sequence[Step], frame: Frame) -> bool:
    ground = Ground(steps, frame)
    return not lateness(ground, _arranged(ground)[0])


def _mends(
    steps: Sequence[Step], frame: Frame, people: Sequence[str], broken: Sequence[Broken]
) -> tuple[Mend, ...]:
    """Single changes that make the plan possible, each tried; when none does, how much is missing along the chain."""
    found = [*_more_at_once(steps, frame), *_later(steps, frame, broken)]
    known, chain = {s.id: s for s in steps}, broken[0].chain
    for name in sorted(chain, key=lambda s: -known[s].days)[:MOST_TRIED]:
        if cut := _cut(steps, frame, known[name]):
            found.append(Mend("shorten", id=name, days=cut))
        found += _other_owner(steps, frame, known[name], people)
    if not found:
        found.append(Mend("together", ids=chain, days=broken[0].late))
    return tuple(found)


def _with(steps: Sequence[Step], changed: Step) -> list[Step]:
    return [changed if step.id == changed.id else step for step in steps]


def _more_at_once(steps: Sequence[Step], frame: Frame) -> list[Mend]:
    for most in range(frame.at_once + 1, min(len(steps), frame.at_once + 3) + 1):
        if _holds(steps, replace(frame, at_once=most)):
            return [Mend("at_once", days=most)]
    return []


def _later(steps: Sequence[Step], frame: Frame, broken: Sequence[Broken]) -> list[Mend]:
    """A later end when only the end is missed; a later date when one fixed date is."""
    day = max(b.finish for b in broken)
    if all(not b.fixed for b in broken):
        return [Mend("end", day=day)] if _holds(steps, replace(frame, end=day)) else []
    if len(broken) == 1:
        step = next(s for s in steps if s.id == broken[0].id)
        return (
            [Mend("fixed", id=step.id, day=day)] if _holds(_with(steps, replace(step, by=day)), frame) else []
        )
    return []


def _cut(steps: Sequence[Step], frame: Frame, step: Step) -> int:
    """The fewest working days that this step alone must be shorter by; 0 when that does not help."""

    def enough(days: int) -> bool:
        return _holds(_with(steps, replace(step, days=step.days - days)), frame)

    low, high = 1, step.days - 1
    if high < 1 or not enough(high):
        return 0
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle + 1, high)
    return high


def _other_owner(steps: Sequence[Step], frame: Frame, step: Step, people: Sequence[str]) -> list[Mend]:
    for person in people:
        if person != step.owner and _holds(_with(steps, replace(step, owner=person)), frame):
            return [Mend("owner", id=step.id, owner=person)]
    return []
