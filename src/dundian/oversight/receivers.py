"""What this room does when the rooms below announce something."""

from typing import Any

from django.dispatch import receiver

from dundian.org.access import Actor
from dundian.oversight.actions.returns import form_contact_group
from dundian.planning.models import Dispatch
from dundian.planning.signals import dispatch_ended


@receiver(dispatch_ended, dispatch_uid="oversight.form_contact_group")
def come_back(sender: Any, *, dispatch: Dispatch, actor: Actor, **kwargs: Any) -> None:
    """A team that ends becomes a contact group; what it left unfinished is listed by fieldwork before or after."""
    form_contact_group(dispatch=dispatch, actor=actor)
