"""What stands in a person's calendar feed."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from dundian.accounts.models import User
from dundian.fieldwork.icalendar import Event
from dundian.fieldwork.models import CalendarFeed, Leave, Task
from dundian.kernel import clock, reach
from dundian.org.access import Actor, actor_of
from dundian.ui import formats

MOST = 500
BACK = timedelta(days=60)
Absolute = Callable[[str], str]
Source = Callable[[Actor, date, Absolute], Iterable[Event]]
_sources: list[Source] = []


def register_source(source: Source) -> None:
    """Let a room above add its events: `source(actor, since, absolute)`, a constant number of queries."""
    _sources.append(source)


def reader_of(digest: str) -> User | None:
    """Whose feed it is; nobody's once the sign-in is shut."""
    feed = CalendarFeed.objects.select_related("user").filter(digest=digest, user__is_active=True).first()
    return feed.user if feed else None


def events_for(user: User, absolute: Absolute) -> list[Event]:
    """Own open tasks by start and due date and own leave; for offices and leaders the fixed dates in their scope."""
    actor = actor_of(user)
    reach.become(actor)
    events: list[Event] = []
    for task in _tasks(actor):
        events += _events(task, absolute(reverse("fieldwork:task_detail", args=[task.pk])))
    since = clock.today() - BACK
    leaves = Leave.objects.filter(person__user=user, state=Leave.State.GRANTED, ends_on__gte=since)
    for leave in leaves.select_related("unit").order_by("starts_on")[:MOST]:
        events.append(
            Event(
                f"leave-{leave.pk}@dundian", leave.starts_on, leave.ends_on, _("Leave"), leave.updated_at,
                place=leave.unit.name,
            )
        )  # fmt: skip
    for source in _sources:
        events += source(actor, since, absolute)
    return events


def _tasks(actor: Actor) -> Any:
    rows = Task.objects.visible_to(actor).open().exclude(campaign__state="closed")
    wanted = Q(owner__user=actor.user)
    if not actor.can("add", "log"):
        wanted |= Q(fixed_on__isnull=False)
    rows = rows.filter(wanted, due_on__gte=clock.today() - BACK)
    return rows.select_related("unit", "owner", "indicator").order_by("due_on", "id")[:MOST]


def _events(task: Task, url: str) -> list[Event]:
    told = [_("Owner: %(name)s") % {"name": task.owner}] if task.owner else []
    if task.target and task.indicator:
        told.append(f"{task.indicator.name} {formats.number(task.progress)}/{formats.number(task.target)}")
    if task.content:
        told.append(task.content)
    common: dict[str, Any] = {
        "changed_at": task.updated_at,
        "description": "\n".join(told),
        "place": task.unit.name,
        "url": url,
    }
    due = Event(
        f"due-{task.pk}@dundian", task.due_on, task.due_on, _("Due: %(task)s") % {"task": task.name}, **common
    )
    if task.starts_on and task.starts_on < task.due_on and task.state == Task.State.TODO:
        begins = _("Begin: %(task)s") % {"task": task.name}
        return [Event(f"start-{task.pk}@dundian", task.starts_on, task.starts_on, begins, **common), due]
    return [due]
