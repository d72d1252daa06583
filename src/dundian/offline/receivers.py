"""What happens to a person's phones when something happens to the sign-in."""

from typing import Any

from django.dispatch import receiver

from dundian.accounts.models import User
from dundian.accounts.signals import sign_in_changed
from dundian.offline.actions.devices import end_all
from dundian.offline.models import Device


@receiver(sign_in_changed)
def end_phones(sender: object, *, user: User, verb: str, detail: dict[str, Any], **_rest: Any) -> None:
    """A new password: the phones sign in again and keep what is unsent. A closed sign-in: they are wiped."""
    if verb == "deactivate":
        end_all(user.pk, Device.End.CLOSED)
    elif verb == "reset" or (verb == "change" and detail.get("what") == "password"):
        end_all(user.pk, Device.End.PASSWORD)
