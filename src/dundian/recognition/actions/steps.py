"""What every write of the room shares: a row locked at the state it must have, its event, its line on the trail."""

from typing import Any

from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.kernel.errors import Invalid
from dundian.kernel.text import clean_line, clean_text
from dundian.org.access import Actor
from dundian.org.models import Appointment, Unit
from dundian.recognition import moves
from dundian.recognition.models import Nomination, NominationEvent, Round, RoundEvent


def line(text: str, name: str, message: str, longest: int = 500) -> str:
    """One line that must not be empty."""
    cleaned = clean_line(text)
    if not cleaned:
        raise Invalid({name: message})
    if len(cleaned) > longest:
        raise Invalid({name: _("At most %(n)d characters.") % {"n": longest}})
    return cleaned


def text_of(text: str, name: str, message: str, longest: int) -> str:
    """Several lines that must not be empty."""
    cleaned = clean_text(text)
    if not cleaned:
        raise Invalid({name: message})
    if len(cleaned) > longest:
        raise Invalid({name: _("At most %(n)d characters.") % {"n": longest}})
    return cleaned


def held_round(round: Round, verb: str) -> Round:
    """The round, locked, when `verb` is possible in its state."""
    held = Round.locked(round.pk)
    if not moves.may(moves.ROUND, verb, held.state):
        raise Invalid(
            _("This round stands at “%(state)s”; that is not possible now.")
            % {"state": held.get_state_display()}
        )
    return held


def move_round(
    round: Round,
    verb: str,
    to: str,
    actor: Actor,
    by: Appointment | None,
    *fields: str,
    reason: str = "",
    **detail: Any,
) -> Round:
    """Save the new state with `fields`, and tell what happened in the history and on the trail."""
    if (round.state, to) not in moves.ROUND[verb]:
        raise Invalid(_("The round cannot go there from where it stands."))
    if verb in moves.REASONED:
        reason = line(reason, "reason", _("Say why."))
    round.state = to
    round.touch("state", *fields)
    RoundEvent.objects.create(round=round, verb=verb, state=to, reason=reason, by=actor.signature)
    note_round(round, verb, actor, by, **({"reason": reason} if reason else {}), **detail)
    return round


def note_round(round: Round, verb: str, actor: Actor, by: Appointment | None = None, **detail: Any) -> None:
    record(
        actor=actor,
        verb=verb,
        noun="round",
        obj=round,
        unit=round.unit,
        appointment=by,
        detail=detail or None,
    )


def held_nomination(nomination: Nomination, verb: str) -> Nomination:
    """The nomination, locked, when `verb` is possible in its state."""
    held = Nomination.locked(nomination.pk)
    if not moves.may(moves.NOMINATION, verb, held.state):
        raise Invalid(
            _("This nomination stands at “%(state)s”; that is not possible now.")
            % {"state": held.get_state_display()}
        )
    return held


def move_nomination(
    one: Nomination,
    verb: str,
    to: str,
    at: Unit,
    actor: Actor,
    by: Appointment | None,
    *fields: str,
    reason: str = "",
) -> Nomination:
    """Save the new state with `fields`, and tell what happened in the history and on the trail."""
    if (one.state, to) not in moves.NOMINATION[verb]:
        raise Invalid(_("The nomination cannot go there from where it stands."))
    one.state = to
    one.touch("state", *fields)
    NominationEvent.objects.create(
        nomination=one, verb=verb, state=to, unit=at, reason=reason, by=actor.signature
    )
    detail = {"round": str(one.round_id), "to": str(to), **({"reason": reason} if reason else {})}
    record(actor=actor, verb=verb, noun="nomination", obj=one, unit=one.place, appointment=by, detail=detail)
    return one
