"""Who may do what to campaigns, task sets, indicators and sites.

A campaign belongs to a federation. The office there builds it up, starts and closes it, and deploys it downward; so
may the offices above. Whoever works beneath a federation (offices, leaders, cadres, departments) sees its campaigns
once they are no drafts, read-only. Task sets, indicators and baseline forms go the same way: made by an office, used
and seen beneath.

A site is seen where its union lies in the scope of an office, a leader, a team or the host union itself. A
department sees the sites of its own federation's campaigns, read-only. The right to choose or give up a site is asked
at the campaign's unit, not at the union's: a county cannot add to the city's campaign. Administrators see none of this.
"""

from django.utils.translation import gettext as _

from dundian.campaign.models import Campaign
from dundian.kernel.errors import Invalid
from dundian.org.access import FIELD, Actor, grant
from dundian.org.models import Appointment, Role, Unit

grant([Role.OFFICE], "campaign", "view", "add", "change", "start", "close", "deploy")
grant([Role.LEADER, *FIELD, Role.DEPARTMENT], "campaign", "view")
grant([Role.OFFICE], "task_set", "view", "add", "change")
grant([Role.LEADER, *FIELD, Role.DEPARTMENT], "task_set", "view")
grant([Role.OFFICE], "indicator", "view", "add", "change")
grant([Role.OFFICE], "baseline_form", "view", "add", "change")
grant([Role.LEADER, *FIELD, Role.DEPARTMENT], "baseline_form", "view")
grant([Role.LEADER, *FIELD, Role.DEPARTMENT], "indicator", "view")
grant([Role.OFFICE], "site", "view", "change")
grant([Role.LEADER, *FIELD, Role.HOST], "site", "view")
grant([Role.DEPARTMENT], "site", "assist")


def require_change(actor: Actor, campaign: Campaign, verb: str = "change") -> Appointment | None:
    """The appointment that lets this person change the campaign; `Invalid` once it is closed."""
    reason = _("Only the office of %(unit)s, or one above it, may do this.") % {"unit": campaign.unit}
    by = actor.require(verb, "campaign", campaign.unit, reason)
    if campaign.state == Campaign.State.CLOSED:
        raise Invalid(_("The campaign is closed; nothing in it changes any more."))
    return by


def require_keep(actor: Actor, noun: str, unit: Unit) -> Appointment | None:
    """The appointment that lets this person keep task sets or indicators of the federation."""
    return actor.require(
        "change", noun, unit, _("Only the office of %(unit)s, or one above it, may do this.") % {"unit": unit}
    )


def may_change(actor: Actor, campaign: Campaign) -> bool:
    """Whether to offer the buttons that change the campaign."""
    return campaign.state != Campaign.State.CLOSED and actor.can("change", "campaign", campaign.unit)
