"""What waits for whom. Nothing is stored: each room answers from its own rows, so a to-do is never out of date."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from dundian.kernel import clock
from dundian.org.access import Actor


class Tab(StrEnum):
    """The tabs of the home page: 待办 · 已办 · 我发起 · 抄送."""

    WAITING = "waiting"
    DONE = "done"
    STARTED = "started"
    COPIED = "copied"


@dataclass(frozen=True)
class Todo:
    """One line: what, where, until when; `url` opens the thing itself. `state` is a badge of the six statuses."""

    kind: Any
    title: str
    url: str
    place: str = ""
    due_on: date | None = None
    state: str = "todo"
    detail: Any = ""

    @property
    def is_late(self) -> bool:
        return self.due_on is not None and self.due_on < clock.today()


Source = Callable[[Actor, Tab, int], Iterable[Todo]]
_sources: list[Source] = []


def register(source: Source) -> Source:
    """Add a room's source: `source(actor, tab, limit)` yields at most `limit` lines in a constant number of queries."""
    _sources.append(source)
    return source


def collect(actor: Actor, tab: Tab, *, limit: int = 50) -> list[Todo]:
    """All rooms' lines: what waits by the nearest deadline, the rest newest first; without a date always last."""
    found = [todo for source in _sources for todo in source(actor, tab, limit)]
    sign = 1 if tab is Tab.WAITING else -1
    return sorted(found, key=lambda t: (t.due_on is None, sign * t.due_on.toordinal() if t.due_on else 0))[
        :limit
    ]
