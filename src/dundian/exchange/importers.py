"""What a kind of import is.

Rooms above describe theirs and `register` it; this room does the reading, reporting and applying.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from django.utils.translation import gettext as _

from dundian.audit_trail.actions import Acting, Placed
from dundian.exchange.cells import BadCell, Reader, folded, half_width, is_blank
from dundian.exchange.models import ImportRow
from dundian.exchange.reading import Cell
from dundian.kernel.errors import Invalid

Outcome = ImportRow.Outcome
Values = dict[str, Any]


class Importing(Acting, Protocol):
    """What this room needs of the person who imports."""

    def can(self, verb: str, noun: str, unit: Any = None) -> bool: ...


@dataclass(frozen=True)
class ImportColumn:
    """One thing that a row may tell; a required one must have a value. `synonyms` are headers, separated by spaces.

    `choices` become a list to pick from in the template; with `scales` a header such as 职工人数（万人）
    multiplies its numbers.
    """

    key: str
    title: Any
    read: Reader
    synonyms: str = ""
    required: bool = False
    example: Any = ""
    help: Any = ""
    choices: tuple[Any, ...] = ()
    width: int = 14
    scales: bool = False

    @property
    def said(self) -> list[str]:
        """The synonyms one by one."""
        return self.synonyms.split()

    def names(self) -> set[str]:
        """Every header that means this column, folded."""
        return {folded(str(name)) for name in (self.title, *self.said)}


@dataclass(frozen=True)
class Target:
    """Where an import goes: `unit` is the federation or the campaign's unit; `label` names it on pages."""

    key: str
    label: str
    unit: Placed
    context: dict[str, str] = field(default_factory=dict)


@dataclass
class RowPlan:
    """What a row would do. `act` does it through the room's action and returns the object's id; None: nothing to do.

    `messages` by column key: what is wrong, or for a changed row what changes. "" holds what belongs to no column.
    `before` is what a changed row overwrites, as JSON, for taking it back. `facts` are what `act` would add, for an
    importer that can add many at once.
    """

    outcome: str
    messages: dict[str, str] = field(default_factory=dict)
    object_id: str = ""
    act: Callable[[], str] | None = None
    before: Values = field(default_factory=dict)
    facts: Any = None


@dataclass(frozen=True)
class Done:
    """A row that was carried out, as its importer left it: what it made or changed, and what a change overwrote."""

    object_id: str
    outcome: str
    before: Values


@dataclass(frozen=True)
class ParsedRow:
    """A row with its cells made into values.

    A key is absent when the sheet lacks the column, None when the cell is blank.
    """

    number: int
    values: Values


class Planner(Protocol):
    """Compares rows with what is stored. Made once for a workbook, it may remember rows it has seen."""

    def plan(self, rows: Sequence[ParsedRow]) -> list[RowPlan]:
        """One plan per row, in a number of queries that does not depend on how many rows there are."""


class Vault(Protocol):
    """Seals the cells of a row that may point at people, for as long as the row is kept."""

    def close(self, cells: list[Cell]) -> list[Any]: ...
    def open(self, stored: list[Any]) -> list[Cell]: ...


@dataclass(frozen=True)
class Importer:
    """A kind of import.

    `right` is (verb, noun); `targets(actor)` lists where this person may import to, `target_of(actor, unit_id,
    context)` finds one again and `named_target(actor, unit_code, campaign)` finds one by what a command line
    says; both raise `Refused` or `Invalid`. `actor_of(user)` makes the actor of a job; `result_url(target)` is
    where what was imported can be seen. With a `vault` the cells lie sealed in the database. `add_many(facts, actor)`
    adds all new rows of a batch by one action and returns their ids, or raises and adds none. `take_back(done, actor)`
    undoes one row through the room's action; it raises `Invalid`, `Refused` or `Conflict` with the reason where
    something later stands in the way.
    """

    kind: str
    title: Any
    help: Any
    columns: tuple[ImportColumn, ...]
    right: tuple[str, str]
    target_label: Any
    targets: Callable[[Any], list[Target]]
    target_of: Callable[[Any, int | None, Mapping[str, str]], Target]
    named_target: Callable[[Any, str, str], Target]
    planner: Callable[[Target, Any], Planner]
    actor_of: Callable[[Any], Any]
    result_url: Callable[[Target], str]
    vault: Vault | None = None
    take_back: Callable[[Done, Any], None] | None = None
    add_many: Callable[[Sequence[Any], Any], list[str]] | None = None

    def kept(self, cells: list[Cell]) -> list[Any]:
        """The cells as they are stored."""
        return self.vault.close(cells) if self.vault else cells

    def told(self, stored: list[Any]) -> list[Cell]:
        """The cells as they were read; none when they cannot be opened any more."""
        return self.vault.open(stored) if self.vault else stored

    def column(self, key: str) -> ImportColumn:
        return next(c for c in self.columns if c.key == key)

    def parse(self, cells: Mapping[str, Cell], scales: Mapping[str, int]) -> tuple[Values, dict[str, str]]:
        """(values, messages) of one row, given its cells by column key."""
        values: Values = {}
        messages: dict[str, str] = {}
        for column in self.columns:
            if column.key not in cells:
                continue
            cell = cells[column.key]
            values[column.key] = None
            if is_blank(cell):
                if column.required:
                    messages[column.key] = _("This must be filled in.")
                continue
            try:
                values[column.key] = column.read(_scaled(cell, scales.get(column.key, 1)))
            except BadCell as bad:
                messages[column.key] = str(bad)
        return values, messages


def _scaled(cell: Cell, scale: int) -> Cell:
    if scale == 1 or isinstance(cell, bool) or not re.fullmatch(r"[\d,]+(\.\d+)?", half_width(cell)):
        return cell
    return str(Decimal(half_width(cell).replace(",", "")) * scale)


_importers: dict[str, Importer] = {}


def register(importer: Importer) -> Importer:
    """Offer a kind of import. Called in AppConfig.ready."""
    _importers[importer.kind] = importer
    return importer


def get(kind: str) -> Importer:
    """The importer of this kind; `Invalid` when there is none."""
    if kind not in _importers:
        raise Invalid({"kind": _("There is no such import.")})
    return _importers[kind]


def offered_to(actor: Importing | None) -> list[Importer]:
    """The kinds this person may import somewhere."""
    return [i for i in _importers.values() if actor is not None and actor.can(*i.right)]
