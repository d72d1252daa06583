"""Turning the identities' key over N concerns while workers and handlers go on reading and raising.

    make bench-identity            N=1000000 by default; N=100000 for a quick look

Rows are made straight in the tables, with real data keys. While the key turns, a second thread opens identities the
whole time: every one must open. The run is cut off once in the middle, as a kill would, and goes on.
"""

import argparse
import os
import statistics
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.report import Row, report

BATCH = 2000
BEFORE = 50
MOST_PAUSE = 250  # milliseconds that a reader may wait at worst (95th percentile) while the key turns
LEAST_RATE = 3000


def main() -> int:
    options = argparse.ArgumentParser(prog="bench.identity")
    options.add_argument("--rows", type=int, default=1_000_000, metavar="N")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    with TemporaryDirectory(prefix="dundian-bench-") as folder:
        Path(folder).chmod(0o711)
        data = Path(folder, "data")
        data.mkdir()
        os.environ["DUNDIAN_DATA"] = str(data)
        os.environ.pop("DATABASE_URL", None)
        os.environ["DJANGO_SETTINGS_MODULE"] = "dundian.config.settings"
        from dundian.config.cli.ground import ready

        with ready(data, migrated=False):
            rows = measure(given.rows)
    return 0 if report("identity", given.seed, rows) else 1


def measure(count: int) -> list[Row]:
    """The figures, in an empty database of its own."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    made = timed(lambda: fill(count))
    from dundian.concerns.actions import rotation

    quiet = Reader()
    quiet.run_for(3)
    rotation.turn_key()
    reader = Reader()
    reader.start()
    begun, done = time.perf_counter(), 0
    for batch in rotation.rewrap_all(BATCH):
        done += batch
        if done >= count // 2:
            break  # cut off in the middle
    for batch in rotation.rewrap_all(BATCH):
        done += batch
        print(f"\r{done}/{count}", end="", file=sys.stderr, flush=True)
    seconds = time.perf_counter() - begun
    reader.stop()
    left, lost = rotation.waiting(), sum(rotation.lost().values())
    unreadable = len(reader.faults) + len(quiet.faults)
    return [
        Row("identities", count, ""),
        Row("making them", made, "s"),
        Row("turning the key", seconds, "s"),
        Row("brought under the new key", done / seconds, "rows/s", LEAST_RATE, "higher"),
        Row("left under the old key", left, "rows", 0),
        Row("lost", lost, "rows", 0),
        Row("identities that did not open meanwhile", unreadable, "", 0),
        Row("opened meanwhile", len(reader.times), "", BEFORE, "higher"),
        Row(
            "opening, p95", reader.p95(), "ms", MOST_PAUSE, anchor="before turning", anchor_value=quiet.p95()
        ),
    ]


def timed(act: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def fill(count: int) -> None:
    """Concerns with a sealed reporter, written by COPY: one concern's facts, many ids."""
    from django.db import connection

    from dundian.concerns import identity
    from dundian.concerns.identity import Identity
    from dundian.kernel import clock
    from dundian.kernel.models import new_id
    from dundian.org.access import SYSTEM
    from dundian.org.actions import create_unit

    unit = create_unit(parent=None, kind="prefecture", name="示例市总工会", actor=SYSTEM).pk
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        for start in range(0, count, 20_000):
            ids = [new_id() for _place in range(min(20_000, count - start))]
            with cursor.copy(CONCERNS) as copy:
                for place, pk in enumerate(ids, start):
                    copy.write_row(concern_row(pk, place, unit, now))
            keys = [(pk, *identity.new_data_key(pk)) for pk in ids]
            with cursor.copy(KEYS) as copy:
                for pk, _key, by, wrapped in keys:
                    copy.write_row((new_id(), now, now, 1, by, wrapped, pk))
            with cursor.copy(REPORTERS) as copy:
                for pk, key, _by, _wrapped in keys:
                    who = Identity("示例工人", "13800000000").packed()
                    copy.write_row((new_id(), now, now, 1, True, identity.seal(who, key, pk.bytes), pk))
        cursor.execute("ANALYZE")


CONCERNS = (
    "COPY concerns_concern (id, created_at, updated_at, version, number, kind, source, outside_number, tier, topic,"
    " unit_id, handler_id, text, people, raised_on, clock_from, due_at, warn_at, reply_due_at, bounces, reopened, step,"
    " outcome, workers_word) FROM STDIN"
)
KEYS = "COPY concerns_datakey (id, created_at, updated_at, version, key_id, wrapped, concern_id) FROM STDIN"
REPORTERS = (
    "COPY concerns_reporter (id, created_at, updated_at, version, named, sealed, concern_id) FROM STDIN"
)


def concern_row(pk: Any, place: int, unit: int, now: Any) -> tuple[Any, ...]:
    return (
        pk, now, now, 1, f"2406-{place:07}", "concern", "worker", "", "ordinary", "other", unit, unit,
        "示例事项", 1, now.date(), now, now, now, now, 0, 0, "found", "", "",
    )  # fmt: skip


class Reader:
    """Somebody who opens identities one after another, here and there in the table."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.faults: list[str] = []
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()

    def run_for(self, seconds: float) -> None:
        self.start()
        time.sleep(seconds)
        self.stop()

    def p95(self) -> float:
        return statistics.quantiles(self.times, n=20)[-1] * 1000 if len(self.times) > 1 else 0.0

    def _work(self) -> None:
        from django.db import connection

        from dundian.concerns.actions.secrets import identity_of
        from dundian.concerns.models import Concern
        from dundian.kernel.errors import Invalid

        place = 0
        whole = Concern.objects.count()
        while not self._stopped.is_set():
            place = (place + 611_953) % whole
            concern = Concern.objects.only("pk").get(number=f"2406-{place:07}")
            begun = time.perf_counter()
            try:
                identity_of(concern)
            except Invalid as bad:
                self.faults.append(str(bad))
            self.times.append(time.perf_counter() - begun)
            time.sleep(0.005)
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
