"""Feedback: sent by anybody, answered by the system administrator."""

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from dundian.accounts.models import User
from dundian.audit_trail.actions import record
from dundian.kernel import clock
from dundian.kernel.errors import Invalid
from dundian.kernel.text import clean_line, clean_text
from dundian.org.access import Actor
from dundian.web.models import Feedback

PER_SENDER, PER_HOUR = 5, 300
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def _digest(sender: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"feedback {sender}".encode(), hashlib.sha256).hexdigest()


def _new_number() -> str:
    drawn = "".join(secrets.choice(ALPHABET) for _place in range(6))
    return f"{clock.today():%Y%m%d}-{drawn}"


@transaction.atomic
def send_feedback(*, kind: str, text: str, contact: str, by: User | None, address: str | None) -> Feedback:
    """Keep what somebody says. Refused when too much came from the same sender, or from everybody, within an hour.

    No row on the audit trail: nobody acts in a capacity here, and the row itself is the trace.
    """
    sender = _digest(str(by.pk) if by else f"{address}")
    lately = Feedback.objects.filter(created_at__gte=clock.now() - timedelta(hours=1))
    if lately.filter(sender=sender).count() >= PER_SENDER or lately.count() >= PER_HOUR:
        raise Invalid(
            _(
                "A lot has been sent within the last hour. Please send it again in an hour; your text is still here."
            )
        )
    return Feedback.objects.create(
        number=_new_number(),
        kind=kind,
        text=clean_text(text),
        contact=clean_line(contact),
        by=by,
        sender=sender,
    )


@transaction.atomic
def answer_feedback(*, feedback: Feedback, answer: str, version: int, actor: Actor) -> Feedback:
    """Answer, or put an answer right; the sender reads it by the number."""
    appointment: Any = actor.require("answer", "feedback")
    stored = Feedback.locked(feedback.pk, version)
    stored.answer = clean_text(answer)
    if not stored.answer:
        raise Invalid({"answer": _("Write the answer.")})
    stored.answered_at = clock.now()
    stored.touch("answer", "answered_at")
    record(actor=actor, verb="answer", noun="feedback", obj=stored, appointment=appointment)
    return stored
