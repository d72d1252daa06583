"""Compiled message catalogues: made from the rooms' .po files, since no .mo file is committed."""

import os
from collections.abc import Iterator
from pathlib import Path

import polib

PACKAGE = Path(__file__).resolve().parents[1]


def sources() -> Iterator[Path]:
    """Every .po file of every room."""
    yield from sorted(PACKAGE.glob("*/locale/*/LC_MESSAGES/django.po"))


def compile_stale() -> int:
    """Write the .mo beside each .po that is newer than it; returns how many were written."""
    written = 0
    for source in sources():
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        draft = target.with_name(f"{target.name}.{os.getpid()}")
        draft.write_bytes(polib.pofile(str(source)).to_binary())
        draft.replace(target)  # a process that reads at this moment sees the old or the new one, whole
        written += 1
    return written
