"""Coverage down to the last grassroots union: which a site has reached, which not, how many workers that is."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value

from dundian.campaign.models import Campaign, Site
from dundian.campaign.queries import family
from dundian.kernel.around import asked_around
from dundian.org.access import Actor
from dundian.org.models import GRASSROOTS, Unit, UnitQuerySet
from dundian.planning.models import Candidate

ORDER = ["place", "id"]
REACHED, UNREACHED = "yes", "no"
KEYS = ("unions", "unions_reached", "unions_unreached", "workers_unreached")
Told = dict[str, int]


def unions_for(actor: Actor, conditions: dict[str, Any]) -> UnitQuerySet:
    """Grassroots unions in sight by area (a unit), campaign (those beneath its federation), kind, `reached` and text.

    `workers` are those of the newest survey that counted them. A union is reached by a site of the campaign and of
    those deployed from it, of the campaigns of the `year`, or by any site ever.
    """
    units = _open_unions(actor.in_scope("view", "figure", at="pk"), conditions)
    sites = _sites(conditions).filter(unit=OuterRef("pk"))
    if conditions.get("reached") == REACHED:
        units = units.filter(Exists(sites))
    elif conditions.get("reached") == UNREACHED:
        units = units.filter(~Exists(sites))
    counted = Candidate.objects.filter(unit=OuterRef("pk"), workers__isnull=False)
    newest = counted.order_by("-created_at", "-id").values("workers")[:1]
    units = units.annotate(workers=Subquery(newest), is_reached=Exists(sites))
    return units.select_related("parent")


def _open_unions(there: Q, conditions: dict[str, Any]) -> UnitQuerySet:
    units = Unit.objects.filter(there, kind__in=GRASSROOTS, closed_on=None)
    if campaign := conditions.get("campaign"):
        units = units.filter(path__within=_federation(campaign).path)
    if area := conditions.get("area"):
        units = units.filter(path__within=area.path)
    if union := conditions.get("union"):
        units = units.filter(kind=union)
    if text := conditions.get("text"):
        units = units.filter(name__icontains=text)
    return units


def _sites(conditions: dict[str, Any]) -> QuerySet[Site]:
    sites = Site.objects.order_by()
    if campaign := conditions.get("campaign"):
        sites = sites.filter(campaign__in=family(campaign))
    if year := conditions.get("year"):
        sites = sites.filter(campaign__year=year)
    return sites


_AT_ONCE = """
SELECT u.part, count(*), count(s.unit), coalesce(sum(w.workers) FILTER (WHERE s.unit IS NULL), 0)
FROM ({units}) AS u(id, part)
LEFT JOIN (SELECT DISTINCT unit FROM ({sites}) AS every(unit)) AS s ON s.unit = u.id
LEFT JOIN ({newest}) AS w(unit, workers) ON w.unit = u.id GROUP BY 1
"""


def told_at_once(actor: Actor, conditions: dict[str, Any], part: Any = None) -> list[tuple[Any, Told]]:
    """Each figure of the list by key, along the expression `part` or in one: each table is read once, all unions and
    all sites, instead of asking for every union whether a site is there."""
    units = _open_unions(Q(id__in=actor.units("view", "figure")), conditions)
    sites, counted = _sites(conditions), Candidate.objects.filter(workers__isnull=False)
    if not actor.reaches_wide("view", "figure"):
        near = units.values("id")
        sites, counted = sites.filter(unit__in=near), counted.filter(unit__in=near)
    found = asked_around(
        _AT_ONCE,
        units=units.annotate(part=Value("") if part is None else part).values_list("id", "part"),
        sites=sites.values_list("unit"),
        newest=counted.order_by("unit", "-created_at", "-id").distinct("unit").values_list("unit", "workers"),
    )
    return [
        (value, dict(zip(KEYS, (every, reached, every - reached, int(workers)), strict=True)))
        for value, every, reached, workers in found
    ]


def _federation(campaign: Campaign) -> Unit:
    return campaign.unit
