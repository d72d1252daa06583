"""Processor time of application and database, queries, memory."""

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TIMES = int(os.environ.get("TIMES", "11"))


def steady() -> None:
    """All of a query's work in the one process that is watched."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")


def database_time() -> float:
    """Seconds that the server process of this connection has run."""
    from django.db import connection

    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


@dataclass(frozen=True)
class Cost:
    """Milliseconds of processor time of application and database together: median and p95."""

    median: float
    p95: float
    application: float
    queries: int = 0


def cost_of(run: Callable[[], Any], times: int = TIMES) -> Cost:
    """Measured after one run to warm up, and counted once for queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as found:
        run()
        queries = len(found)  # the next request forgets them
    whole, own = [], []
    for _n in range(times):
        database, application = database_time(), time.process_time()
        run()
        spent = time.process_time() - application
        own.append(spent * 1000)
        whole.append((spent + database_time() - database) * 1000)
    return Cost(
        statistics.median(whole),
        sorted(whole)[max(0, int(times * 0.95) - 1)],
        statistics.median(own),
        queries,
    )


def bare(statements: list[tuple[str, Any]], times: int = TIMES) -> float:
    """Median milliseconds for the same question in bare SQL: sent, answered, fetched by the driver alone."""
    from django.db import connection

    def ask() -> None:
        with connection.connection.cursor() as cursor:
            for text, parameters in statements:
                cursor.execute(text, parameters)
                cursor.fetchall()

    ask()
    spent = []
    for _n in range(times):
        database, application = database_time(), time.process_time()
        ask()
        spent.append((time.process_time() - application + database_time() - database) * 1000)
    return statistics.median(spent)


def own_statements(run: Callable[[], Any]) -> list[tuple[str, Any]]:
    """The SELECTs that a page sends, as they are."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as found:
        run()
    texts = [str(query["sql"]) for query in found.captured_queries]
    return [(text.replace("%", "%%"), ()) for text in texts if text.startswith("SELECT")]


def fresh_peak() -> None:
    """Forget the highest memory so far."""
    Path("/proc/self/clear_refs").write_text("5")


def memory(field: str, pid: int | str = "self") -> float:
    """Megabytes: VmHWM is the highest so far, VmRSS what is held."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(float(line.split()[1]) / 1024 for line in lines if line.startswith(f"{field}:"))


def share_of_memory(pid: int) -> float:
    """Megabytes of a process, what it shares counted by its part (PSS)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(float(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:"))


def processor_of(pids: list[int]) -> float:
    """Seconds that these processes have run, those that they waited for included."""
    ticks = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")
