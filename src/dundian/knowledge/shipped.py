"""What is shipped as data: agendas by kind of meeting, and a first list of channels."""

import tomllib
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


@cache
def agendas() -> dict[str, list[tuple[str, str]]]:
    """(title, kind of point) in order, by kind of meeting."""
    told = tomllib.loads((DATA / "meetings.toml").read_text("utf-8"))
    return {kind: [(title, point) for title, point in part["agenda"]] for kind, part in told.items()}


@cache
def channels() -> list[tuple[str, str, str, int, int]]:
    """(name, kind, form, longest title, longest text)."""
    told = tomllib.loads((DATA / "channels.toml").read_text("utf-8"))
    return [(name, kind, form, title, text) for name, kind, form, title, text in told["channels"]]
