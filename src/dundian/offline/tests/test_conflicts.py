"""Two phones and a desktop at one record: merged by field; a true conflict is kept whole until a person chooses."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dundian.audit_trail.models import Entry
from dundian.fieldwork.actions import change_log, edit_task
from dundian.fieldwork.actions.tasks import finish_task
from dundian.fieldwork.factories import Posting, make_log, make_task, person_of
from dundian.fieldwork.models import Task, WorkLog
from dundian.notify.todo import Tab, collect
from dundian.offline.merging import Edit, merge
from dundian.offline.models import Conflict
from dundian.offline.tests.phone import Phone
from dundian.org.cast import Cast, client_of


@pytest.fixture
def log(cast: Cast, posting: Posting) -> WorkLog:
    return make_log(posting.site, person_of(cast.cadre), people_met=3)


def changes(**said: tuple[Any, Any]) -> dict[str, Any]:
    return {"changes": {name: {"from": old, "to": new} for name, (old, new) in said.items()}}


def at_the_desk(cast: Cast, log: WorkLog, **said: Any) -> None:
    log.refresh_from_db()
    values = {"on": log.on, "activities": log.activities, "text": log.text, "people_met": log.people_met}
    change_log(log=log, version=log.version, actor=cast.team_leader, **{**values, **said})


def test_three_way_compare() -> None:
    edits = {"a": Edit(1, 2), "b": Edit(1, 2), "c": Edit(1, 2), "d": Edit(1, 1)}
    merged = merge(edits, {"a": 1, "b": 2, "c": 3, "d": 5})
    assert (merged.apply, merged.differ) == ({"a": 2}, ["c", "d"])


def test_two_phones_and_a_desktop(cast: Cast, posting: Posting, log: WorkLog) -> None:
    task = make_task(posting.site, indicator=posting.talks, target=Decimal(100), due_on=date(2024, 6, 30))
    mine, theirs, old = Phone.of(cast.cadre), Phone.of(cast.team_leader), log.text
    mine.pull()
    theirs.pull()
    # Offline, each writes; the desk is faster than both.
    first = [
        mine.operation("log.change", log.pk, changes(people_met=(3, 7), text=(old, "吴：听了三位骑手"))),
        mine.operation(
            "task.change", task.pk, changes(due_on=("2024-06-30", "2024-07-10"), target=("100", "120"))
        ),
    ]
    second = [
        theirs.operation(
            "log.change",
            log.pk,
            changes(text=(old, "周：与站长谈"), **{f"figure:{posting.talks.pk}": ("", "5")}),
        ),
        theirs.operation("task.change", task.pk, changes(name=("走访职工", "走访骑手"))),
    ]
    at_the_desk(cast, log, activities=["visit", "care"])
    edit_task(task=task, version=task.version, actor=cast.office_city, content="逐站走访")
    assert [r["state"] for r in mine.send(*first)] == ["applied", "applied"]
    told = theirs.send(*second)
    assert [r["state"] for r in told] == ["conflict", "applied"]
    log.refresh_from_db()
    task.refresh_from_db()
    assert (log.text, log.people_met, log.activities) == ("吴：听了三位骑手", 7, ["visit", "care"])
    assert log.figures.get().amount == 5
    assert (task.name, task.due_on, task.target, task.content) == (
        "走访骑手", date(2024, 7, 10), Decimal(120), "逐站走访",
    )  # fmt: skip
    conflict = Conflict.objects.get()
    whole = [{"field": "text", "base": old, "mine": "周：与站长谈", "theirs": "吴：听了三位骑手"}]
    assert told[0]["conflict"]["fields"] == conflict.fields == whole
    assert told[0]["conflict"]["by"] == "吴干部"
    assert theirs.send(second[0])[0] == told[0], "asked again, the conflict is told again"
    # On the phone and on the first page it is shown until somebody chooses.
    theirs.pull()
    assert [c["id"] for c in theirs.all("conflict")] == [str(conflict.pk)]
    assert any("conflicts" in todo.url for todo in collect(cast.team_leader, Tab.WAITING))
    page = client_of(cast.team_leader).get(f"/conflicts/{conflict.pk}/").content.decode()
    assert "周：与站长谈" in page
    assert "吴：听了三位骑手" in page
    choice = {"conflict": str(conflict.pk), "choices": {"text": "mine"}}
    assert theirs.do("conflict.resolve", conflict.pk, {**choice, "choices": {}})["state"] == "rejected"
    resolve = theirs.operation("conflict.resolve", conflict.pk, choice)
    assert [r["state"] for r in theirs.send(resolve, resolve)] == ["applied", "applied"]
    log.refresh_from_db()
    assert log.text == "周：与站长谈"
    trail = Entry.objects.get(verb="resolve", noun="conflict")
    assert (trail.actor_name, trail.detail["taken"]) == ("周组长", {"text": "mine"})
    theirs.pull()
    assert theirs.all("conflict") == []
    assert not [t for t in collect(cast.team_leader, Tab.WAITING) if "conflicts" in t.url]


def test_on_the_desktop_a_conflict_that_moved_again_is_shown_anew(cast: Cast, log: WorkLog) -> None:
    phone, old = Phone.of(cast.cadre), log.text
    offline = phone.operation(
        "log.change", log.pk, changes(text=(old, "手机"), on=("2024-06-03", "2024-06-04"))
    )
    at_the_desk(cast, log, text="桌面一", on=date(2024, 6, 5))
    phone.send(offline)
    conflict = Conflict.objects.get()
    at_the_desk(cast, log, text="桌面二")
    desk = client_of(cast.team_leader)
    moved = desk.post(f"/conflicts/{conflict.pk}/", {"take.text": "mine", "take.on": "theirs"})
    assert moved.status_code == 409
    assert "桌面二" in moved.content.decode()
    assert desk.post(f"/conflicts/{conflict.pk}/", {"take.text": "mine"}).status_code == 422
    assert desk.post(f"/conflicts/{conflict.pk}/", {"take": "mine"}).status_code == 302
    log.refresh_from_db()
    assert (log.text, str(log.on)) == ("手机", "2024-06-04")
    assert client_of(cast.host).get(f"/conflicts/{conflict.pk}/").status_code == 404
    assert client_of(cast.outsider).get(f"/conflicts/{conflict.pk}/").status_code == 404


def test_done_twice_with_other_words_is_a_conflict_of_the_words(cast: Cast, posting: Posting) -> None:
    task = make_task(posting.site)
    phone = Phone.of(cast.cadre)
    offline = phone.operation("task.finish", task.pk, {"result": "手机说"})
    finish_task(task=task, result="桌面说", actor=cast.office_city)
    told = phone.send(offline)[0]
    assert told["conflict"]["fields"] == [
        {"field": "result", "base": "", "mine": "手机说", "theirs": "桌面说"}
    ]
    conflict = Conflict.objects.get()
    fields = {"conflict": str(conflict.pk), "choices": {"result": "mine"}}
    assert phone.do("conflict.resolve", conflict.pk, fields)["state"] == "applied"
    assert Task.objects.get().result == "手机说"
    assert phone.do("task.finish", task.pk, {"result": "手机说"})["state"] == "applied"
    assert phone.do("task.reopen", task.pk)["state"] == "applied"
    assert Task.objects.get().state == "doing"
