"""Questions around several querysets, which Django's own words cannot put together."""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


def joined(question: str, **rows: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """The answer to `question`, a statement of the program's own that names the SELECT of each of `rows` once, in the
    order in which they are given. Nothing comes where Django knows of one that it has no rows.
    """
    try:
        found = {name: one.query.sql_with_params() for name, one in rows.items()}
    except EmptyResultSet:
        return []
    texts = {name: sql for name, (sql, _params) in found.items()}
    with connection.cursor() as cursor:
        cursor.execute(
            question.strip().format(**texts), [value for _sql, params in found.values() for value in params]
        )
        return list(cursor.fetchall())
