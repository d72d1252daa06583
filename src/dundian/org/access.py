"""Who may do what where.

A right is (verb, noun) within a subtree of units. Roles carry rights; an appointment gives a role at a unit, for a
period; whoever holds it has those rights at the unit and everything beneath. Nobody has a right that no
appointment gives. What lies outside is not found (404); what is seen but not allowed is refused with a reason (403).

Each room declares with `grant` what the roles may do to its nouns, in its own access.py.

In this room: everybody appointed sees the units in their scope. People are seen by offices, leaders and
administrators in theirs, and by everyone for themselves. The system administrator keeps units, people and their
sign-ins; the security administrator appoints and revokes; the audit administrator reads the trail. An office keeps
grassroots units and people beneath itself and appoints leaders, departments' handlers and host-union contacts
there, never a role above its own.

The working calendar is one for the whole installation: everybody sees it, the system administrator and the office of
the top federation keep it.

Nobody gives what they do not stand over: the unit must lie in the subtree of the appointment that gives the right,
and the role must be one that this appointment may give (`APPOINTS`). A deputy does what the original may do while
the dates last, but gives no role that outlasts and outranks a deputyship: no offices and no administrators. Nobody
appoints themselves to a right they do not already hold. Taking away is wider than giving: a security administrator
may revoke any appointment in the subtree.

`SYSTEM` is the operator at the machine's command line. It holds every right and is never the actor of a request.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from dundian.accounts.models import User
from dundian.kernel import clock
from dundian.kernel.compiled import Compiled
from dundian.kernel.errors import Refused
from dundian.kernel.reach import EVERYTHING, Reach
from dundian.org.models import Appointment, Person, Role, Unit, UnitKind

_rights: dict[str, set[tuple[str, str]]] = {}


def grant(roles: Iterable[Role], noun: str, *verbs: str) -> None:
    """Let `roles` do `verbs` to `noun`. Called once per room, when its access module is imported."""
    for role in roles:
        _rights.setdefault(role, set()).update((verb, noun) for verb in verbs)


def rights_of(role: str) -> frozenset[tuple[str, str]]:
    return frozenset(_rights.get(role, ()))


EVERY_ROLE = tuple(Role)
FIELD = (Role.TEAM_LEADER, Role.CADRE)
WORKING = (Role.OFFICE, Role.LEADER, Role.TEAM_LEADER, Role.CADRE, Role.DEPARTMENT, Role.HOST)
ADMINISTRATORS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)

grant(EVERY_ROLE, "unit", "view")
grant([Role.SYSTEM_ADMIN], "unit", "add", "change", "import", "move", "merge", "close")
grant([Role.OFFICE], "unit", "add", "change", "import")
grant([Role.OFFICE, Role.LEADER, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN], "person", "view")
grant([Role.OFFICE, Role.SYSTEM_ADMIN], "person", "add", "change", "import")
grant([Role.OFFICE, Role.SYSTEM_ADMIN], "phone", "view")
grant([Role.OFFICE, Role.SECURITY_ADMIN], "appointment", "view", "add", "revoke")
grant([Role.SYSTEM_ADMIN, Role.OFFICE], "calendar", "change")
grant([Role.SYSTEM_ADMIN], "calendar", "import")
grant([Role.SYSTEM_ADMIN], "sign_in", "add", "change")
grant([Role.AUDIT_ADMIN], "audit", "view", "verify")

# What each role may appoint: never more than it stands for itself.
APPOINTS: dict[str, frozenset[str]] = {
    Role.OFFICE: frozenset({Role.LEADER, Role.TEAM_LEADER, Role.CADRE, Role.DEPARTMENT, Role.HOST}),
    Role.SECURITY_ADMIN: frozenset(Role) - {Role.TEAM_LEADER, Role.CADRE},
}
NOT_BY_DEPUTY = frozenset({Role.OFFICE, *ADMINISTRATORS})


def giveable_roles(appointment: Appointment) -> frozenset[str]:
    """The roles that this appointment may give at its unit and beneath."""
    roles = APPOINTS.get(appointment.role, frozenset())
    return roles - NOT_BY_DEPUTY if appointment.deputy_for_id else roles


@dataclass
class Actor:
    """A signed-in person with the appointments active today, loaded in one query; one more for deputies, and one for
    the person.
    """

    user: User
    appointments: list[Appointment] = field(default_factory=list)
    whole: str | None = None
    """Path of the one unit over all others, if an appointment is there; known for a single request only."""

    @cached_property
    def roles(self) -> frozenset[str]:
        return frozenset(a.role for a in self.appointments)

    @cached_property
    def offices(self) -> list[int]:
        """Ids of the units at whose own office the person sits."""
        return [a.unit_id for a in self.appointments if a.role == Role.OFFICE]

    @cached_property
    def person(self) -> Person | None:
        return _PERSON.first(user=self.user.pk)

    def paths(self, verb: str, noun: str) -> list[str]:
        """Tops of the subtrees where this person has the right; empty when nowhere."""
        return [a.unit.path for a in self.appointments if (verb, noun) in _rights.get(a.role, ())]

    def units(self, verb: str, noun: str) -> QuerySet[Unit, Any]:
        """Subquery of unit ids for `unit__in=`; matches nothing when the right is held nowhere.

        Over the whole tree it has no condition, and a foreign key to it costs nothing (`kernel.fields.InTable`).
        """
        paths = self.paths(verb, noun)
        if not paths:
            return Unit.objects.none().values("id")
        if self.whole in paths or EVERYWHERE in paths:
            return Unit.objects.values("id")
        return Unit.objects.filter(path__within=paths).values("id")

    def in_scope(self, verb: str, noun: str, at: str = "unit") -> Q:
        """That the unit named by the foreign key `at` lies in `units`.

        In a narrow scope as an array, so that the rows are asked of the key's index and not everybody's walked; in a
        wide one nearly each row that is met lies in it.
        """
        way = "in" if self.reaches_wide(verb, noun) else "among"
        return Q(**{f"{at}__{way}": self.units(verb, noun)})

    @property
    def over_all(self) -> bool:
        """Whether an office over the whole tree is held: every campaign is in sight, hundreds in a province."""
        return self.whole is not None

    def reaches_wide(self, verb: str, noun: str) -> bool:
        """Whether one of the subtrees is a prefecture's or more: then most rows that are met lie in scope."""
        wide = (UnitKind.PROVINCE, UnitKind.PREFECTURE)
        held = (a for a in self.appointments if (verb, noun) in _rights.get(a.role, ()))
        return any(a.unit.kind in wide for a in held)

    def appointment_for(self, verb: str, noun: str, unit: Unit | None = None) -> Appointment | None:
        """The appointment that gives the right at `unit` (anywhere when None): own ones before deputyships."""
        able = [
            a
            for a in self.appointments
            if (verb, noun) in _rights.get(a.role, ()) and (unit is None or unit.is_within(a.unit.path))
        ]
        return min(able, key=lambda a: (a.deputy_for_id is not None, -len(a.unit.path))) if able else None

    def can(self, verb: str, noun: str, unit: Unit | None = None) -> bool:
        return self.appointment_for(verb, noun, unit) is not None

    def require(self, verb: str, noun: str, unit: Unit | None = None, reason: str = "") -> Appointment | None:
        """The appointment that gives the right (None for `SYSTEM`); `Refused` with `reason` when there is none."""
        found = self.appointment_for(verb, noun, unit)
        if found is None:
            raise Refused(reason or _("None of your appointments allows this here."))
        return found

    @property
    def signature(self) -> User | None:
        """Who stands in a row as its author."""
        return self.user

    @property
    def reach(self) -> Reach:
        """How far the database itself lets this person see: the area of every appointment, whatever it allows."""
        return Reach(",".join(dict.fromkeys(a.unit.path for a in self.appointments)), str(self.user.pk))

    @cached_property
    def main(self) -> Appointment | None:
        """The appointment that home page and navigation follow."""
        order = {role: place for place, role in enumerate(Role)}
        ranked = sorted(
            self.appointments, key=lambda a: (a.deputy_for_id is not None, order[Role(a.role)], a.unit.path)
        )
        return ranked[0] if ranked else None


def _held(user: Any, day: Any) -> QuerySet[Appointment]:
    other_tops = Unit.objects.filter(parent=None).exclude(pk=OuterRef("unit"))
    held = Appointment.objects.filter(user=user).active(day)
    return held.select_related("unit").annotate(beside=Exists(other_tops))


_HELD = Compiled(_held, "user", "day")
_PERSON = Compiled(lambda user: Person.objects.select_related("home_unit").filter(user=user), "user")


def actor_of(user: User, on: date | None = None, *, answering: bool = False) -> Actor:
    """The actor for a user, with the appointments of a day (today) and their units.

    `answering`: for one request, so that what is seen of the tree now counts for all of it. Where an actor lives longer
    (in a job, say) a second top could come to stand beside the first, and the scope is asked for each time.
    """
    found = _HELD.all(user=user.pk, day=on or clock.today())
    if standing_in := {a.deputy_for_id for a in found if a.deputy_for_id}:
        originals = Appointment.objects.active(on).select_related("user").in_bulk(list(standing_in))
        found = [a for a in found if not a.deputy_for_id or a.deputy_for_id in originals]
        for one in found:
            one.deputy_for = originals.get(one.deputy_for_id) if one.deputy_for_id else None
    alone = [a.unit.path for a in found if a.unit.parent_id is None and not a.beside]  # type: ignore[attr-defined]
    return Actor(user, found, alone[0] if alone and answering else None)


class Operator(Actor):
    """Whoever runs the command line on the machine: every right, no appointment, no row of their own."""

    def paths(self, verb: str, noun: str) -> list[str]:
        return [EVERYWHERE]

    def reaches_wide(self, verb: str, noun: str) -> bool:
        return True

    def can(self, verb: str, noun: str, unit: Unit | None = None) -> bool:
        return True

    def require(self, verb: str, noun: str, unit: Unit | None = None, reason: str = "") -> Appointment | None:
        return None

    @property
    def signature(self) -> User | None:
        return None

    @property
    def reach(self) -> Reach:
        return EVERYTHING


EVERYWHERE = ""  # the empty ltree lies over every path
SYSTEM = Operator(User(id=UUID(int=0), username="system", display_name="系统"))
