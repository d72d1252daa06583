"""Objections: received on the public page or written down by the office, looked into, answered."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.concerns.codes import code_of
from dundian.kernel import clock
from dundian.kernel.errors import Invalid
from dundian.kernel.models import new_id
from dundian.kernel.once import one_at_a_time
from dundian.kernel.text import clean_line, clean_text
from dundian.org.access import SYSTEM, Actor
from dundian.recognition import contacts
from dundian.recognition.access import require_handle
from dundian.recognition.actions.lists import strike
from dundian.recognition.actions.steps import line, text_of
from dundian.recognition.models import Nomination, Objection, Round

O = Objection.State  # noqa: E741


def _number(round: Round, id: UUID) -> str:
    """GS2024-8F3A21: no counter, so that nobody can tell from it how many objected."""
    return f"GS{round.year}-{id.hex[-6:].upper()}"


@transaction.atomic
def receive_objection(
    *, round: Round, text: str, id: UUID, nomination: Nomination | None = None, contact: str = ""
) -> tuple[Objection, str]:
    """From the public page, by somebody without an account: the objection and its code. Sent twice with one id it is
    stored once."""
    one_at_a_time(id)
    held = Round.locked(round.pk)
    if made := Objection.objects.filter(pk=id, round=held).first():
        return made, code_of(id)
    if held.state != Round.State.NOTICED or not under_notice(held):
        raise Invalid(_("The public notice is over; please turn to the office directly."))
    objection = _write(held, nomination, Objection.Way.PAGE, text, contact, id)
    record(actor=SYSTEM, verb="receive_objection", noun="objection", obj=objection, unit=held.unit)
    return objection, code_of(id)


def under_notice(round: Round) -> bool:
    """Whether somebody's notice has not run out yet."""
    rows = round.nominations.filter(state=Nomination.State.ADMITTED, notice_until__gte=clock.today())
    return rows.exists()


@transaction.atomic
def write_down_objection(
    *,
    round: Round,
    way: str,
    text: str,
    actor: Actor,
    nomination: Nomination | None = None,
    contact: str = "",
) -> Objection:
    """One that came by telephone, letter or visit, also after the notice has run out but before the decision."""
    by = actor.require(
        "handle", "objection", round.unit, _("Objections are kept by the office of the round.")
    )
    held = Round.locked(round.pk)
    if held.state != Round.State.NOTICED:
        raise Invalid(_("Objections are received between the public notice and the decision."))
    if way not in Objection.Way.values:
        raise Invalid({"way": _("Choose how it came.")})
    objection = _write(held, nomination, way, text, contact, new_id())
    record(actor=actor, verb="write_down", noun="objection", obj=objection, unit=held.unit, appointment=by)
    return objection


def _write(
    round: Round, nomination: Nomination | None, way: str, text: str, contact: str, id: UUID
) -> Objection:
    if nomination is not None and (nomination.round_id != round.pk or not nomination.is_listed):
        raise Invalid({"nomination": _("Choose a name on the list.")})
    objection = Objection(
        id=id,
        round=round,
        nomination=nomination,
        number=_number(round, id),
        way=way,
        text=text_of(text, "text", _("Say what speaks against it."), 2000),
    )
    contacts.close(objection, clean_line(contact)[:100])
    objection.save(force_insert=True)
    return objection


@transaction.atomic
def settle_objection(
    *, objection: Objection, upheld: bool, findings: str, reply: str, actor: Actor, fill: bool = True
) -> tuple[Objection, Nomination | None]:
    """What was found. Upheld, it strikes the name off the list, and the next moves up unless `fill` says no; returns
    the objection and whoever moved up."""
    Round.locked(objection.round_id)
    held = Objection.locked(objection.pk)
    by = require_handle(actor, held)
    if held.state != O.RECEIVED:
        raise Invalid(_("This objection has been settled already."))
    held.findings = text_of(findings, "findings", _("Say what was found, and how."), 2000)
    held.reply = text_of(reply, "reply", _("Write an answer to whoever objected."), 1000)
    held.state = O.UPHELD if upheld else O.DISMISSED
    held.handled_by, held.handled_at = actor.signature, clock.now()
    held.touch("findings", "reply", "state", "handled_by", "handled_at")
    verb = "uphold" if upheld else "dismiss"
    record(actor=actor, verb=verb, noun="objection", obj=held, unit=held.round.unit, appointment=by)
    moved = None
    if upheld and held.nomination is not None and held.nomination.state == Nomination.State.ADMITTED:
        why = _("Objection %(number)s upheld: ") % {"number": held.number} + clean_line(held.findings)
        moved = strike(nomination=held.nomination, reason=why[:500], actor=actor, fill=fill)
    return held, moved


@transaction.atomic
def take_up_again(*, objection: Objection, reason: str, actor: Actor) -> Objection:
    """An objection that was not upheld is looked into once more; before the decision."""
    Round.locked(objection.round_id)
    held = Objection.locked(objection.pk)
    by = require_handle(actor, held)
    if held.state != O.DISMISSED or held.round.state != Round.State.NOTICED:
        raise Invalid(_("Only an objection that was not upheld is taken up again, and before the decision."))
    reason = line(reason, "reason", _("Say why."))
    held.state, held.handled_at = O.RECEIVED, None
    held.findings = clean_text(f"{held.findings}\n（{reason}）")[:2000]
    held.touch("state", "handled_at", "findings")
    record(
        actor=actor, verb="take_up", noun="objection", obj=held, unit=held.round.unit, appointment=by,
        detail={"reason": reason},
    )  # fmt: skip
    return held


@transaction.atomic
def see_contact(*, objection: Objection, reason: str, actor: Actor) -> str:
    """How to reach whoever objected; that somebody looked, and why, is recorded."""
    by = require_handle(actor, objection)
    reason = line(reason, "reason", _("Say why."), 200)
    record(
        actor=actor, verb="see_contact", noun="objection", obj=objection, unit=objection.round.unit, appointment=by,
        detail={"reason": reason},
    )  # fmt: skip
    return contacts.open_(objection)
