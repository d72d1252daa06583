"""Phones: signed in, signed out, lost."""

import hashlib
import hmac
import secrets
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.accounts.models import User
from dundian.audit_trail.actions import record
from dundian.kernel import clock
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.text import clean_line
from dundian.offline.models import Device, Manifest
from dundian.org.access import Actor
from dundian.org.models import Unit

MOST_OPEN = 10
SEEN_EVERY = timedelta(minutes=10)


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def known_by(device: Device, secret: str) -> bool:
    """Whether the secret is the device's, in a time that does not depend on how much of it is right."""
    return hmac.compare_digest(device.digest, digest_of(secret))


def home_of(actor: Actor) -> Unit | None:
    return actor.person.home_unit if actor.person else None


@transaction.atomic
def register_device(*, name: str, actor: Actor, previous: Device | None = None) -> tuple[Device, str]:
    """A phone of one's own and its secret, which is told this once. `previous` is the same phone's earlier sign-in."""
    name = clean_line(name)[:60] or _("Phone")
    User.objects.select_for_update().get(pk=actor.user.pk)
    if previous is not None and previous.user_id != actor.user.pk:
        raise Refused(_("This phone belongs to somebody else."))
    if previous is not None and previous.ended_at is None:
        _end(previous, Device.End.RENEWED)
    if Device.objects.filter(user=actor.user).open().count() >= MOST_OPEN:
        raise Invalid({"name": _("Ten phones are signed in already. Sign one of them out first.")})
    secret = secrets.token_urlsafe(32)
    device = Device.objects.create(
        user=actor.user,
        name=name,
        digest=digest_of(secret),
        registered_at=previous.registered_at if previous else clock.now(),
    )
    record(actor=actor, verb="add", noun="device", obj=device, unit=home_of(actor))
    return device, secret


@transaction.atomic
def end_device(*, device: Device, how: str, actor: Actor, reason: str = "") -> Device:
    """Sign a phone out: one's own, or one that somebody in scope has lost (with a reason). Ended already: nothing."""
    stored = Device.locked(device.pk)
    if stored.user_id != actor.user.pk:
        person = getattr(stored.user, "person", None)
        actor.require("end", "device", person.home_unit if person else None)
        if not clean_line(reason):
            raise Invalid({"reason": _("Say why the phone is signed out.")})
    if stored.ended_at is None:
        _end(stored, how, clean_line(reason)[:200])
        detail = {"reason": stored.reason} if stored.reason else {}
        record(actor=actor, verb="end", noun="device", obj=stored, unit=_home(stored), detail=detail)
    return stored


def _home(device: Device) -> Unit | None:
    person = getattr(device.user, "person", None)
    return person.home_unit if person else None


def _end(device: Device, how: str, reason: str = "") -> None:
    device.ended_at, device.end, device.reason = clock.now(), how, reason
    device.touch("ended_at", "end", "reason")
    Manifest.objects.filter(device=device).delete()


def end_all(user_id: UUID, how: str) -> None:
    """Sign every phone of a person out; what was done to the sign-in stands on the trail."""
    for device in Device.objects.select_for_update().filter(user_id=user_id, ended_at=None):
        _end(device, how)


def note_use(device: Device) -> None:
    """The phone was here; written down at most every ten minutes."""
    now = clock.now()
    if abs(now - device.seen_at) > SEEN_EVERY:
        Device.objects.filter(pk=device.pk).update(seen_at=now)
