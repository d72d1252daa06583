"""What stands in the way of closing or merging a unit: rooms above say it, in `AppConfig.ready`."""

from collections.abc import Callable, Iterable

from dundian.org.models import Unit

Source = Callable[[Unit], Iterable[str]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Add an answer: sentences that each name one thing still going on at exactly this unit."""
    _sources.append(source)


def obstacles(unit: Unit) -> list[str]:
    return [sentence for source in _sources for sentence in source(unit)]
