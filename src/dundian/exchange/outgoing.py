"""How the list asked for is wanted: set for the time of a request or of a job, read by `export.workbook_response`.

So every list has one way out, whatever view it comes from.
"""

from collections.abc import Iterable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Protocol

from django.http import HttpResponseBase

from dundian.audit_trail.actions import Acting, Placed


@dataclass(frozen=True)
class Listing:
    """What a view offers for export; columns and filters as in `export`."""

    rows: Iterable[Sequence[Any]]
    columns: list[Any]
    title: str
    filename: str
    filters: list[tuple[Any, Any]]
    noun: str
    unit: Placed | None


class Wanted(Protocol):
    """Answers a listing in its own way: at once, by a job, or only by telling its columns."""

    def answer(self, listing: Listing, actor: Acting) -> HttpResponseBase: ...


class Probed(Exception):
    """Nothing was written: somebody only asked what there is. Also proves that the person may ask."""

    def __init__(self, listing: Listing) -> None:
        super().__init__(listing.title)
        self.listing = listing


class Probe:
    """Asks a view what it would export."""

    def answer(self, listing: Listing, actor: Acting) -> HttpResponseBase:
        raise Probed(listing)


current: ContextVar[Wanted | None] = ContextVar("wanted", default=None)
