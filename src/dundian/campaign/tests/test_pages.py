"""The pages, as each member of the cast meets them."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from dundian.campaign.factories import (
    CampaignFactory,
    IndicatorFactory,
    InitiativeFactory,
    SiteFactory,
    StageFactory,
    TaskSetFactory,
    TaskSetItemFactory,
)
from dundian.campaign.models import Campaign, Indicator, Site, TaskSet
from dundian.kernel import clock
from dundian.notify.todo import Tab, collect
from dundian.org.cast import Cast, client_of
from dundian.org.factories import UnitFactory
from dundian.org.models import UnitKind

FRAME = {
    "name": "盐都市总工会2024年蹲点行动",
    "year": "2024",
    "starts_on": "2024-04-01",
    "ends_on": "2024-07-31",
}


@pytest.fixture
def city(cast: Cast) -> Campaign:
    return CampaignFactory.create(unit=cast.ground.city)


def at(name: str, *args: Any) -> str:
    return reverse(f"campaign:{name}", args=args)


def rows(prefix: str, *lines: dict[str, Any], total: int | None = None) -> dict[str, Any]:
    """What an editor with rows posts."""
    posted: dict[str, Any] = {f"{prefix}-TOTAL_FORMS": len(lines) if total is None else total}
    posted[f"{prefix}-INITIAL_FORMS"] = 0
    for place, line in enumerate(lines):
        posted |= {f"{prefix}-{place}-{name}": value for name, value in line.items()}
    return posted


def text_of(client: Client, address: str, **query: Any) -> str:
    response = client.get(address, query)
    assert response.status_code == 200
    return response.content.decode()


class TestCampaigns:
    def test_the_office_builds_one_from_nothing(self, cast: Cast) -> None:
        client = client_of(cast.office_city)
        facts = FRAME | {"unit": cast.ground.city.pk, "role_names": "宣传员、组织员\n办事员"}
        response = client.post(at("campaign_create"), facts)
        made = Campaign.objects.get()
        assert response.url == at("campaign_plan", made.pk)  # type: ignore[attr-defined]
        assert made.role_names == ["宣传员", "组织员", "办事员"]
        lines = [
            {"name": "动员部署", "starts_on": "2024-04-01", "ends_on": "2024-04-15"},
            {"name": "", "starts_on": "", "ends_on": "", "content": ""},
            {"name": "驻点工作", "starts_on": "2024-04-16", "ends_on": "2024-07-31", "content": "真蹲实蹲"},
        ]
        assert client.post(at("stage_edit", made.pk), rows("stages", *lines)).status_code == 302
        assert client.post(at("quota_edit", made.pk), {"new_employment": "25", "park": ""}).status_code == 302
        seat = {"person": f"#{cast.leader.person.pk if cast.leader.person else ''}", "seat": "head"}
        assert client.post(at("group_edit", made.pk), seat).status_code == 302
        assert client.post(at("initiative_edit", made.pk), {"name": "三年行动"}).status_code == 302
        page = text_of(client, at("campaign_detail", made.pk))
        for shown in ("动员部署", "驻点工作", "0/25", "李包片", "三年行动", "还缺少"):
            assert shown in page
        assert client.post(at("campaign_start", made.pk)).status_code == 302
        made.refresh_from_db()
        assert made.state == Campaign.State.ACTIVE

    def test_faults_are_shown_and_what_was_typed_is_kept(self, cast: Cast, city: Campaign) -> None:
        client = client_of(cast.office_city)
        bad = FRAME | {"unit": cast.ground.city.pk, "ends_on": "2024-01-01", "aims": "目标😀"}
        response = client.post(at("campaign_create"), bad)
        assert response.status_code == 422
        assert "目标😀" in response.content.decode()
        lines = [{"name": "总结", "starts_on": "2024-07-01", "ends_on": "2024-12-31", "content": "写好总结"}]
        response = client.post(at("stage_edit", city.pk), rows("stages", *lines))
        assert response.status_code == 422
        assert "写好总结" in response.content.decode()
        assert client.post(at("quota_edit", city.pk), {"park": "-1"}).status_code == 422

    @pytest.mark.parametrize("posted", [{}, {"stages-TOTAL_FORMS": "x"}, {"stages-TOTAL_FORMS": "99999999"}])
    def test_a_broken_editor_post_is_told(self, cast: Cast, city: Campaign, posted: dict[str, str]) -> None:
        client = client_of(cast.office_city)
        assert client.post(at("stage_edit", city.pk), posted).status_code == 422
        assert client.post(at("stage_edit", city.pk), posted | {"add": "1"}).status_code == 200

    def test_a_row_is_added_and_taken_away_without_script(self, cast: Cast, city: Campaign) -> None:
        StageFactory.create(campaign=city, name="旧阶段")
        client = client_of(cast.office_city)
        typed = {"name": "半截", "starts_on": "不是日期"}
        page = client.post(at("stage_edit", city.pk), rows("stages", typed) | {"add": "1"}).content.decode()
        assert 'value="半截"' in page
        assert 'name="stages-1-name"' in page
        kept = {"name": "新阶段", "starts_on": "2024-04-01", "ends_on": "2024-04-02"}
        gone = kept | {"name": "不要", "remove": "on"}
        assert client.post(at("stage_edit", city.pk), rows("stages", gone, kept)).status_code == 302
        assert [s.name for s in city.stages.all()] == ["新阶段"]

    def test_two_editors_are_shown_both_versions(self, cast: Cast, city: Campaign) -> None:
        first, second = client_of(cast.office_city), client_of(cast.office_province)
        facts = FRAME | {"version": city.version}
        assert first.post(at("campaign_edit", city.pk), facts | {"aims": "甲版"}).status_code == 302
        response = second.post(at("campaign_edit", city.pk), facts | {"aims": "乙版"})
        assert response.status_code == 409
        assert "甲版" in response.content.decode()
        assert "乙版" in response.content.decode()
        line = {"name": "乙阶段", "starts_on": "2024-04-01", "ends_on": "2024-04-02"}
        response = second.post(at("stage_edit", city.pk), rows("stages", line) | {"version": city.version})
        assert response.status_code == 409
        assert "乙阶段" in response.content.decode()
        response = second.post(at("quota_edit", city.pk), {"park": "3", "version": city.version})
        assert response.status_code == 409

    def test_drafts_are_not_seen_from_beneath(self, cast: Cast, city: Campaign) -> None:
        draft = CampaignFactory.create(unit=cast.ground.city, state=Campaign.State.DRAFT)
        seen = {
            name: (
                Campaign.objects.visible_to(actor).filter(pk=city.pk).exists(),
                Campaign.objects.visible_to(actor).filter(pk=draft.pk).exists(),
            )
            for name, actor in cast.members().items()
        }
        both, running, none = (True, True), (True, False), (False, False)
        assert seen == {
            "office_province": both,
            "office_city": both,
            "office_county": running,
            "leader": running,
            "team_leader": running,
            "cadre": running,
            "department": running,
            "host": none,
            "system_admin": none,
            "security_admin": none,
            "audit_admin": none,
            "outsider": none,
        }

    def test_beneath_it_is_read_only(self, cast: Cast, city: Campaign) -> None:
        for actor in (cast.office_county, cast.leader, cast.cadre, cast.department):
            client = client_of(actor)
            page = text_of(client, at("campaign_detail", city.pk))
            assert at("campaign_edit", city.pk) not in page
            for name in ("campaign_edit", "stage_edit", "quota_edit", "campaign_deploy", "campaign_close"):
                assert client.get(at(name, city.pk)).status_code == 403
        for actor in (cast.host, cast.outsider, cast.audit_admin):
            assert client_of(actor).get(at("campaign_detail", city.pk)).status_code == 404

    def test_deploying_shows_below_and_waits_there(self, cast: Cast) -> None:
        province = CampaignFactory.create(unit=cast.ground.province, name="川江省总工会2024年蹲点行动")
        client = client_of(cast.office_province)
        assert client.post(at("campaign_deploy", province.pk), {"units": []}).status_code == 422
        chosen = {"units": [cast.ground.city.pk]}
        assert client.post(at("campaign_deploy", province.pk), chosen).status_code == 302
        assert client.post(at("campaign_deploy", province.pk), chosen).status_code == 422
        child = Campaign.objects.get(unit=cast.ground.city)
        page = text_of(client_of(cast.office_city), at("campaign_detail", child.pk))
        assert "由上级部署" in page
        assert at("campaign_detail", province.pk) in page
        waiting = [
            t for t in collect(cast.office_city, Tab.WAITING) if t.url == at("campaign_detail", child.pk)
        ]
        assert [t.title for t in waiting] == ["盐都市总工会2024年蹲点行动"]
        assert not [t for t in collect(cast.office_province, Tab.WAITING) if t.url == waiting[0].url]
        assert child.name in text_of(client, at("campaign_detail", province.pk))

    def test_a_closed_campaign_says_so(self, cast: Cast, city: Campaign) -> None:
        client = client_of(cast.office_city)
        assert client.get(at("campaign_close", city.pk)).status_code == 200
        assert client.post(at("campaign_close", city.pk)).status_code == 302
        assert client.post(at("campaign_close", city.pk)).status_code == 422
        assert client.get(at("stage_edit", city.pk)).status_code == 422

    def test_a_leader_is_put_in_charge_and_released(self, cast: Cast, city: Campaign) -> None:
        client = client_of(cast.office_city)
        assert cast.leader.person
        facts = {"person": f"#{cast.leader.person.pk}", "unit": cast.ground.county.pk}
        with clock.at(clock.now().replace(year=2024, month=5)):
            assert client.post(at("charge_edit", city.pk), facts).status_code == 302
            charge = city.charges.get()
            assert client.post(at("charge_edit", city.pk), facts).status_code == 422
            assert client.post(at("charge_drop", city.pk, charge.pk)).status_code == 302
        assert not city.charges.exists()

    def test_list_and_page_cost_the_same_for_few_and_for_many(self, cast: Cast, city: Campaign) -> None:
        client = client_of(cast.office_city)
        counts: list[list[int]] = []
        for many in (2, 20):
            CampaignFactory.create_batch(many, unit=cast.ground.city)
            SiteFactory.create_batch(many, campaign=city)
            StageFactory.create_batch(many, campaign=city)
            UnitFactory.create_batch(many, parent=cast.ground.city, kind=UnitKind.COUNTY)
            counts.append([])
            for address in (
                at("campaign_list"),
                at("campaign_detail", city.pk),
                at("campaign_plan", city.pk),
            ):
                with CaptureQueriesContext(connection) as captured:
                    assert client.get(address).status_code == 200
                counts[-1].append(len(captured))
        assert counts[0] == counts[1]
        assert max(counts[0]) <= 25


class TestSites:
    def test_who_sees_a_site(self, cast: Cast, city: Campaign) -> None:
        site = SiteFactory.create(campaign=city, unit=cast.ground.site)
        seen = [
            n for n, a in cast.members().items() if Site.objects.visible_to(a).filter(pk=site.pk).exists()
        ]
        assert seen == [
            "office_province",
            "office_city",
            "office_county",
            "leader",
            "team_leader",
            "cadre",
            "department",
            "host",
        ]
        for name, actor in cast.members().items():
            status = client_of(actor).get(at("site_detail", site.pk)).status_code
            assert status == (200 if name in seen else 404), name

    def test_a_department_sees_its_own_federations_sites_only(self, cast: Cast, city: Campaign) -> None:
        CampaignFactory.create(unit=cast.ground.province)
        county = SiteFactory.create(campaign__unit=cast.ground.county)
        other = SiteFactory.create(campaign__unit=cast.ground.other_city)
        found = set(Site.objects.visible_to(cast.department))
        assert found == set()
        mine = SiteFactory.create(campaign=city)
        assert set(Site.objects.visible_to(cast.department)) == {mine}
        assert {county, other} & found == set()

    def test_filters_narrow_the_list(self, cast: Cast, city: Campaign) -> None:
        linked = InitiativeFactory.create(campaign=city)
        site = SiteFactory.create(campaign=city, unit=cast.ground.site, reason="劳动关系较为复杂")
        site.initiatives.add(linked)
        SiteFactory.create(campaign=city, unit=cast.ground.neighbour, state=Site.State.ACTIVE)
        client = client_of(cast.office_city)
        for query in (
            {"text": "飞骑"},
            {"text": "复杂"},
            {"kind": "new_employment"},
            {"state": "chosen"},
            {"initiative": linked.pk},
        ):
            page = text_of(client, at("site_list"), **query)
            assert "飞骑外卖配送工会" in page
            assert "老窖食品公司工会" not in page
        both = text_of(client, at("site_list"), county=cast.ground.county.pk, campaign=city.pk)
        assert "飞骑外卖配送工会" in both
        assert "老窖食品公司工会" in both
        for junk in ({"campaign": "x"}, {"county": "9" * 40}, {"cursor": "%00"}, {"kind": "\x00"}):
            assert client.get(at("site_list"), junk).status_code == 200

    def test_the_export_has_the_rows_of_the_filter(self, cast: Cast, city: Campaign) -> None:
        SiteFactory.create_batch(3, campaign=city)
        SiteFactory.create(campaign__unit=cast.ground.city)
        client = client_of(cast.office_city)
        for address, many in ((at("site_export"), 4), (at("campaign_sites_export", city.pk), 3)):
            response = client.get(address)
            content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
            book = CalamineWorkbook.from_filelike(BytesIO(content))
            assert len(book.get_sheet_by_index(0).to_python()) == many + 1

    def test_edit_and_drop(self, cast: Cast, city: Campaign) -> None:
        site, linked = SiteFactory.create(campaign=city), InitiativeFactory.create(campaign=city)
        foreign = InitiativeFactory.create(campaign__unit=cast.ground.other_city)
        client = client_of(cast.office_city)
        facts = {"reason": "新理由", "initiatives": [linked.pk], "version": site.version}
        assert client.post(at("site_edit", site.pk), facts | {"initiatives": [foreign.pk]}).status_code == 422
        assert client.post(at("site_edit", site.pk), facts).status_code == 302
        assert client.post(at("site_edit", site.pk), facts | {"reason": "旧"}).status_code == 409
        assert client_of(cast.leader).get(at("site_edit", site.pk)).status_code == 404
        assert client.post(at("site_drop", site.pk), {"reason": ""}).status_code == 422
        assert client.post(at("site_drop", site.pk), {"reason": "停产"}).status_code == 302
        assert client.get(at("site_detail", site.pk)).status_code == 404

    def test_list_costs_the_same_for_few_and_for_many(self, cast: Cast, city: Campaign) -> None:
        client, counts = client_of(cast.office_city), []
        for many in (2, 30):
            for site in SiteFactory.create_batch(many, campaign=city):
                site.initiatives.add(InitiativeFactory.create(campaign=city))
            with CaptureQueriesContext(connection) as captured:
                assert client.get(at("site_list")).status_code == 200
            counts.append(len(captured))
        assert counts[0] == counts[1]

    def test_pages_follow_each_other(self, cast: Cast, city: Campaign) -> None:
        SiteFactory.create_batch(60, campaign=city)
        client = client_of(cast.office_city)
        first = client.get(at("site_list"))
        shown = [s.pk for s in first.context["page"].rows]
        second = client.get(at("site_list"), {"cursor": first.context["page"].next})
        shown += [s.pk for s in second.context["page"].rows]
        assert len(shown) == len(set(shown)) == 60


class TestTaskSets:
    def test_from_shipped_template_to_second_edition(self, cast: Cast) -> None:
        client, unit = client_of(cast.office_city), cast.ground.city.pk
        chosen = {"unit": unit, "names": ["six-ones-sichuan-suggested", "indicators"]}
        assert client.post(at("catalogue_load"), chosen).status_code == 302
        task_set = TaskSet.objects.get()
        lines: list[dict[str, Any]] = [
            {"name": "第二", "place": "2", "content": "内容"},
            {"name": "第一", "place": "1", "indicator": Indicator.objects.all()[0].pk, "target": "20"},
            {"open_line": "on"},
        ]
        posted = rows("items", *lines) | {"source": "通知", "version": task_set.version}
        assert client.post(at("task_set_edit", task_set.pk), posted).status_code == 302
        assert [i.name for i in task_set.items.all()] == ["第一", "第二", ""]
        assert client.post(at("task_set_edit", task_set.pk), posted).status_code == 409
        assert client.get(at("task_set_publish", task_set.pk)).status_code == 200
        assert client.post(at("task_set_publish", task_set.pk)).status_code == 302
        assert client.get(at("task_set_edit", task_set.pk)).status_code == 422
        response = client.post(at("task_set_revise", task_set.pk))
        second = TaskSet.objects.get(edition=2)
        assert response.url == at("task_set_edit", second.pk)  # type: ignore[attr-defined]
        assert client.post(at("task_set_discard", second.pk)).status_code == 302
        assert client.post(at("task_set_retire", task_set.pk)).status_code == 302
        assert "已停用" in text_of(client, at("task_set_detail", task_set.pk))

    def test_a_line_without_name_must_be_ticked_open(self, cast: Cast) -> None:
        task_set = TaskSetFactory.create(unit=cast.ground.city, state=TaskSet.State.DRAFT)
        client = client_of(cast.office_city)
        posted = rows("items", {"content": "没有名称"}) | {"version": 1}
        response = client.post(at("task_set_edit", task_set.pk), posted)
        assert response.status_code == 422
        assert "没有名称" in response.content.decode()

    def test_published_sets_go_down_and_drafts_stay(self, cast: Cast) -> None:
        published = TaskSetFactory.create(unit=cast.ground.province)
        draft = TaskSetFactory.create(unit=cast.ground.province, state=TaskSet.State.DRAFT)
        TaskSetItemFactory.create(task_set=published)
        for actor in (cast.office_city, cast.cadre, cast.department):
            client = client_of(actor)
            assert client.get(at("task_set_detail", published.pk)).status_code == 200
            assert client.get(at("task_set_detail", draft.pk)).status_code == 404
            assert client.post(at("task_set_revise", published.pk)).status_code == 403
        assert client_of(cast.host).get(at("task_set_list")).status_code == 403

    def test_adopting_from_the_page(self, cast: Cast, city: Campaign) -> None:
        above = TaskSetFactory.create(unit=cast.ground.province)
        client = client_of(cast.office_city)
        assert client.post(at("task_set_adopt", city.pk), {"task_sets": [above.pk]}).status_code == 302
        assert above.name in text_of(client, at("campaign_plan", city.pk))

    def test_indicators(self, cast: Cast) -> None:
        client = client_of(cast.office_city)
        facts = {"unit": cast.ground.city.pk, "code": "a", "name": "访谈", "measure": "人次", "decimals": "0"}
        assert client.post(at("indicator_create"), facts).status_code == 302
        assert client.post(at("indicator_create"), facts).status_code == 422
        made = Indicator.objects.get()
        edit = {
            "name": "访谈职工",
            "measure": "人次",
            "decimals": "0",
            "place": "1",
            "in_use": "on",
            "version": "1",
        }
        assert client.post(at("indicator_edit", made.pk), edit).status_code == 302
        assert client.post(at("indicator_edit", made.pk), edit | {"name": "又改"}).status_code == 409
        above = IndicatorFactory.create(unit=cast.ground.province)
        assert above.name in text_of(client, at("indicator_list"))
        assert client.get(at("indicator_edit", above.pk)).status_code == 403


NASTY = [
    "\x00",
    "\u202e倒",
    "😀" * 500,
    "长" * 5000,
    "<script>alert(1)</script>",
    "{{ 7*7 }}",
    "'; DROP TABLE --",
]


@pytest.mark.parametrize("text", NASTY)
def test_no_text_breaks_a_form(cast: Cast, city: Campaign, text: str) -> None:
    client = client_of(cast.office_city)
    site = SiteFactory.create(campaign=city)
    line = {"name": text, "starts_on": text, "ends_on": text, "content": text}
    for address, posted in (
        (
            at("campaign_create"),
            dict.fromkeys([*FRAME, "unit", "aims", "selection", "role_names", "parent"], text),
        ),
        (
            at("campaign_edit", city.pk),
            FRAME | {"version": text, "aims": text, "name": text, "selection": text},
        ),
        (at("stage_edit", city.pk), rows("stages", line) | {"version": text}),
        (at("quota_edit", city.pk), {"park": text}),
        (at("initiative_edit", city.pk), {"name": text, "note": text}),
        (at("group_edit", city.pk), {"person": text, "seat": text, "duty": text}),
        (at("charge_edit", city.pk), {"person": text, "unit": text}),
        (at("task_set_adopt", city.pk), {"task_sets": [text]}),
        (at("campaign_deploy", city.pk), {"units": [text]}),
        (at("task_set_create"), {"unit": text, "name": text, "year": text, "source": text}),
        (
            at("indicator_create"),
            {"unit": text, "code": text, "name": text, "measure": text, "decimals": text},
        ),
        (at("catalogue_load"), {"unit": text, "names": [text]}),
        (at("site_edit", site.pk), {"reason": text, "version": "1", "initiatives": [text]}),
    ):
        response = client.post(address, posted)
        assert response.status_code in (302, 409, 422), (address, response.status_code)
        assert "<script>alert" not in response.content.decode()


def test_stage_line_stands_on_the_day(cast: Cast, city: Campaign) -> None:
    from dundian.campaign.timeline import stage_line

    StageFactory.create(campaign=city, name="动员", ends_on="2024-04-15")
    StageFactory.create(campaign=city, name="驻点", starts_on="2024-04-10", ends_on="2024-07-31")
    city.refresh_from_db()
    line = stage_line(city, list(city.stages.all()), date(2024, 4, 12))
    assert [(b.left, b.state, b.top) for b in line.bars] == [(0, "now", 4), (pytest.approx(7.377), "now", 34)]
    assert [t.label for t in line.ticks] == [4, 5, 6, 7]
    assert line.today == pytest.approx(9.016)
    assert stage_line(city, [], date(2025, 1, 1)).today is None


def test_a_county_does_not_see_what_its_neighbour_drafts(cast: Cast) -> None:
    above = CampaignFactory.create(unit=cast.ground.city, state=Campaign.State.ACTIVE)
    other = UnitFactory.create(
        parent=cast.ground.city, kind=UnitKind.COUNTY, name="别县总工会", code="990322"
    )
    CampaignFactory(unit=other, parent=above, state=Campaign.State.DRAFT, name="别县初稿")
    own = CampaignFactory(unit=cast.ground.county, parent=above, state=Campaign.State.DRAFT, name="本县初稿")
    page = reverse("campaign:campaign_detail", args=[above.pk])
    assert client_of(cast.office_county).get(page).context["children"] == [own]
    assert len(client_of(cast.office_city).get(page).context["children"]) == 2
