"""Campaigns, sites and teams of the demonstration, after public facts of five prefectures in 2024."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from dundian.campaign import actions as campaigns
from dundian.campaign.actions import ItemLine, StageLine
from dundian.campaign.models import Campaign, Site, TaskSet
from dundian.campaign.queries import indicators_for
from dundian.config.demo import reporting, words
from dundian.config.demo.ground import PREFECTURES, Ground
from dundian.exchange.actions import apply_run, check_workbook
from dundian.org.access import Actor, actor_of
from dundian.org.models import Grade, Person, Unit, UnitKind
from dundian.planning import actions as planning
from dundian.planning.actions import MemberLine
from dundian.planning.models import Candidate, Team

EXAMPLES = Path(__file__).parents[4] / "examples"
WORKBOOKS = {
    "510300": ("zigong-cadres.xlsx", "zigong-candidates.xlsx"),
    "510800": ("guangyuan-cadres.xlsx", "guangyuan-candidates.csv"),
    "511100": ("leshan-cadres.xlsx", "leshan-candidates.xlsx"),
    "510400": ("panzhihua-cadres.xlsx", "panzhihua-candidates.xlsx"),
    "513200": ("aba-cadres.xlsx", "aba-candidates.xlsx"),
}
ROLES = {
    "510300": ["宣传员", "组织员", "办事员", "联络员"],
    "510400": ["宣传员", "组织员", "指导员", "协调员"],
}
INITIATIVES = [
    "职工群众思想政治引领建设工程",
    "产业工人队伍建设工程",
    "新就业形态劳动者维权服务三年行动",
    "非公企业工会建设三年行动",
    "“小三级”工会建设三年行动",
]
QUOTAS = {
    UnitKind.NEW_EMPLOYMENT: 25,
    UnitKind.PARK: 5,
    UnitKind.TOWNSHIP: 3,
    UnitKind.NON_PUBLIC: 8,
    UnitKind.SOCIAL: 1,
}
SMALL = {
    "510800": {UnitKind.NEW_EMPLOYMENT: 3, UnitKind.NON_PUBLIC: 3, UnitKind.TOWNSHIP: 2},
    "511100": {UnitKind.NEW_EMPLOYMENT: 3, UnitKind.PARK: 2, UnitKind.NON_PUBLIC: 1},
    "510400": {UnitKind.NEW_EMPLOYMENT: 5, UnitKind.PARK: 4, UnitKind.COMMUNITY: 4},
    "513200": {UnitKind.TOWNSHIP: 3, UnitKind.NEW_EMPLOYMENT: 1},
}


@dataclass
class Sent:
    """A dispatched team with its members as actors, the leader first."""

    team: Team
    site: Site
    people: list[Actor] = field(default_factory=list)


def province_campaign(ground: Ground) -> dict[str, Campaign]:
    """The province's campaign, deployed to the five prefectures; the drafts below by code."""
    office = ground.offices["510000"]
    campaign = campaigns.create_campaign(
        unit=ground.province,
        name="四川省工会干部赴基层蹲点行动",
        year=2024,
        starts_on=date(2024, 3, 1),
        ends_on=date(2024, 12, 20),
        aims="践使命、破难题、强实干、促创新、育干部。",
        selection=words.SELECTION,
        actor=office,
    )
    _stages(
        campaign,
        office,
        [("动员部署", 3, 1, 3, 31), ("蹲点实施", 4, 1, 11, 15), ("总结提升", 11, 16, 12, 20)],
    )
    for name in INITIATIVES:
        campaigns.add_initiative(campaign=campaign, name=name, actor=office)
    campaigns.adopt_task_sets(campaign=campaign, task_sets=_task_sets("五个方面重点任务"), actor=office)
    _group(ground, campaign, office, ground.province)
    campaigns.start_campaign(campaign=campaign, actor=office)
    below = campaigns.deploy_campaign(
        campaign=campaign, units=[ground.unit(c) for c in PREFECTURES], actor=office
    )
    return {c.unit.code: c for c in below}


def _task_sets(*names: str) -> list[TaskSet]:
    published = TaskSet.objects.filter(state=TaskSet.State.PUBLISHED)
    return [t for t in published if any(t.name.startswith(name) for name in names)]


def _stages(campaign: Campaign, office: Actor, lines: list[tuple[str, int, int, int, int]]) -> None:
    stages = [StageLine(name, date(2024, m1, d1), date(2024, m2, d2)) for name, m1, d1, m2, d2 in lines]
    campaigns.set_stages(campaign=campaign, stages=stages, actor=office)


def _group(ground: Ground, campaign: Campaign, office: Actor, unit: Unit) -> None:
    """A leading group of four: head, deputy, member, office director."""
    head = ground.person(unit, Grade.LEADING, "党组书记、常务副主席")
    deputies = [ground.person(unit, Grade.LEADING, "党组成员、副主席") for _ in range(2)]
    campaigns.seat_member(campaign=campaign, person=head, seat="head", duty="全面负责", actor=office)
    for person, seat, duty in ((deputies[0], "deputy", "分管统筹协调"), (deputies[1], "member", "分管督查")):
        campaigns.seat_member(campaign=campaign, person=person, seat=seat, duty=duty, actor=office)
    if office.person:
        campaigns.seat_member(
            campaign=campaign, person=office.person, seat="office", duty="日常工作", actor=office
        )


def prepare(ground: Ground, campaign: Campaign, quotas: dict[UnitKind, int]) -> Campaign:
    """A prefecture's draft made its own and started."""
    code = campaign.unit.code
    office = ground.offices[code]
    _stages(campaign, office, [])  # the province's, which do not fit the city's dates
    campaign = campaigns.edit_campaign(
        campaign=campaign,
        version=None,
        actor=office,
        name=f"{campaign.unit.name}2024年蹲点行动",
        starts_on=date(2024, 4, 1),
        ends_on=date(2024, 7, 31),
        role_names=ROLES.get(code, ROLES["510300"]),
        aims="量化工作目标，倒排工期，项目化推进；真蹲实蹲，上下联动。",
    )
    _stages(
        campaign, office, [("动员选派", 4, 1, 4, 14), ("驻点工作", 4, 15, 7, 15), ("总结交流", 7, 16, 7, 31)]
    )
    reporting.ask(campaign, office)
    campaigns.set_quotas(campaign=campaign, quotas={str(k): n for k, n in quotas.items()}, actor=office)
    task_sets = [*_task_sets("五个方面重点任务"), _own_task_set(campaign, office)]
    campaigns.adopt_task_sets(campaign=campaign, task_sets=task_sets, actor=office)
    _group(ground, campaign, office, campaign.unit)
    return campaigns.start_campaign(campaign=campaign, actor=office)


# The city's own six, filled in for the demonstration: indicator, target, due so many days after the start, working
# days, weight, what it comes after, evidence.
SIX_ONES = [
    ("开展一次全覆盖走访", "interviews", 12, 60, 12, 20, (), "走访记录、问题清单"),
    ("上好一堂政策宣讲课", "law_talks", 1, 60, 3, 10, (1,), "宣讲提纲、签到表"),
    ("发展一批新会员", "new_members", 30, 105, 15, 20, (1,), "入会名册"),
    ("办成一批职工实事", "relief", 8, 75, 12, 20, (1,), "实事清单、办结材料"),
    ("化解一类突出矛盾", "disputes", 2, 90, 10, 15, (1,), "调解协议、回访记录"),
    ("形成一项长效制度", "rules", 1, 110, 5, 15, (4, 5), "制度文本、公布记录"),
]


def _own_task_set(campaign: Campaign, office: Actor) -> TaskSet:
    """The six ones with the city's quantified targets, published."""
    counted = {i.code: i for i in indicators_for(campaign.unit)}
    items = [
        ItemLine(
            name=name,
            indicator=counted[code],
            target=Decimal(target),
            due_after_days=due,
            takes_days=takes,
            weight=weight,
            after=after,
            evidence=evidence,
            before_end=5 if code == "rules" else None,
        )
        for name, code, target, due, takes, weight, after, evidence in SIX_ONES
    ]
    made = campaigns.create_task_set(unit=campaign.unit, name="六个一", year=2024, items=items, actor=office)
    return campaigns.publish_task_set(task_set=made, actor=office)


def import_workbooks(campaign: Campaign, office: Actor) -> None:
    """The city's two workbooks under examples/, through the same door as everybody's."""
    for kind, name in zip(("people", "candidates"), WORKBOOKS[campaign.unit.code], strict=True):
        _import(kind, name, office, campaign)


def _import(kind: str, name: str, office: Actor, campaign: Campaign) -> None:
    context = {"campaign": str(campaign.pk)} if kind == "candidates" else {}
    with (EXAMPLES / name).open("rb") as file:
        run = check_workbook(
            kind=kind, file=file, filename=name, actor=office, unit=campaign.unit, context=context
        )
    apply_run(run=run, actor=office)


def choose(campaign: Campaign, quotas: dict[UnitKind, int], office: Actor) -> list[Site]:
    """For each kind the candidates with the most complex relations, weakest foundation and most workers."""
    chosen: list[Candidate] = []
    for kind, wanted in quotas.items():
        found = list(campaign.candidates.filter(kind=kind))
        found.sort(key=lambda c: (-(c.complexity or 0), c.foundation or 9, -(c.workers or 0)))
        chosen += found[:wanted]
    return planning.choose_candidates(candidates=chosen, reason=words.REASON, actor=office)


def form(campaign: Campaign, sites: list[Site], people: list[Person], office: Actor) -> list[Team]:
    """Two people a site: a mid-level cadre leads where there is one."""
    leaders = [p for p in people if p.grade == Grade.MIDDLE]
    others = [p for p in people if p.grade != Grade.MIDDLE]
    roles = campaign.role_names
    teams = []
    for number, site in enumerate(sites, start=1):
        pair = [(leaders or others).pop(0), (others or leaders).pop(0)]
        members = [MemberLine(pair[0], True, roles[:2]), MemberLine(pair[1], False, roles[2:])]
        name = f"第{number}工作组"
        teams.append(
            planning.form_team(campaign=campaign, name=name, members=members, site=site, actor=office)
        )
    return teams


def send(
    ground: Ground, teams: list[Team], prefix: str, office: Actor, *, cast: Team | None = None
) -> list[Sent]:
    """Sign-ins for the members, those of `cast` under the names of the cast; then the dispatch from April to July."""
    number = 0
    for team in teams:
        named = iter(("team-leader", "cadre") if team == cast else ())
        for member in team.members.select_related("person"):
            number += 1
            ground.sign_ins.open(member.person, next(named, f"{prefix}{number:02}"))
    planning.dispatch_teams(teams=teams, starts_on=date(2024, 4, 1), ends_on=date(2024, 7, 31), actor=office)
    sent = []
    for team in teams:
        members = team.members.select_related("person__user").order_by("-leads", "created_at")
        people = [actor_of(m.person.user) for m in members if m.person.user]
        site = Site.objects.select_related("unit", "campaign").get(team=team)
        sent.append(Sent(team, site, people))
    return sent


def sendable(campaign: Campaign) -> list[Person]:
    """People on the imported list who are no leaders and not the office, in the list's order."""
    people = Person.objects.filter(home_unit__path__within=campaign.unit.path, user=None)
    return list(people.exclude(grade=Grade.LEADING).order_by("number", "id"))
