"""Limits that are broken now, and who stands above."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from dundian.concerns.models import Concern, Escalation, HandlingRule, Pause, Referral
from dundian.concerns.queries.clocks import rule_for
from dundian.concerns.queries.staff import offices_over
from dundian.kernel import clock
from dundian.org.models import Unit

CHUNK = 500


@dataclass(frozen=True)
class Broken:
    """A limit of a concern that passed at `due_at`, while it lay at a unit."""

    concern: Concern
    due_at: datetime
    at: Unit


class Offices:
    """Offices above a unit, asked once for each unit."""

    def __init__(self) -> None:
        self._known: dict[int, list[Unit]] = {}

    def over(self, unit: Unit) -> list[Unit]:
        if unit.pk not in self._known:
            self._known[unit.pk] = offices_over(unit)
        return self._known[unit.pk]


class Rules:
    """Rules that hold at a unit, asked once for each unit."""

    def __init__(self) -> None:
        self._known: dict[int, HandlingRule] = {}

    def of(self, unit: Unit) -> HandlingRule:
        if unit.pk not in self._known:
            self._known[unit.pk] = rule_for(unit)
        return self._known[unit.pk]


def broken_limits(matter: str, at: datetime) -> Iterator[Broken]:
    """Concerns whose limit for `matter` is over at this moment; the clock of a paused one stands still."""
    if matter == Escalation.Matter.ACCEPT:
        waiting = Referral.objects.filter(state=Referral.State.WAITING, answer_due_at__lt=at)
        rows = waiting.select_related("concern__unit", "to").order_by("answer_due_at", "id")
        for referral in rows.iterator(chunk_size=CHUNK):
            yield Broken(referral.concern, referral.answer_due_at, referral.to)
        return
    running = Concern.objects.open().filter(paused_at=None).select_related("unit", "handler")
    if matter == Escalation.Matter.REPLY:
        late = running.filter(replied_at=None, reply_due_at__lt=at).exclude(kind=Concern.Kind.PRAISE)
        for concern in late.order_by("reply_due_at", "id").iterator(chunk_size=CHUNK):
            yield Broken(concern, concern.reply_due_at, concern.handler)
        return
    for concern in running.filter(due_at__lt=at).order_by("due_at", "id").iterator(chunk_size=CHUNK):
        yield Broken(concern, concern.due_at, concern.handler)


def pauses_over() -> list[Concern]:
    """Concerns whose pause ends today or should have ended before."""
    over = Pause.objects.filter(ended_at=None, until__lte=clock.today())
    return [p.concern for p in over.select_related("concern").order_by("until", "id")]
