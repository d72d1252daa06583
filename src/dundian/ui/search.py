"""What can be found by words: each room registers its nouns, in `AppConfig.ready`; the page is in `web`."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Hit:
    """A row as it is shown to this reader. `text` is what may be read: a hit outside it is no hit."""

    title: str
    text: str
    url: str
    on: date | None
    where: str = ""


@dataclass(frozen=True)
class Source:
    """`rows(actor)` are the rows in sight, `right` the verb and the noun by which they are, `field` the column with an
    index on `Bigrams(field)`, `order` newest first; `present` makes hits of one page of rows in a constant number of
    queries."""

    key: str
    label: Any
    place: int
    allowed: Callable[[Any], bool]
    rows: Callable[[Any], Any]
    field: str
    order: Sequence[str]
    right: tuple[str, str]
    present: Callable[[Any, Sequence[Any]], Iterable[Hit]]


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    _sources[source.key] = source


def sources_for(actor: Any) -> list[Source]:
    """What this person may search, in order."""
    return sorted((s for s in _sources.values() if s.allowed(actor)), key=lambda s: s.place)
