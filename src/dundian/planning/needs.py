"""What workers need at a union (需求导向), told by the rooms above: open concerns, common issues, look-backs.

A room registers `source(path)`: the needs at the unions at and beneath the unit with this path, in one query or two.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Need:
    """`number` of one kind of need at a union; each counts `weight` times in the criterion. `url` shows them."""

    unit_id: int
    label: Any
    number: int
    weight: float = 1.0
    url: str = ""


Source = Callable[[str], Iterable[Need]]
_sources: list[Source] = []


def register(source: Source) -> Source:
    """Add a room's source. Called in AppConfig.ready, by importing the module."""
    if source not in _sources:
        _sources.append(source)
    return source


def needs_beneath(path: str) -> dict[int, list[Need]]:
    """All rooms' needs by unit, in a constant number of queries."""
    found: dict[int, list[Need]] = defaultdict(list)
    for source in _sources:
        for need in source(path):
            found[need.unit_id].append(need)
    return dict(found)
