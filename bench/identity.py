"""Turning the identities' key over N concerns while workers and handlers go on reading and raising.

    make bench-identity            N=1000000 by default; N=100000 for a quick look

After a first real one the rows are made straight in the tables, with real data keys. While the key turns, a second
thread opens identities the whole time: every one must open. The run is cut off once in the middle, as a kill would, and
goes on.
"""

import argparse
import statistics
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from bench.growing import grow
from bench.installation import installation
from bench.report import Row, report

BATCH = 2000
BEFORE = 50
MOST_PAUSE = 250  # milliseconds that a reader may wait at worst (95th percentile) while the key turns
LEAST_RATE = 3000
NUMBER = "2406-{:07}"


def main() -> int:
    options = argparse.ArgumentParser(prog="bench.identity")
    options.add_argument("--rows", type=int, default=1_000_000, metavar="N")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    with installation():
        rows = measure(given.rows)
    return 0 if report("identity", given.seed, rows) else 1


def measure(count: int) -> list[Row]:
    """The figures, in an empty database of its own."""
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
    """Concerns with a sealed reporter: the first written down as people do it, the others after it."""
    from django.db import connection

    from dundian.concerns import identity
    from dundian.concerns.actions import raise_concern
    from dundian.concerns.identity import Identity
    from dundian.concerns.models import Concern
    from dundian.kernel import clock
    from dundian.kernel.models import new_id
    from dundian.org.access import SYSTEM
    from dundian.org.actions import create_unit

    who = Identity("示例工人", "13800000000")
    unit = create_unit(parent=None, kind="prefecture", name="示例市总工会", actor=SYSTEM)
    raise_concern(unit=unit, text="示例事项", reporter=who.name, contact=who.contact, actor=SYSTEM)
    Concern.objects.update(number=NUMBER.format(0))
    now = clock.now()
    ids = [new_id() for _place in range(count - 1)]
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        lines = ((pk, NUMBER.format(place)) for place, pk in enumerate(ids, 1))
        grow(cursor, "concerns_concern", "concern_words", lines, {"id": "uuid", "number": "text"})
        for start in range(0, len(ids), 20_000):
            keys = [(pk, *identity.new_data_key(pk)) for pk in ids[start : start + 20_000]]
            with cursor.copy(KEYS) as copy:
                for pk, _key, by, wrapped in keys:
                    copy.write_row((new_id(), now, now, 1, by, wrapped, pk))
            with cursor.copy(REPORTERS) as copy:
                for pk, key, _by, _wrapped in keys:
                    sealed = identity.seal(who.packed(), key, pk.bytes)
                    copy.write_row((new_id(), now, now, 1, True, sealed, pk))
        cursor.execute("ANALYZE")


KEYS = "COPY concerns_datakey (id, created_at, updated_at, version, key_id, wrapped, concern_id) FROM STDIN"
REPORTERS = (
    "COPY concerns_reporter (id, created_at, updated_at, version, named, sealed, concern_id) FROM STDIN"
)


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
            concern = Concern.objects.only("pk").get(number=NUMBER.format(place))
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
