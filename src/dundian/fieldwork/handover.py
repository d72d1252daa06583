"""What can be handed over: each kind of thing is a source, of this room or of one above it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from dundian.org.access import Actor
from dundian.org.models import Person, Unit
from dundian.planning.models import Team


@dataclass(frozen=True)
class Thing:
    """One thing that somebody has: `ref` is its id in the room that brings it."""

    ref: UUID
    title: str
    due_on: date | None = None
    detail: str = ""
    url: str = ""


@dataclass(frozen=True)
class Source:
    """`of_person(person, team)` and `of_team(team)` list what is unfinished; the other two pass one thing on.

    Both do nothing for a thing that is finished, or gone, by then.
    """

    key: str
    label: Any
    of_person: Callable[[Person, Team], Iterable[Thing]]
    of_team: Callable[[Team], Iterable[Thing]]
    to_person: Callable[[UUID, Person, Actor], None]
    to_office: Callable[[UUID, Unit, Actor], None]


_sources: dict[str, Source] = {}


def register_source(source: Source) -> Source:
    """Called in AppConfig.ready; the concerns room stands above this one and brings its own."""
    _sources[source.key] = source
    return source


def sources() -> list[Source]:
    return list(_sources.values())


def source(key: str) -> Source | None:
    return _sources.get(key)
