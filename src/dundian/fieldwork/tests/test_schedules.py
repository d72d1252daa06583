"""Plans of a site in time: computed, accepted, moved by a leave and a delay; the pages that show them."""

import io
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from dundian.audit_trail.models import Entry
from dundian.fieldwork import actions, backplan
from dundian.fieldwork.factories import Posting, make_task, person_of, post
from dundian.fieldwork.models import Leave, Schedule, Task
from dundian.kernel import clock
from dundian.kernel.calendar import current
from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.notify.todo import Tab, collect
from dundian.org.cast import Cast, client_of

APRIL = datetime(2024, 4, 1, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def chain(cast: Cast, posting: Posting) -> list[Task]:
    """A survey, a union and a rule, one after the other, the last with a fixed date; something beside."""
    leader, cadre = person_of(cast.team_leader), person_of(cast.cadre)
    survey = make_task(posting.site, name="走访", owner=leader, takes_days=4)
    union = make_task(posting.site, name="建会", owner=cadre, takes_days=6)
    rule = make_task(posting.site, name="建制", owner=leader, takes_days=3, fixed_on=date(2024, 7, 24))
    beside = make_task(posting.site, name="宣讲", owner=cadre, takes_days=3)
    union.after.set([survey])
    rule.after.set([union])
    return [survey, union, rule, beside]


def accept(cast: Cast, posting: Posting) -> Schedule:
    with clock.at(APRIL):
        found = backplan.propose(posting.site)
        return actions.plan_site(site=posting.site, digest=found.digest, actor=cast.team_leader)


def grant_leave(cast: Cast, first: date, last: date) -> Leave:
    leave = actions.ask_leave(
        person=person_of(cast.cadre), unit=cast.ground.site, starts_on=first, ends_on=last, reason="培训",
        actor=cast.cadre,
    )  # fmt: skip
    return actions.answer_leave(leave=leave, granted=True, answer="", actor=cast.office_city)


def test_an_accepted_plan_gives_the_tasks_their_dates(
    cast: Cast, posting: Posting, chain: list[Task]
) -> None:
    plan = accept(cast, posting)
    survey, union, rule, _beside = (Task.objects.get(pk=t.pk) for t in chain)
    days = current()
    # 1, 2, 3 April; 4 and 5 are off, Sunday the 7th is worked. Then 8 to 12 and the 15th.
    assert (survey.starts_on, plan.lines.get(task=survey).ends_on) == (date(2024, 4, 1), date(2024, 4, 7))
    assert (union.starts_on, plan.lines.get(task=union).ends_on) == (date(2024, 4, 8), date(2024, 4, 15))
    # Three days up to the fixed 24 July, six before those.
    assert rule.due_on == date(2024, 7, 24)
    assert union.due_on == days.add_workdays(rule.due_on, -3) == date(2024, 7, 19)
    assert survey.due_on == days.add_workdays(union.due_on, -6) == date(2024, 7, 11)
    assert [str(pk) for pk in plan.chain] == [str(t.pk) for t in chain[:3]]
    assert Entry.objects.filter(verb="accept", noun="schedule").count() == 1
    assert not backplan.propose(posting.site).plan.broken


def test_a_leave_proposes_and_nothing_moves_before_it_is_accepted(
    cast: Cast, posting: Posting, chain: list[Task]
) -> None:
    accept(cast, posting)
    before = list(Task.objects.order_by("id").values_list("starts_on", "due_on"))
    grant_leave(cast, date(2024, 6, 24), date(2024, 7, 5))
    made = Schedule.objects.get(state=Schedule.State.PROPOSED)
    assert (made.cause, made.number) == (Schedule.Cause.LEAVE, 2)
    assert cast.cadre.person is not None
    assert cast.cadre.person.name in made.because
    assert list(Task.objects.order_by("id").values_list("starts_on", "due_on")) == before
    for line in made.lines.all():
        if line.owner_id == cast.cadre.person.pk:
            for day in (line.starts_on, line.ends_on, line.latest_start, line.due_on):
                assert not date(2024, 6, 24) <= day <= date(2024, 7, 5)
    assert any("06-24" in todo.title for todo in collect(cast.team_leader, Tab.WAITING))
    page = client_of(cast.team_leader).get(reverse("fieldwork:schedule_detail", args=[made.pk]))
    assert page.status_code == 200
    answer = client_of(cast.team_leader).post(reverse("fieldwork:schedule_accept", args=[made.pk]))
    assert answer.status_code == 302
    assert Schedule.objects.get(number=1).state == Schedule.State.REPLACED
    assert list(Task.objects.order_by("id").values_list("starts_on", "due_on")) != before


def test_a_delay_shows_what_it_moves_and_what_it_breaks(
    cast: Cast, posting: Posting, chain: list[Task]
) -> None:
    accept(cast, posting)
    client = client_of(cast.cadre)
    address = reverse("fieldwork:task_delay", args=[chain[1].pk])
    assert client.post(address, {"more_days": "0", "reason": ""}).status_code == 422
    answer = client.post(address, {"more_days": "20", "reason": "企业停产"}, follow=True)
    made = Schedule.objects.get(state=Schedule.State.PROPOSED)
    assert answer.redirect_chain[-1][0] == reverse("fieldwork:schedule_detail", args=[made.pk])
    assert not made.feasible
    words = answer.content.decode()
    assert "“建制”" in words
    assert "2024-07-24" in words
    with pytest.raises(Invalid):
        actions.accept_schedule(schedule=made, actor=cast.team_leader)
    again = client_of(cast.team_leader).post(
        reverse("fieldwork:schedule_decline", args=[made.pk]), {"note": "另派人"}
    )
    assert again.status_code == 302
    made.refresh_from_db()
    assert (made.state, made.note) == (Schedule.State.DECLINED, "另派人")


def test_who_decides_and_what_stands_in_the_way(cast: Cast, posting: Posting, chain: list[Task]) -> None:
    found = backplan.propose(posting.site)
    for member in (cast.cadre, cast.leader, cast.host, cast.department, cast.outsider, cast.system_admin):
        with pytest.raises(Refused):
            actions.plan_site(site=posting.site, digest=found.digest, actor=member)
    made = actions.propose_schedule(site=posting.site, actor=cast.cadre)
    actions.edit_task(task=chain[3], version=1, takes_days=8, actor=cast.cadre)
    with pytest.raises(Conflict):
        actions.accept_schedule(schedule=made, actor=cast.team_leader)
    with pytest.raises(Conflict):
        actions.plan_site(site=posting.site, digest=found.digest, actor=cast.team_leader)
    page = client_of(cast.team_leader).post(reverse("fieldwork:schedule_accept", args=[made.pk]))
    assert page.status_code == 409
    stale = {"digest": found.digest, "at_once": "2", "ends_on": "2024-07-31", "accept": "1"}
    address = reverse("fieldwork:schedule_plan", args=[posting.site.pk])
    assert client_of(cast.team_leader).post(address, stale).status_code == 409


def test_circles_are_refused_with_words(cast: Cast, posting: Posting, chain: list[Task]) -> None:
    survey, _union, rule, _beside = chain
    with pytest.raises(Invalid) as caught:
        actions.edit_task(task=survey, version=1, after=[rule], actor=cast.cadre)
    assert "走访 → " in caught.value.messages["after"]
    with pytest.raises(Invalid) as caught:
        actions.edit_task(task=rule, version=1, due_on=date(2024, 7, 25), actor=cast.cadre)
    assert set(caught.value.messages) == {"due_on"}


def post_form(client: Any, task: Task, **changes: Any) -> Any:
    address = reverse("fieldwork:task_edit", args=[task.pk])
    form = client.get(address).context["form"]
    data = {k: v for k, v in form.initial.items() if v not in (None, "")}
    data["owner"] = str(task.owner_id or "")
    return client.post(address, data | changes)


def test_the_form_knows_weight_days_order_and_evidence(
    cast: Cast, posting: Posting, chain: list[Task]
) -> None:
    client = client_of(cast.team_leader)
    changes = {
        "weight": "30",
        "takes_days": "7",
        "evidence": "签到表",
        "after": [str(chain[0].pk)],
        "fixed_on": "2024-07-10",
    }
    assert post_form(client, chain[3], **changes).status_code == 302
    task = Task.objects.get(pk=chain[3].pk)
    assert (task.weight, task.takes_days, task.evidence, task.fixed_on) == (
        30,
        7,
        "签到表",
        date(2024, 7, 10),
    )
    assert list(task.after.all()) == [chain[0]]
    assert post_form(client, chain[0], after=[str(chain[2].pk)]).status_code == 422


@pytest.mark.parametrize(("member", "status"), [
    ("office_city", 200), ("leader", 200), ("team_leader", 200), ("cadre", 200), ("host", 404), ("outsider", 404),
    ("department", 404), ("system_admin", 404),
])  # fmt: skip
def test_who_sees_the_plan(cast: Cast, posting: Posting, chain: list[Task], member: str, status: int) -> None:
    client = client_of(getattr(cast, member))
    assert client.get(reverse("fieldwork:site_schedule", args=[posting.site.pk])).status_code == status


def test_pages_cost_the_same_for_few_and_for_many(
    cast: Cast, posting: Posting, chain: list[Task], django_assert_max_num_queries: Any
) -> None:
    accept(cast, posting)
    client = client_of(cast.team_leader)
    addresses = [
        reverse("fieldwork:site_schedule", args=[posting.site.pk]),
        reverse("fieldwork:schedule_plan", args=[posting.site.pk]),
        f"{reverse('fieldwork:task_list')}?view=timeline",
    ]
    counts = []
    for _round in range(2):
        for n in range(12):
            make_task(posting.site, name=f"任务{n}", owner=person_of(cast.cadre), takes_days=1)
        found = []
        for address in addresses:
            with django_assert_max_num_queries(60) as seen:
                assert client.get(address).status_code == 200
            found.append(len(seen))
        counts.append(found)
    assert counts[0] == counts[1]


def test_timeline_of_many_sites_and_the_workbook(cast: Cast, posting: Posting, chain: list[Task]) -> None:
    accept(cast, posting)
    other = post(cast, cast.ground.neighbour, "第二蹲点工作组")
    make_task(other.site, name="走访企业", due_on=date(2024, 6, 3))
    page = client_of(cast.office_city).get(f"{reverse('fieldwork:task_list')}?view=timeline")
    labels = {bar.item.label for bar in page.context["drawn"].bars}
    assert labels == {other.site.unit.name, posting.site.unit.name}
    assert page.context["by_site"]
    words = page.content.decode()
    assert "style=" not in words.split("<main")[1]
    book: Any = client_of(cast.office_city).get(reverse("fieldwork:schedule_export", args=[posting.site.pk]))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(book.streaming_content))).get_sheet_by_index(0)
    assert len(rows.to_python()) == 1 + len(chain)


def test_back_scheduling_takes_at_most_five_interactions(
    cast: Cast, posting: Posting, chain: list[Task]
) -> None:
    """Tasks, timeline, the plan's page, back-schedule, take it: five clicks, no typing."""
    client = client_of(cast.team_leader)
    page = client.get(reverse("fieldwork:task_list"))  # 1
    timeline = next(url for _label, url, _current, _n in page.context["tabs"] if "timeline" in url)
    page = client.get(timeline)  # 2
    plan = reverse("fieldwork:site_schedule", args=[posting.site.pk])
    assert plan in page.content.decode()
    page = client.get(plan)  # 3
    address = reverse("fieldwork:schedule_plan", args=[posting.site.pk])
    assert address in page.content.decode()
    page = client.get(address)  # 4
    found = page.context["proposal"]
    data = {
        "digest": found.digest,
        "at_once": found.at_once,
        "ends_on": found.ends_on.isoformat(),
        "accept": "1",
    }
    assert client.post(address, data).status_code == 302  # 5
    assert Schedule.objects.filter(site=posting.site, state=Schedule.State.ACCEPTED).count() == 1


def test_odd_questions_get_an_answer(cast: Cast, posting: Posting, chain: list[Task]) -> None:
    client = client_of(cast.team_leader)
    address = reverse("fieldwork:schedule_plan", args=[posting.site.pk])
    for query in (
        "at_once=0",
        "at_once=x",
        "ends_on=9999-12-31",
        "ends_on=1900-01-01",
        "at_once=9&ends_on=2026-12-31",
    ):
        assert client.get(f"{address}?{query}").status_code in (200, 422)
    far = client.get(f"{address}?ends_on=2027-03-01")
    assert "2027" in far.content.decode()
    assert far.context["unknown_years"] == [2027]
    Task.objects.filter(pk=chain[0].pk).update(takes_days=250)
    assert client.get(address).status_code == 200


def test_remaining_days_follow_the_figures(cast: Cast, posting: Posting) -> None:
    task = make_task(
        posting.site,
        takes_days=10,
        target=Decimal(20),
        indicator=posting.talks,
        progress=Decimal(15),
        state="doing",
    )
    days = current()
    assert backplan.remaining(task, days, clock.today()) == 3
    plain = make_task(posting.site, takes_days=10, state="doing", starts_on=date(2024, 6, 3))
    assert (
        backplan.remaining(plain, days, date(2024, 6, 11)) == 5
    )  # 3 to 7 June; the 10th is the Dragon Boat holiday
    assert backplan.remaining(plain, days, date(2024, 6, 3) + timedelta(60)) == 1
