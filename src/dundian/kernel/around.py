"""What only SQL can put around a queryset: another question, another way to its rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import QuerySet


def asked_around(rows: QuerySet[Any, Any], question: str) -> list[tuple[Any, ...]]:
    """The answer to `question`, a statement of the program's own in which `{rows}` is the SELECT of `rows`.

    Nothing is asked, and nothing comes, where Django knows that there are no rows.
    """
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(question.format(rows=sql), params)
        return list(cursor.fetchall())


_WAYS = ("enable_hashjoin", "enable_mergejoin", "enable_seqscan")


@contextmanager
def row_by_row() -> Iterator[None]:
    """Rows are reached through indexes, from the few to the many, whatever the planner expects.

    For questions of which the program knows more than the planner: that few rows are read, or that it stops early. A
    table that no index leads into is read as a whole all the same.
    """
    with transaction.atomic():
        _allow("off")
        yield
        _allow("on")  # an outer transaction goes on as before; an error takes it back by itself


def _allow(state: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"set_config('{way}', '{state}', true)" for way in _WAYS))
