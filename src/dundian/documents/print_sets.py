"""What can be printed together: a set finds its papers again when the job asks for them.

register(PrintSet("planning.letters", find))   # find(papers, actor) yields (file name, Word file)
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dundian.kernel.errors import Invalid
from dundian.org.access import Actor


@dataclass(frozen=True)
class PrintSet:
    """`find(papers, actor)` yields (file name without ending, bytes, ending) in order, only what the actor may see."""

    key: str
    find: Callable[[Sequence[Any], Actor], Iterator[tuple[str, bytes, str]]]


_sets: dict[str, PrintSet] = {}


def register(found: PrintSet) -> PrintSet:
    _sets[found.key] = found
    return found


def get(key: str) -> PrintSet:
    if key not in _sets:
        raise Invalid("no such set of papers")
    return _sets[key]
