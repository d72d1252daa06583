"""`dundian backup`."""

import argparse
import hashlib
import io
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from dundian.config import postgres
from dundian.config.cli.archive import DUMP, MANIFEST, Manifest, attachments, digest
from dundian.config.cli.faults import Fault
from dundian.config.cli.ground import ready

HELP = "write database and attachments into one file"


def add_to(commands: Any) -> None:
    one = commands.add_parser(
        "backup",
        help=HELP,
        description="Write the database and all attachments into one file, while people work. "
        "The keys (secrets.json in the data folder) are not in it: keep them apart, or identities of workers "
        "in the backup cannot be read and its audit trail cannot be verified.",
    )
    one.add_argument(
        "file", type=Path, metavar="FILE", help="the file to write; an existing one is not touched"
    )
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    target: Path = options.file.expanduser().resolve()
    if target.exists():
        raise Fault(f"{target} exists already")
    if not target.parent.is_dir():
        raise Fault(f"there is no folder {target.parent}")
    with ready(options.data):
        manifest = _write(options.data, target)
    size = target.stat().st_size / 2**20
    print(
        f"{target}: {sum(manifest.rows.values())} rows, {len(manifest.files) - 1} attachments, {size:.1f} MB"
    )
    print("The keys are not in it: keep secrets.json from the data folder apart.")
    return 0


def _write(data: Path, target: Path) -> Manifest:
    from django.conf import settings

    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        draft, dump = Path(folder, "archive"), Path(folder, DUMP)
        with snapshot(data) as (name, rows):
            _dump(data, dump, name)
        manifest = Manifest(
            made_at=datetime.now(UTC).isoformat(timespec="seconds"), rows=rows, keys=fingerprints()
        )
        with draft.open("xb") as file, tarfile.open(fileobj=file, mode="w|") as archive:
            draft.chmod(0o600)
            # Attachments after the dump: whatever the dump names is there by now, since none is ever overwritten.
            for inside, path in [(DUMP, dump), *attachments(Path(settings.MEDIA_ROOT))]:
                manifest.files[inside] = digest(path)
                archive.add(path, inside, recursive=False)
            text = manifest.text().encode()
            entry = tarfile.TarInfo(MANIFEST)
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text))
            archive.close()
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, target)
    return manifest


def fingerprints() -> dict[str, str]:
    """Of the keys that the data depend on; tells nothing about the keys."""
    from django.conf import settings

    return {
        name: hashlib.sha256(f"{name}:{getattr(settings.KEYS, name)}".encode()).hexdigest()[:16]
        for name in ("identity", "audit")
    }


def accepted() -> dict[str, set[str]]:
    """Of all keys at hand: former identity keys still open what they sealed."""
    from django.conf import settings

    held = {key.hex() for key in settings.IDENTITY_RING.keys().values()}
    former = {hashlib.sha256(f"identity:{key}".encode()).hexdigest()[:16] for key in held}
    return {name: {mark, *(former if name == "identity" else ())} for name, mark in fingerprints().items()}


@contextmanager
def snapshot(data: Path) -> Iterator[tuple[str, dict[str, int]]]:
    """A frozen view of the database: its name for pg_dump, and the rows of each table in it."""
    with psycopg.connect(postgres.dsn(data)) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        found = connection.execute("SELECT pg_export_snapshot()").fetchone()
        yield str(found[0] if found else ""), count_rows(connection)


def count_rows(connection: psycopg.Connection[Any]) -> dict[str, int]:
    """Rows of every table of the application."""
    tables = connection.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    ).fetchall()
    counts = {}
    for (table,) in tables:
        found = connection.execute(
            sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
        ).fetchone()
        counts[table] = int(found[0]) if found else 0
    return counts


def _dump(data: Path, target: Path, snapshot_name: str) -> None:
    arguments = ["--format=custom", "--no-owner", f"--snapshot={snapshot_name}", f"--file={target}"]
    done = subprocess.run(
        [postgres.tool("pg_dump"), *arguments, f"--dbname={postgres.dsn(data)}"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Fault(f"pg_dump failed: {done.stderr.strip()}")
