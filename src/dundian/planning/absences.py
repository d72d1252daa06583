"""Days on which people cannot be sent, told by the rooms above: leave asked for or granted.

A room registers `source(people, period)`: absences of these people (a set of ids) that touch the period, in one query.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Absence:
    person_id: UUID
    first: date
    last: date
    label: Any = ""


Source = Callable[[Collection[UUID], tuple[date, date]], Iterable[Absence]]
_sources: list[Source] = []


def register(source: Source) -> Source:
    if source not in _sources:
        _sources.append(source)
    return source


def absences_of(people: Collection[UUID], period: tuple[date, date]) -> dict[UUID, list[Absence]]:
    found: dict[UUID, list[Absence]] = defaultdict(list)
    for source in _sources:
        for absence in source(people, period):
            found[absence.person_id].append(absence)
    return dict(found)
