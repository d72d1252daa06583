"""Every address × every member of the cast → status, for reading and for an empty post.

`permission_table.csv` is the table. A new address without a row fails; so does an answer that differs.
After a change on purpose: `pytest tests/architecture/write_table.py`, then read the difference line by
line before committing it.
"""

from itertools import product

import pytest

from dundian.org.cast import Cast
from tests.architecture.permissions import METHODS, PARTS, VISITORS, Asker, addresses, dealt, read_table
from tests.architecture.world import World, make_world

TABLE = read_table()


@pytest.fixture
def world(cast: Cast) -> World:
    return make_world(cast)


def test_every_address_stands_in_the_table() -> None:
    assert set(TABLE) == set(product(addresses(), METHODS))


def test_the_table_knows_the_whole_cast(cast: Cast) -> None:
    assert tuple(cast.members()) == VISITORS[1:]


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_everybody_gets_what_the_table_says(world: World, part: int) -> None:
    asker = Asker(world)
    different = []
    for name, method in product(dealt(part), METHODS):
        expected, found = TABLE[name, method], asker.row(name, method)
        different += [
            f"{name} {method} {who}: {found[who]} instead of {expected[who]}"
            for who in VISITORS
            if found[who] != expected[who]
        ]
    assert different == []


def test_nothing_answers_with_a_fault() -> None:
    assert not [(key, who) for key, row in TABLE.items() for who, status in row.items() if status >= 500]


def test_visitors_get_no_further_than_the_public_pages() -> None:
    public = {name for (name, method), row in TABLE.items() if method == "GET" and row["visitor"] == 200}
    assert public == PUBLIC


# Sign-in, what the footer offers, and the check that the server lives.
PUBLIC = {
    "documents:verify",
    "api:docs",
    "api:openapi",
    "concerns:worker_page",
    "concerns:worker_track",
    "recognition:notice_open",
    "recognition:notice_track",
    "offline:shell_view",
    "offline:worker_view",
    "offline:manifest_view",
    "offline:session_read",
    "accounts:session_create",
    "web:help_view",
    "web:help_topic",
    "web:feedback_create",
    "web:feedback_view",
    "web:health",
}
