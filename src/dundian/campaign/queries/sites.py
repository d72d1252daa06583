"""Sites: lists, one site, the area a union belongs to."""

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import BigIntegerField, Case, Prefetch, Q, QuerySet, When

from dundian.campaign.models import Initiative, Site, SiteQuerySet
from dundian.campaign.queries.fill import family
from dundian.kernel.columns import Each
from dundian.org.access import Actor
from dundian.org.models import Unit, UnitKind, UnitQuerySet

Rows = TypeVar("Rows", bound="QuerySet[Any]")


def area_of(unit: Unit) -> Unit | None:
    """The county (else the prefecture) at or above a unit: for coverage by area."""
    above = Unit.objects.filter(path__above=unit.path, kind__in=[UnitKind.COUNTY, UnitKind.PREFECTURE])
    return above.order_by("-path").first()


def sites_for(actor: Actor, conditions: dict[str, Any]) -> SiteQuerySet:
    """Visible sites by `kind`, `state`, `initiative`, `year`, `text` (name or reason), area and campaign.

    `county` is an area with everything beneath; `campaign` counts those deployed from it, unless `own` is true.
    """
    rows = Site.objects.visible_to(actor).select_related("unit", "county", "campaign__unit")
    if campaign := conditions.get("campaign"):
        rows = (
            rows.filter(campaign=campaign)
            if conditions.get("own")
            else rows.filter(campaign__in=family(campaign))
        )
    if area := conditions.get("county"):
        rows = rows.filter(unit__path__within=area.path)
    for name in ("kind", "state"):
        if conditions.get(name):
            rows = rows.filter(**{name: conditions[name]})
    if year := conditions.get("year"):
        rows = rows.filter(campaign__year=year)
    if initiative := conditions.get("initiative"):
        rows = rows.filter(pk__in=counting_towards(initiative).values("pk"))
    if text := conditions.get("text"):
        named = Q(unit__name__icontains=text) | Q(unit__short_name__icontains=text)
        rows = rows.filter(named | Q(reason__icontains=text))
    return rows.prefetch_related("initiatives")


def with_aims(sites: SiteQuerySet) -> SiteQuerySet:
    """`sites` as a list shows them: with the names of their initiatives, as `aims`."""
    named = Prefetch("initiatives", Initiative.objects.only("name"), to_attr="aims")
    return sites.prefetch_related(None).prefetch_related(named)


def counting_towards(initiative: Initiative) -> SiteQuerySet:
    """Sites of an initiative and of its copies in the campaigns deployed, three levels in all."""
    copies = Q(initiatives__origin=initiative) | Q(initiatives__origin__origin=initiative)
    return Site.objects.filter(Q(initiatives=initiative) | copies)


def at_sites_of(rows: Rows, conditions: Mapping[str, Any], site: str = "site") -> Rows:
    """`rows` about sites (at the end of `site`) by what the sites are: kind of union, initiative, year of campaign."""
    if union := conditions.get("union"):
        rows = rows.filter(**{f"{site}__kind": union})
    if initiative := conditions.get("initiative"):
        rows = rows.filter(**{f"{site}__in": counting_towards(initiative).values("pk")})
    if year := conditions.get("year"):
        rows = rows.filter(**{f"{site}__campaign__year": year})
    return rows


def site(actor: Actor, pk: UUID) -> Site | None:
    """One site in sight."""
    rows = Site.objects.visible_to(actor).select_related("unit__parent", "county", "campaign__unit")
    return rows.prefetch_related("initiatives").filter(pk=pk).first()


def areas_with_sites(actor: Actor, also: str = "") -> UnitQuerySet:
    """Areas to filter by: counties with sites and the prefectures over them, in administrative order; `also` is the id
    of one in sight that was asked for, whatever stands there."""
    over = Case(When(county__parent__kind=UnitKind.PREFECTURE, then="county__parent"))
    used = (
        Site.objects.visible_to(actor)
        .order_by()
        .values_list(Each("county", over, output_field=BigIntegerField()))
    )
    offered = Q(pk__among=used.distinct())
    if _is_id(also):
        offered |= Q(pk__among=Unit.objects.visible_to(actor).filter(id=int(also)).order_by().values("id"))
    return Unit.objects.filter(offered).order_by("path")


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
