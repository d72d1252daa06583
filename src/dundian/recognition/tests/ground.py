"""A commendation of the cast's city, to be told to any stage: a scheme, a round, sites, nominations, judges."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from dundian.campaign.factories import CampaignFactory, IndicatorFactory, SiteFactory
from dundian.campaign.models import Campaign, Indicator, Site
from dundian.fieldwork.factories import make_log, make_task
from dundian.fieldwork.models import LogFigure
from dundian.kernel import clock
from dundian.org.access import Actor
from dundian.org.cast import Cast, make_actor
from dundian.org.factories import PersonFactory, UnitFactory
from dundian.org.models import Person, Role, UnitKind
from dundian.planning.factories import DispatchFactory, TeamFactory, TeamMemberFactory
from dundian.recognition import actions
from dundian.recognition.actions import CategoryLine, CriterionLine
from dundian.recognition.models import Nomination, Round, Scheme, Source

DAY = date(2024, 6, 14)


@dataclass
class Stage:
    """What the tests stand on; `judges` are three city people, `cadres` one a site."""

    cast: Cast
    campaign: Campaign
    indicator: Indicator
    sites: list[Site]
    cadres: list[Person]
    scheme: Scheme
    round: Round
    judges: list[Actor] = field(default_factory=list)


def make_scheme(cast: Cast, *, quota: int = 2, units: int = 2) -> Scheme:
    """Two categories; the results weigh 60, the host union's word 40."""
    criteria = [
        CriterionLine("实际成效", Source.RESULTS, 60),
        CriterionLine("驻点工会评价", Source.HOST_WORD, 40),
    ]
    scheme = actions.create_scheme(
        unit=cast.ground.city,
        name="表扬方案",
        year=2024,
        categories=[
            CategoryLine("先进单位", "unit", units, criteria=criteria),
            CategoryLine("先进个人", "person", quota, criteria=criteria),
        ],
        actor=cast.office_city,
    )
    return actions.publish_scheme(scheme=scheme, actor=cast.office_city)


def make_stage(cast: Cast, *, sites: int = 4) -> Stage:
    """A round in preparation over `sites` sites of the county, each with a cadre, a target and a logged result."""
    ground = cast.ground
    campaign = CampaignFactory(
        unit=ground.city, starts_on=clock.today() - timedelta(40), ends_on=clock.today() + timedelta(40)
    )
    indicator = IndicatorFactory(unit=ground.city, code="members", name="发展新会员", measure="人")
    made, cadres = [], []
    for number in range(sites):
        unit = (
            ground.site
            if number == 0
            else UnitFactory(parent=ground.county, kind=UnitKind.NON_PUBLIC, name=f"第{number}食品公司工会")
        )
        site = SiteFactory(campaign=campaign, unit=unit)
        home = UnitFactory(parent=ground.city, kind=UnitKind.DEPARTMENT, name=f"盐都市总工会第{number}部")
        person = PersonFactory(name=f"派干部{'甲乙丙丁戊己庚辛'[number]}", home_unit=home)
        team = TeamFactory(campaign=campaign, site=site)
        TeamMemberFactory(team=team, person=person)
        DispatchFactory(team=team, starts_on=campaign.starts_on, ends_on=campaign.ends_on)
        make_task(site, indicator=indicator, target=Decimal(30))
        log = make_log(site, person, on=clock.today() - timedelta(5))
        LogFigure.objects.create(log=log, indicator=indicator, amount=Decimal(10 + number))
        made.append(site)
        cadres.append(person)
    scheme = make_scheme(cast)
    round = actions.create_round(
        unit=ground.city,
        scheme=scheme,
        campaign=campaign,
        name="2024年度工会干部赴基层蹲点先进单位和先进个人",
        actor=cast.office_city,
    )
    return Stage(cast, campaign, indicator, made, cadres, scheme, round)


def seat(stage: Stage, many: int = 3) -> None:
    """So many judges of the city's own departments."""
    for number in range(many):
        home = UnitFactory(
            parent=stage.cast.ground.city, kind=UnitKind.DEPARTMENT, name=f"盐都市总工会评审{number}部"
        )
        judge = make_actor(f"judge{number}", f"评委{'甲乙丙丁戊'[number]}", Role.DEPARTMENT, home)
        actions.seat_judge(
            round=stage.round,
            panel=stage.scheme.panels.get(),
            person=judge.person,
            actor=stage.cast.office_city,
        )
        stage.judges.append(judge)


def opened(stage: Stage) -> Round:
    stage.round = actions.open_round(
        round=stage.round, until=clock.today() + timedelta(10), actor=stage.cast.office_city
    )
    return stage.round


def nominate_cadres(stage: Stage) -> list[Nomination]:
    """Each cadre, put forward by the county and passed on by both offices."""
    cast, category = stage.cast, stage.scheme.categories.get(subject="person")
    found = []
    for person in stage.cadres:
        one = actions.nominate(
            round=stage.round,
            category=category,
            person=person,
            statement="解决了职工反映的突出问题。",
            actor=cast.office_county,
        )
        one = actions.pass_on(nomination=one, actor=cast.office_county)
        found.append(actions.pass_on(nomination=one, actor=cast.office_city))
    return found


def score_all(stage: Stage, points: dict[Nomination, int]) -> None:
    """Every judge the same points for every criterion of a nomination."""
    for judge in stage.judges:
        for one, value in points.items():
            told = dict.fromkeys(one.category.criteria.all(), (value, ""))
            actions.give_scores(nomination=one, points=told, actor=judge)


def judged(stage: Stage, values: list[int] | None = None) -> list[Nomination]:
    """Nominated, handed over, scored: the first cadre best unless `values` say otherwise."""
    opened(stage)
    found = nominate_cadres(stage)
    seat(stage)
    stage.round = actions.close_nominations(round=stage.round, actor=stage.cast.office_city)
    score_all(stage, dict(zip(found, values or range(95, 0, -5), strict=False)))
    return found


def noticed(stage: Stage) -> list[Nomination]:
    """On the list and in the public notice: the first two cadres."""
    found = judged(stage)
    office = stage.cast.office_city
    stage.round = actions.draw_up(round=stage.round, actor=office)
    stage.round = actions.publish_notice(round=stage.round, contact="蹲点办 0000-0000000", actor=office)
    for one in found:
        one.refresh_from_db()
    return found
