"""A site's tasks made into steps over the working calendar, and the plan that follows. Reads only."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from math import ceil
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dundian.campaign.models import Site
from dundian.fieldwork.models import Leave, Schedule, Task
from dundian.fieldwork.scheduling import Circular, Frame, Plan, Step, plan
from dundian.kernel import calendar, clock
from dundian.kernel.calendar import Calendar
from dundian.kernel.errors import Invalid
from dundian.org.models import Person

AT_ONCE, MOST_AT_ONCE = 2, 9
FARTHEST = 2_500  # working days ahead: ten years
ONE_DAY = timedelta(1)


@dataclass
class Proposal:
    """A computed plan with what it was made from; nothing of it is stored yet."""

    site: Site
    tasks: dict[str, Task]
    plan: Plan
    from_on: date
    ends_on: date
    at_once: int
    unknown_years: list[int] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """Names this plan and the state of the tasks behind it."""
        told: list[Any] = [self.from_on, self.ends_on, self.at_once]
        told += [
            (line.id, line.start, line.finish, line.latest_start, line.latest_finish)
            for line in self.plan.lines
        ]
        told += [(key, task.version) for key, task in sorted(self.tasks.items())]
        return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()

    @property
    def findings(self) -> list[dict[str, Any]]:
        """What breaks the plan and what would mend it, as it is stored."""
        broken = [
            {"what": "broken", "task": b.id, "by": b.by.isoformat(), "finish": b.finish.isoformat(), "days": b.late,
             "fixed": b.fixed, "chain": list(b.chain)}
            for b in self.plan.broken
        ]  # fmt: skip
        mends = [
            {"what": m.kind, "task": m.id, "day": m.day.isoformat() if m.day else "", "days": m.days, "owner": m.owner,
             "chain": list(m.ids)}
            for m in self.plan.mends
        ]  # fmt: skip
        return broken + mends

    def moved(self) -> int:
        """How many tasks get other dates than they have."""
        return sum(
            self.start_of(line.id) != self.tasks[line.id].starts_on
            or line.latest_finish != self.tasks[line.id].due_on
            for line in self.plan.lines
        )

    def start_of(self, key: str) -> date | None:
        """The planned start that the task would have; one that is under way keeps the day it began."""
        task = self.tasks[key]
        return (task.starts_on if is_begun(task) else None) or self.plan.line(key).start


def is_begun(task: Task) -> bool:
    return task.state == Task.State.DOING


def remaining(task: Task, days: Calendar, today: date) -> int:
    """Working days of its owner that the task still takes, at least one.

    What its figures have reached counts in proportion; without a target, the working days since it began.
    """
    if not is_begun(task):
        return task.takes_days
    if task.target:
        left = max(Decimal(1) - task.progress / task.target, Decimal(0))
        return max(1, ceil(task.takes_days * left))
    if task.starts_on:
        return max(1, task.takes_days - days.workdays(task.starts_on, today - ONE_DAY))
    return task.takes_days


def open_tasks(sites: Iterable[Site]) -> dict[UUID, list[Task]]:
    """Unfinished tasks by site, with what they come after, in three queries whatever the number of sites."""
    found: dict[UUID, list[Task]] = {site.pk: [] for site in sites}
    rows = Task.objects.filter(site__in=found).open().select_related("owner", "indicator")
    for task in rows.prefetch_related("after").order_by("due_on", "id"):
        found[task.site_id].append(task)
    return found


def leave_of(owners: Iterable[Any], since: date) -> dict[str, frozenset[date]]:
    """Days of granted leave from `since` on, by person; half a day counts as a whole one here."""
    away: dict[str, set[date]] = {}
    rows = Leave.objects.filter(person__in=set(owners), state=Leave.State.GRANTED, ends_on__gte=since)
    for person, first, last in rows.values_list("person_id", "starts_on", "ends_on"):
        first = max(first, since)
        away.setdefault(str(person), set()).update(
            first + timedelta(n) for n in range((last - first).days + 1)
        )
    return {person: frozenset(days) for person, days in away.items()}


class Horizon:
    """The working days ahead of a day, made once for many sites."""

    def __init__(self, days: Calendar, first: date) -> None:
        self.calendar, self.first = days, first
        self._found: list[date] = []
        self._next = first

    def upto(self, end: date, beyond: int) -> tuple[date, ...]:
        """Working days from the first to `end` and `beyond` more of them."""
        wanted = self.calendar.workdays(self.first, end) + beyond
        if wanted > FARTHEST:
            raise Invalid(
                _("These steps take longer than the calendar reaches. Check how many days they take.")
            )
        while len(self._found) < wanted:
            if self.calendar.is_workday(self._next):
                self._found.append(self._next)
            self._next += ONE_DAY
        return tuple(self._found[:wanted])


def steps_of(tasks: Sequence[Task], days: Calendar, today: date) -> list[Step]:
    """The tasks as steps; those they come after that are done hold nothing up any more."""
    known = {task.pk for task in tasks}
    return [
        Step(
            id=str(task.pk),
            days=remaining(task, days, today),
            owner=str(task.owner_id or ""),
            after=tuple(str(other.pk) for other in task.after.all() if other.pk in known),
            by=task.fixed_on,
        )
        for task in tasks
    ]


def propose(site: Site, *, at_once: int = AT_ONCE, ends_on: date | None = None) -> Proposal:
    """The plan of the site's unfinished tasks to `ends_on` or the campaign's end, from today or its start."""
    first = max(clock.today(), site.campaign.starts_on)
    tasks = open_tasks([site])[site.pk]
    away = leave_of((t.owner_id for t in tasks if t.owner_id), first)
    people = Person.objects.filter(team_places__team__site=site).order_by("-team_places__leads", "name", "id")
    team = [str(pk) for pk in people.values_list("pk", flat=True)]
    horizon = Horizon(calendar.current(), first)
    return arranged(site, tasks, horizon, away, team, at_once=at_once, ends_on=ends_on)


def arranged(
    site: Site,
    tasks: Sequence[Task],
    horizon: Horizon,
    away: dict[str, frozenset[date]],
    team: Sequence[str],
    *,
    at_once: int,
    ends_on: date | None = None,
) -> Proposal:
    """As `propose`, with everything read already."""
    end = max(ends_on or site.campaign.ends_on, horizon.first)
    if not 1 <= at_once <= MOST_AT_ONCE:
        raise Invalid({"at_once": _("One to nine steps at a time.")})
    if end > horizon.first + timedelta(3 * 366):
        raise Invalid({"ends_on": _("The end lies too far away.")})
    steps = steps_of(tasks, horizon.calendar, horizon.first)
    beyond = sum(step.days for step in steps) + sum(map(len, away.values())) + 10
    frame = Frame(horizon.upto(end, beyond), end, away, at_once)
    names = {str(task.pk): task.name for task in tasks}
    try:
        made = plan(steps, frame, team)
    except Circular as fault:
        circle = " → ".join(names[i] for i in fault.circle)
        raise Invalid(_("These tasks wait for each other: %(circle)s.") % {"circle": circle}) from fault
    years = horizon.calendar.unknown_years(horizon.first, max([end, *(line.finish for line in made.lines)]))
    known = {str(task.pk): task for task in tasks}
    return Proposal(site, known, made, horizon.first, end, at_once, years)


def in_force(site: Site) -> Schedule | None:
    """The site's accepted plan."""
    return Schedule.objects.filter(site=site, state=Schedule.State.ACCEPTED).first()


def waiting(site: Site) -> Schedule | None:
    """The proposal that waits for a decision."""
    return Schedule.objects.filter(site=site, state=Schedule.State.PROPOSED).first()
