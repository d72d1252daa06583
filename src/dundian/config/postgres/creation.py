"""Making a new cluster: all of it, or nothing that a later start would take for a cluster."""

import os
import secrets
import shutil
from pathlib import Path

from dundian.config.postgres.account import Account, caller_is_root, run
from dundian.config.postgres.faults import PostgresFault
from dundian.config.postgres.layout import Layout

ADMINISTRATOR = "postgres"


def create(layout: Layout, programs: Path, owner: Account, *, durable: bool) -> None:
    """Prepare a cluster beside its place, the application's role and database in it, then move it there."""
    draft = layout.home / "draft"
    shutil.rmtree(draft, ignore_errors=True)
    passwords = {name: secrets.token_urlsafe(24) for name in (ADMINISTRATOR, "dundian")}
    _initdb(layout, programs, owner, passwords[ADMINISTRATOR], durable=durable)
    _fill(layout, programs, owner, passwords["dundian"])
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


def _fill(layout: Layout, programs: Path, owner: Account, password: str) -> None:
    """In single-user mode, so that nobody can connect to a half-made cluster."""
    # Not a superuser: the application meets the same limits here as on a server run by others.
    statements = [
        f"CREATE ROLE dundian LOGIN CREATEDB PASSWORD '{password}';",
        "CREATE DATABASE dundian OWNER dundian;",
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
