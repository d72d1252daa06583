"""What a phone sends may come twice, and twice at the same moment."""

from uuid import UUID

from django.db import connection


def one_at_a_time(id: UUID) -> None:
    """A record sent twice at once is stored by the first; the second waits and then finds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(id)])
