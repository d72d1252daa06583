"""Many rows at once are stored as one by one they would be."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from dundian.audit_trail.models import Entry
from dundian.exchange.models import ImportRow, ImportRun
from dundian.kernel.adding import add_all
from dundian.org.cast import Cast
from dundian.org.factories import UnitFactory
from dundian.org.models import Person

MOMENT = datetime(2024, 6, 14, 2, 3, 4, 567891, tzinfo=UTC)


def plain(row: object) -> dict[str, object]:
    return {name: value for name, value in vars(row).items() if not name.startswith("_")}


@pytest.mark.django_db
def test_every_kind_of_value_comes_back_as_it_was() -> None:
    unit = UnitFactory.create()
    odd = "引号“\"'\\{}%s%%\n行；é́😀"
    people = [
        Person(
            name=odd, home_unit=unit, number="A1", skills=["法律 援助", 'a"b', "{},NULL"], created_at=MOMENT
        ),
        Person(name="乙", home_unit=unit, number="", skills=[], born_year=1988),
    ]
    add_all(people)
    for made in people:
        assert not made._state.adding
        assert plain(Person.objects.get(pk=made.pk)) == plain(made)
    entries = [
        Entry(at=MOMENT, verb="add", noun="x", detail={"rows": [1, None, odd]}, mark=bytes(range(256))),
        Entry(verb="add", noun="x", detail={}, mark=b"", address="2001:db8::1", actor_name=odd),
    ]
    add_all(entries)
    for entry in entries:
        stored = plain(Entry.objects.get(serial=entry.serial))
        assert bytes(stored.pop("mark")) == entry.mark  # type: ignore[call-overload]
        assert stored | {"id": None} == {k: v for k, v in plain(entry).items() if k != "mark"}


@pytest.mark.django_db
def test_json_of_a_row_stays_as_deep_as_it_was(cast: Cast) -> None:
    user = cast.office_city.user
    run = ImportRun.objects.create(kind="people", filename="x", sha256="", by=user, unit_id=1)
    add_all([ImportRow(run=run, number=1, cells=["甲", None, 1.5, True, {"a": ["b"]}], messages={"": "错"})])
    stored = ImportRow.objects.get(run=run)
    assert stored.cells == ["甲", None, 1.5, True, {"a": ["b"]}]
    assert (stored.messages, stored.before, stored.applied) == ({"": "错"}, {}, False)


@pytest.mark.django_db
def test_all_rows_or_none() -> None:
    unit = UnitFactory.create()
    first = Person(name="甲", home_unit=unit)
    with pytest.raises(IntegrityError), transaction.atomic():
        add_all([first, Person(pk=first.pk, name="乙", home_unit=unit)])
    assert not Person.objects.filter(home_unit=unit).exists()
    add_all([])
