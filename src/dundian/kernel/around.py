"""What only SQL can put around a queryset: another question, another way to its rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import QuerySet


def asked_around(question: str, **rows: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """The answer to `question`, a statement of the program's own that names the SELECT of each of `rows` once, in the
    order in which they are given.

    Nothing is asked, and nothing comes, where Django knows of one that it has no rows.
    """
    try:
        found = {name: one.query.sql_with_params() for name, one in rows.items()}
    except EmptyResultSet:
        return []
    texts = {name: sql for name, (sql, _params) in found.items()}
    params = [value for _sql, own in found.values() for value in own]
    with connection.cursor() as cursor:
        cursor.execute(question.strip().format(**texts), params)
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
