"""Where planning goes on, for the pages that stand above a single campaign."""

from django.db.models import QuerySet

from dundian.campaign.models import Campaign
from dundian.org.access import Actor, rights_of


def campaigns_with_planning(actor: Actor) -> QuerySet[Campaign]:
    """Campaigns in sight that are being planned or run."""
    visible = Campaign.objects.visible_to(actor).exclude(state=Campaign.State.CLOSED)
    return visible.select_related("unit")


def campaigns_kept(actor: Actor) -> list[Campaign]:
    """Campaigns of the very federations the person is the office of: theirs to plan, not only to look into."""
    own = [a.unit_id for a in actor.appointments if ("form", "team") in rights_of(a.role)]
    rows = Campaign.objects.filter(unit__in=own).exclude(state=Campaign.State.CLOSED)
    return list(rows.select_related("unit").order_by("-year", "-id")[:20])
