"""Practices: drafted in one click without the people, reviewed by others, found by likeness, adopted."""

import pytest
from django.urls import reverse

from dundian.campaign.factories import SiteFactory
from dundian.concerns.actions import raise_concern
from dundian.concerns.models import Concern
from dundian.kernel.errors import Invalid, Refused
from dundian.knowledge.actions import practices as actions
from dundian.knowledge.likeness import Facts, compare, industry_of
from dundian.knowledge.models import Adoption, Practice
from dundian.knowledge.queries.practices import like_site, practices_for
from dundian.knowledge.sources import from_concern, from_log
from dundian.knowledge.tests.conftest import CASE, Story, publish
from dundian.org.cast import client_of
from dundian.org.factories import UnitFactory
from dundian.planning.factories import CandidateFactory
from dundian.ui.search import sources_for

pytestmark = pytest.mark.django_db


def test_a_settled_concern_fills_the_form_and_names_nobody(story: Story) -> None:
    source = from_concern(story.cast.office_county, story.concern.pk)
    assert source is not None
    assert source.concern == story.concern
    assert source.initial["categories"] == ["401"]
    assert "王建国" not in str(source.initial)
    assert "没有地方休息" in source.initial["problem"]
    assert source.initial["industry"] == "网约配送"


def test_a_log_fills_the_form_and_names_nobody(story: Story) -> None:
    source = from_log(story.cast.cadre, story.log.pk)
    assert source is not None
    assert "13812345678" not in str(source.initial)
    assert from_log(story.cast.outsider, story.log.pk) is None


def test_an_open_concern_gives_no_practice(story: Story) -> None:
    Concern.objects.update(step="found")
    assert from_concern(story.cast.office_county, story.concern.pk) is None
    page = client_of(story.cast.office_county).get(
        reverse("knowledge:practice_create"), {"concern": str(story.concern.pk)}
    )
    assert page.status_code == 404


def test_one_click_from_the_concern_to_a_stored_draft(story: Story) -> None:
    client = client_of(story.cast.cadre)
    detail = client.get(reverse("concerns:concern_detail", args=[story.concern.number])).content.decode()
    panel = reverse("knowledge:concern_practice_panel", args=[story.concern.pk])
    assert panel in detail
    create = f"{reverse('knowledge:practice_create')}?concern={story.concern.pk}"
    assert create in client.get(panel).content.decode()
    form = client.get(create).context["form"]
    answer = client.post(create, {**form.initial, "title": CASE["title"], "approach": CASE["approach"]})
    assert answer.status_code == 302
    made = Practice.objects.get()
    assert made.concern == story.concern
    assert made.author == story.cast.cadre.user
    client.post(create, {**form.initial, "title": CASE["title"], "approach": CASE["approach"]})
    assert Practice.objects.count() == 1


def test_what_points_at_a_person_must_be_confirmed(story: Story) -> None:
    facts = {**CASE, "result": "联系人张示例，电话13812345678。"}
    with pytest.raises(Invalid) as refused:
        actions.draft_practice(unit=story.cast.ground.site, actor=story.cast.cadre, **facts)
    assert set(refused.value.messages) == {"result", "cleared"}
    actions.draft_practice(unit=story.cast.ground.site, actor=story.cast.cadre, cleared=True, **facts)


def test_from_draft_through_return_to_publication(story: Story) -> None:
    cast = story.cast
    made = actions.draft_practice(unit=cast.ground.site, actor=cast.office_county, **CASE)
    with pytest.raises(Refused):
        actions.answer_practice(practice=made, accepted=True, reason="", actor=cast.office_city)
    actions.submit_practice(practice=made, actor=cast.office_county)
    with pytest.raises(Refused):
        actions.answer_practice(practice=made, accepted=True, reason="", actor=cast.office_county)
    with pytest.raises(Invalid):
        actions.answer_practice(practice=made, accepted=False, reason=" ", actor=cast.office_city)
    actions.answer_practice(practice=made, accepted=False, reason="补充成效", actor=cast.office_city)
    made.refresh_from_db()
    assert (made.state, made.reason) == ("returned", "补充成效")
    actions.edit_practice(practice=made, version=made.version, actor=cast.cadre, result="建成八处。")
    actions.submit_practice(practice=made, actor=cast.cadre)
    actions.answer_practice(practice=made, accepted=True, reason="", actor=cast.office_city)
    with pytest.raises(Refused):
        actions.publish_practice(practice=made, scope=cast.ground.city, actor=cast.office_county)
    actions.publish_practice(practice=made, scope=cast.ground.city, actor=cast.office_city)
    made.refresh_from_db()
    assert made.state == "published"
    assert "建成八处" in made.words


def test_who_sees_what(story: Story) -> None:
    cast = story.cast
    draft = actions.draft_practice(unit=cast.ground.site, actor=cast.cadre, **CASE)
    seen = Practice.objects.visible_to
    assert seen(cast.office_county).contains(draft)
    assert seen(cast.leader).contains(draft)
    assert not seen(cast.host).exists()
    assert not seen(cast.department).exists()
    published = publish(story, title="第二例")
    assert list(seen(cast.host)) == [published]
    assert list(seen(cast.department)) == [published]
    assert not seen(cast.outsider).exists()
    assert not seen(cast.system_admin).exists()


def test_it_is_found_by_words_and_by_filter(story: Story) -> None:
    practice = publish(story)
    actor = story.cast.host
    assert list(practices_for(actor, {"text": "凉茶"})) == [practice]
    assert not practices_for(actor, {"text": "凉茶 高跷"}).exists()
    assert list(practices_for(actor, {"weakness": "服务职工的方式方法不足", "category": "401"})) == [practice]
    source = next(s for s in sources_for(actor) if s.key == "practices")
    assert [h.title for h in source.present(actor, list(source.rows(actor)))] == [practice.title]


def test_likeness_is_told_in_reasons(story: Story) -> None:
    practice = publish(story)
    unit = UnitFactory.create(parent=story.cast.ground.county, kind="new_employment", name="快送外卖工会")
    site = SiteFactory(campaign=story.posting.campaign, unit=unit, county=story.cast.ground.county)
    CandidateFactory(campaign=story.posting.campaign, unit=unit, weaknesses=["服务职工的方式方法不足"])
    raise_concern(unit=unit, text="骑手高温没有休息喝水的地方", actor=story.cast.office_county)
    Concern.objects.filter(unit=unit).update(category="401")
    (like,) = like_site(story.cast.office_county, site)
    assert like.practice == practice
    assert len(like.reasons) >= 4
    assert not like_site(story.cast.office_county, story.posting.site), "its own site is no other site"


def test_what_is_not_alike_is_not_shown(story: Story) -> None:
    practice = publish(story)
    stranger = compare(Facts(kind="township", text="乡镇工会换届"), practice, {})
    assert stranger.reasons == []
    assert industry_of("锦城建筑公司工会") == "建筑"
    assert industry_of("第一工会") == ""


def test_adopted_and_told_what_came_of_it(story: Story) -> None:
    cast, practice = story.cast, publish(story)
    with pytest.raises(Refused):
        actions.adopt_practice(
            practice=practice, unit=cast.ground.other_site, plan="", actor=cast.office_city
        )
    with pytest.raises(Invalid):
        actions.adopt_practice(practice=practice, unit=cast.ground.site, plan="", actor=cast.office_city)
    adoption = actions.adopt_practice(
        practice=practice, unit=cast.ground.neighbour, plan="先试两处", actor=cast.office_county
    )
    with pytest.raises(Invalid):
        actions.adopt_practice(practice=practice, unit=cast.ground.neighbour, plan="", actor=cast.office_city)
    with pytest.raises(Refused):
        actions.tell_outcome(adoption=adoption, outcome="worked", told="好", actor=cast.host)
    actions.tell_outcome(
        adoption=adoption, outcome="failed", told="场地不足，没有做成", actor=cast.office_county
    )
    adoption.refresh_from_db()
    assert (adoption.outcome, adoption.told_on is not None) == (Adoption.Outcome.FAILED, True)
    page = client_of(cast.host).get(reverse("knowledge:practice_detail", args=[practice.pk]))
    assert "场地不足" in page.content.decode()


def test_the_list_costs_the_same_for_many(story: Story, django_assert_num_queries: object) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    publish(story)
    client = client_of(story.cast.office_county)
    url = reverse("knowledge:practice_list")
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    for n in range(4):
        publish(story, title=f"做法{n}")
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(one)
