"""Who stands on the inspected side of which sites, and why."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from dundian.campaign.models import AreaCharge, Site
from dundian.campaign.queries import family
from dundian.org.access import FIELD
from dundian.org.models import Appointment, Person, Role, Unit
from dundian.planning.models import TeamMember

BENEATH = (Role.OFFICE, Role.LEADER, Role.HOST, *FIELD)


def _covers(path: str, sites: Collection[str]) -> bool:
    """Whether a unit with `path` stands at or over one of the sites, or within one."""
    return any(s == path or s.startswith(f"{path}.") or path.startswith(f"{s}.") for s in sites)


def inspected_side(people: Iterable[Person], sites: Iterable[Site], top: Unit) -> dict[UUID, list[str]]:
    """Reasons in words by person, for those who stand on the side of one of `sites`; `top` is who draws."""
    told = {person.pk: person for person in people}
    rows = list(sites)
    paths = {site.unit.path for site in rows}
    found: dict[UUID, list[str]] = defaultdict(list)
    _homes(told, paths, top, found)
    _teams(told, rows, found)
    _charges(told, rows, paths, found)
    _posts(told, paths, top, found)
    return dict(found)


def _homes(told: dict[UUID, Person], paths: set[str], top: Unit, found: dict[UUID, list[str]]) -> None:
    for person in told.values():
        home = person.home_unit
        if home and home.path.startswith(f"{top.path}.") and _covers(home.path, paths):
            found[person.pk].append(_("belongs to %(unit)s") % {"unit": home})


def _teams(told: dict[UUID, Person], sites: list[Site], found: dict[UUID, list[str]]) -> None:
    rows = TeamMember.ever.filter(person__in=told, team__site__in=sites).select_related("team")
    for member in rows.order_by("team__name"):
        found[member.person_id].append(_("is or was in %(team)s") % {"team": member.team})


def _charges(
    told: dict[UUID, Person], sites: list[Site], paths: set[str], found: dict[UUID, list[str]]
) -> None:
    campaigns = {site.campaign_id for site in sites}
    rows = AreaCharge.objects.filter(person__in=told, campaign__in=campaigns).select_related("unit")
    for charge in rows.order_by("unit__place"):
        if _covers(charge.unit.path, paths):
            found[charge.person_id].append(_("is in charge of %(unit)s") % {"unit": charge.unit})


def _posts(told: dict[UUID, Person], paths: set[str], top: Unit, found: dict[UUID, list[str]]) -> None:
    users = {person.user_id: person.pk for person in told.values() if person.user_id}
    rows = Appointment.objects.active().filter(user__in=users, role__in=BENEATH).select_related("unit")
    for post in rows:
        if post.unit.path.startswith(f"{top.path}.") and _covers(post.unit.path, paths):
            found[users[post.user_id]].append(_("serves at %(unit)s") % {"unit": post.unit})


def population_of(campaign: object, purpose: str) -> list[Site]:
    """Sites that a draw can hold: with a team on site; for a look-back also those where it has ended."""
    states = [Site.State.ACTIVE] if purpose == "inspection" else [Site.State.ACTIVE, Site.State.CLOSED]
    rows = Site.objects.filter(campaign__in=family(campaign), state__in=states)  # type: ignore[arg-type]
    return list(
        rows.select_related("unit", "county", "campaign").order_by(
            "county__place", "county__path", "unit__name", "id"
        )
    )


def stratum_of(site: Site, by_county: bool, by_kind: bool) -> str:
    parts = [str(site.county)] if by_county else []
    parts += [str(site.get_kind_display())] if by_kind else []
    return " · ".join(parts) or "—"
