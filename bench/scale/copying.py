"""Tables made large by COPY: rows like the newest one, which an action or a factory wrote, but for some fields.

A column added later does not break it. Indexes are built afterwards, as a restore does it.
"""

import time
from collections.abc import Iterable, Sequence
from typing import Any

CHUNK = 2000


def grow(cursor: Any, table: str, fields: Sequence[str], lines: Iterable[Sequence[Any]]) -> int:
    """Append a row for each of `lines`, the values of `fields`; returns how many."""
    began = time.perf_counter()
    later = bared(cursor, table)
    columns, constant = _like_the_newest(cursor, table, fields)
    made = 0
    waiting: list[str] = []
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as out:
        for line in lines:
            waiting.append("\t".join(["\\N" if v is None else str(v) for v in line]) + constant)
            made += 1
            if len(waiting) == CHUNK:
                out.write("".join(waiting))
                waiting.clear()
        out.write("".join(waiting))
    copied = time.perf_counter() - began
    for statement in later:
        cursor.execute(statement)
    took = time.perf_counter() - began
    print(f"  {table}: {made:,} rows in {took:.0f} s, {copied:.0f} s of it copied", flush=True)
    return made


def bared(cursor: Any, table: str) -> list[str]:
    """Take off triggers, foreign keys, and the indexes that no constraint stands on; returns what puts them back."""
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexname NOT IN "
        "(SELECT conname FROM pg_constraint WHERE contype IN ('p', 'u', 'x'))",
        [table],
    )
    indexes = cursor.fetchall()
    cursor.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' AND conrelid = %s::regclass",
        [table],
    )
    keys = cursor.fetchall()
    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for name, _definition in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    for name, _definition in keys:
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    return [
        "SET maintenance_work_mem = '1GB'",
        "SET max_parallel_maintenance_workers = 2",
        *(definition for _name, definition in indexes),
        *(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}' for name, definition in keys),
        f"ALTER TABLE {table} ENABLE TRIGGER USER",
    ]


def _like_the_newest(cursor: Any, table: str, fields: Sequence[str]) -> tuple[list[str], str]:
    """(all columns, `fields` first; the text of the others for every row)."""
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'",
        [table],
    )
    names = [row[0] for row in cursor.fetchall()]
    if unknown := set(fields) - set(names):
        raise LookupError(f"{table} has no {', '.join(sorted(unknown))}")
    others = [name for name in names if name not in fields]
    listed = ", ".join(f'"{name}"' for name in others)
    with cursor.copy(f"COPY (SELECT {listed} FROM {table} ORDER BY id DESC LIMIT 1) TO STDOUT") as out:
        constant = b"".join(bytes(part) for part in out).decode().rstrip("\n")
    return [f'"{name}"' for name in [*fields, *others]], f"\t{constant}\n"
