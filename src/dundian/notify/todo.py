"""What waits for whom. Nothing is stored: each room answers from its own rows, so a to-do is never out of date."""

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar

from django.db.models import QuerySet

from dundian.kernel import clock
from dundian.kernel.compiled import Present
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


class Need:
    """Rows without which a part of the list stays empty, whoever looks: `rows(user=…)` in a constant shape.

    A list asks for all needs in one statement, as far as its reader reaches, and a part whose need is `unmet` puts
    its own question no more: of some forty most would be answered by nothing.
    """

    _all: ClassVar[list["Need"]] = []

    def __init__(self, rows: Callable[..., QuerySet[Any]]) -> None:
        self.rows = rows
        self._all.append(self)

    def unmet(self) -> bool:
        """Known within `collect` alone; elsewhere every part is asked."""
        met = _met.get()
        return met is not None and self not in met()


def _met_by(user: Any) -> set[Need]:
    needs = Need._all
    found = _PRESENT(tuple(needs)).ask(user=user)
    return {need for need, is_met in zip(needs, found, strict=True) if is_met}


_PRESENT = cache(lambda needs: Present([need.rows for need in needs], "user"))
_met: ContextVar[Callable[[], set[Need]] | None] = ContextVar("met", default=None)


Source = Callable[[Actor, Tab, int], Iterable[Todo]]
_sources: list[Source] = []


def register(source: Source) -> Source:
    """Add a room's source: `source(actor, tab, limit)` yields at most `limit` lines in a constant number of queries."""
    _sources.append(source)
    return source


def collect(actor: Actor, tab: Tab, *, limit: int = 50) -> list[Todo]:
    """All rooms' lines: what waits by the nearest deadline, the rest newest first; without a date always last."""
    needs = _met.set(cache(lambda: _met_by(actor.signature and actor.signature.pk)))
    try:
        found = [todo for source in _sources for todo in source(actor, tab, limit)]
    finally:
        _met.reset(needs)
    sign = 1 if tab is Tab.WAITING else -1
    return sorted(found, key=lambda t: (t.due_on is None, sign * t.due_on.toordinal() if t.due_on else 0))[
        :limit
    ]
