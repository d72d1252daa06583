"""Leave: asked for by the cadre, answered by the team leader or the office."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.fieldwork.actions.scheduling import follow_leave
from dundian.fieldwork.models import Leave
from dundian.kernel import clock
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.text import clean_line
from dundian.org.access import Actor
from dundian.org.models import Person, Unit

LONGEST_LEAVE = 180


@transaction.atomic
def ask_leave(
    *, person: Person, unit: Unit, starts_on: date, ends_on: date, reason: str, actor: Actor
) -> Leave:
    """Ask for one's own leave from the site `unit`; days that overlap an earlier request are refused."""
    appointment = actor.require("ask", "leave", unit, _("Leave is asked for by those stationed at the site."))
    if actor.person is None or actor.person.pk != person.pk:
        raise Refused(_("Everybody asks for their own leave."))
    Person.objects.select_for_update().get(pk=person.pk)  # two requests at once must see each other
    reason = clean_line(reason)
    wrong: dict[str, str] = {}
    if not reason or len(reason) > 200:
        wrong["reason"] = _("Give a reason of at most 200 characters.")
    if ends_on < starts_on:
        wrong["ends_on"] = _("The last day lies before the first.")
    elif (ends_on - starts_on).days >= LONGEST_LEAVE:
        wrong["ends_on"] = _("A leave lasts at most 180 days.")
    overlapping = Leave.objects.filter(person=person, starts_on__lte=ends_on, ends_on__gte=starts_on)
    if not wrong and overlapping.exclude(state=Leave.State.RETURNED).exists():
        wrong["starts_on"] = _("These days overlap a leave that was asked for already.")
    if wrong:
        raise Invalid(wrong)
    leave = Leave.objects.create(
        unit=unit, person=person, starts_on=starts_on, ends_on=ends_on, reason=reason
    )
    record(actor=actor, verb="ask", noun="leave", obj=leave, unit=unit, appointment=appointment)
    return leave


@transaction.atomic
def answer_leave(*, leave: Leave, granted: bool, answer: str, actor: Actor) -> Leave:
    """Grant the leave, or return it with a reason. Nobody answers their own; an answered one stays as it is."""
    stored = Leave.locked(leave.pk)
    appointment = actor.require(
        "answer", "leave", stored.unit, _("Leave is answered by the team leader or the office.")
    )
    if stored.person.user_id == actor.user.pk:
        raise Refused(_("Nobody answers their own request."))
    if stored.state != Leave.State.ASKED:
        raise Invalid(_("This request has been answered already."))
    answer = clean_line(answer)
    if not granted and not answer:
        raise Invalid({"answer": _("Say why it is returned.")})
    if len(answer) > 200:
        raise Invalid({"answer": _("At most 200 characters.")})
    stored.state = Leave.State.GRANTED if granted else Leave.State.RETURNED
    stored.answer, stored.answered_by, stored.answered_at = answer, actor.user, clock.now()
    stored.touch()
    verb = "grant" if granted else "return"
    record(actor=actor, verb=verb, noun="leave", obj=stored, unit=stored.unit, appointment=appointment)
    if granted:
        follow_leave(leave=stored, actor=actor)
    return stored
