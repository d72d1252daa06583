"""From which units or people a field lets somebody choose: one scope for the field and for its suggestions.

A room with a scope of its own registers it when its forms are imported:

    choosers.units("concerns.referral", lambda actor, param: …)   # a queryset of Unit
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from dundian.kernel.text import clean_line
from dundian.org.access import Actor
from dundian.org.models import Person, Unit

M = TypeVar("M", bound=Model)
SEPARATOR = " · "
SHOWN = 12


@dataclass(frozen=True)
class Chooser(Generic[M]):
    """Finds rows of one kind by what a person types, within `scope(actor, param)`."""

    scope: Callable[[Actor, str], QuerySet[M]]
    text_of: Callable[[M], str]
    hint_of: Callable[[M], str]
    exactly: Callable[[str], Q]
    likely: Callable[[str], Q]
    prepare: Callable[[QuerySet[M]], QuerySet[M]]
    key: Callable[[str], Any]

    def rows(self, actor: Actor, param: str = "") -> QuerySet[M]:
        return self.prepare(self.scope(actor, param))

    def words(self, row: M) -> str:
        """The text and what helps to tell it from others."""
        return SEPARATOR.join(p for p in (self.text_of(row), self.hint_of(row)) if p)

    def find(self, rows: QuerySet[M], typed: str) -> list[M]:
        """One row when `typed` names it without doubt, else up to `SHOWN` that it could mean."""
        typed = clean_line(typed)
        if not typed:
            return []
        if typed.startswith("#"):
            key = self.key(typed[1:])
            return list(rows.filter(pk=key)) if key is not None else []
        return list(rows.filter(self.exactly(typed))[:SHOWN])

    def suggest(self, rows: QuerySet[M], typed: str) -> list[M]:
        """Up to `SHOWN` rows that contain what was typed; the first ones when nothing was."""
        typed = clean_line(typed).split(SEPARATOR)[0].strip()
        return list((rows.filter(self.likely(typed)) if typed else rows)[:SHOWN])


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def unit_text(unit: Unit) -> str:
    """What stands in the input for a unit: its name and what makes it certain."""
    return f"{unit.name}{SEPARATOR}{unit.code or f'#{unit.pk}'}"


def _unit_hint(unit: Unit) -> str:
    return SEPARATOR.join(str(p) for p in (unit.parent, unit.get_kind_display()) if p)


def _unit_exactly(typed: str) -> Q:
    name, _sep, mark = typed.rpartition(SEPARATOR)
    if name and mark.startswith("#"):
        return Q(pk=_number(mark[1:]) or 0)
    if name:
        return Q(code=mark)
    return Q(code=typed) | Q(name=typed) | Q(short_name=typed)


def _unit_likely(typed: str) -> Q:
    return Q(name__icontains=typed) | Q(short_name__icontains=typed) | Q(code__startswith=typed)


def person_text(person: Person) -> str:
    """Name, staff number when there is one, home unit."""
    return SEPARATOR.join(p for p in (person.name, person.number, person.home_unit.name) if p)


def _person_exactly(typed: str) -> Q:
    name, *marks = typed.split(SEPARATOR)
    if not marks:
        return Q(name=name) | Q(number=name)
    found = Q(name=name) & (Q(home_unit__name=marks[-1]) | Q(home_unit__short_name=marks[-1]))
    return found & Q(number=marks[0]) if len(marks) > 1 else found


def _person_likely(typed: str) -> Q:
    return Q(name__icontains=typed) | Q(number__startswith=typed)


_units: dict[str, Chooser[Unit]] = {}
_people: dict[str, Chooser[Person]] = {}


def units(name: str, scope: Callable[[Actor, str], QuerySet[Unit]]) -> None:
    """Name a set of units to choose from."""
    _units[name] = Chooser(
        scope,
        unit_text,
        _unit_hint,
        _unit_exactly,
        _unit_likely,
        lambda rows: rows.select_related("parent").order_by("place", "id"),
        _number,
    )


def people(name: str, scope: Callable[[Actor, str], QuerySet[Person]]) -> None:
    """Name a set of people to choose from."""
    _people[name] = Chooser(
        scope,
        person_text,
        lambda person: str(person.get_grade_display()),
        _person_exactly,
        _person_likely,
        lambda rows: rows.select_related("home_unit").order_by(
            "home_unit__place", "home_unit_id", "name", "id"
        ),
        _uuid,
    )


def unit_chooser(name: str) -> Chooser[Unit] | None:
    return _units.get(name)


def person_chooser(name: str) -> Chooser[Person] | None:
    return _people.get(name)


def _has_right(noun: str) -> Callable[[Actor, str], QuerySet[Unit]]:
    return lambda actor, verb: Unit.objects.open().filter(id__in=actor.units(verb or "view", noun))


units("org.units", lambda actor, param: Unit.objects.open().visible_to(actor))
units("org.units_with_closed", lambda actor, param: Unit.objects.visible_to(actor))
units("org.units_to_change", _has_right("unit"))
units("org.units_for_people", _has_right("person"))
units(
    "org.units_to_appoint_at",
    lambda actor, param: Unit.objects.open().filter(id__in=actor.units("add", "appointment")),
)
people("org.people", lambda actor, param: Person.objects.visible_to(actor).filter(left_on=None))
people(
    "org.people_with_sign_in",
    lambda actor, param: Person.objects.visible_to(actor).filter(left_on=None, user__is_active=True),
)
