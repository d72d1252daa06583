"""What waits for the system administrator: feedback without an answer."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dundian.notify import todo
from dundian.notify.todo import Tab, Todo
from dundian.org.access import Actor
from dundian.web.models import Feedback


@todo.register
def feedback(actor: Actor, tab: Tab, limit: int) -> Iterator[Todo]:
    if tab not in (Tab.WAITING, Tab.DONE) or not actor.can("answer", "feedback"):
        return
    rows = Feedback.objects.visible_to(actor).filter(answered_at__isnull=tab is Tab.WAITING)
    for row in rows.order_by("created_at" if tab is Tab.WAITING else "-created_at")[:limit]:
        yield Todo(
            kind=_("Feedback"),
            title=f"{row.get_kind_display()} {row.number}",
            url=reverse("web:feedback_answer", args=[row.pk]),
            state="todo" if tab is Tab.WAITING else "done",
            detail=row.text[:80],
        )
