"""Rows for tests, made straight in the database."""

from typing import Any

from factory.declarations import Sequence, SubFactory
from factory.django import DjangoModelFactory

from dundian.accounts.models import User
from dundian.org.models import Appointment, Person, Role, Unit, UnitKind


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User

    username = Sequence(lambda n: f"user{n}")
    display_name = Sequence(lambda n: f"测试{n}")


class UnitFactory(DjangoModelFactory[Unit]):
    """A unit under `parent`, with its path."""

    class Meta:
        model = Unit

    name = Sequence(lambda n: f"第{n}工会")
    kind = UnitKind.NON_PUBLIC
    parent = None

    @classmethod
    def _create(cls, model_class: type[Unit], *args: Any, **kwargs: Any) -> Unit:
        unit = model_class(path="0", **kwargs)
        unit.save(force_insert=True)
        unit.path = f"{unit.parent.path}.{unit.pk}" if unit.parent else str(unit.pk)
        unit.save(update_fields=["path"])
        return unit


class PersonFactory(DjangoModelFactory[Person]):
    class Meta:
        model = Person

    name = Sequence(lambda n: f"干部{n}")
    number = Sequence(lambda n: f"G{n:05}")
    home_unit = SubFactory(UnitFactory)


class AppointmentFactory(DjangoModelFactory[Appointment]):
    class Meta:
        model = Appointment

    user = SubFactory(UserFactory)
    role = Role.CADRE
    unit = SubFactory(UnitFactory)
    since = "2024-01-01"
