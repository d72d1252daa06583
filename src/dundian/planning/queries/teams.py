"""Teams as a list and one by one, and sites that still wait for one."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from dundian.campaign.models import Campaign, Site
from dundian.org.access import Actor
from dundian.org.models import Person
from dundian.planning.models import Team, TeamMember, TeamQuerySet

LINE = (
    "name",
    "state",
    "campaign__name",
    "site__unit__name",
    "site__county__name",
    "site__county__short_name",
    "dispatch__starts_on",
    "dispatch__ends_on",
)


def lines_of(rows: TeamQuerySet, conditions: dict[str, Any]) -> TeamQuerySet:
    """Rows that meet the conditions, for a long list of `LINE` with the members' names."""
    named = TeamMember.objects.select_related("person").only("team", "leads", "person__name")
    return _meeting(rows, conditions).prefetch_related(Prefetch("members", named))


def teams_of(rows: TeamQuerySet, conditions: dict[str, Any]) -> TeamQuerySet:
    """Rows that meet the conditions of `forms.TeamFilter`, with all that a page or a paper tells of them."""
    members = Prefetch("members", TeamMember.objects.select_related("person__home_unit"))
    rows = _meeting(rows, conditions).prefetch_related(members)
    return rows.select_related("campaign", "site__unit", "site__county", "dispatch")


def _meeting(rows: TeamQuerySet, conditions: dict[str, Any]) -> TeamQuerySet:
    for name, lookup in {"campaign": "campaign", "state": "state", "kind": "site__kind"}.items():
        if conditions.get(name):
            rows = rows.filter(**{lookup: conditions[name]})
    if county := conditions.get("county"):
        rows = rows.filter(site__unit__path__within=county.path)
    if text := conditions.get("q"):
        sent = TeamMember.objects.filter(person__name__icontains=text)
        rows = rows.filter(
            Q(name__icontains=text) | Q(site__unit__name__icontains=text) | Q(pk__in=sent.values("team"))
        )
    return rows


def team_in_full(actor: Actor, pk: Any) -> Team | None:
    """One team in sight with everything its page shows."""
    found = teams_of(Team.objects.visible_to(actor), {}).select_related("campaign__unit", "dispatch__notice")
    return found.filter(pk=pk).first()


def sites_without_team(campaign: Campaign) -> QuerySet[Site]:
    """Chosen sites that no team stands for, by county in administrative order."""
    waiting = Site.objects.filter(campaign=campaign, team=None, state=Site.State.CHOSEN)
    return waiting.select_related("unit", "county", "campaign__unit").order_by(
        "county__place", "county_id", "kind", "id"
    )


@dataclass(frozen=True)
class Figures:
    """What a campaign's planning comes to in numbers."""

    sites: int
    waiting: int
    teams: int
    dispatched: int
    ended: int
    cadres: int


def figures_of(campaign: Campaign) -> Figures:
    """Three counts in three queries."""
    sites = Site.objects.filter(campaign=campaign).exclude(state=Site.State.CLOSED)
    of_sites = sites.aggregate(all=Count("pk"), waiting=Count("pk", filter=Q(team=None)))
    of_teams = Team.objects.filter(campaign=campaign).aggregate(
        all=Count("pk"),
        dispatched=Count("pk", filter=Q(state=Team.State.DISPATCHED)),
        ended=Count("pk", filter=Q(state=Team.State.ENDED)),
    )
    cadres = Person.objects.filter(team_places__team__campaign=campaign).distinct().count()
    return Figures(
        of_sites["all"],
        of_sites["waiting"],
        of_teams["all"],
        of_teams["dispatched"],
        of_teams["ended"],
        cadres,
    )


def members_without_sign_in(teams: Iterable[Team]) -> list[TeamMember]:
    """Members of `teams` (prefetched by `teams_of`) whom no appointment can reach, because they have no sign-in."""
    return [m for team in teams for m in team.members.all() if m.person.user_id is None]


def other_places(team: Team) -> list[TeamMember]:
    """Who was in the team, is yet to come, or only stands in: everybody but those who serve today."""
    serving = TeamMember.objects.filter(team=team)
    rows = TeamMember.ever.filter(team=team).exclude(pk__in=serving.values("pk"))
    return list(
        rows.select_related("person__home_unit", "stands_for__person").order_by("since", "until", "id")
    )
