"""`python -m bench.scale.table`: the figures of `bench/results/scale.json` as a table in `docs/reference/scale.md`."""

import json
import re
import sys
from typing import Any

from bench.phones.ground import ROOT
from bench.report import RESULTS

PAGE = ROOT / "docs" / "reference" / "scale.md"
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"


def table() -> str:
    """One line for a page: processor time with its limit, queries, bare SQL beside it."""
    found = json.loads((RESULTS / "scale.json").read_text())
    rows: list[dict[str, Any]] = found["rows"]
    queries = {
        r["name"].removesuffix(": queries"): r["value"] for r in rows if r["name"].endswith(": queries")
    }
    lines = [
        f"{found['machine']}, seed {found['seed']}",
        "",
        "| | measured | limit | queries | beside |",
        "|---|---|---|---|---|",
    ]
    for row in rows:
        if row["name"].endswith((": queries", ": p95")):
            continue
        limit = "" if row["limit"] is None else f"≤ {row['limit']:g}"
        asked = f"{queries[row['name']]:g}" if row["name"] in queries else ""
        beside = "" if row["anchor_value"] is None else f"{row['anchor']} {row['anchor_value']:.1f}"
        lines.append(f"| {row['name']} | {row['value']:.1f} {row['unit']} | {limit} | {asked} | {beside} |")
    return "\n".join(lines)


def main() -> int:
    text = PAGE.read_text()
    inside = f"{BEGIN}\n{table()}\n{END}"
    PAGE.write_text(re.sub(f"{BEGIN}.*{END}", lambda _found: inside, text, flags=re.DOTALL))
    return 0


if __name__ == "__main__":
    sys.exit(main())
