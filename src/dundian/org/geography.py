"""The federations of a province, made from public administrative data (`data/README.md`)."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction

from dundian.audit_trail.actions import record
from dundian.org.access import Actor
from dundian.org.actions.tree import change_shape
from dundian.org.models import Unit, UnitChange, UnitKind

SICHUAN = Path(__file__).parent / "data" / "sichuan.csv"
UNION = "总工会"
PEOPLES = re.compile(r"(?:藏族|羌族|彝族)+自治(?=[州县]$)")
# Names of districts that say nothing without their city.
AMBIGUOUS = frozenset({"市中区", "东区", "西区"})


@dataclass(frozen=True)
class Area:
    """One area: GB/T 2260 code, the code above ("" at the top), its official name."""

    code: str
    parent: str
    name: str

    @property
    def kind(self) -> UnitKind:
        if self.code.endswith("0000"):
            return UnitKind.PROVINCE
        return UnitKind.PREFECTURE if self.code.endswith("00") else UnitKind.COUNTY


def areas(file: Path = SICHUAN) -> list[Area]:
    """The areas in administrative order, each after the one above it."""
    with file.open(encoding="utf-8", newline="") as lines:
        return [Area(row["code"], row["parent"], row["area"]) for row in csv.DictReader(lines)]


def short_name(area: Area) -> str:
    """阿坝藏族羌族自治州 → 阿坝州."""
    return PEOPLES.sub("", area.name)


def union_name(area: Area, above: Area | None) -> str:
    """富顺县总工会, 阿坝州总工会, 内江市市中区总工会; counties of a minority keep their full name."""
    if area.kind is UnitKind.PREFECTURE:
        return short_name(area) + UNION
    city = above.name if above and area.name in AMBIGUOUS else ""
    return f"{city}{area.name}{UNION}"


@transaction.atomic
def load_tree(*, actor: Actor, file: Path = SICHUAN) -> None:
    """Make the federations that are not there yet, found by code. Nothing that stands is changed."""
    actor.require("add", "unit")
    change_shape()
    listed = areas(file)
    by_code = {a.code: a for a in listed}
    known = {u.code: u for u in Unit.objects.filter(code__in=by_code)}
    missing = [a for a in listed if a.code not in known]
    made = []
    for area, pk in zip(missing, _new_ids(len(missing)), strict=True):
        above = known.get(area.parent)
        unit = Unit(
            id=pk,
            parent=above,
            path=f"{above.path}.{pk}" if above else str(pk),
            kind=area.kind,
            name=union_name(area, by_code.get(area.parent)),
            short_name=short_name(area),
            code=area.code,
            place=int(area.code),
        )
        known[area.code] = unit
        made.append(unit)
    Unit.objects.bulk_create(made)
    UnitChange.objects.bulk_create(
        UnitChange(unit=u, what=UnitChange.What.CREATED, after=u.name, by=actor.signature) for u in made
    )
    if made:
        top = known[listed[0].code]
        record(
            actor=actor,
            verb="load",
            noun="unit",
            obj=top,
            unit=top,
            detail={"units": len(made), "file": file.name},
        )


def _new_ids(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('org_unit', 'id')) FROM generate_series(1, %s)", [count]
        )
        return [int(row[0]) for row in cursor.fetchall()]
