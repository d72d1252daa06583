"""Sichuan from public data."""

from collections import Counter
from typing import Any

import pytest

from dundian.audit_trail.models import Entry
from dundian.kernel.errors import Refused
from dundian.org.access import SYSTEM, actor_of
from dundian.org.factories import UserFactory
from dundian.org.geography import Area, areas, load_tree, short_name, union_name
from dundian.org.models import Unit, UnitKind


def test_the_data_is_whole() -> None:
    listed = areas()
    assert Counter(a.kind for a in listed) == {
        UnitKind.PROVINCE: 1,
        UnitKind.PREFECTURE: 21,
        UnitKind.COUNTY: 183,
    }
    codes = {a.code for a in listed}
    assert len(codes) == 205
    assert all(a.parent in codes for a in listed[1:])
    assert [a.code for a in listed] == sorted(codes)


@pytest.mark.parametrize(
    ("code", "name", "above", "union", "short"),
    [
        ("510000", "四川省", "", "四川省总工会", "四川省"),
        ("510300", "自贡市", "四川省", "自贡市总工会", "自贡市"),
        ("510322", "富顺县", "自贡市", "富顺县总工会", "富顺县"),
        ("513200", "阿坝藏族羌族自治州", "四川省", "阿坝州总工会", "阿坝州"),
        ("513400", "凉山彝族自治州", "四川省", "凉山州总工会", "凉山州"),
        ("513422", "木里藏族自治县", "凉山彝族自治州", "木里藏族自治县总工会", "木里县"),
        ("511002", "市中区", "内江市", "内江市市中区总工会", "市中区"),
    ],
)
def test_names_of_unions(code: str, name: str, above: str, union: str, short: str) -> None:
    area = Area(code, "", name)
    assert union_name(area, Area("510000", "", above)) == union
    assert short_name(area) == short


def test_loading_is_one_go_and_twice_the_same(db: None, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(12):
        load_tree(actor=SYSTEM)
    assert Unit.objects.count() == 205
    assert Entry.objects.filter(verb="load").count() == 1
    county = Unit.objects.select_related("parent__parent").get(name="富顺县总工会")
    assert county.path == f"{county.parent.parent.pk}.{county.parent.pk}.{county.pk}"  # type: ignore[union-attr]
    assert [u.code for u in Unit.objects.order_by("place", "id")] == [a.code for a in areas()]
    before = set(Unit.objects.values_list("id", "name", "version"))
    load_tree(actor=SYSTEM)
    assert set(Unit.objects.values_list("id", "name", "version")) == before
    assert Entry.objects.filter(verb="load").count() == 1


def test_what_stands_is_kept_and_what_lacks_is_added(db: None) -> None:
    load_tree(actor=SYSTEM)
    Unit.objects.filter(code="510300").update(name="改过的名字")
    Unit.objects.get(code="510322").changes.all().delete()
    Unit.objects.get(code="510322").delete()
    load_tree(actor=SYSTEM)
    assert Unit.objects.get(code="510300").name == "改过的名字"
    assert Unit.objects.get(code="510322").parent == Unit.objects.get(code="510300")


def test_only_who_may_add_units_loads(db: None) -> None:
    with pytest.raises(Refused):
        load_tree(actor=actor_of(UserFactory.create()))
