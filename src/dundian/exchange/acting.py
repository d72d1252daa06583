"""Who acts in a job: the room of appointments tells how to make an actor of a sign-in."""

from collections.abc import Callable
from typing import Any

_make: list[Callable[[Any], Any]] = []


def provide(make: Callable[[Any], Any]) -> None:
    """Called once, by the room that knows appointments."""
    _make[:] = [make]


def actor_of(user: Any) -> Any:
    """The actor for a sign-in, with today's appointments."""
    return _make[0](user)
