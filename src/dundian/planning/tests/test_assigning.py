"""Who goes where: calculated, moved by hand, accepted, explained to each person."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from dundian.audit_trail.models import Entry
from dundian.kernel.errors import Invalid, Refused
from dundian.org.access import SYSTEM
from dundian.org.cast import client_of
from dundian.org.factories import PersonFactory
from dundian.org.models import Grade
from dundian.planning import absences, actions
from dundian.planning.absences import Absence
from dundian.planning.assignments import PairRule, PlaceRule, TeamPlan
from dundian.planning.models import Team
from dundian.planning.plans import RunState
from dundian.planning.queries import free_people
from dundian.planning.queries.assigning import own_reason, placed, suggest_replacements
from dundian.planning.tests.conftest import Story


@pytest.fixture
def two(story: Story) -> Story:
    """Two sites, and three hands more than needed."""
    story.site(0)
    story.site(1)
    ground = story.cast.ground
    story.people += [PersonFactory.create(name=f"后备{n}", home_unit=ground.city) for n in range(3)]
    return story


def solved(story: Story, **options: Any) -> TeamPlan:
    plan = actions.ask_team_plan(campaign=story.campaign, actor=story.cast.office_city, **options)
    actions.solve_team_plan(plan=plan, actor=SYSTEM)
    return TeamPlan.objects.get(pk=plan.pk)


def sent(plan: TeamPlan) -> dict[Any, Any]:
    return dict(plan.places.filter(site__isnull=False).values_list("person", "site"))


def accept(story: Story, plan: TeamPlan) -> list[Team]:
    names = {s: f"第{n}组" for n, s in enumerate(set(sent(plan).values()))}
    return actions.accept_team_plan(plan=plan, names=names, actor=story.cast.office_city)


def test_a_plan_fills_every_team_with_a_mid_level_leader(two: Story) -> None:
    plan = solved(two)
    assert plan.state == RunState.DONE
    teams, rest = placed(plan)
    assert len(teams) == 2
    for team in teams:
        assert len(team.people) == 2
        assert [row.person.grade for row, _why in team.people if row.leads] == [Grade.MIDDLE]
        assert all(why for _row, why in team.people)
    assert rest
    assert all(why for _row, why in rest)
    assert Entry.objects.filter(noun="site_plan", verb="finish", object_id=str(plan.pk)).exists()


def test_pairs_places_and_rest_hold(two: Story) -> None:
    office, campaign = two.cast.office_city, two.campaign
    site = campaign.sites.order_by("id")[0]
    middle = [p for p in two.people if p.grade == Grade.MIDDLE]
    staff = [p for p in two.people if p.grade == Grade.STAFF]
    actions.lay_down_place(
        campaign=campaign,
        person=middle[0],
        what=PlaceRule.What.LEAD,
        site=site,
        reason="熟悉情况",
        actor=office,
    )
    actions.lay_down_pair(
        campaign=campaign,
        one=middle[0],
        other=staff[0],
        what=PairRule.What.APART,
        reason="夫妻",
        actor=office,
    )
    rest = actions.lay_down_place(
        campaign=campaign, person=staff[1], what=PlaceRule.What.REST, reason="工作离不开", actor=office
    )
    plan = solved(two)
    places = sent(plan)
    assert places[middle[0].pk] == site.pk
    assert places.get(staff[0].pk) != site.pk
    assert staff[1].pk not in places
    actions.take_back(rule=rest, actor=office)
    with pytest.raises(Invalid):
        actions.lay_down_pair(
            campaign=campaign, one=staff[0], other=staff[0], what="apart", reason="一", actor=office
        )
    with pytest.raises(Refused):
        actions.take_back(rule=PlaceRule.objects.get(), actor=two.cast.office_county)


def test_who_is_on_leave_is_not_sent(two: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    away = next(p for p in two.people if p.grade == Grade.STAFF)

    def leave(people: Any, period: Any) -> Any:
        return [Absence(away.pk, date(2024, 5, 6), date(2024, 5, 10))]

    monkeypatch.setattr(absences, "_sources", [leave])
    plan = solved(two)
    assert away.pk not in sent(plan)
    assert plan.places.get(person=away).reason["code"] == "away"


def test_too_few_leaders_are_counted_in_words(story: Story) -> None:
    story.site(0)
    office = story.cast.office_city
    for person in free_people(office, story.campaign).filter(grade=Grade.MIDDLE):
        actions.set_readiness(campaign=story.campaign, person=person, may_lead=False, actor=office)
    plan = solved(story)
    assert plan.state == RunState.IMPOSSIBLE
    assert "1" in plan.problem
    page = client_of(story.cast.office_city).get(reverse("planning:assignment_plan", args=[plan.pk]))
    assert plan.problem.splitlines()[0] in page.content.decode()


def test_accepted_teams_tell_each_person_why(two: Story) -> None:
    plan = solved(two)
    teams = accept(two, plan)
    assert len(teams) == 2
    member = teams[0].members.all()[0]
    assert own_reason(member.person, teams[0].site)
    with pytest.raises(Invalid):
        accept(two, plan)
    with pytest.raises(Invalid):
        actions.ask_team_plan(campaign=two.campaign, actor=two.cast.office_city)


def test_by_hand_and_the_rest_around_it(two: Story) -> None:
    first = solved(two)
    spare = first.places.filter(site=None)[0]
    site = two.campaign.sites.order_by("id")[0]
    client = client_of(two.cast.office_city)
    url = reverse("planning:assignment_move", args=[first.pk])
    assert client.post(url, {"person": spare.person_id, "site": site.pk}).status_code == 302
    second = TeamPlan.objects.get(number=2)
    actions.solve_team_plan(plan=second, actor=SYSTEM)
    assert sent(second)[spare.person_id] == site.pk
    assert second.places.get(person=spare.person_id).fixed


def test_pages_of_team_plans(two: Story, django_assert_max_num_queries: Any) -> None:
    plan = solved(two)
    office = client_of(two.cast.office_city)
    here = reverse("planning:assignment_plan", args=[plan.pk])
    campaign = two.campaign
    pages = [
        reverse("planning:assignment_home", args=[campaign.pk]),
        reverse("planning:team_rules", args=[campaign.pk]),
        reverse("planning:assignment_accept", args=[plan.pk]),
        reverse("planning:team_draft", args=[campaign.pk]),
        *(f"{here}?view={v}" for v in ("teams", "rest", "course")),
    ]
    for page in pages:
        with django_assert_max_num_queries(30):
            assert office.get(page).status_code == 200, page
    assert office.get(reverse("planning:assignment_export", args=[plan.pk])).status_code == 200
    assert client_of(two.cast.office_county).get(here).status_code == 404
    data = {
        "do": "rules", "least": "2", "most": "3", "levels": "1", "past": "free", "km": "1", "load": "20",
        "seconds": "5", "own_unit": "on", "skills_park": "法律、财务",
    }  # fmt: skip
    assert office.post(pages[1], data).status_code == 302
    campaign.refresh_from_db()
    assert campaign.team_rules.skills == {"park": ["法律", "财务"]}
    assert office.post(pages[1], {**data, "most": "2", "least": "3"}).status_code == 422
    assert office.post(pages[2]).status_code == 302
    assert Team.objects.filter(campaign=campaign).count() == 2


def test_a_replacement_changes_one_person_only(two: Story) -> None:
    plan = solved(two)
    team = accept(two, plan)[0]
    staying = [m for m in team.members.select_related("person__home_unit") if m.leads]
    site = team.site
    assert site is not None
    found = suggest_replacements(two.cast.office_city, two.campaign, site, staying)
    assert found
    taken = set(sent(plan))
    assert not {s.person.pk for s in found} & taken
    assert all(s.remark for s in found)
