"""`ltree` lookups, against a real table."""

from typing import Any

import pytest
from django.apps import apps


def units() -> Any:
    """The manager of a table with a path; by name, since this room imports none above it."""
    return apps.get_model("org", "Unit")._default_manager


def names(**lookup: object) -> set[str]:
    return set(units().filter(**lookup).values_list("name", flat=True))


def test_within_is_the_unit_and_all_beneath(cast: Any) -> None:
    g = cast.ground
    assert names(path__within=g.county.path) == {g.county.name, g.site.name, g.neighbour.name}
    assert names(path__within=[g.site.path, g.other_city.path]) == {
        g.site.name,
        g.other_city.name,
        g.other_site.name,
    }
    assert names(path__within="") == names()


def test_no_path_finds_nothing(cast: Any) -> None:
    assert names(path__within=[]) == set()


def test_a_label_that_begins_alike_is_another_unit(cast: Any) -> None:
    """1.2 is not over 1.20."""
    g = cast.ground
    g.neighbour.path = f"{g.site.path}0"
    g.neighbour.save()
    assert g.neighbour.name not in names(path__within=g.site.path)
    assert not g.neighbour.is_within(g.site.path)


def test_above_is_the_unit_and_all_over_it(cast: Any) -> None:
    g = cast.ground
    assert names(path__above=g.site.path) == {g.site.name, g.county.name, g.city.name, g.province.name}


@pytest.mark.parametrize("lookup", ["within", "above"])
def test_lookups_in_a_subquery(cast: Any, lookup: str) -> None:
    inner = units().filter(**{f"path__{lookup}": cast.ground.city.path}).values("id")
    assert cast.ground.city.name in names(id__in=inner)
    assert cast.ground.other_city.name not in names(id__in=inner)


def _people(**lookup: object) -> Any:
    return apps.get_model("org", "Person")._default_manager.filter(**lookup)


def test_a_foreign_key_into_the_whole_table_asks_nothing_of_it(cast: Any) -> None:
    everywhere = _people(home_unit__in=units().values("id"))
    assert set(everywhere) == set(_people())
    assert "org_unit" not in str(everywhere.query)
    assert "WHERE" not in str(everywhere.query)


def test_a_key_that_may_be_empty_still_has_to_be_there(cast: Any) -> None:
    """NULL is in no table."""
    from django.contrib.auth import get_user_model

    someone = get_user_model()._default_manager.values("id")
    cast.ground.site.people.create(name="无账号")
    assert set(_people(user__in=someone)) == set(_people(user__isnull=False)) != set(_people())
    assert set(_people().exclude(user__in=someone)) == set(_people(user=None))


def test_any_condition_on_the_other_table_counts(cast: Any) -> None:
    county = cast.ground.county
    for narrowed in (
        units().filter(pk=county.pk).values("id"),
        units().exclude(pk=county.pk).values("id"),
        units().order_by("id").values("id")[:1],
        units().none().values("id"),
        units().filter(pk=county.pk).values("id").union(units().filter(pk=0).values("id")),
        units().values("parent"),
    ):
        plain = set(
            _people(home_unit__in=list(narrowed.values_list(*narrowed.query.values_select, flat=True)))
        )
        assert set(_people(home_unit__in=narrowed)) == plain != set(_people())
