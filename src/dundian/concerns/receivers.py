"""Concerns written on a work log become concerns of their own, in the same transaction; each new one is then
looked at for an issue that it belongs to."""

from typing import Any

from dundian.concerns import queries, tasks
from dundian.concerns.actions import raise_concern
from dundian.concerns.models import Concern
from dundian.fieldwork.models import WorkLog
from dundian.fieldwork.signals import ConcernRaised
from dundian.org.access import Actor


def raise_from_log(
    sender: object, *, log: WorkLog, concerns: list[ConcernRaised], actor: Actor, **_more: Any
) -> None:
    for raised in concerns:
        raise_concern(
            id=raised.id,
            unit=log.unit,
            site=log.site,
            log_id=log.id,
            actor=actor,
            text=raised.text,
            kind=raised.kind,
            source=Concern.Source.LOG,
            topic=raised.topic,
            people=raised.people,
            reporter=raised.reporter,
            contact=raised.contact,
        )


def place_later(sender: object, *, concern: Concern, **_more: Any) -> None:
    """The job stands in the queue with the transaction: a concern that is not kept leaves none behind."""
    tasks.place.defer(concern_id=str(concern.pk))


def categorise_later(sender: object, *, concern: Concern, **_more: Any) -> None:
    """Only where something was learned; words alone never sort a concern."""
    if queries.learned_for(concern.unit):
        tasks.categorise.defer(concern_id=str(concern.pk))
