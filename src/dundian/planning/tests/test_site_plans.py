"""From weights and rules to a decided plan."""

import math
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from dundian.audit_trail.models import Entry
from dundian.campaign.models import Site
from dundian.kernel.errors import Invalid, Refused
from dundian.org.access import SYSTEM
from dundian.org.cast import client_of
from dundian.org.factories import UnitFactory
from dundian.org.models import UnitKind
from dundian.planning import actions
from dundian.planning.actions import LimitLine
from dundian.planning.actions.solving import Watching
from dundian.planning.factories import CandidateFactory
from dundian.planning.models import Candidate
from dundian.planning.plans import RunState, SelectionPlan
from dundian.planning.queries.plans import difference, lines_of
from dundian.planning.queries.priority import (
    Weighed,
    compare,
    criteria_of,
    ranking,
    scores_of,
)
from dundian.planning.queries.problem import eligible, problem_of_plan
from dundian.planning.queries.reasons import clash_in_words, why_not
from dundian.planning.rules import LimitRule, Measure, Missing, SelectionRules, Stance
from dundian.planning.solver.running import Progress
from dundian.planning.solver.verify.selection import inspect
from dundian.planning.tests.conftest import Story


def solved(story: Story, **options: Any) -> SelectionPlan:
    plan = actions.ask_plan(campaign=story.campaign, actor=story.cast.office_city, **options)
    actions.solve_plan(plan=plan, actor=SYSTEM)
    return SelectionPlan.objects.get(pk=plan.pk)


def chosen(plan: SelectionPlan) -> set[Any]:
    return set(plan.sites.values_list("candidate", flat=True))


def test_a_plan_keeps_the_quotas_and_is_proven(story: Story) -> None:
    plan = solved(story)
    assert plan.state == RunState.DONE
    assert plan.gap == pytest.approx(0, abs=1e-6)
    kinds = sorted(plan.sites.values_list("candidate__kind", flat=True))
    assert kinds == sorted([UnitKind.NEW_EMPLOYMENT, UnitKind.NON_PUBLIC])
    problem, _scores = problem_of_plan(plan)
    assert inspect(problem, [str(pk) for pk in chosen(plan)]).sound
    assert Entry.objects.filter(noun="site_plan", verb="finish", object_id=str(plan.pk)).exists()


def test_by_hand_then_the_rest_around_it(story: Story) -> None:
    first = solved(story)
    kept = next(c for c in story.candidates if c.kind == UnitKind.NON_PUBLIC and c.pk not in chosen(first))
    second = solved(story, based_on=first, keep=[kept.pk])
    assert kept.pk in chosen(second)
    told = difference(second, first, Candidate.objects.all())
    assert [c.pk for c in told.enter] == [kept.pk]
    assert len(told.leave) == 1
    third = solved(story, based_on=second, leave=[kept.pk])
    assert kept.pk not in chosen(third)
    with pytest.raises(Invalid):
        solved(story, keep=[kept.pk], leave=[kept.pk])
    with pytest.raises(Invalid):
        solved(story, keep=[uuid4()])


def test_a_clash_is_named_and_can_be_loosened(story: Story) -> None:
    limits = [LimitLine(kind=UnitKind.PARK, least=1)]
    actions.set_selection_rules(
        campaign=story.campaign, facts={"choose": 2}, limits=limits, actor=story.cast.office_city
    )
    plan = solved(story)
    assert plan.state == RunState.IMPOSSIBLE
    lines = clash_in_words(plan).lines
    assert [(x.code, x.key) for x in lines if x.helps]
    park = next(x for x in lines if x.key == "kind:park")
    client = client_of(story.cast.office_city)
    url = reverse("planning:selection_loosen", args=[plan.pk])
    answer = client.post(url, {"code": park.code, "key": park.key})
    assert answer.status_code == 302
    assert LimitRule.objects.get(campaign=story.campaign, kind="park").least == 0
    made = SelectionPlan.objects.filter(campaign=story.campaign).first()
    assert made is not None
    assert made.number == plan.number + 1


def test_pins_bans_and_groups_hold(story: Story) -> None:
    office = story.cast.office_city
    last = [c for c in story.candidates if c.kind == UnitKind.NON_PUBLIC]
    actions.take_stance(candidates=[last[0]], what=Stance.What.BAN, reason="正在改制", actor=office)
    actions.add_group(campaign=story.campaign, name="二者不同选", candidates=last[1:], actor=office)
    plan = solved(story)
    assert last[0].pk not in chosen(plan)
    actions.drop_stance(candidate=last[0], actor=office)
    actions.take_stance(candidates=[last[0]], what=Stance.What.PIN, reason="领导小组点名", actor=office)
    assert last[0].pk in chosen(solved(story))


def test_who_was_a_site_two_years_stays_out(story: Story) -> None:
    from dundian.campaign.factories import CampaignFactory, SiteFactory

    best = story.candidates[-1]
    for year in (2022, 2023):
        earlier = CampaignFactory.create(unit=story.cast.ground.city, year=year, name=f"{year}年行动")
        SiteFactory.create(campaign=earlier, unit=best.unit)
    plan = solved(story)
    assert best.pk not in chosen(plan)
    told = why_not(plan, best, story.cast.office_city)
    assert told.reason == "barred"
    assert told.binding


def test_why_not_names_the_exchange_and_the_county_only_its_own(story: Story) -> None:
    ground = story.cast.ground
    elsewhere = UnitFactory.create(parent=ground.city, kind=UnitKind.NON_PUBLIC, name="盐都热电公司工会")
    CandidateFactory.create(
        campaign=story.campaign, unit=elsewhere, workers=90_000, complexity=5, foundation=1
    )
    plan = solved(story)
    lost = next(c for c in story.candidates if c.kind == UnitKind.NON_PUBLIC and c.pk not in chosen(plan))
    told = why_not(plan, lost, story.cast.office_city)
    assert told.leaves == ["盐都热电公司工会"]
    assert told.cost is not None
    assert told.cost > 0
    (gone,) = [
        s.candidate for s in plan.sites.select_related("candidate__unit") if s.candidate.unit == elsewhere
    ]
    assert why_not(plan, lost, story.cast.office_city, gone).leaves == ["盐都热电公司工会"]
    actions.decide_plan(plan=plan, reason="集体审定", actor=story.cast.office_city, paper=False)
    assert why_not(plan, lost, story.cast.office_city).leaves == told.leaves
    beneath = why_not(plan, lost, story.cast.office_county)
    assert beneath.leaves
    assert "热电" not in beneath.leaves[0]


def test_deciding_makes_sites_and_minutes(story: Story) -> None:
    plan = solved(story)
    with pytest.raises(Refused):
        actions.decide_plan(plan=plan, reason="集体审定", actor=story.cast.office_county)
    decided = actions.decide_plan(plan=plan, reason="经领导小组会议审定", actor=story.cast.office_city)
    sites = Site.objects.filter(campaign=story.campaign)
    assert {s.unit_id for s in sites} == set(plan.sites.values_list("candidate__unit", flat=True))
    assert decided.minutes is not None
    assert decided.minutes.octets > 5000
    again = solved(story, based_on=plan)
    assert chosen(again) == chosen(plan)  # sites that stand are kept
    lines = lines_of(decided, story.cast.office_county)
    assert all(line.candidate.unit.path.startswith(story.cast.ground.county.path) for line in lines)


def test_a_plan_that_waits_is_stopped_at_once(story: Story) -> None:
    office = story.cast.office_city
    plan = actions.ask_plan(campaign=story.campaign, actor=office)
    actions.stop_plan(plan=plan, actor=office)
    assert actions.solve_plan(plan=plan, actor=SYSTEM) == plan
    plan.refresh_from_db()
    assert plan.state == RunState.CANCELLED
    with pytest.raises(Invalid):
        actions.stop_plan(plan=plan, actor=office)


def test_weights_move_the_list_and_unknown_facts_count_openly(story: Story) -> None:
    big, small = story.candidates[3], story.candidates[0]
    small.complexity, small.workers = 5, 10
    small.save()
    scores = scores_of(story.campaign, eligible(story.campaign))
    by_size = [Weighed(Measure.WORKERS, 100)]
    by_trouble = [Weighed(Measure.COMPLEXITY, 100, Missing.LOWEST)]
    lines = ranking(scores, by_trouble, by_size)
    assert lines[0].candidate == small
    assert lines[0].moved == 3
    assert ranking(scores, by_size, by_size)[0].candidate == big
    unknown = {c.measure: c.unknown for c in scores.with_unknown(criteria_of(story.campaign))}
    assert unknown[Measure.COMPLEXITY] == 3
    assert unknown[Measure.WORKERS] == 0
    with pytest.raises(Invalid):
        actions.set_priority(campaign=story.campaign, weights={}, actor=story.cast.office_city)


def test_pairwise_comparison_gives_weights_and_says_how_consistent() -> None:
    three = [Measure.WORKERS, Measure.COMPLEXITY, Measure.NEED]
    fair = compare(three, {"workers:complexity": 2, "workers:need": 4, "complexity:need": 2})
    assert fair.weights == {Measure.WORKERS: 57, Measure.COMPLEXITY: 29, Measure.NEED: 14}
    assert fair.ratio == pytest.approx(0, abs=1e-6)
    crooked = compare(three, {"workers:complexity": 5, "workers:need": 0.2, "complexity:need": 5})
    assert not crooked.is_consistent
    assert sum(crooked.weights.values()) == 100
    # Saaty 1980, the matrix of (1 3 5; 1/3 1 3; 1/5 1/3 1): ratio 0.033
    known = compare(three, {"workers:complexity": 3, "workers:need": 5, "complexity:need": 3})
    assert known.ratio == pytest.approx(0.0332, abs=0.0005)


def test_pages_of_plans(story: Story, django_assert_max_num_queries: Any) -> None:
    plan = solved(story)
    lost = next(c for c in story.candidates if c.pk not in chosen(plan))
    office = client_of(story.cast.office_city)
    campaign = story.campaign
    pages = [
        reverse("planning:selection_home", args=[campaign.pk]),
        reverse("planning:selection_compare", args=[campaign.pk]),
        reverse("planning:rules_edit", args=[campaign.pk]),
        reverse("planning:priority_edit", args=[campaign.pk]),
        reverse("planning:priority_compare", args=[campaign.pk]),
        reverse("planning:selection_decide", args=[plan.pk]),
        reverse("planning:selection_why", args=[plan.pk, lost.pk]),
        reverse("planning:selection_why", args=[plan.pk, next(iter(chosen(plan)))]),
    ]
    here = reverse("planning:selection_plan", args=[plan.pk])
    pages += [f"{here}?view={v}" for v in ("list", "left", "map", "difference", "course", "rules")]
    for page in pages:
        with django_assert_max_num_queries(40):
            assert office.get(page).status_code == 200, page
    county = client_of(story.cast.office_county)
    assert county.get(here).status_code == 404
    assert county.get(pages[2]).status_code == 403
    actions.decide_plan(plan=plan, reason="审定", actor=story.cast.office_city)
    assert county.get(here).status_code == 200
    assert county.get(f"{here}?view=map").status_code == 200
    assert client_of(story.cast.cadre).get(here).status_code in (403, 404)


def test_a_job_calculates_what_was_asked(story: Story) -> None:
    from dundian.planning.tasks import solve_selection

    office = client_of(story.cast.office_city)
    answer = office.post(reverse("planning:selection_ask", args=[story.campaign.pk]))
    plan = SelectionPlan.objects.get(campaign=story.campaign)
    assert answer["Location"] == reverse("planning:selection_plan", args=[plan.pk])
    assert office.get(answer["Location"]).status_code == 200
    assert solve_selection(str(plan.pk)) == RunState.DONE


def test_rules_are_saved_from_one_page(story: Story) -> None:
    office = client_of(story.cast.office_city)
    url = reverse("planning:rules_edit", args=[story.campaign.pk])
    county = story.cast.ground.county
    data = {
        "choose": "2", "years_running": "3", "coverage": "10", "evenness": "0", "fair_by": "workers", "seconds": "5",
        "kind-non_public-least": "1", "kind-non_public-most": "2",
        "kind-new_employment-least": "1", "kind-new_employment-most": "1",
        f"area-{county.pk}-most": "9", f"area-{county.pk}-teams": "4",
    }  # fmt: skip
    assert office.post(url, data).status_code == 302
    kept = {str(r): (r.least, r.most) for r in LimitRule.objects.filter(campaign=story.campaign)}
    assert len(kept) == 2  # the kind that repeats its quota stays with the quota
    assert SelectionRules.objects.get(campaign=story.campaign).choose == 2
    bad = office.post(url, {**data, "kind-non_public-most": "0"})
    assert bad.status_code == 422
    assert client_of(story.cast.office_county).post(url, data).status_code == 403


def test_a_bound_not_proven_yet_is_none(story: Story) -> None:
    plan = actions.ask_plan(campaign=story.campaign, actor=story.cast.office_city)
    Watching(plan).progress(Progress(0.1, "start", 12.5, math.inf))
    plan.refresh_from_db()
    assert plan.history == [[0.1, 12.5, None]]
    assert (plan.value, plan.bound, plan.gap) == (12.5, None, None)
    page = client_of(story.cast.office_city).get(reverse("planning:selection_plan", args=[plan.pk]))
    assert "尚无理论上限" in page.content.decode()
