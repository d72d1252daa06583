"""Teams and their conflicts."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dundian.campaign.factories import CampaignFactory, SiteFactory
from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.org.factories import PersonFactory
from dundian.planning import actions
from dundian.planning.actions import MemberLine, TeamLine
from dundian.planning.factories import DispatchFactory, TeamFactory, TeamMemberFactory
from dundian.planning.models import Team, TeamMember
from dundian.planning.queries import (
    ConflictKind,
    busy_people,
    conflicts,
    search_people,
    sites_without_team,
)
from dundian.planning.tests.conftest import Story


def kinds(story: Story) -> list[ConflictKind]:
    return [c.kind for c in conflicts(story.campaign)]


def test_a_complete_team_has_no_conflict(story: Story) -> None:
    team = story.team("第一组", 0, 1, site=story.site(0))
    assert [m.leads for m in team.members.all()] == [True, False]
    assert kinds(story) == []


def test_every_kind_of_conflict_is_caught_and_points_somewhere(story: Story) -> None:
    site = story.site(0)
    story.site(1)
    host = PersonFactory.create(name="东道主", home_unit=site.unit)
    gone = PersonFactory.create(name="离职者", home_unit=story.cast.ground.city, left_on=date(2024, 3, 1))
    story.team("第一组", 0, 1, site=site)
    story.team("第二组", 0)
    story.team("第三组")
    members = [MemberLine(host), MemberLine(gone)]
    first = Team.objects.get(name="第一组")
    actions.change_team(
        team=first, version=1, name="第一组", members=[*story.lines(0, 1), *members], site=site,
        actor=story.cast.office_city,
    )  # fmt: skip
    third = Team.objects.get(name="第三组")
    TeamMember.objects.create(team=third, person=story.people[3])
    other = DispatchFactory.create(team__campaign=CampaignFactory.create(name="省里的行动"))
    TeamMemberFactory.create(team=other.team, person=story.people[3], leads=True)
    TeamFactory.create(campaign=story.campaign, site=None, name="第四组")
    found = conflicts(story.campaign)
    assert {c.kind for c in found} == set(ConflictKind) - {ConflictKind.SENDER}
    assert all(c.url.startswith("/") and c.text for c in found)


def test_one_after_the_other_is_no_conflict(story: Story) -> None:
    other = DispatchFactory.create(
        team__campaign=CampaignFactory.create(), starts_on=date(2024, 1, 1), ends_on=date(2024, 3, 31)
    )
    TeamMemberFactory.create(team=other.team, person=story.people[0], leads=True)
    story.team("第一组", 0, site=story.site(0))
    assert kinds(story) == []
    assert ConflictKind.ELSEWHERE in [
        c.kind for c in conflicts(story.campaign, (date(2024, 3, 31), date(2024, 7, 31)))
    ]


def test_conflicts_cost_the_same_for_many(story: Story) -> None:
    counted = []
    for teams in (2, 12):
        for number in range(teams):
            team = TeamFactory.create(campaign=story.campaign, name=f"{teams}-{number}")
            TeamMemberFactory.create_batch(2, team=team)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            conflicts(story.campaign)
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 5


def test_team_rules(story: Story) -> None:
    site, actor = story.site(0), story.cast.office_city
    story.team("第一组", 0, site=site)
    with pytest.raises(Invalid) as fault:
        story.team("第一组", 1)
    assert "name" in fault.value.messages
    with pytest.raises(Invalid) as fault:
        story.team("第二组", 1, site=site)
    assert "site" in fault.value.messages
    with pytest.raises(Invalid) as fault:
        story.team("第二组", 1, 1)
    assert "members" in fault.value.messages
    two_leaders = [MemberLine(p, leads=True) for p in story.people[:2]]
    with pytest.raises(Invalid):
        actions.form_team(campaign=story.campaign, name="第三组", members=two_leaders, actor=actor)
    odd = [MemberLine(story.people[2], roles=["司令"])]
    with pytest.raises(Invalid, match="司令"):
        actions.form_team(campaign=story.campaign, name="第三组", members=odd, actor=actor)
    with pytest.raises(Invalid):
        actions.form_team(
            campaign=story.campaign,
            name="第三组",
            members=[],
            site=SiteFactory.create(campaign=CampaignFactory.create()),
            actor=actor,
        )
    with pytest.raises(Refused):
        actions.form_team(campaign=story.campaign, name="第三组", members=[], actor=story.cast.office_county)


def test_changing_keeps_places_and_swaps_the_leader(story: Story) -> None:
    team = story.team("第一组", 0, 1, site=story.site(0))
    kept = team.members.get(person=story.people[1]).pk
    actions.change_team(
        team=team,
        version=1,
        name="飞骑组",
        members=story.lines(1, 2),
        site=team.site,
        actor=story.cast.office_city,
    )
    members = TeamMember.objects.filter(team=team)
    assert [(m.person, m.leads) for m in members] == [(story.people[1], True), (story.people[2], False)]
    assert members.get(leads=True).pk == kept
    with pytest.raises(Conflict):
        actions.change_team(
            team=team, version=1, name="飞骑组", members=[], site=None, actor=story.cast.office_city
        )


def test_disbanding_frees_people_and_site(story: Story) -> None:
    team = story.team("第一组", 0, 1, site=story.site(0))
    actions.disband_team(team=team, actor=story.cast.office_city)
    assert busy_people(story.campaign) == {}
    assert sites_without_team(story.campaign).count() == 1


def test_several_at_once_all_or_none(story: Story) -> None:
    site = story.site(0)
    lines = [
        TeamLine("第一组", story.lines(0, 1), site),
        TeamLine("第一组", story.lines(2, 3), site),
    ]
    with pytest.raises(Invalid) as fault:
        actions.form_teams(campaign=story.campaign, lines=lines, actor=story.cast.office_city)
    assert set(fault.value.messages) == {"1.name"}
    assert not Team.objects.exists()


def test_search_shows_free_people_first_and_where_others_stand(story: Story) -> None:
    story.team("第一组", 0)
    found = search_people(story.cast.office_city, story.campaign, "驻点")
    assert [p.name for p in found][-1] == "驻点0"
    assert vars(found[-1])["places"] == ["第一组"]
    assert search_people(story.cast.office_city, story.campaign, "驻点0", without=[story.people[0].pk]) == []
