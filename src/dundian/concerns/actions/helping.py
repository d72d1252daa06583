"""Help of other units: each has its part and answers for it; whoever asked stays in charge."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.concerns import access, queries
from dundian.concerns.actions.holding import hold, leave_row, made_before, words
from dundian.concerns.models import Concern, Help
from dundian.concerns.workflow import Event
from dundian.kernel import clock
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.models import new_id
from dundian.org.access import Actor
from dundian.org.models import Unit


@transaction.atomic
def ask_help(
    *, concern: Concern, unit: Unit, part: str, due_on: date, actor: Actor, id: UUID | None = None
) -> Help:
    """Ask a unit to do a part of it by a day."""
    held = hold(concern, Event.ASK_HELP, actor)
    if made := made_before(Help, id, held.concern, actor):
        return made
    part = words(part, "part", _("Say which part they are to do."))
    if not queries.targets(held.concern).filter(pk=unit.pk).exists():
        message = _("%(unit)s cannot take it: nobody there handles concerns, or it lies elsewhere.")
        raise Invalid({"unit": message % {"unit": unit}})
    if due_on < clock.today():
        raise Invalid({"due_on": _("This day is over.")})
    if Help.objects.filter(concern=held.concern, unit=unit, state=Help.State.ASKED).exists():
        raise Invalid({"unit": _("They have been asked already and have not answered yet.")})
    help = Help.objects.create(
        id=id or new_id(), concern=held.concern, unit=unit, part=part, due_on=due_on, by=actor.user
    )
    held.move()
    leave_row(held, "ask_help", unit=unit.pk)
    return help


@transaction.atomic
def answer_help(*, help: Help, answer: str, actor: Actor) -> Help:
    """Say what came of one's part."""
    concern = Concern.locked(help.concern_id)
    locked = Help.locked(help.pk)
    appointment = access.require_help(actor, locked)
    if locked.state != Help.State.ASKED:
        raise Refused(_("This part has been answered already."))
    locked.answer = words(answer, "answer", _("Say what came of your part."))
    locked.state, locked.answered_by, locked.answered_at = Help.State.ANSWERED, actor.user, clock.now()
    locked.touch("state", "answer", "answered_by", "answered_at")
    concern.touch("updated_at")
    record(
        actor=actor,
        verb="answer_help",
        noun="concern",
        obj=concern,
        unit=concern.unit,
        appointment=appointment,
        detail={"unit": locked.unit_id},
    )
    return locked


@transaction.atomic
def release_help(*, help: Help, actor: Actor) -> Help:
    """Whoever asked no longer needs it."""
    held = hold(help.concern, Event.MEASURE, actor)
    locked = Help.locked(help.pk)
    if locked.state != Help.State.ASKED:
        raise Refused(_("This part has been answered already."))
    locked.state, locked.answered_by, locked.answered_at = Help.State.RELEASED, actor.user, clock.now()
    locked.touch("state", "answered_by", "answered_at")
    held.move()
    leave_row(held, "release_help", unit=locked.unit_id)
    return locked
