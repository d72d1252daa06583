"""Honours from before come in from a workbook, through the one import path."""

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from dundian.audit_trail.models import Entry
from dundian.exchange.actions import apply_run, check_workbook
from dundian.exchange.models import ImportRun
from dundian.exchange.tests.books import table
from dundian.kernel.errors import Invalid, Refused
from dundian.org.access import Actor
from dundian.org.cast import Cast
from dundian.org.factories import PersonFactory
from dundian.recognition.models import Honour

HEADINGS = ["荣誉称号", "获奖年度", "工作单位", "姓名", "发文单位", "发文日期", "文号"]
BEST, GIVER = "全省工会干部赴基层蹲点先进个人", "川北省总工会"


def checked(cast: Cast, rows: list[list[str]], actor: Actor | None = None) -> ImportRun:
    return check_workbook(
        kind="honours",
        file=BytesIO(table(rows, HEADINGS)),
        filename="历年荣誉.xlsx",
        actor=actor or cast.office_city,
        unit=cast.ground.city,
    )


def rows_of(cast: Cast) -> list[list[str]]:
    person = cast.cadre.person
    assert person is not None
    home, county = str(person.home_unit.name), str(cast.ground.county.name)
    return [
        [BEST, "2022年度", home, person.name, GIVER, "2023-03-20", "川北工发〔2023〕3号"],
        ["先进单位", "2021", county, "", GIVER, "", ""],
    ]


def test_units_and_cadres_get_their_honours_once(cast: Cast) -> None:
    run = apply_run(run=checked(cast, rows_of(cast)), actor=cast.office_city)
    assert run.state == ImportRun.State.APPLIED
    of_cadre, of_unit = Honour.objects.order_by("-year")
    assert (of_cadre.person, of_cadre.place) == (cast.cadre.person, cast.cadre.person.home_unit)
    assert (of_cadre.year, of_cadre.given_on, of_cadre.number) == (
        2022,
        date(2023, 3, 20),
        "川北工发〔2023〕3号",
    )
    assert (of_unit.unit, of_unit.name, of_unit.given_on) == (cast.ground.county, "先进单位", None)
    assert Entry.objects.filter(verb="add", noun="honour").count() == 2
    again = checked(cast, rows_of(cast) * 2)
    assert again.counts == {"same": 4}
    apply_run(run=again, actor=cast.office_city)
    assert Honour.objects.count() == 2


def test_one_taken_back_may_be_written_down_again(cast: Cast) -> None:
    apply_run(run=checked(cast, rows_of(cast)), actor=cast.office_city)
    Honour.objects.filter(year=2022).update(revoked_on=date(2024, 1, 1), revoked_why="误报")
    assert checked(cast, rows_of(cast)).counts == {"new": 1, "same": 1}


def test_each_row_that_does_not_fit_says_why_at_its_cell(cast: Cast) -> None:
    person = cast.cadre.person
    home = person.home_unit.name
    PersonFactory(name="同名", home_unit=person.home_unit)
    PersonFactory(name="同名", home_unit=person.home_unit)
    right = [BEST, "2022", home, person.name, GIVER, "", ""]
    wrong = {
        "unit": [{2: "没有这个工会"}, {2: cast.ground.other_site.name}],
        "person": [{3: "查无此人"}, {3: "同名"}],
        "year": [{1: "去年"}, {1: "1900"}, {1: "2099"}],
        "name": [{0: ""}],
        "given_by": [{4: ""}],
    }
    rows = [[change.get(n, cell) for n, cell in enumerate(right)] for ch in wrong.values() for change in ch]
    run = checked(cast, rows)
    assert run.counts == {"failed": len(rows)}
    told = [next(iter(row.messages)) for row in run.rows.order_by("number")]
    assert told == [name for name, changes in wrong.items() for _change in changes]
    assert not Honour.objects.exists()


def test_only_offices_import(cast: Cast) -> None:
    for member in (cast.leader, cast.cadre, cast.outsider):
        with pytest.raises((Refused, Invalid)):
            checked(cast, rows_of(cast), actor=member)


def test_a_long_workbook_costs_no_more_queries(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [[f"{BEST}{n}", "2022", cast.ground.county.name, "", GIVER, "", ""] for n in range(200)]
    with django_assert_max_num_queries(40):
        assert checked(cast, rows).counts == {"new": 200}


def test_applying_costs_the_same_for_few_and_for_many(cast: Cast) -> None:
    counts = []
    for many in (2, 30):
        rows = [[f"{many}之{n}", "2021", cast.ground.county.name, "", GIVER, "", ""] for n in range(many)]
        run = checked(cast, rows)
        with CaptureQueriesContext(connection) as captured:
            run = apply_run(run=run, actor=cast.office_city)
        assert run.counts == {"new": many}
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert Entry.objects.filter(verb="add", noun="honour").count() == 32
