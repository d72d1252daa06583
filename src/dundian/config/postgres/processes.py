"""Which processes really work in a cluster's folder.

A pid file may be stale, cut off, or name another program's process; a server's working directory cannot
lie. A zombie has none, so it rightly counts as gone.
"""

import os
from pathlib import Path


def visible() -> bool:
    return Path("/proc/self/cwd").exists()


def inside(folder: Path) -> list[int]:
    """Process ids of the server and its children in `folder`."""
    place = str(folder.resolve())
    return (
        [int(name) for name in os.listdir("/proc") if name.isdigit() and _works_in(name, place)]
        if visible()
        else []
    )


def postmaster(folder: Path) -> int | None:
    """The process id of the running server itself."""
    for pid in inside(folder):
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            continue
        if command and not command.startswith(b"postgres:"):  # children rename themselves
            return pid
    return None


def _works_in(pid: str, place: str) -> bool:
    try:
        return os.readlink(f"/proc/{pid}/cwd") == place
    except OSError:
        return False
