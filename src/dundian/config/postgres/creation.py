"""Making a new cluster: all of it, or nothing that a later start would take for a cluster."""

import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from dundian.config.postgres.account import Account, caller_is_root, run
from dundian.config.postgres.faults import PostgresFault
from dundian.config.postgres.layout import Layout

ADMINISTRATOR, OWNER, WORKER = "postgres", "dundian", "dundian_work"


def create(layout: Layout, programs: Path, owner: Account, *, durable: bool) -> None:
    """Prepare a cluster beside its place, the application's role and database in it, then move it there."""
    draft = layout.home / "draft"
    shutil.rmtree(draft, ignore_errors=True)
    passwords = {name: secrets.token_urlsafe(24) for name in (ADMINISTRATOR, OWNER, WORKER)}
    _initdb(layout, programs, owner, passwords[ADMINISTRATOR], durable=durable)
    _fill(layout, programs, owner, passwords)
    _write_passwords(layout, passwords)
    draft.rename(layout.cluster)
    handle = os.open(layout.home, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _initdb(layout: Layout, programs: Path, owner: Account, password: str, *, durable: bool) -> None:
    secret = layout.home / "draft.password"
    secret.unlink(missing_ok=True)
    handle = os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(password)
    if caller_is_root():
        os.chown(secret, owner.uid, owner.gid)
    # The built-in locale: pg_trgm is blind to Chinese under plain C, and others are not installed everywhere.
    arguments = f"-D draft -U {ADMINISTRATOR} --pwfile={secret.name} -A scram-sha-256 -E UTF8".split()
    arguments += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"]
    arguments += [] if durable else ["--no-sync"]
    try:
        done = run(owner, programs / "initdb", arguments, cwd=layout.home)
    finally:
        secret.unlink()
    if done.returncode:
        raise PostgresFault(f"initdb failed in {layout.home}: {done.stderr.strip()}")


def complete(layout: Layout) -> None:
    """Give a cluster of before the second wall the role that owns nothing. Called while nobody else starts it."""
    known = dict(_passwords(layout))
    if WORKER in known:
        return
    known[WORKER] = secrets.token_urlsafe(24)
    role, password = sql.Identifier(WORKER), sql.Literal(known[WORKER])
    with psycopg.connect(administrator(layout), autocommit=True) as connection:
        found = connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [WORKER]).fetchone()
        verb = sql.SQL("CREATE" if found is None else "ALTER")
        connection.execute(sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(verb, role, password))
    _write_passwords(layout, known)


def administrator(layout: Layout, database: str = "postgres") -> str:
    """How the superuser of the cluster connects."""
    return make_conninfo(
        host=str(layout.sockets),
        port="5432",
        user=ADMINISTRATOR,
        dbname=database,
        passfile=str(layout.passwords),
    )


def _passwords(layout: Layout) -> Iterator[tuple[str, str]]:
    for line in layout.passwords.read_text().splitlines():
        *_place, name, password = line.split(":")
        yield name, password


def _fill(layout: Layout, programs: Path, owner: Account, passwords: dict[str, str]) -> None:
    """In single-user mode, so that nobody can connect to a half-made cluster."""
    # Neither is a superuser: the application meets the same limits here as on a server run by others.
    statements = [
        f"CREATE ROLE {OWNER} LOGIN CREATEDB PASSWORD '{passwords[OWNER]}';",
        f"CREATE ROLE {WORKER} LOGIN PASSWORD '{passwords[WORKER]}';",
        f"CREATE DATABASE {OWNER} OWNER {OWNER};",
    ]
    arguments = ["--single", "-j", "-D", "draft", "postgres"]
    script = "\n\n".join(statements) + "\n\n"
    done = run(owner, programs / "postgres", arguments, cwd=layout.home, input=script)
    if done.returncode or "ERROR" in done.stderr:
        raise PostgresFault(f"a new cluster could not be filled: {done.stderr.strip()}")


def _write_passwords(layout: Layout, passwords: dict[str, str]) -> None:
    draft = layout.passwords.with_name("pgpass.new")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.writelines(f"*:*:*:{name}:{password}\n" for name, password in passwords.items())
        file.flush()
        os.fsync(file.fileno())
    draft.replace(layout.passwords)
