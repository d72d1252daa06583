"""Who nominates whom, how it is vetted, within which quota."""

import pytest

from dundian.kernel.errors import Invalid, Refused
from dundian.org.cast import Cast
from dundian.org.models import UnitKind
from dundian.recognition import actions
from dundian.recognition.models import Nomination
from dundian.recognition.tests.ground import Stage, make_stage, opened

N = Nomination.State


@pytest.fixture
def stage(cast: Cast) -> Stage:
    made = make_stage(cast)
    opened(made)
    return made


def nominate(stage: Stage, number: int = 0, **more: object) -> Nomination:
    told = {
        "round": stage.round,
        "category": stage.scheme.categories.get(subject="person"),
        "person": stage.cadres[number],
        "statement": "推动解决三件难事。",
        "actor": stage.cast.office_county,
    }
    return actions.nominate(**(told | more))


def test_it_climbs_from_the_county_to_the_city(stage: Stage) -> None:
    cast = stage.cast
    one = nominate(stage)
    assert one.holder == cast.ground.county
    with pytest.raises(Refused):
        actions.pass_on(nomination=one, actor=cast.office_city)
    one = actions.pass_on(nomination=one, opinion="同意", actor=cast.office_county)
    assert (one.holder, one.state) == (cast.ground.city, N.WAITING)
    one = actions.pass_on(nomination=one, actor=cast.office_city)
    assert one.state == N.ADMITTED
    assert [e.verb for e in one.events.all()] == ["nominate", "pass_on", "pass_on"]


def test_a_host_union_nominates_only_its_own_site(stage: Stage) -> None:
    one = nominate(stage, actor=stage.cast.host)
    assert one.proposed_by == stage.cast.ground.site
    with pytest.raises(Invalid):
        nominate(stage, 1, actor=stage.cast.host)
    with pytest.raises(Refused):
        actions.pass_on(nomination=one, actor=stage.cast.host)


def test_nobody_nominates_or_vets_themselves(stage: Stage) -> None:
    person = stage.cadres[0]
    person.user = stage.cast.office_county.user
    stage.cast.office_county.person.user = None
    stage.cast.office_county.person.save()
    person.save()
    with pytest.raises(Refused):
        nominate(stage)
    one = nominate(stage, actor=stage.cast.host)
    with pytest.raises(Refused):
        actions.pass_on(nomination=one, actor=stage.cast.office_county)


def test_units_are_sites_or_federations_with_sites(stage: Stage) -> None:
    category = stage.scheme.categories.get(subject="unit")
    county = stage.cast.ground.county
    one = nominate(stage, category=category, unit=county, person=None)
    assert one.holder == stage.cast.ground.city  # never the one that puts itself forward
    for unit in (stage.cast.ground.neighbour, stage.cast.ground.city):
        with pytest.raises(Invalid):
            nominate(stage, category=category, unit=unit, person=None, actor=stage.cast.office_city)
    assert stage.sites[0].unit.kind == UnitKind.NEW_EMPLOYMENT
    nominate(stage, category=category, unit=stage.sites[0].unit, person=None)


def test_the_same_is_not_nominated_twice_but_again_after_withdrawing(stage: Stage) -> None:
    one = nominate(stage)
    with pytest.raises(Invalid):
        nominate(stage)
    with pytest.raises(Invalid):
        actions.withdraw_nomination(nomination=one, reason="", actor=stage.cast.office_county)
    actions.withdraw_nomination(nomination=one, reason="改报他人", actor=stage.cast.office_county)
    assert nominate(stage).pk != one.pk


def test_returned_it_is_amended_and_sent_again(stage: Stage) -> None:
    office = stage.cast.office_county
    one = actions.return_nomination(
        nomination=nominate(stage, actor=stage.cast.host), reason="写具体", actor=office
    )
    assert one.state == N.RETURNED
    one = actions.edit_nomination(nomination=one, statement="建起工会小组四个。", actor=stage.cast.host)
    one = actions.resubmit(nomination=one, actor=stage.cast.host)
    assert (one.state, one.holder) == (N.WAITING, stage.cast.ground.county)


def test_a_quota_holds_and_leaving_out_can_be_taken_back(stage: Stage) -> None:
    cast, office = stage.cast, stage.cast.office_county
    category = stage.scheme.categories.get(subject="person")
    actions.set_quotas(round=stage.round, quotas={(category, cast.ground.county): 1}, actor=cast.office_city)
    first, second = nominate(stage), nominate(stage, 1)
    actions.pass_on(nomination=first, actor=office)
    with pytest.raises(Invalid):
        actions.pass_on(nomination=second, actor=office)
    left = actions.leave_out(nomination=second, reason="名额已满", actor=office)
    assert actions.take_back(nomination=left, actor=office).state == N.WAITING


def test_what_waits_must_be_vetted_before_the_panels_begin(stage: Stage) -> None:
    nominate(stage)
    with pytest.raises(Invalid):
        actions.close_nominations(round=stage.round, actor=stage.cast.office_city)


def test_another_city_sees_nothing_of_it(stage: Stage) -> None:
    one = nominate(stage)
    assert one not in Nomination.objects.visible_to(stage.cast.outsider)
    assert one in Nomination.objects.visible_to(stage.cast.leader)
    with pytest.raises(Invalid):
        nominate(stage, 1, actor=stage.cast.outsider)
