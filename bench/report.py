"""How every benchmark tells what it measured: a table for people, `bench/results/<name>.json` for the documents."""

import json
import os
import platform
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

RESULTS = Path(__file__).with_name("results")
HEADINGS = ("", "value", "unit", "limit", "", "beside", "")


@dataclass(frozen=True)
class Row:
    """One figure. `limit`: what must hold; `anchor`: a peer or floor that ran in the same table."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    better: str = "lower"
    anchor: str = ""
    anchor_value: float | None = None

    @property
    def holds(self) -> bool:
        if self.limit is None:
            return True
        return self.value <= self.limit if self.better == "lower" else self.value >= self.limit


def report(name: str, seed: int, rows: Sequence[Row], *, write: bool = True) -> bool:
    """Print the table and write the file; returns whether every limit holds."""
    lines = [HEADINGS, *(_line(row) for row in rows)]
    widths = [max(_width(line[i]) for line in lines) for i in range(len(HEADINGS))]
    print(f"\n{name}   seed {seed}   {machine()}")
    for line in lines:
        cells = [
            _left(cell, width) if i in (0, 2, 5) else _right(cell, width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        print("  ".join(cells).rstrip())
    if write:
        RESULTS.mkdir(exist_ok=True)
        found = {"machine": machine(), "seed": seed, "rows": [asdict(row) for row in rows]}
        (RESULTS / f"{name}.json").write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    return all(row.holds for row in rows)


def before(name: str) -> dict[str, Row]:
    """What was measured before, by name: a benchmark that measures some parts keeps the others as they were."""
    file = RESULTS / f"{name}.json"
    found = json.loads(file.read_text())["rows"] if file.exists() else []
    return {row["name"]: Row(**row) for row in found}


def machine() -> str:
    """Processor, cores, system and Python, as far as the machine tells."""
    return f"{_processor()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()


def _line(row: Row) -> tuple[str, ...]:
    bound = "" if row.limit is None else f"{'≤' if row.better == 'lower' else '≥'} {_number(row.limit)}"
    verdict = "" if row.limit is None else "ok" if row.holds else "FAILS"
    beside = "" if row.anchor_value is None else _number(row.anchor_value)
    return row.name, _number(row.value), row.unit, bound, verdict, row.anchor, beside


def _number(value: float) -> str:
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:,.1f}" if abs(value) >= 100 else f"{value:.3g}"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _left(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _right(text: str, width: int) -> str:
    return " " * (width - _width(text)) + text
