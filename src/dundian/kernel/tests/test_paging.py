"""Keyset paging: every row once, forwards and backwards, whatever the cursor says."""

import base64
import json
import re
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from dundian.kernel.paging import counted, keyset

ORDERS = [
    ["name", "id"],
    ["-name", "id"],
    ["grade", "-name", "-id"],
    ["home_unit__place", "home_unit_id", "name", "id"],
    ["-created_at", "-id"],
]


def table(name: str) -> Any:
    """A manager by name, since this room imports none above it."""
    return apps.get_model("org", name)._default_manager


@pytest.fixture
def people(db: None) -> Any:
    homes = [
        table("Unit").create(id=9000 + n, path=str(9000 + n), kind="park", name=f"第{n}工会", place=place)
        for n, place in enumerate((3, 1, 1))
    ]
    for n in range(23):
        table("Person").create(home_unit=homes[n % 3], name=f"甲{n % 5}", grade=["staff", "middle"][n % 2])
    return table("Person").select_related("home_unit")


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("size", [1, 4, 22, 23, 24])
def test_forwards_and_backwards(people: Any, order: list[str], size: int) -> None:
    expected = [p.pk for p in people.order_by(*order)]
    seen, cursor, pages = [], "", []
    while True:
        page = keyset(people, order=order, cursor=cursor, size=size)
        pages.append([p.pk for p in page.rows])
        seen += pages[-1]
        if not page.next:
            break
        cursor = page.next
    assert seen == expected
    back = [pages[-1]]
    while page.previous:
        page = keyset(people, order=order, cursor=page.previous, size=size)
        back.append([p.pk for p in page.rows])
    assert back == pages[::-1]


def test_a_page_costs_one_query(people: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        page = keyset(people, order=["name", "id"], size=5)
    with django_assert_num_queries(1):
        keyset(people, order=["name", "id"], cursor=page.next or "", size=5)


def test_rows_that_vanish_do_not_lose_the_place(people: Any) -> None:
    page = keyset(people, order=["name", "id"], size=5)
    page.rows[-1].delete()
    following = keyset(people, order=["name", "id"], cursor=page.next or "", size=50)
    assert len(following.rows) == 18


def test_a_deep_page_begins_in_the_index_where_it_begins(db: None) -> None:
    """Without a bound on the first column PostgreSQL filters every row before the page away, one by one."""
    cursor = forged("after", ["2024-05-01", "0" * 32])
    with CaptureQueriesContext(connection) as asked:
        keyset(table("Appointment").all(), order=["-since", "-id"], cursor=cursor)
    with connection.cursor() as words:
        words.execute("SET LOCAL enable_seqscan = off")
        words.execute(f"EXPLAIN {asked[0]['sql']}")
        plan = "\n".join(line for (line,) in words.fetchall())
    assert re.search(r"Index Only Scan using appointment_since .*\n +Index Cond: \(since <= ", plan), plan


def test_a_relation_is_no_order(people: Any) -> None:
    with pytest.raises(ValueError, match="home_unit_id"):
        keyset(people, order=["home_unit", "id"])


def test_an_empty_list() -> None:
    page = keyset(table("Appointment").none(), order=["id"])
    assert (page.rows, page.next, page.previous) == ([], None, None)


def forged(*value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


FORGED = [
    "x", "%%%", "é", "=", "\x00", "A" * 5000, forged(), forged("after"), forged("after", []), forged("after", ["a"]),
    forged("after", [None, None]), forged("after", [["a"], "b"]), forged("after", ["a", "no-uuid"]),
    forged("sideways", ["a", "b"]), forged("after", ["a\x00", "b"]), forged("after", [1e400, "b"]),
    forged("after", [True, 10**30]), forged("after", ["\ud800", "0" * 32]), forged({"a": 1}, 2),
    forged("after", ["a", 1]), base64.urlsafe_b64encode(b"5").decode(), base64.urlsafe_b64encode(b"\xff").decode(),
    base64.urlsafe_b64encode(b"[" * 9000).decode(),
]  # fmt: skip


@pytest.mark.parametrize("cursor", FORGED)
def test_a_forged_cursor_shows_a_page(people: Any, cursor: str) -> None:
    for order in (["name", "id"], ["-created_at", "id"], ["home_unit__place", "id"]):
        assert len(keyset(people, order=order, cursor=cursor, size=5).rows) in (0, 5)


@given(cursor=st.text())
def test_no_text_breaks_the_reading_of_a_cursor(cursor: str) -> None:
    assert keyset(table("Appointment").none(), order=["since", "id"], cursor=cursor).rows == []


def test_counting_ends_where_nobody_reads_on(people: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        whole, some = counted(people), counted(people, most=22)
    assert (whole, whole.more) == (23, False)
    assert (some, some.more) == (22, True)
    assert (counted(people, most=23), counted(people, most=23).more) == (23, False)


def test_only_the_named_columns_are_read(people: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        page = keyset(people, order=ORDERS[3], columns=["grade", "home_unit__short_name"], size=5)
        again = [(p.grade, p.home_unit.short_name, p.name) for p in page.rows]
    assert again == [(p.grade, p.home_unit.short_name, p.name) for p in people.order_by(*ORDERS[3])[:5]]
    assert {"note", "skills"} <= page.rows[0].get_deferred_fields()
