"""`dundian reset-password`."""

import argparse
from typing import Any

from dundian.config.cli.faults import Fault
from dundian.config.cli.ground import ready

HELP = "give somebody a new one-time password, whoever it is"


def add_to(commands: Any) -> None:
    one = commands.add_parser(
        "reset-password",
        help=HELP,
        description="Print a one-time password for a sign-in; it must be changed at the next sign-in, and every "
        "open sign-in ends. The only way for security and audit administrators, whose sign-ins no colleague keeps.",
    )
    one.add_argument("username", metavar="USERNAME")
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    with ready(options.data):
        from dundian.accounts.actions import reset_password
        from dundian.accounts.models import User
        from dundian.org.access import SYSTEM

        user = User.objects.filter(username__iexact=options.username).first()
        if user is None:
            raise Fault(f"there is no sign-in {options.username}")
        password = reset_password(user=user, actor=SYSTEM)
    print(f"sign-in {user.username}, one-time password {password}")
    return 0
