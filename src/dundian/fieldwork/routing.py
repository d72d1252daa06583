"""The course of a support request: who has to consent, which department it goes to, and how long each has.

All of it is data of the federations above the site; what the nearest one says counts. Where nothing is said, the
shipped rules hold and the programme office has the request itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dundian.fieldwork.models import SupportLimit, SupportRoute, SupportRule
from dundian.kernel import calendar, clock
from dundian.org.models import Appointment, Role, Unit, UnitKind

Matter = SupportLimit.Matter
SHIPPED_RULES: tuple[tuple[str, Decimal | None], ...] = (
    (UnitKind.COUNTY, Decimal(0)),
    (UnitKind.PREFECTURE, Decimal(5_000)),
    (UnitKind.PROVINCE, Decimal(50_000)),
)
SHIPPED_LIMITS = {Matter.APPROVE: 2, Matter.ANSWER: 3, Matter.CONFIRM: 5, Matter.AMEND: 5}


@dataclass(frozen=True)
class Course:
    """`steps` are the federations whose offices consent, the nearest first; then `department` provides."""

    steps: Sequence[Unit]
    department: Unit


def above(unit: Unit) -> list[Unit]:
    """The federations over the unit, the nearest first."""
    return [u for u in reversed(list(Unit.objects.over(unit))) if u.is_federation]


def staffed(units: Iterable[Unit], roles: Iterable[str]) -> set[int]:
    """Ids of those units where somebody holds one of the roles today."""
    held = Appointment.objects.active().filter(unit__in=list(units), role__in=list(roles))
    return set(held.filter(user__is_active=True).values_list("unit_id", flat=True))


def course_of(unit: Unit, kind: str, amount: Decimal | None) -> Course:
    """The course of a request of the site `unit`; four queries."""
    over = above(unit) or [unit]
    offices = staffed(over, [Role.OFFICE])
    return Course(_steps(over, offices, kind, amount), _department(unit, over, offices, kind, amount))


def _department(unit: Unit, over: list[Unit], offices: set[int], kind: str, amount: Decimal | None) -> Unit:
    """By the routes of the nearest federation that has a fitting one: the narrowest area, then the highest amount."""
    rows = SupportRoute.objects.filter(unit__in=over, kind=kind, department__closed_on=None)
    fitting = [
        route
        for route in rows.select_related("department", "area")
        if (route.area is None or unit.is_within(route.area.path))
        and (route.above is None or (amount or 0) > route.above)
    ]
    for federation in over:
        own = [route for route in fitting if route.unit_id == federation.pk]
        if own:
            return max(own, key=_narrowness).department
    return next((u for u in over if u.pk in offices), over[0])


def _narrowness(route: SupportRoute) -> tuple[int, Decimal]:
    return len(route.area.path) if route.area else 0, Decimal(-1) if route.above is None else route.above


def _rules(over: list[Unit], kind: str) -> list[tuple[str, Decimal | None]]:
    """(level, above): those for the kind at the nearest federation that has any, else its rules for all kinds."""
    rows = list(SupportRule.objects.filter(unit__in=over, kind__in=("", kind)))
    for federation in over:
        for wanted in (kind, ""):
            own = [(r.level, r.above) for r in rows if r.unit_id == federation.pk and r.kind == wanted]
            if own:
                return own
    return list(SHIPPED_RULES)


def _steps(over: list[Unit], offices: set[int], kind: str, amount: Decimal | None) -> list[Unit]:
    """Where a level's office has nobody, the next office above consents in its place."""
    wanted = {
        level
        for level, limit in _rules(over, kind)
        if limit is None or (amount is not None and amount > limit)
    }
    steps: list[Unit] = []
    for place, federation in enumerate(over):
        if federation.kind in wanted:
            able = next((u for u in over[place:] if u.pk in offices), None)
            consenting = able or next((u for u in reversed(over) if u.pk in offices), over[-1])
            if consenting not in steps:
                steps.append(consenting)
    return steps


def days_for(unit: Unit, matter: str) -> int:
    """Working days that the nearest federation at or above `unit` gives for the matter."""
    rows = SupportLimit.objects.filter(unit__path__above=unit.path, matter=matter)
    found = rows.order_by("-unit__path").values_list("days", flat=True).first()
    return SHIPPED_LIMITS[Matter(matter)] if found is None else found


def due(unit: Unit, matter: str) -> date:
    """The last day for a matter that begins now."""
    return calendar.current().add_workdays(clock.today(), days_for(unit, matter))
