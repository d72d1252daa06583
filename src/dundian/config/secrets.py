"""Keys that must never stand in the database: from the environment, else a file made once in the data folder."""

import json
import os
import secrets
from pathlib import Path
from typing import NamedTuple


class Keys(NamedTuple):
    """`django`: signing; `identity`: 32 bytes hex, workers' identities; `audit`: 32 bytes hex, marks of audit rows."""

    django: str
    identity: str
    audit: str


def _from_file(path: Path) -> dict[str, str]:
    if path.exists():
        stored: dict[str, str] = json.loads(path.read_text())
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
        stored = _from_file(data / "secrets.json")
        named = {k: v or stored.get(k, "") for k, v in named.items()}
    if missing := [k for k, v in named.items() if not v]:
        raise ValueError(f"keys missing in {data / 'secrets.json'}: {', '.join(missing)}")
    return Keys(**named)
