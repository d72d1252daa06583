"""A question put into SQL once answers as the queryset that it was made of."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.test.utils import CaptureQueriesContext

from dundian.kernel import clock
from dundian.kernel.compiled import Compiled
from dundian.org.cast import Cast
from dundian.org.models import Appointment, Person, Unit

pytestmark = pytest.mark.django_db


def _held(user: object, day: object) -> QuerySet[Appointment]:
    below = Unit.objects.filter(parent=OuterRef("unit"))
    held = Appointment.objects.filter(user=user).active(day)  # type: ignore[arg-type]
    return held.select_related("unit", "deputy_for").annotate(over=Exists(below)).order_by("pk")


def test_the_same_rows_with_what_belongs_to_them(cast: Cast) -> None:
    question = Compiled(_held, "user", "day")
    for actor in cast.members().values():
        for day in (clock.today(), clock.today() - timedelta(days=40_000)):
            plain = list(_held(actor.user, day))
            with CaptureQueriesContext(connection) as asked:
                found = question.all(user=actor.user.pk, day=day)
                read = [(a.unit.path, a.unit.name, a.deputy_for, a.over) for a in found]  # type: ignore[attr-defined]
            assert len(asked) == 1
            assert found == plain
            assert [vars(a.unit)["name"] for a in found] == [a.unit.name for a in plain]
            assert read == [(a.unit.path, a.unit.name, a.deputy_for, a.over) for a in plain]  # type: ignore[attr-defined]
            assert [{k: v for k, v in vars(a).items() if k != "_state"} for a in found] == [
                {k: v for k, v in vars(a).items() if k != "_state"} for a in plain
            ]


def test_what_is_read_can_be_written(cast: Cast) -> None:
    question = Compiled(lambda pk: Person.objects.filter(pk=pk), "pk")
    made = Person.objects.create(name="测试员", home_unit=cast.ground.county, skills=["law"])
    person = question.first(pk=made.pk)
    assert person == made
    person.skills = ["law", "电工"]
    person.touch("skills")
    again = question.first(pk=person.pk)
    assert again is not None
    assert (again.skills, again.version) == (["law", "电工"], person.version)


def test_nothing_found(cast: Cast) -> None:
    question = Compiled(lambda pk: Unit.objects.filter(pk=pk), "pk")
    assert question.first(pk=0) is None
