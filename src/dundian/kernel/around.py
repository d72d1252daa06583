"""Questions that only SQL can put around a queryset."""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
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
