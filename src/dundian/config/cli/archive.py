"""The file that `backup` writes and `restore` reads.

An uncompressed tar, written and read as a stream: `manifest.json` (last, since it tells what came before it),
`database.dump` (pg_dump's custom format) and `attachments/…`. Keys and passwords are not in it.
"""

import hashlib
import json
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from dundian.config.cli.faults import Fault

FORMAT = 1
DUMP = "database.dump"
MANIFEST = "manifest.json"
BLOCK = 2**20


@dataclass
class Manifest:
    """`rows`: table to count; `files`: name in the archive to SHA-256; `keys`: fingerprints of the keys needed."""

    made_at: str
    rows: dict[str, int]
    keys: dict[str, str]
    files: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT

    def text(self) -> str:
        return json.dumps(asdict(self), indent=1, ensure_ascii=False)


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def unpack(source: Path, folder: Path) -> Manifest:
    """Unpack a backup into an empty folder and compare every file with its digest; raises Fault."""
    manifest: Manifest | None = None
    found: dict[str, str] = {}
    try:
        with tarfile.open(source, "r|") as archive:
            for member in archive:
                if member.name == MANIFEST:
                    manifest = _manifest(archive.extractfile(member))
                else:
                    found[member.name] = _write(archive.extractfile(member), _target(folder, member))
    except tarfile.TarError as fault:
        raise Fault(f"{source} is no backup of Dundian, or is cut off ({fault})") from None
    if manifest is None:
        raise Fault(f"{source} is no backup of Dundian, or is cut off (no manifest)")
    if found != manifest.files:
        raise Fault(f"{source} is damaged: {_first_difference(found, manifest.files)}")
    return manifest


def _manifest(file: IO[bytes] | None) -> Manifest:
    try:
        told = json.loads(file.read() if file else b"")
        if told["format"] != FORMAT:
            raise Fault(f"this backup has format {told['format']}; this program reads format {FORMAT}")
        return Manifest(**told)
    except (ValueError, TypeError, KeyError):
        raise Fault("the backup's manifest cannot be read") from None


def _target(folder: Path, member: tarfile.TarInfo) -> Path:
    name = PurePosixPath(member.name)
    if not member.isfile() or name.is_absolute() or ".." in name.parts:
        raise Fault(f"the backup holds {member.name!r}, which no backup of Dundian holds")
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


def _write(file: IO[bytes] | None, target: Path) -> str:
    if file is None:
        raise Fault(f"the backup holds {target.name!r} without content")
    running = hashlib.sha256()
    with target.open("xb") as out:
        target.chmod(0o600)
        while block := file.read(BLOCK):
            running.update(block)
            out.write(block)
    return running.hexdigest()


def _first_difference(found: dict[str, str], told: dict[str, str]) -> str:
    name = next(n for n in sorted(found.keys() | told.keys()) if found.get(n) != told.get(n))
    return f"{name} is " + (
        "missing" if name not in found else "unexpected" if name not in told else "changed"
    )


def attachments(folder: Path) -> Iterator[tuple[str, Path]]:
    """Name in the archive and place of each attachment."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield f"attachments/{path.relative_to(folder).as_posix()}", path
