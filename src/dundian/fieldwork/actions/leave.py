"""Leave: asked for by the cadre, answered by the team leader or the office; cancelled, shortened; absence noted."""

from copy import copy
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.fieldwork.actions.scheduling import follow_leave
from dundian.fieldwork.models import Leave
from dundian.kernel import clock
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.models import new_id
from dundian.kernel.text import clean_line
from dundian.org.access import Actor
from dundian.org.models import Person, Unit
from dundian.planning.models import TeamMember

LONGEST_LEAVE = 180


@transaction.atomic
def ask_leave(
    *,
    person: Person,
    unit: Unit,
    starts_on: date,
    ends_on: date,
    reason: str,
    actor: Actor,
    kind: str = Leave.Kind.OTHER,
    from_noon: bool = False,
    to_noon: bool = False,
    stand_in: Person | None = None,
    id: UUID | None = None,
) -> Leave:
    """Ask for one's own leave from the site `unit`; days that overlap an earlier request are refused.

    With an `id` that is there already by the same person, nothing happens twice.
    """
    appointment = actor.require("ask", "leave", unit, _("Leave is asked for by those stationed at the site."))
    if actor.person is None or actor.person.pk != person.pk:
        raise Refused(_("Everybody asks for their own leave."))
    Person.objects.select_for_update().get(pk=person.pk)  # two requests at once must see each other
    if stored := Leave.objects.filter(pk=id).first() if id else None:
        if stored.person_id != person.pk or stored.unit_id != unit.pk:
            raise Invalid(_("This request number is taken."))
        return stored
    if kind not in Leave.Kind.values or kind == Leave.Kind.ABSENCE:
        raise Invalid({"kind": _("Choose from the list.")})
    if stand_in is not None and (stand_in.pk == person.pk or not _serves(stand_in, unit)):
        raise Invalid({"stand_in": _("Choose a colleague of the team.")})
    reason = _checked(person, starts_on, ends_on, reason, from_noon and to_noon)
    leave = Leave(id=id or new_id(), unit=unit, person=person, starts_on=starts_on, ends_on=ends_on)
    leave.kind, leave.reason, leave.stand_in = kind, reason, stand_in
    leave.from_noon, leave.to_noon = from_noon, to_noon
    leave.save(force_insert=True)
    record(actor=actor, verb="ask", noun="leave", obj=leave, unit=unit, appointment=appointment)
    return leave


def _serves(person: Person, unit: Unit) -> bool:
    return TeamMember.ever.lasting().filter(person=person, team__site__unit=unit).exists()


def _checked(person: Person, starts_on: date, ends_on: date, reason: str, both_halves: bool) -> str:
    """The reason, cleaned; `Invalid` when the days cannot be."""
    reason = clean_line(reason)
    wrong: dict[str, str] = {}
    if not reason or len(reason) > 200:
        wrong["reason"] = _("Give a reason of at most 200 characters.")
    if ends_on < starts_on:
        wrong["ends_on"] = _("The last day lies before the first.")
    elif (ends_on - starts_on).days >= LONGEST_LEAVE:
        wrong["ends_on"] = _("A leave lasts at most 180 days.")
    elif both_halves and starts_on == ends_on:
        wrong["to_noon"] = _("From noon until noon of the same day is no time at all.")
    overlapping = Leave.objects.standing().filter(
        person=person, starts_on__lte=ends_on, ends_on__gte=starts_on
    )
    if not wrong and overlapping.exists():
        wrong["starts_on"] = _("These days overlap a leave that was asked for already.")
    if wrong:
        raise Invalid(wrong)
    return reason


@transaction.atomic
def note_absence(
    *, person: Person, unit: Unit, starts_on: date, ends_on: date, reason: str, actor: Actor
) -> Leave:
    """Write down that a member was away without leave, with the reason: by the team leader or the office."""
    why = _("Absence is noted by the team leader or the office.")
    appointment = actor.require("note", "leave", unit, why)
    if person.user_id is not None and person.user_id == actor.user.pk:
        raise Refused(_("Nobody notes their own absence."))
    Person.objects.select_for_update().get(pk=person.pk)
    if ends_on > clock.today():
        raise Invalid({"ends_on": _("An absence is noted afterwards. For days to come, leave is asked for.")})
    if not _serves(person, unit):
        raise Invalid({"person": _("%(person)s is not in the team at this site.") % {"person": person}})
    reason = _checked(person, starts_on, ends_on, reason, False)
    leave = Leave.objects.create(
        unit=unit,
        person=person,
        kind=Leave.Kind.ABSENCE,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason,
        state=Leave.State.GRANTED,
        noted_by=actor.user,
    )
    detail = {"person": str(person), "starts_on": starts_on, "ends_on": ends_on}
    record(
        actor=actor, verb="note", noun="leave", obj=leave, unit=unit, appointment=appointment, detail=detail
    )
    return leave


@transaction.atomic
def cancel_leave(*, leave: Leave, actor: Actor) -> Leave:
    """Take back one's own request or a granted leave that has not begun."""
    stored = Leave.locked(leave.pk)
    if stored.person.user_id != actor.user.pk:
        raise Refused(_("Everybody cancels their own leave."))
    granted = stored.state == Leave.State.GRANTED
    if stored.kind == Leave.Kind.ABSENCE or not (granted or stored.state == Leave.State.ASKED):
        raise Refused(_("There is nothing to cancel."))
    if granted and stored.starts_on <= clock.today():
        raise Refused(_("This leave has begun. Come back early instead."))
    stored.state = Leave.State.CANCELLED
    stored.touch("state")
    appointment = actor.appointment_for("ask", "leave", stored.unit)
    record(actor=actor, verb="cancel", noun="leave", obj=stored, unit=stored.unit, appointment=appointment)
    if granted:
        follow_leave(leave=stored, actor=actor)
    return stored


@transaction.atomic
def come_back(*, leave: Leave, on: date, actor: Actor) -> Leave:
    """Back before the end: `on` is the first day at the site again. By the person or whoever answers leave."""
    stored = Leave.locked(leave.pk)
    own = stored.person.user_id == actor.user.pk
    appointment = actor.appointment_for("ask" if own else "answer", "leave", stored.unit)
    if appointment is None:
        raise Refused(_("An early return is noted by the person, the team leader or the office."))
    if stored.state != Leave.State.GRANTED:
        raise Refused(_("This leave has not been granted."))
    if not stored.starts_on < on <= min(stored.ends_on, clock.today()):
        raise Invalid({"on": _("Choose a day within the leave, today at the latest.")})
    whole = copy(stored)
    stored.first_end = stored.first_end or stored.ends_on
    stored.ends_on, stored.to_noon = on - timedelta(1), False
    stored.touch("first_end", "ends_on", "to_noon")
    detail = {"on": on, "before": whole.ends_on}
    record(
        actor=actor,
        verb="come_back",
        noun="leave",
        obj=stored,
        unit=stored.unit,
        appointment=appointment,
        detail=detail,
    )
    follow_leave(leave=whole, actor=actor)
    return stored


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
