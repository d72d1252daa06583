"""Reading tasks."""

from datetime import timedelta
from typing import Any

from django.db.models import Q

from dundian.campaign.queries import at_sites_of, family
from dundian.fieldwork.models import Task, TaskQuerySet
from dundian.kernel import clock
from dundian.org.access import Actor
from dundian.org.models import Person
from dundian.planning.models import Team, TeamMember

ORDER = ["due_on", "id"]
DAYS = {
    "due_from": "due_on__gte",
    "due_to": "due_on__lte",
    "done_from": "done_on__gte",
    "done_to": "done_on__lte",
}


def tasks_for(actor: Actor, conditions: dict[str, Any]) -> TaskQuerySet:
    """Visible tasks by campaign, site, owner, area (a unit), what the sites are, indicator, state ("open": not done),
    late, days of being due or done, and text."""
    rows = Task.objects.visible_to(actor).select_related("unit", "owner", "indicator", "campaign")
    if campaign := conditions.get("campaign"):
        rows = rows.filter(campaign__in=family(campaign))
    for name in ("site", "owner", "indicator"):
        if value := conditions.get(name):
            rows = rows.filter(**{f"{name}_id": getattr(value, "pk", value)})
    if conditions.get("mine"):
        rows = rows.filter(owner__user=actor.user)
    rows = rows.filter(unit__path__within=area.path) if (area := conditions.get("area")) else rows
    rows = at_sites_of(rows, conditions)
    if state := conditions.get("state"):
        rows = rows.open() if state == "open" else rows.filter(state=state)
    if conditions.get("late"):
        rows = rows.late()
    for name, lookup in DAYS.items():
        if day := conditions.get(name):
            rows = rows.filter(**{lookup: day})
    if text := conditions.get("text"):
        rows = rows.filter(Q(name__icontains=text) | Q(unit__name__icontains=text))
    return rows


def _ones_own(person: Person) -> TaskQuerySet:
    """Open tasks at sites where the person's team is today: one's own, and those of whom one stands in for.

    What a person still owned at a former site has been handed over; it is nobody's reminder there.
    """
    today = clock.today()
    mine = TeamMember.ever.filter(person=person, team__state=Team.State.DISPATCHED).lasting()
    mine = mine.filter(Q(since=None) | Q(since__lte=today))
    own = Q(owner=person, site__in=mine.values("team__site"))
    for place in mine.exclude(stands_for=None).select_related("stands_for", "team"):
        if place.stands_for is not None:
            own |= Q(owner=place.stands_for.person_id, site=place.team.site_id)
    return Task.objects.filter(own).open().exclude(campaign__state="closed")


def open_tasks_of(person: Person, limit: int) -> list[Task]:
    """The open tasks that a person has today, the nearest first."""
    return list(_ones_own(person).select_related("unit", "indicator").order_by(*ORDER)[:limit])


def near_tasks_of(person: Person, limit: int, days: int) -> list[Task]:
    """Those of them that are late or due within `days`."""
    rows = _ones_own(person).filter(due_on__lte=clock.today() + timedelta(days=days))
    return list(rows.select_related("unit").order_by(*ORDER)[:limit])
