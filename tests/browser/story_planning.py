"""The office plans: 42 sites of five kinds out of 400, questioned, changed, decided; 84 people assigned."""

from datetime import date

from playwright.sync_api import expect

from dundian.campaign.models import Site
from dundian.org.access import SYSTEM
from dundian.org.factories import UnitFactory
from dundian.org.models import Unit, UnitKind
from dundian.planning import actions as planning
from dundian.planning.assignments import TeamPlan
from dundian.planning.factories import CandidateFactory
from dundian.planning.models import Candidate, Team
from dundian.planning.plans import SelectionPlan
from tests.browser.story_office import QUOTAS
from tests.browser.story_people import Story
from tests.browser.story_visitor import Visitor

ALL = 400


def the_counties_add_theirs(story: Story) -> None:
    """What the workbook does not hold: candidates of the counties, up to 400 in all."""
    counties = list(Unit.objects.filter(parent=story.ground.city, kind=UnitKind.COUNTY).order_by("place"))
    kinds = list(QUOTAS)
    for number in range(story.campaign.candidates.count(), ALL):
        kind, county = kinds[number % len(kinds)], counties[number % len(counties)]
        unit = UnitFactory.create(parent=county, kind=kind, name=f"{county.name[3:6]}第{number}工会")
        CandidateFactory.create(
            campaign=story.campaign, unit=unit, workers=30 + (number * 37) % 900, members=20,
            complexity=1 + number % 5, foundation=1 + number % 4,
        )  # fmt: skip
    assert story.campaign.candidates.count() == ALL


def _solved(story: Story, office: Visitor) -> SelectionPlan:
    """The job does its work while the office is elsewhere, and the page shows it."""
    plan = SelectionPlan.objects.select_related("campaign__unit", "based_on").filter(campaign=story.campaign)[
        0
    ]
    office.leave()
    planning.solve_plan(plan=plan, actor=SYSTEM)
    office.go(f"/selection/{plan.pk}/")
    plan.refresh_from_db()
    assert plan.gap is not None
    assert plan.gap < 1e-6
    return plan


def sites_are_planned(story: Story) -> None:
    """Asked for, looked at, questioned, changed by hand, calculated anew around it, decided."""
    story.set_day(date(2024, 3, 26))
    office = story.sit(story.ground.office.user)
    start = f"/campaigns/{story.campaign.pk}/selection/"
    campaign = f"/campaigns/{story.campaign.pk}/"
    for page in (f"{campaign}survey/", f"{campaign}priority/", f"{start}rules/", start):
        office.go(page)
    office.press("生成方案")
    first = _solved(story, office)
    for view in ("map", "course", "rules", "left"):
        office.go(f"/selection/{first.pk}/?view={view}")
    lost = Candidate.objects.filter(campaign=story.campaign, kind=UnitKind.NON_PUBLIC)
    lost = lost.exclude(pk__in=first.sites.values("candidate")).order_by("-workers")
    office.go(f"/selection/{first.pk}/why/{lost[0].pk}/")
    expect(office.page.get_by_text("若要选它，需要这样调换")).to_be_visible()
    office.press("调入并重新测算")
    second = _solved(story, office)
    assert second.sites.filter(candidate=lost[0], fixed=True).exists()
    office.go(f"/selection/{second.pk}/?view=difference")
    office.go(f"{start}compare/")
    office.go(f"/selection/{second.pk}/")
    with office.at_most(8):
        office.follow("审定本方案")
        office.tap(office.page.locator("[data-phrases] .chip").first)
        office.press("审定")
    expect(office.page.get_by_text("已审定").first).to_be_visible()
    assert Site.objects.filter(campaign=story.campaign).count() == 42
    for kind, wanted in QUOTAS.items():
        assert Site.objects.filter(campaign=story.campaign, kind=kind).count() == wanted


def _assigned(story: Story, office: Visitor) -> TeamPlan:
    """The job finds who goes where, and the page shows it."""
    plan = TeamPlan.objects.select_related("campaign__unit", "by", "based_on").filter(
        campaign=story.campaign
    )[0]
    office.leave()
    planning.solve_team_plan(plan=plan, actor=SYSTEM)
    office.go(f"/assignment/{plan.pk}/")
    plan.refresh_from_db()
    return plan


def people_are_assigned(story: Story) -> None:
    """84 people to 42 teams of two, each with a sentence why; one is sent elsewhere by hand, the rest found anew."""
    office = story.sit(story.ground.office.user)
    campaign = f"/campaigns/{story.campaign.pk}/"
    for page in ("assignment/rules/", "readiness/", "charges/?by=sites"):
        office.go(f"{campaign}{page}")
    office.go(f"/campaigns/{story.campaign.pk}/teams/")
    office.press("为所有点位测算派组")
    first = _assigned(story, office)
    office.go(f"/assignment/{first.pk}/?view=rest")
    somebody = first.places.filter(site__isnull=False)[0].person_id
    office.go(f"/assignment/{first.pk}/people/{somebody}/")
    expect(office.page.get_by_text("若派往其他点位")).to_be_visible()
    move = office.page.locator("main form[action$='/move/']").first
    there = move.locator("[name=site]").get_attribute("value")
    with office.page.expect_navigation():
        office.tap(move.get_by_role("button"))
    office.see()
    plan = _assigned(story, office)
    assert plan.based_on == first
    assert plan.places.filter(person=somebody, site=there).exists()
    office.go(f"/assignment/{plan.pk}/?view=course")
    office.go(f"/assignment/{plan.pk}/")
    with office.at_most(2):
        office.follow("按方案组队")
        office.press("组建工作组")
    teams = Team.objects.filter(campaign=story.campaign)
    assert teams.count() == 42
    assert {team.members.count() for team in teams} == {2}
    assert plan.places.filter(site__isnull=False).count() == 84
    story.site = (
        Site.objects.filter(campaign=story.campaign, unit__path__within=story.ground.county.path)
        .select_related("unit")
        .order_by("id")[0]
    )
    story.team = teams.get(site=story.site)
