"""How long it takes to back-schedule a whole programme anew: 42 sites with 40 tasks each, no database.

`python -m bench.schedule`. The working calendar of 2024, two people a site, leave, dependencies, fixed dates and the
limit of two steps at a time; every plan is checked against its own laws while it runs.
"""

import random
import statistics
import sys
import time
from collections.abc import Sequence
from datetime import date, timedelta

from chinese_calendar import is_workday

from bench.report import Row, report
from dundian.fieldwork.scheduling import Frame, Plan, Step, plan

SEED, SITES, TASKS, PEOPLE = 20240401, 42, 40, 2
START, END = date(2024, 4, 1), date(2024, 7, 31)


def workdays() -> tuple[date, ...]:
    """Working days from the campaign's start to a year after its end."""
    span = (END - START).days + 365
    return tuple(d for n in range(span) if is_workday(d := START + timedelta(n)))


def site(chance: random.Random, days: tuple[date, ...]) -> tuple[list[Step], Frame]:
    """Forty tasks in the shape of a site's list: most short, some after others, a few with a fixed date."""
    owners = [f"p{n}" for n in range(PEOPLE)]
    steps = []
    for n in range(TASKS):
        before = chance.sample(range(n), min(n, chance.choice([0, 0, 1, 1, 2])))
        by = START + timedelta(chance.randint(25, 121)) if chance.random() < 0.15 else None
        steps.append(
            Step(
                f"t{n}", chance.randint(1, 7), chance.choice(owners), tuple(f"t{m}" for m in before[-1:]), by
            )
        )
    away = {
        owner: frozenset(START + timedelta(first + n) for n in range(chance.randint(2, 6)))
        for owner in owners
        for first in [chance.randint(20, 100)]
    }
    return steps, Frame(days, END, away, at_once=2)


def check(steps: Sequence[Step], frame: Frame, made: Plan) -> None:
    """Stop when a plan works on a day off, breaks an order, or takes more in hand than it may."""
    lines = {line.id: line for line in made.lines}
    worked = set(frame.days)
    for step in steps:
        line = lines[step.id]
        ends = {line.start, line.finish, line.latest_start, line.latest_finish}
        if ends - worked or ends & frame.away.get(step.owner, frozenset()):
            raise AssertionError(f"{step.id} on a day off")
        if any(lines[b].finish >= line.start for b in step.after):
            raise AssertionError(f"{step.id} before what it waits for")
    for owner in {step.owner for step in steps}:
        mine = [lines[s.id] for s in steps if s.owner == owner]
        for day in frame.days[:120]:
            if (
                day not in frame.away.get(owner, ())
                and sum(m.start <= day <= m.finish for m in mine) > frame.at_once
            ):
                raise AssertionError(f"{owner} has too much in hand on {day}")


def main() -> int:
    chance, days = random.Random(SEED), workdays()
    sites = [site(chance, days) for _n in range(SITES)]
    plan(*sites[0])  # warm
    took, plain, late = [], [], 0
    for steps, frame in sites:
        begun = time.perf_counter()
        made = plan(steps, frame, sorted(frame.away))
        took.append(time.perf_counter() - begun)
        check(steps, frame, made)
        late += not made.feasible
        begun = time.perf_counter()
        plan(steps, Frame(frame.days, frame.end, frame.away, at_once=TASKS))
        plain.append(time.perf_counter() - begun)
    middle, most = statistics.median, "without the limit"
    rows = [
        Row("all sites planned anew", sum(took), "s", limit=5, anchor=most, anchor_value=sum(plain)),
        Row("a site, median", middle(took) * 1000, "ms", anchor=most, anchor_value=middle(plain) * 1000),
        Row(
            "a site, slowest", max(took) * 1000, "ms", limit=1000, anchor=most, anchor_value=max(plain) * 1000
        ),
        Row("tasks planned", SITES * TASKS / sum(took), "tasks/s", better="higher"),
        Row("sites whose plan breaks a date (mends tried for each)", late, "sites"),
    ]
    return 0 if report("schedule", SEED, rows) else 1


if __name__ == "__main__":
    sys.exit(main())
