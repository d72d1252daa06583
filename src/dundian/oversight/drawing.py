"""The committed draw: plain Python, so that anybody can do it again (docs/reference/committed-draw.md).

Before: size, strata and population are frozen, with the SHA-256 of a secret seed. After: the seed is shown, and a word
from outside that nobody knew before. Every site's chance is exactly size / population, in every stratum.
"""

import hashlib
import json
import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SCHEME = "dundian-draw/1"
FROZEN = (
    "scheme", "title", "federation", "campaign", "committed_at", "size", "population", "excluded",
    "population_sha256", "seed_sha256",
)  # fmt: skip
TOLD = ("commitment", "seed", "outside", "drawn_at", "chosen")
CHECKS = ("population", "seed", "commitment", "result")
MOST = 100_000
Row = Sequence[str]  # id, stratum, name


def digest(text: str) -> str:
    """SHA-256 (FIPS 180-4) of the UTF-8 text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def canonical(value: Any) -> str:
    """JSON with sorted keys, no spaces, and characters as themselves."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def new_seed() -> str:
    return secrets.token_hex(32)


def key_of(seed: str, outside: str) -> str:
    return digest(f"{seed}:{outside}")


def draw(population: Sequence[Row], size: int, key: str) -> list[str]:
    """Ids of `size` of the rows (id, stratum, …), stratum by stratum.

    Strata stand in the order of their hashes; the k-th boundary of the cumulative share is rounded up or down by one
    hash for all (systematic rounding, Cochran, Sampling Techniques, 3rd ed., 8.1), so that each stratum gets its share
    rounded one way or the other, and each row has the same chance. Within a stratum the smallest hashes are taken.
    """
    strata: dict[str, list[str]] = defaultdict(list)
    for row in population:
        strata[row[1]].append(row[0])
    scale = len(population) << 256
    start = int(digest(f"{key}:start"), 16) * len(population)
    chosen: list[str] = []
    behind = taken = 0
    for stratum in sorted(strata, key=lambda name: digest(f"{key}:{name}")):
        ids = strata[stratum]
        behind += len(ids)
        until = ((size * behind << 256) + start) // scale
        chosen += sorted(ids, key=lambda pk: digest(f"{key}:{pk}"))[: until - taken]
        taken = until
    return chosen


def commit(frozen: Mapping[str, Any]) -> str:
    """The digest that binds everything frozen."""
    return digest(canonical({name: frozen[name] for name in FROZEN}))


@dataclass(frozen=True)
class Check:
    """One thing compared: what the record says and what it comes to."""

    name: str
    said: str
    found: str

    @property
    def holds(self) -> bool:
        return self.said == self.found


def read(text: str | bytes) -> dict[str, Any]:
    """The record of a draw from a file; `ValueError` when it is none."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("no JSON") from None
    if not isinstance(told, dict) or told.get("scheme") != SCHEME or not {*FROZEN, *TOLD} <= told.keys():
        raise ValueError("no record of a draw")
    rows, size = told["population"], told["size"]
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST or not all(_is_row(row) for row in rows):
        raise ValueError("the population cannot be read")
    if type(size) is not int or not 0 < size <= len(rows) or len({row[0] for row in rows}) != len(rows):
        raise ValueError("size and population do not fit")
    if not all(isinstance(told[name], str) for name in (*TOLD[:3], *FROZEN[-2:])):
        raise ValueError("digests and seed are text")
    return told


def _is_row(row: Any) -> bool:
    return isinstance(row, list) and len(row) == 3 and all(isinstance(part, str) for part in row)


def verify(told: Mapping[str, Any]) -> list[Check]:
    """Everything that can be computed again from the record alone."""
    again = draw(told["population"], told["size"], key_of(told["seed"], told["outside"]))
    return [
        Check("population", told["population_sha256"], digest(canonical(told["population"]))),
        Check("seed", told["seed_sha256"], digest(told["seed"])),
        Check("commitment", told["commitment"], commit(told)),
        Check("result", canonical(told["chosen"]), canonical(again)),
    ]
