"""Coverage down to the last grassroots union: which a site has reached, which not, how many workers that is."""

from typing import Any

from django.db.models import Exists, OuterRef, Subquery

from dundian.campaign.models import Campaign, Site
from dundian.campaign.queries import family
from dundian.kernel.around import asked_around
from dundian.org.access import Actor
from dundian.org.models import GRASSROOTS, Unit, UnitQuerySet
from dundian.planning.models import Candidate

ORDER = ["place", "id"]
REACHED, UNREACHED = "yes", "no"


def unions_for(actor: Actor, conditions: dict[str, Any]) -> UnitQuerySet:
    """Grassroots unions in sight by area (a unit), campaign (those beneath its federation), kind, `reached` and text.

    `workers` are those of the newest survey that counted them. A union is reached by a site of the campaign and of
    those deployed from it, of the campaigns of the `year`, or by any site ever.
    """
    units = Unit.objects.filter(id__in=actor.units("view", "figure"), kind__in=GRASSROOTS, closed_on=None)
    campaign, year = conditions.get("campaign"), conditions.get("year")
    if campaign:
        units = units.filter(path__within=_federation(campaign).path)
    if area := conditions.get("area"):
        units = units.filter(path__within=area.path)
    if union := conditions.get("union"):
        units = units.filter(kind=union)
    if text := conditions.get("text"):
        units = units.filter(name__icontains=text)
    sites = Site.objects.filter(unit=OuterRef("pk"))
    sites = sites.filter(campaign__in=family(campaign)) if campaign else sites
    sites = sites.filter(campaign__year=year) if year else sites
    if conditions.get("reached") == REACHED:
        units = units.filter(Exists(sites))
    elif conditions.get("reached") == UNREACHED:
        units = units.filter(~Exists(sites))
    counted = Candidate.objects.filter(unit=OuterRef("pk"), workers__isnull=False)
    newest = counted.order_by("-created_at", "-id").values("workers")[:1]
    units = units.annotate(workers=Subquery(newest), is_reached=Exists(sites))
    return units.select_related("parent")


def workers_of(unions: UnitQuerySet) -> int:
    """The sum of `workers` over unions of `unions_for`, asked from the surveys: they are fewer than the unions."""
    counted = Candidate.objects.filter(unit__in=unions.order_by().values("id"), workers__isnull=False)
    newest = counted.order_by("unit", "-created_at", "-id").distinct("unit").values_list("workers")
    found = asked_around(newest, "SELECT coalesce(sum(workers), 0) FROM ({rows}) AS newest(workers)")
    return int(found[0][0]) if found else 0


def _federation(campaign: Campaign) -> Unit:
    return campaign.unit
