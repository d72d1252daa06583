"""Merge by field: a three-way compare of what the phone saw, what it says now, and what is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Edit:
    """One field as the phone left it: it saw `base` and says `mine`, both normalised so that equal means equal."""

    base: Any
    mine: Any


@dataclass
class Merged:
    """`apply`: fields that get a new value. `differ`: fields of which somebody else said something different since."""

    apply: dict[str, Any] = field(default_factory=dict)
    differ: list[str] = field(default_factory=list)


def merge(edits: Mapping[str, Edit], stored: Mapping[str, Any]) -> Merged:
    """Stored equals what the phone saw: apply. Stored says the same already: nothing. Else a person must choose."""
    merged = Merged()
    for name, edit in edits.items():
        now = stored[name]
        if now == edit.mine:
            continue
        if now == edit.base:
            merged.apply[name] = edit.mine
        else:
            merged.differ.append(name)
    return merged
