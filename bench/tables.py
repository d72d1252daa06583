"""`python -m bench.tables`: the tables of `bench/results/*.json` into the pages of `docs/reference` that ask for them
with `<!-- figures NAME -->`."""

import json
import re
import sys

from bench.phones.ground import ROOT
from bench.report import RESULTS, Row, before

ASKED = re.compile(
    r"(?P<begin><!-- figures (?P<name>[a-z]+) -->)\n.*?(?P<end><!-- end of figures -->)", re.DOTALL
)


def table(name: str) -> str:
    """One line a figure: what was measured, its limit, what stands beside it."""
    found = json.loads((RESULTS / f"{name}.json").read_text())
    head = [
        f"{found['machine']}, seed {found['seed']}",
        "",
        "| | measured | limit | | beside |",
        "|---|---|---|---|---|",
    ]
    return "\n".join([*head, *map(_line, before(name).values())])


def _line(row: Row) -> str:
    told = verdict = ""
    if row.limit is not None:
        told = f"{'≤' if row.better == 'lower' else '≥'} {row.limit:g}"
        verdict = "holds" if row.holds else "**missed**"
    beside = "" if row.anchor_value is None else f"{row.anchor}: {row.anchor_value:.4g}"
    return f"| {row.name} | {row.value:.4g} {row.unit} | {told} | {verdict} | {beside} |"


def main() -> int:
    for page in sorted((ROOT / "docs" / "reference").glob("*.md")):
        text = page.read_text()
        filled = ASKED.sub(lambda m: f"{m['begin']}\n{table(m['name'])}\n{m['end']}", text)
        if filled != text:
            page.write_text(filled)
            print(f"{page.relative_to(ROOT)}: filled")
    return 0


if __name__ == "__main__":
    sys.exit(main())
