"""One operation on its way to the action that carries it out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from dundian.audit_trail.models import Entry
from dundian.campaign.models import Site
from dundian.fieldwork.models import Task, WorkLog
from dundian.kernel.errors import Invalid
from dundian.offline.access import acting
from dundian.offline.merging import Edit, Merged
from dundian.offline.models import Device
from dundian.offline.queries.values import FIGURE
from dundian.org.access import Actor
from dundian.org.models import Unit


class Awaited(Exception):
    """The bytes of a photo have not all come yet; `digest` names it."""

    def __init__(self, digest: str) -> None:
        super().__init__(digest)
        self.digest = digest


@dataclass(frozen=True)
class Command:
    """What to do to which record; `at` is the moment on the phone, put right. `today` is who the person is now."""

    id: UUID
    kind: str
    record: UUID
    fields: dict[str, Any]
    at: datetime
    device: Device
    today: Actor

    def actor(self, unit: Unit) -> Actor:
        return acting(device=self.device, today=self.today, kind=self.kind, unit=unit, at=self.at)


@dataclass(frozen=True)
class Differs:
    """Fields that a person must choose: [{"field", "base", "mine", "theirs"}]; the others were applied.

    `by`, `at`: who wrote the stored version, and when.
    """

    subject: WorkLog | Task
    fields: list[dict[str, Any]]
    by: str
    at: datetime


def differing(
    subject: WorkLog | Task, merged: Merged, edits: dict[str, Edit], stored: dict[str, Any]
) -> Differs:
    """To be asked before anything is applied: afterwards the last word would be the phone's own."""
    noun = "log" if isinstance(subject, WorkLog) else "task"
    names = {"figures" if name.startswith(FIGURE) else name for name in merged.differ}
    touched = Q()
    for name in names:
        touched |= Q(detail__fields__contains=[name])
    entries = Entry.objects.filter(noun=noun, object_id=str(subject.pk)).order_by("-id")
    last = entries.filter(touched).first() or entries.first()
    fields = [
        {"field": n, "base": edits[n].base, "mine": edits[n].mine, "theirs": stored.get(n, "")}
        for n in merged.differ
    ]
    return Differs(subject, fields, last.actor_name if last else "", last.at if last else subject.updated_at)


def not_here(what: str) -> Invalid:
    """The same for what does not exist and for what lies outside the person's scope."""
    return Invalid(what)


def site_of(command: Command, pk: UUID | None, missing: str) -> tuple[Site, Actor]:
    """The site, when the person sees it, and who acts there."""
    site = Site.objects.select_related("unit", "campaign").filter(pk=pk).first() if pk else None
    if site is None:
        raise not_here(missing)
    actor = command.actor(site.unit)
    if not actor.can("view", "site", site.unit):
        raise not_here(missing)
    return site, actor
