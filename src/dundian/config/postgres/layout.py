"""Where the embedded cluster lives. `Layout.of` writes nothing, so that settings can be read at any time."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from dundian.config.postgres.account import Account, caller_is_root, expected

SPARE = Path("/var/lib/dundian")
LONGEST_FOLDER = 107 - len("/.s.PGSQL.5432.lock")  # a socket's address has 108 bytes, the last one zero


@dataclass(frozen=True)
class Layout:
    """`data`: the installation's folder; `home`: the cluster's, owned by the account that runs it."""

    data: Path
    home: Path

    @classmethod
    def of(cls, data: Path) -> "Layout":
        """The recorded place, or the one a first start would choose."""
        data = data.resolve()
        record = data / "postgres.json"
        if record.exists():
            return cls(data, data / json.loads(record.read_text())["home"])
        return cls(data, _home_for(data, expected()))

    def record(self) -> None:
        """Keep the choice; a folder within `data` is kept relative, so that `data` can be moved."""
        inside = self.home.is_relative_to(self.data)
        home = self.home.relative_to(self.data) if inside else self.home
        draft = self.data / "postgres.json.new"
        draft.write_text(json.dumps({"home": str(home)}))
        draft.replace(self.data / "postgres.json")

    @property
    def cluster(self) -> Path:
        return self.home / "cluster"

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    @property
    def passwords(self) -> Path:
        """In libpq's passfile format, so that no password stands in settings or on a command line."""
        return self.data / "pgpass"

    @property
    def sockets(self) -> Path:
        near = self.home / "run"
        if len(str(near).encode()) <= LONGEST_FOLDER and "," not in str(
            near
        ):  # libpq takes a comma for a list
            return near
        return Path("/tmp") / f"dundian-{_mark(self.home)}"  # noqa: S108  ownership is checked before use


def spare() -> Path:
    """The folder for what cannot stay in root's own; the server's account passes through it, whatever the umask."""
    if not SPARE.exists():
        SPARE.mkdir(parents=True)
        SPARE.chmod(0o711)
    return SPARE


def _home_for(data: Path, account: Account) -> Path:
    if not caller_is_root() or account.may_enter(data):
        return data / "postgres"
    return SPARE / _mark(data)


def _mark(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:16]
