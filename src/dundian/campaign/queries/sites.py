"""Sites: lists, one site, the area a union belongs to."""

from typing import Any
from uuid import UUID

from django.db.models import Q

from dundian.campaign.models import Site, SiteQuerySet
from dundian.org.access import Actor
from dundian.org.models import Unit, UnitKind, UnitQuerySet


def area_of(unit: Unit) -> Unit | None:
    """The county (else the prefecture) at or above a unit: for coverage by area."""
    above = Unit.objects.filter(path__above=unit.path, kind__in=[UnitKind.COUNTY, UnitKind.PREFECTURE])
    return above.order_by("-path").first()


def sites_for(actor: Actor, conditions: dict[str, Any]) -> SiteQuerySet:
    """Visible sites by `campaign`, `county`, `kind`, `initiative`, `state` and `text` (name or reason)."""
    rows = Site.objects.visible_to(actor).select_related("unit", "county", "campaign__unit")
    for name in ("campaign", "county", "kind", "state"):
        if conditions.get(name):
            rows = rows.filter(**{name: conditions[name]})
    if initiative := conditions.get("initiative"):
        linked = Site.objects.filter(Q(initiatives=initiative) | Q(initiatives__origin=initiative))
        rows = rows.filter(pk__in=linked.values("pk"))
    if text := conditions.get("text"):
        rows = rows.filter(
            Q(unit__name__icontains=text) | Q(unit__short_name__icontains=text) | Q(reason__icontains=text)
        )
    return rows.prefetch_related("initiatives")


def site(actor: Actor, pk: UUID) -> Site | None:
    """One site in sight."""
    rows = Site.objects.visible_to(actor).select_related("unit__parent", "county", "campaign__unit")
    return rows.prefetch_related("initiatives").filter(pk=pk).first()


def areas_with_sites(actor: Actor) -> UnitQuerySet:
    """Areas to filter by, in administrative order."""
    used = Site.objects.visible_to(actor).values("county")
    return Unit.objects.filter(id__in=used).order_by("parent__place", "parent_id", "place", "id")
