"""What a phone needs: strictly what the person's dispatch asks for, within a hard budget.

It is worked out anew each time from what is stored now, so nothing that was committed late, moved or taken away can be
missed; `actions.changes` sends the difference to what the phone has.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from dundian.campaign.models import Site
from dundian.fieldwork.queries import my_sites
from dundian.offline.queries import person, work
from dundian.org.access import Actor

# A type's place is its code in a manifest: new ones go to the end.
TYPES = (
    "me", "site", "task", "log", "indicator", "concern", "support", "leave", "report", "conflict", "colleague",
    "todo", "sentence", "phrase",
)  # fmt: skip
Record = dict[str, Any]
Source = Callable[[Actor, list[Site]], Iterable[Record]]
# In the order of sending and of dropping out: what the phone can least do without comes first. At most 600 records.
SOURCES: tuple[tuple[str, int, Source], ...] = (
    ("me", 1, person.me),
    ("site", 5, work.sites),
    ("conflict", 20, person.conflicts),
    ("indicator", 40, work.indicators),
    ("colleague", 20, work.colleagues),
    ("phrase", 17, person.phrases),
    ("todo", 30, person.todos),
    ("sentence", 5, person.sentences),
    ("task", 100, work.tasks),
    ("report", 12, work.reports),
    ("support", 30, work.support),
    ("leave", 20, work.leaves),
    ("concern", 50, work.concerns),
    ("log", 250, work.logs),
)
MOST_RECORDS = sum(most for _type, most, _source in SOURCES)
MOST_BYTES = 290_000
MOST_SITES = 5


@dataclass(frozen=True)
class Entry:
    """One record as the phone keeps it; `text` is its JSON, `id` what the manifest knows it by."""

    type: str
    id: UUID
    text: str


def needed(actor: Actor) -> list[Entry]:
    """At most `MOST_RECORDS` records of at most `MOST_BYTES` together, the most needed first."""
    return list(_within(MOST_BYTES, _entries(actor, my_sites(actor)[:MOST_SITES])))


def _entries(actor: Actor, sites: list[Site]) -> Iterator[Entry]:
    for type_, most, source in SOURCES:
        for count, record in enumerate(source(actor, sites), 1):
            if count > most:
                break
            text = json.dumps({"type": type_, **record}, ensure_ascii=False, separators=(",", ":"))
            yield Entry(type_, key_of(type_, record["id"]), text)


def _within(most: int, entries: Iterable[Entry]) -> Iterator[Entry]:
    """As many as fit; one that is too large does not keep the smaller ones behind it away."""
    left = most
    for entry in entries:
        size = len(entry.text.encode()) + 1
        if size <= left:
            left -= size
            yield entry


def key_of(type_: str, id: str) -> UUID:
    """The id itself, or one made of it where the phone's name for a record is none."""
    try:
        return UUID(id)
    except ValueError:
        return uuid5(NAMESPACE_URL, f"{type_}/{id}")
