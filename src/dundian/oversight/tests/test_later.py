"""Look-backs, return visits on the working calendar, questions, and the day's round."""

from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise, permutations
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from dundian.concerns.models import Concern
from dundian.fieldwork.factories import Posting, make_log, make_report, make_task, person_of
from dundian.fieldwork.models import HandoverItem, LogFigure, Report, WorkLog
from dundian.fieldwork.queries.feeds import events_for
from dundian.fieldwork.signals import ConcernRaised
from dundian.kernel import calendar, clock
from dundian.kernel.errors import Invalid, Refused
from dundian.knowledge.models import Follower, InstitutionalResult, Practice
from dundian.org.access import Actor, actor_of
from dundian.org.cast import Cast, client_of
from dundian.oversight import routing
from dundian.oversight.actions import draws as drawing_up
from dundian.oversight.actions import findings as mending
from dundian.oversight.actions import lookbacks, questions, returns
from dundian.oversight.actions.findings import FindingLine
from dundian.oversight.factories import inspector_of, person
from dundian.oversight.models import ContactGroup, Draw, LookBack, LookBackItem, Question, ReturnVisit
from dundian.oversight.queries import hints
from dundian.oversight.queries.results import standing_of
from dundian.planning.actions import end_dispatch
from dundian.planning.needs import needs_beneath

AFTER = datetime(2024, 9, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def concern(posting: Posting, number: str, **more: Any) -> Concern:
    unit, at = posting.site.unit, clock.now()
    values = {
        "number": number, "site": posting.site, "campaign": posting.campaign, "unit": unit, "handler": unit,
        "text": "高温津贴", "due_at": at, "warn_at": at, "reply_due_at": at, "step": "closed", "outcome": "solved",
        "closed_on": date(2024, 6, 1), "raised_on": date(2024, 5, 20), **more,
    }  # fmt: skip
    return Concern.objects.create(**values)


def look(cast: Cast, posting: Posting, **more: Any) -> LookBack:
    facts = {"title": "回头看", "due_on": date(2024, 7, 1), "indicators": [posting.members], **more}
    return lookbacks.open_look_back(campaign=posting.campaign, actor=cast.office_city, **facts)


def test_a_look_back_compares_what_was_reported_with_what_stands(cast: Cast, posting: Posting) -> None:
    log = make_log(posting.site, person_of(cast.cadre))
    LogFigure.objects.create(log=log, indicator=posting.members, amount=Decimal(30))
    concern(posting, "2024-000001")
    concern(posting, "2024-000002", reopened=1, step="acted", outcome="", closed_on=None)
    made = look(cast, posting)
    line = made.lines.get()
    items = {item.kind: item for item in line.items.exclude(kind="concern")}
    assert items["figure"].reported == "30 人"
    assert [item.doubtful for item in line.items.filter(kind="concern")] == [False, True]
    LogFigure.objects.update(amount=Decimal(99))
    assert line.items.get(kind="figure").reported == "30 人"
    answers = {item.pk: ("yes", "") for item in line.items.all()}
    answers[items["figure"].pk] = ("partly", "")
    with pytest.raises(Invalid) as found:
        lookbacks.fill_look_back(
            line=line, looked_on=clock.today(), stands=answers, note="", actor=cast.office_city
        )
    assert f"note_{items['figure'].pk}" in found.value.messages
    with pytest.raises(Refused):
        lookbacks.close_look_back(look_back=made, conclusion="x", actor=cast.office_city)
    answers[items["figure"].pk] = ("partly", "三人已离职退会")
    lookbacks.fill_look_back(
        line=line, looked_on=clock.today(), stands=answers, note="", actor=cast.office_city
    )
    row = next(row for row in standing_of(made) if row.whole == 1 and row.partly == 1)
    assert row.seen == 1
    finding = mending.add_finding(
        source=line,
        line=FindingLine("补办三名退会会员转接", owner=person_of(cast.team_leader), due_on=date(2024, 7, 1)),
        actor=cast.office_city,
    )
    assert finding.by_unit == cast.ground.city
    lookbacks.close_look_back(look_back=made, conclusion="总体保持", actor=cast.office_city)
    with pytest.raises(Refused):
        lookbacks.fill_look_back(
            line=line, looked_on=clock.today(), stands={}, note="", actor=cast.office_city
        )


def test_a_look_back_by_sample_takes_the_drawn_sites(cast: Cast, posting: Posting) -> None:
    from dundian.fieldwork.factories import post

    post(cast, unit=cast.ground.neighbour, name="第二工作组")
    draw = drawing_up.plan_draw(
        campaign=posting.campaign, title="抽样", size=1, by_county=True, by_kind=False, purpose="look_back",
        inspectors=[person(inspector_of(cast))], informed=[], exclusions=[], actor=cast.office_city,
    )  # fmt: skip
    with pytest.raises(Invalid):
        look(cast, posting, draw=draw)
    drawing_up.commit_draw(draw=draw, actor=cast.office_city)
    draw = drawing_up.make_draw(draw=draw, outside="2718", actor=cast.office_city)
    made = look(cast, posting, draw=draw)
    assert [str(line.site_id) for line in made.lines.all()] == draw.chosen
    assert Draw.objects.get().state == Draw.State.CLOSED


def test_only_the_federations_office_looks_back(cast: Cast, posting: Posting) -> None:
    for actor in (cast.office_county, cast.leader, cast.team_leader):
        with pytest.raises(Refused):
            lookbacks.open_look_back(
                campaign=posting.campaign, title="x", due_on=clock.today(), indicators=[], actor=actor
            )


def ended(cast: Cast, posting: Posting) -> ContactGroup:
    make_task(posting.site, name="建章立制")
    end_dispatch(dispatch=posting.dispatch, on=clock.today(), reason="提前完成", actor=cast.office_city)
    return ContactGroup.objects.get(team=posting.team)


def test_the_team_comes_back_on_working_days(cast: Cast, posting: Posting) -> None:
    returns.set_rhythm(unit=cast.ground.city, months=[3, 1, 12], actor=cast.office_city)
    group = ended(cast, posting)
    worked = calendar.current()
    days = list(group.visits.values_list("due_on", flat=True).order_by("due_on"))
    # 14 July and 14 September 2024 are days off: a Sunday, and a Saturday that is worked before the Mid-Autumn holiday.
    assert days == [date(2024, 7, 15), date(2024, 9, 14), date(2025, 6, 16)]
    assert all(worked.is_workday(day) for day in days)
    assert HandoverItem.objects.get(handover__team=posting.team).way == "visit"


def test_a_return_visit_is_logged_like_any_log_and_settles_what_was_left(
    cast: Cast, posting: Posting
) -> None:
    group = ended(cast, posting)
    visit = group.visits.order_by("due_on")[0]
    item = HandoverItem.objects.get(handover__team=posting.team)
    posting.dispatch.refresh_from_db()
    with clock.at(AFTER):
        gone = actor_of(cast.cadre.user)
        with pytest.raises(Invalid):
            returns.log_return(visit=visit, on=date(2024, 6, 14), activities=["visit"], text="x", actor=gone)
        made = returns.log_return(
            visit=visit, on=date(2024, 9, 2), activities=["visit"], text="回访骑手", people_met=9,
            figures={posting.members: Decimal(4)}, concerns=[ConcernRaised(text="雨棚又漏了", people=6)],
            settled={item.pk: "制度已公布"}, actor=gone,
        )  # fmt: skip
        with pytest.raises(Refused):
            returns.log_return(visit=visit, on=date(2024, 9, 2), activities=["visit"], text="x", actor=gone)
        with pytest.raises(Refused):
            returns.log_return(
                visit=group.visits.order_by("due_on")[1], on=date(2024, 9, 2), activities=["visit"], text="x",
                actor=cast.host,
            )  # fmt: skip
    log = WorkLog.objects.get(return_visit=made)
    assert log.people_met == 9
    assert log.figures.get().amount == 4
    raised = Concern.objects.get(log_id=log.pk)
    assert (raised.text, raised.people, raised.site) == ("雨棚又漏了", 6, posting.site)
    item.refresh_from_db()
    assert item.result == "制度已公布"


def test_the_page_of_a_return_visit_takes_counts_and_concerns_and_keeps_what_was_typed(
    cast: Cast, posting: Posting
) -> None:
    visit = ended(cast, posting).visits.order_by("due_on")[0]
    item = HandoverItem.objects.get(handover__team=posting.team)
    with clock.at(AFTER):
        client = client_of(actor_of(cast.cadre.user))
        address = reverse("oversight:return_log", args=[visit.pk])
        sent = {
            "on": "2024-06-01", "activities": "visit", "text": "回访", f"figure_{posting.members.pk}": "3",
            "concern_0_text": "雨棚又漏了", "concern_0_people": "2", f"item_{item.pk}": "制度已公布",
        }  # fmt: skip
        refused = client.post(address, sent)
        assert refused.status_code == 422
        assert "雨棚又漏了" in refused.content.decode()
        assert client.post(address, {**sent, "on": "2024-09-02"}).status_code == 302
    assert LogFigure.objects.get().amount == 3
    assert Concern.objects.get().people == 2


def test_due_return_visits_stand_in_the_calendar_feed_of_team_union_and_office(
    cast: Cast, posting: Posting
) -> None:
    group = ended(cast, posting)
    first = group.visits.order_by("due_on")[0]

    def days(actor: Actor) -> list[date]:
        found = events_for(actor.user, lambda path: f"https://example.org{path}")
        return [e.first for e in found if e.uid.startswith("return-")]

    due = sorted(group.visits.values_list("due_on", flat=True))
    for actor in (cast.cadre, cast.host, cast.office_county):
        assert days(actor) == due
    assert days(cast.outsider) == days(cast.system_admin) == []
    returns.drop_return(visit=first, reason="企业已搬迁", actor=cast.office_city)
    assert days(cast.cadre) == due[1:]


def test_a_return_visit_moves_to_a_working_day_and_only_the_office_drops_it(
    cast: Cast, posting: Posting
) -> None:
    group = ended(cast, posting)
    first, last = group.visits.order_by("due_on").first(), group.visits.order_by("due_on").last()
    assert first is not None
    assert last is not None
    moved = returns.move_return(visit=first, due_on=date(2024, 7, 20), reason="防汛", actor=cast.cadre)
    assert moved.due_on == date(2024, 7, 22)
    with pytest.raises(Refused):
        returns.drop_return(visit=last, reason="x", actor=cast.cadre)
    returns.drop_return(visit=last, reason="企业已搬迁", actor=cast.office_city)
    with pytest.raises(Invalid):
        returns.set_rhythm(unit=cast.ground.city, months=[0, 61], actor=cast.office_city)


def test_a_group_ends_when_its_time_is_over_and_it_owes_nothing(cast: Cast, posting: Posting) -> None:
    group = ended(cast, posting)
    with clock.at(datetime(2026, 1, 5, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))):
        assert returns.end_groups() == 0
        ReturnVisit.objects.filter(group=group).update(state="made")
        assert returns.end_groups() == 1


def found(cast: Cast) -> dict[str, str]:
    return {hint.kind: hint.reason for hint in hints.hints_for(cast.office_city)}


def test_a_quiet_site_is_asked_about(cast: Cast, posting: Posting) -> None:
    assert "驻点10周，还没有记录过诉求" in found(cast)["quiet"]
    concern(posting, "2024-000001", closed_on=date(2024, 6, 10))
    assert "quiet" not in found(cast)
    Concern.objects.update(closed_on=None, step="found", raised_on=date(2024, 5, 1))
    assert "有1件诉求未办结" in found(cast)["quiet"]


def test_bounced_contradicting_and_declared(cast: Cast, posting: Posting) -> None:
    concern(posting, "2024-000003", step="found", closed_on=None, bounces=3, raised_on=date(2024, 6, 12))
    make_task(
        posting.site,
        indicator=posting.talks,
        target=Decimal(100),
        progress=Decimal(40),
        by_word=True,
        state="done",
    )
    figure = {
        "indicator": str(posting.talks.pk), "name": "访谈", "measure": "人次", "amount": "8", "total": "8",
        "target": None,
    }  # fmt: skip
    make_report(posting.site, state=Report.State.SUBMITTED, figures=[figure])
    log = make_log(posting.site, person_of(cast.cadre), on=date(2024, 6, 5))
    LogFigure.objects.create(log=log, indicator=posting.talks, amount=Decimal(5))
    told = found(cast)
    assert "2024-000003已被退回3次" in told["bounced"]
    assert "汇报为8，日志合计为5" in told["contradiction"]
    assert "目标100只完成40" in told["word"]


def test_a_question_is_asked_once_answered_and_settled(cast: Cast, posting: Posting) -> None:
    hint = hints.hints_for(cast.office_city)[0]
    with pytest.raises(Refused):
        questions.ask_question(hint=hint, text="x", actor=cast.leader)
    question = questions.ask_question(hint=hint, text="需要支持吗？", actor=cast.office_city)
    assert hints.hints_for(cast.office_city) == []
    assert questions.ask_question(hint=hint, text="又问", actor=cast.office_city) == question
    assert question.due_on == date(2024, 6, 21)
    with pytest.raises(Refused):
        questions.answer_question(question=question, answer="x", actor=cast.office_city)
    questions.answer_question(question=question, answer="正在集中走访，本周建账", actor=cast.cadre)
    question = questions.settle_question(question=question, closing="", actor=cast.office_city)
    assert question.state == Question.State.SETTLED


def test_what_is_set_aside_stays_with_the_office(cast: Cast, posting: Posting) -> None:
    hint = hints.hints_for(cast.office_city)[0]
    questions.ask_question(hint=hint, text="已掌握", aside=True, actor=cast.office_city)
    assert not Question.objects.visible_to(cast.team_leader).exists()
    assert Question.objects.visible_to(cast.office_city).exists()


def test_a_look_back_asks_whether_rules_are_still_followed(cast: Cast, posting: Posting) -> None:
    """A rule that came from the site, one that its union follows, one that it left; drafts are no results yet."""
    practice = Practice.objects.create(unit=posting.site.unit, site=posting.site, title="驿站")
    rules = {}
    for name, status in (
        ("驿站办法", "formal"),
        ("议事规则", "trial"),
        ("旧办法", "abolished"),
        ("草稿", "draft"),
    ):
        rules[name] = InstitutionalResult.objects.create(
            unit=cast.ground.city, scope=cast.ground.city, name=name, text="第一条", status=status
        )
    rules["驿站办法"].practices.add(practice)
    rules["草稿"].practices.add(practice)
    for name, ended_on in (("议事规则", date(2024, 5, 1)), ("旧办法", None)):
        Follower.objects.create(
            result=rules[name], unit=posting.site.unit, since=date(2024, 4, 1), ended_on=ended_on
        )
    items = LookBackItem.objects.filter(line__look_back=look(cast, posting), kind="rule")
    assert {item.title: item.doubtful for item in items} == {
        "驿站办法": False,
        "议事规则": True,
        "旧办法": True,
    }
    assert items.get(title="议事规则").reported == "2024-04-01起执行。"


def test_results_keep_their_kind(cast: Cast, posting: Posting) -> None:
    posting.members.code = "rules"
    posting.members.save()
    log = make_log(posting.site, person_of(cast.cadre))
    LogFigure.objects.create(log=log, indicator=posting.members, amount=Decimal(1))
    assert set(LookBackItem.objects.filter(line__look_back=look(cast, posting)).values_list("kind", flat=True)) == {
        "union", "rule",
    }  # fmt: skip


def test_planning_hears_what_did_not_stand(cast: Cast, posting: Posting) -> None:
    log = make_log(posting.site, person_of(cast.cadre))
    LogFigure.objects.create(log=log, indicator=posting.members, amount=Decimal(1))
    look(cast, posting)
    here, path = posting.site.unit_id, cast.ground.county.path
    assert here not in needs_beneath(path)
    LookBackItem.objects.update(stands=LookBackItem.Stands.NO)
    (need,) = needs_beneath(path)[here]
    assert (need.number, need.weight) == (LookBackItem.objects.count(), 2.0)


PLACES = [
    (29.18, 104.98),
    (29.46, 104.42),
    (29.37, 104.71),
    (29.31, 104.85),
    (29.05, 104.60),
    (29.60, 104.95),
]


def test_the_round_is_the_shortest_of_all() -> None:
    home = (29.35, 104.78)
    best = routing.shortest_round(home, PLACES)

    def length(order: tuple[int, ...]) -> float:
        stops = [home, *(PLACES[k] for k in order), home]
        return sum(routing.distance(a, b) for a, b in pairwise(stops))

    assert best.length == pytest.approx(min(map(length, permutations(range(len(PLACES))))))
    assert sorted(best.order) == list(range(len(PLACES)))


def test_distances_and_limits() -> None:
    assert routing.distance((30.6586, 104.0647), (29.3392, 104.7734)) == pytest.approx(161, abs=3)
    assert routing.shortest_round((29.0, 104.0), []).length == 0
    with pytest.raises(ValueError, match="more than 12"):
        routing.shortest_round((29.0, 104.0), [(29.0, 104.0)] * 13)
