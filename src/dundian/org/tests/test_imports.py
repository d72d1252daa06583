"""People come in from workbooks, once, whoever sends them how often."""

import io
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from dundian.audit_trail.actions import seal_all
from dundian.audit_trail.models import Entry
from dundian.audit_trail.queries import verify
from dundian.exchange import actions, views
from dundian.exchange.actions import importing
from dundian.exchange.commandline import import_file
from dundian.exchange.failures import write_failed_rows
from dundian.exchange.models import ImportRow, ImportRun
from dundian.exchange.reading import Unreadable
from dundian.exchange.tests import books
from dundian.kernel.errors import Invalid, Refused
from dundian.org.access import Actor, actor_of
from dundian.org.actions import add_people, edit_person
from dundian.org.actions.people import NewPerson
from dundian.org.cast import Cast, client_of, make_cast
from dundian.org.factories import PersonFactory, UnitFactory, UserFactory
from dundian.org.models import Person, Unit


def checked(cast: Cast, content: bytes, actor: Actor | None = None, unit: Unit | None = None) -> ImportRun:
    return actions.check_workbook(
        kind="people",
        file=io.BytesIO(content),
        filename="名册.xlsx",
        actor=actor or cast.office_city,
        unit=unit or cast.ground.city,
    )


def outcomes(run: ImportRun) -> list[tuple[int, str, dict[str, str]]]:
    return list(run.rows.order_by("number").values_list("number", "outcome", "messages"))


def test_the_dry_run_changes_nothing_and_tells_everything(cast: Cast) -> None:
    before = Person.objects.count()
    run = checked(cast, books.messy_people())
    assert run.counts == {"new": 3}
    assert Person.objects.count() == before
    assert run.columns["header"] == 4
    assert [n for n, _text in run.columns["notes"]] == [10, 12, 13]
    assert Entry.objects.filter(verb="check", noun="import").count() == 1


def test_applying_makes_people_as_the_sheet_means_them(cast: Cast) -> None:
    run = actions.apply_run(run=checked(cast, books.messy_people()), actor=cast.office_city)
    assert run.state == ImportRun.State.APPLIED
    first = Person.objects.get(name="张示例")
    assert (first.gender, first.born_year, first.phone, first.post) == ("f", 1985, "13800000001", "部长")
    assert first.home_unit == cast.ground.city
    assert Person.objects.get(name="王示例").phone == "13800000003"
    assert Entry.objects.filter(verb="add", noun="person").count() == 3


def test_importing_the_same_workbook_again_changes_nothing(cast: Cast) -> None:
    actions.apply_run(run=checked(cast, books.messy_people()), actor=cast.office_city)
    people, entries = Person.objects.count(), Entry.objects.filter(noun="person").count()
    again = checked(cast, books.messy_people())
    assert again.counts == {"same": 3}
    actions.apply_run(run=again, actor=cast.office_city)
    assert (Person.objects.count(), Entry.objects.filter(noun="person").count()) == (people, entries)


def test_a_number_recognises_a_person_and_tells_what_changes(cast: Cast) -> None:
    person = PersonFactory.create(
        home_unit=cast.ground.city, name="张示例", number="G9", phone="13800000001", post="干事"
    )
    run = checked(cast, books.table([["张示例", "G9", None, "盐都市总工会权益保障部", "部长", None]]))
    assert outcomes(run)[0][1] == "changed"
    assert outcomes(run)[0][2]["post"] == "干事 → 部长"
    actions.apply_run(run=run, actor=cast.office_city)
    person.refresh_from_db()
    assert (person.post, person.home_unit, person.phone) == ("部长", cast.ground.department, "13800000001")


@pytest.mark.parametrize(
    "unit", ["权益保障部", "市总工会权益保障部", "市总权益保障部", "盐都市总工会 权益保障部"]
)
def test_a_department_is_found_by_the_names_people_use(cast: Cast, unit: str) -> None:
    run = checked(cast, books.table([["张示例", "G9", None, unit]]))
    actions.apply_run(run=run, actor=cast.office_city)
    assert Person.objects.get(number="G9").home_unit == cast.ground.department


def test_namesakes_are_told_apart_by_phone_and_left_to_people_otherwise(cast: Cast) -> None:
    for number in ("13800000001", "13800000002"):
        PersonFactory(home_unit=cast.ground.city, name="张示例", number="", phone=number)
    header = ["姓名", "单位", "手机", "职务"]
    run = checked(
        cast,
        books.table(
            [["张示例", "盐都市总工会", 13800000002, "主任"], ["张示例", "盐都市总工会", None, "主任"]],
            header,
        ),
    )
    assert [o for _n, o, _m in outcomes(run)] == ["changed", "failed"]
    actions.apply_run(run=run, actor=cast.office_city)
    assert Person.objects.get(phone="13800000002").post == "主任"


def test_rows_that_must_be_mended_say_why_cell_by_cell(cast: Cast) -> None:
    rows: list[list[Any]] = [
        [None, "G1", "女", None, None, None],
        ["张示例", "G2", "中", "没有的单位", None, "12345"],
        ["李示例", "G3", None, "没有的单位", None, None],
        ["王" * 41, "G4", None, None, None, None],
        ["赵示例", "G5", None, None, None, None],
        ["赵示例", "G5", None, None, None, None],
        ["钱示例", "G" * 21, None, None, None, None],
    ]
    found = outcomes(checked(cast, books.table(rows)))
    assert [(n, sorted(m)) for n, o, m in found if o == "failed"] == [
        (2, ["name"]),
        (3, ["gender", "phone"]),
        (4, ["home_unit"]),
        (5, ["name"]),
        (7, [""]),
        (8, ["number"]),
    ]
    assert found[4][1] == "new"


def test_the_workbook_of_failed_rows_is_mended_and_sent_again(cast: Cast) -> None:
    rows: list[list[Any]] = [
        ["张示例", "G1", "女", None, None, "12345", "保留"],
        ["李示例", "G2", "男", None, None, 13800000002, "也留"],
    ]
    run = checked(cast, books.table(rows, [*books.PEOPLE_HEADER, "政治面貌"]))
    actions.apply_run(run=run, actor=cast.office_city)
    assert not Person.objects.filter(number="G1").exists()
    failed = write_failed_rows(run)
    again = checked(cast, failed)
    assert again.counts == {"failed": 1}
    row = again.rows.get()
    assert row.cells[:2] == ["张示例", "G1"]
    assert row.cells[6] == "保留"
    assert "手机" in str(row.cells[7])
    twice = checked(cast, write_failed_rows(again))
    assert [h["header"] for h in twice.columns["columns"]] == [h["header"] for h in again.columns["columns"]]


def test_two_imports_of_one_workbook_at_once_do_not_double(transactional_db: None) -> None:
    cast = make_cast()
    rows = [[f"示例{n}", f"G{n}"] for n in range(30)]
    runs = [checked(cast, books.table(rows, ["姓名", "工号"])) for _copy in range(2)]
    nameless = [checked(cast, books.messy_people()) for _copy in range(2)]
    faults: list[Exception] = []

    def apply(run: ImportRun) -> None:
        try:
            actions.apply_run(run=run, actor=actor_of(cast.office_city.user))
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=apply, args=[run]) for run in (*runs, *nameless)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert Person.objects.filter(number__startswith="G", name__startswith="示例").count() == 30
    assert Person.objects.filter(name="张示例").count() == 1
    totals = [ImportRun.objects.get(pk=run.pk).counts for run in runs]
    assert sum(t.get("new", 0) for t in totals) == 30
    assert sum(t.get("same", 0) for t in totals) == 30


def test_applying_goes_on_after_a_kill_and_does_each_row_once(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = make_cast()
    run = checked(cast, books.table([[f"示例{n}", f"G{n}"] for n in range(25)], ["姓名", "工号"]))
    monkeypatch.setattr(importing, "APPLY_BATCH", 10)
    real = importing._store
    batches = 0

    def dying(rows: Sequence[ImportRow]) -> None:
        """Killed when the people of the second batch are stored and its rows not yet told."""
        nonlocal batches
        batches += 1
        if batches == 2:
            raise KeyboardInterrupt
        real(rows)

    monkeypatch.setattr(importing, "_store", dying)
    with pytest.raises(KeyboardInterrupt):
        actions.apply_run(run=run, actor=cast.office_city)
    run.refresh_from_db()
    assert run.state == ImportRun.State.APPLYING
    assert Person.objects.filter(name__startswith="示例").count() == 10
    assert run.rows.filter(applied=True).count() == 10
    done = actions.apply_run(run=run, actor=cast.office_city)
    assert done.counts == {"new": 25}
    assert Person.objects.filter(name__startswith="示例").count() == 25


def test_a_right_that_ends_in_between_stops_the_rest(cast: Cast) -> None:
    run = checked(cast, books.messy_people())
    cast.office_city.user.appointments.all().delete()
    with pytest.raises((Refused, Invalid)):
        actions.apply_run(run=run, actor=actor_of(cast.office_city.user))
    run.refresh_from_db()
    assert run.state == ImportRun.State.CHECKED


def test_nobody_applies_or_drops_another_persons_workbook(cast: Cast) -> None:
    run = checked(cast, books.messy_people())
    with pytest.raises(Refused):
        actions.apply_run(run=run, actor=cast.office_province)
    with pytest.raises(Refused):
        actions.cancel_run(run=run, actor=cast.office_province)


def test_who_may_not_import_is_refused(cast: Cast) -> None:
    for actor in (cast.cadre, cast.team_leader, cast.leader, cast.department, cast.host, cast.audit_admin):
        with pytest.raises((Refused, Invalid)):
            checked(cast, books.messy_people(), actor=actor)
    with pytest.raises(Invalid):
        checked(cast, books.messy_people(), actor=cast.outsider)


def test_people_outside_the_office_are_not_seen_or_touched(cast: Cast) -> None:
    PersonFactory(home_unit=cast.ground.other_city, name="张示例", number="G1")
    run = checked(cast, books.table([["张示例", "G1", None, "雪山市总工会"], ["李示例", "G1"]]))
    assert [o for _n, o, _m in outcomes(run)] == ["failed", "new"]


def test_dropping_forgets_the_rows(cast: Cast) -> None:
    run = checked(cast, books.messy_people())
    dropped = actions.cancel_run(run=run, actor=cast.office_city)
    assert dropped.state == ImportRun.State.CANCELLED
    assert not ImportRow.objects.filter(run=run).exists()
    with pytest.raises(Invalid):
        actions.apply_run(run=run, actor=cast.office_city)


def test_an_unreadable_workbook_leaves_nothing(cast: Cast) -> None:
    for content in (b"", books.encrypted(), books.table([], ["姓名"]), books.table([["甲"]], ["乙"])):
        with pytest.raises(Unreadable):
            checked(cast, content)
    assert not ImportRun.objects.exists()


@pytest.fixture
def many_units(cast: Cast) -> list[str]:
    names = [f"第{n}街道总工会" for n in range(200)]
    for name in names:
        UnitFactory(parent=cast.ground.county, name=name)
    return names


def test_queries_of_a_dry_run_do_not_grow_with_rows(
    cast: Cast, many_units: list[str], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for size in (10, 200):
        rows = [[f"示例{n}", f"N{n}", None, many_units[n]] for n in range(size)]
        content = books.table(rows)
        with django_assert_num_queries(13):
            assert checked(cast, content).counts == {"new": size}


def test_the_command_line_door(cast: Cast) -> None:
    with books.on_disk(books.messy_people(), "名册.xlsx") as path:
        dry = import_file(kind="people", path=path, username="office_city", unit_code="990300")
        assert (dry.counts["new"], dry.applied) == (3, False)
        wet = import_file(kind="people", path=path, username="OFFICE_CITY", dry_run=False)
        assert (wet.counts["new"], wet.applied) == (3, True)
        with pytest.raises(Invalid):
            import_file(kind="people", path=path, username="nobody")
        with pytest.raises(Invalid):
            import_file(kind="dragons", path=path, username="office_city")
    with books.on_disk(books.table([["张示例", "G1", "中"]])) as path:
        report = import_file(kind="people", path=path, username="office_city")
        assert [(row, column) for row, column, _text in report.failures] == [(2, "性别")]


def test_a_whole_import_is_undone_as_far_as_later_work_allows(cast: Cast) -> None:
    office = cast.office_city
    known = PersonFactory.create(home_unit=cast.ground.city, name="示例甲", number="G1", post="干事")
    rows = [
        ["示例甲", "G1", "部长"],
        ["示例乙", "G2", "干事"],
        ["示例丙", "G3", "干事"],
        ["示例丁", "G4", "干事"],
    ]
    run = actions.apply_run(run=checked(cast, books.table(rows, ["姓名", "工号", "职务"])), actor=office)
    assert (run.counts["changed"], run.counts["new"]) == (1, 3)
    busy, edited = Person.objects.get(number="G3"), Person.objects.get(number="G4")
    Person.objects.filter(pk=busy.pk).update(user=UserFactory.create())
    edit_person(person=edited, version=edited.version, post="主任", actor=office)
    for nobody in (cast.office_county, cast.outsider):
        with pytest.raises(Refused):
            actions.undo_run(run=run, actor=nobody)
    run = actions.undo_run(run=run, actor=office)
    assert run.state == ImportRun.State.UNDONE
    known.refresh_from_db()
    assert known.post == "干事"
    assert not Person.objects.filter(number="G2").exists()
    stays = dict(run.rows.filter(undone="kept").values_list("object_id", "messages"))
    assert set(stays) == {str(busy.pk), str(edited.pk)}
    assert all(message[""] for message in stays.values())
    page = client_of(office).get(f"/imports/{run.pk}/?outcome=kept").text
    assert "示例丙" in page
    assert "示例乙" not in page
    with pytest.raises(Invalid):
        actions.undo_run(run=run, actor=office)
    assert {"undo", "finish_undo", "withdraw"} <= set(Entry.objects.values_list("verb", flat=True))


def test_headers_of_ones_own_are_named_once(cast: Cast) -> None:
    office = client_of(cast.office_city)
    book = books.table([["示例甲", "G1"]], ["同志", "编码号"])
    with pytest.raises(Unreadable):
        checked(cast, book)
    book = books.table([["示例甲", "G1", "部长"]], ["同志", "编码号", "现岗"])
    address = "/imports/new/?kind=people"
    told = {"target": str(cast.ground.city.pk)}
    strange = books.table([["示例甲", "G1"]], ["同志", "编码号"])
    assert "编码号" in office.post(address, told | {"workbook": SimpleUploadedFile("册.xlsx", strange)}).text
    unread = books.table([["示例甲", "科长", "G1"]], ["同志", "职务", "编码号"])
    page = office.post(address, told | {"workbook": SimpleUploadedFile("册.xlsx", unread)})
    assert page.status_code == 200
    assert "同志" in page.text
    answer = {**told, "header": ["同志", "编码号"], "means_0": "name", "means_1": "number"}
    assert office.post("/imports/headings/?kind=people", answer).status_code == 302
    run = checked(cast, unread)
    assert run.counts == {"new": 1}
    assert [(c["header"], c["key"]) for c in run.columns["columns"]] == [
        ("同志", "name"), ("职务", "post"), ("编码号", "number"),
    ]  # fmt: skip
    with pytest.raises(Unreadable):  # what one unit says is nothing to another
        checked(cast, unread, cast.outsider, cast.ground.other_city)
    assert office.post("/imports/headings/?kind=people", answer | {"means_0": "nothing"}).status_code == 422
    assert office.post("/imports/headings/?kind=people", answer | {"target": "0"}).status_code == 422


def test_a_long_workbook_is_read_by_a_job(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "INLINE_BYTES", 10)
    office = client_of(cast.office_city)
    content = books.table([[f"示例{n}", f"G{n}"] for n in range(12)], ["姓名", "工号"])
    told = {"target": str(cast.ground.city.pk), "workbook": SimpleUploadedFile("册.xlsx", content)}
    page = office.post("/imports/new/?kind=people", told, follow=True)
    run = ImportRun.objects.get()
    assert run.state == ImportRun.State.READING
    assert "读取" in page.text
    kept = run.file.path
    run = actions.read_received(run=run, actor=cast.office_city)
    assert (run.state, run.counts) == (ImportRun.State.CHECKED, {"new": 12})
    assert not Path(kept).exists()
    broken = actions.receive_workbook(
        kind="people", file=io.BytesIO(b"nothing"), filename="x.xlsx", actor=cast.office_city
    )
    broken = actions.read_received(run=broken, actor=cast.office_city)
    assert broken.state == ImportRun.State.UNREADABLE
    assert broken.problem
    assert client_of(cast.office_city).get(f"/imports/{broken.pk}/").status_code == 200


def test_many_people_are_added_by_one_action_and_each_stands_on_the_trail(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    home, actor = cast.ground.county, cast.office_city
    before = Entry.objects.count()
    with django_assert_max_num_queries(6):
        made = add_people(
            people=[{"home_unit": home, "name": f"新人{n}", "number": f"Z{n}"} for n in range(40)],
            actor=actor,
        )
    told = Entry.objects.filter(verb="add", noun="person", object_id__in=[str(p.pk) for p in made])
    assert told.count() == 40 == Entry.objects.count() - before
    assert {(e.unit_id, e.actor_name) for e in told} == {(home.pk, str(actor.user))}
    seal_all()
    assert not list(verify())


def test_a_row_at_fault_does_not_hold_up_the_others(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between looking and adding somebody takes a number: that row is told, the others are added one by one."""
    run = checked(cast, books.table([[f"示例{n}", f"G{n}"] for n in range(5)], ["姓名", "工号"]))
    real = importing._added_together

    def late(*args: Any) -> dict[int, str]:
        if not Person.objects.filter(number="G3").exists():
            PersonFactory.create(home_unit=cast.ground.city, name="别人", number="G3")
        return real(*args)

    monkeypatch.setattr(importing, "_added_together", late)
    done = actions.apply_run(run=run, actor=cast.office_city)
    assert done.counts == {"new": 4, "failed": 1}
    assert list(run.rows.filter(outcome="failed").values_list("cells__1", flat=True)) == ["G3"]
    assert Person.objects.filter(name__startswith="示例").count() == 4


def test_many_people_or_none(cast: Cast) -> None:
    home = cast.ground.county
    good: NewPerson = {"home_unit": home, "name": "新人", "number": "Z1"}
    cases: list[tuple[NewPerson, type[Exception]]] = [
        ({"home_unit": cast.ground.other_city, "name": "外人"}, Refused),
        ({"home_unit": home, "name": " "}, Invalid),
        ({"home_unit": home, "name": "重号", "number": "Z1"}, Invalid),
    ]
    for bad, fault in cases:
        with pytest.raises(fault):
            add_people(people=[good, bad], actor=cast.office_city)
    assert not Person.objects.filter(name="新人").exists()
    assert not Entry.objects.filter(noun="person", verb="add").exists()
