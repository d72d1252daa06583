"""Meetings and courses in a person's calendar feed."""

from collections.abc import Callable, Iterator
from datetime import date

from django.urls import reverse
from django.utils import timezone

from dundian.fieldwork.icalendar import Event
from dundian.knowledge.models import Course, Meeting
from dundian.org.access import Actor
from dundian.ui.formats import moment


def events(actor: Actor, since: date, absolute: Callable[[str], str]) -> Iterator[Event]:
    """What the person is invited to or enrolled in, not called off, from `since` on."""
    meetings = Meeting.objects.filter(
        invitations__person__user=actor.user, starts_at__date__gte=since
    ).exclude(state=Meeting.State.CANCELLED)
    courses = Course.objects.filter(
        participants__person__user=actor.user, starts_at__date__gte=since
    ).exclude(state=Course.State.CANCELLED)
    for kind, rows in (("meeting", meetings), ("course", courses)):
        for row in rows.order_by("starts_at", "id")[:200]:
            on = timezone.localdate(row.starts_at)
            yield Event(
                f"{kind}-{row.pk}@dundian", on, on, row.name, row.updated_at,
                description=moment(row.starts_at), place=row.place,
                url=absolute(reverse(f"knowledge:{kind}_detail", args=[row.pk])),
            )  # fmt: skip
