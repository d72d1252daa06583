"""Referring, answering, taking over."""

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.concerns import access, queries
from dundian.concerns.actions.holding import hold
from dundian.concerns.models import Concern, Referral
from dundian.kernel import clock
from dundian.kernel.errors import Invalid, Refused
from dundian.org.access import Actor
from dundian.org.models import Unit


@transaction.atomic
def refer_concern(*, concern: Concern, to: Unit, reason: str, actor: Actor) -> Referral:
    """Hand a concern up, down or sideways. Until `to` answers the sender keeps it; the limit runs at once."""
    locked, appointment = hold(concern, actor)
    if not reason.strip():
        raise Invalid({"reason": _("Say why it is referred.")})
    if not queries.targets(locked).filter(pk=to.pk).exists():
        message = _("%(unit)s cannot take it: nobody there handles concerns, or it lies elsewhere.")
        raise Invalid({"to": message % {"unit": to}})
    due, warn = queries.answer_clock(to, locked.tier, clock.now())
    referral = Referral.objects.create(
        concern=locked,
        sender=locked.handler,
        to=to,
        direction=queries.direction(locked.handler, to),
        reason=reason,
        answer_due_at=due,
        warn_at=warn,
        by=actor.user,
    )
    locked.touch("updated_at")
    detail = {"to": to.pk, "direction": referral.direction}
    record(
        actor=actor,
        verb="refer",
        noun="concern",
        obj=locked,
        unit=locked.unit,
        appointment=appointment,
        detail=detail,
    )
    return referral


def _answer(referral: Referral, state: Referral.State, answer: str, actor: Actor) -> Referral:
    locked = Referral.locked(referral.pk)
    appointment = access.require_referral(actor, locked)
    if locked.state != Referral.State.WAITING:
        raise Refused(_("This referral has been answered already."))
    locked.state, locked.answer, locked.answered_by, locked.answered_at = (
        state,
        answer,
        actor.user,
        clock.now(),
    )
    locked.touch()
    detail = {"to": locked.to_id, "state": state}
    record(
        actor=actor,
        verb="answer_referral",
        noun="concern",
        obj=locked.concern,
        unit=locked.concern.unit,
        appointment=appointment,
        detail=detail,
    )
    return locked


@transaction.atomic
def accept_referral(*, referral: Referral, actor: Actor, answer: str = "") -> Referral:
    """The concern is now with the unit asked, in the hands of whoever accepted."""
    concern = Concern.locked(referral.concern_id)
    answered = _answer(referral, Referral.State.ACCEPTED, answer, actor)
    concern.handler, concern.owner = answered.to, actor.person
    concern.touch("handler", "owner")
    return answered


@transaction.atomic
def return_referral(*, referral: Referral, reason: str, actor: Actor) -> Referral:
    """The concern stays with the sender, who reads why."""
    if not reason.strip():
        raise Invalid({"reason": _("Say why it is returned.")})
    concern = Concern.locked(referral.concern_id)
    answered = _answer(referral, Referral.State.RETURNED, reason, actor)
    concern.touch("updated_at")
    return answered


@transaction.atomic
def answer_referral(*, concern: Concern, answer: str, text: str, actor: Actor) -> Referral:
    """Answer the referral that the concern waits for: "accept", or "return" with the reason in `text`."""
    concern = Concern.locked(concern.pk)  # so that two answers at once come one after the other
    waiting = access.require_answer(actor, concern)
    if answer == "accept":
        return accept_referral(referral=waiting, answer=text, actor=actor)
    return return_referral(referral=waiting, reason=text, actor=actor)


@transaction.atomic
def take_over(*, concern: Concern, reason: str, actor: Actor) -> Concern:
    """An office above takes the concern into its own hands; a referral still waiting falls away."""
    locked = Concern.locked(concern.pk)
    appointment = access.require_take_over(actor, locked)
    if locked.step == Concern.Step.CLOSED:
        raise Refused(_("This concern is closed. Reopen it first."))
    if not reason.strip():
        raise Invalid({"reason": _("Say why it is taken over.")})
    moment = clock.now()
    locked.referrals.filter(state=Referral.State.WAITING).update(
        state=Referral.State.RETURNED, answer=reason, answered_by=actor.user, answered_at=moment
    )
    Referral.objects.create(
        concern=locked,
        sender=locked.handler,
        to=appointment.unit,
        direction=Referral.Direction.UP,
        reason=reason,
        state=Referral.State.ACCEPTED,
        answer=_("Taken over"),
        answer_due_at=moment,
        warn_at=moment,
        by=actor.user,
        answered_by=actor.user,
        answered_at=moment,
    )
    locked.handler, locked.owner = appointment.unit, actor.person
    locked.touch("handler", "owner")
    record(
        actor=actor, verb="take_over", noun="concern", obj=locked, unit=locked.unit, appointment=appointment
    )
    return locked
