"""Task sets and indicators."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count

from dundian.campaign.models import Indicator, TaskSet, TaskSetQuerySet
from dundian.org.access import Actor
from dundian.org.models import Unit


def indicators_for(unit: Unit) -> list[Indicator]:
    """Indicators in use at a unit: its own and those of the units above; of two with one code the nearest."""
    return in_force(Indicator.objects.filter(unit__path__above=unit.path).select_related("unit"))


def in_force(indicators: Iterable[Indicator]) -> list[Indicator]:
    """Of indicators of units over each other those in use; of two with one code the one beneath."""
    found: dict[str, Indicator] = {}
    for indicator in sorted(indicators, key=lambda i: i.unit.path):
        found[indicator.code] = indicator
    return sorted((i for i in found.values() if i.in_use), key=lambda i: (i.place, i.pk))


def task_sets_for(actor: Actor, conditions: dict[str, Any]) -> TaskSetQuerySet:
    """Visible task sets by `year`, `state` and `text`, with `item_count`."""
    rows = TaskSet.objects.visible_to(actor).select_related("unit").annotate(item_count=Count("items"))
    if conditions.get("year"):
        rows = rows.filter(year=conditions["year"])
    if conditions.get("state"):
        rows = rows.filter(state=conditions["state"])
    if conditions.get("text"):
        rows = rows.filter(name__icontains=conditions["text"])
    return rows


def task_set(actor: Actor, pk: UUID) -> TaskSet | None:
    """One task set in sight, with its items."""
    rows = TaskSet.objects.visible_to(actor).select_related("unit")
    return rows.prefetch_related("items__indicator", "items__after").filter(pk=pk).first()


def editions_of(task_set: TaskSet) -> TaskSetQuerySet:
    """All editions of the same template, newest first."""
    same = TaskSet.objects.filter(unit=task_set.unit_id, name=task_set.name, year=task_set.year)
    return same.order_by("-edition")


def published_for(unit: Unit) -> TaskSetQuerySet:
    """Published task sets that a campaign of `unit` may adopt: its own and those from above."""
    rows = TaskSet.objects.filter(unit__path__above=unit.path, state=TaskSet.State.PUBLISHED)
    return (
        rows.select_related("unit")
        .prefetch_related("items")
        .order_by("-year", "unit__path", "name", "-edition")
    )
