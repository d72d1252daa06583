"""Ids and versions of records."""

from typing import Any

import pytest

from dundian.kernel.errors import Conflict, Invalid
from dundian.kernel.models import new_id


def test_ids_are_version_7_and_in_order() -> None:
    ids = [new_id() for _n in range(1000)]
    assert {i.version for i in ids} == {7}
    assert ids == sorted(ids)
    assert len(set(ids)) == 1000


def test_a_touch_counts_and_a_second_writer_is_told(cast: Any) -> None:
    person = cast.cadre.person
    Person = type(person)
    first, second = (Person.locked(person.pk, person.version) for _n in range(2))
    first.post = "科员"
    first.touch("post")
    assert (first.version, Person.objects.get(pk=person.pk).version) == (2, 2)
    with pytest.raises(Conflict) as clash:
        Person.locked(second.pk, second.version)
    assert clash.value.current.post == "科员"


def test_a_touch_saves_only_what_is_named(cast: Any) -> None:
    person = cast.cadre.person
    Person = type(person)
    person.post, person.note = "甲", "乙"
    person.touch("post")
    stored = Person.objects.get(pk=person.pk)
    assert (stored.post, stored.note) == ("甲", "")
    person.touch()
    assert Person.objects.get(pk=person.pk).note == "乙"
    assert stored.updated_at < Person.objects.get(pk=person.pk).updated_at


def test_a_missing_row_is_missing(cast: Any) -> None:
    User = type(cast.cadre.user)
    with pytest.raises(User.DoesNotExist):
        User.locked(new_id())


def test_bad_input_names_its_fields() -> None:
    assert Invalid("whole").messages == {"": "whole"}
    assert str(Invalid({"name": "missing", "code": "taken"})) == "missing; taken"
