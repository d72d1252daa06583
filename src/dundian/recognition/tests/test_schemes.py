"""What a criterion may draw on is closed; schemes are versioned and travel as files."""

import json

import pytest
from django.db import IntegrityError, transaction

from dundian.kernel.errors import Invalid, Refused
from dundian.org.cast import Cast
from dundian.recognition import actions
from dundian.recognition.actions import CategoryLine, CriterionLine
from dundian.recognition.activity import counts_activity
from dundian.recognition.evidence import results
from dundian.recognition.models import Criterion, Scheme, Source
from dundian.recognition.tests.ground import make_scheme, make_stage
from dundian.recognition.views.schemes import default_scheme

CLOSED = {"results", "concerns", "host_word", "workers_word", "inspection", "look_back"}


def with_criterion(cast: Cast, line: CriterionLine) -> Scheme:
    category = CategoryLine("先进单位", "unit", 3, criteria=[line])
    return actions.create_scheme(
        unit=cast.ground.city, name="方案", year=2024, categories=[category], actor=cast.office_city
    )


def test_the_list_of_sources_is_closed() -> None:
    assert set(Source.values) == CLOSED


@pytest.mark.parametrize("source", ["logs", "days", "online", "publicity", "remarks", "likes", ""])
def test_activity_publicity_and_remarks_cannot_be_chosen(cast: Cast, source: str) -> None:
    with pytest.raises(Invalid):
        with_criterion(cast, CriterionLine("实际成效", source, 100))
    scheme = make_scheme(cast)
    row = Criterion.objects.filter(category__scheme=scheme).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Criterion.objects.filter(pk=row.pk).update(source=source)
    told = actions.scheme_as_file(scheme)
    told["categories"][0]["criteria"][0]["source"] = source
    with pytest.raises(Invalid):
        actions.create_scheme(unit=cast.ground.city, actor=cast.office_city, **actions.read_scheme(told))


@pytest.mark.parametrize(
    "name",
    ["日志篇数", "驻点天数", "在线时长", "宣传报道数量", "领导批示", "点赞数", "打卡率", "Number of logs"],
)
def test_they_do_not_come_in_by_another_name(cast: Cast, name: str) -> None:
    assert counts_activity(name)
    with pytest.raises(Invalid):
        with_criterion(cast, CriterionLine(name, Source.RESULTS, 100))


def test_an_indicator_that_counts_publicity_is_no_result(cast: Cast) -> None:
    stage = make_stage(cast, sites=1)
    ids = [stage.sites[0].pk]
    assert [f.name for f in results(ids, stage.round.since, stage.round.until)[ids[0]]] == ["发展新会员"]
    stage.indicator.name = "宣传报道（篇）"
    stage.indicator.save()
    assert not results(ids, stage.round.since, stage.round.until).get(ids[0])


def test_weights_must_add_up_before_it_is_published(cast: Cast) -> None:
    scheme = with_criterion(cast, CriterionLine("实际成效", Source.RESULTS, 90))
    with pytest.raises(Invalid, match="90"):
        actions.publish_scheme(scheme=scheme, actor=cast.office_city)


def test_a_published_scheme_never_changes_and_is_copied_instead(cast: Cast) -> None:
    scheme = make_scheme(cast)
    with pytest.raises(Invalid):
        actions.drop_category(category=scheme.categories.first(), actor=cast.office_city)
    again = actions.copy_scheme(scheme=scheme, unit=cast.ground.city, year=2024, actor=cast.office_city)
    later = actions.copy_scheme(scheme=scheme, unit=cast.ground.city, year=2025, actor=cast.office_city)
    assert [(s.year, s.edition, s.state) for s in (again, later)] == [(2024, 2, "draft"), (2025, 1, "draft")]
    assert actions.scheme_as_file(again) == actions.scheme_as_file(scheme)


def test_a_scheme_travels_as_a_file(cast: Cast) -> None:
    content = json.loads(json.dumps(actions.scheme_as_file(make_scheme(cast)), ensure_ascii=False))
    made = actions.create_scheme(
        unit=cast.ground.other_city, actor=cast.outsider, **actions.read_scheme(content)
    )
    assert actions.scheme_as_file(made) == content


@pytest.mark.parametrize(
    "told", [None, [], {}, {"format": "dundian scheme 1"}, {"format": "dundian scheme 1", "name": 3}]
)
def test_another_file_is_refused(told: object) -> None:
    with pytest.raises(Invalid):
        actions.read_scheme(told)


def test_the_shipped_scheme_can_be_published_as_it_is(cast: Cast) -> None:
    made = actions.create_scheme(unit=cast.ground.province, actor=cast.office_province, **default_scheme())
    assert actions.lacking(made) == []


def test_a_county_sees_the_citys_scheme_once_published(cast: Cast) -> None:
    draft = with_criterion(cast, CriterionLine("实际成效", Source.RESULTS, 100))
    seen = Scheme.objects.visible_to(cast.office_county)
    assert draft not in seen
    actions.publish_scheme(scheme=draft, actor=cast.office_city)
    assert draft in seen.all()
    assert draft not in Scheme.objects.visible_to(cast.outsider)
    with pytest.raises(Refused):
        actions.retire_scheme(scheme=draft, actor=cast.office_county)


def test_a_draft_is_thrown_away_whole(cast: Cast) -> None:
    scheme = with_criterion(cast, CriterionLine("实际成效", Source.RESULTS, 90))
    actions.discard_scheme(scheme=scheme, actor=cast.office_city)
    assert not Scheme.objects.filter(pk=scheme.pk).exists()
    assert not Criterion.objects.exists()
