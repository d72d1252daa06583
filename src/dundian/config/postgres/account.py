"""Which operating system account runs the server: never root."""

import os
import pwd
import stat
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from dundian.config.postgres.faults import PostgresFault

NAME = "dundian"
NOBODY_YET = -1


class Account(NamedTuple):
    """`uid` is -1 while the system account does not exist yet."""

    uid: int
    gid: int

    def may_enter(self, folder: Path) -> bool:
        """Whether this account can pass through `folder` and everything above it (mode bits only)."""
        return all(self._passes(step) for step in (folder, *folder.parents) if step.exists())

    def _passes(self, step: Path) -> bool:
        facts = step.stat()
        if facts.st_uid == self.uid:
            return bool(facts.st_mode & stat.S_IXUSR)
        if facts.st_gid == self.gid:
            return bool(facts.st_mode & stat.S_IXGRP)
        return bool(facts.st_mode & stat.S_IXOTH)


def caller_is_root() -> bool:
    return os.geteuid() == 0


def owner_of(path: Path) -> Account:
    facts = path.stat()
    return Account(facts.st_uid, facts.st_gid)


def expected() -> Account:
    """The account that will run a new server, without making it."""
    if not caller_is_root():
        return Account(os.geteuid(), os.getegid())
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        return Account(NOBODY_YET, NOBODY_YET)
    return Account(entry.pw_uid, entry.pw_gid)


def ensured() -> Account:
    """The account that runs a new server; root makes a system account for it."""
    if expected().uid == NOBODY_YET:
        command = [
            "useradd",
            "--system",
            "--user-group",
            "--no-create-home",
            "--shell",
            "/usr/sbin/nologin",
            NAME,
        ]
        try:
            made = subprocess.run(command, capture_output=True, text=True, check=False)
        except FileNotFoundError:
            raise PostgresFault(f"PostgreSQL must not run as root: please make a user named {NAME}") from None
        if expected().uid == NOBODY_YET:
            raise PostgresFault(f"could not make the user {NAME} for PostgreSQL: {made.stderr.strip()}")
    return expected()


def run(
    account: Account, program: Path, arguments: Sequence[str], **options: Any
) -> subprocess.CompletedProcess[str]:
    """Run `program` as `account`, in an environment free of the caller's PG* variables and language."""
    if caller_is_root():
        options |= {"user": account.uid, "group": account.gid, "extra_groups": []}
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
    return subprocess.run(
        [program, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        **options,
    )
