"""What a line of a task set gives to a site's task."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from dundian.campaign.models import Campaign, TaskSetItem
from dundian.fieldwork.models import Task
from dundian.kernel.calendar import Calendar

FACTS = (
    "name",
    "content",
    "indicator_id",
    "target",
    "fixed_on",
    "due_on",
    "takes_days",
    "weight",
    "evidence",
)


def facts_of(item: TaskSetItem, campaign: Campaign, days: Calendar) -> dict[str, Any]:
    """The fields of `FACTS` as the line has them in this campaign."""
    fixed = fixed_day(item, campaign, days)
    return {
        "name": item.name,
        "content": item.content,
        "indicator_id": item.indicator_id,
        "target": item.target if item.indicator_id else None,
        "fixed_on": fixed,
        "due_on": fixed or _due(campaign, item.due_after_days),
        "takes_days": item.takes_days,
        "weight": item.weight,
        "evidence": item.evidence,
    }


def fixed_day(item: TaskSetItem, campaign: Campaign, days: Calendar) -> date | None:
    """The line's fixed date: its own, or so many working days before the campaign's last one."""
    if item.before_end is None:
        return item.fixed_on
    return days.add_workdays(campaign.ends_on + timedelta(1), -1 - item.before_end)


def _due(campaign: Campaign, after: int | None) -> date:
    if after is None:
        return campaign.ends_on
    return min(campaign.starts_on + timedelta(days=after), campaign.ends_on)


def tie(tasks: Iterable[Task], of_item: dict[UUID, Task]) -> None:
    """Let `tasks` come after the tasks of the lines that theirs come after; `of_item` finds a task by its line."""
    through = Task.after.through
    made = list(tasks)
    lines = {t.item_id: t for t in made if t.item_id}
    pairs = TaskSetItem.after.through.objects.filter(from_tasksetitem__in=lines)
    through.objects.bulk_create(
        (
            through(from_task_id=lines[pair.from_tasksetitem_id].pk, to_task_id=before.pk)
            for pair in pairs
            if (before := of_item.get(pair.to_tasksetitem_id))
        ),
        ignore_conflicts=True,
    )
