"""What this room does when the rooms below announce something."""

from typing import Any

from django.dispatch import receiver

from dundian.fieldwork import actions
from dundian.org.access import Actor
from dundian.planning.models import Dispatch
from dundian.planning.signals import team_dispatched


@receiver(team_dispatched, dispatch_uid="fieldwork.make_tasks")
def give_the_site_its_tasks(sender: Any, *, dispatch: Dispatch, actor: Actor, **kwargs: Any) -> None:
    actions.make_tasks(dispatch=dispatch, actor=actor)
