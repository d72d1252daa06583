"""`dundian createadmin`."""

import argparse
from typing import TYPE_CHECKING, Any

from dundian.config.cli.faults import Fault
from dundian.config.cli.ground import ready

if TYPE_CHECKING:
    from dundian.org.models import Unit

HELP = "make an administrator, and the federation at the top on a new installation"
ROLES = ("system", "security", "audit")
KINDS = ("province", "prefecture", "county")


def add_to(commands: Any) -> None:
    one = commands.add_parser(
        "createadmin",
        help=HELP,
        description="Make an administrator's sign-in and print its first password, which must be changed at the first "
        "sign-in. There are three administrators, so that nobody holds all power: system (units, people, sign-ins), "
        "security (appointments) and audit (reads the audit trail).",
    )
    one.add_argument("role", choices=ROLES, metavar="ROLE", help="system, security or audit")
    one.add_argument(
        "username", metavar="USERNAME", help="sign-in name: letters, digits, dot, hyphen, underscore"
    )
    one.add_argument("--name", required=True, help="the person's name")
    one.add_argument("--unit", help="code or name of the unit to administer (default: the one at the top)")
    one.add_argument(
        "--federation", metavar="NAME", help="on a new installation: found this federation at the top"
    )
    one.add_argument("--kind", choices=KINDS, default="prefecture", help="its kind (default: prefecture)")
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    with ready(options.data):
        from django.db import transaction

        from dundian.org.access import SYSTEM
        from dundian.org.actions import add_person, appoint, open_person_sign_in

        with transaction.atomic():
            unit = _found(options) if options.federation else _unit(options.unit)
            person = add_person(home_unit=unit, name=options.name, actor=SYSTEM)
            password = open_person_sign_in(person=person, username=options.username, actor=SYSTEM)
            person.refresh_from_db()
            if person.user is None:
                raise Fault(f"{options.username} has no sign-in")
            appoint(user=person.user, role=f"{options.role}_admin", unit=unit, actor=SYSTEM)
            username, place = person.user.username, unit.name
    print(f"{options.role} administrator of {place}: sign-in {username}, first password {password}")
    return 0


def _found(options: argparse.Namespace) -> "Unit":
    from dundian.org.access import SYSTEM
    from dundian.org.actions import create_unit
    from dundian.org.models import Unit

    if Unit.objects.exists():
        raise Fault("there are units already: --federation is for a new installation")
    return create_unit(parent=None, kind=options.kind, name=options.federation, actor=SYSTEM)


def _unit(named: str | None) -> "Unit":
    from django.db.models import Q

    from dundian.org.models import Unit

    units = Unit.objects.filter(Q(code=named) | Q(name=named)) if named else Unit.objects.filter(parent=None)
    found = list(units[:2])
    if not found and not named:
        raise Fault("there is no unit yet: name the federation at the top with --federation")
    if not found:
        raise Fault(f"there is no unit with the code or name {named}")
    if len(found) > 1:
        raise Fault("more than one unit fits: name its code with --unit")
    return found[0]
