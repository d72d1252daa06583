"""From the dispatch to the first day: a team is really sent, finds its tasks, and writes."""

from datetime import date
from decimal import Decimal

from dundian.campaign.models import Campaign, Site
from dundian.campaign.queries import indicators_for
from dundian.fieldwork import actions
from dundian.fieldwork.factories import Posting, indicator, person_of, task_set
from dundian.fieldwork.models import Task
from dundian.fieldwork.queries import my_sites
from dundian.org.access import actor_of
from dundian.org.cast import Cast
from dundian.planning.actions import MemberLine, dispatch_teams, form_team


def test_a_dispatched_team_finds_its_tasks_and_writes(cast: Cast) -> None:
    city, unit = cast.ground.city, cast.ground.neighbour
    campaign = Campaign.objects.create(
        unit=city,
        year=2024,
        name="盐都市2024年蹲点行动",
        starts_on=date(2024, 4, 1),
        ends_on=date(2024, 7, 31),
        state=Campaign.State.ACTIVE,
    )
    talks = indicator(city, "talks", "访谈干部职工", "人次")
    site = Site.objects.create(campaign=campaign, unit=unit, kind=unit.kind, county=cast.ground.county)
    leader, member = person_of(cast.leader), person_of(cast.office_county)
    members = [MemberLine(leader, leads=True), MemberLine(member)]
    team = form_team(campaign=campaign, name="第一组", members=members, site=site, actor=cast.office_city)
    posting = Posting(campaign, site, team, None, talks, talks)
    task_set(posting)
    dispatch_teams(
        teams=[team], starts_on=date(2024, 4, 1), ends_on=date(2024, 7, 31), actor=cast.office_city
    )
    assert list(Task.objects.filter(site=site).values_list("name", "owner__name").order_by("due_on")) == [
        ("访谈职工", "李包片"),
        ("建立长效机制", "李包片"),
    ]
    cadre = actor_of(member.user)
    assert my_sites(cadre) == [site]
    assert talks in indicators_for(unit)
    site = Site.objects.select_related("unit").get(pk=site.pk)
    actions.write_log(
        site=site,
        on=date(2024, 4, 2),
        activities=["visit"],
        text="摸底走访",
        figures={talks: Decimal(100)},
        actor=cadre,
    )
    assert Task.objects.get(site=site, indicator=talks).state == Task.State.DONE
