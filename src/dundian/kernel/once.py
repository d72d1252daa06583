"""What is sent may come twice, and twice at the same moment."""

from uuid import UUID

from django.db import connection


def one_at_a_time(id: UUID) -> None:
    """Until this transaction ends, another one with the same id waits, and then finds what this one made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(id)])
