"""The year's end: summed up, compared, closed, and the next year opened with what goes on."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document as Docx
from python_calamine import CalamineWorkbook

from dundian.audit_trail.models import Entry
from dundian.campaign.actions import add_initiative, seat_member, set_quotas, set_stages
from dundian.campaign.actions.build import StageLine
from dundian.campaign.factories import SiteFactory
from dundian.campaign.models import Campaign, TaskSet
from dundian.documents.factories import issued
from dundian.documents.queries import frozen_bytes
from dundian.exchange.actions import apply_run, check_workbook, undo_run
from dundian.exchange.tests.books import table
from dundian.fieldwork.factories import make_task, task_set
from dundian.fieldwork.models import Task
from dundian.kernel.errors import Invalid, Refused
from dundian.knowledge import drafting
from dundian.knowledge.actions import years as actions
from dundian.knowledge.models import CarryOver, PastFigure, YearSummary
from dundian.knowledge.queries import years
from dundian.knowledge.queries.carrying import carried
from dundian.knowledge.queries.small_counts import veil
from dundian.knowledge.tests.conftest import Story, publish
from dundian.org.cast import client_of
from dundian.org.models import Unit
from dundian.planning.actions import MemberLine, dispatch_teams, end_dispatch, form_team
from dundian.planning.factories import CandidateFactory

pytestmark = pytest.mark.django_db
NEXT = {
    "name": "盐都市2025年蹲点行动",
    "year": 2025,
    "starts_on": date(2025, 4, 1),
    "ends_on": date(2025, 7, 31),
}


def _whole_year(story: Story) -> Campaign:
    """A campaign with all that can go on, its team's dispatch ended with a task left over."""
    cast, posting = story.cast, story.posting
    campaign, office = posting.campaign, cast.office_city
    task_set(posting)
    set_quotas(campaign=campaign, quotas={"new_employment": 2}, actor=office)
    set_stages(
        campaign=campaign, stages=[StageLine("驻点", date(2024, 4, 1), date(2024, 7, 31))], actor=office
    )
    add_initiative(campaign=campaign, name="三年行动", actor=office)
    seat_member(campaign=campaign, person=office.person, seat="office", actor=office)
    CandidateFactory(campaign=campaign, unit=cast.ground.site, kind="new_employment", state="chosen")
    CandidateFactory(
        campaign=campaign, unit=cast.ground.neighbour, kind="non_public", state="passed", decision="基础较好"
    )
    make_task(posting.site, name="建立驿站长效机制", target=None)
    end_dispatch(dispatch=posting.dispatch, on=date(2024, 7, 14), reason="任务完成", actor=office)
    campaign.refresh_from_db()
    return campaign


def test_a_year_closed_and_the_next_one_opened_with_what_goes_on(story: Story) -> None:
    campaign, cast = _whole_year(story), story.cast
    TaskSet.objects.create(
        unit=campaign.unit, name="五个方面重点任务", year=2025, edition=2, state="published"
    )
    along = carried(campaign)
    assert [t.title for t in along.tasks] == ["建立驿站长效机制"]
    assert along.candidate_count == 2
    made = actions.carry_over(campaign=campaign, parts=actions.PARTS, actor=cast.office_city, **NEXT)
    campaign.refresh_from_db()
    new = made.new
    assert (campaign.state, new.state) == ("closed", "draft")
    assert [s.edition for s in new.task_sets.all()] == [2], "the newest edition goes along"
    notes = dict(new.candidates.values_list("unit__name", "note"))
    assert "曾为点位" in notes["飞骑外卖配送工会"]
    assert "基础较好" in notes["老窖食品公司工会"]
    assert set(new.candidates.values_list("state", flat=True)) == {"open"}
    stage = new.stages.get()
    assert (stage.starts_on, stage.ends_on) == (date(2025, 4, 1), date(2025, 7, 31))
    assert new.group.count() == new.initiatives.count() == new.quotas.count() == 1
    assert made.carried["tasks"] == 1
    with pytest.raises(Refused):
        actions.carry_over(campaign=campaign, parts=(), actor=cast.office_city, **{**NEXT, "name": "又一个"})


def test_what_was_left_becomes_a_task_of_the_next_team(story: Story) -> None:
    campaign, cast = _whole_year(story), story.cast
    made = actions.carry_over(campaign=campaign, parts=("candidates",), actor=cast.office_city, **NEXT)
    Campaign.objects.filter(pk=made.new_id).update(state="active")
    site = SiteFactory(campaign=made.new, unit=cast.ground.site, county=cast.ground.county)
    team = form_team(
        campaign=site.campaign,
        name="第二年工作组",
        members=[MemberLine(cast.team_leader.person, True, [])],
        site=site,
        actor=cast.office_city,
    )
    dispatch_teams(teams=[team], starts_on=NEXT["starts_on"], ends_on=NEXT["ends_on"], actor=cast.office_city)
    assert [t.name for t in Task.objects.filter(site=site)] == ["建立驿站长效机制"]


def test_a_year_with_teams_on_site_is_not_closed(story: Story) -> None:
    with pytest.raises(Invalid):
        actions.carry_over(
            campaign=story.posting.campaign, parts=actions.PARTS, actor=story.cast.office_city, **NEXT
        )
    assert not CarryOver.objects.exists()
    assert Campaign.objects.count() == 1


def test_only_the_campaign_s_office_carries_over(story: Story) -> None:
    with pytest.raises(Refused):
        actions.carry_over(campaign=story.posting.campaign, parts=(), actor=story.cast.office_county, **NEXT)


def test_the_year_s_end_is_offered_where_it_opens(story: Story) -> None:
    """A county's office and leader see the city's campaign, but its year's end is the city's."""
    page = reverse("campaign:campaign_detail", args=[story.posting.campaign.pk])
    tab = reverse("campaign:campaign_part", args=[story.posting.campaign.pk, "knowledge-campaign_panel"])
    end = reverse("knowledge:campaign_panel", args=[story.posting.campaign.pk])
    for who, opens in (
        (story.cast.office_city, True),
        (story.cast.office_county, False),
        (story.cast.leader, False),
    ):
        client = client_of(who)
        assert (tab in client.get(page).content.decode()) is opens
        assert client.get(tab).status_code == (200 if opens else 404)
        assert client.get(end).status_code == (200 if opens else 403)


def test_the_confirm_page_shows_what_goes_on_and_does_it(story: Story) -> None:
    campaign = _whole_year(story)
    client = client_of(story.cast.office_city)
    url = reverse("knowledge:campaign_carry", args=[campaign.pk])
    page = client.get(url)
    assert "建立驿站长效机制" in page.content.decode()
    assert "三年行动" in page.content.decode()
    assert page.context["form"].initial["name"] == "盐都市2025年蹲点行动"
    answer = client.post(url, {**page.context["form"].initial})
    assert answer.status_code == 302
    assert Campaign.objects.get(year=2025).candidates.count() == 2
    panel = client.get(reverse("knowledge:campaign_panel", args=[campaign.pk])).content.decode()
    assert "盐都市2025年蹲点行动" in panel


def test_the_summary_tells_figures_once_and_keeps_them(story: Story) -> None:
    cast, campaign = story.cast, story.posting.campaign
    publish(story)
    made = actions.draft_summary(campaign=campaign, actor=cast.office_city)
    general = next(t["rows"] for t in made.tables if t["key"] == "general")
    assert [row[2] for row in general[:4]] == [1, 1, 1, 2]
    assert "1支蹲点工作组、2名工会干部" in made.overview
    assert "骑手休息驿站共建" in made.practices
    topics = next(t["rows"] for t in made.tables if t["key"] == "topics")
    assert topics[0][1] != 1, "small counts of workers' concerns are not published"
    actions.edit_summary(
        summary=made, version=made.version, title=made.title, addressees="各区县总工会",
        chapters={"overview": "改过的情况。"}, actor=cast.office_city,
    )  # fmt: skip
    again = actions.draft_summary(campaign=campaign, actor=cast.office_city)
    assert again.overview == "改过的情况。"


def test_the_summary_goes_out_as_a_circular_and_as_tables(story: Story) -> None:
    cast = story.cast
    made = actions.draft_summary(campaign=story.posting.campaign, actor=cast.office_city)
    issued = actions.issue_summary(summary=made, mark="盐工发", actor=cast.office_city)
    assert issued.document is not None
    assert issued.document.number == "盐工发〔2024〕1号"
    printed = Docx(BytesIO(frozen_bytes(issued.document)))
    words = "\n".join(p.text for p in printed.paragraphs)
    assert "工作开展情况" in words
    assert "盐工发〔2024〕1号" in words
    with pytest.raises(Refused):
        actions.edit_summary(
            summary=made, version=None, title="改", addressees="", chapters={}, actor=cast.office_city
        )
    client = client_of(cast.office_city)
    book = client.get(reverse("knowledge:summary_tables", args=[made.pk]))
    sheets = CalamineWorkbook.from_filelike(BytesIO(book.getvalue())).sheet_names
    assert len(sheets) == len(made.tables) + 1, "a sheet each and the receipt"
    assert client.get(reverse("knowledge:summary_print", args=[made.pk])).status_code == 200


def test_two_years_compared_with_one_from_a_workbook(story: Story) -> None:
    cast = story.cast
    book = table([["2023年", "点位", "30", "个", "总结"]], ["年度", "指标", "数值", "计量单位", "来源"])
    run = check_workbook(
        kind="past_results",
        file=BytesIO(book),
        filename="往年.xlsx",
        actor=cast.office_city,
        unit=cast.ground.city,
    )
    apply_run(run=run, actor=cast.office_city)
    assert PastFigure.objects.get().amount == 30
    client = client_of(cast.office_city)
    comparison = years.compared(cast.ground.city)
    assert comparison.years == [2023, 2024]
    page = client.get(reverse("knowledge:year_compare"))
    assert page.status_code == 200
    assert "2023" in page.content.decode()
    export = client.get(reverse("knowledge:year_export"))
    rows = CalamineWorkbook.from_filelike(BytesIO(export.getvalue())).get_sheet_by_index(0).to_python()
    assert rows[0][2:4] == ["2023", "2024"]


def test_many_past_results_are_taken_over_and_taken_back_whole(story: Story) -> None:
    cast, city = story.cast, story.cast.ground.city
    told = {"year": 2021, "amount": 1, "actor": cast.office_city}
    actions.keep_past_figure(unit=city, name="指标7", **told)
    rows = [[2021 + n % 2, f"指标{n // 2}", n] for n in range(200)]
    run = check_workbook(
        kind="past_results",
        file=BytesIO(table(rows, ["年度", "指标", "数值"])),
        filename="往年.xlsx",
        actor=cast.office_city,
        unit=city,
    )
    with CaptureQueriesContext(connection) as asked:
        run = apply_run(run=run, actor=cast.office_city)
    assert len(asked) < 100, "in batches, not row by row"
    assert PastFigure.objects.count() == 200
    assert PastFigure.objects.get(year=2021, name="指标7").amount == 14  # changed, not doubled
    assert Entry.objects.filter(verb="import", noun="past_figure").count() == 201
    with pytest.raises(Invalid):
        actions.add_past_figures(
            unit=city, figures=[{"year": 2021, "name": "指标7", "amount": 1}], actor=cast.office_city
        )
    with pytest.raises(Refused):
        actions.add_past_figures(unit=city, figures=[], actor=cast.office_county)
    undo_run(run=run, actor=cast.office_city)
    left = PastFigure.objects.get()
    assert (left.name, int(left.amount)) == ("指标7", 1)


def test_the_same_figure_of_two_years_stands_in_one_line(story: Story) -> None:
    cast = story.cast
    actions.keep_past_figure(
        unit=cast.ground.city,
        year=2023,
        name="访谈干部职工",
        amount=500,
        measure="人次",
        actor=cast.office_city,
    )
    story.log.figures.create(indicator=story.posting.talks, amount=620)
    line = next(found for found in years.compared(cast.ground.city).lines if found.name == "访谈干部职工")
    assert [line.amounts[2023], line.amounts[2024], line.change(2024, 2023)] == [500, 620, 120]
    assert line.taken_over == {2023}
    with pytest.raises(Refused):
        actions.keep_past_figure(
            unit=cast.ground.city, year=2023, name="x", amount=1, actor=cast.office_county
        )


def test_comparing_costs_the_same_for_more_campaigns(story: Story) -> None:
    client = client_of(story.cast.office_city)
    url = reverse("knowledge:year_compare")
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for year in (2021, 2022, 2023):
        Campaign.objects.create(
            unit=story.cast.ground.city, name=f"{year}年行动", year=year, starts_on=f"{year}-04-01",
            ends_on=f"{year}-07-31", state="closed",
        )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(one) <= 30


def test_the_circular_may_be_reviewed_first(story: Story) -> None:
    office, reviewer = story.cast.office_city, story.cast.office_province
    made = actions.draft_summary(campaign=story.posting.campaign, actor=office)
    draft = actions.propose_summary(summary=made, mark="盐工发", actor=office)
    document = issued(draft, office=office, reviewer=reviewer)
    made.refresh_from_db()
    assert (made.state, made.document) == (YearSummary.State.ISSUED, document)


def test_a_summary_tells_no_small_count_and_none_that_the_others_would_tell(settings: Any) -> None:
    settings.SMALLEST_COUNT = 5
    general = [[f"{n}", "件", amount] for n, amount in enumerate([9, 3, 9, 20, 2, 40, 30, 41, 38, 4, 7])]
    tables = {
        "general": general,
        "indicators": [["帮扶困难职工", "人", 2], ["座谈会", "场", 2]],
        "areas": [["甲县", 1, 1, 1, 20, 19], ["乙县", 1, 1, 1, 21, 19]],
        "topics": [["工资", 21, 20], ["安全", 4, 3], ["其他", 16, 15]],
    }
    veil(tables)
    assert [row[2] for row in general[7:10]] == [41, "不单列", "少于5"], "three are open: 41 less 38"
    assert general[4][2] == "少于5"
    assert [row[2] for row in tables["indicators"]] == ["少于5", 2]
    assert [row[1] for row in tables["topics"]] == [21, "少于5", "不单列"]
    assert [row[2] for row in tables["topics"]] == [20, "少于5", 15], "their sum is not told"
    assert sum(isinstance(row[5], str) for row in tables["areas"]) >= 1, (
        "else they add up to what is not told"
    )
    drawn = [{"key": key, "rows": rows} for key, rows in tables.items()]
    campaign = Campaign(year=2024, unit=Unit(name="盐都市总工会"))
    assert "走访职工少于5人次" in drafting._overview(campaign, drawn)
    assert "收集职工诉求、意见和建议41件。" in drafting._overview(campaign, drawn)
    assert "未办结的诉求，" in drafting._outlook(drawn)
