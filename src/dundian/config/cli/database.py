"""`dundian migrate`."""

import argparse
from typing import Any

from dundian.config.cli.ground import ready

HELP = "bring the database's tables up to date"


def add_to(commands: Any) -> None:
    one = commands.add_parser(
        "migrate",
        help=HELP,
        description="Bring the database's tables up to date with the program. Safe to repeat; make a backup first.",
    )
    one.add_argument("--quiet", action="store_true", help="tell nothing when all goes well")
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from django.core.management import call_command

    with ready(options.data, migrated=False, owner=True):
        from dundian.config import wall

        call_command("migrate", interactive=False, verbosity=0 if options.quiet else 1)
        for note in wall.build(options.data):
            print(note)
    return 0
