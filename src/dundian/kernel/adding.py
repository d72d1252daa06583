"""Many new rows in one statement with one parameter.

Django writes each value as a parameter of its own and then into the statement: of a thousand rows that is most of the
work. Here PostgreSQL takes the rows apart, by the types of the table.
"""

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.utils.functional import Promise


def add_all(rows: Sequence[models.Model]) -> None:
    """Insert `rows`, new ones of one model, or none of them. Numbers that the database gives are not told."""
    if not rows:
        return
    options = type(rows[0])._meta
    fields = [field for field in options.local_concrete_fields if not field.generated]
    if rows[0].pk is None:
        fields = [field for field in fields if not isinstance(field, models.AutoField)]
    ways = [(field.column, field.pre_save, _way(field)) for field in fields]
    told = [
        {name: way(value_of(row, True)) if way else value_of(row, True) for name, value_of, way in ways}
        for row in rows
    ]
    quote = connection.ops.quote_name
    table, columns = quote(options.db_table), ", ".join(quote(str(field.column)) for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT {columns}"  # noqa: S608  (names from the models)
            f" FROM json_populate_recordset(NULL::{table}, %s::json)",
            [json.dumps(told, ensure_ascii=False, default=_plain)],
        )
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _way(field: Any) -> Callable[[Any], Any] | None:
    """How a value is made ready, for fields that have a way of their own."""
    if isinstance(field, models.JSONField):
        encoder = field.encoder
        return encoder and (lambda value: json.loads(json.dumps(value, cls=encoder)))
    if type(field).__module__.startswith("django."):
        return None
    return lambda value: field.get_db_prep_save(value, connection)


def _plain(value: Any) -> str:
    if isinstance(value, UUID | Decimal | Promise):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return f"\\x{bytes(value).hex()}"
    raise TypeError(f"{type(value).__name__} in a row")
