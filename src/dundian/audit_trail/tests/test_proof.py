"""Every way of tampering is found, and named; nothing else is."""

import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from dundian.audit_trail import actions, marks, queries
from dundian.audit_trail.emptying import as_owner, triggers_off
from dundian.audit_trail.models import Entry, Seal
from dundian.audit_trail.queries import Fault
from dundian.org.access import SYSTEM
from dundian.org.factories import UnitFactory
from dundian.org.models import Unit, UnitKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def province() -> Unit:
    return UnitFactory.create(kind=UnitKind.PROVINCE, name="川江省总工会")


@pytest.fixture
def trail(province: Unit) -> list[Entry]:
    """Ten sealed entries of one chain."""
    made = [
        actions.record(actor=SYSTEM, verb="change", noun="unit", unit=province, label=f"第{n}条")
        for n in range(10)
    ]
    assert actions.seal_all() == 10
    return made


def tamper(sql: str, *values: Any) -> None:
    with triggers_off(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def found(**options: Any) -> list[Fault]:
    return list(queries.verify(**options))


def test_an_untouched_trail_is_whole(trail: list[Entry]) -> None:
    assert found() == []


def test_several_chains_and_unsealed_entries_are_whole(trail: list[Entry]) -> None:
    other = UnitFactory.create(kind=UnitKind.PROVINCE, name="另一省总工会")
    for unit in (other, None, other, None):
        actions.record(actor=SYSTEM, verb="add", noun="person", unit=unit)
    assert found() == []
    assert actions.seal_all() == 4
    assert found() == []
    assert [(h.chain, h.number) for h in queries.heads()] == sorted(
        [(0, 2), (trail[0].chain, 10), (other.pk, 2)]
    )


@pytest.mark.parametrize(
    "assignment",
    [
        "verb = 'close'",
        "actor_name = '别人'",
        "at = at - interval '1 day'",
        "detail = '{\"a\": 1}'",
        "unit_id = 7",
        "address = '10.1.1.1'",
        "object_label = ''",
        "capacity = '省总工会 office'",
        "on_behalf_of = '某人'",
        "serial = gen_random_uuid()",
        "mark = decode(repeat('00', 32), 'hex')",
    ],
)
def test_a_changed_entry_is_named(trail: list[Entry], assignment: str) -> None:
    tamper(f"UPDATE audit_trail_entry SET {assignment} WHERE id = %s", trail[4].pk)
    assert found() == [Fault("changed", trail[4].chain, 5, trail[4].pk)]


def test_an_entry_moved_to_another_chain_is_named(trail: list[Entry]) -> None:
    tamper("UPDATE audit_trail_entry SET chain = 0 WHERE id = %s", trail[4].pk)
    assert Fault("changed", trail[4].chain, 5, trail[4].pk) in found()


def test_an_entry_removed_from_the_middle_is_named(trail: list[Entry]) -> None:
    tamper("DELETE FROM audit_trail_entry WHERE id = %s", trail[4].pk)
    assert found() == [Fault("removed", trail[4].chain, 5, trail[4].pk)]


def test_entries_removed_with_their_seals_leave_a_gap(trail: list[Entry]) -> None:
    gone = [e.pk for e in trail[4:7]]
    tamper("DELETE FROM audit_trail_entry WHERE id = ANY(%s)", gone)
    tamper("DELETE FROM audit_trail_seal WHERE entry_id = ANY(%s)", gone)
    assert found() == [Fault("removed", trail[0].chain, 5, 0, 7)]


def test_a_gap_closed_by_renumbering_is_found(trail: list[Entry]) -> None:
    """The chain is written anew without one entry, digests and all: only the key is missing."""
    tamper("DELETE FROM audit_trail_entry WHERE id = %s", trail[4].pk)
    tamper("DELETE FROM audit_trail_seal WHERE chain = %s AND number >= 5", trail[0].chain)
    digest = bytes(Seal.objects.get(chain=trail[0].chain, number=4).digest)
    for number, entry in enumerate(trail[5:], start=5):
        digest = marks.link(digest, entry)
        Seal.objects.create(
            chain=entry.chain, number=number, entry_id=entry.pk, digest=digest, mark=b"\0" * 32
        )
    assert {(f.kind, f.number) for f in found()} == {("changed", n) for n in range(5, 10)}


def test_the_end_cut_off_is_found_by_heads_written_down_earlier(trail: list[Entry]) -> None:
    heads = queries.heads_from_text(queries.heads_as_text(queries.heads()))
    tamper("DELETE FROM audit_trail_entry WHERE id >= %s", trail[8].pk)
    tamper("DELETE FROM audit_trail_seal WHERE entry_id >= %s", trail[8].pk)
    assert found() == []  # nothing inside the database can tell
    assert found(since=heads) == [Fault("removed", trail[0].chain, 9, 0, 10)]


def test_a_whole_chain_removed_is_found_by_its_head(trail: list[Entry]) -> None:
    heads = queries.heads()
    tamper("DELETE FROM audit_trail_entry")
    tamper("DELETE FROM audit_trail_seal")
    assert found(since=heads) == [Fault("removed", trail[0].chain, 1, 0, 10)]


def test_heads_still_fit_after_the_trail_has_grown(trail: list[Entry], province: Unit) -> None:
    heads = queries.heads()
    actions.record(actor=SYSTEM, verb="add", noun="unit", unit=province)
    actions.seal_all()
    assert found(since=heads) == []


def test_an_entry_inserted_by_hand_is_named(trail: list[Entry]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_trail_entry (serial, chain, at, actor_name, capacity, on_behalf_of, verb, noun,"
            " object_id, object_label, detail, mark) VALUES (gen_random_uuid(), %s, now(), '假冒', '', '', 'add',"
            " 'unit', '', '', '{}', decode(repeat('ab', 32), 'hex')) RETURNING id",
            [trail[0].chain],
        )
        (forged,) = cursor.fetchone()
    assert found() == [Fault("inserted", trail[0].chain, None, forged)]
    actions.seal_all()
    assert found() == [Fault("inserted", trail[0].chain, 11, forged)]


def test_a_genuine_entry_copied_is_named(trail: list[Entry]) -> None:
    columns = "serial, chain, at, actor_id, actor_name, appointment_id, capacity, on_behalf_of, verb, noun, object_id, "
    columns += "object_label, unit_id, detail, address, mark"
    tamper("ALTER TABLE audit_trail_entry DROP CONSTRAINT audit_trail_entry_serial_key")
    tamper(
        f"INSERT INTO audit_trail_entry ({columns}) SELECT {columns} FROM audit_trail_entry WHERE id = %s",
        trail[2].pk,
    )
    copy = Entry.objects.order_by("-id").values_list("id", flat=True)[0]
    actions.seal_all()
    assert found() == [Fault("inserted", trail[0].chain, None, copy)]


def test_entries_that_changed_places_are_named(trail: list[Entry]) -> None:
    chain = trail[0].chain
    third, sixth = trail[2].pk, trail[5].pk
    tamper("UPDATE audit_trail_seal SET entry_id = -1 WHERE entry_id = %s", third)
    tamper("UPDATE audit_trail_seal SET entry_id = %s WHERE entry_id = %s", third, sixth)
    tamper("UPDATE audit_trail_seal SET entry_id = %s WHERE entry_id = -1", sixth)
    assert {(f.number, f.entry_id) for f in found()} == {(3, sixth), (6, third)}
    assert {f.chain for f in found()} == {chain}


def test_contents_that_changed_places_are_called_reordered(trail: list[Entry]) -> None:
    third, sixth = trail[2].pk, trail[5].pk
    tamper("UPDATE audit_trail_entry SET id = -1 WHERE id = %s", third)
    tamper("UPDATE audit_trail_entry SET id = %s WHERE id = %s", third, sixth)
    tamper("UPDATE audit_trail_entry SET id = %s WHERE id = -1", sixth)
    assert [(f.kind, f.number) for f in found()] == [("reordered", 3), ("reordered", 6)]


def test_a_changed_seal_is_found(trail: list[Entry]) -> None:
    tamper("UPDATE audit_trail_seal SET digest = decode(repeat('00', 32), 'hex') WHERE number = 5")
    assert ("changed", 5) in {(f.kind, f.number) for f in found()}


def test_a_change_before_sealing_is_found_before_and_after(province: Unit) -> None:
    entry = actions.record(actor=SYSTEM, verb="add", noun="unit", unit=province)
    tamper("UPDATE audit_trail_entry SET verb = 'view' WHERE id = %s", entry.pk)
    assert found() == [Fault("inserted", entry.chain, None, entry.pk)]
    actions.seal_all()
    assert found() == [Fault("inserted", entry.chain, 1, entry.pk)]


def test_one_chain_is_verified_without_the_others(trail: list[Entry]) -> None:
    tamper("UPDATE audit_trail_entry SET verb = 'x' WHERE id = %s", trail[0].pk)
    assert found(chains=[0]) == []
    assert len(found(chains=[trail[0].chain])) == 1


@pytest.mark.parametrize("table", ["audit_trail_entry", "audit_trail_seal"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET chain = 9", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_database_refuses_to_change_what_is_written(
    trail: list[Entry], table: str, statement: str
) -> None:
    with as_owner() as cursor, pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        cursor.execute(statement.format(table))
    assert found() == []


def test_whoever_works_may_not_even_empty_it(trail: list[Entry]) -> None:
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("TRUNCATE audit_trail_entry")


def test_the_orm_is_refused_too(trail: list[Entry]) -> None:
    trail[0].verb = "close"
    attempts: list[Callable[[], Any]] = [trail[0].save, trail[0].delete, Entry.objects.all().delete]
    for attempt in attempts:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            attempt()


def test_a_straggler_far_behind_is_sealed_by_the_nightly_run(
    province: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "LOOK_BACK", 0)
    late = actions.record(actor=SYSTEM, verb="add", noun="unit", unit=province)
    quick = actions.record(actor=SYSTEM, verb="add", noun="unit", unit=province)
    Seal.objects.bulk_create(actions._next_seals(quick.chain, [quick]))
    assert actions.seal_all() == 0
    assert actions.seal_all(everything=True) == 1
    assert list(Seal.objects.order_by("number").values_list("entry_id", flat=True)) == [quick.pk, late.pk]
    assert found() == []


def _grow(n: int, unit: Unit) -> None:
    template = actions.record(actor=SYSTEM, verb="add", noun="unit", unit=unit)
    rows = []
    for number in range(n):
        row = Entry(
            chain=template.chain, at=template.at, actor_name="系统", verb="add", noun="unit", unit_id=unit.pk
        )
        row.object_label = f"第{number}条" * 20
        row.mark = marks.mark_of(row)
        rows.append(row)
    Entry.objects.bulk_create(rows, batch_size=2000)
    actions.seal_all()


def test_memory_does_not_grow_with_the_trail(province: Unit) -> None:
    def peak() -> int:
        tracemalloc.start()
        assert found() == []
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    _grow(2_500, province)
    small = peak()
    _grow(7_500, province)
    assert Entry.objects.count() > 10_000
    assert peak() < small * 1.2


def test_the_report_says_it_in_words_and_as_json(trail: list[Entry]) -> None:
    assert queries.report(found()) == "10 entries, 0 faults"
    tamper("DELETE FROM audit_trail_entry WHERE id = %s", trail[4].pk)
    assert queries.report(found()).startswith(
        f"removed: entry {trail[4].pk} (chain {trail[0].chain}, number 5)\n9 ent"
    )
    assert '"kind": "removed"' in queries.report(found(), as_json=True)


@pytest.mark.parametrize("text", ["", "{", "[1]", '[{"chain": 1}]', "null"])
def test_what_holds_no_heads_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        queries.heads_from_text(text)
