"""What stands between the teams of a campaign and their dispatch, in words."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dundian.accounts.models import User
from dundian.campaign.models import Campaign, Site
from dundian.planning.models import Team, TeamMember


class ConflictKind(models.TextChoices):
    """In the order in which they are shown."""

    PERSON_TWICE = "person_twice", gettext_lazy("Person in two teams")
    ELSEWHERE = "elsewhere", gettext_lazy("Sent by another campaign at the same time")
    HOST_MEMBER = "host_member", gettext_lazy("Member of the host union itself")
    LEFT = "left", gettext_lazy("No longer in service")
    NO_MEMBERS = "no_members", gettext_lazy("Team without members")
    NO_LEADER = "no_leader", gettext_lazy("Team without a leader")
    TEAM_WITHOUT_SITE = "team_without_site", gettext_lazy("Team without a site")
    SITE_WITHOUT_TEAM = "site_without_team", gettext_lazy("Site without a team")
    SENDER = "sender", gettext_lazy("The sender is a member")


@dataclass(frozen=True)
class Conflict:
    """One thing to mend: `text` says it in a sentence, `url` is where it is mended."""

    kind: ConflictKind
    text: str
    url: str
    team_ids: tuple[UUID, ...] = ()
    campaign_id: UUID | None = None


Period = tuple[date, date]


def conflicts(campaign: Campaign, period: Period | None = None) -> list[Conflict]:
    """Every conflict of the campaign; teams not yet sent are judged for `period` (default: the campaign's)."""
    return conflicts_of([campaign], period)


def conflicts_of(campaigns: Sequence[Campaign], period: Period | None = None) -> list[Conflict]:
    """As `conflicts`, for several campaigns, in five queries however many teams there are."""
    teams = list(
        Team.objects.filter(campaign__in=campaigns)
        .standing()
        .select_related("campaign", "site__unit", "dispatch")
        .prefetch_related(models.Prefetch("members", TeamMember.objects.select_related("person__home_unit")))
        .order_by("campaign", "name", "id")
    )
    periods = {t.pk: period_of(t, period) for t in teams}
    found = [*_of_people(teams, periods), *_of_each(teams), *_of_sites(campaigns)]
    order = {kind: place for place, kind in enumerate(ConflictKind)}
    return sorted(found, key=lambda c: order[c.kind])


def of_sender(teams: Iterable[Team], user: User) -> list[Conflict]:
    """Nobody gives themselves rights: a team (members loaded) that the sender is in has to be sent by another."""
    text = _("You are a member of %(team)s yourself; another officer has to send it.")
    return [
        Conflict(ConflictKind.SENDER, text % {"team": team}, _mend(team), (team.pk,), team.campaign_id)
        for team in teams
        if any(m.person.user_id == user.pk for m in team.members.all())
    ]


def period_of(team: Team, period: Period | None = None) -> Period:
    """When the team is out: its dispatch's dates, else `period`, else the campaign's."""
    dispatch = getattr(team, "dispatch", None)
    if dispatch is not None:
        return dispatch.starts_on, dispatch.ends_on
    return period or (team.campaign.starts_on, team.campaign.ends_on)


def meet(one: Period, other: Period) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def unready(found: Iterable[Conflict]) -> dict[UUID, list[Conflict]]:
    """Conflicts by the team they hold back."""
    by_team: dict[UUID, list[Conflict]] = defaultdict(list)
    for conflict in found:
        for team_id in conflict.team_ids:
            by_team[team_id].append(conflict)
    return dict(by_team)


def _mend(team: Team) -> str:
    return reverse("planning:team_edit", args=[team.pk])


def _of_people(teams: Sequence[Team], periods: dict[UUID, Period]) -> Iterator[Conflict]:
    places: dict[UUID, list[tuple[Team, TeamMember]]] = defaultdict(list)
    for team in teams:
        for member in team.members.all():
            places[member.person_id].append((team, member))
    elsewhere: dict[UUID, list[TeamMember]] = defaultdict(list)
    sent = TeamMember.ever.lasting().filter(person__in=places.keys(), team__state=Team.State.DISPATCHED)
    for member in sent.exclude(team__in=teams).select_related("team__campaign", "team__dispatch"):
        elsewhere[member.person_id].append(member)
    for person_id, held in places.items():
        yield from _twice(held, periods)
        for team, member in held:
            for place in elsewhere[person_id]:
                other = place.team
                if meet(member.within(periods[team.pk]), place.within(period_of(other))):
                    text = _(
                        "%(person)s of %(team)s is already sent with %(other)s (%(campaign)s) at that time."
                    )
                    words = {
                        "person": member.person,
                        "team": team,
                        "other": other,
                        "campaign": other.campaign,
                    }
                    yield Conflict(
                        ConflictKind.ELSEWHERE, text % words, _mend(team), (team.pk,), team.campaign_id
                    )


def _twice(held: list[tuple[Team, TeamMember]], periods: dict[UUID, Period]) -> Iterator[Conflict]:
    days = {team.pk: member.within(periods[team.pk]) for team, member in held}
    together = [
        team
        for team, _member in held
        if any(team is not other and meet(days[team.pk], days[other.pk]) for other, _place in held)
    ]
    if not together:
        return
    words = {"person": held[0][1].person, "teams": "、".join(str(t) for t in together)}
    text = _("%(person)s stands in more than one team: %(teams)s.") % words
    drafts = [t for t in together if t.state == Team.State.DRAFT] or together
    ids = tuple(t.pk for t in together)
    yield Conflict(ConflictKind.PERSON_TWICE, text, _mend(drafts[-1]), ids, drafts[-1].campaign_id)


def _of_each(teams: Sequence[Team]) -> Iterator[Conflict]:
    for team in teams:
        members = list(team.members.all())

        def found(kind: ConflictKind, text: str, team: Team = team, **words: object) -> Conflict:
            return Conflict(kind, text % {"team": team, **words}, _mend(team), (team.pk,), team.campaign_id)

        if team.site is None:
            yield found(ConflictKind.TEAM_WITHOUT_SITE, _("%(team)s has no site yet."))
        if not members:
            yield found(ConflictKind.NO_MEMBERS, _("%(team)s has no members yet."))
        elif not any(m.leads for m in members):
            yield found(ConflictKind.NO_LEADER, _("%(team)s has no leader."))
        for member in members:
            person = member.person
            if person.left_on is not None:
                yield found(
                    ConflictKind.LEFT, _("%(person)s of %(team)s is no longer in service."), person=person
                )
            if team.site and person.home_unit.is_within(team.site.unit.path):
                text = _("%(person)s of %(team)s belongs to %(site)s itself, where the team is to go.")
                yield found(ConflictKind.HOST_MEMBER, text, person=person, site=team.site)


def _of_sites(campaigns: Sequence[Campaign]) -> Iterator[Conflict]:
    sites = Site.objects.filter(campaign__in=campaigns, team=None, state=Site.State.CHOSEN).select_related(
        "unit"
    )
    for site in sites.order_by("county__place", "id"):
        url = reverse("planning:team_add", args=[site.campaign_id]) + f"?site={site.pk}"
        text = _("%(site)s has no team yet.") % {"site": site}
        yield Conflict(ConflictKind.SITE_WITHOUT_TEAM, text, url, (), site.campaign_id)
