"""The private address of a person's calendar feed: made anew, ended."""

import secrets
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.fieldwork.models import CalendarFeed
from dundian.kernel.errors import Refused
from dundian.org.access import Actor


def digest_of(key: str) -> str:
    return sha256(key.encode()).hexdigest()


@transaction.atomic
def renew_feed(*, actor: Actor) -> str:
    """A new key for the person's own feed, returned once and never again; an earlier address ends."""
    if not actor.can("view", "task"):
        raise Refused(_("None of your appointments shows this part of the work."))
    key = secrets.token_urlsafe(32)
    feed, _made = CalendarFeed.objects.update_or_create(user=actor.user, defaults={"digest": digest_of(key)})
    record(actor=actor, verb="renew", noun="calendar_feed", obj=feed)
    return key


@transaction.atomic
def end_feed(*, actor: Actor) -> None:
    """The address answers no more."""
    feed = CalendarFeed.objects.select_for_update().filter(user=actor.user).first()
    if feed is not None:
        record(actor=actor, verb="end", noun="calendar_feed", obj=feed)
        feed.delete()
