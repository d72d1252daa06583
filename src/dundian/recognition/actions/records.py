"""Honours from before, and what a cadre writes into the own growth record."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record, record_many
from dundian.kernel import clock
from dundian.kernel.adding import add_all
from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.kernel.text import clean_line
from dundian.org.access import Actor
from dundian.org.models import Appointment, Person, Unit
from dundian.recognition.actions.steps import line, text_of
from dundian.recognition.models import GrowthNote, Honour


@transaction.atomic
def add_honour(
    *,
    name: str,
    given_by: str,
    year: int,
    actor: Actor,
    unit: Unit | None = None,
    person: Person | None = None,
    given_on: date | None = None,
    number: str = "",
) -> Honour:
    """Write down an honour from before, of a unit or a person in the office's scope."""
    made, by = _honour(
        actor,
        name=name,
        given_by=given_by,
        year=year,
        unit=unit,
        person=person,
        given_on=given_on,
        number=number,
    )
    if Honour.objects.standing().filter(**{key: getattr(made, key) for key in SAME}).exists():
        raise Invalid({"name": _("This honour is on record already.")})
    made.save(force_insert=True)
    detail = {"whose": made.whose}
    record(actor=actor, verb="add", noun="honour", obj=made, unit=made.place, appointment=by, detail=detail)
    return made


@transaction.atomic
def add_honours(*, honours: Sequence[Mapping[str, Any]], actor: Actor) -> list[Honour]:
    """Many honours from before, or none of them; each stands on the trail."""
    found = [_honour(actor, **told) for told in honours]
    names = {made.name for made, _by in found}
    known = set(Honour.objects.standing().filter(name__in=names).values_list(*SAME))
    if any(tuple(getattr(made, key) for key in SAME) in known for made, _by in found):
        raise Invalid({"name": _("This honour is on record already.")})
    add_all([made for made, _by in found])
    told = [(made, made.place, by, {"whose": made.whose}) for made, by in found]
    record_many(actor=actor, verb="add", noun="honour", told=told)
    return [made for made, _by in found]


SAME = ("name", "given_by", "year", "unit_id", "person_id")


def _honour(
    actor: Actor,
    *,
    name: str,
    given_by: str,
    year: int,
    unit: Unit | None = None,
    person: Person | None = None,
    given_on: date | None = None,
    number: str = "",
) -> tuple[Honour, Appointment | None]:
    """The honour, not yet stored, and the appointment that allows it."""
    place = person.home_unit if person else unit
    if place is None or (unit is not None and person is not None):
        raise Invalid({"unit": _("Name either a unit or a person.")})
    by = actor.require("add", "honour", place, _("Honours are put on record by the office over the unit."))
    if not 1949 <= year <= clock.today().year:
        raise Invalid({"year": _("Choose a year up to this one.")})
    made = Honour(
        name=line(name, "name", _("Name the honour."), 100),
        given_by=line(given_by, "given_by", _("Say who gave it."), 100),
        year=year,
        unit=unit,
        person=person,
        place=place,
        given_on=given_on,
        number=clean_line(number)[:60],
        by=actor.signature,
    )
    return made, by


@transaction.atomic
def withdraw_honour(*, honour: Honour, actor: Actor) -> None:
    """Take an honour off the record that was written down by mistake; one that a round gave is taken back instead."""
    by = actor.require(
        "add", "honour", honour.place, _("Honours are put on record by the office over the unit.")
    )
    stored = Honour.locked(honour.pk)
    if stored.version != 1 or stored.round_id or stored.citation_id or stored.revoked_on:
        raise Conflict(stored)
    record(
        actor=actor, verb="withdraw", noun="honour", obj=stored, unit=stored.place, appointment=by,
        detail={"whose": stored.whose},
    )  # fmt: skip
    stored.delete()


@transaction.atomic
def write_growth(
    *, kind: str, text: str, on: date, shared: bool, actor: Actor, note: GrowthNote | None = None
) -> GrowthNote:
    """The cadre's own words, new or changed. The trail says that something was written, not what."""
    person = actor.person
    if person is None:
        raise Refused(_("Your sign-in is not tied to anybody on the staff list; ask the office to do so."))
    if kind not in GrowthNote.Kind.values:
        raise Invalid({"kind": _("Choose one.")})
    if on > clock.today():
        raise Invalid({"on": _("Choose today or an earlier day.")})
    text = text_of(text, "text", _("Write something."), 2000)
    if note is None:
        note = GrowthNote(person=person)
    elif note.person_id != person.pk:
        raise Refused(_("Only whoever wrote it changes it."))
    note.kind, note.text, note.on, note.shared = kind, text, on, shared
    note.save()
    record(actor=actor, verb="write", noun="growth_note", obj=note, unit=person.home_unit, label=str(person))
    return note


@transaction.atomic
def drop_growth(*, note: GrowthNote, actor: Actor) -> None:
    """Throw one's own words away."""
    if note.person.user_id != actor.user.pk:
        raise Refused(_("Only whoever wrote it changes it."))
    record(
        actor=actor,
        verb="drop",
        noun="growth_note",
        obj=note,
        unit=note.person.home_unit,
        label=str(note.person),
    )
    note.delete()
