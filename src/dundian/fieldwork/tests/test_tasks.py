"""Tasks: made once, moved by figures, finished by word."""

from datetime import date
from decimal import Decimal

import pytest

from dundian.audit_trail.models import Entry
from dundian.fieldwork import actions
from dundian.fieldwork.factories import Posting, indicator, make_task, task_set
from dundian.fieldwork.models import Task
from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.org.access import SYSTEM
from dundian.org.cast import Cast
from dundian.planning.signals import team_dispatched

DAY = date(2024, 6, 3)


def test_dispatch_makes_the_tasks_of_the_task_sets_once(cast: Cast, posting: Posting) -> None:
    task_set(posting)
    team_dispatched.send(type(posting.dispatch), dispatch=posting.dispatch, actor=cast.office_city)
    again = actions.make_tasks(dispatch=posting.dispatch, actor=SYSTEM)
    talks, mechanism = Task.objects.order_by("due_on")
    assert again == []
    assert (talks.name, talks.target, talks.due_on) == ("访谈职工", Decimal(100), date(2024, 5, 1))
    assert (mechanism.name, mechanism.target, mechanism.due_on) == ("建立长效机制", None, date(2024, 7, 31))
    assert talks.owner == cast.team_leader.person
    assert Entry.objects.filter(noun="task", verb="make").count() == 1


def test_an_added_task_counts_what_was_logged_before(cast: Cast, posting: Posting) -> None:
    actions.write_log(
        site=posting.site,
        on=DAY,
        activities=["visit"],
        text="",
        figures={posting.talks: Decimal(7)},
        actor=cast.cadre,
    )
    task = actions.add_task(
        site=posting.site,
        name="访谈",
        due_on=DAY,
        indicator=posting.talks,
        target=Decimal(10),
        actor=cast.office_city,
    )
    assert (task.progress, task.state) == (Decimal(7), Task.State.DOING)


def test_a_target_reached_is_done_and_undone_by_a_correction(cast: Cast, posting: Posting) -> None:
    task = make_task(posting.site, indicator=posting.talks, target=10)
    log = actions.write_log(
        site=posting.site,
        on=DAY,
        activities=["visit"],
        text="",
        figures={posting.talks: Decimal(10)},
        actor=cast.cadre,
    )
    task.refresh_from_db()
    assert (task.state, task.done_on, task.by_word) == (Task.State.DONE, DAY, False)
    with pytest.raises(Invalid, match=r"达到|reach"):
        actions.reopen_task(task=task, actor=cast.team_leader)
    actions.change_log(
        log=log,
        version=log.version,
        on=DAY,
        activities=["visit"],
        text="",
        figures={posting.talks: Decimal(4)},
        actor=cast.cadre,
    )
    task.refresh_from_db()
    assert (task.progress, task.state, task.done_on) == (Decimal(4), Task.State.DOING, None)


def test_changing_the_target_moves_the_state(cast: Cast, posting: Posting) -> None:
    task = make_task(posting.site, indicator=posting.talks, target=10)
    actions.write_log(
        site=posting.site,
        on=DAY,
        activities=["visit"],
        text="",
        figures={posting.talks: Decimal(5)},
        actor=cast.cadre,
    )
    assert (
        actions.edit_task(task=task, version=1, target=Decimal(5), actor=cast.cadre).state == Task.State.DONE
    )
    other = actions.edit_task(task=task, version=2, indicator=posting.members, actor=cast.cadre)
    assert (other.progress, other.state) == (Decimal(0), Task.State.TODO)
    plain = actions.edit_task(task=task, version=3, indicator=None, actor=cast.cadre)
    assert (plain.progress, plain.state) == (Decimal(0), Task.State.TODO)
    assert plain.target is None


def test_finishing_below_the_target_needs_a_word_and_can_be_taken_back(cast: Cast, posting: Posting) -> None:
    task = make_task(posting.site, indicator=posting.talks, target=10)
    with pytest.raises(Invalid):
        actions.finish_task(task=task, result=" ", actor=cast.cadre)
    done = actions.finish_task(task=task, result="企业停产，余下并入下月", actor=cast.cadre)
    assert (done.state, done.by_word, done.done_on) == (Task.State.DONE, True, date(2024, 6, 14))
    reopened = actions.reopen_task(task=task, actor=cast.cadre)
    assert (reopened.state, reopened.by_word, reopened.result) == (
        Task.State.TODO,
        False,
        "企业停产，余下并入下月",
    )


def test_two_editors_meet(cast: Cast, posting: Posting) -> None:
    task = make_task(posting.site)
    actions.edit_task(task=task, version=1, name="新名称", actor=cast.team_leader)
    with pytest.raises(Conflict):
        actions.edit_task(task=task, version=1, name="另一名称", actor=cast.cadre)


@pytest.mark.parametrize("member", ["leader", "host", "department", "outsider", "system_admin"])
def test_others_change_nothing(cast: Cast, posting: Posting, member: str) -> None:
    task = make_task(posting.site)
    with pytest.raises(Refused):
        actions.finish_task(task=task, result="", actor=getattr(cast, member))


def test_foreign_owners_and_indicators_are_refused(cast: Cast, posting: Posting) -> None:
    foreign = indicator(cast.ground.other_city, "talks", "访谈", "人次")
    with pytest.raises(Invalid) as caught:
        actions.add_task(
            site=posting.site,
            name="",
            due_on=date(9999, 1, 1),
            owner=cast.leader.person,
            indicator=foreign,
            target=Decimal(-1),
            actor=cast.cadre,
        )
    assert set(caught.value.messages) == {"name", "due_on", "owner", "indicator", "target"}
