"""Needs save questions and nothing else: with them and without, everybody waits for the same."""

from typing import Any

from dundian.kernel import reach
from dundian.notify import todo
from dundian.notify.todo import Need, Tab
from dundian.org.cast import Cast
from tests.architecture.world import make_world


def test_needs_take_no_line_from_anybody(cast: Cast, django_assert_num_queries: Any) -> None:
    waiting, met = 0, set[Need]()
    for actor in make_world(cast).cast.members().values():
        with reach.of(actor):
            with django_assert_num_queries(1):
                found = todo._met_by(actor.user.pk)
            without = [line for source in todo._sources for line in source(actor, Tab.WAITING, 500)]
            lines = todo.collect(actor, Tab.WAITING, limit=10_000)
        assert sorted(map(repr, lines)) == sorted(map(repr, without))
        waiting += len(lines)
        met |= found
    assert waiting > 40
    assert len(met) > 20
