"""Writers and sealers at the same time, with connections of their own."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from dundian.audit_trail import actions, queries
from dundian.audit_trail.models import Entry, Seal
from dundian.org.access import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)


def run_at_once(*works: Callable[[], Any]) -> list[Any]:
    """Each in a thread with its own connection; returns results, raises what was raised."""
    results: list[Any] = [None] * len(works)
    start = threading.Barrier(len(works))

    def call(place: int, work: Callable[[], Any]) -> None:
        try:
            start.wait()
            results[place] = work()
        except BaseException as fault:
            results[place] = fault
        finally:
            connection.close()

    threads = [threading.Thread(target=call, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    return results


def write(n: int) -> None:
    for number in range(n):
        actions.record(actor=SYSTEM, verb="add", noun="unit", label=f"{number}")


def test_two_sealers_at_once_make_one_chain() -> None:
    write(300)
    sealed = run_at_once(*[lambda: sum(actions.seal(limit=20) for _turn in range(15))] * 3)
    assert sum(sealed) + actions.seal_all() == 300
    assert list(Seal.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 301))
    assert list(queries.verify()) == []


def test_writers_and_a_sealer_at_once() -> None:
    run_at_once(
        lambda: write(100), lambda: write(100), lambda: [actions.seal(limit=10) for _turn in range(40)]
    )
    actions.seal_all()
    assert (Entry.objects.count(), Seal.objects.count()) == (200, 200)
    assert list(queries.verify()) == []


def test_a_writer_does_not_wait_while_somebody_seals() -> None:
    write(50)
    written = threading.Event()

    def seal_slowly() -> bool:
        with transaction.atomic():
            actions.seal()
            return written.wait(10)  # the sealing transaction stays open until the other one has committed

    def write_meanwhile() -> None:
        write(5)
        written.set()

    assert run_at_once(seal_slowly, write_meanwhile)[0] is True
    assert Entry.objects.count() == 55


def test_an_entry_committed_late_is_sealed_after_newer_ones() -> None:
    recorded, go_on = threading.Event(), threading.Event()

    def slow() -> int:
        with transaction.atomic():
            entry = actions.record(actor=SYSTEM, verb="add", noun="unit", label="慢")
            recorded.set()
            go_on.wait(10)
        return entry.pk

    def quick() -> int:
        recorded.wait(10)
        write(3)
        sealed = actions.seal_all()
        go_on.set()
        return sealed

    late, sealed = run_at_once(slow, quick)
    assert sealed == 3
    assert actions.seal_all() == 1
    assert Seal.objects.get(number=4).entry_id == late
    assert list(queries.verify()) == []


def test_an_action_that_is_rolled_back_leaves_no_row() -> None:
    with transaction.atomic():
        actions.record(actor=SYSTEM, verb="add", noun="unit")
        transaction.set_rollback(True)
    assert not Entry.objects.exists()
