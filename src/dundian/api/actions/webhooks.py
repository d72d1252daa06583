"""Webhooks: made, paused, told of events; an event is tried for about a day and then given up, visibly."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from dundian.api import queries, sending
from dundian.api.events import EVENTS
from dundian.api.models import Webhook, WebhookDelivery
from dundian.audit_trail.actions import record
from dundian.kernel import clock
from dundian.kernel.errors import Invalid
from dundian.kernel.text import clean_line
from dundian.org.access import Actor
from dundian.org.models import Unit

# After each failed attempt, in seconds: half a minute to eight hours, about a day in all.
WAITS = (30, 120, 600, 1800, 3600, 7200, 14400, 28800, 28800)
KEEP = timedelta(days=60)
State = WebhookDelivery.State


@transaction.atomic
def add_webhook(
    *, unit: Unit, name: str, url: str, events: Sequence[str], actor: Actor
) -> tuple[Webhook, str]:
    """(the webhook, the secret it signs with): the secret is shown once and kept sealed."""
    by = actor.require("add", "webhook", unit, _("Only the system administrator makes webhooks."))
    name, wrong = clean_line(name), {}
    parts = urlsplit(url)
    if not name or len(name) > 60:
        wrong["name"] = _("Name the program, in up to 60 characters.")
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.username or len(url) > 300:
        wrong["url"] = _("Give an address that begins with https:// (or http:// within your own network).")
    if not events or not set(events) <= EVENTS.keys():
        wrong["events"] = _("Choose what it is told of.")
    if wrong:
        raise Invalid(wrong)
    secret = f"ddw_{secrets.token_urlsafe(32)}"
    webhook = Webhook.objects.create(
        unit=unit, name=name, url=url, events=[key for key in EVENTS if key in events],
        sealed=sending.sealed(secret), by=actor.signature,
    )  # fmt: skip
    detail = {"host": parts.hostname, "events": webhook.events}
    record(actor=actor, verb="add", noun="webhook", obj=webhook, unit=unit, appointment=by, detail=detail)
    return webhook, secret


@transaction.atomic
def pause_webhook(*, webhook: Webhook, paused: bool, actor: Actor) -> Webhook:
    """Tell it nothing, or tell it again from now on; what happened meanwhile is not sent later."""
    by = actor.require("change", "webhook", webhook.unit)
    stored = Webhook.locked(webhook.pk)
    if stored.paused != paused:
        stored.paused = paused
        stored.touch("paused")
        verb = "halt" if paused else "restart"
        record(actor=actor, verb=verb, noun="webhook", obj=stored, unit=stored.unit, appointment=by)
    return stored


def tell(*, event: str, unit: Unit, kind: str, obj: models.Model, key: str = "") -> None:
    """Put the event on its way to whoever wants it, in the transaction of the write that it tells of."""
    for webhook in queries.hearing(event, unit):
        _begin(webhook, event, unit, {"kind": kind, "id": key or str(obj.pk)})


def _begin(webhook: Webhook, event: str, unit: Unit, told: dict[str, str]) -> WebhookDelivery:
    delivery = WebhookDelivery(webhook=webhook, event=event)
    delivery.body = {
        "id": str(delivery.pk),
        "event": event,
        "at": clock.now().isoformat(),
        "unit": {"id": unit.pk, "name": unit.name},
        "object": told,
    }
    delivery.save(force_insert=True)
    _defer(delivery, 0)
    return delivery


def _defer(delivery: WebhookDelivery, seconds: int) -> None:
    job = app.configure_task("dundian.api.tasks.deliver", schedule_in={"seconds": seconds})
    job.defer(delivery_id=str(delivery.pk))


@transaction.atomic
def send_again(*, webhook: Webhook, actor: Actor, delivery: WebhookDelivery | None = None) -> WebhookDelivery:
    """A delivery once more from its beginning, or a trial when none is named."""
    actor.require("change", "webhook", webhook.unit)
    if delivery is None:
        made = _begin(webhook, "ping", webhook.unit, {"kind": "webhook", "id": str(webhook.pk)})
    else:
        made = WebhookDelivery.locked(delivery.pk)
        made.state, made.attempts, made.next_at = State.WAITING, 0, None
        made.touch("state", "attempts", "next_at")
        _defer(made, 0)
    detail = {"event": made.event, "delivery": str(made.pk)}
    record(actor=actor, verb="send_again", noun="webhook", obj=webhook, unit=webhook.unit, detail=detail)
    return made


def carry_delivery(*, delivery_id: UUID) -> WebhookDelivery | None:
    """One attempt; when it fails another is set for later, until there have been ten."""
    delivery = WebhookDelivery.objects.select_related("webhook__unit").filter(pk=delivery_id).first()
    if delivery is None or delivery.state != State.WAITING or delivery.webhook.paused:
        return delivery
    webhook = delivery.webhook
    try:
        secret = sending.opened(webhook.sealed)
        told = sending.send(url=webhook.url, secret=secret, body=delivery.body, delivery=str(delivery.pk))
    except sending.Undelivered as fault:
        return _failed(delivery, fault)
    return _noted(delivery, State.DELIVERED, *told)


@transaction.atomic
def _failed(delivery: WebhookDelivery, fault: sending.Undelivered) -> WebhookDelivery:
    wait = WAITS[delivery.attempts] if delivery.attempts < len(WAITS) else None
    noted = _noted(delivery, State.WAITING if wait else State.FAILED, fault.status, str(fault), wait)
    if wait:
        _defer(noted, wait)
    return noted


def _noted(
    delivery: WebhookDelivery, state: Any, status: int | None, text: str, wait: int | None = None
) -> WebhookDelivery:
    delivery.state, delivery.status, delivery.answer = state, status, clean_line(text)[:300]
    delivery.attempts += 1
    delivery.next_at = clock.now() + timedelta(seconds=wait) if wait else None
    delivery.delivered_at = clock.now() if state == State.DELIVERED else None
    delivery.touch("state", "status", "answer", "attempts", "next_at", "delivered_at")
    return delivery


@transaction.atomic
def forget_old_deliveries() -> int:
    """What was sent two months ago is of no more use; returns how many."""
    return WebhookDelivery.objects.filter(created_at__lt=clock.now() - KEEP).delete()[0]
