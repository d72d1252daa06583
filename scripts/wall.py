"""The second wall's tables as a page, made from the code.

    python -m scripts.wall

writes docs/reference/second-wall.md; a test compares.
"""

import os
from pathlib import Path

FILE = Path(__file__).parent.parent / "docs" / "reference" / "second-wall.md"
HEAD = """# The second wall, table by table

Made from `dundian/config/wall/tables.py` by `python -m scripts.wall`; a test compares, and fails for a table that
stands in neither list. Why and how: [decision 21](../decisions/0021-second-wall.md).

The database shows a row of a covered table when one of the conditions holds. An *area* is a unit of one of the
person's appointments with everything beneath; whoever stands at the top of the only tree has all of it, and so have
the system's own jobs and the operator. To a session that has said nothing it shows nothing.

## On a server of others

The embedded server has its two roles from the beginning. Elsewhere its administrator makes them once:

```sql
CREATE ROLE dundian LOGIN PASSWORD '…';            -- owns the tables: migrate, backup, restore
CREATE ROLE dundian_work LOGIN PASSWORD '…';       -- owns nothing: pages and jobs
CREATE DATABASE dundian OWNER dundian;
```

`DUNDIAN_OWNER_URL` names the first, `DATABASE_URL` the second; with `DATABASE_URL` alone everything works as the
owner, whom row-level security does not bind, and `dundian migrate` says so. Search by words uses its index behind the
wall only after the administrator has said in the database, once and after the first `dundian migrate`:

```sql
{leakproof}
```

Both functions tell of a row in no other way than by their answer: they raise no error that quotes it. Without this
the search walks the newest rows, and finds the same. A pooler between the two must keep a client on one server
connection for the length of a session (PgBouncer: `pool_mode = session`), for the reach is a setting of the session.
"""


def page() -> str:
    from django.apps import apps

    from dundian.config.wall.policies import LEAKPROOF
    from dundian.config.wall.tables import OPEN, covered

    leakproof = "\n".join(f"{statement};" for statement in LEAKPROOF)
    lines = [
        HEAD.format(leakproof=leakproof),
        f"## Covered: {len(covered())}",
        "",
        "| table | seen when |",
        "|---|---|",
    ]
    lines += [
        f"| `{table}` | {', or '.join(c.words for c in clauses)} |" for table, clauses in covered().items()
    ]
    lines += ["", f"## Left to the rooms' own filters: {len(OPEN)}", "", "| table | why |", "|---|---|"]
    lines += [f"| `{apps.get_model(label)._meta.db_table}` | {why} |" for label, why in OPEN.items()]
    return "\n".join(lines) + "\n"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dundian.config.settings")
    os.environ.setdefault("DUNDIAN_DATA", "build/checks")
    import django

    django.setup()
    FILE.write_text(page())


if __name__ == "__main__":
    main()
