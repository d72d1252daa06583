"""The workflow as a whole: every path keeps an owner and a clock; the clock agrees with a count by hand."""

import contextlib
from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dundian.concerns import actions, queries, todos
from dundian.concerns.models import Concern, TimeLimit
from dundian.concerns.queries.clocks import Limit, deadline
from dundian.concerns.workflow import RULES, TABLE, WORKING, Event, State, rank, state_of
from dundian.fieldwork.models import Leave
from dundian.kernel import calendar, clock
from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.kernel.models import new_id
from dundian.notify.todo import Tab
from dundian.org.access import SYSTEM, Actor, actor_of
from dundian.org.cast import Cast
from dundian.org.models import Appointment
from scripts.transitions import PAGE, page

pytestmark = pytest.mark.django_db
HOURS = ((time(9), time(12)), (time(13, 30), time(17, 30)))
# Holidays of 2024 as the State Council announced them, from Spring Festival to Dragon Boat.
OFF = {
    *(date(2024, 2, 10) + timedelta(n) for n in range(8)),
    *(date(2024, 4, 4) + timedelta(n) for n in range(3)),
    *(date(2024, 5, 1) + timedelta(n) for n in range(5)),
    date(2024, 6, 10),
}
WORKED = {date(2024, 2, 4), date(2024, 2, 18), date(2024, 4, 7), date(2024, 4, 28), date(2024, 5, 11)}


def local(*parts: int) -> datetime:
    """A moment in the federation's time zone."""
    return datetime(*parts, tzinfo=timezone.get_default_timezone())


def works(day: date) -> bool:
    """The oracle's own calendar."""
    return day in WORKED or (day.weekday() < 5 and day not in OFF)


def minute_works(moment: datetime) -> bool:
    here = timezone.localtime(moment)
    return works(here.date()) and any(s <= here.time() < e for s, e in HOURS)


def counted_by_hand(start: datetime, limit: Limit) -> datetime:
    """Minute by minute for hours, day by day for working days."""
    if limit.measure == TimeLimit.Measure.HOURS:
        left, moment = limit.amount * 60, start
        while left:
            left -= minute_works(moment)
            moment += timedelta(minutes=1)
        return moment
    day, left = timezone.localdate(start), limit.amount
    while left:
        day += timedelta(1)
        left -= works(day)
    return timezone.make_aware(datetime.combine(day, time(17, 30)))


minutes = st.integers(0, 110 * 24 * 60)
limits = st.one_of(
    st.builds(Limit, st.integers(1, 60), st.just("hours")),
    st.builds(Limit, st.integers(1, 25), st.just("workdays")),
)
few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@few
@given(minute=minutes, limit=limits)
def test_limits_agree_with_a_count_by_hand(cast: Cast, minute: int, limit: Limit) -> None:
    start = local(2024, 1, 31) + timedelta(minutes=minute)
    assert deadline(start, limit) == counted_by_hand(start, limit)


def test_pauses_give_back_exactly_what_they_took(cast: Cast) -> None:
    """Paused over Qingming: the working minutes of the pause are added, holidays and the night are not."""
    began = local(2024, 4, 1, 10, 15)
    with clock.at(began):
        concern = raised(cast)
    due = concern.due_at
    stopped = local(2024, 4, 3, 11, 5)
    with clock.at(stopped):
        concern = actions.pause_concern(
            concern=concern,
            reason="ruling",
            text="等裁决",
            until=date(2024, 4, 20),
            version=1,
            actor=cast.cadre,
        )
    again = local(2024, 4, 8, 14, 40)
    with clock.at(again):
        concern = actions.resume_concern(concern=concern, actor=cast.cadre)
    stood = sum(
        minute_works(stopped + timedelta(minutes=n))
        for n in range(int((again - stopped) / timedelta(minutes=1)))
    )
    moment, left = due, stood
    while left:
        left -= minute_works(moment)
        moment += timedelta(minutes=1)
    assert concern.due_at == moment
    with clock.at(again):
        graded = actions.grade_concern(
            concern=concern, tier="hard", version=concern.version, actor=cast.cadre
        )
    assert abs(queries.hours_paused(graded) - stood / 60) < 1e-6
    assert graded.due_at > concern.due_at


def raised(cast: Cast, **more: object) -> Concern:
    return actions.raise_concern(unit=cast.ground.site, text="夜班补贴没有发", actor=cast.cadre, **more)


GOAL = {"by": "2030-01-31", "measured": "抽查"}
SAID = {"satisfied": "satisfied"}
PEOPLE = ("cadre", "team_leader", "office_county", "office_city", "department")
MOVES = ("thought", "goal", "acted", "verified", "close", "reopen", "pause", "resume", "refer", "accept", "return",
         "recall", "take_over", "assign", "grade", "days", "job")  # fmt: skip


def attempt(move: str, concern: Concern, who: Actor, other: Actor) -> None:
    """One move, which may be refused."""
    facts = {"goal": GOAL, "verified": SAID}.get(move, {})
    it = {"concern": concern, "actor": who}
    seen = {**it, "version": concern.version}
    until = clock.today() + timedelta(20)
    moves = {
        "close": lambda: actions.close_concern(outcome="explained", text="已解释", workers_word="", **seen),
        "reopen": lambda: actions.reopen_concern(reason="又有了", **it),
        "pause": lambda: actions.pause_concern(reason="date", text="等", until=until, **seen),
        "resume": lambda: actions.resume_concern(**it),
        "refer": lambda: actions.refer_concern(to=other.appointments[0].unit, reason="请办", **it),
        "accept": lambda: actions.answer_referral(answer="accept", text="", **it),
        "return": lambda: actions.answer_referral(answer="return", text="理由", **it),
        "recall": lambda: actions.recall_referral(reason="自己办", **it),
        "take_over": lambda: actions.take_over(reason="提级", **it),
        "assign": lambda: actions.assign_concern(person=other.person, **it),
        "grade": lambda: actions.grade_concern(tier="grave", **seen),
        "job": lambda: (actions.resume_due(), actions.escalate_overdue()),
        "days": lambda: None,
    }
    step = lambda: actions.take_step(step=move, text="办了", facts=facts, **seen)  # noqa: E731
    moves.get(move, step)()


steps = st.lists(
    st.tuples(st.sampled_from(MOVES), st.sampled_from(PEOPLE), st.sampled_from(PEOPLE), st.integers(0, 6)),
    min_size=4,
    max_size=14,
)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(walk=steps)
def test_no_concern_is_ever_without_an_owner_and_a_clock(
    cast: Cast, walk: list[tuple[str, str, str, int]]
) -> None:
    moment = local(2024, 4, 1, 9, 30)
    with clock.at(moment):
        concern = raised(cast)
    for number, (move, who, other, days) in enumerate(walk):
        moment += timedelta(days=days, hours=3)
        with clock.at(moment):
            concern.refresh_from_db()
            with contextlib.suppress(Refused, Invalid, Conflict):
                attempt(move, concern, getattr(cast, who), getattr(cast, other))
            concern.refresh_from_db()
            owned_and_clocked(concern, cast, look=number % 3 == 0 or number == len(walk) - 1)


def owned_and_clocked(concern: Concern, cast: Cast, *, look: bool) -> None:
    assert concern.handler_id
    assert concern.due_at
    assert concern.reply_due_at
    assert concern.warn_at <= concern.due_at
    state = state_of(concern)
    if state == State.CLOSED:
        assert concern.outcome
        return
    assert queries.colleagues(concern.handler).exists()
    if state == State.PAUSED:  # goes on by itself on a day
        assert concern.pauses.get(ended_at=None).until > clock.today() - timedelta(30)
        return
    if state == State.REFERRED:
        assert concern.awaited().answer_due_at is not None
    if not look:
        return
    actors = [actor_of(getattr(cast, name).user) for name in PEOPLE]
    lines = {t.detail for a in actors for t in todos.source(a, Tab.WAITING, 50)}
    assert concern.number in lines, f"nobody sees it: {state}"


def test_the_table_is_whole() -> None:
    """Every state can be left, every event has its rule and a place, and closing is reachable from everywhere open."""
    assert {event for _state, event in TABLE} == set(Event) == set(RULES)
    for state in State:
        assert any((state, event) in TABLE for event in Event)
    for state in WORKING:
        assert TABLE[state, Event.CLOSE] == State.CLOSED
        for event in (Event.THINK, Event.AIM, Event.ACT, Event.VERIFY):
            to = TABLE.get((state, event))
            assert to is None or rank(to) == rank(state) + 1, (state, event)


def test_three_returns_bring_it_to_the_leading_group(cast: Cast) -> None:
    concern = raised(cast)
    asked = ((cast.office_county, cast.ground.county), (cast.department, cast.ground.department)) * 2
    for who, unit in asked[:3]:
        actions.refer_concern(concern=concern, to=unit, reason="请办", actor=cast.cadre)
        actions.answer_referral(concern=concern, answer="return", text=f"{unit}不管", actor=who)
    concern.refresh_from_db()
    assert concern.led_at is not None
    # No campaign: the nearest federation above where it arose decides.
    assert concern.handler == cast.ground.county
    assert {r.answer for r in concern.referrals.filter(state="returned")} == {
        "灯城县总工会不管",
        "盐都市总工会权益保障部不管",
    }
    to = {"concern": concern, "to": cast.ground.department, "reason": "指定承办"}
    with pytest.raises(Refused):
        actions.refer_concern(actor=cast.cadre, binding=True, **to)
    actions.refer_concern(actor=cast.office_county, binding=True, **to)
    concern.refresh_from_db()
    assert concern.led_at is None
    assert (concern.handler, concern.bounces) == (cast.ground.department, 0)
    with pytest.raises(Invalid):  # only the leading group decides so
        actions.refer_concern(
            concern=concern, to=cast.ground.city, reason="硬转", actor=cast.department, binding=True
        )


def test_escalation_climbs_once_each_step_and_rests_at_night(cast: Cast) -> None:
    with clock.at(local(2024, 4, 1, 10)):
        concern = raised(cast)
        actions.reply_to_worker(concern=concern, text="已收到", actor=cast.cadre)
    concern.refresh_from_db()
    late = concern.due_at
    with clock.at(timezone.make_aware(datetime.combine(timezone.localdate(late), time(23)))):
        assert actions.escalate_overdue() == 0
    morning = calendar.current().add_hours(late, 0.5)
    with clock.at(morning):
        assert actions.escalate_overdue() == 1
        assert actions.escalate_overdue() == 0
        county = [t for t in todos.source(cast.office_county, Tab.WAITING, 50) if t.detail == concern.number]
        assert county
        assert county[0].state == "overdue"
    with clock.at(calendar.current().add_hours(late, 22)):
        assert actions.escalate_overdue() == 1
        assert actions.escalate_overdue() == 0
    assert [e.to for e in concern.escalations.all()] == [cast.ground.county, cast.ground.city]


def test_forms_sent_twice_make_one_row(cast: Cast) -> None:
    concern, token = raised(cast), new_id()
    for _ in range(2):
        actions.refer_concern(
            concern=concern, to=cast.ground.county, reason="上报", actor=cast.cadre, id=token
        )
    assert concern.referrals.count() == 1
    note = new_id()
    for _ in range(2):
        actions.add_note(concern=concern, text="备注", actor=cast.cadre, id=note)
    assert concern.notes.count() == 1
    again = new_id()
    first = raised(cast, id=again)
    assert raised(cast, id=again).number == first.number
    with pytest.raises(Invalid):
        actions.raise_concern(unit=cast.ground.site, text="别人的", actor=cast.team_leader, id=again)


def test_whoever_left_or_is_away_does_not_keep_it_from_others(cast: Cast) -> None:
    concern = raised(cast)

    def sees(actor: Actor) -> bool:
        return concern.number in {t.detail for t in todos.source(actor_of(actor.user), Tab.WAITING, 50)}

    assert sees(cast.cadre)
    assert not sees(cast.team_leader)
    leave = Leave.objects.create(
        unit=cast.ground.site, person=cast.cadre.person, starts_on=clock.today(), ends_on=clock.today(),
        reason="探亲", state=Leave.State.GRANTED,
    )  # fmt: skip
    assert sees(cast.team_leader)
    leave.delete()
    Appointment.objects.filter(user=cast.cadre.user).update(revoked_at=clock.now())
    assert sees(cast.team_leader)
    assert sees(cast.office_county)
    assert not sees(cast.cadre)


def test_closing_kinds_and_call_backs(cast: Cast) -> None:
    praise = raised(cast, kind="praise")
    with pytest.raises(Invalid):
        actions.close_concern(
            concern=praise, outcome="solved", text="谢", workers_word="好", version=1, actor=cast.cadre
        )
    actions.close_concern(
        concern=praise, outcome="passed_on", text="已转达", workers_word="", version=1, actor=cast.cadre
    )
    asked = raised(cast, kind="consultation")
    plain = {
        "concern": asked,
        "outcome": "explained",
        "text": "已解释",
        "workers_word": "",
        "actor": cast.cadre,
    }
    with pytest.raises(Invalid):
        actions.close_concern(version=1, **plain)
    closed = actions.close_concern(version=1, reply="可以这样办", **plain)
    for who in (cast.cadre, cast.host, cast.leader):  # the handler never calls back, nor who only looks on
        with pytest.raises(Refused):
            actions.call_back(concern=closed, result="satisfied", word="", actor=who)
    actions.call_back(concern=closed, result="not", word="没听懂", actor=cast.team_leader)
    closed.refresh_from_db()
    assert (closed.step, closed.reopened, closed.owner) == ("reopened", 1, cast.team_leader.person)
    assert (closed.outcome, closed.replied_at) == ("", None)


def test_parts_close_with_a_common_answer_where_the_handler_has_them(cast: Cast) -> None:
    whole, part, elsewhere = raised(cast), raised(cast), raised(cast)
    for child in (part, elsewhere):
        actions.join_concern(concern=child, parent=whole, actor=cast.cadre)
    with pytest.raises(Invalid):
        actions.join_concern(concern=whole, parent=part, actor=cast.cadre)
    actions.refer_concern(concern=elsewhere, to=cast.ground.county, reason="上报", actor=cast.cadre)
    for step, facts in (("thought", {}), ("goal", GOAL), ("acted", {})):
        whole.refresh_from_db()
        actions.take_step(
            concern=whole, step=step, text="办", facts=facts, version=whole.version, actor=cast.cadre
        )
    whole.refresh_from_db()
    actions.close_concern(
        concern=whole, outcome="solved", text="已补发", workers_word="满意", version=whole.version,
        actor=cast.cadre, reply="高温津贴已补发", parts=True,
    )  # fmt: skip
    part.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (part.step, part.outcome) == ("closed", "solved")
    assert part.replies.get().text == "高温津贴已补发"
    assert elsewhere.step == "found"


def test_the_system_does_only_what_is_its_own(cast: Cast) -> None:
    concern = raised(cast)
    with pytest.raises(Refused):
        actions.refer_concern(concern=concern, to=cast.ground.county, reason="自动", actor=SYSTEM)


def test_the_page_of_the_transitions_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m scripts.transitions"
