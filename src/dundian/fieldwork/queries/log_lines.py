"""Logs as the lines of a workbook: one query, plain values, no objects, so that a long list costs little for a row."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, Subquery, TextField, Value
from django.db.models.functions import Cast, Concat

from dundian.campaign.models import Indicator
from dundian.fieldwork.models import LogFigure, WorkLog, WorkLogQuerySet
from dundian.kernel.columns import Listed, Together
from dundian.ui.formats import number

FIELDS = (
    "on",
    "unit__name",
    "team__name",
    "author__name",
    "did",
    "text",
    "people_met",
    "counted",
    "moved",
    "evidence",
)
BATCH = 2000
REMEMBERED = 20_000
MARK = "；"


def log_lines(logs: WorkLogQuerySet, indicator: Indicator | None) -> Iterator[list[Any]]:
    """Day, site, team, cadre, activities, what happened, people met, counts, tasks moved, evidence; with an
    `indicator` what was counted by it."""
    figures = LogFigure.objects.filter(log=OuterRef("pk")).order_by("id")
    moved = WorkLog.tasks.through.objects.filter(worklog=OuterRef("pk")).order_by("id")
    amount = Concat(
        Cast("indicator_id", TextField()), Value(" "), Cast("amount", TextField()), output_field=TextField()
    )
    logs = logs.annotate(
        did=Together("activities"),
        counted=Listed(figures.values(said=amount), MARK),
        moved=Listed(moved.values(said=F("task__name")), MARK),
    )
    fields: tuple[str, ...] = FIELDS
    if indicator:
        asked = figures.filter(indicator=indicator).order_by().values("amount")
        logs, fields = logs.annotate(asked=Subquery(asked)), (*FIELDS, "asked")
    labels = _labels()
    words = _Words()
    for row in logs.values_list(*fields).iterator(chunk_size=BATCH):
        on, site, team, author, did, text, people, counted, tasks, evidence, *rest = row
        if did not in labels:
            labels[did] = "、".join([labels[a] for a in did.split(",")])
        yield [
            on, site, team, author, labels[did], text, people, counted and words[counted], tasks, evidence, *rest
        ]  # fmt: skip


def _labels() -> dict[str, str]:
    """Activities in words: each by itself, and those together that were met."""
    return {"": ""} | {str(value): str(label) for value, label in WorkLog.Activity.choices}


class _Words(dict[str, str]):
    """What a log counts, in words; the same few are met again and again."""

    def __init__(self) -> None:
        super().__init__()
        self.indicators: dict[str, tuple[str, str]] = {}

    def __missing__(self, counted: str) -> str:
        if len(self) > REMEMBERED:
            self.clear()
        self[counted] = made = MARK.join([self._said(*part.split(" ")) for part in counted.split(MARK)])
        return made

    def _said(self, indicator: str, amount: str) -> str:
        if indicator not in self.indicators:
            told = Indicator.objects.values_list("pk", "name", "measure")
            self.indicators = {str(pk): (name, measure) for pk, name, measure in told}
        name, measure = self.indicators[indicator]
        return f"{name} {number(Decimal(amount))} {measure}"
