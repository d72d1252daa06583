"""Founding, changing, renaming, moving, merging, closing and reopening units."""

from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record, record_many
from dundian.kernel import clock
from dundian.kernel.adding import add_all
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.models import words_of
from dundian.kernel.text import clean_line
from dundian.org import obstacles
from dundian.org.access import Actor
from dundian.org.actions.tree import (
    change_shape,
    check_place,
    keep_shape,
    locked_unit,
    once,
    own_place,
    rewrite_paths,
)
from dundian.org.models import FEDERATIONS, Appointment, Person, Role, Unit, UnitChange

What = UnitChange.What
EDITABLE = ("kind", "short_name", "code", "industry", "place", "address", "latitude", "longitude")


def require_keeper(*, actor: Actor, verb: str, unit: Unit | None, kind: str) -> Appointment | None:
    """The appointment that keeps units of `kind` at `unit`: offices keep what is no federation, administrators all."""
    if actor.signature is None:
        return None
    if unit is None:
        raise Refused(_("A unit at the top is founded on the command line only."))
    appointment = actor.require(verb, "unit", unit)
    administers = any(a.role == Role.SYSTEM_ADMIN and unit.is_within(a.unit.path) for a in actor.appointments)
    if kind in FEDERATIONS and not administers:
        raise Refused(_("Federations are kept by the system administrator."))
    return appointment


def _history(
    unit: Unit, what: What, actor: Actor, before: str = "", after: str = "", reason: str = ""
) -> None:
    UnitChange.objects.create(
        unit=unit, what=what, before=before[:200], after=after[:200], reason=reason[:200], by=actor.signature
    )


def _needed(reason: str) -> str:
    reason = clean_line(reason)
    if not reason:
        raise Invalid({"reason": _("Give the reason.")})
    return reason


@transaction.atomic
def create_unit(
    *,
    parent: Unit | None,
    kind: str,
    name: str,
    actor: Actor,
    short_name: str = "",
    code: str = "",
    industry: str = "",
    place: int = 0,
    address: str = "",
    latitude: float | None = None,
    longitude: float | None = None,
) -> Unit:
    """A new unit under `parent`; at the top only `SYSTEM` founds one. `place` 0: after its code or the unit above."""
    keep_shape()
    above = locked_unit(parent.pk) if parent else None
    appointment = require_keeper(actor=actor, verb="add", unit=above, kind=kind)
    unit = _founded(
        _fresh_ids(1)[0],
        above,
        kind=kind,
        name=name,
        short_name=short_name,
        code=code,
        industry=industry,
        place=place,
        address=address,
    )
    unit.latitude, unit.longitude = latitude, longitude
    with once():
        unit.save(force_insert=True)
    _history(unit, What.CREATED, actor, after=unit.name)
    record(
        actor=actor,
        verb="add",
        noun="unit",
        obj=unit,
        unit=unit,
        appointment=appointment,
        detail={"kind": kind},
    )
    return unit


class NewUnit(TypedDict):
    """What a new unit is made of; as much of the details as is known."""

    parent: Unit
    kind: str
    name: str
    short_name: NotRequired[str]
    code: NotRequired[str]
    industry: NotRequired[str]
    address: NotRequired[str]


@transaction.atomic
def create_units(*, units: Sequence[NewUnit], actor: Actor) -> list[Unit]:
    """Many new units under units that are there, or none of them; each has its history and stands on the trail."""
    keep_shape()
    wanted = sorted({new["parent"].pk for new in units})
    locked = Unit.objects.select_for_update(of=("self",)).select_related("parent").filter(pk__in=wanted)
    above = {unit.pk: unit for unit in locked.order_by("pk")}
    if len(above) < len(wanted):
        raise Invalid({"parent": _("The unit above has not been made; mend its row first.")})
    found, told = [], []
    by: dict[tuple[int, str], Appointment | None] = {}
    for pk, new in zip(_fresh_ids(len(units)), units, strict=True):
        parent, kind = above[new["parent"].pk], new["kind"]
        if (parent.pk, kind) not in by:
            by[parent.pk, kind] = require_keeper(actor=actor, verb="add", unit=parent, kind=kind)
        details: Any = {key: value for key, value in new.items() if key != "parent"}
        unit = _founded(pk, parent, **details)
        found.append(unit)
        told.append((unit, unit, by[parent.pk, kind], {"kind": kind}))
    with once():
        add_all(found)
    add_all([UnitChange(unit=u, what=What.CREATED, after=u.name[:200], by=actor.signature) for u in found])
    record_many(actor=actor, verb="add", noun="unit", told=told)
    return found


def _fresh_ids(many: int) -> list[int]:
    """Numbers beforehand: a path holds its own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('org_unit', 'id')) FROM generate_series(1, %s)", [many]
        )
        return [int(row[0]) for row in cursor.fetchall()]


def _founded(
    pk: int,
    above: Unit | None,
    *,
    kind: str,
    name: str,
    short_name: str = "",
    code: str = "",
    industry: str = "",
    place: int = 0,
    address: str = "",
) -> Unit:
    check_place(kind, above)
    name, code = clean_line(name), clean_line(code)
    if not name:
        raise Invalid({"name": _("A unit needs a name.")})
    return Unit(
        id=pk,
        parent=above,
        path=f"{above.path}.{pk}" if above else str(pk),
        kind=kind,
        name=name,
        short_name=clean_line(short_name),
        code=code,
        industry=industry,
        place=place or own_place(kind, code, above),
        address=clean_line(address),
    )


@transaction.atomic
def edit_unit(*, unit: Unit, version: int, actor: Actor, **fields: Any) -> Unit:
    """Change details (`EDITABLE`); the name has an action of its own, because its history is kept with a reason."""
    stored = locked_unit(unit.pk, version)
    appointment = require_keeper(actor=actor, verb="change", unit=stored, kind=stored.kind)
    unknown = set(fields) - set(EDITABLE)
    if unknown:
        raise TypeError(f"not details of a unit: {sorted(unknown)}")
    changed = {k: v for k, v in fields.items() if getattr(stored, k) != v}
    if not changed:
        return stored
    if "kind" in changed:
        require_keeper(actor=actor, verb="change", unit=stored, kind=changed["kind"])
        check_place(changed["kind"], stored.parent)
        _children_fit(stored, changed["kind"])
    before = {k: getattr(stored, k) for k in changed}
    for key, value in changed.items():
        setattr(stored, key, value)
    _save(stored, *changed)
    _history(stored, What.EDITED, actor, _in_words(before), _in_words(changed))
    record(actor=actor, verb="change", noun="unit", obj=stored, unit=stored, appointment=appointment,
           detail={"before": before, "after": changed})  # fmt: skip
    return stored


def _children_fit(unit: Unit, kind: str) -> None:
    for child_kind in unit.children.filter(closed_on=None).values_list("kind", flat=True).distinct():
        check_place(child_kind, Unit(kind=kind, name=unit.name))


def fact_in_words(key: str, value: Any) -> str:
    """One of a unit's facts as a person reads it."""
    if value in (None, ""):
        return "—"
    return str(words_of(Unit._meta.get_field(key)).get(value, value))


def _in_words(values: dict[str, Any]) -> str:
    names = {
        f.name: getattr(f, "verbose_name", f.name) for f in Unit._meta.get_fields() if f.name in EDITABLE
    }
    return "；".join(f"{names[k]} {fact_in_words(k, v)}" for k, v in values.items())


def _save(unit: Unit, *fields: str) -> None:
    unit.version += 1
    unit.updated_at = clock.now()
    with once():
        unit.save(update_fields=[*fields, "version", "updated_at"])


@transaction.atomic
def rename_unit(*, unit: Unit, name: str, reason: str, actor: Actor, short_name: str | None = None) -> Unit:
    """A new name (and short name when given); the old one stays in the unit's history."""
    stored = locked_unit(unit.pk)
    appointment = require_keeper(actor=actor, verb="change", unit=stored, kind=stored.kind)
    name, reason = clean_line(name), _needed(reason)
    if not name:
        raise Invalid({"name": _("A unit needs a name.")})
    before, stored.name = stored.name, name
    stored.short_name = stored.short_name if short_name is None else clean_line(short_name)
    _save(stored, "name", "short_name")
    _history(stored, What.RENAMED, actor, before, name, reason)
    record(actor=actor, verb="rename", noun="unit", obj=stored, unit=stored, appointment=appointment,
           detail={"before": before, "after": name, "reason": reason})  # fmt: skip
    return stored


@transaction.atomic
def move_unit(*, unit: Unit, to: Unit, reason: str, actor: Actor) -> Unit:
    """Hang the unit with everything beneath it under `to`. The right is needed at both places."""
    change_shape()
    stored, target = locked_unit(unit.pk), locked_unit(to.pk)
    appointment = actor.require("move", "unit", stored)
    actor.require("move", "unit", target, _("The new place lies outside your scope."))
    reason = _needed(reason)
    if stored.parent is None:
        raise Invalid({"": _("The unit at the top cannot be moved.")})
    if target.is_within(stored.path):
        raise Invalid({"to": _("A unit cannot stand under itself or under what belongs to it.")})
    if target.pk == stored.parent_id:
        raise Invalid({"to": _("The unit already stands there.")})
    check_place(stored.kind, target)
    before = stored.parent
    with once():
        moved = rewrite_paths(stored, target, before.place)
    stored.refresh_from_db()
    _history(stored, What.MOVED, actor, before.name, target.name, reason)
    record(actor=actor, verb="move", noun="unit", obj=stored, unit=stored, appointment=appointment,
           detail={"from": before.pk, "to": target.pk, "units": moved, "reason": reason})  # fmt: skip
    return stored


def end_all_appointments(unit: Unit) -> int:
    """Nobody acts for a unit that no longer exists, nor will anybody whose appointment has yet to begin."""
    standing = Appointment.objects.filter(unit=unit, revoked_at=None).exclude(until__lt=clock.today())
    return standing.update(revoked_at=clock.now(), updated_at=clock.now())


def _nothing_going_on(unit: Unit) -> None:
    if found := obstacles.obstacles(unit):
        raise Invalid({"": " ".join(found)})


@transaction.atomic
def merge_unit(*, unit: Unit, into: Unit, reason: str, actor: Actor) -> Unit:
    """Close `unit` in favour of `into`: its people and the units beneath go over, appointments at it end.

    What was written down under the old name (sites, logs, documents) stays with the closed unit.
    """
    change_shape()
    stored, target = locked_unit(unit.pk), locked_unit(into.pk)
    appointment = actor.require("merge", "unit", stored)
    actor.require("merge", "unit", target, _("The unit to merge into lies outside your scope."))
    reason = _needed(reason)
    _check_merge(stored, target)
    _nothing_going_on(stored)
    children = list(stored.children.order_by("place", "id"))
    for child in children:
        check_place(child.kind, target)
        with once():
            rewrite_paths(child, target, stored.place)
        _history(child, What.MOVED, actor, stored.name, target.name, reason)
    with once():
        people = Person.objects.filter(home_unit=stored).update(
            home_unit=target, version=F("version") + 1, updated_at=clock.now()
        )
    ended = end_all_appointments(stored)
    stored.closed_on, stored.merged_into = clock.today(), target
    _save(stored, "closed_on", "merged_into")
    _history(stored, What.MERGED, actor, stored.name, target.name, reason)
    _history(target, What.MERGED, actor, stored.name, target.name, reason)
    record(actor=actor, verb="merge", noun="unit", obj=stored, unit=stored, appointment=appointment,
           detail={"into": target.pk, "units": len(children), "people": people, "appointments": ended,
                   "reason": reason})  # fmt: skip
    return stored


def _check_merge(unit: Unit, into: Unit) -> None:
    if unit.parent is None:
        raise Invalid({"": _("The unit at the top cannot be merged.")})
    if unit.is_closed:
        raise Invalid({"": _("The unit is already closed.")})
    if into.is_closed:
        raise Invalid({"into": _("The unit to merge into is closed.")})
    if into.is_within(unit.path):
        raise Invalid({"into": _("A unit cannot be merged into itself or into what belongs to it.")})


@transaction.atomic
def close_unit(*, unit: Unit, reason: str, actor: Actor) -> Unit:
    """Close a unit that has no open units beneath; appointments at it end."""
    change_shape()
    stored = locked_unit(unit.pk)
    appointment = actor.require("close", "unit", stored)
    reason = _needed(reason)
    if stored.is_closed:
        raise Invalid({"": _("The unit is already closed.")})
    if stored.parent is None:
        raise Invalid({"": _("The unit at the top cannot be closed.")})
    beneath = stored.children.filter(closed_on=None).count()
    if beneath:
        raise Invalid(
            {"": _("Open units stand beneath it: %(n)s. Close, move or merge them first.") % {"n": beneath}}
        )
    _nothing_going_on(stored)
    ended = end_all_appointments(stored)
    stored.closed_on = clock.today()
    _save(stored, "closed_on")
    _history(stored, What.CLOSED, actor, reason=reason)
    record(actor=actor, verb="close", noun="unit", obj=stored, unit=stored, appointment=appointment,
           detail={"appointments": ended, "reason": reason})  # fmt: skip
    return stored


@transaction.atomic
def reopen_unit(*, unit: Unit, reason: str, actor: Actor) -> Unit:
    """Open a closed unit again, empty: appointments and what a merger took away do not come back."""
    change_shape()
    stored = locked_unit(unit.pk)
    appointment = actor.require("close", "unit", stored)
    reason = _needed(reason)
    if not stored.is_closed:
        raise Invalid({"": _("The unit is open.")})
    check_place(stored.kind, stored.parent)
    stored.closed_on = stored.merged_into = None
    _save(stored, "closed_on", "merged_into")
    _history(stored, What.REOPENED, actor, reason=reason)
    record(actor=actor, verb="reopen", noun="unit", obj=stored, unit=stored, appointment=appointment,
           detail={"reason": reason})  # fmt: skip
    return stored
