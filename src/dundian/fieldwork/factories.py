"""A posting for tests: a campaign with a team at the cast's site, made straight in the database."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from dundian.campaign.models import Campaign, Indicator, Site, TaskSet, TaskSetItem
from dundian.fieldwork.models import Report, Task, WorkLog
from dundian.org.access import Actor
from dundian.org.cast import Cast
from dundian.org.models import Person, Unit
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
    TeamMember.objects.create(team=team, person=person_of(cast.team_leader), leads=True)
    TeamMember.objects.create(team=team, person=person_of(cast.cadre))
    dispatch = Dispatch.objects.create(team=team, starts_on=START, ends_on=END)
    return Posting(
        campaign,
        site,
        team,
        dispatch,
        indicator(city, "talks", "访谈干部职工", "人次"),
        indicator(city, "members", "发展新会员", "人"),
    )


def person_of(actor: Actor) -> Person:
    """The person behind a member of the cast."""
    return Person.objects.get(user=actor.user)


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


def make_task(site: Site, **fields: Any) -> Task:
    """A task of the site, due at the end of June."""
    values: dict[str, Any] = {"name": "走访职工", "due_on": date(2024, 6, 30), **fields}
    return Task.objects.create(campaign_id=site.campaign_id, site=site, unit=site.unit, **values)


def make_log(site: Site, author: Person, **fields: Any) -> WorkLog:
    """A log of the site's team, without figures."""
    values: dict[str, Any] = {
        "on": date(2024, 6, 3),
        "activities": ["visit"],
        "text": "走访站点，听取骑手意见",
        **fields,
    }
    return WorkLog.objects.create(
        campaign_id=site.campaign_id, site=site, unit=site.unit, team=site.team, author=author, **values
    )


def make_report(site: Site, **fields: Any) -> Report:
    """The team's weekly report of early June, a draft."""
    values: dict[str, Any] = {
        "kind": Report.Kind.WEEKLY,
        "starts_on": date(2024, 6, 3),
        "ends_on": date(2024, 6, 9),
        "due_on": date(2024, 6, 10),
        "body": "走访骑手，宣讲政策。",
        "desk": site.campaign.unit,
        **fields,
    }
    return Report.objects.create(
        campaign_id=site.campaign_id, site=site, unit=site.unit, team=site.team, **values
    )
