"""Survey and choice."""

import pytest

from dundian.audit_trail.models import Entry
from dundian.campaign import actions as campaign_actions
from dundian.campaign.models import Campaign, Site
from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.org.factories import UnitFactory
from dundian.org.models import UnitKind
from dundian.planning import actions
from dundian.planning.models import Candidate, Team
from dundian.planning.queries import quota_with, within_quota
from dundian.planning.tests.conftest import Story


def test_county_office_surveys_its_own_area_in_the_city_campaign(story: Story) -> None:
    county = story.cast.ground.county
    unit = UnitFactory.create(parent=county, kind=UnitKind.TOWNSHIP, name="灯市街道工会")
    candidate = actions.add_candidate(
        campaign=story.campaign, unit=unit, kind=UnitKind.TOWNSHIP, workers=800, members=500, complexity=4,
        weaknesses=["制度不完善", " 制度不完善 ", ""], contact=" 李\t主席 ", actor=story.cast.office_county,
    )  # fmt: skip
    assert candidate.weaknesses == ["制度不完善"]
    assert candidate.contact == "李 主席"
    assert Entry.objects.filter(verb="add", noun="candidate", object_id=str(candidate.pk)).exists()
    elsewhere = UnitFactory.create(parent=story.cast.ground.city, kind=UnitKind.PARK, name="盐都高新区工会")
    with pytest.raises(Refused):
        actions.add_candidate(
            campaign=story.campaign, unit=elsewhere, kind=UnitKind.PARK, actor=story.cast.office_county
        )


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({"workers": 10, "members": 11}, "members"),
        ({"complexity": 6}, "complexity"),
        ({"foundation": 0}, "foundation"),
        ({"workers": 10**9}, "workers"),
        ({"kind": UnitKind.DEPARTMENT}, "kind"),
        ({"weaknesses": ["长" * 41]}, "weaknesses"),
    ],
)
def test_impossible_facts_are_named(story: Story, facts: dict[str, object], name: str) -> None:
    with pytest.raises(Invalid) as fault:
        actions.edit_candidate(
            candidate=story.candidates[0], version=1, actor=story.cast.office_city, **facts
        )
    assert name in fault.value.messages


def test_same_union_only_once_and_only_grassroots_beneath(story: Story) -> None:
    ground, actor = story.cast.ground, story.cast.office_city
    with pytest.raises(Invalid, match="飞骑"):
        actions.add_candidate(campaign=story.campaign, unit=ground.site, kind=UnitKind.PARK, actor=actor)
    with pytest.raises(Invalid):
        actions.add_candidate(campaign=story.campaign, unit=ground.county, kind=UnitKind.PARK, actor=actor)
    with pytest.raises(Invalid, match="冰川"):
        actions.add_candidate(
            campaign=story.campaign,
            unit=ground.other_site,
            kind=UnitKind.PARK,
            actor=story.cast.office_province,
        )


def test_second_editor_is_told(story: Story) -> None:
    candidate = story.candidates[0]
    actions.edit_candidate(candidate=candidate, version=1, workers=2, members=1, actor=story.cast.office_city)
    with pytest.raises(Conflict):
        actions.edit_candidate(candidate=candidate, version=1, note="另一版", actor=story.cast.office_county)


def test_choosing_makes_sites_all_or_none(story: Story) -> None:
    first = story.site(0)
    assert first.kind == UnitKind.NEW_EMPLOYMENT
    assert first.reason == "职工人数较多"
    with pytest.raises(Invalid, match="飞骑"):
        actions.choose_candidates(
            candidates=story.candidates[:2], reason="需求迫切", actor=story.cast.office_city
        )
    story.candidates[1].refresh_from_db()
    assert story.candidates[1].state == Candidate.State.OPEN
    assert Site.objects.count() == 1


def test_only_the_campaigns_own_office_chooses(story: Story) -> None:
    with pytest.raises(Refused):
        actions.choose_candidates(
            candidates=story.candidates[:1], reason="需求迫切", actor=story.cast.office_county
        )


def test_quotas_before_and_after(story: Story) -> None:
    story.site(0)
    lines = {line.kind: line for line in quota_with(story.campaign, story.candidates[1:])}
    non_public = lines[UnitKind.NON_PUBLIC]
    assert (non_public.wanted, non_public.chosen, non_public.after, non_public.over) == (1, 0, 3, 2)
    assert within_quota(story.campaign, story.candidates[1:]) == [story.candidates[1]]
    assert lines[UnitKind.NEW_EMPLOYMENT].left == 0


def test_giving_up_a_site_opens_the_candidate_and_frees_the_team(story: Story) -> None:
    site = story.site(0)
    team = story.team("第一组", 0, 1, site=site)
    actions.unchoose_candidate(candidate=story.candidates[0], reason="误选", actor=story.cast.office_city)
    team.refresh_from_db()
    story.candidates[0].refresh_from_db()
    assert team.site is None
    assert story.candidates[0].state == Candidate.State.OPEN
    assert not Site.objects.exists()


def test_sites_chosen_or_dropped_on_the_campaigns_pages_move_the_candidate(story: Story) -> None:
    candidate, actor = story.candidates[1], story.cast.office_city
    site = campaign_actions.choose_site(
        campaign=story.campaign, unit=candidate.unit, kind=candidate.kind, reason="需求", actor=actor
    )
    candidate.refresh_from_db()
    assert candidate.state == Candidate.State.CHOSEN
    campaign_actions.drop_site(site=site, reason="误选", actor=actor)
    candidate.refresh_from_db()
    assert candidate.state == Candidate.State.OPEN


def test_dispatched_team_keeps_its_site(story: Story) -> None:
    site = story.site(0)
    team = story.team("第一组", 0, 1, site=site)
    Team.objects.filter(pk=team.pk).update(state=Team.State.DISPATCHED)
    with pytest.raises(Refused, match="第一组"):
        campaign_actions.drop_site(site=site, reason="误选", actor=story.cast.office_city)
    assert Site.objects.filter(pk=site.pk).exists()


def test_setting_aside_and_considering_again(story: Story) -> None:
    actor = story.cast.office_city
    actions.set_aside_candidates(candidates=story.candidates[2:], reason="近年已有工作组", actor=actor)
    story.candidates[2].refresh_from_db()
    assert (story.candidates[2].state, story.candidates[2].decision) == ("passed", "近年已有工作组")
    actions.reopen_candidate(candidate=story.candidates[2], actor=actor)
    with pytest.raises(Invalid):
        actions.reopen_candidate(candidate=story.candidates[2], actor=actor)
    with pytest.raises(Invalid):
        actions.set_aside_candidates(candidates=[], reason="无", actor=actor)


def test_closed_campaign_takes_no_more_planning(story: Story) -> None:
    Campaign.objects.update(state=Campaign.State.CLOSED)
    candidate = Candidate.objects.get(pk=story.candidates[0].pk)
    with pytest.raises(Refused):
        actions.choose_candidates(candidates=[candidate], reason="需求", actor=story.cast.office_city)
