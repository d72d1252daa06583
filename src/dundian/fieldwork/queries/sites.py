"""Sites as this room needs them: those one writes logs for, and those offered in a filter."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from dundian.campaign.models import Site
from dundian.kernel import clock
from dundian.org.access import Actor
from dundian.ui.forms import first_named

MOST_OFFERED = 300


def my_sites(actor: Actor, verb: str = "add", noun: str = "log") -> list[Site]:
    """Sites with a team where the person has this right; those with the team there today first, then the newest."""
    today = clock.today()
    found = Site.objects.filter(unit__in=actor.units(verb, noun), team__dispatch__isnull=False)
    sites = list(
        found.select_related("unit", "campaign", "team__dispatch").order_by(
            "-team__dispatch__starts_on", "id"
        )[:50]
    )

    def away(site: Site) -> bool:
        dispatch = site.team.dispatch
        return not dispatch.starts_on <= today <= dispatch.ends_on

    return sorted(sites, key=away)


def site_of_day(actor: Actor) -> Site | None:
    """The site a log written now is for."""
    return next(iter(my_sites(actor)), None)


def sites_seen(actor: Actor, noun: str) -> QuerySet[Site]:
    """Sites whose `noun` the person may view, with their unions, in administrative order."""
    rows = Site.objects.filter(actor.in_scope("view", noun))
    return rows.select_related("unit").order_by("county__place", "unit__place", "unit__name", "id")


def offered(
    rows: QuerySet[Any], chosen: str, names: Sequence[str] = ("name",), *, wide: bool = False
) -> list[tuple[str, str]]:
    """Choices of a filter: all of `rows` when they are few, else only the one chosen already. At most two queries.

    Each is called by the first of the columns `names` that is not empty.
    In a `wide` scope they are likely too many: then that is found out first, without sorting and reading them.
    """
    named = rows.select_related(None).values_list("pk", *names)
    if wide and rows.order_by()[MOST_OFFERED : MOST_OFFERED + 1].exists():
        many, found = True, []
    else:
        found = list(named[: MOST_OFFERED + 1])
        many = len(found) > MOST_OFFERED
    if many:
        try:
            found = list(named.filter(pk=chosen)) if chosen else []
        except (ValueError, TypeError, ValidationError):
            found = []
    return [(str(key), first_named(*words)) for key, *words in found]
