"""Referring, answering, recalling, taking over; the leading group after too many returns."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.concerns import access, queries
from dundian.concerns.actions.holding import Held, hold, leave_row, made_before, words
from dundian.concerns.models import Concern, Referral
from dundian.concerns.workflow import Event
from dundian.kernel import clock
from dundian.kernel.errors import Invalid
from dundian.kernel.models import new_id
from dundian.org.access import Actor
from dundian.org.models import Unit

State = Referral.State


@transaction.atomic
def refer_concern(
    *,
    concern: Concern,
    to: Unit,
    reason: str,
    actor: Actor,
    version: int | None = None,
    id: UUID | None = None,
    binding: bool = False,
) -> Referral:
    """Hand a concern up, down or sideways. Until `to` answers the sender keeps it; the limit runs at once.

    `binding`: an office to which it came as leading group decides who has it; that unit cannot return it.
    """
    locked = Concern.locked(concern.pk)
    if made := made_before(Referral, id, locked, actor):
        return made
    held = hold(locked, Event.REFER, actor, version=version)
    locked = held.concern
    reason = words(reason, "reason", _("Say why it is referred."))
    _check_target(locked, to, binding)
    due, warn = queries.answer_clock(to, locked.tier, clock.now())
    referral = Referral.objects.create(
        id=id or new_id(),
        concern=locked,
        sender=locked.handler,
        to=to,
        direction=queries.direction(locked.handler, to),
        reason=reason,
        answer_due_at=due,
        warn_at=warn,
        by=actor.user,
    )
    held.move()
    leave_row(held, "refer", to=to.pk, direction=referral.direction, binding=binding)
    if binding:
        _settle(referral, State.ACCEPTED, _("Decided by the leading group"), actor)
        _hand(locked, to)
    return referral


def _check_target(concern: Concern, to: Unit, binding: bool) -> None:
    if not queries.targets(concern).filter(pk=to.pk).exists():
        message = _("%(unit)s cannot take it: nobody there handles concerns, or it lies elsewhere.")
        raise Invalid({"to": message % {"unit": to}})
    if binding and concern.led_at is None:
        raise Invalid({"binding": _("Only the leading group decides who must take it.")})


def _settle(referral: Referral, state: str, answer: str, actor: Actor) -> Referral:
    referral.state, referral.answer = state, answer[:500]
    referral.answered_by, referral.answered_at = actor.signature, clock.now()
    referral.touch("state", "answer", "answered_by", "answered_at")
    return referral


def _hand(concern: Concern, to: Unit) -> None:
    """The concern moves to another unit; what was bounced before is forgotten."""
    concern.handler, concern.owner = to, None
    concern.bounces, concern.led_at = 0, None
    concern.touch("handler", "owner", "bounces", "led_at")


@transaction.atomic
def accept_referral(*, referral: Referral, actor: Actor, answer: str = "") -> Referral:
    """The asked unit takes the concern; from now on it handles it."""
    access.require_referral(actor, referral)
    held = hold(referral.concern, Event.ACCEPT, actor)
    answered = _settle(Referral.locked(referral.pk), State.ACCEPTED, answer.strip(), actor)
    _hand(held.concern, answered.to)
    held.concern.owner = actor.person
    held.move("owner")
    leave_row(held, "answer_referral", to=answered.to_id, state=answered.state)
    return answered


@transaction.atomic
def return_referral(*, referral: Referral, reason: str, actor: Actor) -> Referral:
    """The concern stays with the sender, who reads why; after the third return the leading group has it."""
    reason = words(reason, "reason", _("Say why it is returned."))
    access.require_referral(actor, referral)
    held = hold(referral.concern, Event.RETURN, actor)
    answered = _settle(Referral.locked(referral.pk), State.RETURNED, reason, actor)
    held.concern.bounces += 1
    held.move("bounces")
    leave_row(held, "answer_referral", to=answered.to_id, state=answered.state)
    if held.concern.bounces >= queries.rule_for(held.concern.unit).bounces and not held.concern.led_at:
        _lead(held)
    return answered


def _lead(held: Held) -> None:
    """To the federation that owns the campaign, in its leading group's hands, with a referral that says so."""
    concern, now = held.concern, clock.now()
    unit = queries.leading_unit(concern)
    if unit.pk != concern.handler_id:
        Referral.objects.create(
            concern=concern,
            sender=concern.handler,
            to=unit,
            direction=Referral.Direction.GROUP,
            reason=_("Returned %(n)d times: the leading group decides.") % {"n": concern.bounces},
            state=State.ACCEPTED,
            answer=_("By itself, after the last return."),
            answer_due_at=now,
            warn_at=now,
            answered_at=now,
        )
    concern.handler, concern.owner, concern.led_at = unit, queries.leading_person(concern, unit), now
    concern.touch("handler", "owner", "led_at")
    leave_row(held, "lead", to=unit.pk, returns=concern.bounces)


@transaction.atomic
def answer_referral(
    *, concern: Concern, answer: str, text: str, actor: Actor, version: int | None = None
) -> Referral:
    """Answer the referral that the concern waits for: "accept", or "return" with the reason in `text`."""
    held = hold(concern, Event.ACCEPT if answer == "accept" else Event.RETURN, actor, version=version)
    waiting = held.concern.referrals.get(state=State.WAITING)
    if answer == "accept":
        return accept_referral(referral=waiting, answer=text, actor=actor)
    return return_referral(referral=waiting, reason=text, actor=actor)


@transaction.atomic
def recall_referral(*, concern: Concern, reason: str, actor: Actor) -> Referral:
    """Whoever referred it takes it back before an answer."""
    held = hold(concern, Event.RECALL, actor)
    waiting = held.concern.referrals.get(state=State.WAITING)
    reason = words(reason, "reason", _("Say why it is recalled."))
    recalled = _settle(waiting, State.RECALLED, reason, actor)
    held.move()
    leave_row(held, "recall", to=recalled.to_id)
    return recalled


@transaction.atomic
def take_over(*, concern: Concern, reason: str, actor: Actor) -> Concern:
    """An office above takes the concern into its own hands; a referral still waiting falls away."""
    held = hold(concern, Event.TAKE_OVER, actor)
    locked, now = held.concern, clock.now()
    reason = words(reason, "reason", _("Say why it is taken over."))
    unit = access.require_take_over(actor, locked).unit
    if waiting := locked.awaited():
        _settle(waiting, State.RETURNED, reason, actor)
    Referral.objects.create(
        concern=locked,
        sender=locked.handler,
        to=unit,
        direction=Referral.Direction.UP,
        reason=reason[:500],
        state=State.ACCEPTED,
        answer=_("Taken over"),
        answer_due_at=now,
        warn_at=now,
        by=actor.user,
        answered_by=actor.user,
        answered_at=now,
    )
    _hand(locked, unit)
    locked.owner = actor.person
    held.move("owner")
    leave_row(held, "take_over")
    return locked
