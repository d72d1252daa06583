"""`dundian verify-audit`."""

import argparse
from pathlib import Path
from typing import Any

from dundian.config.cli.faults import Fault
from dundian.config.cli.ground import ready

HELP = "prove that nobody has changed the audit trail"


def add_to(commands: Any) -> None:
    one = commands.add_parser(
        "verify-audit",
        help=HELP,
        description="Prove that no row of the audit trail was changed, removed or inserted. Ends with 1 when one was, "
        "and says which.",
    )
    one.add_argument(
        "--since", type=Path, metavar="FILE", help="also prove that nothing before these heads changed"
    )
    one.add_argument(
        "--heads", type=Path, metavar="FILE", help="write down today's heads; keep them elsewhere"
    )
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    with ready(options.data):
        from dundian.audit_trail import actions, queries

        actions.seal_all()
        faults = 0
        for fault in queries.verify(since=_heads(options.since) if options.since else None):
            faults += 1
            place = f"chain {fault.chain}" + (f", number {fault.number}" if fault.number is not None else "")
            print(f"{fault.kind}: entry {fault.entry_id or '(gone)'} ({place})")
        count = queries.entry_count()
        if options.heads:
            options.heads.write_text(queries.heads_as_text(queries.heads()))
    print(f"{count} entries, {faults} faults" if faults else f"{count} entries, all as they were written")
    return 1 if faults else 0


def _heads(path: Path) -> list[Any]:
    from dundian.audit_trail.queries import heads_from_text

    try:
        return heads_from_text(path.read_text())
    except ValueError:
        raise Fault(f"{path} holds no heads written by `dundian verify-audit --heads`") from None
