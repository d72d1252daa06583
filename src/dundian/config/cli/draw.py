"""`dundian verify-draw`."""

import argparse
from pathlib import Path
from typing import Any

from dundian.config.cli.faults import Fault

HELP = "prove that the sites of an inspection were drawn, not chosen"


def add_to(commands: Any) -> None:
    one = commands.add_parser(
        "verify-draw",
        help=HELP,
        description="Compute a committed draw again from its record, the file that its page offers. Needs no database. "
        "Ends with 1 when population, seed, commitment or result do not hold, and says which.",
    )
    one.add_argument("file", type=Path, metavar="FILE", help="the record of the draw (.json)")
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from dundian.oversight import drawing

    try:
        told = drawing.read(options.file.read_bytes())
    except ValueError as fault:
        raise Fault(f"{options.file} is no record of a draw, or is damaged: {fault}") from None
    checks = drawing.verify(told)
    for check in checks:
        print(f"{check.name:<11} {'holds' if check.holds else 'DIFFERS'}")
        if not check.holds:
            print(f"  said      {check.said[:200]}\n  computed  {check.found[:200]}")
    print(f"commitment {told['commitment']}")
    names = {row[0]: f"{row[2]} ({row[1]})" for row in told["population"]}
    for number, pk in enumerate(told["chosen"], 1):
        print(f"{number:>3}. {names.get(pk, pk)}" if isinstance(pk, str) else f"{number:>3}. ?")
    return 0 if all(check.holds for check in checks) else 1
