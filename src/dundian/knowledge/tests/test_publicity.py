"""Publicity and rules: nobody is shown who has not agreed; a rule has its days."""

from datetime import date

import pytest
from django.urls import reverse

from dundian.kernel.errors import Invalid, Refused
from dundian.knowledge.actions import institutions as rules
from dundian.knowledge.actions import publicity as actions
from dundian.knowledge.models import Channel, InstitutionalResult, Placement, PublicityItem
from dundian.knowledge.tests.conftest import Story, publish
from dundian.org.cast import client_of

pytestmark = pytest.mark.django_db


def _approved(story: Story, *, shows_worker: bool = False) -> PublicityItem:
    cast = story.cast
    item = actions.draft_item(
        unit=cast.ground.site,
        title="驿站里的凉茶",
        body="正文" * 40,
        shows_worker=shows_worker,
        actor=cast.cadre,
    )
    actions.submit_item(item=item, actor=cast.cadre)
    actions.answer_item(item=item, approved=True, reason="", actor=cast.office_county)
    item.refresh_from_db()
    return item


def _channel(story: Story, **facts: object) -> Channel:
    told = {
        "name": "工会公众号",
        "kind": "own",
        "form": "brief",
        "longest_title": 10,
        "longest_text": 100,
        **facts,
    }
    return actions.keep_channel(unit=story.cast.ground.city, actor=story.cast.office_city, **told)


def _placed(story: Story, item: PublicityItem) -> Placement:
    return actions.place_item(
        item=item, channel=_channel(story), title="凉茶驿站", body="短讯", actor=story.cast.office_county
    )


def test_without_the_worker_s_agreement_nothing_is_published(story: Story) -> None:
    item, office = _approved(story, shows_worker=True), story.cast.office_county
    placement = _placed(story, item)
    day = date(2024, 7, 1)
    with pytest.raises(Invalid):
        actions.publish_placement(placement=placement, published_on=day, link="", actor=office)
    shown = actions.note_appearance(item=item, called="骑手小示", shown="quoted", actor=story.cast.cadre)
    with pytest.raises(Invalid, match="骑手小示"):
        actions.publish_placement(placement=placement, published_on=day, link="", actor=office)
    actions.note_appearance(
        item=item, appearance=shown, called="骑手小示", shown="quoted", how="signed", agreed_on=date(2024, 6, 30),
        actor=story.cast.cadre,
    )  # fmt: skip
    out = actions.publish_placement(
        placement=placement, published_on=day, link="https://example.org/a", actor=office
    )
    assert (out.state, out.link) == ("published", "https://example.org/a")
    actions.take_back_agreement(appearance=shown, actor=story.cast.cadre)
    assert "骑手小示" in actions.missing_agreement(item)
    actions.take_down(placement=placement, actor=office)
    with pytest.raises(Invalid):
        actions.publish_placement(placement=placement, published_on=day, link="", actor=office)


def test_a_channel_s_lengths_hold(story: Story) -> None:
    item, channel = _approved(story), _channel(story)
    for title, body, where in (("长" * 11, "短", "title"), ("短", "长" * 101, "body")):
        with pytest.raises(Invalid) as refused:
            actions.place_item(
                item=item, channel=channel, title=title, body=body, actor=story.cast.office_county
            )
        assert where in refused.value.messages


def test_the_author_does_not_approve_and_others_do_not_see(story: Story) -> None:
    cast = story.cast
    item = actions.draft_item(
        unit=cast.ground.site, title="题", body="文", shows_worker=False, actor=cast.office_county
    )
    actions.submit_item(item=item, actor=cast.office_county)
    with pytest.raises(Refused):
        actions.answer_item(item=item, approved=True, reason="", actor=cast.office_county)
    seen = PublicityItem.objects.visible_to
    assert seen(cast.office_city).exists()
    assert not seen(cast.host).exists()
    assert not seen(cast.outsider).exists()


def test_a_bad_link_and_a_day_to_come_are_refused(story: Story) -> None:
    placement = _placed(story, _approved(story))
    for day, link in ((date(2024, 7, 1), "javascript:alert(1)"), (date(2030, 1, 1), "")):
        with pytest.raises(Invalid):
            actions.publish_placement(
                placement=placement, published_on=day, link=link, actor=story.cast.office_county
            )


def test_the_shipped_channels_are_taken_over_once(story: Story) -> None:
    client = client_of(story.cast.office_city)
    for _ in range(2):
        assert client.post(reverse("knowledge:channel_take_over")).status_code == 302
    assert Channel.objects.filter(unit=story.cast.ground.city).count() == 8
    assert client.get(reverse("knowledge:channel_list")).status_code == 200
    assert client_of(story.cast.cadre).post(reverse("knowledge:channel_take_over")).status_code == 403


def test_an_item_from_the_pages(story: Story) -> None:
    client = client_of(story.cast.cadre)
    practice = publish(story)
    url = f"{reverse('knowledge:publicity_create')}?practice={practice.pk}"
    form = client.get(url).context["form"]
    assert form.initial["title"] == practice.title
    unit = story.cast.ground.site
    data = {"unit": f"#{unit.pk}", "title": "题目", "body": "正文", "shows_worker": "on"}
    assert client.post(url, data).status_code == 302
    item = PublicityItem.objects.get()
    assert item.practice == practice
    page = client.get(reverse("knowledge:publicity_detail", args=[item.pk])).content.decode()
    assert actions.missing_agreement(item)
    assert "alert-warning" in page


@pytest.fixture
def rule(story: Story) -> InstitutionalResult:
    practice = publish(story)
    return rules.write_institution(
        unit=story.cast.ground.city, name="骑手驿站建设办法", text="第一条……", addressees="各级工会",
        practices=[practice], actor=story.cast.office_city,
    )  # fmt: skip


def test_a_rule_goes_on_trial_into_force_and_out_of_it(story: Story, rule: InstitutionalResult) -> None:
    office = story.cast.office_city
    with pytest.raises(Invalid):
        rules.change_status(result=rule, status="abolished", on=date(2024, 7, 1), reason="", actor=office)
    rules.change_status(result=rule, status="trial", on=date(2024, 7, 1), reason="", actor=office)
    with pytest.raises(Invalid):
        rules.change_status(result=rule, status="formal", on=date(2024, 6, 1), reason="", actor=office)
    rules.change_status(result=rule, status="formal", on=date(2024, 7, 10), reason="试行效果好", actor=office)
    rule.refresh_from_db()
    with pytest.raises(Refused):
        rules.edit_institution(result=rule, version=rule.version, text="改", actor=office)
    with pytest.raises(Invalid):
        rules.change_status(result=rule, status="abolished", on=date(2024, 7, 12), reason="", actor=office)
    rules.change_status(
        result=rule, status="abolished", on=date(2024, 7, 12), reason="有新办法", actor=office
    )
    assert [c.status for c in rule.changes.all()] == ["draft", "trial", "formal", "abolished"]


def test_who_is_bound_reads_it_and_says_that_it_is_followed(story: Story, rule: InstitutionalResult) -> None:
    cast = story.cast
    seen = InstitutionalResult.objects.visible_to
    assert not seen(cast.host).exists()
    rules.change_status(result=rule, status="trial", on=date(2024, 7, 1), reason="", actor=cast.office_city)
    assert seen(cast.host).exists()
    assert not seen(cast.outsider).exists()
    rules.follow(result=rule, unit=cast.ground.site, since=date(2024, 7, 2), how="已上墙", actor=cast.host)
    with pytest.raises(Refused):
        rules.follow(result=rule, unit=cast.ground.neighbour, since=date(2024, 7, 2), how="", actor=cast.host)
    page = client_of(cast.host).get(reverse("knowledge:institution_detail", args=[rule.pk]))
    assert "已上墙" in page.content.decode()
    assert "骑手休息驿站共建" in page.content.decode()
