"""Adding and changing people, their sign-ins, and looking at a phone number."""

from collections.abc import Iterable, Sequence
from typing import Any, Required, TypedDict

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.accounts.actions import open_sign_in
from dundian.accounts.models import User
from dundian.audit_trail.actions import record, record_many
from dundian.kernel import clock
from dundian.kernel.adding import add_all
from dundian.kernel.errors import Invalid
from dundian.kernel.text import clean_line
from dundian.org.access import Actor
from dundian.org.actions.tree import once
from dundian.org.models import Appointment, Person, Unit

EDITABLE = (
    "name", "number", "gender", "born_year", "grade", "post", "home_unit", "phone", "skills", "note", "left_on",
)  # fmt: skip
MAX_SKILLS = 20


def clean_skills(skills: Iterable[str]) -> list[str]:
    """Each skill once, in the order given, without empty ones."""
    found = list(dict.fromkeys(s for s in map(clean_line, skills) if s))
    if len(found) > MAX_SKILLS:
        raise Invalid({"skills": _("At most %(n)s skills.") % {"n": MAX_SKILLS}})
    if any(len(s) > 20 for s in found):
        raise Invalid({"skills": _("A skill has at most 20 characters.")})
    return found


class NewPerson(TypedDict, total=False):
    """What `add_person` takes of a person."""

    home_unit: Required[Unit]
    name: Required[str]
    number: str
    gender: str
    grade: str
    post: str
    phone: str
    skills: Iterable[str]
    born_year: int | None
    note: str


def _new(home_unit: Unit, name: str, **facts: Any) -> Person:
    """The person, clean, not yet stored."""
    _open(home_unit)
    name = clean_line(name)
    if not name:
        raise Invalid({"name": _("A person needs a name.")})
    lines = {key: clean_line(facts[key]) for key in ("number", "post", "phone", "note") if key in facts}
    if "skills" in facts:
        facts["skills"] = clean_skills(facts["skills"])
    return Person(home_unit=home_unit, name=name, **(facts | lines))


@transaction.atomic
def add_people(*, people: Sequence[NewPerson], actor: Actor) -> list[Person]:
    """Many people without a sign-in, or none of them; the right is asked once a unit, and each stands on the trail."""
    by = {unit: actor.require("add", "person", unit) for unit in {new["home_unit"] for new in people}}
    found = [_new(**new) for new in people]
    with once():
        add_all(found)
    told = ((person, person.home_unit, by[person.home_unit], None) for person in found)
    record_many(actor=actor, verb="add", noun="person", told=told)
    return found


@transaction.atomic
def add_person(
    *,
    home_unit: Unit,
    name: str,
    actor: Actor,
    number: str = "",
    gender: str = "",
    grade: str = "staff",
    post: str = "",
    phone: str = "",
    skills: Iterable[str] = (),
    born_year: int | None = None,
    note: str = "",
) -> Person:
    """A person of `home_unit`, without a sign-in."""
    appointment = actor.require("add", "person", home_unit)
    person = _new(
        home_unit,
        name,
        number=number,
        gender=gender,
        grade=grade,
        post=post,
        phone=phone,
        skills=skills,
        born_year=born_year,
        note=note,
    )
    with once():
        person.save(force_insert=True)
    record(actor=actor, verb="add", noun="person", obj=person, unit=home_unit, appointment=appointment)
    return person


def _open(unit: Unit) -> None:
    if unit.is_closed:
        raise Invalid({"home_unit": _("%(unit)s is closed.") % {"unit": unit}})


@transaction.atomic
def edit_person(*, person: Person, version: int, actor: Actor, **fields: Any) -> Person:
    """Change a person (`EDITABLE`). Going to another unit needs the right at both; leaving ends every appointment."""
    stored = Person.locked(person.pk, version)
    appointment = actor.require("change", "person", stored.home_unit)
    unknown = set(fields) - set(EDITABLE)
    if unknown:
        raise TypeError(f"not details of a person: {sorted(unknown)}")
    if "skills" in fields:
        fields["skills"] = clean_skills(fields["skills"])
    changed = {k: v for k, v in fields.items() if getattr(stored, k) != v}
    if not changed:
        return stored
    if "home_unit" in changed:
        actor.require("add", "person", changed["home_unit"], _("The new home unit lies outside your scope."))
        _open(changed["home_unit"])
    for key, value in changed.items():
        setattr(stored, key, value)
    with once():
        stored.touch(*changed)
    detail: dict[str, Any] = {"fields": sorted(changed)}
    if changed.get("left_on") and stored.user:
        detail["appointments"] = _end_rights(stored)
    record(actor=actor, verb="change", noun="person", obj=stored, unit=stored.home_unit, appointment=appointment,
           detail=detail)  # fmt: skip
    return stored


def _end_rights(person: Person) -> int:
    """Whoever leaves acts for nobody any more after that day."""
    return (
        Appointment.objects.filter(user=person.user, revoked_at=None)
        .exclude(until__lte=person.left_on)
        .update(until=person.left_on, updated_at=clock.now())
    )


@transaction.atomic
def see_phone(*, person: Person, reason: str, actor: Actor) -> str:
    """The phone number in full. Every look stands on the trail with its reason."""
    appointment = actor.require("view", "phone", person.home_unit)
    reason = clean_line(reason)
    if not reason:
        raise Invalid({"reason": _("Give the reason.")})
    record(actor=actor, verb="view", noun="phone", obj=person, unit=person.home_unit, appointment=appointment,
           detail={"reason": reason})  # fmt: skip
    return person.phone


@transaction.atomic
def link_sign_in(*, person: Person, user: User, actor: Actor) -> Person:
    """Say whose sign-in this is."""
    stored = Person.locked(person.pk)
    appointment = actor.require("add", "sign_in", stored.home_unit)
    if stored.user_id and stored.user_id != user.pk:
        raise Invalid(_("This person already has a sign-in."))
    if Person.objects.filter(user=user).exclude(pk=stored.pk).exists():
        raise Invalid(_("This sign-in belongs to somebody else."))
    stored.user = user
    stored.touch("user")
    record(actor=actor, verb="link", noun="sign_in", obj=user, unit=stored.home_unit, appointment=appointment,
           detail={"person": stored.pk})  # fmt: skip
    return stored


@transaction.atomic
def open_person_sign_in(*, person: Person, username: str, actor: Actor) -> str:
    """Open a sign-in for a person; returns the first password, which is shown once and must be changed."""
    actor.require("add", "sign_in", person.home_unit)
    if person.user_id:
        raise Invalid(_("This person already has a sign-in."))
    if person.left_on:
        raise Invalid(_("This person has left."))
    user, password = open_sign_in(
        username=username, display_name=person.name, actor=actor, unit=person.home_unit
    )
    link_sign_in(person=person, user=user, actor=actor)
    return password
