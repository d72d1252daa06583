"""To-dos: each member of the cast sees what waits for them, and nothing else."""

from datetime import date, timedelta
from typing import Any

import pytest

from dundian.fieldwork import actions, todos
from dundian.fieldwork.factories import START, Posting, make_report, make_task, person_of
from dundian.fieldwork.models import Report, Task
from dundian.notify.todo import Tab
from dundian.org.access import Actor, actor_of
from dundian.org.cast import Cast
from dundian.org.models import Appointment

TODAY = date(2024, 6, 14)


def titles(actor: Actor, tab: Tab = Tab.WAITING) -> list[str]:
    return [todo.title for todo in todos.of_fieldwork(actor, tab, 50)]


def hand_in_everything(posting: Posting) -> None:
    """No report is owed any more."""
    for week in range(12):
        start = START + timedelta(weeks=week)
        make_report(
            posting.site, starts_on=start, ends_on=start + timedelta(days=6), state=Report.State.ACCEPTED
        )


def test_late_and_near_tasks_wait_for_their_owner(cast: Cast, posting: Posting) -> None:
    hand_in_everything(posting)
    for name, due in (
        ("逾期的", TODAY - timedelta(days=1)),
        ("临近的", TODAY + timedelta(days=7)),
        ("还早的", TODAY + timedelta(days=8)),
    ):
        make_task(posting.site, name=name, due_on=due, owner=person_of(cast.cadre))
    assert titles(cast.cadre) == ["逾期的", "临近的"]
    assert titles(cast.team_leader) == []


def test_reports_wait_for_the_team_then_for_office_and_leader(cast: Cast, posting: Posting) -> None:
    hand_in_everything(posting)
    report = Report.objects.get(starts_on=date(2024, 6, 3))
    Report.objects.filter(pk=report.pk).update(state=Report.State.DRAFT)
    assert len(titles(cast.team_leader)) == len(titles(cast.cadre)) == 1
    actions.submit_report(report=report, version=1, actor=cast.team_leader)
    for actor in (cast.office_city, cast.leader):
        assert titles(actor) == [str(report)]
    for actor in (
        cast.office_province,
        cast.office_county,
        cast.outsider,
        cast.host,
        cast.system_admin,
        cast.cadre,
    ):
        assert titles(actor) == []
    assert titles(cast.team_leader, Tab.STARTED) == [str(report)]
    actions.return_report(report=report, reason="请补充", actor=cast.office_city)
    assert titles(cast.team_leader) == [str(report)]
    assert titles(cast.office_city, Tab.DONE) == [str(report)]


def test_leave_waits_for_team_leader_and_office_and_its_answer_comes_back(
    cast: Cast, posting: Posting
) -> None:
    hand_in_everything(posting)
    leave = actions.ask_leave(
        person=person_of(cast.cadre),
        unit=cast.ground.site,
        starts_on=TODAY,
        ends_on=TODAY,
        reason="就医",
        actor=cast.cadre,
    )
    assert len(titles(cast.team_leader)) == len(titles(cast.office_county)) == 1
    assert len(titles(cast.cadre, Tab.STARTED)) == 1
    actions.answer_leave(leave=leave, granted=True, answer="", actor=cast.team_leader)
    assert titles(cast.team_leader) == []
    assert titles(cast.cadre, Tab.COPIED)[0].startswith("吴干部")


@pytest.mark.parametrize("tab", list(Tab))
def test_the_number_of_queries_does_not_grow(
    cast: Cast, posting: Posting, tab: Tab, django_assert_max_num_queries: Any
) -> None:
    for n in range(20):
        make_task(posting.site, owner=person_of(cast.team_leader), name=f"第{n}项", due_on=TODAY)
    with django_assert_max_num_queries(10):
        list(todos.of_fieldwork(cast.team_leader, tab, 50))


def test_what_was_done_at_a_former_post_is_no_longer_listed(cast: Cast, posting: Posting) -> None:
    make_task(posting.site, name="旧岗位的", owner=person_of(cast.cadre), state=Task.State.DONE)
    report = make_report(posting.site, body="初稿")
    actions.submit_report(report=report, version=report.version, actor=cast.team_leader)
    actions.accept_report(report=report, note="", actor=cast.leader)
    first = actions.ask_leave(
        person=person_of(cast.cadre), unit=posting.site.unit, starts_on=TODAY, ends_on=TODAY, reason="探亲",
        actor=cast.cadre,
    )  # fmt: skip
    actions.answer_leave(leave=first, granted=True, answer="", actor=cast.team_leader)
    for actor in (cast.cadre, cast.leader, cast.team_leader):
        assert titles(actor, Tab.DONE)
        Appointment.objects.filter(user=actor.user).update(unit=cast.ground.neighbour)
        assert titles(actor_of(actor.user), Tab.DONE) == []
