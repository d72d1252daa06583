"""`make bench-planning`: plans beside their proven bounds, published values and peers.

DATA names a folder of public instances (default `../shared/data/planning`, as in `pmed/`, `gap/`, `mclp/`); others of
the same layouts may stand there. SEEDS=1,2,3,4,5 makes the seeded ones. ONLY=sites,few chooses parts (`PARTS` below);
what was measured before and is not measured anew stays in the file. Limits in seconds are held against the
processor's, see `spending`.
"""

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from bench.planning import assignment, classical, covering, selection
from bench.planning.spending import by_processor
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
    by_processor()
    good = True
    for part in wanted:
        if part in ("p-median", "assignment") and not DATA.is_dir():
            continue
        found = {}
        for row in PARTS[part]():
            found[f"{part}: {row.name}"] = replace(row, name=f"{part}: {row.name}")
            print(f"  {row.name}: {row.value:.4g} {row.unit}{'' if row.holds else '  FAILS'}", flush=True)
        good = _kept(found)
    return 0 if good else 1


def _kept(found: dict[str, Row]) -> bool:
    """Put these rows to those in the file, in the order of the parts; returns whether every limit there holds."""
    order = {part: at for at, part in enumerate(PARTS)}
    rows = before("planning") | found
    ordered = sorted(rows.values(), key=lambda row: order.get(row.name.partition(":")[0], len(order)))
    return report("planning", SEEDS[0], ordered)


if __name__ == "__main__":
    sys.exit(main())
