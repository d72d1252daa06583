"""Where the actors play: one data folder, and processes that the test can kill."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from dundian.config import postgres
from dundian.config.postgres import Cluster, processes

ROOT = Path(__file__).resolve().parents[2]


class Actor:
    """A process of `actors.py` and the lines it has printed."""

    def __init__(self, part: str, data: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.reliability.actors", part, str(data)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            if line.endswith("\n"):  # a line cut off by a kill was not said
                self.lines.append(line.strip())

    def says(self, count: int = 1) -> None:
        """Wait until it has printed `count` more lines."""
        wanted = len(self.lines) + count
        until(lambda: len(self.lines) >= wanted or self.process.poll() is not None)
        assert self.process.poll() is None, f"ended with {self.process.returncode}"

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join()

    def leave(self) -> int:
        """Let it end in order; returns its exit code."""
        assert self.process.stdin
        self.process.stdin.close()
        return self.process.wait(60)


class Stage:
    """A data folder with its cluster."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.actors: list[Actor] = []

    @property
    def cluster(self) -> Cluster:
        return Cluster(self.data)

    def actor(self, part: str) -> Actor:
        self.actors.append(Actor(part, self.data))
        return self.actors[-1]

    def user(self) -> Actor:
        """A process that holds the server, once it is up."""
        actor = self.actor("user")
        until(lambda: bool(actor.lines) or actor.process.poll() is not None)
        assert actor.lines == ["ready"]
        return actor

    def postmaster(self) -> int:
        found = processes.postmaster(self.cluster.layout.cluster)
        assert found is not None
        return found

    def await_another(self, server: int) -> None:
        """Wait until a server other than this one runs."""
        until(lambda: processes.postmaster(self.cluster.layout.cluster) not in (None, server))

    def backends(self) -> list[int]:
        """Processes of the server that serve clients."""
        with psycopg.connect(postgres.dsn(self.data)) as connection:
            rows = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )
            return [row[0] for row in rows]

    def alive(self) -> bool:
        return bool(processes.inside(self.cluster.layout.cluster))

    def written(self) -> set[int]:
        with postgres.running(self.data), psycopg.connect(postgres.dsn(self.data)) as connection:
            return {row[0] for row in connection.execute("SELECT number FROM written")}

    def lost(self, writer: Actor) -> set[int]:
        """Acknowledged rows that are not there."""
        return {int(line) for line in writer.lines} - self.written()

    def clear(self) -> None:
        for actor in self.actors:
            actor.kill()
        self.cluster.remove()


def kill(*pids: int) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def until(true: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "took too long"
        time.sleep(0.02)
