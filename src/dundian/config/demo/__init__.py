"""The demonstration: five prefectures' campaigns of 2024 beneath the province's, as they stand on a day in June.

Everything goes through the same actions and the same imports as users' work, with the clock set to the day on which it
happened; a seed makes it the same each time (passwords and ids aside). People, unions and matters are invented.
"""

import random
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from dundian.audit_trail.actions import seal_all
from dundian.campaign import actions as campaigns
from dundian.campaign.models import Campaign
from dundian.config.demo import (
    choosing,
    commending,
    filing,
    going,
    handling,
    inspecting,
    issues,
    learning,
    papers,
    programme,
    reporting,
    schedules,
    support,
)
from dundian.config.demo.days import Calendar, Season
from dundian.config.demo.ground import (
    CITY,
    COUNTY,
    OUTSIDE,
    PREFECTURES,
    Ground,
    county_office,
    lay,
    leader,
    name_industries,
)
from dundian.config.demo.names import names
from dundian.config.demo.programme import Sent
from dundian.config.demo.sign_ins import SignIns
from dundian.config.demo.workers import Workers
from dundian.kernel import clock
from dundian.org.access import SYSTEM, Actor, actor_of
from dundian.org.actions import appoint
from dundian.org.models import Person, Role, Unit, UnitKind
from dundian.planning.models import Team

SEED = 2024


def load() -> None:
    """Fill an empty database and write the sign-ins of the cast to `demo-signins.json` in the data folder."""
    until = clock.now()
    ground = _prepared()
    teams = _zigong(ground, until)
    for code in PREFECTURES:
        if code != CITY:
            _smaller(ground, code, until)
    with clock.at(until), transaction.atomic():
        issues.find_and_confirm(ground.offices[CITY])
        name_industries(ground.offices[CITY])
    learning.tell(ground, teams, until)
    with clock.at(until), transaction.atomic():
        papers.lay_out(ground, _actor("system-admin"))
    _tell_cast(ground, teams)
    seal_all()


def _on(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2024, month, day, hour, tzinfo=timezone.get_default_timezone())


def _prepared() -> Ground:
    with clock.at(_on(2, 26)), transaction.atomic():
        ground = lay(names(SEED), SignIns())
    with clock.at(_on(3, 4)), transaction.atomic():
        ground.drafts = programme.province_campaign(ground)
    return ground


def _zigong(ground: Ground, until: datetime) -> list[Sent]:
    """The city told in full: 42 sites of five kinds, 42 teams, 84 cadres."""
    office = ground.offices[CITY]
    with clock.at(_on(3, 12)), transaction.atomic():
        campaign = programme.prepare(ground, ground.drafts[CITY], programme.QUOTAS)
        for name in programme.INITIATIVES[2:]:
            if not campaign.initiatives.filter(name=name).exists():
                campaigns.add_initiative(campaign=campaign, name=name, actor=office)
        counties = _counties(ground, campaign, office)
    with clock.at(_on(3, 19)):
        programme.import_workbooks(campaign, office)
    with clock.at(_on(3, 22)), transaction.atomic():
        choosing.survey(campaign, counties, office)
        choosing.serve(campaign, office)
    with clock.at(_on(3, 26)), transaction.atomic():
        sites = choosing.choose(campaign, office)
        teams = choosing.assign(campaign, sites, office)
    with clock.at(_on(4, 1, 8)), transaction.atomic():
        sent = programme.send(ground, teams, "zg", office, cast=_team_of_the_cast(ground, teams))
    calendar = Calendar(random.Random(SEED), until)  # noqa: S311 - plausible variety, no secret
    season = Season(calendar, sent, office, ground.departments[CITY], counties)
    season.plan(often=0.17, with_concerns=48)
    season.leave_of_a_team(sent[17])
    with clock.at(_on(4, 2)), transaction.atomic():
        cast = _team_of_the_cast(ground, teams)
        support.plan(calendar, ground, counties, sorted(sent, key=lambda s: s.team != cast))
    going.Going(calendar, ground, sent).plan()
    own = next(s for s in sent if s.team == cast)
    handling.plan(calendar, ground, counties, own, [s for s in sent if s is not own][:3])
    schedules.plan_in_april(calendar, [own, *(s for s in (*sent[::6], sent[17]) if s is not own)])
    schedules.leave_that_moves_a_plan(calendar, own, office)
    county = ground.unit(COUNTY)
    near = [s for s in sent if s is not own and s.site.unit.is_within(county.path)]
    reporting.plan(calendar, own, near or sent[:2], county, counties[county.pk], office)
    workers = Workers(calendar, own, [s for s in sent if s is not own][:5])
    workers.plan()
    inspecting.plan(calendar, ground, sent, office)
    filing.plan(calendar, ground, sent)
    going.end_one(calendar, sent[29], office)
    calendar.live()
    commending.begin(ground, CITY, [s for s in sent if s is not own])
    workers.keep(settings.DATA / "demo-worker.json")
    return sent


def _counties(ground: Ground, campaign: Campaign, office: Actor) -> dict[int, Actor]:
    """Offices of the city's counties, and two leaders in charge of three each."""
    counties = list(Unit.objects.filter(parent=campaign.unit, kind=UnitKind.COUNTY).order_by("place"))
    for number, county in enumerate(counties):
        if number % 3 == 0:
            username = (
                "leader"
                if any(c.code == COUNTY for c in counties[number : number + 3])
                else f"leader{number}"
            )
            person = leader(ground, campaign.unit, username)
        campaigns.charge_area(campaign=campaign, person=person, unit=county, actor=office)
    return {county.pk: county_office(ground, county) for county in counties}


def _smaller(ground: Ground, code: str, until: datetime) -> None:
    """A prefecture with a handful of sites and a thin season."""
    office, quotas = ground.offices[code], programme.SMALL[code]
    with clock.at(_on(3, 14)), transaction.atomic():
        campaign = programme.prepare(ground, ground.drafts[code], quotas)
    with clock.at(_on(3, 21)):
        programme.import_workbooks(campaign, office)
    with clock.at(_on(3, 28)), transaction.atomic():
        sites = programme.choose(campaign, quotas, office)
        teams = programme.form(campaign, sites, programme.sendable(campaign), office)
    with clock.at(_on(4, 1, 8)), transaction.atomic():
        sent = programme.send(ground, teams, f"p{code[2:4]}-", office)
    calendar = Calendar(random.Random(SEED + int(code)), until)  # noqa: S311 - plausible variety, no secret
    Season(calendar, sent, office, ground.departments[code], {}).plan(
        often=0.06, with_concerns=len(sites) // 2
    )
    if code == "510800":
        going.end_one(calendar, sent[-1], office)
    calendar.live()
    if code in commending.CITIES:
        commending.commend(ground, code, sent)


def _tell_cast(ground: Ground, teams: list[Sent]) -> None:
    """Passwords for those who are named at the start of the demonstration."""
    sign_ins, cast_team = ground.sign_ins, _team_of_the_cast(ground, [s.team for s in teams])
    sent = next(s for s in teams if s.team == cast_team)
    host = _host(ground, sent)
    administrators, sign_ins.told = sign_ins.told, []
    for actor, what in (
        (ground.offices["510000"], "省总工会蹲点办"),
        (ground.offices[CITY], "自贡市总工会蹲点办"),
        (ground.offices[COUNTY], "富顺县总工会"),
        (_actor("leader"), "包片领导"),
        (sent.people[0], "工作组组长"),
        (sent.people[1], "蹲点干部"),
        (ground.departments[CITY], "市总工会权益保障部"),
        (host, "驻点工会联系人"),
        (ground.offices[OUTSIDE], "外市蹲点办（看不到自贡）"),
    ):
        sign_ins.cast(actor, what)
    sign_ins.told += administrators
    sign_ins.keep(settings.DATA / "demo-signins.json")


def _team_of_the_cast(ground: Ground, teams: list[Team]) -> Team:
    """The first team in the cast's county."""
    county = ground.unit(COUNTY)
    return next(t for t in teams if t.site and t.site.unit.is_within(county.path))


def _host(ground: Ground, sent: Sent) -> Actor:
    person = ground.person(sent.site.unit, post="工会主席")
    host = ground.sign_ins.open(person, "host")
    appoint(user=host.user, role=Role.HOST, unit=sent.site.unit, actor=SYSTEM)
    return actor_of(host.user)


def _actor(username: str) -> Actor:
    user = Person.objects.select_related("user").get(user__username=username).user
    if user is None:
        raise LookupError(username)
    return actor_of(user)
