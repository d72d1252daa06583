"""The shipped templates are those federations really use, and load once."""

import pytest

from dundian.campaign import catalogue
from dundian.campaign.models import Indicator, TaskSet
from dundian.org.access import SYSTEM
from dundian.org.cast import Cast


def test_the_shipped_templates() -> None:
    found = {t.name: [item.get("name", "") for item in t.items] for t in catalogue.templates()}
    assert found["五大任务（全总 2024）"][0] == "加强思想政治引领"
    assert found["五个方面重点任务（四川）"] == [
        "加强职工思想政治引领",
        "扩大工会组织有效覆盖",
        "提高维权服务质效",
        "构建和谐劳动关系",
        "锤炼过硬工会干部队伍",
    ]
    assert len(found["十个一（浙江 2022）"]) == 10
    assert found["六个一（四川）"] == [""] * 6
    suggested = next(t for t in catalogue.templates() if t.name == "六个一（四川）填写建议")
    assert len(suggested.items) == 6
    assert all(item["suggested"] for item in suggested.items)
    names = [i["name"] for i in catalogue.shipped_indicators()]
    assert len(names) == 15
    assert names[0] == "新建基层工会"


def test_every_indicator_a_template_names_is_shipped() -> None:
    shipped = {i["code"] for i in catalogue.shipped_indicators()}
    used = {item.get("indicator") for t in catalogue.templates() for item in t.items} - {None}
    assert used <= shipped


@pytest.mark.django_db
def test_loading_twice_adds_nothing_twice(cast: Cast) -> None:
    made = catalogue.install_defaults(unit=cast.ground.province, actor=cast.office_province)
    assert (len(made.task_sets), len(made.indicators)) == (5, 15)
    states = dict(TaskSet.objects.values_list("name", "state"))
    assert states["五个方面重点任务（四川）"] == TaskSet.State.PUBLISHED
    assert states["六个一（四川）"] == states["六个一（四川）填写建议"] == TaskSet.State.DRAFT
    again = catalogue.install_defaults(unit=cast.ground.province, actor=SYSTEM)
    assert (again.task_sets, again.indicators) == ([], [])


@pytest.mark.django_db
def test_indicators_from_above_are_used_and_not_copied(cast: Cast) -> None:
    catalogue.install_defaults(unit=cast.ground.province, actor=SYSTEM, names=["indicators"])
    made = catalogue.install_defaults(
        unit=cast.ground.city, actor=cast.office_city, names=["five-tasks-national"]
    )
    assert made.indicators == []
    assert {i.indicator.unit_id for i in made.task_sets[0].items.all() if i.indicator} == {
        cast.ground.province.pk
    }
    assert Indicator.objects.count() == 15


@pytest.mark.django_db
def test_a_task_set_alone_brings_the_indicators_it_counts_by(cast: Cast) -> None:
    made = catalogue.install_defaults(
        unit=cast.ground.city, actor=cast.office_city, names=["five-tasks-national"]
    )
    assert {i.code for i in made.indicators} == {"guidance", "contests", "new_members", "relief", "disputes"}
