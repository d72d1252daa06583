"""kill -9 of each process, at any moment: no acknowledged row is lost."""

import time

import pytest

from dundian.config.postgres import processes
from tests.reliability.stage import Stage, kill, until

pytestmark = pytest.mark.reliability


def test_a_killed_user_leaves_the_server_and_the_next_one_adopts_it(stage: Stage) -> None:
    user, writer = stage.user(), stage.actor("writer")
    writer.says(50)
    server = stage.postmaster()
    user.kill()
    writer.says(50)  # nobody noticed
    successor = stage.user()
    assert stage.postmaster() == server
    writer.kill()
    assert len(writer.lines) >= 100
    assert stage.lost(writer) == set()
    assert successor.leave() == 0
    assert not stage.alive(), "the last user stops the server"


def test_a_killed_application_loses_nothing_it_was_told(stage: Stage) -> None:
    stage.user()
    for _ in range(3):
        writer = stage.actor("writer")
        writer.says(40)
        writer.kill()
        assert stage.lost(writer) == set()


def test_a_killed_server_comes_back_by_itself(stage: Stage) -> None:
    stage.user()
    writer = stage.actor("writer")
    writer.says(50)
    for _ in range(3):
        server = stage.postmaster()
        kill(server)
        stage.await_another(server)
        writer.says(50)
    writer.kill()
    assert len(writer.lines) >= 200
    assert stage.lost(writer) == set()


def test_a_killed_backend_costs_one_reconnection(stage: Stage) -> None:
    stage.user()
    writer = stage.actor("writer")
    writer.says(50)
    server = stage.postmaster()
    kill(*stage.backends())
    writer.says(50)
    assert stage.postmaster() == server
    writer.kill()
    assert stage.lost(writer) == set()


def test_everything_killed_at_once(stage: Stage) -> None:
    user, writer = stage.user(), stage.actor("writer")
    writer.says(100)
    user.kill()
    kill(*processes.inside(stage.cluster.layout.cluster))
    writer.kill()
    assert stage.lost(writer) == set()


def test_a_start_killed_at_any_moment_leaves_nothing_half_made(stage: Stage) -> None:
    for moment in (0.3, 0.5, 0.7, 0.9):
        actor = stage.actor("user")
        time.sleep(moment)
        actor.kill()
    stage.user()
    writer = stage.actor("writer")
    writer.says(5)


def test_the_first_to_leave_does_not_stop_the_server_of_the_others(stage: Stage) -> None:
    first, second = stage.user(), stage.user()
    writer = stage.actor("writer")
    assert first.leave() == 0
    writer.says(20)
    writer.kill()
    assert second.leave() == 0
    until(lambda: not stage.alive(), 5)
    assert stage.lost(writer) == set()
