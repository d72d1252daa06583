"""Candidate unions come in from survey workbooks, and the unions with them."""

import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from dundian.audit_trail.models import Entry
from dundian.campaign.factories import CampaignFactory
from dundian.campaign.models import Campaign
from dundian.exchange import actions
from dundian.exchange.commandline import import_file
from dundian.exchange.models import ImportRun
from dundian.exchange.tests import books
from dundian.kernel.errors import Invalid, Refused
from dundian.org.access import Actor
from dundian.org.cast import Cast
from dundian.org.factories import UnitFactory
from dundian.org.models import Unit, UnitKind
from dundian.planning.models import Candidate

HEADER = [
    "序号",
    "工会名称",
    "所在区县",
    "工会类别",
    "职工人数（人）",
    "会员数",
    "劳动关系复杂程度",
    "工会工作基础",
    "薄弱环节",
    "联系人",
    "联系电话",
]


@pytest.fixture
def campaign(cast: Cast) -> Campaign:
    return CampaignFactory.create(unit=cast.ground.city)


def row(name: str, county: str | None = "灯城县", kind: str = "非公企业工会", **more: Any) -> list[Any]:
    cells: dict[str, Any] = {
        "workers": 320,
        "members": 100,
        "complexity": "高",
        "foundation": "弱",
        "weak": "制度不完善、人少",
    }
    cells |= {"contact": "示例联系人", "phone": 13800000009.0} | more
    return [1, name, county, kind, *cells.values()]


def checked(campaign: Campaign, actor: Actor, rows: list[list[Any]], header: list[str] = HEADER) -> ImportRun:
    return actions.check_workbook(
        kind="candidates",
        file=io.BytesIO(books.table(rows, header)),
        filename="备选点位.xlsx",
        actor=actor,
        context={"campaign": str(campaign.pk)},
    )


def test_a_known_union_becomes_a_candidate(cast: Cast, campaign: Campaign) -> None:
    units = Unit.objects.count()
    run = checked(campaign, cast.office_city, [row("老窖食品公司工会")])
    assert run.counts == {"new": 1}
    assert not Candidate.objects.exists()
    actions.apply_run(run=run, actor=cast.office_city)
    made = Candidate.objects.get()
    assert (made.unit, made.kind, made.workers, made.members) == (
        cast.ground.neighbour,
        UnitKind.NON_PUBLIC,
        320,
        100,
    )
    assert (made.complexity, made.foundation, made.weaknesses) == (5, 1, ["制度不完善", "人少"])
    assert made.contact == "示例联系人 13800000009"
    assert Unit.objects.count() == units


def test_an_unknown_union_is_founded_under_its_county(cast: Cast, campaign: Campaign) -> None:
    rows = [row("新星外卖工会", "灯城县总工会", "新业态"), row("城投公司工会", "市本级", "企业工会")]
    run = checked(campaign, cast.office_city, rows)
    assert [m for m in run.rows.values_list("messages", flat=True) if "灯城县总工会" in m.get("name", "")]
    actions.apply_run(run=run, actor=cast.office_city)
    assert Unit.objects.get(name="新星外卖工会").parent == cast.ground.county
    assert Unit.objects.get(name="城投公司工会").parent == cast.ground.city
    assert Entry.objects.filter(verb="add", noun="unit").count() == 2


def test_again_changes_nothing_and_a_new_figure_changes_one_thing(cast: Cast, campaign: Campaign) -> None:
    rows = [row("新星外卖工会", kind="新业态"), row("老窖食品公司工会")]
    actions.apply_run(run=checked(campaign, cast.office_city, rows), actor=cast.office_city)
    assert checked(campaign, cast.office_city, rows).counts == {"same": 2}
    rows[1] = row("老窖食品公司工会", workers="约400人", weak=None)
    run = checked(campaign, cast.office_city, rows)
    assert run.counts == {"same": 1, "changed": 1}
    assert run.rows.get(outcome="changed").messages == {"workers": "320 → 400"}
    actions.apply_run(run=run, actor=cast.office_city)
    made = Candidate.objects.get(unit=cast.ground.neighbour)
    assert (made.workers, made.weaknesses) == (400, ["制度不完善", "人少"])
    assert Candidate.objects.count() == 2


def test_two_runs_of_one_workbook_make_one_union(cast: Cast, campaign: Campaign) -> None:
    rows = [row("新星外卖工会", kind="新业态")]
    first, second = (checked(campaign, cast.office_city, rows) for _n in range(2))
    actions.apply_run(run=first, actor=cast.office_city)
    assert actions.apply_run(run=second, actor=cast.office_city).counts == {"same": 1}
    assert Unit.objects.filter(name="新星外卖工会").count() == 1


def test_what_must_be_mended(cast: Cast, campaign: Campaign) -> None:
    UnitFactory(parent=cast.ground.other_city, name="别处工会", code="51000000")
    rows = [
        row("甲工会", None),
        row("乙工会", "没有的县"),
        row("丙工会", kind="俱乐部"),
        row("丁工会", workers=10, members=20),
        row("戊工会", workers=-1),
        row("己工会", complexity="紫"),
        row("庚工会", weak="、".join(str(n) * 3 for n in range(10, 30))),
        row("辛工会", contact="很长" * 19),
        row("老窖食品公司工会"),
        row("老窖食品公司工会"),
        row("飞骑\u202e外卖😀工会" + "长" * 95),
    ]
    run = checked(campaign, cast.office_city, rows)
    found = {r.number: sorted(r.messages) for r in run.rows.filter(outcome="failed")}
    assert found == {
        2: ["county"],
        3: ["county"],
        4: ["kind"],
        5: ["members"],
        6: ["workers"],
        7: ["complexity"],
        8: ["weaknesses"],
        9: ["contact"],
        11: ["name"],
        12: ["name"],
    }
    actions.apply_run(run=run, actor=cast.office_city)
    assert Candidate.objects.count() == 1


def test_a_code_recognises_a_union_wherever_it_hangs(cast: Cast, campaign: Campaign) -> None:
    cast.ground.neighbour.code = "81510300MC0001"
    cast.ground.neighbour.save()
    header = ["工会名称", "类别", "统一社会信用代码"]
    rows = [["改了名的工会", "非公企业工会", "81510300MC0001"]]
    run = checked(campaign, cast.office_city, rows, header)
    actions.apply_run(run=run, actor=cast.office_city)
    assert Candidate.objects.get().unit == cast.ground.neighbour
    outside = CampaignFactory.create(unit=cast.ground.other_city)
    run = checked(outside, cast.outsider, rows, header)
    assert run.rows.get().messages.keys() == {"code"}


def test_numbers_in_ten_thousands(cast: Cast, campaign: Campaign) -> None:
    run = checked(
        campaign,
        cast.office_city,
        [["老窖食品公司工会", "灯城县", "非公", 1.13]],
        ["工会名称", "区县", "类别", "职工人数（万人）"],
    )
    actions.apply_run(run=run, actor=cast.office_city)
    assert Candidate.objects.get().workers == 11300


def test_a_county_surveys_its_own_area_only(cast: Cast, campaign: Campaign) -> None:
    UnitFactory(parent=cast.ground.city, kind=UnitKind.COUNTY, name="邻县总工会")
    run = checked(
        campaign, cast.office_county, [row("老窖食品公司工会"), row("邻居工会", "邻县"), row("新工会")]
    )
    assert list(run.rows.order_by("number").values_list("outcome", flat=True)) == ["new", "failed", "new"]
    actions.apply_run(run=run, actor=cast.office_county)
    assert Candidate.objects.count() == 2


def test_others_may_not(cast: Cast, campaign: Campaign) -> None:
    for actor in (cast.leader, cast.cadre, cast.host, cast.department, cast.system_admin, cast.outsider):
        with pytest.raises((Refused, Invalid)):
            checked(campaign, actor, [row("老窖食品公司工会")])
    campaign.state = Campaign.State.CLOSED
    campaign.save()
    with pytest.raises(Refused):
        checked(campaign, cast.office_city, [row("老窖食品公司工会")])


def test_queries_of_a_dry_run_do_not_grow_with_rows(
    cast: Cast, campaign: Campaign, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for size in (10, 200):
        rows = [row(f"第{n}工会") for n in range(size)]
        with django_assert_num_queries(12):
            assert checked(campaign, cast.office_city, rows).counts == {"new": size}


def test_the_command_line_finds_the_campaign(cast: Cast, campaign: Campaign) -> None:
    with books.on_disk(books.table([row("老窖食品公司工会")], HEADER)) as path:
        ways: list[dict[str, Any]] = [{}, {"unit_code": "990300"}, {"campaign": campaign.name}]
        for said in [*ways, {"campaign": str(campaign.pk)}]:
            assert (
                import_file(kind="candidates", path=path, username="office_city", **said).counts["new"] == 1
            )
        with pytest.raises(Invalid):
            import_file(kind="candidates", path=path, username="office_city", campaign="没有")


def test_a_masked_telephone_that_comes_back_wipes_nothing_out(cast: Cast, campaign: Campaign) -> None:
    actions.apply_run(
        run=checked(campaign, cast.office_city, [row("老窖食品公司工会")]), actor=cast.office_city
    )
    kept = Candidate.objects.get()
    again = [row("老窖食品公司工会", contact=kept.masked_contact, phone=None, workers=330)]
    actions.apply_run(run=checked(campaign, cast.office_city, again), actor=cast.office_city)
    after = Candidate.objects.get()
    assert (after.workers, after.contact) == (330, "示例联系人 13800000009")


def test_applying_costs_the_same_for_few_and_for_many(cast: Cast, campaign: Campaign) -> None:
    counts = []
    for many in (2, 30):
        known = [
            UnitFactory.create(parent=cast.ground.county, kind=UnitKind.NON_PUBLIC) for _n in range(many)
        ]
        rows = [row(unit.name) for unit in known] + [row(f"新建{many}-{n}工会") for n in range(many)]
        run = checked(campaign, cast.office_city, rows)
        with CaptureQueriesContext(connection) as captured:
            run = actions.apply_run(run=run, actor=cast.office_city)
        assert run.counts == {"new": 2 * many}
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert campaign.candidates.count() == 64
    assert Entry.objects.filter(verb="add", noun="candidate").count() == 64
    actions.undo_run(run=run, actor=cast.office_city)
    assert campaign.candidates.count() == 4
    assert not Unit.objects.filter(name__startswith="新建30-").exists()
