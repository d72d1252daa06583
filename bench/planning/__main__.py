"""`make bench-planning`: plans beside their proven bounds, published values and peers.

DATA names a folder of public instances (default `../shared/data/planning`, as in `pmed/`, `gap/`, `mclp/`); others of
the same layouts may stand there. SEEDS=1,2,3,4,5 makes the seeded ones. ONLY=sites,few chooses parts (`PARTS` below);
what was measured before and is not measured anew stays in the file.
"""

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from bench.planning import assignment, classical, covering, selection
from bench.report import Row, before, report

SEEDS = tuple(int(s) for s in os.environ.get("SEEDS", "1,2,3,4,5").split(","))
DATA = Path(os.environ.get("DATA", Path(__file__).resolve().parents[3] / "shared" / "data" / "planning"))
PARTS: dict[str, Callable[[], Iterator[Row]]] = {
    "city": lambda: selection.cities(SEEDS),
    **{kind: partial(selection.provinces, kind, SEEDS) for kind in selection.KINDS},
    "questions": lambda: selection.explanations(SEEDS),
    "nation": lambda: selection.national(SEEDS),
    "teams": lambda: assignment.cities(SEEDS),
    "people": lambda: assignment.provinces(SEEDS),
    "p-median": lambda: classical.p_medians(DATA / "pmed"),
    "assignment": lambda: classical.assignments(DATA / "gap"),
    "covering": lambda: covering.rows(DATA, SEEDS),
}


def main() -> int:
    wanted = os.environ.get("ONLY", "").split(",") if os.environ.get("ONLY") else list(PARTS)
    if unknown := set(wanted) - set(PARTS):
        print(f"ONLY takes {', '.join(PARTS)}; not {', '.join(sorted(unknown))}")
        return 2
    if not DATA.is_dir():
        print(f"no folder {DATA}: rows of public instances are left out; name another with DATA=…")
    rows = before("planning")
    for part in wanted:
        if part in ("p-median", "assignment") and not DATA.is_dir():
            continue
        for row in PARTS[part]():
            rows[f"{part}: {row.name}"] = replace(row, name=f"{part}: {row.name}")
            print(f"  {row.name}: {row.value:.4g} {row.unit}{'' if row.holds else '  FAILS'}", flush=True)
    order = {part: at for at, part in enumerate(PARTS)}
    sorted_ = sorted(rows.values(), key=lambda row: order.get(row.name.partition(":")[0], len(order)))
    return 0 if report("planning", SEEDS[0], sorted_) else 1


if __name__ == "__main__":
    sys.exit(main())
