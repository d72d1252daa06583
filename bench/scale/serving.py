"""Real processes: cold start, memory, readers and writers at the same time."""

import http.client
import statistics
import threading
import time
from compileall import compile_dir
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

from bench.phones import ground
from bench.report import Row
from bench.scale import meter

START, MEMORY = 3.0, 400.0
AT_ONCE, SECONDS = 8, 20
TOKEN = "b" * 32


def served(
    data: Path, readers: list[Any], writer: Any, site: Any, indicator: Any, addresses: list[str]
) -> list[Row]:
    """`readers` and `writer` are clients that are signed in; half of the callers read, half write logs."""
    server = ground.Server(data)
    compile_dir(ground.ROOT / "src", quiet=1)  # as an installation does it
    began = time.perf_counter()
    server.start()
    try:
        _await(server.port)
        cold = time.perf_counter() - began
        started = meter.processor_of(_processes(server))
        times, faults = _storm(server.port, readers, writer, site, indicator, addresses)
        spent = meter.processor_of(_processes(server)) - started
        held = sum(meter.share_of_memory(pid) for pid in _processes(server))
    finally:
        server.stop()
    if faults:
        raise faults[0]
    reads, writes = times["read"], times["write"]
    many = len(reads) + len(writes)
    name, clock = f"{AT_ONCE} at once", "ms by the clock"
    return [
        Row("cold start to the first page", cold, "s", START, "lower", "of it processor time", started),
        Row("two web processes and their parent", held, "MB", MEMORY),
        Row(
            f"{name}: pages and logs",
            many / SECONDS,
            "1/s",
            None,
            "higher",
            "of it logs",
            len(writes) / SECONDS,
        ),
        Row(f"{name}: application", spent / many * 1000, "ms CPU each"),
        Row(f"{name}: a list", statistics.median(reads), clock, None, "lower", "p95", _p95(reads)),
        Row(f"{name}: a log", statistics.median(writes), clock, None, "lower", "p95", _p95(writes)),
    ]


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _processes(server: Any) -> list[int]:
    pid = server.process.pid
    return [pid, *ground.children(pid)]


def _await(port: int) -> None:
    def answers() -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{port}/sign-in/", timeout=5) as page:
                return bool(page.status == 200)
        except OSError:
            return False

    ground.until(answers, 120)


def _storm(
    port: int, readers: list[Any], writer: Any, site: Any, indicator: Any, addresses: list[str]
) -> tuple[dict[str, list[float]], list[Exception]]:
    times: dict[str, list[float]] = {"read": [], "write": []}
    faults: list[Exception] = []
    end = time.monotonic() + SECONDS
    form = urlencode({
        "csrfmiddlewaretoken": TOKEN, "on": "2024-06-13", "activities": "visit", "text": "走访站点。",
        f"figure_{indicator.pk}": "3",
    }).encode()  # fmt: skip

    def go_on(place: int) -> None:
        client = readers[place % len(readers)] if place % 2 else writer
        cookie = f"sessionid={client.cookies['sessionid'].value}; csrftoken={TOKEN}"
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            turn = place
            while time.monotonic() < end:
                began = time.perf_counter()
                if place % 2:
                    connection.request("GET", addresses[turn % len(addresses)], headers={"Cookie": cookie})
                else:
                    kind = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
                    connection.request("POST", f"/logs/new/?site={site.pk}", form, kind)
                answer = connection.getresponse()
                answer.read()
                if answer.status not in (200, 302):
                    raise RuntimeError(f"{answer.status}")
                times["read" if place % 2 else "write"].append((time.perf_counter() - began) * 1000)
                turn += 1
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=go_on, args=(place,)) for place in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, faults
