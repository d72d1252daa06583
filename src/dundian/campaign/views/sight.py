"""What the pages share: finding a campaign in sight, its tabs, its breadcrumb."""

from typing import Any
from uuid import UUID

from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from dundian.campaign import queries
from dundian.campaign.access import may_change, require_change
from dundian.campaign.models import Campaign, TaskSet
from dundian.org.middleware import ActorRequest
from dundian.ui.panels import Panel, panels_for

TONES = {Campaign.State.DRAFT: "todo", Campaign.State.ACTIVE: "doing", Campaign.State.CLOSED: "done"}


def posted(request: ActorRequest) -> QueryDict | None:
    """What a form is bound to: an empty post is a post too."""
    return request.POST if request.method == "POST" else None


def campaign_in_sight(request: ActorRequest, pk: UUID) -> Campaign:
    """The campaign, or 404."""
    found = queries.campaign(request.actor, pk)
    if found is None:
        raise Http404
    return found


def campaign_to_change(request: ActorRequest, pk: UUID, verb: str = "change") -> Campaign:
    """The campaign, or 404 out of sight and 403 without the right."""
    found = campaign_in_sight(request, pk)
    require_change(request.actor, found, verb)
    return found


def task_set_in_sight(request: ActorRequest, pk: UUID) -> TaskSet:
    """The task set, or 404."""
    found = queries.task_set(request.actor, pk)
    if found is None:
        raise Http404
    return found


def part_name(panel: Panel) -> str:
    """How a panel of another room stands in the address of its tab."""
    return panel.url_name.replace(":", "-")


def frame(request: ActorRequest, campaign: Campaign, here: str) -> dict[str, Any]:
    """The context around a tab of the campaign's page."""
    tabs: list[tuple[Any, str, bool, int | None]] = [
        (_("Overview"), reverse("campaign:campaign_detail", args=[campaign.pk]), here == "overview", None),
        (_("Programme"), reverse("campaign:campaign_plan", args=[campaign.pk]), here == "plan", None),
    ]
    sees_sites = request.actor.can("view", "site") or request.actor.can("assist", "site")
    if sees_sites:
        tabs.append(
            (_("Sites"), reverse("campaign:campaign_sites", args=[campaign.pk]), here == "sites", None)
        )
    for panel in panels_for("campaign", request.actor, campaign):
        name = part_name(panel)
        tabs.append(
            (panel.label, reverse("campaign:campaign_part", args=[campaign.pk, name]), here == name, None)
        )
    return {
        "campaign": campaign,
        "tabs": tabs,
        "may_see_sites": sees_sites,
        "tone": TONES[Campaign.State(campaign.state)],
        "may_change": may_change(request.actor, campaign),
        "may_run": request.actor.can("change", "campaign", campaign.unit),
    }
