"""Campaigns: lists, relations, what a draft still lacks."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from dundian.campaign.models import Campaign, CampaignQuerySet, GroupMember, Initiative, Site, ids_over
from dundian.org.access import Actor
from dundian.org.models import FEDERATIONS, Unit, UnitQuerySet


def campaigns_for(actor: Actor, conditions: dict[str, Any]) -> CampaignQuerySet:
    """Visible campaigns by `year`, `state`, `level` (kind of federation) and `text`, with the number of their sites."""
    rows = Campaign.objects.visible_to(actor).select_related("unit", "parent__unit")
    if conditions.get("year"):
        rows = rows.filter(year=conditions["year"])
    if conditions.get("state"):
        rows = rows.filter(state=conditions["state"])
    if conditions.get("level"):
        rows = rows.filter(unit__kind=conditions["level"])
    if text := conditions.get("text"):
        rows = rows.filter(Q(name__icontains=text) | Q(unit__name__icontains=text))
    return rows


def campaign(actor: Actor, pk: UUID) -> Campaign | None:
    """One campaign in sight, with what every page about it shows."""
    rows = Campaign.objects.visible_to(actor).select_related("unit", "parent__unit")
    return rows.filter(pk=pk).first()


def children_of(campaign: Campaign) -> QuerySet[Campaign]:
    """Campaigns deployed from this one, in administrative order, with `site_count`."""
    rows = campaign.children.select_related("unit").annotate(site_count=Count("sites"))
    return rows.order_by("unit__place", "unit_id", "id")


def site_counts(campaigns: Sequence[Campaign]) -> dict[UUID, int]:
    """Number of sites by campaign id."""
    counted = Site.objects.filter(campaign__in=[c.pk for c in campaigns]).order_by().values_list("campaign")
    return dict(counted.annotate(n=Count("pk")))


def initiatives_with_sites(campaign: Campaign) -> QuerySet[Initiative]:
    """Initiatives with `site_count`: sites of the campaign and, through their copies, of those deployed from it."""
    of_each = ("sites", "copies__sites", "copies__copies__sites")
    own, below, lowest = (Count(sites, distinct=True) for sites in of_each)
    return campaign.initiatives.annotate(site_count=own + below + lowest)


def deployable_units(campaign: Campaign) -> UnitQuerySet:
    """Federations directly beneath that have not been given this campaign yet."""
    given = campaign.children.values("unit")
    units = Unit.objects.open().filter(parent=campaign.unit, kind__in=FEDERATIONS).exclude(id__in=given)
    return units.order_by("place", "id")


def parents_for(actor: Actor, unit: Unit | None) -> CampaignQuerySet:
    """Running campaigns of federations above `unit`, or above any unit at which this person may make campaigns."""
    paths = [unit.path] if unit else actor.paths("add", "campaign")
    above = ids_over(path.rpartition(".")[0] for path in paths)
    rows = Campaign.objects.visible_to(actor).filter(unit__in=above, state=Campaign.State.ACTIVE)
    return rows.select_related("unit").order_by("-year", "unit__path", "-id")


def missing_for_start(campaign: Campaign) -> list[str]:
    """What a campaign usually has when it starts and this one lacks, in words."""
    found = []
    if not campaign.stages.exists():
        found.append(_("No stages with dates have been set."))
    if not campaign.quotas.exists():
        found.append(_("No quota says how many sites of each kind are wanted."))
    if not campaign.task_sets.exists():
        found.append(_("No task set has been adopted; the sites would get no tasks."))
    if not campaign.group.filter(seat=GroupMember.Seat.HEAD).exists():
        found.append(_("The leading group has no head."))
    if not campaign.charges.exists():
        found.append(_("No leader is in charge of any area."))
    if not campaign.aims:
        found.append(_("Aims and requirements are empty."))
    return found
