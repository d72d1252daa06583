"""Who may do what to what was learned.

Practices are drafted by those who work at a site and by offices; the office over it reviews them, and never their
author. Published ones are read by everybody who works in the area of publication, and may be adopted by offices,
teams and host unions for their own unit. Rules are kept by offices and read by whoever they bind.

Publicity is written by teams and offices, reviewed and placed by the office over the site. Who agreed to be shown is
known to those alone.

A meeting or a course belongs to the federation that calls it: its office keeps it, leaders in its area see it, and
whoever is invited or enrolled sees it too, wherever they are appointed. A person's own check is theirs and the
office's. The year's end is the office's; leaders read it. Administrators see none of this.
"""

from typing import Protocol

from django.utils.translation import gettext as _

from dundian.kernel.errors import Refused
from dundian.org.access import FIELD, WORKING, Actor, grant
from dundian.org.models import Appointment, Role, Unit

grant([Role.OFFICE, Role.LEADER, *FIELD], "practice", "view")
grant(WORKING, "practice", "read")
grant([Role.OFFICE, *FIELD], "practice", "add")
grant([Role.OFFICE], "practice", "review")
grant([Role.OFFICE, *FIELD, Role.HOST], "practice", "adopt")
grant([Role.OFFICE, Role.LEADER], "institution", "view")
grant(WORKING, "institution", "read")
grant([Role.OFFICE], "institution", "keep")
grant([Role.OFFICE, *FIELD, Role.HOST], "institution", "follow")
grant([Role.OFFICE, Role.LEADER, *FIELD], "publicity", "view")
grant([Role.OFFICE, *FIELD], "publicity", "add")
grant([Role.OFFICE], "publicity", "review")
grant([Role.OFFICE], "channel", "keep")
grant([Role.OFFICE, Role.LEADER], "meeting", "view")
grant([Role.OFFICE], "meeting", "keep")
grant([Role.OFFICE, Role.LEADER], "course", "view")
grant([Role.OFFICE], "course", "keep")
grant([Role.OFFICE, Role.LEADER], "year", "view")
grant([Role.OFFICE], "year", "keep")
grant([Role.OFFICE], "past_figure", "import")


def require_office(actor: Actor, verb: str, noun: str, unit: Unit) -> Appointment | None:
    """The office's appointment; the refusal names which office it takes."""
    reason = _("Only the office of %(unit)s, or one above it, may do this.") % {"unit": unit}
    return actor.require(verb, noun, unit, reason)


class Moving(Protocol):
    """What goes a course from state to state."""

    state: str

    def get_state_display(self) -> str: ...


def require_state(thing: Moving, *states: str) -> None:
    if thing.state not in states:
        raise Refused(_("This stands at “%(state)s” now.") % {"state": thing.get_state_display()})


def require_not_author(actor: Actor, author_id: object) -> None:
    if author_id == actor.user.pk:
        raise Refused(_("Nobody reviews what they wrote themselves."))
