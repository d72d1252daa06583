"""Feeds: a whole list or table from one address, as CSV for spreadsheets and as JSON for reporting tools."""

import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.utils.translation import gettext as _
from ninja import Query
from ninja.responses import NinjaJSONEncoder

from dundian.api.endpoints import (
    Bearer,
    InAddress,
    Narrowed,
    TableFilled,
    api,
    filled,
    found_table,
    rows_of,
    told,
)
from dundian.api.listings import LISTINGS, Listing
from dundian.exchange.csv_file import write_csv
from dundian.insight import publishing
from dundian.insight.sending import columns_of
from dundian.kernel import clock

__all__ = ["api"]

FEED = [Bearer(), InAddress()]
CSV = "text/csv; charset=utf-8"
JSON = "application/json"
BATCH = 1000


class Written(BytesIO):
    """What has been written since it was last asked."""

    def taken(self) -> bytes:
        content = self.getvalue()
        self.seek(0)
        self.truncate()
        return content


class Titled:
    """A column as the CSV writer wants it."""

    def __init__(self, title: Any) -> None:
        self.title = title


def _rows(listing: Listing, rows: Any) -> Iterator[Any]:
    """The whole list, a thousand rows at a time, in constant memory."""
    yield from rows.order_by(*listing.order).iterator(chunk_size=BATCH)


def _lines(listing: Listing, rows: Any) -> Iterator[bytes]:
    target = Written()
    write_csv(target, [], [Titled(column.label) for column in listing.columns])
    yield target.taken()
    batch: list[list[Any]] = []
    for row in _rows(listing, rows):
        batch.append([column.value(row) for column in listing.columns])
        if len(batch) == BATCH:
            yield _written(batch)
            batch = []
    if batch:
        yield _written(batch)


def _written(batch: list[list[Any]]) -> bytes:
    target = Written()
    write_csv(target, batch, [])
    return target.taken().removeprefix(b"\xef\xbb\xbf").split(b"\r\n", 1)[1]


def _objects(listing: Listing, rows: Any) -> Iterator[bytes]:
    """The same as one JSON answer of the shape that pages of the list have; one that breaks off cannot be read."""
    yield f'{{"as_of": {json.dumps(clock.now().isoformat())}, "next": null, "items": ['.encode()
    between = "\n"
    for row in _rows(listing, rows):
        text = json.dumps(told(listing, row), ensure_ascii=False, cls=NinjaJSONEncoder)
        yield f"{between}{text}".encode()
        between = ",\n"
    yield b"\n]}\n"


def _listing(key: str) -> Listing:
    listing = LISTINGS.get(key)
    if listing is None:
        raise Http404
    return listing


@api.get(
    "/feeds/{slug:key}.csv",
    auth=FEED,
    summary=_("A list as CSV, whole"),
    description=_(
        "The whole list under its headings, for Excel, WPS and reporting tools that refresh from an address."
    ),
    tags=["feeds"],
    url_name="feed",
)
def feed(request: HttpRequest, key: str, asked: Query[Narrowed]) -> StreamingHttpResponse:
    listing = _listing(key)
    return _streamed(_lines(listing, rows_of(request, listing, asked)), f"{key}.csv", CSV)


@api.get(
    "/feeds/{slug:key}.json",
    auth=FEED,
    summary=_("A list as JSON, whole"),
    description=_(
        "The whole list in one answer, shaped like its pages, for reporting tools that read JSON from an address."
    ),
    tags=["feeds"],
    url_name="feed_json",
)
def feed_json(request: HttpRequest, key: str, asked: Query[Narrowed]) -> StreamingHttpResponse:
    listing = _listing(key)
    return _streamed(_objects(listing, rows_of(request, listing, asked)), f"{key}.json", JSON)


@api.get(
    "/feeds/tables/{uuid:table_id}.csv",
    auth=FEED,
    summary=_("A shared table as CSV"),
    description=_("Scope: figures. The table as a spreadsheet refreshes it."),
    tags=["feeds"],
    url_name="table_feed",
)
def table_feed(request: HttpRequest, table_id: UUID) -> StreamingHttpResponse:
    kept, grid = found_table(request, table_id)
    target = Written()
    write_csv(target, publishing.rows_of(grid), columns_of(grid))
    return _streamed(iter([target.taken()]), f"{kept.pk}.csv", CSV)


@api.get(
    "/feeds/tables/{uuid:table_id}.json",
    auth=FEED,
    response=TableFilled,
    summary=_("A shared table as JSON"),
    description=_("Scope: figures. The table as a reporting tool refreshes it."),
    tags=["feeds"],
    url_name="table_feed_json",
)
def table_feed_json(request: HttpRequest, table_id: UUID) -> dict[str, Any]:
    return filled(request, table_id)


def _streamed(parts: Iterator[bytes], name: str, kind: str) -> StreamingHttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(parts, content_type=kind, headers=headers)
