"""A narrow scope is asked of indexes and a wide one tested row by row: two forms of one condition."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps

from dundian.org.access import Actor
from dundian.org.cast import Cast
from tests.architecture.world import make_world

# Of what grows to tens of thousands of rows in a province.
ASKED_OF_INDEXES = {"WorkLog", "Task", "Report", "SupportRequest", "Concern", "Site", "Team"}


def visible(actor: Actor) -> Iterator[tuple[str, Any]]:
    for model in apps.get_models():
        rows = model._default_manager.all()
        if model.__module__.startswith("dundian.") and hasattr(rows, "visible_to"):
            yield model.__name__, rows.visible_to(actor)


def test_both_forms_of_a_scope_find_the_same_rows(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    people = make_world(cast).cast
    narrow = [people.office_county, people.cadre, people.department, people.host]
    found = [
        {name: set(rows.values_list("pk", flat=True)) for name, rows in visible(actor)} for actor in narrow
    ]
    assert sum(map(len, found[0].values())) > 20
    monkeypatch.setattr(Actor, "reaches_wide", lambda self, verb, noun: True)
    for actor, seen in zip(narrow, found, strict=True):
        for name, rows in visible(actor):
            assert set(rows.values_list("pk", flat=True)) == seen[name], (name, actor.roles)


def test_big_tables_are_asked_by_index_for_a_narrow_scope(cast: Cast) -> None:
    def by_index(actor: Actor) -> set[str]:
        asked = {name: str(rows.query) for name, rows in visible(actor) if name in ASKED_OF_INDEXES}
        return {name for name, question in asked.items() if "ANY(ARRAY(" in question}

    assert by_index(cast.office_county) == ASKED_OF_INDEXES
    assert by_index(cast.office_city) == set()
