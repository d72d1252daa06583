"""A campaign is built, started, deployed downward, filled with sites, closed."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dundian.audit_trail.models import Entry
from dundian.campaign import actions, queries
from dundian.campaign.actions import ItemLine, StageLine
from dundian.campaign.factories import (
    CampaignFactory,
    IndicatorFactory,
    InitiativeFactory,
    SiteFactory,
    TaskSetFactory,
    TaskSetItemFactory,
)
from dundian.campaign.models import AreaCharge, Campaign, GroupMember, Site, TaskSet
from dundian.campaign.signals import campaign_started, site_chosen, site_dropped
from dundian.kernel import clock
from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.org.access import Actor
from dundian.org.cast import Cast
from dundian.org.factories import UnitFactory
from dundian.org.models import Appointment, Role, UnitKind

APRIL, JULY = date(2024, 4, 1), date(2024, 7, 31)


def create(cast: Cast, **changed: Any) -> Campaign:
    facts: dict[str, Any] = {
        "unit": cast.ground.city,
        "name": "盐都市总工会2024年蹲点行动",
        "year": 2024,
        "starts_on": APRIL,
        "ends_on": JULY,
        "actor": cast.office_city,
    }
    return actions.create_campaign(**(facts | changed))


def running(cast: Cast, **changed: Any) -> Campaign:
    return CampaignFactory.create(unit=cast.ground.city, name="盐都市总工会2024年蹲点行动", **changed)


@pytest.mark.django_db
class TestBuilding:
    def test_a_draft_is_made_with_cleaned_words(self, cast: Cast) -> None:
        made = create(
            cast,
            name=" 盐都\u202e市 ",
            selection=["职工人数较多", " ", "职工人数较多"],
            role_names=["宣传员"],
        )
        assert (made.name, made.selection, made.state) == ("盐都市", ["职工人数较多"], Campaign.State.DRAFT)
        assert Entry.objects.get(noun="campaign").verb == "create"

    @pytest.mark.parametrize(
        ("field", "changed"),
        [
            ("name", {"name": "\x00"}),
            ("name", {"name": "长" * 101}),
            ("year", {"year": 1999}),
            ("ends_on", {"ends_on": date(2024, 3, 1)}),
            ("selection", {"selection": ["长" * 41]}),
        ],
    )
    def test_what_cannot_stand_is_told_by_field(
        self, cast: Cast, field: str, changed: dict[str, Any]
    ) -> None:
        with pytest.raises(Invalid) as told:
            create(cast, **changed)
        assert list(told.value.messages) == [field]
        assert not Campaign.objects.exists()

    def test_the_same_name_twice_in_a_year_is_told(self, cast: Cast) -> None:
        create(cast)
        with pytest.raises(Invalid, match="2024"):
            create(cast)

    def test_only_offices_at_or_above_make_and_change(self, cast: Cast) -> None:
        campaign = create(cast)
        for actor in (cast.office_county, cast.leader, cast.cadre, cast.department, cast.host, cast.outsider):
            with pytest.raises(Refused):
                create(cast, actor=actor, name="另一个")
            with pytest.raises(Refused):
                actions.edit_campaign(campaign=campaign, version=1, actor=actor, name="改名")
        actions.edit_campaign(campaign=campaign, version=1, actor=cast.office_province, name="改名")

    def test_a_campaign_belongs_to_a_federation(self, cast: Cast) -> None:
        with pytest.raises(Invalid):
            create(cast, unit=cast.ground.site)

    def test_a_parent_stands_above(self, cast: Cast) -> None:
        other = CampaignFactory.create(unit=cast.ground.other_city)
        with pytest.raises(Invalid) as told:
            create(cast, parent=other)
        assert "parent" in told.value.messages

    def test_the_second_editor_is_told(self, cast: Cast) -> None:
        campaign = create(cast)
        actions.edit_campaign(campaign=campaign, version=1, actor=cast.office_city, aims="一")
        with pytest.raises(Conflict) as clash:
            actions.edit_campaign(campaign=campaign, version=1, actor=cast.office_province, aims="二")
        assert clash.value.current.aims == "一"

    def test_stages_lie_within_and_hold_the_campaign(self, cast: Cast) -> None:
        campaign = create(cast)
        lines = [
            StageLine("动员部署", APRIL, date(2024, 4, 15)),
            StageLine("驻点工作", date(2024, 4, 16), JULY),
        ]
        actions.set_stages(campaign=campaign, stages=lines, actor=cast.office_city)
        assert [s.name for s in campaign.stages.all()] == ["动员部署", "驻点工作"]
        late = StageLine("总结", JULY, date(2024, 8, 1))
        with pytest.raises(Invalid) as told:
            actions.set_stages(campaign=campaign, stages=[late], actor=cast.office_city)
        assert "stages-0-starts_on" in told.value.messages
        assert campaign.stages.count() == 2
        with pytest.raises(Invalid) as told:
            actions.edit_campaign(
                campaign=campaign, version=None, actor=cast.office_city, ends_on=date(2024, 6, 30)
            )
        assert "ends_on" in told.value.messages

    def test_quotas_are_for_grassroots_kinds(self, cast: Cast) -> None:
        campaign = create(cast)
        wanted: dict[str, int] = {UnitKind.NEW_EMPLOYMENT: 25, UnitKind.PARK: 5, UnitKind.SOCIAL: 0}
        actions.set_quotas(campaign=campaign, quotas=wanted, actor=cast.office_city)
        assert {(q.kind, q.wanted, q.chosen) for q in queries.quota_fill(campaign)} == {
            ("park", 5, 0),
            ("new_employment", 25, 0),
        }
        for bad in ({"county": 1}, {"park": -1}):
            with pytest.raises(Invalid):
                actions.set_quotas(campaign=campaign, quotas=bad, actor=cast.office_city)

    def test_an_initiative_with_sites_stays(self, cast: Cast) -> None:
        campaign = running(cast)
        made = actions.add_initiative(campaign=campaign, name="三年行动", actor=cast.office_city)
        site = SiteFactory.create(campaign=campaign)
        actions.edit_site(site=site, version=1, reason="", initiatives=[made], actor=cast.office_city)
        with pytest.raises(Invalid, match="1"):
            actions.drop_initiative(initiative=made, actor=cast.office_city)
        actions.edit_site(site=site, version=2, reason="", initiatives=[], actor=cast.office_city)
        actions.drop_initiative(initiative=made, actor=cast.office_city)
        assert not campaign.initiatives.exists()


@pytest.mark.django_db
class TestPeople:
    def test_a_seat_is_given_changed_and_taken(self, cast: Cast) -> None:
        campaign, person = create(cast), cast.leader.person
        assert person
        for seat in (GroupMember.Seat.MEMBER, GroupMember.Seat.HEAD):
            actions.seat_member(
                campaign=campaign, person=person, seat=seat, duty="总负责", actor=cast.office_city
            )
        member = campaign.group.get()
        assert member.seat == GroupMember.Seat.HEAD
        actions.unseat_member(member=member, actor=cast.office_city)
        assert not campaign.group.exists()

    def test_a_leader_in_charge_sees_the_area_for_the_period(self, cast: Cast) -> None:
        today = clock.today()
        campaign = create(cast, year=today.year, starts_on=today, ends_on=date(today.year + 1, 1, 31))
        county = UnitFactory.create(parent=cast.ground.city, kind=UnitKind.COUNTY)
        person = cast.leader.person
        assert person
        charge = actions.charge_area(campaign=campaign, person=person, unit=county, actor=cast.office_city)
        given = Appointment.objects.get(unit=county)
        assert (given.role, given.until, given.campaign_id) == (Role.LEADER, campaign.ends_on, campaign.pk)
        with pytest.raises(Invalid):
            actions.charge_area(campaign=campaign, person=person, unit=county, actor=cast.office_city)
        actions.edit_campaign(
            campaign=campaign, version=None, actor=cast.office_city, ends_on=date(today.year + 1, 3, 31)
        )
        given.refresh_from_db()
        assert given.until == date(today.year + 1, 3, 31)
        actions.release_area(charge=charge, actor=cast.office_city)
        given.refresh_from_db()
        assert given.until == today
        assert not AreaCharge.objects.exists()

    def test_an_area_lies_beneath(self, cast: Cast) -> None:
        person = cast.leader.person
        assert person
        for unit in (cast.ground.city, cast.ground.other_city, cast.ground.site):
            with pytest.raises(Invalid):
                actions.charge_area(
                    campaign=create(cast, name=unit.name), person=person, unit=unit, actor=cast.office_city
                )


@pytest.mark.django_db
class TestRunning:
    def test_start_announces_once(self, cast: Cast) -> None:
        heard: list[Campaign] = []

        def hear(sender: Any, campaign: Campaign, actor: Actor, **kwargs: Any) -> None:
            heard.append(campaign)

        campaign = create(cast)
        assert len(queries.missing_for_start(campaign)) == 6
        campaign_started.connect(hear)
        try:
            actions.start_campaign(campaign=campaign, actor=cast.office_city)
            with pytest.raises(Invalid):
                actions.start_campaign(campaign=campaign, actor=cast.office_city)
        finally:
            campaign_started.disconnect(hear)
        assert [c.pk for c in heard] == [campaign.pk]

    def test_deploying_copies_everything_and_not_twice(self, cast: Cast) -> None:
        parent = create(
            cast, unit=cast.ground.province, name="川江省总工会2024年蹲点行动", actor=cast.office_province
        )
        cities = [cast.ground.city, cast.ground.other_city]
        with pytest.raises(Invalid):
            actions.deploy_campaign(campaign=parent, units=cities, actor=cast.office_province)
        actions.set_stages(
            campaign=parent, stages=[StageLine("动员", APRIL, date(2024, 4, 10))], actor=cast.office_province
        )
        actions.add_initiative(campaign=parent, name="“小三级”工会建设三年行动", actor=cast.office_province)
        task_set = TaskSetFactory.create(unit=cast.ground.province)
        actions.adopt_task_sets(campaign=parent, task_sets=[task_set], actor=cast.office_province)
        parent = actions.start_campaign(campaign=parent, actor=cast.office_province)
        made = actions.deploy_campaign(campaign=parent, units=cities, actor=cast.office_province)
        assert [c.name for c in made] == ["盐都市总工会2024年蹲点行动", "雪山市总工会2024年蹲点行动"]
        child = made[0]
        assert (child.state, child.parent_id) == (Campaign.State.DRAFT, parent.pk)
        assert [s.name for s in child.stages.all()] == ["动员"]
        assert child.initiatives.get().origin == parent.initiatives.get()
        assert list(child.task_sets.all()) == [task_set]
        with pytest.raises(Invalid):
            actions.deploy_campaign(campaign=parent, units=cities[:1], actor=cast.office_province)
        assert parent.children.count() == 2

    def test_deploying_is_all_or_none(self, cast: Cast) -> None:
        parent = CampaignFactory.create(unit=cast.ground.province)
        units = [cast.ground.city, cast.ground.site]
        with pytest.raises(Invalid):
            actions.deploy_campaign(campaign=parent, units=units, actor=cast.office_province)
        assert not parent.children.exists()

    def test_closing_waits_for_teams_and_freezes(self, cast: Cast) -> None:
        campaign = running(cast)
        site = SiteFactory.create(campaign=campaign, state=Site.State.ACTIVE)
        with pytest.raises(Invalid):
            actions.close_campaign(campaign=campaign, actor=cast.office_city)
        Site.objects.filter(pk=site.pk).update(state=Site.State.CHOSEN)
        actions.close_campaign(campaign=campaign, actor=cast.office_city)
        site.refresh_from_db()
        assert site.state == Site.State.CLOSED
        with pytest.raises(Invalid):
            actions.set_quotas(campaign=campaign, quotas={}, actor=cast.office_city)


@pytest.mark.django_db
class TestSites:
    def test_a_site_is_chosen_with_its_area(self, cast: Cast) -> None:
        campaign, heard = running(cast), []

        def hear(sender: Any, site: Site, actor: Actor, **kwargs: Any) -> None:
            heard.append(site.pk)

        initiative = InitiativeFactory.create(campaign=campaign)
        site_chosen.connect(hear)
        try:
            site = actions.choose_site(
                campaign=campaign,
                unit=cast.ground.site,
                kind=UnitKind.NEW_EMPLOYMENT,
                reason="职工人数较多",
                actor=cast.office_city,
                initiatives=[initiative],
            )
        finally:
            site_chosen.disconnect(hear)
        assert (site.county, site.state, heard) == (cast.ground.county, Site.State.CHOSEN, [site.pk])
        assert [vars(i)["site_count"] for i in queries.initiatives_with_sites(campaign)] == [1]

    def test_what_is_no_site(self, cast: Cast) -> None:
        campaign = running(cast)

        def choose(**changed: Any) -> Site:
            facts: dict[str, Any] = {
                "campaign": campaign,
                "unit": cast.ground.site,
                "kind": UnitKind.NEW_EMPLOYMENT,
                "reason": "",
            }
            return actions.choose_site(**(facts | {"actor": cast.office_city} | changed))

        for changed in (
            {"unit": cast.ground.other_site},
            {"unit": cast.ground.department},
            {"kind": "county"},
        ):
            with pytest.raises(Invalid):
                choose(**changed)
        choose()
        with pytest.raises(Invalid):
            choose()
        for actor in (cast.office_county, cast.leader, cast.department, cast.host):
            with pytest.raises(Refused):
                choose(unit=cast.ground.neighbour, actor=actor)

    def test_a_site_is_given_up_with_a_reason_before_anybody_went(self, cast: Cast) -> None:
        campaign, heard = running(cast), []

        def hear(sender: Any, site: Site, actor: Actor, **kwargs: Any) -> None:
            heard.append(site.unit)

        site = SiteFactory.create(campaign=campaign)
        with pytest.raises(Invalid):
            actions.drop_site(site=site, reason=" ", actor=cast.office_city)
        site_dropped.connect(hear)
        try:
            actions.drop_site(site=site, reason="企业停产", actor=cast.office_city)
        finally:
            site_dropped.disconnect(hear)
        assert heard == [site.unit]
        assert not Site.objects.exists()
        active = SiteFactory.create(campaign=campaign, state=Site.State.ACTIVE)
        with pytest.raises(Invalid):
            actions.drop_site(site=active, reason="企业停产", actor=cast.office_city)


@pytest.mark.django_db
class TestTaskSets:
    def test_a_published_set_never_changes(self, cast: Cast) -> None:
        city = cast.ground.city
        indicator = IndicatorFactory.create(unit=cast.ground.province)
        lines = [ItemLine("走访", indicator=indicator, target=Decimal(100)), ItemLine()]
        task_set = actions.create_task_set(
            unit=city, name="六个一", year=2024, items=lines, actor=cast.office_city
        )
        published = actions.publish_task_set(task_set=task_set, actor=cast.office_city)
        for act in (actions.publish_task_set, actions.discard_task_set):
            with pytest.raises(Invalid):
                act(task_set=published, actor=cast.office_city)
        with pytest.raises(Invalid):
            actions.edit_task_set(
                task_set=published, version=None, source="", items=[], actor=cast.office_city
            )
        second = actions.revise_task_set(task_set=published, actor=cast.office_city)
        assert (second.edition, second.state) == (2, TaskSet.State.DRAFT)
        assert [(i.name, i.target) for i in second.items.all()] == [("走访", Decimal(100)), ("", None)]
        with pytest.raises(Invalid):
            actions.revise_task_set(task_set=published, actor=cast.office_city)
        actions.edit_task_set(
            task_set=second, version=1, source="", items=[ItemLine("改")], actor=cast.office_city
        )
        assert [i.name for i in published.items.all()] == ["走访", ""]

    def test_bad_lines_are_told_by_their_place(self, cast: Cast) -> None:
        foreign = IndicatorFactory.create(unit=cast.ground.other_city)
        own = IndicatorFactory.create(unit=cast.ground.city)
        for line, field in (
            (ItemLine("甲", indicator=foreign), "items-1-indicator"),
            (ItemLine("甲", target=Decimal(1)), "items-1-indicator"),
            (ItemLine("甲", indicator=own, target=Decimal(-1)), "items-1-target"),
            (ItemLine("长" * 101), "items-1-name"),
        ):
            items = [ItemLine("好"), line]
            with pytest.raises(Invalid) as told:
                actions.create_task_set(
                    unit=cast.ground.city, name="甲", year=2024, items=items, actor=cast.office_city
                )
            assert list(told.value.messages) == [field]
        assert not TaskSet.objects.exists()

    def test_adopting_takes_published_sets_from_above(self, cast: Cast) -> None:
        campaign = running(cast)
        above = TaskSetFactory.create(unit=cast.ground.province)
        draft = TaskSetFactory.create(unit=cast.ground.city, state=TaskSet.State.DRAFT)
        foreign = TaskSetFactory.create(unit=cast.ground.other_city)
        actions.adopt_task_sets(campaign=campaign, task_sets=[above], actor=cast.office_city)
        for wrong in (draft, foreign):
            with pytest.raises(Invalid):
                actions.adopt_task_sets(campaign=campaign, task_sets=[wrong], actor=cast.office_city)
        actions.retire_task_set(task_set=above, actor=cast.office_province)
        actions.adopt_task_sets(campaign=campaign, task_sets=[above], actor=cast.office_city)
        assert list(campaign.task_sets.all()) == [above]

    def test_the_nearest_indicator_of_a_code_counts(self, cast: Cast) -> None:
        province = IndicatorFactory.create(unit=cast.ground.province, code="a", name="省")
        city = IndicatorFactory.create(unit=cast.ground.city, code="a", name="市")
        unused = IndicatorFactory.create(unit=cast.ground.province, code="b", in_use=False)
        assert queries.indicators_for(cast.ground.site) == [city]
        assert queries.indicators_for(cast.ground.other_site) == [province]
        assert unused not in queries.indicators_for(cast.ground.province)

    def test_an_indicator_is_kept_where_it_was_made(self, cast: Cast) -> None:
        made = actions.create_indicator(
            unit=cast.ground.city, code="a", name="访谈", measure="人次", actor=cast.office_city
        )
        facts: dict[str, Any] = {
            "name": "访谈职工",
            "measure": "人次",
            "decimals": 0,
            "place": 2,
            "in_use": True,
        }
        actions.edit_indicator(indicator=made, version=1, actor=cast.office_city, **facts)
        with pytest.raises(Conflict):
            actions.edit_indicator(indicator=made, version=1, actor=cast.office_city, **facts)
        with pytest.raises(Refused):
            actions.edit_indicator(indicator=made, version=2, actor=cast.office_county, **facts)
        with pytest.raises(Invalid):
            actions.create_indicator(
                unit=cast.ground.city, code="a", name="又", measure="人", actor=cast.office_city
            )

    def test_items_of_a_task_set_come_in_order(self, cast: Cast) -> None:
        task_set = TaskSetFactory.create(unit=cast.ground.city)
        for place in (2, 0, 1):
            TaskSetItemFactory.create(task_set=task_set, place=place, name=str(place))
        assert [i.name for i in task_set.items.all()] == ["0", "1", "2"]


def test_a_union_that_is_a_site_is_neither_closed_nor_merged_meanwhile(cast: Cast) -> None:
    from dundian.org.actions import close_unit, merge_unit

    ground = cast.ground
    site = SiteFactory.create(unit=ground.site)
    for write in (
        lambda: close_unit(unit=ground.site, reason="平台退出", actor=cast.system_admin),
        lambda: merge_unit(unit=ground.site, into=ground.neighbour, reason="合并", actor=cast.system_admin),
    ):
        with pytest.raises(Invalid) as refused:
            write()
        assert site.campaign.name in refused.value.messages[""]
    site.state = Site.State.CLOSED
    site.save()
    assert close_unit(unit=ground.site, reason="平台退出", actor=cast.system_admin).is_closed
