"""Work plan, baseline and evidence file of a site, through their pages; a log taken back; roles in the ledger."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from python_calamine import CalamineWorkbook

from dundian.audit_trail.models import Entry
from dundian.campaign.actions import (
    FieldLine,
    adopt_baseline_form,
    create_baseline_form,
    publish_baseline_form,
    set_roles,
)
from dundian.campaign.factories import SiteFactory
from dundian.exchange.actions import apply_run, check_workbook, undo_run
from dundian.exchange.export import Column, write_workbook
from dundian.exchange.models import ImportRow
from dundian.exchange.tests.books import table
from dundian.fieldwork import actions, imports
from dundian.fieldwork.evidence import evidence_of
from dundian.fieldwork.factories import START, Posting, make_task, person_of, post
from dundian.fieldwork.models import Baseline, WorkLog, WorkPlan
from dundian.fieldwork.queries import ledger
from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.org.cast import Cast, client_of
from dundian.org.factories import UnitFactory

DAY = date(2024, 6, 3)


def test_a_plan_goes_up_comes_back_and_is_agreed_to(cast: Cast, posting: Posting) -> None:
    make_task(posting.site, name="走访一百人", indicator=posting.talks, target=100)
    lead, office = client_of(cast.team_leader), client_of(cast.office_city)
    assert lead.post(reverse("fieldwork:plan_create"), {"team": posting.team.pk}).status_code == 302
    plan = WorkPlan.objects.get()
    assert [(g.name, g.target) for g in plan.goals.all()] == [("走访一百人", Decimal(100))]
    stage = plan.stages.get()
    posted = {
        "version": "1", "situation": "站点分散", "aims": "建会", "support": "一间会议室", "submit": "1",
        "goals-TOTAL_FORMS": "1", "goals-INITIAL_FORMS": "0", "goals-0-name": "访谈职工",
        "goals-0-indicator": str(posting.talks.pk), "goals-0-target": "60", "goals-0-who": "吴干部",
        "stages-TOTAL_FORMS": "1", "stages-INITIAL_FORMS": "0", "stages-0-name": "驻点",
        "stages-0-starts_on": f"{stage.starts_on}", "stages-0-ends_on": f"{stage.ends_on}",
    }  # fmt: skip
    edit = reverse("fieldwork:plan_edit", args=[plan.pk])
    assert lead.post(edit, posted | {"stages-0-ends_on": "2024-01-01"}).status_code == 422
    assert lead.post(edit, posted | {"add_goal": "1"}).status_code == 200
    assert lead.post(edit, posted).status_code == 302
    assert lead.post(edit, posted).status_code in (403, 409)
    back = reverse("fieldwork:plan_return", args=[plan.pk])
    assert lead.post(back, {"note": "x"}).status_code == 403
    assert office.post(back, {"note": "目标偏低"}).status_code == 302
    assert "目标偏低" in lead.get(reverse("fieldwork:plan_detail", args=[plan.pk])).content.decode()
    plan.refresh_from_db()
    actions.submit_plan(plan=plan, version=plan.version, actor=cast.team_leader)
    assert office.post(reverse("fieldwork:plan_agree", args=[plan.pk]), {"note": "同意"}).status_code == 302
    paper = office.get(reverse("fieldwork:plan_download", args=[plan.pk])).content
    assert ZipFile(BytesIO(paper)).testzip() is None
    assert "一间会议室" in "\n".join(p.text for p in Document(BytesIO(paper)).paragraphs)
    assert client_of(cast.host).get(reverse("fieldwork:plan_list")).status_code == 403


@pytest.fixture
def asked(cast: Cast, posting: Posting) -> Posting:
    fields = [
        FieldLine("在岗职工", measure="人", required=True),
        FieldLine("组织情况", kind="choice", choices=["未建会", "已建会"]),
        FieldLine("集体合同", kind="yes_no"),
    ]
    form = create_baseline_form(unit=cast.ground.city, name="摸底表", fields=fields, actor=cast.office_city)
    with pytest.raises(Invalid):
        adopt_baseline_form(campaign=posting.campaign, form=form, actor=cast.office_city)
    form = publish_baseline_form(form=form, actor=cast.office_city)
    adopt_baseline_form(campaign=posting.campaign, form=form, actor=cast.office_city)
    posting.campaign.refresh_from_db()
    return posting


def test_a_baseline_is_filled_at_both_ends_and_comes_back_from_its_sheet(cast: Cast, asked: Posting) -> None:
    workers, union, contract = asked.campaign.baseline_form.fields.all()  # type: ignore[union-attr]
    cadre, office = client_of(cast.cadre), client_of(cast.office_city)
    start = reverse("fieldwork:baseline_fill", args=[asked.site.pk, "start"])
    said = {f"q_{workers.pk}": "186", f"q_{union.pk}": "未建会", f"q_{contract.pk}": "no"}
    assert cadre.post(start, said | {f"q_{workers.pk}": ""}).status_code == 422
    assert cadre.post(start, said | {f"q_{union.pk}": "别的"}).status_code == 422
    assert cadre.post(start, said).status_code == 302
    assert cadre.post(start, said | {"version": "9"}).status_code == 409
    sheet = office.get(reverse("fieldwork:baseline_export"))
    rows = CalamineWorkbook.from_filelike(BytesIO(sheet.getvalue())).get_sheet_by_index(0).to_python()
    assert len(rows) == 7
    answers = iter(("192.0", "已建会", "是"))
    filled = [[*row[:4], next(answers), row[5]] if row[2] == "结束时" else row for row in rows[1:]]
    file = BytesIO()
    write_workbook(file, filled, [Column(title) for title in rows[0]], "摸底情况")
    file.seek(0)
    run = check_workbook(
        kind="baselines", file=file, filename="摸底.xlsx", actor=cast.office_city,
        unit=asked.campaign.unit, context={"campaign": str(asked.campaign.pk)},
    )  # fmt: skip
    apply_run(run=run, actor=cast.office_city)
    assert Baseline.objects.get(moment="end").answers[str(workers.pk)] == "192"
    page = office.get(reverse("fieldwork:baseline_detail", args=[asked.site.pk]))
    assert [(line.end, line.change) for line in page.context["lines"]] == [
        ("192", Decimal(6)),
        ("已建会", None),
        ("是", None),
    ]


def test_many_answers_go_in_together_and_come_out_one_by_one(cast: Cast, asked: Posting) -> None:
    campaign, office = asked.campaign, cast.office_city
    names = [f"第{n}公司工会" for n in range(40)]
    for name in names:
        unit = UnitFactory.create(parent=cast.ground.county, kind="non_public", name=name)
        SiteFactory.create(campaign=campaign, unit=unit, kind=unit.kind, county=cast.ground.county)
    workers, union, contract = campaign.baseline_form.fields.all()  # type: ignore[union-attr]
    said = [(workers, "186"), (union, "未建会"), (contract, "是")]
    rows = [[name, "开始时", field.name, answer] for name in names for field, answer in said]
    run = check_workbook(
        kind="baselines", file=BytesIO(table(rows, ["点位", "时点", "问题", "答案"])), filename="摸底.xlsx",
        actor=office, unit=campaign.unit, context={"campaign": str(campaign.pk)},
    )  # fmt: skip
    with CaptureQueriesContext(connection) as asked_for:
        run = apply_run(run=run, actor=office)
    assert len(asked_for) < 60, "in batches, not row by row"
    made = Baseline.objects.filter(moment="start", site__unit__name__in=names)
    assert [b.answers for b in made] == [
        {str(workers.pk): "186", str(union.pk): "未建会", str(contract.pk): "yes"}
    ] * 40
    assert Entry.objects.filter(verb="fill", noun="baseline").count() == 40, "one for each baseline"
    assert set(ImportRow.objects.filter(run=run).values_list("object_id", flat=True)) == {
        str(b.pk) for b in made
    }
    undo_run(run=run, actor=office)
    assert not any(b.answers for b in made.all())


def test_one_site_that_stands_in_the_way_holds_up_no_other(
    cast: Cast, asked: Posting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where all together cannot be filled in, each is tried by itself."""

    def refused(*_args: Any, **_told: Any) -> None:
        raise Conflict(asked.site)

    monkeypatch.setattr(imports, "fill_baselines", refused)
    workers = asked.campaign.baseline_form.fields.first()  # type: ignore[union-attr]
    rows = [
        [str(asked.site.unit.name), moment, workers and workers.name, "186"]
        for moment in ("开始时", "结束时")
    ]
    run = check_workbook(
        kind="baselines", file=BytesIO(table(rows, ["点位", "时点", "问题", "答案"])), filename="摸底.xlsx",
        actor=cast.office_city, unit=asked.campaign.unit, context={"campaign": str(asked.campaign.pk)},
    )  # fmt: skip
    run = apply_run(run=run, actor=cast.office_city)
    assert (run.counts, Baseline.objects.count()) == ({"new": 2}, 2)


def test_lists_ask_a_constant_number_of_queries(cast: Cast, asked: Posting) -> None:
    client = client_of(cast.office_city)
    counts = []
    for posting in (asked, post(cast, cast.ground.neighbour, "第二蹲点工作组")):
        WorkPlan.objects.create(
            campaign=posting.campaign, team=posting.team, site=posting.site, unit=posting.site.unit
        )
        with CaptureQueriesContext(connection) as seen:
            for name in ("plan_list", "baseline_list"):
                assert client.get(reverse(f"fieldwork:{name}")).status_code == 200
        counts.append(len(seen))
    assert counts[0] >= counts[1]


def test_the_evidence_file_opens_the_lines_and_a_log_is_taken_back(cast: Cast, posting: Posting) -> None:
    set_roles(
        campaign=posting.campaign,
        roles={"联络员": ["visit"], "宣传员": ["publicity"]},
        actor=cast.office_city,
    )
    task = make_task(posting.site, name="走访一百人", indicator=posting.talks, target=100)
    log = actions.write_log(
        site=posting.site, on=DAY, activities=["visit"], text="走访骑手", figures={posting.talks: Decimal(8)},
        evidence="签到表3号", actor=cast.cadre,
    )  # fmt: skip
    roles = ledger(subject=person_of(cast.cadre), since=START, until=DAY).roles
    assert [(role.name, [n for _label, n in role.done]) for role in roles] == [
        ("联络员", [1]),
        ("宣传员", []),
    ]
    office = client_of(cast.office_city)
    page = office.get(reverse("fieldwork:evidence_view", args=[posting.site.pk]))
    assert reverse("fieldwork:log_detail", args=[log.pk]) in page.content.decode()
    for name in ("evidence_export", "evidence_download"):
        assert office.get(reverse(f"fieldwork:{name}", args=[posting.site.pk])).status_code == 200
    assert evidence_of(posting.site, START, DAY).results[0].lines[0].evidence == "签到表3号"
    with pytest.raises(Refused):
        actions.delete_log(log=log, reason="写错", actor=cast.team_leader)
    away = reverse("fieldwork:log_delete", args=[log.pk])
    assert client_of(cast.cadre).post(away, {"reason": ""}).status_code == 422
    assert client_of(cast.cadre).post(away, {"reason": "写错点位"}).status_code == 302
    task.refresh_from_db()
    assert (WorkLog.objects.count(), task.progress, task.state) == (0, Decimal(0), "todo")
    assert Entry.objects.get(noun="log", verb="delete").detail["reason"] == "写错点位"
