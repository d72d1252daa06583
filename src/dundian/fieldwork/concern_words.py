"""The kinds and topics that the log form offers for a concern: named by the room above, which owns them."""

from collections.abc import Sequence
from typing import Any

Choices = Sequence[tuple[str, Any]]
_offered: dict[str, Choices] = {}


def offer(*, kinds: Choices, topics: Choices) -> None:
    """Called by the concerns room when it is ready."""
    _offered.update(kinds=kinds, topics=topics)


def kinds() -> Choices:
    return _offered.get("kinds", ())


def topics() -> Choices:
    return _offered.get("topics", ())
