"""What waits for whom in matters of support."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from dundian.fieldwork.models import SupportEvent, SupportRequest
from dundian.kernel import clock
from dundian.notify.todo import Tab, Todo, register
from dundian.org.access import Actor

RECENT = timedelta(days=14)
ANSWERS = ("return", "answer", "deliver", "pass_on", "approve")


@register
def of_support(actor: Actor, tab: Tab, limit: int) -> Iterable[Todo]:
    if actor.can("ask", "support") or actor.can("handle", "support"):
        yield from {Tab.WAITING: _waiting, Tab.DONE: _done, Tab.STARTED: _asked, Tab.COPIED: _told}[tab](
            actor, limit
        )


def _line(row: SupportRequest, detail: str = "", state: str = "") -> Todo:
    url = reverse("fieldwork:support_detail", args=[row.pk])
    due = row.due_on if row.is_open else row.closed_on
    words = detail or row.get_state_display()
    return Todo(row.get_kind_display(), row.text[:40], url, str(row.unit), due, state or row.standing, words)


def _waiting(actor: Actor, limit: int) -> Iterator[Todo]:
    rows = SupportRequest.objects.waiting_for(actor).select_related("unit")
    for row in rows.order_by("due_on", "id")[:limit]:
        urged = _("Urged on %(day)s") % {"day": row.urged_on} if row.urged_on else ""
        yield _line(row, urged)


def _done(actor: Actor, limit: int) -> Iterator[Todo]:
    """What one has answered, approved or provided oneself; each request once."""
    visible = SupportRequest.objects.visible_to(actor)
    events = SupportEvent.objects.filter(by=actor.user, verb__in=ANSWERS, request__in=visible.values("pk"))
    seen: set[object] = set()
    for event in events.select_related("request__unit").order_by("-at")[:limit]:
        if event.request_id not in seen:
            seen.add(event.request_id)
            yield _line(event.request, state="done")


def _asked(actor: Actor, limit: int) -> Iterator[Todo]:
    rows = SupportRequest.objects.visible_to(actor).filter(asked_by=actor.user).open()
    for row in rows.select_related("unit").order_by("-created_at")[:limit]:
        yield _line(row)


def _told(actor: Actor, limit: int) -> Iterator[Todo]:
    """News of the last two weeks about what one has asked for."""
    mine = SupportRequest.objects.visible_to(actor).filter(asked_by=actor.user)
    recent = SupportEvent.objects.filter(
        verb__in=ANSWERS, at__gte=clock.now() - RECENT, request__in=mine.values("pk")
    )
    seen: set[object] = set()
    for event in recent.select_related("request__unit").order_by("-at")[:limit]:
        if event.request_id not in seen:
            seen.add(event.request_id)
            yield _line(event.request)
