"""The one clock of domain code.

A demonstration stands on a chosen day; loading it replays months. Both need one place to ask for the time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


def now() -> datetime:
    """Current moment, aware, shifted by `settings.CLOCK_OFFSET`, or the moment set by `at`."""
    offset: timedelta = settings.CLOCK_OFFSET
    return _frozen.get() or timezone.now() + offset


def today() -> date:
    """Current day in the federation's time zone."""
    return timezone.localdate(now())


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let time stand at `moment` (aware) in this context."""
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)
