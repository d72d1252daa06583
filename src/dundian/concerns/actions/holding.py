"""What every act on a concern begins with: the lock, the transition table, the right."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.concerns import access
from dundian.concerns.models import Concern, StepTaken
from dundian.concerns.workflow import RULES, TABLE, Event, State, state_of
from dundian.kernel import clock
from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.kernel.models import Record
from dundian.org.access import Actor
from dundian.org.models import Appointment

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Held:
    """A locked concern in a state from which `event` leads to `to` (None: no change), and by which appointment."""

    concern: Concern
    state: State
    event: Event
    to: State | None
    appointment: Appointment | None
    actor: Actor

    def move(self, *fields: str) -> None:
        """Into the state that the table says, together with the other fields that changed."""
        if self.to is not None and self.to in Concern.Step.values:
            self.concern.step = self.to.value
            fields = (*fields, "step")
        self.concern.touch(*(fields or ("updated_at",)))


def leave_row(held: Held, verb: str, **detail: Any) -> None:
    """The row on the trail."""
    record(
        actor=held.actor,
        verb=verb,
        noun="concern",
        obj=held.concern,
        unit=held.concern.unit,
        appointment=held.appointment,
        detail=detail or None,
    )


def hold(
    concern: Concern,
    event: Event,
    actor: Actor,
    *,
    version: int | None = None,
    appointment: Appointment | None = None,
) -> Held:
    """Lock the concern and see that the table and the right allow `event` now.

    `appointment` given: the caller has checked a right of its own, as the call-back does.
    """
    locked = Concern.locked(concern.pk)
    if appointment is None:
        appointment = access.require_event(actor, locked, RULES[event].who)
    state = state_of(locked)
    if (state, event) not in TABLE:
        raise Refused(_why_not(locked, state, event))
    if version is not None and locked.version != version:
        raise Conflict(locked)
    return Held(locked, state, event, TABLE[state, event], appointment, actor)


def _why_not(concern: Concern, state: State, event: Event) -> str:
    waiting = concern.awaited()
    if state == State.CLOSED:
        return _("This concern is closed. Reopen it first.")
    if waiting:
        return _("It has been referred to %(unit)s, whose answer is awaited.") % {"unit": waiting.to}
    if state == State.PAUSED:
        return _("Its clock stands still. Let it run again first.")
    if event == Event.REOPEN:
        return _("This concern is not closed.")
    if event in (Event.ACCEPT, Event.RETURN, Event.RECALL):
        return _("No referral is waiting for an answer.")
    return _("“%(event)s” is not possible while it stands at “%(state)s”.") % {
        "event": event.label,
        "state": state.label,
    }


def took(
    concern: Concern, step: str, text: str, actor: Actor, facts: Mapping[str, str] | None = None
) -> StepTaken:
    """Write a line of the concern's history."""
    return StepTaken.objects.create(
        concern=concern, step=step, text=text, facts=dict(facts or {}), by=actor.signature, at=clock.now()
    )


def made_before(model: type[R], id: UUID | None, concern: Concern, actor: Actor) -> R | None:
    """The row that the same form made when it was sent the first time; `Invalid` when the id is another's."""
    found: Any = model._default_manager.filter(pk=id).first() if id else None
    if found and (found.concern_id != concern.pk or found.by_id != getattr(actor.signature, "pk", None)):
        raise Invalid(_("This form has been used for something else. Open it again."))
    return found if isinstance(found, Model) else None  # type: ignore[return-value]


def words(text: str, field: str, message: str) -> str:
    """The text when there is one, else the message at its field."""
    if not text.strip():
        raise Invalid({field: message})
    return text.strip()
