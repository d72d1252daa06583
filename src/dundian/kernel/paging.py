"""Keyset paging: the next page starts after the last row seen, so a deep page costs what the first costs.

Source: M. Winand, SQL Performance Explained, "Partial results".
"""

import base64
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Model, Q, QuerySet
from django.db.models.sql.where import WhereNode

M = TypeVar("M", bound=Model)
MOST_COUNTED = 10_000


@dataclass(frozen=True)
class Page(Generic[M]):
    """`rows` in list order; `next` and `previous` are cursors for the query string, or None at an end."""

    rows: list[M]
    next: str | None
    previous: str | None


def _value(row: Model, name: str) -> Any:
    value: Any = row
    for part in name.split("__"):
        value = getattr(value, part)
    return (
        value.isoformat()
        if isinstance(value, datetime | date)
        else str(value)
        if isinstance(value, UUID | Decimal)
        else value
    )


def _encode(direction: str, values: list[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps([direction, values]).encode()).decode().rstrip("=")


def _decode(cursor: str, width: int) -> tuple[str, list[Any]] | None:
    try:
        decoded = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError):
        return None
    if not isinstance(decoded, list) or len(decoded) != 2 or decoded[0] not in ("after", "before"):
        return None
    direction, values = decoded
    if not isinstance(values, list) or len(values) != width or not all(_plain(v) for v in values):
        return None
    return direction, values


def _plain(value: Any) -> bool:
    """Whether PostgreSQL can be asked with this value."""
    if isinstance(value, str):
        return "\x00" not in value and not any("\ud800" <= c <= "\udfff" for c in value)
    return not isinstance(value, dict | list)


def _beyond(order: list[str], values: list[Any], forward: bool) -> Q:
    """Rows behind `values`. That the first column is not before its value says nothing new, but by it the database
    begins in its index where the page begins, and does not walk there from the first row of all."""
    bound, condition = Q(), Q()
    equal: dict[str, Any] = {}
    for key, value in zip(order, values, strict=True):
        name, way = key.lstrip("-"), "lt" if key.startswith("-") is forward else "gt"
        bound = bound or Q(**{f"{name}__{way}e": value})
        condition |= Q(**equal, **{f"{name}__{way}": value})
        equal[name] = value
    return bound & condition


class Count(int):
    """How many rows there are, as far as it was counted; `more` when there are still others."""

    more = False


def counted(rows: QuerySet[Any], most: int = MOST_COUNTED) -> Count:
    """The number of `rows`. Beyond `most` nobody reads it, and to count on would cost more than the page."""
    found = Count(min(most, passed := rows.order_by().values("pk")[: most + 1].count()))
    found.more = passed > most
    return found


def _shown(rows: QuerySet[M], columns: Sequence[str]) -> QuerySet[M]:
    """`rows` with these columns alone, those of related rows included."""
    related = {column.rpartition("__")[0] for column in columns} - {""}
    return rows.select_related(None).select_related(*sorted(related)).only(*columns)


def by_keys(rows: QuerySet[M], most: int) -> QuerySet[M]:
    """The first `most` of `rows`, in no order yet, found by their keys: what is in sight is put in order by what
    indexes hold, and wide rows and what is related to them are read for one page alone. As an array, since from a
    subquery the planner may come back to walking everybody's rows.

    Source: M. Winand, "Late row lookup".
    """
    found = rows.all()
    found.query.where = WhereNode()  # the keys have been through every condition
    return found.filter(pk__among=rows.values("pk")[:most])


def _first(rows: QuerySet[M], most: int) -> Iterable[M]:
    query = rows.query
    whole = query.distinct or query.combinator or query.group_by is not None
    return rows[:most] if whole else by_keys(rows, most)


def _refuse_relations(model: type[Model], order: list[str]) -> None:
    """A relation's name orders by what the related rows order by, which no cursor can say; name a column of theirs."""
    for key in order:
        name = key.lstrip("-")
        if name in _relations(model):
            raise ValueError(f"{model.__name__}: order by {name}_id or a column of it, not by {name}")


@cache
def _relations(model: type[Model]) -> frozenset[str]:
    return frozenset(field.name for field in model._meta.get_fields() if field.is_relation)


def keyset(
    rows: QuerySet[M],
    *,
    order: list[str],
    cursor: str = "",
    size: int = 50,
    columns: Sequence[str] = (),
    take: Callable[[QuerySet[M], int], Iterable[M]] = _first,
) -> Page[M]:
    """One page of `rows` by `order` (not-null columns, the last one unique, "-" for descending).

    An unreadable or forged cursor shows the first page. With `columns` only those are read, which for a list beside
    large related rows is half of the work; what is not named is asked for row by row, so name all that is shown.
    `take` fetches the first so and so many of the rows that come, in order, behind the cursor.
    """
    _refuse_relations(rows.model, order)
    decoded = _decode(cursor, len(order)) if cursor else None
    forward = decoded is None or decoded[0] == "after"
    turned = order if forward else [k[1:] if k.startswith("-") else f"-{k}" for k in order]
    query = rows.order_by(*turned)
    if decoded:
        try:
            query = query.filter(_beyond(order, decoded[1], forward))
        except (ValueError, TypeError, ValidationError, FieldDoesNotExist, OverflowError):
            return keyset(rows, order=order, size=size, columns=columns, take=take)
    if columns:
        query = _shown(query, [*columns, *(key.lstrip("-") for key in order)])
    found = list(take(query, size + 1))
    more, found = len(found) > size, found[:size]
    if not forward:
        found.reverse()
    if not found:
        return Page([], None, None)

    def edge(direction: str, row: M) -> str:
        return _encode(direction, [_value(row, k.lstrip("-")) for k in order])

    has_next = more if forward else True
    has_previous = decoded is not None if forward else more
    return Page(
        found,
        edge("after", found[-1]) if has_next else None,
        edge("before", found[0]) if has_previous else None,
    )
