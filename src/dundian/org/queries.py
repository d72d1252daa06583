"""Reading units, people and appointments."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce, RowNumber

from dundian.kernel import clock
from dundian.org.access import Actor
from dundian.org.models import Appointment, Person, Unit, UnitChange

UNIT_ORDER = ["place", "id"]
PEOPLE_ORDER = ["home_unit__place", "home_unit_id", "name", "id"]
APPOINTMENT_ORDER = ["-since", "-id"]
BRANCH = 200


def tops(actor: Actor, verb: str = "view", noun: str = "unit") -> list[str]:
    """Paths of the actor's scope without those that lie under another one."""
    paths = sorted(set(actor.paths(verb, noun)), key=len)
    kept: list[str] = []
    for path in paths:
        if not any(path == k or path.startswith(f"{k}.") for k in kept if k) and "" not in kept:
            kept.append(path)
    return kept


def children_count() -> Coalesce:
    beneath = Unit.objects.filter(parent=OuterRef("pk"), closed_on=None).order_by().values("parent")
    return Coalesce(Subquery(beneath.annotate(n=Count("*")).values("n")), 0)


@dataclass
class Branch:
    """A unit in the tree, its children when it is opened, and how many more children there are than shown."""

    unit: Unit
    opened: bool = False
    here: bool = False
    children: list["Branch"] = field(default_factory=list)
    more: int = 0


def tree(actor: Actor, at: Unit | None, *, closed: bool = False) -> list[Branch]:
    """The tops of the actor's scope, opened down to `at` with its children; three queries at any size."""
    starts = tops(actor)
    if not starts:
        return []
    top = Q(path__in=starts) if "" not in starts else Q(parent=None)
    within = [s for s in starts if at is not None and at.is_within(s)]
    above = _ancestors_in_scope(at, within[0]) if at is not None and within else []
    shown = Unit.objects.filter(top | Q(parent_id__in=above))
    if not closed:
        shown = shown.filter(Q(closed_on=None) | Q(pk=at.pk if at else None))
    rows = shown.annotate(
        children_count=children_count(),
        nth=Window(RowNumber(), partition_by=F("parent_id"), order_by=[F("place").asc(), F("id").asc()]),
    )
    kept = rows.filter(Q(nth__lte=BRANCH) | Q(pk__in=above)).order_by("place", "id")
    return _grow(list(kept), set(above), at)


def only_top(actor: Actor) -> Unit | None:
    """Where the tree opens by itself: the one top of the actor's scope, if it is one."""
    starts = tops(actor)
    if len(starts) != 1:
        return None
    found = Unit.objects.filter(path=starts[0]) if starts[0] else Unit.objects.filter(parent=None)
    return found.order_by("place", "id").first()


def _ancestors_in_scope(at: Unit, start: str) -> list[int]:
    labels = at.path.split(".")
    depth = start.count(".") if start else 0
    return [int(label) for label in labels[depth:]]


def _grow(rows: list[Unit], opened: set[int], at: Unit | None) -> list[Branch]:
    branches = {u.pk: Branch(u, u.pk in opened, at is not None and u.pk == at.pk) for u in rows}
    roots: list[Branch] = []
    for unit in rows:
        above = branches.get(unit.parent_id) if unit.parent_id else None
        (above.children if above else roots).append(branches[unit.pk])
    for branch in branches.values():
        if branch.opened:
            count: int = branch.unit.children_count  # type: ignore[attr-defined]
            branch.more = max(0, count - sum(not b.unit.is_closed for b in branch.children))
    return roots


def units(actor: Actor, conditions: dict[str, Any]) -> QuerySet[Unit]:
    """Visible units that meet the conditions `q`, `kind`, `under` (a unit) and `closed`."""
    found: QuerySet[Unit] = Unit.objects.visible_to(actor).select_related("parent")
    if not conditions.get("closed"):
        found = found.filter(closed_on=None)
    if conditions.get("under"):
        found = found.filter(path__within=conditions["under"].path)
    if conditions.get("kind"):
        found = found.filter(kind=conditions["kind"])
    if conditions.get("q"):
        found = found.filter(_named(conditions["q"]))
    return found


def _named(words: str) -> Q:
    return Q(name__icontains=words) | Q(short_name__icontains=words) | Q(code__startswith=words)


def ancestors(actor: Actor, unit: Unit) -> list[Unit]:
    """The units over `unit` that the actor sees, top first."""
    return list(Unit.objects.visible_to(actor).over(unit).exclude(pk=unit.pk))


@dataclass(frozen=True)
class UnitFigures:
    """Open children, people who have not left, and appointments in force, at this unit alone and with all beneath."""

    children: int
    beneath: int
    people: int
    people_beneath: int


def figures(unit: Unit) -> UnitFigures:
    """Two queries."""
    inside = Unit.objects.filter(path__within=unit.path, closed_on=None).exclude(pk=unit.pk)
    counted = inside.aggregate(all=Count("id"), children=Count("id", filter=Q(parent=unit)))
    subtree = Unit.objects.filter(path__within=unit.path).values("id")
    people = Person.objects.filter(home_unit__in=subtree, left_on=None).aggregate(
        all=Count("id"), here=Count("id", filter=Q(home_unit=unit))
    )
    return UnitFigures(counted["children"], counted["all"], people["here"], people["all"])


def history(unit: Unit, limit: int = 50) -> list[UnitChange]:
    return list(unit.changes.select_related("by").order_by("-on", "-id")[:limit])


def people(actor: Actor, conditions: dict[str, Any]) -> QuerySet[Person]:
    """People in scope that meet the conditions `q`, `unit`, `only_here`, `grade`, `skill`, `left`.

    The scope stands on the joined unit, not in a subquery, so PostgreSQL can walk units in administrative order and
    stop after a page. One's own row outside the scope is left out; its page is open all the same.
    """
    found: QuerySet[Person] = Person.objects.filter(home_unit__path__within=actor.paths("view", "person"))
    found = found.select_related("home_unit", "user")
    if not conditions.get("left"):
        found = found.filter(left_on=None)
    unit: Unit | None = conditions.get("unit")
    if unit:
        inside = Unit.objects.filter(path__within=unit.path).values("id")
        found = (
            found.filter(home_unit=unit)
            if conditions.get("only_here")
            else found.filter(home_unit__in=inside)
        )
    if conditions.get("grade"):
        found = found.filter(grade__in=conditions["grade"])
    if conditions.get("skill"):
        found = found.filter(skills__contains=[conditions["skill"]])
    if conditions.get("q"):
        words = conditions["q"]
        found = found.filter(
            Q(name__icontains=words) | Q(number__startswith=words) | Q(post__icontains=words)
        )
    return found


def appointments(actor: Actor, conditions: dict[str, Any]) -> QuerySet[Appointment]:
    """Appointments where the actor may see them, that meet `q`, `unit`, `role` and `state` (now, coming, ended)."""
    found: QuerySet[Appointment] = Appointment.objects.filter(unit__in=actor.units("view", "appointment"))
    found = found.select_related("unit", "user__person", "deputy_for__user", "granted_by")
    state, today = conditions.get("state") or "now", clock.today()
    if state == "now":
        found = found & Appointment.objects.active()
    elif state == "coming":
        found = found.filter(since__gt=today, revoked_at=None)
    elif state == "ended":
        found = found.filter(Q(until__lt=today) | Q(revoked_at__isnull=False))
    if conditions.get("unit"):
        found = found.filter(unit__in=Unit.objects.filter(path__within=conditions["unit"].path).values("id"))
    if conditions.get("role"):
        found = found.filter(role=conditions["role"])
    if conditions.get("q"):
        found = found.filter(
            Q(user__display_name__icontains=conditions["q"]) | Q(user__username__icontains=conditions["q"])
        )
    return found


def appointments_of(actor: Actor, person: Person) -> list[Appointment]:
    """Appointments of a person that the actor may see: one's own all, others' where one may look."""
    if person.user_id is None:
        return []
    rows = Appointment.objects.filter(user_id=person.user_id).select_related("unit", "deputy_for__user")
    if actor.user.pk != person.user_id:
        rows = rows.filter(unit__in=actor.units("view", "appointment"))
    return list(rows.order_by("-since", "-id")[:100])


def appointments_at(actor: Actor, unit: Unit) -> list[Appointment]:
    """Who acts at this unit today, offices first."""
    if not actor.can("view", "appointment", unit):
        return []
    rows = (
        Appointment.objects.active()
        .filter(unit=unit)
        .select_related("user__person", "deputy_for__user", "unit")
    )
    return list(rows.order_by("role", "since", "id")[:100])
