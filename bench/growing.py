"""Tables made large: many rows like the one that an action wrote, whatever columns it has."""

import time
from collections.abc import Iterable
from typing import Any


def grow(
    cursor: Any, table: str, index: str, lines: Iterable[tuple[Any, ...]], fields: dict[str, str]
) -> None:
    """As many rows as `lines`, like the only one that is there, but for `fields` (name and type): straight into the
    table, its index for words built afterwards, as a restore does it."""
    cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = %s AND indexname = %s", [table, index])
    definition = cursor.fetchone()[0]
    cursor.execute(f"DROP INDEX {index}")
    cursor.execute(f"CREATE TEMP TABLE line ({', '.join(f'{name} {kind}' for name, kind in fields.items())})")
    with cursor.copy("COPY line FROM STDIN") as out:
        for line in lines:
            out.write_row(line)
    cursor.execute(
        f"INSERT INTO {table} SELECT (jsonb_populate_record(p, to_jsonb(l))).* FROM line l, {table} p"
    )
    cursor.execute("DROP TABLE line")
    began = time.perf_counter()
    cursor.execute("SET maintenance_work_mem = '256MB'")
    cursor.execute(definition)
    print(f"{table}: index for words built in {time.perf_counter() - began:.0f} s", flush=True)
