"""Teams questioned, rules loosened, people's fitness, leaders in charge of areas, initiatives at candidates."""

import pytest
from django.urls import reverse

from dundian.campaign.factories import SiteFactory
from dundian.campaign.models import AreaCharge, Initiative
from dundian.kernel.errors import Invalid, Refused
from dundian.org.access import SYSTEM
from dundian.org.cast import client_of
from dundian.org.factories import PersonFactory, UnitFactory
from dundian.org.models import Grade, UnitKind
from dundian.planning import actions
from dundian.planning.actions import LimitLine
from dundian.planning.assignments import Readiness, TeamPlan, TeamRules
from dundian.planning.plans import RunState, SelectionPlan
from dundian.planning.queries import free_people
from dundian.planning.queries.charging import propose
from dundian.planning.queries.reasons import clash_in_words as site_clash
from dundian.planning.queries.team_reasons import clash_in_words, elsewhere
from dundian.planning.rules import Stance
from dundian.planning.tests.conftest import Story


@pytest.fixture
def two(story: Story) -> Story:
    story.site(0)
    story.site(1)
    ground = story.cast.ground
    story.people += [PersonFactory.create(name=f"后备{n}", home_unit=ground.city) for n in range(2)]
    return story


def solved(story: Story) -> TeamPlan:
    plan = actions.ask_team_plan(campaign=story.campaign, actor=story.cast.office_city)
    actions.solve_team_plan(plan=plan, actor=SYSTEM)
    return TeamPlan.objects.select_related("campaign__unit", "by").get(pk=plan.pk)


def test_why_not_elsewhere_and_the_rule_that_binds(two: Story) -> None:
    site = two.campaign.sites.order_by("id")[0]
    staff = next(p for p in two.people if p.grade == Grade.STAFF)
    office = two.cast.office_city
    actions.set_readiness(campaign=two.campaign, person=staff, conflicts=[site.unit], actor=office)
    plan = solved(two)
    (barred,) = [a for a in elsewhere(plan, staff) if a.site == site]
    assert not barred.is_possible
    assert "申报回避的不派往" in barred.binding
    somebody = plan.places.filter(site__isnull=False).exclude(person=staff).select_related("person")[0]
    answers = elsewhere(plan, somebody.person)
    assert [a.site for a in answers] == [s for s in two.campaign.sites.all() if s != somebody.site]
    client = client_of(office)
    page = client.get(reverse("planning:assignment_why", args=[plan.pk, staff.pk])).content.decode()
    assert "申报回避的不派往" in page
    assert client.get(reverse("planning:assignment_why", args=[plan.pk, two.campaign.pk])).status_code == 404
    assert (
        client_of(two.cast.office_county)
        .get(reverse("planning:assignment_why", args=[plan.pk, staff.pk]))
        .status_code
        == 404
    )


def test_a_clash_of_team_rules_is_named_priced_and_loosened(two: Story) -> None:
    """Two teams, one mid-level cadre who may lead."""
    office = two.cast.office_city
    middle = list(free_people(office, two.campaign).filter(grade=Grade.MIDDLE))
    for person in middle[1:]:
        actions.set_readiness(campaign=two.campaign, person=person, may_lead=False, actor=office)
    plan = solved(two)
    assert plan.state == RunState.IMPOSSIBLE
    (line,) = [x for x in clash_in_words(plan).lines if x.code == "leader"]
    assert line.helps
    assert line.gain is not None
    client = client_of(two.cast.office_city)
    shown = client.get(reverse("planning:assignment_plan", args=[plan.pk])).content.decode()
    assert line.remedy in shown
    assert f"代价为 {line.gain:.0f} 分" in shown
    url = reverse("planning:assignment_loosen", args=[plan.pk])
    assert client.post(url, {"code": "size", "key": "none"}).status_code == 422
    assert client.post(url, {"code": line.code, "key": line.key}).status_code == 302
    assert not TeamRules.objects.get(campaign=two.campaign).middle_leads
    second = TeamPlan.objects.filter(campaign=two.campaign)[0]
    assert second != plan
    actions.solve_team_plan(plan=second, actor=SYSTEM)
    second.refresh_from_db()
    assert second.value == pytest.approx(line.gain), "what was told is what comes"


def test_a_clash_of_site_rules_says_what_each_loosening_is_worth(story: Story) -> None:
    office = story.cast.office_city
    last = [c for c in story.candidates if c.kind == UnitKind.NON_PUBLIC]
    actions.take_stance(candidates=last, what=Stance.What.BAN, reason="正在改制", actor=office)
    actions.set_selection_rules(
        campaign=story.campaign, facts={}, limits=[LimitLine(kind=UnitKind.NON_PUBLIC, least=1)], actor=office
    )
    plan = actions.ask_plan(campaign=story.campaign, actor=office)
    actions.solve_plan(plan=plan, actor=SYSTEM)
    lines = site_clash(SelectionPlan.objects.get(pk=plan.pk)).lines
    assert any(x.helps for x in lines)
    assert all(x.gain is not None for x in lines if x.helps)
    client, url = client_of(office), reverse("planning:selection_loosen", args=[plan.pk])
    line = next(x for x in lines if x.helps)
    assert line.gain is not None
    assert client.post(url, {"code": line.code, "key": line.key}).status_code == 302
    second = SelectionPlan.objects.filter(campaign=story.campaign)[0]
    assert second != plan
    actions.solve_plan(plan=second, actor=SYSTEM)
    second.refresh_from_db()
    assert second.value == pytest.approx(line.gain), "what was told is what comes"


def test_a_persons_fitness_by_page(two: Story) -> None:
    office, person = client_of(two.cast.office_city), two.people[0]
    listed = office.get(reverse("planning:readiness_list", args=[two.campaign.pk]), {"only": "free"})
    assert person.name in listed.content.decode()
    url = reverse("planning:readiness", args=[two.campaign.pk, person.pk])
    assert office.get(url).status_code == 200
    role = two.campaign.role_names[0]
    neighbour = two.cast.ground.neighbour
    assert office.post(url, {"roles": [role], "another": neighbour.name}).status_code == 302
    ready = Readiness.objects.get(person=person)
    assert (ready.roles, ready.may_lead, list(ready.conflicts.all())) == ([role], False, [neighbour])
    assert neighbour.name in office.get(url).content.decode()
    assert client_of(two.cast.office_county).get(url).status_code == 403


def test_areas_are_shared_evenly_and_laid_down(two: Story) -> None:
    ground, campaign = two.cast.ground, two.campaign
    more = [
        UnitFactory.create(parent=ground.city, kind=UnitKind.COUNTY, name=f"新{n}县总工会") for n in range(3)
    ]
    for area in more:
        unit = UnitFactory.create(parent=area, kind=UnitKind.PARK)
        SiteFactory.create(campaign=campaign, unit=unit, county=area)
    leaders = [
        PersonFactory.create(name=f"领导{n}", home_unit=ground.city, grade=Grade.LEADING) for n in (1, 2)
    ]
    _lines, proposal = propose(campaign, leaders, "sites", keep=True)
    assert proposal is not None
    assert proposal.proven
    assert sorted(c.work for c in proposal.leaders) == [2, 3]
    office, url = client_of(two.cast.office_city), reverse("planning:charge_plan", args=[campaign.pk])
    query = {"by": "sites", "leader": [p.pk for p in leaders]}
    assert "领导1" in office.get(url, query).content.decode()
    wanted = {f"area-{x.area.pk}": str(x.then.pk) for x in proposal.lines if x.then}
    assert office.post(url, wanted).status_code == 302
    assert AreaCharge.objects.filter(campaign=campaign).count() == len(wanted)
    wanted[f"area-{more[0].pk}"] = ""
    office.post(url, wanted)
    assert not AreaCharge.objects.filter(campaign=campaign, unit=more[0]).exists()
    assert office.post(url, {**wanted, f"area-{more[1].pk}": str(two.people[0].pk)}).status_code == 422


def test_candidates_serve_initiatives(story: Story) -> None:
    office = story.cast.office_city
    initiative = Initiative.objects.create(campaign=story.campaign, name="新就业形态建会入会")
    url = reverse("planning:candidate_initiative", args=[story.campaign.pk])
    ticked = {"pick": [c.pk for c in story.candidates[:2]]}
    client = client_of(office)
    assert client.post(url, ticked).status_code == 200
    asked = {**ticked, "confirmed": "1", "initiative": initiative.pk, "serves": "1"}
    assert client.post(url, asked).status_code == 302
    assert initiative.candidates.count() == 2
    actions.edit_candidate(candidate=story.candidates[0], version=None, initiatives=[], actor=office)
    assert list(initiative.candidates.all()) == [story.candidates[1]]
    other = Initiative(campaign_id=story.candidates[0].pk, name="别处")
    with pytest.raises(Invalid):
        actions.edit_candidate(candidate=story.candidates[0], version=None, initiatives=[other], actor=office)
    with pytest.raises(Refused):
        actions.serve_initiative(
            candidates=story.candidates, initiative=initiative, serves=True, actor=story.cast.office_county
        )
