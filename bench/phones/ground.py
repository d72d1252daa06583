"""Real processes on a ground of their own: an embedded PostgreSQL, `dundian serve`, and a team at a site."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
DAY = datetime(2024, 6, 14, 2, 0, tzinfo=UTC)
PARENT = "DUNDIAN_PARENT"


def prepare(data: Path) -> None:
    """Settings for this process and those it starts; must come before Django is touched."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that nothing is left behind
    os.environ.pop("DATABASE_URL", None)
    offset = int((DAY - datetime.now(UTC)).total_seconds())
    os.environ |= {
        "DUNDIAN_DATA": str(data),
        "DUNDIAN_CLOCK_OFFSET": str(offset),
        "DJANGO_SETTINGS_MODULE": "dundian.config.settings",
        "DUNDIAN_LOG": "ERROR",
        "DUNDIAN_HOSTS": "localhost,127.0.0.1,testserver",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
    }


@contextmanager
def database(data: Path) -> Iterator[None]:
    """The cluster while the block runs, brought back whenever it dies, and a ready Django with all tables."""
    import django

    from dundian.config import postgres

    os.environ[postgres.AS_OWNER] = "yes"
    with postgres.running(data, watch=True):
        django.setup()
        del os.environ[postgres.AS_OWNER]  # what is started from here works behind the wall
        from django.core.management import call_command

        from dundian.config import wall
        from dundian.kernel import reach

        reach.stand_on(reach.EVERYTHING)
        call_command("migrate", verbosity=0, interactive=False)
        wall.build(data)
        yield


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """`dundian serve`, which can be killed and comes back."""

    def __init__(self, data: Path, workers: int = 2) -> None:
        self.data, self.port, self.workers = data, free_port(), workers
        self.process: subprocess.Popen[bytes] | None = None
        self.watched, self.held = os.pipe()  # closed when this process is gone, and then the server ends

    def start(self) -> None:
        command = [sys.executable, "-m", "dundian.config.cli", "--data", str(self.data), "serve"]
        command += ["--port", str(self.port), "--workers", str(self.workers)]
        log = (self.data / "serve.log").open("ab")
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdout=log,
            stderr=log,
            start_new_session=True,
            pass_fds=[self.watched],
            env={**os.environ, PARENT: str(self.watched)},
        )

    def await_answer(self, seconds: float = 60) -> None:
        def answers() -> bool:
            try:
                with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as response:
                    return bool(response.status == 200)
            except OSError:
                return False

        until(answers, seconds)

    def kill(self) -> None:
        """kill -9 of the main process; its workers notice and end; a new one starts."""
        if self.process:
            self.process.kill()
            self.process.wait()
        self._await_free()
        self.start()

    def kill_worker(self) -> None:
        """kill -9 of one process that answers calls; the main one replaces it."""
        if self.process and (found := children(self.process.pid)):
            os.kill(found[0], signal.SIGKILL)

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()

    def _await_free(self) -> None:
        def free() -> bool:
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("127.0.0.1", self.port))
                except OSError:
                    return False
                return True

        until(free, 20)


def children(pid: int) -> list[int]:
    try:
        return [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def kill_database(data: Path) -> None:
    """kill -9 of the whole cluster."""
    from dundian.config.postgres import Cluster, processes

    for pid in processes.inside(Cluster(data).layout.cluster):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def until(true: Callable[[], Any], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise TimeoutError(f"not within {seconds} s")
        time.sleep(0.05)


def steadily(ask: Callable[[], Any]) -> Any:
    """Ask the database, again when it is being killed."""
    from django.db import InterfaceError, OperationalError, close_old_connections, connection

    for attempt in range(40):
        try:
            return ask()
        except (OperationalError, InterfaceError):
            if attempt == 39:
                raise
            connection.close()
            time.sleep(0.25)
            close_old_connections()
    return None


def people() -> Any:
    """The cast with a posting."""
    from dundian.fieldwork.factories import post
    from dundian.org.cast import make_cast

    cast = make_cast()
    return cast, post(cast)
