"""`dundian demo` from the first start to the last."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from dundian.config.cli.children import GRACE, VARIABLE
from dundian.config.postgres import Cluster, processes
from dundian.config.postgres.layout import Layout
from tests.commands.installation import Installation
from tests.reliability.stage import until

PATIENCE = 240  # seconds; the load itself has its own limit elsewhere


class Demo:
    """A running demonstration and what it has said."""

    def __init__(self, installation: Installation, *arguments: str) -> None:
        self.port = _free_port()
        self.said = ""
        self.process = installation.start("demo", "--port", str(self.port), *arguments)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.said += line

    def ready(self) -> None:
        until(lambda: "Ctrl-C" in self.said or self.process.poll() is not None, PATIENCE)
        assert self.process.poll() is None, self.said

    def page(self, path: str) -> int:
        connection = http.client.HTTPConnection("localhost", self.port, timeout=30)
        connection.request("GET", path)
        return connection.getresponse().status

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        code = self.process.wait(60)
        self._reader.join(10)
        return code


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _children(data: Path) -> list[int]:
    """Every process of this demonstration, the database's apart."""
    found = subprocess.run(
        ["pgrep", "-f", f"dundian.config.cli.*{data}"], capture_output=True, text=True, check=False
    )
    named = {int(pid) for pid in found.stdout.split()}
    for pid in [int(name) for name in os.listdir("/proc") if name.isdigit()]:
        try:
            if f"DUNDIAN_DATA={data}".encode() in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0"):
                named.add(pid)
        except OSError:
            continue
    return sorted(named - {os.getpid()})


@pytest.fixture(scope="module")
def installation(folder: Path) -> Iterator[Installation]:
    made = Installation(folder / "demo")
    yield made
    Cluster(made.data).remove()


@pytest.mark.long
def test_the_life_of_a_demonstration(installation: Installation) -> None:
    first = Demo(installation)
    first.ready()
    assert first.page("/") in (200, 302)
    told = json.loads((installation.data / "demo-signins.json").read_text())
    assert (installation.data / "demo-signins.json").stat().st_mode & 0o777 == 0o600
    assert len(told) >= 12
    for member in told:
        assert re.search(rf"{member['username']}\s+{re.escape(member['password'])}", first.said)
    assert "in use" in Installation(installation.data).run(
        "demo", "--port", str(_free_port()), "--reset", code=1
    )
    assert first.end(signal.SIGINT) == 0
    until(lambda: _children(installation.data) == [])
    assert processes.inside(Layout.of(installation.data).cluster) == []
    count = installation.execute("SELECT count(*) FROM audit_trail_entry")

    second = Demo(installation)
    second.ready()
    assert "Loading" not in second.said
    assert told[0]["password"] in second.said
    second.process.kill()
    second.process.wait()
    until(lambda: _children(installation.data) == [], GRACE + 20)

    third = Demo(installation)
    third.ready()
    assert third.page("/") in (200, 302)
    web = min(set(_children(installation.data)) - {third.process.pid})
    os.kill(web, signal.SIGKILL)
    assert third.process.wait(60) == 1
    until(lambda: "ended unexpectedly" in third.said)
    until(lambda: _children(installation.data) == [])
    assert installation.execute("SELECT count(*) FROM audit_trail_entry") >= count


BUSY = """
import concurrent.futures, sys, time
from dundian.config.cli import children
children.GRACE = 5
children.follow_parent()
concurrent.futures.ThreadPoolExecutor().submit(time.sleep, 600)
print("busy", flush=True)
try:
    while True:
        time.sleep(0.05)
finally:
    print("told to end", flush=True)
"""


def test_a_child_that_is_busy_ends_all_the_same() -> None:
    """The pool's thread would keep Python for ten minutes after the parent is gone."""
    read, write = os.pipe()
    code = "import signal; signal.signal(signal.SIGTERM, lambda *_: exit(0))" + BUSY
    child = subprocess.Popen(
        [sys.executable, "-c", code],
        env={**os.environ, VARIABLE: str(read)},
        pass_fds=[read],
        stdout=subprocess.PIPE,
        text=True,
    )
    os.close(read)
    assert child.stdout
    assert child.stdout.readline() == "busy\n"
    os.close(write)
    assert child.wait(60) == -signal.SIGALRM
    assert child.stdout.read() == "told to end\n"


def test_a_real_installation_is_left_alone(folder: Path) -> None:
    real = Installation(folder / "real")
    real.run("migrate")
    said = real.run("demo", "--port", str(_free_port()), "--reset", code=1)
    assert "no demonstration" in said
    Cluster(real.data).remove()


def test_a_taken_port_is_told(installation: Installation) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert "--port" in installation.run("demo", "--port", str(port), code=1)
