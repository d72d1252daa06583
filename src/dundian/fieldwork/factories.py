"""A posting for tests: a campaign with a team at the cast's site, made straight in the database."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import factory
from factory.django import DjangoModelFactory

from dundian.campaign.models import Campaign, Indicator, Site, TaskSet, TaskSetItem
from dundian.fieldwork.models import LogFigure, Report, Task, WorkLog
from dundian.org.cast import Cast
from dundian.org.models import Unit
from dundian.planning.models import Dispatch, Team, TeamMember

START, END = date(2024, 4, 1), date(2024, 7, 31)


@dataclass
class Posting:
    """A dispatched team at a site, with two indicators (talks, new members)."""

    campaign: Campaign
    site: Site
    team: Team
    dispatch: Dispatch
    talks: Indicator
    members: Indicator


def post(cast: Cast, unit: Unit | None = None, name: str = "第一蹲点工作组") -> Posting:
    """A campaign of the city with a team of the cast's team leader and cadre at `unit` (the cast's site)."""
    city, unit = cast.ground.city, unit or cast.ground.site
    campaign, _made = Campaign.objects.get_or_create(
        unit=city,
        year=2024,
        name="盐都市2024年蹲点行动",
        defaults={"starts_on": START, "ends_on": END, "state": Campaign.State.ACTIVE},
    )
    site = Site.objects.create(
        campaign=campaign, unit=unit, kind=unit.kind, county=cast.ground.county, state=Site.State.ACTIVE
    )
    team = Team.objects.create(campaign=campaign, site=site, name=name, state=Team.State.DISPATCHED)
    TeamMember.objects.create(team=team, person=cast.team_leader.person, leads=True)
    TeamMember.objects.create(team=team, person=cast.cadre.person)
    dispatch = Dispatch.objects.create(team=team, starts_on=START, ends_on=END)
    return Posting(
        campaign,
        site,
        team,
        dispatch,
        indicator(city, "talks", "访谈干部职工", "人次"),
        indicator(city, "members", "发展新会员", "人"),
    )


def indicator(unit: Unit, code: str, name: str, measure: str, decimals: int = 0) -> Indicator:
    defaults = {"name": name, "measure": measure, "decimals": decimals}
    return Indicator.objects.get_or_create(unit=unit, code=code, defaults=defaults)[0]


def task_set(posting: Posting) -> TaskSet:
    """A published task set in the campaign: a counted line, one by word, and an open line."""
    made = TaskSet.objects.create(
        unit=posting.campaign.unit, name="五个方面重点任务", year=2024, state=TaskSet.State.PUBLISHED
    )
    line = {"task_set": made}
    TaskSetItem.objects.create(
        **line, place=1, name="访谈职工", indicator=posting.talks, target=Decimal(100), due_after_days=30
    )
    TaskSetItem.objects.create(**line, place=2, name="建立长效机制")
    TaskSetItem.objects.create(**line, place=3, name="")
    posting.campaign.task_sets.add(made)
    return made


class TaskFactory(DjangoModelFactory[Task]):
    """A task of `posting`."""

    class Meta:
        model = Task

    campaign = factory.SelfAttribute("site.campaign")
    unit = factory.SelfAttribute("site.unit")
    name = factory.Sequence(lambda n: f"第{n}项任务")
    due_on = date(2024, 6, 30)


class WorkLogFactory(DjangoModelFactory[WorkLog]):
    class Meta:
        model = WorkLog

    campaign = factory.SelfAttribute("site.campaign")
    unit = factory.SelfAttribute("site.unit")
    team = factory.SelfAttribute("site.team")
    on = date(2024, 6, 3)
    activities = ["visit"]
    text = factory.Sequence(lambda n: f"走访第{n}个站点，听取骑手意见")


class FigureFactory(DjangoModelFactory[LogFigure]):
    class Meta:
        model = LogFigure


class ReportFactory(DjangoModelFactory[Report]):
    class Meta:
        model = Report

    campaign = factory.SelfAttribute("site.campaign")
    unit = factory.SelfAttribute("site.unit")
    team = factory.SelfAttribute("site.team")
    kind = Report.Kind.WEEKLY
    starts_on = date(2024, 6, 3)
    ends_on = date(2024, 6, 9)
    due_on = date(2024, 6, 10)
    body = "走访骑手，宣讲政策。"
