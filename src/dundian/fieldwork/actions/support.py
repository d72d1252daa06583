"""Support: asked for on site, consented to by amount and level, provided by a department, confirmed by the team."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.campaign.models import Campaign, Site
from dundian.fieldwork import access, moves, routing
from dundian.fieldwork.models import SupportEvent, SupportHelp, SupportKind, SupportRequest, SupportStep
from dundian.fieldwork.models.support import MOST_MONEY
from dundian.fieldwork.routing import Matter, due
from dundian.kernel import clock
from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.kernel.models import new_id
from dundian.kernel.once import one_at_a_time
from dundian.kernel.text import clean_line, clean_text
from dundian.org.access import Actor
from dundian.org.models import Appointment, Unit

State = SupportRequest.State


@transaction.atomic
def ask_support(
    *,
    site: Site,
    kind: str,
    text: str,
    actor: Actor,
    amount: Decimal | None = None,
    wanted_on: date | None = None,
    id: UUID | None = None,
) -> SupportRequest:
    """Ask for support at the site. With an `id` that is there already by the same person, nothing happens twice."""
    appointment = actor.require(
        "ask", "support", site.unit, _("Support is asked for by the team at the site.")
    )
    id = id or new_id()
    one_at_a_time(id)
    stored = SupportRequest.objects.filter(pk=id).first()
    if stored is not None:
        if stored.asked_by_id != actor.user.pk or stored.site_id != site.pk:
            raise Invalid(_("This request number is taken."))
        return stored
    if site.campaign.state == Campaign.State.CLOSED:
        raise Refused(_("This campaign is closed; nothing can be asked for in it any more."))
    text, amount = _checked(kind, text, amount, wanted_on)
    request = SupportRequest(
        id=id, campaign_id=site.campaign_id, site=site, unit=site.unit, kind=kind, text=text, amount=amount
    )
    request.wanted_on, request.asked_by, request.created_at = wanted_on, actor.user, clock.now()
    steps = _set_out(request, amount)
    request.save(force_insert=True)
    _keep_steps(request, steps)
    _tell(request, "ask", moves.START, text, actor, appointment)
    return request


def _checked(
    kind: str, text: str, amount: Decimal | None, wanted_on: date | None
) -> tuple[str, Decimal | None]:
    wrong: dict[str, str] = {}
    if kind not in SupportKind.values:
        wrong["kind"] = _("Choose from the list.")
    text = clean_text(text)
    if not text or len(text) > 1000:
        wrong["text"] = _("Say what is needed in at most 1,000 characters.")
    if fault := _money_fault(amount):
        wrong["amount"] = fault
    elif kind == SupportKind.FUNDS and not amount:
        wrong["amount"] = _("Say how much is needed.")
    elif kind == SupportKind.DIFFICULTY and amount:
        wrong["amount"] = _("A difficulty goes without money. For money choose another kind.")
    if wanted_on and not clock.today() <= wanted_on <= date(2100, 1, 1):
        wrong["wanted_on"] = _("Choose today or a day to come.")
    if wrong:
        raise Invalid(wrong)
    return text, amount or None


def _money_fault(amount: Decimal | None) -> str:
    if amount is None:
        return ""
    if not amount.is_finite() or not 0 <= amount <= MOST_MONEY:
        return _("An amount lies between 0 and 9,999,999 yuan.")
    return _("At most two decimals.") if amount != round(amount, 2) else ""


def _set_out(request: SupportRequest, amount: Decimal | None) -> list[SupportStep]:
    """Put the request on its course for `amount`; the consents that it needs, not saved yet."""
    course = routing.course_of(request.unit, request.kind, amount)
    if not request.promise:
        request.department = course.department
    if course.steps:
        _lay(request, State.APPROVING, course.steps[0], Matter.APPROVE)
    else:
        _consented(request, amount)
    return [SupportStep(request=request, unit=unit, amount=amount) for unit in course.steps]


def _consented(request: SupportRequest, amount: Decimal | None) -> None:
    """Nothing stands between the request and the department any more; a promise made before now holds."""
    request.approved = amount
    _lay(request, State.ASKED, request.department, Matter.ANSWER)
    if request.promise and request.promised_on:
        request.state, request.due_on = State.PROMISED, max(request.promised_on, clock.today())


def _lay(request: SupportRequest, state: str, holder: Unit, matter: str) -> None:
    request.state, request.holder, request.due_on = state, holder, due(request.unit, matter)


def _keep_steps(request: SupportRequest, steps: list[SupportStep]) -> None:
    """Steps not yet taken give way to `steps`."""
    request.steps.filter(state=SupportStep.State.WAITING).delete()
    taken = request.steps.count()
    for number, step in enumerate(steps):
        step.place = taken + number
    SupportStep.objects.bulk_create(steps)


def _tell(
    request: SupportRequest,
    verb: str,
    before: str,
    note: str,
    actor: Actor,
    appointment: Appointment | None,
    **detail: Any,
) -> None:
    """The event and the row in the trail; the move must stand in the table."""
    moves.check(verb, before, request.state)
    SupportEvent.objects.create(
        request=request,
        verb=verb,
        state=request.state,
        holder=request.holder,
        note=note,
        by=actor.signature,
        at=clock.now(),
    )
    detail = {"state": request.state, "holder": str(request.holder), **detail}
    record(
        actor=actor,
        verb=verb,
        noun="support",
        obj=request,
        unit=request.unit,
        appointment=appointment,
        detail=detail,
    )


def _held(request: SupportRequest, verb: str, version: int | None) -> SupportRequest:
    """The request, locked, when `verb` can still be done to it. `version` is the one that was read."""
    stored = SupportRequest.locked(request.pk)
    if not moves.may(verb, stored.state):
        raise Refused(_("This request has moved on: %(state)s.") % {"state": stored.get_state_display()})
    if version is not None and stored.version != version:
        raise Conflict(stored)
    return stored


def _said(text: str, missing: str, field: str = "note", longest: int = 500) -> str:
    """The words, cleaned; an empty `missing` lets them be left out."""
    text = clean_text(text) if longest > 500 else clean_line(text)
    if missing and not text:
        raise Invalid({field: missing})
    if len(text) > longest:
        raise Invalid({field: _("At most %(n)d characters.") % {"n": longest}})
    return text


@transaction.atomic
def approve_support(
    *,
    request: SupportRequest,
    opinion: str,
    actor: Actor,
    amount: Decimal | None = None,
    version: int | None = None,
) -> SupportRequest:
    """Consent for the office whose turn it is, perhaps to a smaller `amount`; the next office has it then."""
    stored = _held(request, "approve", version)
    appointment = access.require_desk(actor, stored)
    access.require_other(actor, stored)
    opinion = _said(opinion, "")
    waiting = list(stored.steps.filter(state=SupportStep.State.WAITING).select_related("unit"))
    step, rest = waiting[0], waiting[1:]
    if amount is not None and (_money_fault(amount) or not 0 < amount <= (step.amount or 0)):
        raise Invalid({"amount": _("Consent to the amount asked for or to less.")})
    agreed = step.amount if amount is None else amount
    step.state, step.opinion, step.by, step.at = SupportStep.State.APPROVED, opinion, actor.user, clock.now()
    step.amount = agreed
    step.touch()
    if rest:
        stored.steps.filter(pk__in=[s.pk for s in rest]).update(amount=agreed)
        _lay(stored, State.APPROVING, rest[0].unit, Matter.APPROVE)
    else:
        _consented(stored, agreed)
    stored.touch()
    _tell(stored, "approve", State.APPROVING, opinion, actor, appointment, amount=agreed)
    return stored


@transaction.atomic
def return_support(
    *, request: SupportRequest, reason: str, actor: Actor, version: int | None = None
) -> SupportRequest:
    """Give the request back to the team with a reason: by the office whose consent it needs, or the department."""
    stored = _held(request, "return", version)
    appointment = access.require_desk(actor, stored)
    access.require_other(actor, stored)
    reason = _said(reason, _("Say why it is returned."), "reason")
    before = stored.state
    step = stored.steps.filter(state=SupportStep.State.WAITING).first()
    if step:
        step.state, step.opinion, step.by = SupportStep.State.RETURNED, reason, actor.user
        step.at = clock.now()
        step.touch()
    _keep_steps(stored, [])
    _lay(stored, State.RETURNED, stored.unit, Matter.AMEND)
    stored.touch()
    _tell(stored, "return", before, reason, actor, appointment, reason=reason)
    return stored


@transaction.atomic
def resend_support(
    *,
    request: SupportRequest,
    text: str,
    actor: Actor,
    amount: Decimal | None = None,
    wanted_on: date | None = None,
    version: int | None = None,
) -> SupportRequest:
    """Send a returned request again, changed or not, on the course that its amount now asks for."""
    stored = _held(request, "resend", version)
    appointment = access.require_team(actor, stored)
    stored.text, stored.amount = _checked(stored.kind, text, amount, wanted_on)
    stored.wanted_on, stored.promise, stored.promised_on = wanted_on, "", None
    stored.estimated = stored.approved = None
    steps = _set_out(stored, stored.amount)
    _keep_steps(stored, steps)
    stored.touch()
    _tell(stored, "resend", State.RETURNED, stored.text, actor, appointment)
    return stored


@transaction.atomic
def answer_support(
    *,
    request: SupportRequest,
    promise: str,
    promised_on: date,
    actor: Actor,
    estimated: Decimal | None = None,
    version: int | None = None,
) -> SupportRequest:
    """Say what will be done and by when. An estimate above what was approved goes to the offices first."""
    stored = _held(request, "answer", version)
    appointment = access.require_desk(actor, stored)
    promise = _said(promise, _("Say what will be done."), "promise", 1000)
    if not clock.today() <= promised_on <= date(2100, 1, 1):
        raise Invalid({"promised_on": _("Choose today or a day to come.")})
    if fault := _money_fault(estimated):
        raise Invalid({"estimated": fault})
    before = stored.state
    stored.promise, stored.promised_on, stored.department = promise, promised_on, stored.holder
    stored.estimated = estimated
    if (estimated or 0) > (stored.approved or 0):
        _keep_steps(stored, _set_out(stored, estimated))
    else:
        stored.state, stored.due_on = State.PROMISED, promised_on
    stored.touch()
    _tell(stored, "answer", before, promise, actor, appointment, promised_on=promised_on)
    return stored


@transaction.atomic
def pass_on_support(
    *, request: SupportRequest, to: Unit, reason: str, actor: Actor, version: int | None = None
) -> SupportRequest:
    """Give the request to another department or federation over the site, with a reason."""
    stored = _held(request, "pass_on", version)
    appointment = access.require_desk(actor, stored)
    reason = _said(reason, _("Say why it is passed on."), "reason")
    if to.pk == stored.holder_id or not access.desks_of(stored.unit).filter(pk=to.pk).exists():
        raise Invalid({"to": _("Choose another department or federation over the site.")})
    before = stored.state
    stored.department, stored.promise, stored.promised_on = to, "", None
    _lay(stored, State.ASKED, to, Matter.ANSWER)
    stored.touch()
    _tell(stored, "pass_on", before, reason, actor, appointment, reason=reason)
    return stored


@transaction.atomic
def call_helper(*, request: SupportRequest, unit: Unit, note: str, actor: Actor) -> SupportHelp:
    """Ask another department to help; the request stays where it is."""
    stored = _held(request, "call", None)
    appointment = access.require_desk(actor, stored)
    note = _said(note, _("Say what help is needed."))
    if unit.pk == stored.holder_id or not access.desks_of(stored.unit).filter(pk=unit.pk).exists():
        raise Invalid({"unit": _("Choose another department or federation over the site.")})
    if stored.helpers.filter(unit=unit).exists():
        raise Invalid({"unit": _("%(unit)s has been asked to help already.") % {"unit": unit}})
    helping = SupportHelp.objects.create(request=stored, unit=unit, note=note, by=actor.user)
    stored.touch()
    _tell(stored, "call", stored.state, f"{unit}：{note}", actor, appointment, unit=str(unit))
    return helping


@transaction.atomic
def give_help(*, request: SupportRequest, unit: Unit, said: str, actor: Actor) -> SupportHelp:
    """What the helping department says or has done."""
    stored = _held(request, "help", None)
    appointment = access.require_helper(actor, stored, unit)
    said = _said(said, _("Say what was done."), "said")
    helping = stored.helpers.select_for_update().get(unit=unit)
    helping.said, helping.said_at = said, clock.now()
    helping.touch()
    stored.touch()
    _tell(stored, "help", stored.state, f"{unit}：{said}", actor, appointment, unit=str(unit))
    return helping


@transaction.atomic
def deliver_support(
    *,
    request: SupportRequest,
    delivery: str,
    actor: Actor,
    spent: Decimal | None = None,
    version: int | None = None,
) -> SupportRequest:
    """Report what was provided and what it cost; at most what was approved."""
    stored = _held(request, "deliver", version)
    appointment = access.require_desk(actor, stored)
    delivery = _said(delivery, _("Say what was provided."), "delivery", 1000)
    if fault := _money_fault(spent):
        raise Invalid({"spent": fault})
    if (spent or 0) > (stored.approved or 0):
        raise Invalid(
            {
                "spent": _(
                    "More than was approved. Answer again with the higher estimate: it goes to the offices first."
                )
            }
        )
    before = stored.state
    stored.delivery, stored.delivered_by, stored.spent = delivery, actor.user, spent
    stored.department = stored.holder
    _lay(stored, State.DELIVERED, stored.unit, Matter.CONFIRM)
    stored.touch()
    _tell(stored, "deliver", before, delivery, actor, appointment, spent=spent)
    return stored


@transaction.atomic
def confirm_support(*, request: SupportRequest, word: str, actor: Actor) -> SupportRequest:
    """The team has what it asked for. Confirmed already: nothing happens."""
    stored = SupportRequest.locked(request.pk)
    appointment = access.require_team(actor, stored)
    if stored.state == State.CONFIRMED:
        return stored
    stored = _held(stored, "confirm", None)
    if stored.delivered_by_id == actor.user.pk:
        raise Refused(_("Whoever provided it does not confirm it."))
    stored.word = _said(word, "", "word")
    stored.state, stored.closed_on = State.CONFIRMED, clock.today()
    stored.touch()
    _tell(stored, "confirm", State.DELIVERED, stored.word, actor, appointment)
    return stored


@transaction.atomic
def refuse_delivery(
    *, request: SupportRequest, reason: str, actor: Actor, version: int | None = None
) -> SupportRequest:
    """It is not as agreed: the department has the request again."""
    stored = _held(request, "refuse", version)
    appointment = access.require_team(actor, stored)
    reason = _said(reason, _("Say what is not as agreed."), "reason")
    stored.promise, stored.promised_on = "", None
    _lay(stored, State.ASKED, stored.department, Matter.ANSWER)
    stored.touch()
    _tell(stored, "refuse", State.DELIVERED, reason, actor, appointment, reason=reason)
    return stored


@transaction.atomic
def cancel_support(
    *, request: SupportRequest, reason: str, actor: Actor, version: int | None = None
) -> SupportRequest:
    """The team does not need it any more."""
    stored = _held(request, "cancel", version)
    appointment = access.require_team(actor, stored)
    reason = _said(reason, _("Say why it is cancelled."), "reason")
    before = stored.state
    stored.state, stored.closed_on = State.CANCELLED, clock.today()
    _keep_steps(stored, [])
    stored.touch()
    _tell(stored, "cancel", before, reason, actor, appointment, reason=reason)
    return stored


@transaction.atomic
def urge_support(*, request: SupportRequest, actor: Actor) -> SupportRequest:
    """Remind whoever has the request; once a day."""
    stored = _held(request, "urge", None)
    appointment = access.require_urge(actor, stored)
    if stored.urged_on == clock.today():
        raise Invalid(_("It has been urged today already. Once a day is enough."))
    stored.urged_on = clock.today()
    stored.touch()
    _tell(stored, "urge", stored.state, "", actor, appointment)
    return stored


@transaction.atomic
def carry_support(*, request: SupportRequest, to: Unit, actor: Actor) -> SupportRequest:
    """What lies with a team that is gone passes to the office `to`, which then speaks for the team."""
    stored = _held(request, "carry", None)
    matter = Matter.CONFIRM if stored.state == State.DELIVERED else Matter.AMEND
    _lay(stored, stored.state, to, matter)
    stored.touch()
    _tell(stored, "carry", stored.state, "", actor, None)
    return stored
