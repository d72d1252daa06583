"""Papers that a room makes and sends on a draft's way: review, countersignatures, number.

register(Origin("oversight.bulletin", taken, page))   # taken(draft, document, actor) runs where the number is given

`draft.order` holds what the room needs to find its own record again, as JSON.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dundian.org.access import Actor

if TYPE_CHECKING:
    from dundian.documents.models import Document, Draft


@dataclass(frozen=True)
class Origin:
    """`taken` may refuse, which gives the number back; `page` is the address where the paper was made."""

    key: str
    taken: "Callable[[Draft, Document, Actor], None]"
    page: Callable[[Mapping[str, Any]], str]


_origins: dict[str, Origin] = {}


def register(origin: Origin) -> Origin:
    """Called in AppConfig.ready."""
    _origins[origin.key] = origin
    return origin


def find(key: str) -> Origin | None:
    return _origins.get(key)
