"""`dundian rotate-identity-key`."""

import argparse
import sys
import time
from typing import Any

from dundian.config.cli.faults import Fault
from dundian.config.cli.ground import ready

HELP = "turn the key that seals workers' identities, while people work"


def add_to(commands: Any) -> None:
    one = commands.add_parser(
        "rotate-identity-key",
        help=HELP,
        description="Make a new key for workers' identities and bring everything sealed under it, in batches, while "
        "the system runs. Cut off anywhere, it goes on with --continue, or by night. The former key stays "
        "in the key file until --forget throws it away: keep it as long as you keep backups made with it.",
    )
    way = one.add_mutually_exclusive_group()
    way.add_argument(
        "--continue", dest="go_on", action="store_true", help="no new key: finish what was begun"
    )
    way.add_argument("--status", action="store_true", help="say how many are still under a former key")
    way.add_argument("--forget", action="store_true", help="throw former keys away once nothing needs them")
    one.add_argument("--batch", type=int, default=2000, metavar="N", help="rows in one step (default: 2000)")
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    with ready(options.data):
        from dundian.concerns.actions import rotation
        from dundian.offline import sealing

        if options.forget:
            if waiting := sealing.under_former_keys():
                raise Fault(
                    f"{waiting} operations from phones are still under a former key: try again when they are done"
                )
            gone = rotation.forget_former_keys()
            print(f"{len(gone)} former keys thrown away")
            return 0
        if not (options.go_on or options.status):
            print(f"new key {rotation.turn_key()}: back up secrets.json now")
        if not options.status:
            _rewrap(rotation, max(options.batch, 1))
        left, lost = rotation.waiting(), rotation.lost()
    print(f"{left} identities under a former key")
    for key, count in lost.items():
        print(f"{count} identities need the key {key}, which is not here", file=sys.stderr)
    return 0 if options.status or not (left or lost) else 1


def _rewrap(rotation: Any, batch: int) -> None:
    whole, done, begun = rotation.waiting(), 0, time.monotonic()
    for count in rotation.rewrap_all(batch):
        done += count
        rate = done / max(time.monotonic() - begun, 0.001)
        print(f"\r{done}/{whole}  {rate:.0f} a second", end="", flush=True)
    print(f"\r{done} brought under the new key in {time.monotonic() - begun:.1f} s")
