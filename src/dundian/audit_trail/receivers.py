"""What lower rooms announce is written down here."""

from typing import Any

from django.dispatch import receiver

from dundian.accounts.models import User
from dundian.accounts.signals import sign_in_changed
from dundian.audit_trail.actions import record


@receiver(sign_in_changed)
def note_sign_in_change(
    user: User, verb: str, actor: Any, unit: Any, detail: dict[str, Any], **_rest: Any
) -> None:
    record(actor=actor, verb=verb, noun="sign_in", obj=user, unit=unit, detail=detail)
