"""One operation on its way to the action that carries it out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from dundian.campaign.models import Site
from dundian.fieldwork.models import Task, WorkLog
from dundian.kernel.errors import Invalid
from dundian.offline.access import acting
from dundian.offline.models import Device
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
    """Fields that a person must choose: [{"field", "base", "mine", "theirs"}]; the others were applied."""

    subject: WorkLog | Task
    fields: list[dict[str, Any]]


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
