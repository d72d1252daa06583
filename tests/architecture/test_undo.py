"""A whole import can be taken back, whatever it brought in, as far as nothing has come of it since."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest

from dundian.campaign.actions import (
    FieldLine,
    adopt_baseline_form,
    create_baseline_form,
    publish_baseline_form,
)
from dundian.campaign.models import Campaign
from dundian.concerns.models import Concern, Reporter
from dundian.exchange import actions, importers
from dundian.exchange.models import ImportRun
from dundian.exchange.tests.books import table
from dundian.fieldwork.factories import Posting, post
from dundian.fieldwork.models import Baseline
from dundian.knowledge.models import PastFigure
from dundian.org.cast import Cast
from dundian.org.models import Unit
from dundian.planning.actions import add_candidate, edit_candidate, fill_survey, set_survey
from dundian.planning.models import Candidate
from dundian.planning.surveys import Survey
from dundian.recognition.models import Honour

# A year of the calendar is entered anew rather than taken back.
WITHOUT = {"calendar"}


@dataclass
class Desk:
    """An office at its imports; a posting at the site, a candidate with a survey beside it."""

    cast: Cast
    posting: Posting
    candidate: Candidate

    @property
    def campaign(self) -> Campaign:
        return self.posting.campaign

    def bring_in(self, kind: str, rows: list[dict[str, Any]], *, of_campaign: bool = False) -> ImportRun:
        importer, keys = importers.get(kind), list(rows[0])
        book = table(
            [[row[key] for key in keys] for row in rows], [str(importer.column(k).title) for k in keys]
        )
        run = actions.check_workbook(
            kind=kind, file=BytesIO(book), filename="表.xlsx", actor=self.cast.office_city,
            unit=self.cast.ground.city,
            context={"campaign": str(self.campaign.pk)} if of_campaign else {},
        )  # fmt: skip
        assert not run.counts.get("failed"), list(run.rows.values_list("messages", flat=True))
        return actions.apply_run(run=run, actor=self.cast.office_city)

    def take_back(self, run: ImportRun) -> list[str]:
        """What was said of the rows that had to stay."""
        run = actions.undo_run(run=run, actor=self.cast.office_city)
        assert run.state == ImportRun.State.UNDONE
        return [m[""] for m in run.rows.filter(undone="kept").values_list("messages", flat=True)]


@pytest.fixture
def desk(cast: Cast) -> Desk:
    posting, office = post(cast), cast.office_city
    form = create_baseline_form(
        unit=cast.ground.city, name="摸底表", fields=[FieldLine("在岗职工")], actor=office
    )
    form = publish_baseline_form(form=form, actor=office)
    adopt_baseline_form(campaign=posting.campaign, form=form, actor=office)
    set_survey(campaign=posting.campaign, form=form, joint=False, actor=office)
    posting.campaign.refresh_from_db()
    candidate = add_candidate(
        campaign=posting.campaign,
        unit=cast.ground.neighbour,
        kind=cast.ground.neighbour.kind,
        workers=50,
        actor=office,
    )
    return Desk(cast, posting, candidate)


def test_every_kind_of_import_can_be_taken_back() -> None:
    assert {kind for kind, one in importers._importers.items() if one.take_back is None} == WITHOUT


def test_candidates_go_with_the_unions_they_founded_and_facts_come_back(desk: Desk) -> None:
    before = set(Unit.objects.values_list("name", flat=True))
    rows = [
        {"name": name, "county": "灯城县", "kind": "非公企业工会", "workers": n}
        for name, n in ((desk.candidate.unit.name, 80), ("新火锅店工会", 20), ("新茶馆工会", 30))
    ]
    run = desk.bring_in("candidates", rows, of_campaign=True)
    kept = Candidate.objects.get(unit__name="新茶馆工会")
    edit_candidate(candidate=kept, version=kept.version, workers=31, actor=desk.cast.office_city)
    assert len(desk.take_back(run)) == 1
    desk.candidate.refresh_from_db()
    assert desk.candidate.workers == 50
    assert set(Unit.objects.values_list("name", flat=True)) - before == {"新茶馆工会"}


@pytest.mark.parametrize("kind", ["candidate_surveys", "baselines"])
def test_answers_are_as_they_were(desk: Desk, kind: str) -> None:
    field = desk.campaign.baseline_form.fields.get()  # type: ignore[union-attr]
    key = str(field.pk)
    if kind == "baselines":
        rows = [
            {"site": desk.posting.site.unit.name, "moment": "开始时", "question": "在岗职工", "answer": "186"}
        ]
        answers: Callable[[], Any] = lambda: Baseline.objects.get().answers.get(key)  # noqa: E731
    else:
        fill_survey(candidate=desk.candidate, answers={key: "50"}, actor=desk.cast.office_city)
        rows = [{"name": desk.candidate.unit.name, "question": "在岗职工", "answer": "186"}]
        answers = lambda: Survey.objects.get().answers.get(key)  # noqa: E731
    run = desk.bring_in(kind, rows, of_campaign=True)
    assert answers() == "186"
    assert desk.take_back(run) == []
    assert answers() == (None if kind == "baselines" else "50")


def test_past_results_and_honours_leave_the_record(desk: Desk) -> None:
    first = desk.bring_in("past_results", [{"year": "2022", "name": "新建工会", "amount": "30"}])
    second = desk.bring_in(
        "past_results", [{"year": "2022", "name": name, "amount": "36"} for name in ("新建工会", "发展会员")]
    )
    assert PastFigure.objects.count() == 2
    assert desk.take_back(second) == []
    assert [int(f.amount) for f in PastFigure.objects.all()] == [30]
    desk.bring_in("past_results", [{"year": "2022", "name": "新建工会", "amount": "40"}])
    assert len(desk.take_back(first)) == 1
    unit = desk.cast.ground.county.name
    run = desk.bring_in(
        "honours", [{"name": n, "year": "2022", "unit": unit, "given_by": "省总"} for n in ("先进", "标兵")]
    )
    Honour.objects.filter(name="标兵").update(version=2)
    assert len(desk.take_back(run)) == 1
    assert [h.name for h in Honour.objects.all()] == ["标兵"]


def test_concerns_go_with_whoever_raised_them_until_somebody_handles_them(desk: Desk) -> None:
    unit = desk.cast.ground.site.name
    rows = [{"unit": unit, "text": text, "name": "示例甲"} for text in ("饮水机坏了", "宿舍漏雨")]
    run = desk.bring_in("concerns", rows)
    assert (Concern.objects.count(), Reporter.objects.count()) == (2, 2)
    handled = Concern.objects.get(text="宿舍漏雨")
    Concern.objects.filter(pk=handled.pk).update(version=2)
    assert len(desk.take_back(run)) == 1
    assert [c.text for c in Concern.objects.all()] == ["宿舍漏雨"]
    assert Reporter.objects.count() == 1
