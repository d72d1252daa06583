"""`make bench-planning`: plans beside their proven bounds, published values and peers.

DATA names a folder of public instances (default `../shared/data/planning`, as in `pmed/`, `gap/`, `mclp/`); others of
the same layouts may stand there. SEEDS=1,2,3,4,5 makes the seeded ones. ONLY=sites,questions,nation,teams,classical,
covering chooses parts.
"""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.planning import assignment, classical, covering, selection
from bench.report import Row, report

SEEDS = tuple(int(s) for s in os.environ.get("SEEDS", "1,2,3,4,5").split(","))
DATA = Path(os.environ.get("DATA", Path(__file__).resolve().parents[3] / "shared" / "data" / "planning"))
PARTS: dict[str, Callable[[], Iterator[Row]]] = {
    "sites": lambda: selection.rows(SEEDS),
    "questions": lambda: selection.explanations(SEEDS),
    "nation": lambda: selection.national(SEEDS),
    "teams": lambda: assignment.rows(SEEDS),
    "classical": lambda: classical.rows(DATA),
    "covering": lambda: covering.rows(DATA, SEEDS),
}


def main() -> int:
    wanted = os.environ.get("ONLY", "").split(",") if os.environ.get("ONLY") else list(PARTS)
    if unknown := set(wanted) - set(PARTS):
        print(f"ONLY takes {', '.join(PARTS)}; not {', '.join(sorted(unknown))}")
        return 2
    if not DATA.is_dir():
        print(f"no folder {DATA}: rows of public instances are left out; name another with DATA=…")
    rows: list[Row] = []
    for part in wanted:
        if part == "classical" and not DATA.is_dir():
            continue
        for row in PARTS[part]():
            rows.append(row)
            print(f"  {row.name}: {row.value:.4g} {row.unit}{'' if row.holds else '  FAILS'}", flush=True)
    whole = len(wanted) == len(PARTS)
    name = "planning" if whole else f"planning-{'-'.join(wanted)}"
    return 0 if report(name, SEEDS[0], rows) else 1


if __name__ == "__main__":
    sys.exit(main())
