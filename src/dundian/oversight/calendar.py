"""Return visits in a person's calendar feed."""

from collections.abc import Callable, Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from dundian.fieldwork.icalendar import Event
from dundian.org.access import Actor
from dundian.oversight.models import ReturnVisit

MOST = 300


def events(actor: Actor, since: date, absolute: Callable[[str], str]) -> Iterator[Event]:
    """Visits in sight that are still to be made: the contact group's own, the union's, those of an office's area."""
    rows = ReturnVisit.objects.visible_to(actor).filter(state=ReturnVisit.State.DUE, due_on__gte=since)
    for visit in rows.select_related("unit", "group__team").order_by("due_on", "id")[:MOST]:
        yield Event(
            f"return-{visit.pk}@dundian",
            visit.due_on,
            visit.due_on,
            _("Return visit: %(site)s") % {"site": visit.unit.name},
            visit.updated_at,
            description=str(visit.group),
            place=visit.unit.name,
            url=absolute(reverse("oversight:group_detail", args=[visit.group_id])),
        )
