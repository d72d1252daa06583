"""Concerns written on a work log become concerns of their own, in the same transaction."""

from typing import Any

from dundian.concerns.actions import raise_concern
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
            topic=raised.topic,
            people=raised.people,
            reporter=raised.reporter,
            contact=raised.contact,
        )
