"""The shape of the tree: locks, paths, and what may stand under what."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from dundian.kernel.errors import Conflict, Invalid
from dundian.org.models import FEDERATIONS, Unit, UnitKind

TREE_LOCK = 0x0796

# Where each federation may hang (None: at the top); every other kind may hang under anything but a department.
PARENTS: dict[str, frozenset[UnitKind | None]] = {
    UnitKind.PROVINCE: frozenset({None}),
    UnitKind.PREFECTURE: frozenset({None, UnitKind.PROVINCE}),
    UnitKind.COUNTY: frozenset({None, UnitKind.PREFECTURE, UnitKind.PROVINCE}),
}
ELSEWHERE: frozenset[UnitKind | None] = frozenset(UnitKind) - {UnitKind.DEPARTMENT}


def keep_shape() -> None:
    """Until the transaction ends nobody moves or merges; units may be added meanwhile."""
    _lock("pg_advisory_xact_lock_shared")


def change_shape() -> None:
    """Until the transaction ends nobody else adds, moves or merges.

    Locking the rows of the subtree is not enough: a unit added under it and not yet committed would keep its old path.
    """
    _lock("pg_advisory_xact_lock")


def _lock(function: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [TREE_LOCK])


def locked_unit(pk: int, version: int | None = None) -> Unit:
    """The unit, locked for this transaction; `Conflict` when `version` is no longer the stored one."""
    unit = Unit.objects.select_for_update(of=("self",)).select_related("parent").get(pk=pk)
    if version is not None and unit.version != version:
        raise Conflict(unit)
    return unit


def check_place(kind: str, parent: Unit | None) -> None:
    """`Invalid` when a unit of this kind cannot stand under `parent`."""
    if kind not in UnitKind.values:
        raise Invalid({"kind": _("There is no such kind of unit.")})
    allowed = PARENTS.get(kind, ELSEWHERE)
    if (UnitKind(parent.kind) if parent else None) not in allowed:
        words = {
            "kind": UnitKind(kind).label,
            "parent": parent.get_kind_display() if parent else _("the top"),
        }
        raise Invalid({"kind": _("A unit of the kind “%(kind)s” cannot stand under %(parent)s.") % words})
    if parent is not None and parent.is_closed:
        raise Invalid({"": _("%(unit)s is closed; nothing can be put under it.") % {"unit": parent}})


def own_place(kind: str, code: str, parent: Unit | None) -> int:
    """Administrative order: a federation's own code, any other unit's that of the unit above."""
    if kind in FEDERATIONS and code.isascii() and code.isdigit() and len(code) <= 9:
        return int(code)
    return parent.place if parent else 0


REASONS = {
    "unit_code_once": ("code", "code"),
    "unit_name_once": ("name", "name"),
    "person_number_once": ("number", "number"),
}


def _taken(field: str) -> str:
    return {
        "code": _("Another unit already has this code."),
        "name": _("There is already an open unit of this name at the same place."),
        "number": _("Somebody in this unit already has this staff number."),
    }[field]


@contextmanager
def once() -> Iterator[None]:
    """Turn a broken uniqueness rule into words at its field; two people may add the same thing at the same moment."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        cause: Any = error.__cause__
        name = getattr(getattr(cause, "diag", None), "constraint_name", None)
        if name not in REASONS:
            raise
        field, words = REASONS[name]
        raise Invalid({field: _taken(words)}) from error


def rewrite_paths(unit: Unit, parent: Unit, old_place: int) -> int:
    """Hang the subtree of `unit` under `parent` in one statement; returns how many rows. Call under `change_shape`.

    Units that stood in the administrative order of the old parent stand in that of the new one.
    """
    sql = """
        UPDATE org_unit SET
            path = CASE WHEN id = %(id)s THEN %(new)s::ltree || subpath(path, %(depth)s, 1)
                        ELSE %(new)s::ltree || subpath(path, %(depth)s) END,
            place = CASE WHEN place = %(old_place)s THEN %(new_place)s ELSE place END,
            parent_id = CASE WHEN id = %(id)s THEN %(parent)s ELSE parent_id END,
            version = version + CASE WHEN id = %(id)s THEN 1 ELSE 0 END
        WHERE path <@ %(old)s::ltree
    """
    values: dict[str, int | str] = {
        "id": unit.pk,
        "old": unit.path,
        "new": parent.path,
        "depth": unit.path.count("."),
        "old_place": old_place,
        "new_place": parent.place,
        "parent": parent.pk,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)
