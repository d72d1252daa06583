"""What this room lets wait: a campaign deployed to an office is to be completed and started there."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dundian.campaign.models import Campaign
from dundian.notify.todo import Need, Tab, Todo, register
from dundian.org.access import Actor

DEPLOYED = Need(lambda user: Campaign.objects.filter(state=Campaign.State.DRAFT).exclude(parent=None))


@register
def deployed_drafts(actor: Actor, tab: Tab, limit: int) -> Iterable[Todo]:
    """Drafts that came from above, at the very units where the person is in office."""
    offices = [a.unit_id for a in actor.appointments if actor.can("start", "campaign", a.unit)]
    if tab != Tab.WAITING or not offices or DEPLOYED.unmet():
        return
    drafts = Campaign.objects.filter(unit__in=offices, state=Campaign.State.DRAFT).exclude(parent=None)
    for draft in drafts.select_related("unit", "parent__unit").order_by("starts_on", "id")[:limit]:
        yield Todo(
            kind=_("Campaign to complete"),
            title=draft.name,
            url=reverse("campaign:campaign_detail", args=[draft.pk]),
            place=str(draft.unit),
            due_on=draft.starts_on,
            state="todo",
            detail=_("Deployed by %(unit)s") % {"unit": draft.parent.unit if draft.parent else ""},
        )
