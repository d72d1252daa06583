"""To-dos of several rooms become one list."""

from datetime import UTC, date, datetime

import pytest

from dundian.kernel import clock
from dundian.notify import todo
from dundian.notify.todo import Tab, Todo
from dundian.org.access import SYSTEM, Actor


@pytest.fixture(autouse=True)
def only_these(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(todo, "_sources", [])


def line(title: str, due: date | None = None) -> Todo:
    return Todo(kind="事项", title=title, url="/x/", due_on=due)


def test_the_nearest_deadline_comes_first_and_what_has_none_last() -> None:
    todo.register(lambda actor, tab, limit: [line("无期限"), line("十五日", date(2024, 6, 15))])
    todo.register(lambda actor, tab, limit: [line("十三日", date(2024, 6, 13))])
    assert [t.title for t in todo.collect(SYSTEM, Tab.WAITING)] == ["十三日", "十五日", "无期限"]


@pytest.mark.parametrize("tab", [Tab.DONE, Tab.STARTED, Tab.COPIED])
def test_what_is_behind_stands_newest_first_and_what_has_no_date_last(tab: Tab) -> None:
    todo.register(
        lambda actor, tab, limit: [
            line("无期限"),
            line("一日", date(2024, 6, 1)),
            line("九日", date(2024, 6, 9)),
        ]
    )
    assert [t.title for t in todo.collect(SYSTEM, tab)] == ["九日", "一日", "无期限"]


def test_each_source_is_asked_with_actor_tab_and_limit() -> None:
    asked: list[tuple[Actor, Tab, int]] = []

    @todo.register
    def source(actor: Actor, tab: Tab, limit: int) -> list[Todo]:
        asked.append((actor, tab, limit))
        return [line(str(n)) for n in range(limit)]

    todo.register(source)
    assert len(todo.collect(SYSTEM, Tab.DONE, limit=7)) == 7
    assert asked == [(SYSTEM, Tab.DONE, 7)] * 2


def test_lines_of_equal_rank_keep_the_order_of_their_source() -> None:
    todo.register(lambda actor, tab, limit: [line(n) for n in "甲乙丙"])
    assert [t.title for t in todo.collect(SYSTEM, Tab.DONE)] == ["甲", "乙", "丙"]


def test_late_is_what_was_due_before_today() -> None:
    with clock.at(datetime(2024, 6, 12, 4, tzinfo=UTC)):
        assert line("昨天", date(2024, 6, 11)).is_late
        assert not line("今天", date(2024, 6, 12)).is_late
        assert not line("无期限").is_late
