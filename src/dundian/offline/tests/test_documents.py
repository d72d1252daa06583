"""docs/reference/sync.md says what the code does."""

import re
from pathlib import Path

from dundian.offline.actions.inbox import KINDS
from dundian.offline.actions.logs import PLAIN
from dundian.offline.actions.tasks import CHANGEABLE
from dundian.offline.actions.uploads import CHUNK
from dundian.offline.models import Operation
from dundian.offline.queries.needed import MOST_RECORDS, SOURCES, TYPES
from dundian.offline.views.sync import LARGEST_CALL, MOST_OPERATIONS

DOCUMENT = (Path(__file__).parents[4] / "docs" / "reference" / "sync.md").read_text()


def rows(heading: str) -> list[list[str]]:
    part = DOCUMENT.split(f"## {heading}\n")[1].split("\n## ")[0]
    cells = [
        [c.strip() for c in re.split(r"(?<!\\)\|", line)[1:-1]]
        for line in part.splitlines()
        if line[:1] == "|"
    ]
    return [row for row in cells if row[0].startswith("`")]


def test_kinds_types_states_and_limits() -> None:
    assert [row[0].strip("`") for row in rows("Operations")] == list(KINDS)
    assert [(row[0].strip("`"), int(row[1])) for row in rows("Changes")] == [
        (t, most) for t, most, _ in SOURCES
    ]
    assert set(TYPES) == {t for t, _most, _source in SOURCES}
    assert all(f"`{state}`" in DOCUMENT for state in Operation.State.values)
    changed = {row[0].strip("`"): row[1] for row in rows("Operations")}
    assert all(name in changed["log.change"] for name in PLAIN)
    assert all(name in changed["task.change"] for name in CHANGEABLE)
    assert f"{MOST_OPERATIONS} operations and {LARGEST_CALL // 1024} KB" in DOCUMENT
    assert f"{CHUNK // 1024} KB" in DOCUMENT
    readme = (Path(__file__).parents[1] / "README.md").read_text()
    assert f"{MOST_RECORDS} records" in readme
