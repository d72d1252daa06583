"""`dundian restore`."""

import argparse
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from dundian.config import postgres
from dundian.config.cli.archive import DUMP, Manifest, unpack
from dundian.config.cli.backup import accepted, count_rows
from dundian.config.cli.faults import Fault
from dundian.config.cli.ground import ready

HELP = "bring back a backup"
EMPTY = "DROP SCHEMA public CASCADE; CREATE SCHEMA public; "


def add_to(commands: Any) -> None:
    one = commands.add_parser(
        "restore",
        help=HELP,
        description="Bring back database and attachments from a file written by `dundian backup`. All or nothing: "
        "until the last moment the present data stay as they are.",
    )
    one.add_argument("file", type=Path, metavar="FILE", help="the backup")
    one.add_argument("--replace", action="store_true", help="throw away what is in the database now")
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    source: Path = options.file.expanduser().resolve()
    if not source.is_file():
        raise Fault(f"there is no file {source}")
    with ready(options.data, migrated=False, owner=True):
        from dundian.config import wall

        _require_ground(options.data, replace=options.replace)
        with tempfile.TemporaryDirectory(dir=options.data, prefix=".restore-") as folder:
            manifest = unpack(source, Path(folder))
            _restore_database(options.data, Path(folder), manifest)
            _restore_attachments(Path(folder, "attachments"))
            notes = wall.admit(options.data)
        differing = [name for name, marks in accepted().items() if manifest.keys.get(name) not in marks]
    print(
        f"{sum(manifest.rows.values())} rows and {len(manifest.files) - 1} attachments restored and compared."
    )
    if differing:
        print(
            f"Other keys made this backup ({', '.join(differing)}): put its secrets.json into {options.data}."
        )
    for note in notes:
        print(note)
    print("If the program is newer than the backup, run `dundian migrate` now.")
    return 0


def _require_ground(data: Path, *, replace: bool) -> None:
    with psycopg.connect(postgres.dsn(data)) as connection:
        others = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND usename IS NOT NULL"  # what another role's session does is hidden, who it is is not
        ).fetchone()
        filled = any(count_rows(connection).values())
    if others and others[0]:
        raise Fault("the database is in use: please stop Dundian first")
    if filled and not replace:
        raise Fault("the database is not empty: --replace throws away what is in it")


def _restore_database(data: Path, folder: Path, manifest: Manifest) -> None:
    """One transaction from the emptying to the last row: a cut-off restore leaves the old data standing."""
    script, listed, wanted = folder / "database.sql", folder / "listed", folder / "wanted"
    # Marked as leakproof it could be made only by a superuser: made anew, and marked again where that is possible.
    _run("pg_restore", "--list", f"--file={listed}", str(folder / DUMP))
    entries = listed.read_text().splitlines(keepends=True)
    wanted.write_text("".join(e for e in entries if " FUNCTION public dundian_bigrams(" not in e))
    # First to a file: psql would take a pipe that breaks off for the end of the script, and commit.
    chosen = ("--no-owner", "--no-privileges", f"--use-list={wanted}")
    _run("pg_restore", *chosen, f"--file={script}", str(folder / DUMP))
    comparison = folder / "comparison.sql"
    comparison.write_text(_comparison(manifest))
    from dundian.kernel.finding import FUNCTION

    _run(
        "psql",
        *("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null"),
        *(
            f"--dbname={postgres.dsn(data)}",
            f"--command={EMPTY}{FUNCTION}",
            f"--file={script}",
            f"--file={comparison}",
        ),
    )
    with psycopg.connect(postgres.dsn(data), autocommit=True) as connection:
        connection.execute("ANALYZE")


def _comparison(manifest: Manifest) -> str:
    """A script that fails when a table has other rows than the backup told, and so undoes the restore."""
    checks = [
        sql.SQL("IF (SELECT count(*) FROM {}) <> {} THEN RAISE EXCEPTION {}; END IF;").format(
            sql.Identifier("public", table),
            sql.Literal(rows),
            sql.Literal(f"table {table} has other rows than the backup"),
        )
        for table, rows in manifest.rows.items()
    ]
    return (
        sql.SQL("DO {};")
        .format(sql.Literal(sql.SQL("BEGIN {} END").format(sql.SQL(" ").join(checks)).as_string()))
        .as_string()
    )


def _restore_attachments(unpacked: Path) -> None:
    from django.conf import settings

    place = Path(settings.MEDIA_ROOT)
    old = place.with_name(f"{place.name}.before-restore")
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    if unpacked.exists():
        unpacked.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def _run(program: str, *arguments: str) -> None:
    done = subprocess.run([postgres.tool(program), *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise Fault(f"{program} failed, nothing was changed: {done.stderr.strip()}")
