"""Every write to a concern."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.campaign.models import Campaign, Site
from dundian.concerns import access, queries
from dundian.concerns.identity import Identity, key_id, seal, unseal
from dundian.concerns.models import Concern, Referral, Reporter, StepTaken, TimeLimit
from dundian.concerns.signals import concern_closed
from dundian.kernel import clock
from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.org.access import Actor
from dundian.org.models import Appointment, Person, Role, Unit

WORK_STEPS = (Concern.Step.THOUGHT, Concern.Step.GOAL, Concern.Step.ACTED)


@transaction.atomic
def raise_concern(
    *,
    unit: Unit,
    text: str,
    actor: Actor,
    kind: str = Concern.Kind.CONCERN,
    topic: str = Concern.Topic.OTHER,
    people: int = 1,
    reporter: str = "",
    contact: str = "",
    site: Site | None = None,
    campaign: Campaign | None = None,
    log_id: UUID | None = None,
    due_on: date | None = None,
) -> Concern:
    """Write down a concern. An office keeps what it raises itself; otherwise the nearest
    unit with somebody to act has it first: the team at the site, or the office above."""
    appointment = actor.require("raise", "concern", unit)
    if not text.strip():
        raise Invalid({"text": _("Say what the matter is.")})
    by_office = appointment is not None and appointment.role == Role.OFFICE
    handler = appointment.unit if appointment and by_office else queries.first_handler(unit)
    concern = Concern(
        number=queries.next_number(),
        kind=kind,
        topic=topic,
        campaign=campaign or (site.campaign if site else None),
        site=site,
        unit=unit,
        handler=handler,
        owner=actor.person if access.handling_appointment(actor, handler) else None,
        log_id=log_id,
        text=text,
        people=people,
        raised_on=clock.today(),
        raised_by=actor.user,
        due_on=due_on or queries.due_date(unit, TimeLimit.Matter.SETTLE),
    )
    concern.save(force_insert=True)
    if reporter or contact:
        sealed = seal(Identity(reporter, contact), concern.id)
        Reporter.objects.create(concern=concern, key_id=key_id(), sealed=sealed)
    _took(concern, Concern.Step.FOUND, text, actor)
    record(actor=actor, verb="raise", noun="concern", obj=concern, unit=unit, appointment=appointment)
    return concern


def _took(concern: Concern, step: str, text: str, actor: Actor) -> None:
    StepTaken.objects.create(concern=concern, step=step, text=text, by=actor.user, at=clock.now())


def _held(concern: Concern, actor: Actor, version: int | None = None) -> tuple[Concern, Appointment]:
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


@transaction.atomic
def take_step(*, concern: Concern, step: str, text: str, version: int, actor: Actor) -> Concern:
    """Thought through, goal set, or acted on. A step may be taken again, none may be left out."""
    locked, appointment = _held(concern, actor, version)
    order = list(Concern.Step)
    if step not in WORK_STEPS:
        raise Invalid({"step": _("Choose one of the four steps.")})
    if order.index(Concern.Step(step)) > order.index(Concern.Step(locked.step)) + 1:
        raise Invalid(
            {"step": _("Take the steps in order: next comes “%(step)s”.") % {"step": _next_label(locked)}}
        )
    if not text.strip():
        raise Invalid({"text": _("Say what was done in this step.")})
    locked.step = max(Concern.Step(step), Concern.Step(locked.step), key=order.index)
    locked.owner = locked.owner or actor.person
    locked.touch("step", "owner")
    _took(locked, step, text, actor)
    record(
        actor=actor,
        verb="take_step",
        noun="concern",
        obj=locked,
        unit=locked.unit,
        appointment=appointment,
        detail={"step": step},
    )
    return locked


def _next_label(concern: Concern) -> str:
    order = list(Concern.Step)
    return str(order[order.index(Concern.Step(concern.step)) + 1].label)


@transaction.atomic
def refer_concern(*, concern: Concern, to: Unit, reason: str, actor: Actor) -> Referral:
    """Hand a concern up, down or sideways. Until `to` answers the sender keeps it; the limit runs at once."""
    locked, appointment = _held(concern, actor)
    if not reason.strip():
        raise Invalid({"reason": _("Say why it is referred.")})
    if not queries.targets(locked).filter(pk=to.pk).exists():
        message = _("%(unit)s cannot take it: nobody there handles concerns, or it lies elsewhere.")
        raise Invalid({"to": message % {"unit": to}})
    referral = Referral.objects.create(
        concern=locked,
        sender=locked.handler,
        to=to,
        direction=queries.direction(locked.handler, to),
        reason=reason,
        answer_due_on=queries.due_date(to, TimeLimit.Matter.ANSWER),
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
        answer_due_on=clock.today(),
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


@transaction.atomic
def assign_concern(*, concern: Concern, person: Person, actor: Actor) -> Concern:
    """Give the concern to a colleague who may handle it at the same unit."""
    locked, appointment = _held(concern, actor)
    able = (
        person.user is not None
        and Appointment.objects.active()
        .filter(user=person.user, unit=locked.handler, role__in=access.HANDLERS)
        .exists()
    )
    if not able:
        raise Invalid(
            {
                "person": _("%(person)s is not appointed to handle concerns at %(unit)s.")
                % {"person": person, "unit": locked.handler}
            }
        )
    locked.owner = person
    locked.touch("owner")
    detail = {"owner": person.pk}
    record(
        actor=actor,
        verb="assign",
        noun="concern",
        obj=locked,
        unit=locked.unit,
        appointment=appointment,
        detail=detail,
    )
    return locked


@transaction.atomic
def close_concern(
    *, concern: Concern, outcome: str, text: str, workers_word: str, version: int, actor: Actor
) -> Concern:
    """Close with an outcome and what the worker says of it. “Solved” and “partly” need all four steps."""
    locked, appointment = _held(concern, actor, version)
    if outcome not in Concern.Outcome.values:
        raise Invalid({"outcome": _("Choose an outcome.")})
    solved = outcome in (Concern.Outcome.SOLVED, Concern.Outcome.PARTLY)
    if solved and locked.step != Concern.Step.ACTED:
        raise Invalid(
            {
                "outcome": _("It can be called solved only after the four steps; next comes “%(step)s”.")
                % {"step": _next_label(locked)}
            }
        )
    if solved and not workers_word.strip():
        raise Invalid({"workers_word": _("Ask the worker and write down what they say of the result.")})
    if not text.strip():
        raise Invalid({"text": _("Say what came of it.")})
    locked.step, locked.outcome, locked.workers_word = Concern.Step.CLOSED, outcome, workers_word
    locked.closed_on = clock.today()
    locked.touch("step", "outcome", "workers_word", "closed_on")
    _took(locked, Concern.Step.CLOSED, text, actor)
    detail = {"outcome": outcome}
    record(
        actor=actor,
        verb="close",
        noun="concern",
        obj=locked,
        unit=locked.unit,
        appointment=appointment,
        detail=detail,
    )
    concern_closed.send(Concern, concern=locked, actor=actor)
    return locked


@transaction.atomic
def reopen_concern(*, concern: Concern, reason: str, actor: Actor) -> Concern:
    """Take up a closed concern again, from the first step, with a new time limit."""
    locked = Concern.locked(concern.pk)
    appointment = access.require_handle(actor, locked)
    if locked.step != Concern.Step.CLOSED:
        raise Refused(_("This concern is not closed."))
    if not reason.strip():
        raise Invalid({"reason": _("Say why it is taken up again.")})
    locked.step, locked.outcome, locked.closed_on = Concern.Step.FOUND, "", None
    locked.due_on = queries.due_date(locked.unit, TimeLimit.Matter.SETTLE)
    locked.touch("step", "outcome", "closed_on", "due_on")
    _took(locked, Concern.Step.FOUND, reason, actor)
    record(actor=actor, verb="reopen", noun="concern", obj=locked, unit=locked.unit, appointment=appointment)
    return locked


@transaction.atomic
def see_reporter(*, concern: Concern, reason: str, actor: Actor) -> Identity:
    """Open the sealed identity; the look and its reason go on the trail before anything is shown."""
    access.require_see_reporter(actor, concern)
    if not reason.strip():
        raise Invalid({"reason": _("Say why you need to know.")})
    reporter = Reporter.objects.filter(concern=concern).first()
    if reporter is None:
        raise Invalid(_("This concern was raised anonymously."))
    identity = unseal(bytes(reporter.sealed), reporter.key_id, concern.id)
    record(
        actor=actor,
        verb="see_reporter",
        noun="concern",
        obj=concern,
        unit=concern.unit,
        detail={"reason": reason},
    )
    return identity


@transaction.atomic
def set_time_limit(*, unit: Unit, matter: str, days: int, actor: Actor) -> TimeLimit:
    """Days allowed for a matter at a unit and beneath; concerns already running keep their date."""
    appointment = actor.require("change", "time_limit", unit)
    limit, _created = TimeLimit.objects.update_or_create(unit=unit, matter=matter, defaults={"days": days})
    detail = {"matter": matter, "days": days}
    record(
        actor=actor,
        verb="set",
        noun="time_limit",
        obj=limit,
        unit=unit,
        appointment=appointment,
        detail=detail,
        label=matter,
    )
    return limit
