"""Reading tasks."""

from datetime import timedelta
from typing import Any

from django.db.models import Q

from dundian.campaign.queries import family
from dundian.fieldwork.models import Task, TaskQuerySet
from dundian.kernel import clock
from dundian.org.access import Actor
from dundian.org.models import Person

ORDER = ["due_on", "id"]


def tasks_for(actor: Actor, conditions: dict[str, Any]) -> TaskQuerySet:
    """Visible tasks by campaign, site, owner, area (a unit), state ("open": not done), late, due range and text."""
    rows = Task.objects.visible_to(actor).select_related("unit", "owner", "indicator", "campaign")
    if campaign := conditions.get("campaign"):
        rows = rows.filter(campaign__in=family(campaign))
    for name in ("site", "owner"):
        if value := conditions.get(name):
            rows = rows.filter(**{f"{name}_id": getattr(value, "pk", value)})
    if conditions.get("mine"):
        rows = rows.filter(owner__user=actor.user)
    rows = rows.filter(unit__path__within=area.path) if (area := conditions.get("area")) else rows
    if state := conditions.get("state"):
        rows = rows.open() if state == "open" else rows.filter(state=state)
    if conditions.get("late"):
        rows = rows.late()
    for name, lookup in (("due_from", "due_on__gte"), ("due_to", "due_on__lte")):
        if day := conditions.get(name):
            rows = rows.filter(**{lookup: day})
    if text := conditions.get("text"):
        rows = rows.filter(Q(name__icontains=text) | Q(unit__name__icontains=text))
    return rows


def open_tasks_of(person: Person, limit: int) -> list[Task]:
    """The person's own open tasks, the nearest first; those of campaigns that are over are left out."""
    rows = Task.objects.filter(owner=person).open().exclude(campaign__state="closed")
    return list(rows.select_related("unit", "indicator").order_by(*ORDER)[:limit])


def near_tasks_of(person: Person, limit: int, days: int) -> list[Task]:
    """The person's tasks that are late or due within `days`."""
    rows = Task.objects.filter(owner=person, due_on__lte=clock.today() + timedelta(days=days)).open()
    return list(rows.exclude(campaign__state="closed").select_related("unit").order_by(*ORDER)[:limit])
