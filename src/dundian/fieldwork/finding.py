"""Logs found by their words."""

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dundian.fieldwork.models import WorkLog, WorkLogQuerySet
from dundian.org.access import Actor
from dundian.ui.search import Hit, Source


def _rows(actor: Actor) -> WorkLogQuerySet:
    return WorkLog.objects.visible_to(actor).select_related("unit", "author")


def _present(actor: Actor, logs: Sequence[WorkLog]) -> Iterator[Hit]:
    for log in logs:
        url = reverse("fieldwork:log_detail", args=[log.pk])
        yield Hit(str(log.unit), log.text, url, log.on, str(log.author))


LOGS = Source(
    key="logs",
    label=_("Work logs"),
    place=20,
    allowed=lambda actor: bool(actor.paths("view", "log")),
    rows=_rows,
    field="text",
    order=["-on", "-id"],
    right=("view", "log"),
    present=_present,
)
