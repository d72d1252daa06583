"""Meetings and courses: lists, who could be invited, what a person owes."""

from collections.abc import Collection
from typing import Any

from django.db.models import Count, Q, QuerySet

from dundian.campaign.models import Campaign, GroupMember
from dundian.knowledge.models import Course, CourseQuerySet, Decision, Meeting, MeetingQuerySet
from dundian.org.access import Actor
from dundian.org.models import Appointment, Person, Role, Unit

ORDER = ["-starts_at", "-id"]
GROUPS: dict[str, tuple[Role, ...]] = {
    "offices": (Role.OFFICE,),
    "leaders": (Role.LEADER,),
    "team_leaders": (Role.TEAM_LEADER,),
    "cadres": (Role.CADRE,),
    "departments": (Role.DEPARTMENT,),
    "hosts": (Role.HOST,),
}
LEADING_GROUP = "leading_group"


def _listed(rows: Any, conditions: dict[str, Any]) -> Any:
    for name in ("kind", "state", "campaign"):
        if conditions.get(name):
            rows = rows.filter(**{name: conditions[name]})
    if conditions.get("since"):
        rows = rows.filter(starts_at__date__gte=conditions["since"])
    if conditions.get("until"):
        rows = rows.filter(starts_at__date__lte=conditions["until"])
    if text := conditions.get("text"):
        rows = rows.filter(Q(name__icontains=text) | Q(place__icontains=text))
    return rows


def meetings_for(actor: Actor, conditions: dict[str, Any]) -> MeetingQuerySet:
    """Meetings in sight with the numbers of those invited and of those who were there."""
    rows = Meeting.objects.visible_to(actor).select_related("unit", "campaign", "chair")
    rows = rows.annotate(
        invited=Count("invitations", distinct=True),
        there=Count("invitations", filter=Q(invitations__attended=True), distinct=True),
    )
    found: MeetingQuerySet = _listed(rows, conditions)
    return found


def courses_for(actor: Actor, conditions: dict[str, Any]) -> CourseQuerySet:
    """Courses in sight with the numbers of those enrolled and of those who were there."""
    rows = Course.objects.visible_to(actor).select_related("unit", "campaign")
    rows = rows.annotate(
        enrolled=Count("participants", distinct=True),
        there=Count("participants", filter=Q(participants__attended=True), distinct=True),
    )
    found: CourseQuerySet = _listed(rows, conditions)
    return found


def _appointed(unit: Unit, roles: Collection[str]) -> QuerySet[Person]:
    """Those who hold one of the roles today at or beneath the unit."""
    held = Appointment.objects.active().filter(unit__path__within=unit.path, role__in=roles)
    rows = Person.objects.filter(user__in=held.values("user"), left_on=None)
    return rows.select_related("home_unit").order_by("home_unit__path", "name", "id")


def people_of(unit: Unit, campaign: Campaign | None, groups: Collection[str]) -> list[tuple[Person, str]]:
    """(person, capacity) for the groups chosen: seats of the leading group first, then by appointment; each once."""
    found: dict[Any, tuple[Person, str]] = {}
    if LEADING_GROUP in groups and campaign is not None:
        seats = GroupMember.objects.filter(campaign=campaign, person__left_on=None)
        for seat in seats.select_related("person__home_unit"):
            found[seat.person_id] = (seat.person, str(seat.get_seat_display()))
    for group, roles in GROUPS.items():
        if group not in groups:
            continue
        label = str(roles[0].label)
        for person in _appointed(unit, roles):
            found.setdefault(person.pk, (person, label))
    return list(found.values())


def open_decisions(actor: Actor) -> QuerySet[Decision]:
    """What this person owes from meetings, apart from what is a task."""
    rows = Decision.objects.filter(owner__user=actor.user, done_on=None, task=None)
    return rows.select_related("meeting__unit").order_by("due_on", "id")
