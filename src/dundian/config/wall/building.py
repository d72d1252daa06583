"""Putting the wall up, as the owner of the tables, and looking whether it stands."""

import hashlib
from pathlib import Path

import psycopg
from django.db import connection, transaction

from dundian.config import postgres
from dundian.config.wall import policies
from dundian.config.wall.tables import covered

GRANTS = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
)
ONE_ROLE = (
    "The pages work as the owner of the tables, whom row-level security does not bind: the second wall is down. "
    "Name the owner by DUNDIAN_OWNER_URL and let DATABASE_URL name a role that owns nothing."
)
NOT_MARKED = (
    "Search by words walks the rows: only a superuser may mark two functions as leakproof. "
    "See docs/reference/second-wall.md."
)


def mark() -> str:
    """The fingerprint of the wall as the program wants it."""
    wanted = [*policies.FUNCTIONS]
    for table, clauses in covered().items():
        wanted += policies.statements(table, clauses)
    return hashlib.sha256("\n".join(wanted).encode()).hexdigest()


def stands() -> bool:
    """Whether the wall in the database is the one the program wants."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT obj_description(to_regproc('dundian_units'), 'pg_proc'),"
            " (SELECT count(*) FROM pg_policies p JOIN pg_class c ON c.relname = p.tablename AND c.relrowsecurity"
            " WHERE p.policyname = %s)",
            [policies.NAME],
        )
        found, standing = cursor.fetchone()
    return bool(found == mark() and standing == len(covered()))


def build(data: Path) -> list[str]:
    """Put up what is missing, let the working role in, and return what the operator should know."""
    with transaction.atomic(), connection.cursor() as cursor:
        if not stands():
            for statement in policies.FUNCTIONS:
                cursor.execute(statement)
            _take_down_what_is_over(cursor)
            for table, clauses in covered().items():
                for statement in policies.statements(table, clauses):
                    cursor.execute(statement)
            cursor.execute(f"COMMENT ON FUNCTION dundian_units() IS '{mark()}'")
    return admit(data)


def admit(data: Path) -> list[str]:
    """Let the working role in."""
    owner, worker = (postgres.parameters(data, owner=o).get("user", "") for o in (True, False))
    notes = []
    if owner == worker:
        notes.append(ONE_ROLE)
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in GRANTS:
                cursor.execute(statement.format(role=connection.ops.quote_name(worker)))
    if not _marked() and not _mark_leakproof(data):
        notes.append(NOT_MARKED)
    return notes


def _take_down_what_is_over(cursor: object) -> None:
    execute, fetchall = cursor.execute, cursor.fetchall  # type: ignore[attr-defined]
    execute("SELECT tablename FROM pg_policies WHERE policyname = %s", [policies.NAME])
    for (table,) in fetchall():
        if table not in covered():
            execute(f"DROP POLICY {policies.NAME} ON {table}")
            execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")


def _marked() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bool_and(proleakproof) FROM pg_proc WHERE proname IN ('arraycontains', 'dundian_bigrams')"
        )
        return bool(cursor.fetchone()[0])


def _mark_leakproof(data: Path) -> bool:
    """As the embedded server's superuser; on a server of others its administrator does it once."""
    way = postgres.administrator(data, str(connection.settings_dict["NAME"]))
    if way is None:
        return False
    with psycopg.connect(way, autocommit=True) as administrator:
        for statement in policies.LEAKPROOF:
            administrator.execute(statement)
    return True
