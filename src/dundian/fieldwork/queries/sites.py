"""Sites as this room needs them: those one writes logs for, and those offered in a filter."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet

from dundian.campaign.models import Site
from dundian.kernel import clock
from dundian.org.access import Actor

MOST_OFFERED = 300
M = TypeVar("M", bound=Model)


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
    rows = Site.objects.filter(unit__in=actor.units("view", noun))
    return rows.select_related("unit").order_by("county__place", "unit__place", "unit__name", "id")


def offered(
    rows: QuerySet[M], chosen: str, label: Callable[[Any], str] = str, *, wide: bool = False
) -> list[tuple[str, str]]:
    """Choices of a filter: all of `rows` when they are few, else only the one chosen already. At most two queries.

    In a `wide` scope they are likely too many: then that is found out first, without sorting and reading them.
    """
    if wide and rows.order_by()[MOST_OFFERED : MOST_OFFERED + 1].exists():
        many, found = True, []
    else:
        found = list(rows[: MOST_OFFERED + 1])
        many = len(found) > MOST_OFFERED
    if many:
        try:
            found = list(rows.filter(pk=chosen)) if chosen else []
        except (ValueError, TypeError, ValidationError):
            found = []
    return [(str(row.pk), label(row)) for row in found]
