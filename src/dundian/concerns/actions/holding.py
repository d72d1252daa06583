"""What every act on an open concern begins with."""

from django.utils.translation import gettext as _

from dundian.concerns import access
from dundian.concerns.models import Concern, StepTaken
from dundian.kernel import clock
from dundian.kernel.errors import Conflict, Refused
from dundian.org.access import Actor
from dundian.org.models import Appointment


def took(concern: Concern, step: str, text: str, actor: Actor) -> None:
    StepTaken.objects.create(concern=concern, step=step, text=text, by=actor.signature, at=clock.now())


def hold(concern: Concern, actor: Actor, version: int | None = None) -> tuple[Concern, Appointment]:
    """The open concern, locked, with the appointment that lets the actor work on it."""
    locked = Concern.locked(concern.pk)
    appointment = access.require_handle(actor, locked)
    if locked.step == Concern.Step.CLOSED:
        raise Refused(_("This concern is closed. Reopen it first."))
    waiting = locked.awaited()
    if waiting:
        raise Refused(_("It has been referred to %(unit)s, whose answer is awaited.") % {"unit": waiting.to})
    if version is not None and locked.version != version:
        raise Conflict(locked)
    return locked, appointment
