"""Reading plans in time: rows of the table and of the drawing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, DecimalField, ExpressionWrapper, F, Max, Min, Q, Sum, Value
from django.db.models.functions import Coalesce, Least, NullIf
from django.urls import reverse

from dundian.campaign.models import Site
from dundian.fieldwork.backplan import Proposal, remaining
from dundian.fieldwork.models import Leave, Schedule, ScheduleLine, Task, TaskQuerySet
from dundian.fieldwork.timeline import Item
from dundian.kernel import calendar, clock
from dundian.kernel.calendar import Calendar

MOST_SITES, MOST_TASKS = 100, 80


@dataclass(frozen=True)
class PlanRow:
    """One step beside what it was before; dates that are not known are None."""

    task: Task
    owner: str
    takes_days: int
    start: date | None
    finish: date | None
    latest_start: date | None
    due: date
    slack: int | None
    critical: bool
    was_start: date | None
    was_due: date | None

    @property
    def moved(self) -> bool:
        """Whether the task would get other dates than it had."""
        return self.was_due is not None and (self.start, self.due) != (self.was_start, self.was_due)


def tasks_of(site: Site) -> list[Task]:
    """Every task of the site with owner, indicator and what it comes after."""
    rows = Task.objects.filter(site=site).select_related("owner", "indicator", "unit")
    return list(rows.prefetch_related("after").order_by(F("starts_on").asc(nulls_last=True), "due_on", "id"))


def lines_of(schedule: Schedule) -> list[ScheduleLine]:
    """The plan's steps in order."""
    rows = schedule.lines.select_related("task__indicator", "task__unit", "owner")
    return list(rows.prefetch_related("task__after").order_by("place", "id"))


def rows_in_force(tasks: Iterable[Task], schedule: Schedule | None) -> list[PlanRow]:
    """The tasks as they stand, with finish and latest start from the plan in force, and the slack left today."""
    lines = {line.task_id: line for line in schedule.lines.all()} if schedule else {}
    days, today = calendar.current(), clock.today()
    return [_row_in_force(task, lines.get(task.pk), days, today) for task in tasks]


def _row_in_force(task: Task, line: ScheduleLine | None, days: Calendar, today: date) -> PlanRow:
    done = task.state == Task.State.DONE
    holds = line if line and not done and line.due_on == task.due_on else None
    return PlanRow(
        task=task,
        owner=task.owner.name if task.owner else "",
        takes_days=task.takes_days,
        start=task.starts_on,
        finish=task.done_on if done else holds.ends_on if holds else None,
        latest_start=holds.latest_start if holds else None,
        due=max(task.done_on, task.starts_on or task.done_on) if done and task.done_on else task.due_on,
        slack=_slack_left(task, holds, days, today) if holds else None,
        critical=bool(holds and holds.critical),
        was_start=None,
        was_due=None,
    )


def _slack_left(task: Task, line: ScheduleLine, days: Calendar, today: date) -> int:
    """Working days by which the step may still be put off; below 0 when it is too late for its due date."""
    if task.state == Task.State.DOING:
        return min(line.slack, days.workdays(today, task.due_on) - remaining(task, days, today))
    if today > line.latest_start:
        return -days.workdays(line.latest_start, today - timedelta(1))
    return min(line.slack, days.workdays(today, line.latest_start - timedelta(1)))


def rows_of_proposal(found: Proposal) -> list[PlanRow]:
    """A computed plan beside the dates that the tasks have."""
    rows = []
    for line in found.plan.lines:
        task = found.tasks[line.id]
        rows.append(
            PlanRow(
                task, task.owner.name if task.owner else "", task.takes_days, found.start_of(line.id), line.finish,
                line.latest_start, line.latest_finish, line.slack, line.critical, task.starts_on, task.due_on,
            )
        )  # fmt: skip
    return rows


def rows_of_schedule(schedule: Schedule) -> list[PlanRow]:
    """A stored plan beside the dates that the tasks had when it was made."""
    return [
        PlanRow(
            line.task, line.owner.name if line.owner else "", line.takes_days, line.starts_on, line.ends_on,
            line.latest_start, line.due_on, line.slack, line.critical, line.was_start, line.was_due,
        )
        for line in lines_of(schedule)
    ]  # fmt: skip


def items_of(
    rows: Sequence[PlanRow], leaves: Mapping[UUID, list[tuple[date, date]]], *, compare: bool = False
) -> list[Item]:
    """The rows as the drawing takes them; with `compare` the dates before stand under each bar."""
    return [
        Item(
            key=str(row.task.pk),
            label=row.task.name,
            url=reverse("fieldwork:task_detail", args=[row.task.pk]),
            note=row.owner,
            due=row.due,
            start=row.start,
            finish=row.finish,
            slack=row.slack,
            critical=row.critical,
            standing=row.task.standing,
            share=share_of(row.task),
            fixed=row.task.fixed_on,
            after=[str(other.pk) for other in row.task.after.all()],
            away=leaves.get(row.task.owner_id, ()) if row.task.owner_id else (),
            was=(row.was_start or row.was_due, row.was_due)
            if compare and row.moved and row.was_due
            else None,
        )
        for row in rows
    ]


def share_of(task: Task) -> float:
    """How much of a task is reached, 0 to 1; without a target it is done or not."""
    if task.state == Task.State.DONE:
        return 1.0
    return min(1.0, float(task.progress / task.target)) if task.target else 0.0


def weighted_share(tasks: Iterable[Task]) -> float | None:
    """How much of the site's list is reached, each task by its weight; None when nothing weighs."""
    pairs = [(task.weight, share_of(task)) for task in tasks]
    whole = sum(weight for weight, _share in pairs)
    return sum(weight * share for weight, share in pairs) / whole if whole else None


def leaves_of(tasks: Iterable[Task]) -> dict[UUID, list[tuple[date, date]]]:
    """Granted leave of the owners, as spans."""
    owners = {task.owner_id for task in tasks if task.owner_id}
    found: dict[UUID, list[tuple[date, date]]] = {}
    rows = Leave.objects.filter(person__in=owners, state=Leave.State.GRANTED).order_by("starts_on")
    for person, first, last in rows.values_list("person_id", "starts_on", "ends_on"):
        found.setdefault(person, []).append((first, last))
    return found


def behind(rows: Iterable[PlanRow]) -> list[PlanRow]:
    """Steps that should have begun by now, or be finished."""
    today = clock.today()
    return [
        row
        for row in rows
        if row.task.state != Task.State.DONE
        and (
            row.task.due_on < today
            or (row.latest_start and row.latest_start < today and row.task.state == Task.State.TODO)
        )
    ]


def sites_in_time(tasks: TaskQuerySet) -> list[dict[str, Any]]:
    """Per site: first planned start, last due date, tasks, done and late ones, weight reached; area by area."""
    today = clock.today()
    late = ~Q(state=Task.State.DONE) & Q(due_on__lt=today)
    whole = DecimalField(max_digits=20, decimal_places=6)
    share: Any = ExpressionWrapper(F("progress") / NullIf(F("target"), Value(0)), output_field=whole)
    reached = Least(Coalesce(share, Value(0), output_field=whole), Value(1), output_field=whole)
    rows: Any = (
        tasks.order_by()
        .values("site_id", "unit__name", "site__county__place", "unit__place")
        .annotate(
            first=Min(Coalesce("starts_on", "campaign__starts_on")),
            last=Max("due_on"),
            count=Count("id"),
            done=Count("id", filter=Q(state=Task.State.DONE)),
            late=Count("id", filter=late),
            weighs=Sum("weight"),
            weighs_done=Sum("weight", filter=Q(state=Task.State.DONE)),
            weighs_open=Sum(
                ExpressionWrapper(F("weight") * reached, output_field=whole), filter=~Q(state=Task.State.DONE)
            ),
        )
        .order_by("site__county__place", "unit__place", "unit__name", "site_id")
    )
    return list(rows[: MOST_SITES + 1])


def versions_of(site: Site) -> list[Schedule]:
    """The site's plans, the newest first."""
    return list(
        Schedule.objects.filter(site=site).select_related("made_by", "decided_by").order_by("-number")[:20]
    )
