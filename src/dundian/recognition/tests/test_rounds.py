"""From the scheme to the decision, and every way back."""

import json
from contextlib import AbstractContextManager
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from dundian.audit_trail.models import Entry
from dundian.documents import actions as press
from dundian.documents.factories import issued
from dundian.documents.models import Document, NumberSeries
from dundian.documents.queries import frozen_bytes
from dundian.fieldwork.factories import make_log
from dundian.fieldwork.models import LogFigure
from dundian.kernel import calendar, clock
from dundian.kernel.errors import Invalid, Refused
from dundian.org.cast import Cast
from dundian.oversight.models import LookBack, LookBackItem, LookBackLine
from dundian.recognition import actions, letters
from dundian.recognition.evidence import fingerprint
from dundian.recognition.findings import inspections, look_backs
from dundian.recognition.models import EvidenceFile, Honour, Nomination, Objection, Round
from dundian.recognition.queries.nominations import list_of
from dundian.recognition.queries.rounds import differences
from dundian.recognition.tests.ground import (
    Stage,
    judged,
    make_stage,
    nominate_cadres,
    noticed,
    opened,
)
from dundian.recognition.tests.reading import text_of_docx

S = Round.State


@pytest.fixture
def stage(cast: Cast) -> Stage:
    return make_stage(cast)


def after_notice(round: Round) -> AbstractContextManager[None]:
    """The clock on the day after the last notice."""
    last = max(n.notice_until for n in round.nominations.all() if n.notice_until)
    return clock.at(clock.now() + (last - clock.today()) + timedelta(days=1))


def test_a_commendation_from_scheme_to_decision_with_an_objection_that_changes_the_list(stage: Stage) -> None:
    office = stage.cast.office_city
    first, second, third, _fourth = noticed(stage)
    objection, code = actions.receive_objection(
        round=stage.round,
        id=stage.sites[0].pk,
        nomination=first,
        text="所报会员人数不实。",
        contact="13900000000",
    )
    assert len(code) == 11
    with after_notice(stage.round), pytest.raises(Invalid, match="1"):
        actions.decide(round=stage.round, wording=letters.usual_wording(stage.round), actor=office)
    _settled, moved = actions.settle_objection(
        objection=objection,
        upheld=True,
        findings="查阅名册，重复计入12人。",
        reply="反映属实。",
        actor=office,
    )
    assert moved == third
    person = stage.scheme.categories.get(subject="person")
    assert list_of(stage.round)[person] == [second, third]
    assert moved.notice_until == second.notice_until  # both from today on
    with after_notice(stage.round):
        wording = letters.usual_wording(stage.round)
        decided = actions.decide(round=stage.round, wording=wording, actor=office)
        assert actions.issue_citations(round=decided, actor=office) == 2
    text = text_of_docx(frozen_bytes(decided.decision))
    assert second.person.name in text
    assert third.person.name in text
    assert first.person.name not in text
    assert decided.decision.number in text
    assert "关于表扬2024年度工会干部赴基层蹲点先进单位和先进个人的决定" in text.replace("\n", "")
    honours = Honour.objects.standing().filter(round=decided)
    assert {h.person for h in honours} == {second.person, third.person}
    assert all(h.citation for h in honours)
    objection.refresh_from_db()
    assert objection.contact is None  # its purpose is over


def test_frozen_evidence_stays_when_the_data_changes(stage: Stage) -> None:
    opened(stage)
    file = EvidenceFile.objects.get(site=stage.sites[0])
    before = file.body
    assert fingerprint(before) == file.sha256
    assert differences(file) == []
    log = make_log(stage.sites[0], stage.cadres[0], on=clock.today())
    LogFigure.objects.create(log=log, indicator=stage.indicator, amount=Decimal(7))
    file.refresh_from_db()
    assert file.body == before
    (moved,) = differences(file)
    assert (moved.frozen, moved.today) == ("10", "17")
    with pytest.raises(IntegrityError), transaction.atomic():
        EvidenceFile.objects.filter(pk=file.pk).update(body="{}")


def test_every_figure_opens_its_lines_and_none_counts_activity(stage: Stage) -> None:
    opened(stage)
    body = json.loads(EvidenceFile.objects.get(site=stage.sites[1]).body)
    assert set(body["parts"]) == {
        "results", "concerns", "host_word", "workers_word", "inspection", "look_back",
    }  # fmt: skip
    (figure,) = body["parts"]["results"]
    assert (figure["value"], figure["target"]) == ("11", "30")
    assert [line["ref"][0] for line in figure["lines"]] == ["log"]


def test_what_oversight_found_is_evidence_once_it_is_saved(stage: Stage) -> None:
    site = stage.sites[0]
    look_back = LookBack.objects.create(
        unit=stage.cast.ground.city,
        campaign=stage.campaign,
        title="回头看",
        due_on=clock.today(),
    )
    line = LookBackLine.objects.create(
        look_back=look_back, site=site, unit=site.unit, looked_on=clock.today()
    )
    LookBackItem.objects.create(line=line, kind="rule", title="高温津贴制度", reported="已建立", stands="yes")
    ids = [site.pk]
    (figure,) = look_backs(ids, stage.round.since, stage.round.until)[site.pk]
    assert (figure.name, figure.value, figure.lines[0].ref) == ("成果保持", "1", ("look_back", str(line.pk)))
    assert inspections(ids, stage.round.since, stage.round.until) == {}


def test_the_host_unions_word_goes_into_the_evidence(stage: Stage) -> None:
    office, host = stage.cast.office_city, stage.cast.host
    with pytest.raises(Invalid):
        actions.give_word(round=stage.round, site=stage.sites[0], grade="satisfied", text="好", actor=host)
    actions.ask_words(round=stage.round, until=clock.today(), actor=office)
    actions.give_word(
        round=stage.round, site=stage.sites[0], grade="basically", text="帮我们建起了制度。", actor=host
    )
    actions.give_word(
        round=stage.round, site=stage.sites[0], grade="satisfied", text="问题解决了。", actor=host
    )
    with pytest.raises(Refused):
        actions.give_word(round=stage.round, site=stage.sites[1], grade="satisfied", text="好", actor=host)
    opened(stage)
    (figure,) = json.loads(EvidenceFile.objects.get(site=stage.sites[0]).body)["parts"]["host_word"]
    assert figure["lines"][0]["text"] == "问题解决了。"
    with pytest.raises(Invalid):
        actions.give_word(round=stage.round, site=stage.sites[0], grade="not", text="变了", actor=host)


def test_back_to_preparation_only_while_nobody_is_nominated(stage: Stage) -> None:
    office = stage.cast.office_city
    opened(stage)
    stage.round = actions.reopen_round(round=stage.round, reason="时间写错", actor=office)
    assert not stage.round.files.exists()
    opened(stage)
    nominate_cadres(stage)
    with pytest.raises(Invalid):
        actions.reopen_round(round=stage.round, reason="再来", actor=office)


def test_returned_rounds_keep_their_reason(stage: Stage) -> None:
    office = stage.cast.office_city
    judged(stage)
    with pytest.raises(Invalid):
        actions.renominate(round=stage.round, reason=" ", actor=office)
    round = actions.renominate(round=stage.round, reason="漏报一县", actor=office)
    assert round.state == S.NOMINATING
    assert round.events.last().reason == "漏报一县"
    round = actions.close_nominations(round=round, actor=office)
    round = actions.end_round(round=round, reason="并入全省表扬", actor=office)
    assert round.state == S.ENDED
    round = actions.resume_round(round=round, reason="恢复", actor=office)
    assert round.state == S.JUDGING
    with pytest.raises(Invalid):
        actions.publish_notice(round=round, contact="办公室", actor=office)


def test_a_decision_taken_back_takes_documents_and_honours_back(stage: Stage) -> None:
    office = stage.cast.office_city
    noticed(stage)
    with after_notice(stage.round):
        round = actions.decide(round=stage.round, wording=letters.usual_wording(stage.round), actor=office)
        actions.issue_citations(round=round, actor=office)
        paper = round.decision
        round = actions.revoke_decision(round=round, reason="名单有误", actor=office)
        assert round.state == S.NOTICED
        paper.refresh_from_db()
        assert paper.state == Document.State.WITHDRAWN
        assert not Honour.objects.standing().filter(round=round).exists()
        again = actions.decide(round=round, wording=letters.usual_wording(round), actor=office)
    assert again.decision.number != paper.number
    assert Honour.objects.standing().filter(round=again).count() == 2


def test_the_notice_runs_over_working_days(stage: Stage) -> None:
    found = noticed(stage)
    wanted = calendar.current().add_workdays(clock.today(), 5)
    assert found[0].notice_until == wanted
    with pytest.raises(Invalid):
        actions.decide(
            round=stage.round, wording=letters.usual_wording(stage.round), actor=stage.cast.office_city
        )
    round = actions.recall_notice(round=stage.round, reason="有错字", actor=stage.cast.office_city)
    with pytest.raises(Invalid):
        actions.receive_objection(round=round, id=stage.sites[1].pk, text="有意见")


def test_objections_not_upheld_leave_the_list_and_can_be_taken_up_again(stage: Stage) -> None:
    office = stage.cast.office_city
    first, *_rest = noticed(stage)
    objection = actions.write_down_objection(
        round=stage.round, way="phone", text="听说请客", nomination=first, contact="匿名", actor=office
    )
    assert actions.see_contact(objection=objection, reason="回电核实", actor=office) == "匿名"
    told = {"findings": "未发现", "reply": "经核实不属实。", "actor": office}
    settled, moved = actions.settle_objection(objection=objection, upheld=False, **told)
    assert (settled.state, moved) == (Objection.State.DISMISSED, None)
    assert Nomination.objects.get(pk=first.pk).is_listed
    with pytest.raises(Invalid):
        actions.settle_objection(objection=objection, upheld=True, **told)
    again = actions.take_up_again(objection=objection, reason="有新材料", actor=office)
    assert again.state == Objection.State.RECEIVED
    trail = Entry.objects.filter(noun="objection").values_list("verb", flat=True)
    assert {"write_down", "see_contact", "dismiss", "take_up"} <= set(trail)


def test_an_objection_sent_twice_is_one(stage: Stage) -> None:
    noticed(stage)
    one = actions.receive_objection(round=stage.round, id=stage.sites[0].pk, text="有意见")
    two = actions.receive_objection(round=stage.round, id=stage.sites[0].pk, text="有意见")
    assert one == two
    assert Objection.objects.count() == 1


def test_another_office_does_not_run_it(stage: Stage) -> None:
    for actor in (stage.cast.office_county, stage.cast.outsider, stage.cast.leader, stage.cast.host):
        with pytest.raises(Refused):
            actions.open_round(round=stage.round, until=clock.today(), actor=actor)


def test_a_decision_is_reviewed_before_it_counts(stage: Stage) -> None:
    office, reviewer = stage.cast.office_city, stage.cast.office_province
    listed = noticed(stage)
    wording = letters.usual_wording(stage.round)
    with after_notice(stage.round):
        draft = actions.propose_decision(round=stage.round, wording=wording, actor=office)
        stage.round.refresh_from_db()
        assert stage.round.state == S.NOTICED
        actions.strike(nomination=listed[0], reason="自愿退出", actor=office)
        with pytest.raises(Invalid):  # who moved up on the list is under notice still
            issued(draft, office=office, reviewer=reviewer)
    with after_notice(stage.round):
        with pytest.raises(Invalid, match="拟稿后"):  # it would name somebody who is no longer listed
            press.issue_draft(draft=draft, actor=office)
        assert not NumberSeries.objects.exists()
        press.return_draft(draft=draft, reason="名单有变", actor=reviewer)
        draft = actions.propose_decision(round=stage.round, wording=wording, actor=office)
        document = issued(draft, office=office, reviewer=reviewer)
    stage.round.refresh_from_db()
    assert (stage.round.state, stage.round.decision) == (S.DECIDED, document)
    honoured = Honour.objects.standing().filter(round=stage.round)
    assert not honoured.filter(nomination=listed[0]).exists()
