"""What the second wall costs: the same statement as the owner, whom it does not bind, and as the role of pages.

In turn on two connections, so that both meet the same machine; processor time of the server alone.
"""

import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from bench.report import Row
from bench.scale.meter import TIMES
from dundian.config import postgres

SEEN = "(SELECT id FROM org_unit WHERE path <@ %s)"
QUESTIONS = {
    "newest 50 logs": f'SELECT * FROM fieldwork_worklog WHERE unit_id IN {SEEN} ORDER BY "on" DESC, id DESC LIMIT 50',
    "logs counted": f"SELECT count(*) FROM fieldwork_worklog WHERE unit_id IN {SEEN}",
    "newest 50 concerns": f"SELECT * FROM concerns_concern WHERE unit_id IN {SEEN} OR handler_id IN {SEEN}"
    " ORDER BY raised_on DESC, id DESC LIMIT 50",
    "one concern": "SELECT * FROM concerns_concern WHERE id ="
    f" (SELECT id FROM concerns_concern WHERE unit_id IN {SEEN} LIMIT 1)",
    "a word in concerns": f"SELECT count(*) FROM concerns_concern WHERE unit_id IN {SEEN}"
    " AND dundian_bigrams(text) @> ARRAY['工资']",
}


def measured(data: Path, places: dict[str, Any]) -> Iterator[Row]:
    """`places`: a unit by the words for whoever sees it and what lies beneath."""
    connections = [
        psycopg.connect(**postgres.parameters(data, owner=owner), autocommit=True)  # type: ignore[arg-type]
        for owner in (True, False)
    ]
    for one in connections:
        one.execute("SET max_parallel_workers_per_gather = 0")
    for who, unit in places.items():
        connections[1].execute("SELECT set_config('dundian.areas', %s, false)", [unit.path])
        for name, text in QUESTIONS.items():
            free, bound = _in_turn(connections, text, [unit.path] * text.count("%s"))
            yield Row(f"{who}: {name} behind the wall", bound, "ms", None, "lower", "without the wall", free)
    for one in connections:
        one.close()


def _in_turn(connections: list[Any], text: str, parameters: list[str]) -> list[float]:
    spent: list[list[float]] = [[], []]
    for turn in range(TIMES + 2):  # the first two warm up
        for place, one in enumerate(connections):
            before = _run(one)
            one.execute(text, parameters).fetchall()
            if turn > 1:
                spent[place].append(_run(one) - before)
    return [statistics.median(times) for times in spent]


def _run(connection: Any) -> float:
    """Milliseconds that the connection's server process has run."""
    pid = connection.info.backend_pid
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e6
