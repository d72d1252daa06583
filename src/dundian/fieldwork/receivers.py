"""What this room does when the rooms below announce something."""

from datetime import date
from typing import Any

from django.dispatch import receiver

from dundian.fieldwork import actions
from dundian.fieldwork.actions import handovers
from dundian.org.access import Actor
from dundian.org.models import Person
from dundian.planning.models import Dispatch, Team
from dundian.planning.signals import dispatch_ended, member_left, team_dispatched


@receiver(team_dispatched, dispatch_uid="fieldwork.make_tasks")
def give_the_site_its_tasks(sender: Any, *, dispatch: Dispatch, actor: Actor, **kwargs: Any) -> None:
    actions.make_tasks(dispatch=dispatch, actor=actor)
    handovers.carry_over(dispatch=dispatch, actor=actor)


@receiver(member_left, dispatch_uid="fieldwork.draft_handover")
def draft_what_is_handed_over(
    sender: Any,
    *,
    team: Team,
    leaving: Person,
    coming: Person | None,
    on: date,
    until: date | None,
    reason: str,
    actor: Actor,
    **kwargs: Any,
) -> None:
    handovers.draft_handover(
        team=team, leaving=leaving, coming=coming, on=on, until=until, reason=reason, actor=actor
    )


@receiver(dispatch_ended, dispatch_uid="fieldwork.draft_closing")
def list_what_is_unfinished(sender: Any, *, dispatch: Dispatch, actor: Actor, **kwargs: Any) -> None:
    handovers.draft_closing(dispatch=dispatch, actor=actor)
