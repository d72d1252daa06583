"""Who may do what with candidates, teams and dispatches.

The office of a campaign's federation, and the offices above it, choose sites, form teams and send them: these rights
are asked at the campaign's own unit. Surveying is joint work: an office beneath (a county's in its city's campaign)
adds and edits candidates of its own area, sees them and the teams that come there, and decides nothing.

A leader sees candidates and teams of the area. Team leaders, cadres and host unions see the team at their site; whoever
has been sent sees the own team from the day of the notice. A department sees, read-only, what its federation plans. The
three administrators see none of it.

The rules of a choice and its plans are the federation's own: its office and those above make and decide them, its
leaders see them. Offices and leaders beneath and the federation's departments see a plan once it is decided, and of its
candidates and reasons those of their own area.
"""

from django.utils.translation import gettext as _

from dundian.campaign.models import Campaign
from dundian.kernel.errors import Refused
from dundian.org.access import FIELD, Actor, grant
from dundian.org.models import Appointment, Role

grant([Role.OFFICE], "candidate", "view", "add", "change", "choose")
grant([Role.LEADER, Role.DEPARTMENT], "candidate", "view")
grant([Role.OFFICE], "team", "view", "form")
grant([Role.LEADER, Role.DEPARTMENT, Role.HOST, *FIELD], "team", "view")
grant([Role.OFFICE], "dispatch", "send", "change")
grant([Role.OFFICE], "site_plan", "see", "make", "decide")
grant([Role.LEADER], "site_plan", "see")
grant([Role.OFFICE, Role.LEADER, Role.DEPARTMENT], "site_plan", "view")


def require_choose(actor: Actor, campaign: Campaign) -> Appointment | None:
    """The right to choose sites in the campaign."""
    reason = _("Only the office of the campaign's own federation, or one above it, chooses its sites.")
    return actor.require("choose", "candidate", campaign.unit, reason)


def require_form(actor: Actor, campaign: Campaign) -> Appointment | None:
    """The right to form and change teams of the campaign."""
    reason = _("Only the office of the campaign's own federation, or one above it, forms its teams.")
    return actor.require("form", "team", campaign.unit, reason)


def require_send(actor: Actor, campaign: Campaign, verb: str = "send") -> Appointment | None:
    """The right to dispatch teams of the campaign, or to change a dispatch (`verb="change"`)."""
    reason = _("Only the office of the campaign's own federation, or one above it, dispatches its teams.")
    return actor.require(verb, "dispatch", campaign.unit, reason)


def require_plan(actor: Actor, campaign: Campaign, verb: str = "make") -> Appointment | None:
    """The right to set rules and have plans calculated, or to decide on one (`verb="decide"`)."""
    reason = _("Only the office of the campaign's own federation, or one above it, makes its plans.")
    return actor.require(verb, "site_plan", campaign.unit, reason)


def may_survey(actor: Actor, campaign: Campaign) -> bool:
    """Whether the person may add candidates somewhere in the campaign's area."""
    top = campaign.unit.path
    return any(
        campaign.unit.is_within(path) or path.startswith(f"{top}.")
        for path in actor.paths("add", "candidate")
    )


def require_open(campaign: Campaign) -> None:
    """Refuse any planning in a campaign that is over."""
    if campaign.state == Campaign.State.CLOSED:
        raise Refused(_("This campaign is closed; nothing in it can be planned any more."))
