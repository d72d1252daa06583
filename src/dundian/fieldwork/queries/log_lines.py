"""Logs as the lines of a workbook: plain values, no objects, so that a long list costs little for a row."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any
from uuid import UUID

from dundian.campaign.models import Indicator
from dundian.fieldwork.models import LogFigure, WorkLog, WorkLogQuerySet
from dundian.ui.formats import number

FIELDS = (
    "pk",
    "on",
    "unit__name",
    "team__name",
    "author__name",
    "activities",
    "text",
    "people_met",
    "evidence",
)
BATCH = 2000


def log_lines(logs: WorkLogQuerySet, indicator: Indicator | None) -> Iterator[list[Any]]:
    """Day, site, team, cadre, activities, what happened, people met, counts, tasks moved, evidence; with an
    `indicator` what was counted by it. Three queries for each 2,000 rows."""
    labels = {str(value): str(label) for value, label in WorkLog.Activity.choices}
    rest = logs.values_list(*FIELDS).iterator(chunk_size=BATCH)
    while batch := list(islice(rest, BATCH)):
        ids = [row[0] for row in batch]
        counts, asked = _figures(ids, indicator)
        tasks = _tasks(ids)
        for pk, on, site, team, author, activities, text, people, evidence in batch:
            did = "、".join([labels[a] for a in activities])
            line = [on, site, team, author, did, text, people, counts.get(pk), tasks.get(pk), evidence]
            if indicator:
                line.append(asked.get(pk))
            yield line


def _figures(ids: Iterable[UUID], indicator: Indicator | None) -> tuple[dict[UUID, str], dict[UUID, Any]]:
    """By log (all that it counts in words; the amount of the indicator asked for)."""
    said: dict[UUID, list[str]] = defaultdict(list)
    asked: dict[UUID, Any] = {}
    rows = LogFigure.objects.filter(log__in=ids).order_by("id")
    told = rows.values_list("log_id", "indicator_id", "indicator__name", "indicator__measure", "amount")
    for log, of, name, measure, amount in told:
        said[log].append(f"{name} {number(amount)} {measure}")
        if indicator and of == indicator.pk:
            asked[log] = amount
    return {log: "；".join(words) for log, words in said.items()}, asked


def _tasks(ids: Iterable[UUID]) -> dict[UUID, str]:
    found: dict[UUID, list[str]] = defaultdict(list)
    moved = WorkLog.tasks.through.objects.filter(worklog__in=ids).order_by("id")
    for log, name in moved.values_list("worklog_id", "task__name"):
        found[log].append(name)
    return {log: "；".join(names) for log, names in found.items()}
