"""pytest plugin: the test database can be emptied between transactional tests although the trail refuses TRUNCATE.

Only Django's own flush is let through, in the transaction that carries it out; all else still meets the triggers.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.backends.utils import CursorWrapper

TABLES = ("audit_trail_entry", "audit_trail_seal")


@contextmanager
def as_owner() -> Iterator[CursorWrapper]:
    """With the rights of the role that owns the tables, in a transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT tableowner FROM pg_tables WHERE tablename = %s", TABLES[:1])
        cursor.execute(f"SET LOCAL ROLE {connection.ops.quote_name(cursor.fetchone()[0])}")
        yield cursor
        cursor.execute("SET LOCAL ROLE NONE")


@contextmanager
def triggers_off() -> Iterator[None]:
    """What somebody with the owner's rights on the database could do; the tests that tamper use it too."""
    with as_owner() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.fixture(scope="session", autouse=True)
def trail_may_be_flushed() -> Iterator[None]:
    original = DatabaseOperations.execute_sql_flush

    def flush(self: DatabaseOperations, sql_list: list[str]) -> Any:
        if not any(table in sql for sql in sql_list for table in TABLES):
            return original(self, sql_list)
        with triggers_off():
            return original(self, sql_list)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", flush)
        yield
