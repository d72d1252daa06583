"""Units come in from workbooks, each under the unit above it, and go again when that was a mistake."""

import io
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dundian.audit_trail.models import Entry
from dundian.exchange import actions
from dundian.exchange.blanks import blank_workbook
from dundian.exchange.failures import write_failed_rows
from dundian.exchange.importers import get
from dundian.exchange.models import ImportRun
from dundian.exchange.tests import books
from dundian.kernel.errors import Invalid, Refused
from dundian.org.access import Actor
from dundian.org.actions import edit_unit
from dundian.org.cast import Cast
from dundian.org.factories import PersonFactory, UnitFactory
from dundian.org.models import Unit, UnitChange

pytestmark = pytest.mark.django_db
HEADER = ["组织名称", "类别", "上级组织", "代码"]
ROWS = [
    ["新城县总工会", "县总工会", "", "519901"],
    ["新城县园区工会", "园区工会", "新城县总工会", ""],
    ["园区一厂工会", "非公企业工会", "新城县园区工会", ""],
    ["办公室", "部门", "519901", ""],
]


def checked(
    cast: Cast, rows: list[list[Any]], actor: Actor | None = None, header: list[str] = HEADER
) -> ImportRun:
    content = io.BytesIO(books.table(rows, header))
    return actions.check_workbook(
        kind="units",
        file=content,
        filename="组织.xlsx",
        actor=actor or cast.system_admin,
        unit=cast.ground.city,
    )


def failures(run: ImportRun) -> dict[int, set[str]]:
    return {row.number: set(row.messages) for row in run.rows.filter(outcome="failed")}


def test_a_branch_comes_in_with_units_under_units_of_the_same_workbook(cast: Cast) -> None:
    run = checked(cast, ROWS)
    assert run.counts == {"new": 4}
    run = actions.apply_run(run=run, actor=cast.system_admin)
    factory = Unit.objects.get(name="园区一厂工会")
    assert [u.name for u in Unit.objects.over(factory).order_by("path")][-3:] == [
        "新城县总工会", "新城县园区工会", "园区一厂工会",
    ]  # fmt: skip
    assert Unit.objects.get(name="办公室").parent == Unit.objects.get(code="519901")
    assert checked(cast, ROWS).counts == {"same": 4}
    changed = [[*ROWS[0][:3], "519901"], [*ROWS[1][:3], "Y1"]]
    assert checked(cast, changed).counts == {"same": 1, "changed": 1}


def test_industries_come_by_name_or_letter_and_may_change(cast: Cast) -> None:
    header, word = [*HEADER, "所属行业"], "交通运输、仓储和邮政业"
    rows = [["甲快递工会", "非公企业工会", "", "", word], ["乙制造工会", "非公企业工会", "", "", "C"]]
    actions.apply_run(run=checked(cast, rows, header=header), actor=cast.system_admin)
    found = Unit.objects.filter(name__in=[row[0] for row in rows]).order_by("id")
    assert [unit.industry for unit in found] == ["G", "C"]
    changed = checked(cast, [[*rows[0][:4], "制造业"], [*rows[1][:4], "没有的行业"]], header=header)
    assert changed.counts == {"changed": 1, "failed": 1}
    assert failures(changed) == {3: {"industry"}}
    assert changed.rows.get(outcome="changed").messages["industry"] == f"{word} → 制造业"


def test_what_a_row_may_not_do_stands_at_its_cell(cast: Cast) -> None:
    actions.apply_run(run=checked(cast, ROWS), actor=cast.system_admin)
    wrong = [
        ["甲工会", "企业工会", "没有的总工会", ""],
        ["乙县总工会", "县总工会", "新城县园区工会", ""],
        ["改了名的县总工会", "县总工会", "", "519901"],
        ["丙工会", "什么工会", "", ""],
        ["丁工会", "企业工会", "", ""],
        ["丁工会", "企业工会", "", ""],
    ]
    run = checked(cast, wrong)
    assert failures(run) == {2: {"parent"}, 3: {"kind"}, 4: {"name"}, 5: {"kind"}, 7: {""}}
    moved = [["新城县总工会", "县总工会", "新城县园区工会", "519901"]]
    assert failures(checked(cast, moved)) == {2: {"parent"}}
    with ZipFile(io.BytesIO(write_failed_rows(run))) as book:
        assert "没有的总工会" in book.read("xl/comments1.xml").decode()
    assert failures(checked(cast, ROWS[:1], cast.office_city)) == {}  # known already
    fresh = [["新乡县总工会", "县总工会", "", "519902"], ["戊工会", "企业工会", "", ""]]
    assert failures(checked(cast, fresh, cast.office_city)) == {2: {"kind"}}  # offices keep no federations
    for nobody in (cast.leader, cast.host, cast.security_admin):
        with pytest.raises((Refused, Invalid)):
            checked(cast, fresh, nobody)


def test_the_template_offers_the_kinds(cast: Cast) -> None:
    with blank_workbook(get("units")) as file, ZipFile(file) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "县总工会" in sheet.split("<dataValidation", 1)[1]


def test_a_branch_is_taken_back_from_below_as_far_as_nothing_stands_there(cast: Cast) -> None:
    run = actions.apply_run(run=checked(cast, ROWS), actor=cast.system_admin)
    PersonFactory(home_unit=Unit.objects.get(name="办公室"))
    again = checked(cast, [[*ROWS[1][:3], "Y1"]])
    again = actions.apply_run(run=again, actor=cast.system_admin)
    park = Unit.objects.get(name="新城县园区工会")
    assert park.code == "Y1"
    again = actions.undo_run(run=again, actor=cast.system_admin)
    park.refresh_from_db()
    assert park.code == ""
    run = actions.undo_run(run=run, actor=cast.system_admin)
    assert not Unit.objects.filter(name="园区一厂工会").exists()
    stays = {
        Unit.objects.get(pk=pk).name
        for pk in run.rows.filter(undone="kept").values_list("object_id", flat=True)
    }
    assert stays == {
        "办公室",
        "新城县总工会",
        "新城县园区工会",
    }  # somebody is there; it was changed after the import


def test_a_changed_unit_is_not_changed_back_over_later_work(cast: Cast) -> None:
    actions.apply_run(run=checked(cast, ROWS), actor=cast.system_admin)
    run = actions.apply_run(run=checked(cast, [[*ROWS[1][:3], "Y1"]]), actor=cast.system_admin)
    park = Unit.objects.get(code="Y1")
    edit_unit(unit=park, version=park.version, code="Y2", actor=cast.system_admin)
    run = actions.undo_run(run=run, actor=cast.system_admin)
    park.refresh_from_db()
    assert park.code == "Y2"
    assert run.rows.get().undone == "kept"


def test_checking_costs_the_same_for_few_and_for_many(cast: Cast) -> None:
    counts = []
    for many in (3, 120):
        rows = [[f"{many}厂{n}工会", "企业工会", "灯城县总工会", ""] for n in range(many)]
        with CaptureQueriesContext(connection) as captured:
            checked(cast, rows)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_applying_costs_the_same_for_few_and_for_many_and_tells_of_each(cast: Cast) -> None:
    counts = []
    for many in (3, 40):
        rows = [[f"{many}厂{n}工会", "企业工会", "灯城县总工会", ""] for n in range(many)]
        run = checked(cast, rows)
        with CaptureQueriesContext(connection) as captured:
            run = actions.apply_run(run=run, actor=cast.system_admin)
        assert run.counts == {"new": many}
        counts.append(len(captured))
    assert counts[0] == counts[1]
    made = Unit.objects.filter(pk__in=[int(pk) for pk in run.rows.values_list("object_id", flat=True)])
    county = cast.ground.county
    assert {u.path for u in made} == {f"{county.path}.{u.pk}" for u in made}
    assert UnitChange.objects.filter(unit__in=made, what="created").count() == 40
    told = Entry.objects.filter(verb="add", noun="unit", unit_id__in=[u.pk for u in made])
    assert [entry.detail for entry in told] == [{"kind": "enterprise"}] * 40
    run = actions.undo_run(run=run, actor=cast.system_admin)
    assert not made.all().exists()


def test_one_row_at_fault_does_not_keep_the_others_out(cast: Cast) -> None:
    run = checked(cast, [[f"厂{n}工会", "企业工会", "灯城县总工会", f"C{n}"] for n in range(3)])
    UnitFactory.create(parent=cast.ground.city, code="C1")
    run = actions.apply_run(run=run, actor=cast.system_admin)
    assert run.counts == {"new": 2, "failed": 1}
