"""Keys that must never stand in the database: from the environment, else a file made once in the data folder."""

import hashlib
import json
import os
import secrets
from pathlib import Path
from typing import Any, NamedTuple


class Keys(NamedTuple):
    """`django`: signing; `identity`: 32 bytes hex, workers' identities; `audit`: 32 bytes hex, marks of audit rows."""

    django: str
    identity: str
    audit: str


FILE = "secrets.json"
FORMER = "identity_former"


def _from_file(path: Path) -> dict[str, Any]:
    if path.exists():
        stored: dict[str, Any] = json.loads(path.read_text())
        return stored
    made = {
        "django": secrets.token_urlsafe(48),
        "identity": secrets.token_hex(32),
        "audit": secrets.token_hex(32),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(made, indent=1))
    try:
        os.link(draft, path)  # fails when another process was first: then its keys count
    except FileExistsError:
        return _from_file(path)
    finally:
        draft.unlink()
    return made


def load(data: Path) -> Keys:
    """The keys of this installation; raises ValueError when the key file is damaged."""
    named = {k: os.environ.get(f"DUNDIAN_{k.upper()}_KEY", "") for k in Keys._fields}
    if not all(named.values()):
        stored = _from_file(data / FILE)
        named = {k: v or stored.get(k, "") for k, v in named.items()}
    if missing := [k for k, v in named.items() if not v]:
        raise ValueError(f"keys missing in {data / FILE}: {', '.join(missing)}")
    return Keys(**named)


def key_id(key: str) -> str:
    """Says which identity key it is without telling the key: 16 hex digits."""
    return hashlib.sha256(b"identity" + bytes.fromhex(key)).hexdigest()[:16]


class IdentityRing:
    """The key that seals workers' identities now, and former ones that still open what they sealed.

    The key file may change under a running process: its time stamp is looked at on every use, so that a rotation
    reaches all of them at once. Keys from the environment (`DUNDIAN_IDENTITY_KEY`, former ones separated by commas in
    `DUNDIAN_IDENTITY_FORMER`) come first and change with a restart.
    """

    def __init__(self, data: Path) -> None:
        self.path = data / FILE
        self._stamp: tuple[int, int] | None = None
        self._held: list[str] = []

    @property
    def from_environment(self) -> bool:
        return bool(os.environ.get("DUNDIAN_IDENTITY_KEY"))

    def keys(self) -> dict[str, bytes]:
        """Every key by id, the current one first."""
        named = [os.environ.get("DUNDIAN_IDENTITY_KEY", "")]
        named += os.environ.get("DUNDIAN_IDENTITY_FORMER", "").split(",")
        found = [key.strip() for key in named if key.strip()] + self._in_file()
        return {key_id(key): bytes.fromhex(key) for key in found}

    def current(self) -> tuple[str, bytes]:
        """Id and key to seal with."""
        return next(iter(self.keys().items()))

    def _in_file(self) -> list[str]:
        try:
            status = self.path.stat()
        except FileNotFoundError:
            return []
        stamp = (status.st_mtime_ns, status.st_ino)
        if stamp != self._stamp:
            stored = json.loads(self.path.read_text())
            self._held = [stored.get("identity", ""), *stored.get(FORMER, [])]
            self._held, self._stamp = [key for key in self._held if key], stamp
        return self._held

    def turn(self) -> str:
        """Put a new key in front and keep the others as former ones; returns its id. The file changes in one step."""
        stored = _from_file(self.path)
        key = secrets.token_hex(32)
        stored[FORMER] = [k for k in (stored.get("identity", ""), *stored.get(FORMER, [])) if k]
        self._write(stored | {"identity": key})
        return key_id(key)

    def forget(self, ids: set[str]) -> None:
        """Take former keys out of the file for good."""
        stored = _from_file(self.path)
        stored[FORMER] = [k for k in stored.get(FORMER, []) if key_id(k) not in ids]
        self._write(stored)

    def _write(self, stored: dict[str, Any]) -> None:
        draft = self.path.with_name(f"{self.path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        with draft.open("w") as file:
            json.dump(stored, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.path)
