"""A record's fields as the phone writes them: the same form for comparing, for conflicts and for the difference."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from dundian.fieldwork.models import Task, WorkLog

FIGURE = "figure:"


def figure_text(amount: Decimal | None) -> str:
    """ "3", "2.5", and "" for nothing."""
    return format(amount.normalize(), "f") if amount else ""


def log_values(log: WorkLog) -> dict[str, Any]:
    """What can be changed of a log; each counted result under "figure:<indicator>"."""
    return {
        "on": str(log.on),
        "activities": list(log.activities),
        "text": log.text,
        "people_met": log.people_met,
        "evidence": log.evidence,
        "tasks": sorted(str(t.pk) for t in log.tasks.all()),
        **{f"{FIGURE}{f.indicator_id}": figure_text(f.amount) for f in log.figures.all()},
    }


def task_values(task: Task) -> dict[str, Any]:
    """What can be changed of a task."""
    return {
        "name": task.name,
        "content": task.content,
        "due_on": str(task.due_on),
        "owner": str(task.owner_id or ""),
        "target": figure_text(task.target),
        "result": task.result,
    }


def figures_of(values: Mapping[str, Any]) -> dict[str, str]:
    """{indicator: amount} of a log's values."""
    return {n.removeprefix(FIGURE): v for n, v in values.items() if n.startswith(FIGURE)}
