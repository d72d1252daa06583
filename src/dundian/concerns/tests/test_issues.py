"""Issues: suggested by likeness, decided by people; what is near while one is being written."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from dundian.audit_trail.emptying import as_owner
from dundian.campaign.factories import SiteFactory
from dundian.concerns import actions, grouping, queries
from dundian.concerns.models import Concern, Issue, IssueMember
from dundian.concerns.near import Rarity, near
from dundian.concerns.views.issues import ACTS, COLUMNS
from dundian.kernel import clock
from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.kernel.models import new_id
from dundian.org.access import Actor
from dundian.org.cast import Cast, client_of
from dundian.org.models import Unit

HEAT = (
    "高温天气送餐没有防暑补贴，站点不发清凉饮料",
    "夏天高温送餐，防暑补贴一直没有发，清凉饮料也没有",
    "站点高温补贴不发，送餐路上没有清凉饮料",
    "高温天气站点没有发防暑补贴，也没有清凉饮料",
)
WAGES = (
    "物流园拖欠三个月工资，多次讨要没有结果",
    "物流园工资拖欠三个月了，一直讨要不到",
    "物流园三个月工资拖欠，讨要没有结果",
)


def _raise(actor: Actor, unit: Unit, *texts: str, **more: Any) -> list[Concern]:
    return [actions.raise_concern(unit=unit, text=text, actor=actor, **more) for text in texts]


@pytest.fixture
def heat(cast: Cast) -> list[Concern]:
    office, ground = cast.office_county, cast.ground
    found = _raise(office, ground.site, *HEAT[:2]) + _raise(office, ground.neighbour, *HEAT[2:], people=5)
    _raise(office, ground.site, "希望增加一个会员活动室", "想了解子女暑期托管怎么报名")
    return found


def _suggested(cast: Cast, heat: list[Concern]) -> Issue:
    grouping.regroup()
    return Issue.objects.get(members__concern=heat[0], members__out=False)


def _confirm(issue: Issue, actor: Actor, **more: Any) -> Issue:
    given = {
        "name": "高温补贴",
        "owner": actor.person,
        "goal": "八月前全部补发",
        "measures": "",
        "due_on": clock.today() + timedelta(30),
        "version": issue.version,
    }
    return actions.confirm_issue(issue=issue, actor=actor, **{**given, **more})


def _ids(issue: Issue) -> set[Any]:
    return set(issue.members.filter(out=False).values_list("concern", flat=True))


def test_the_same_matter_at_two_places_is_one_common_issue(cast: Cast, heat: list[Concern]) -> None:
    issue = _suggested(cast, heat)
    assert _ids(issue) == {c.pk for c in heat}
    assert (issue.kind, issue.unit, issue.state) == ("common", cast.ground.county, "suggested")
    (row,) = queries.ranked(cast.office_county, Issue.objects.visible_to(cast.office_county))
    assert (row.concerns, row.sites, row.people) == (4, 2, 12)
    grouping.regroup()
    assert Issue.objects.exclude(state="faded").get().pk == issue.pk, "its identity stays from night to night"


def test_one_place_is_a_focus_issue_and_fewer_than_three_are_none(cast: Cast) -> None:
    first = _raise(cast.office_county, cast.ground.site, *WAGES[:2])
    grouping.regroup()
    assert not Issue.objects.exists()
    first += _raise(cast.office_county, cast.ground.site, WAGES[2])
    issue = _suggested(cast, first)
    assert issue.kind == "focus"


def test_a_new_concern_finds_its_issue_at_once(cast: Cast, heat: list[Concern]) -> None:
    issue = _suggested(cast, heat)
    (new,) = _raise(cast.office_county, cast.ground.site, "高温天气没有防暑补贴，清凉饮料也不发")
    assert grouping.place(new.pk) == issue
    (other,) = _raise(cast.office_county, cast.ground.site, "食堂饭菜质量差，价格贵")
    assert grouping.place(other.pk) is None
    assert grouping.place(new.pk) is None, "once is enough"


def test_what_people_decided_stands_through_the_night(cast: Cast, heat: list[Concern]) -> None:
    issue, office = _suggested(cast, heat), cast.office_county
    actions.take_out(issue=issue, concern=heat[0], actor=office)
    issue.refresh_from_db()
    _confirm(issue, office)
    grouping.regroup()
    assert _ids(issue) == {c.pk for c in heat[1:]}
    issue.refresh_from_db()
    assert issue.state == "confirmed"
    actions.dismiss_issue(issue=issue, reason="原因各不相同", version=issue.version, actor=office)
    grouping.regroup()
    assert not Issue.objects.filter(state__in=Issue.STANDING, members__out=False).exists()


def test_split_and_merge(cast: Cast, heat: list[Concern]) -> None:
    issue, office = _suggested(cast, heat), cast.office_county
    other = actions.split_issue(
        issue=issue, concerns=heat[:1], name="饮料", version=issue.version, actor=office
    )
    assert (_ids(issue), _ids(other)) == ({c.pk for c in heat[1:]}, {heat[0].pk})
    issue.refresh_from_db()
    with pytest.raises(Invalid):
        actions.split_issue(issue=issue, concerns=heat[1:], name="全部", version=issue.version, actor=office)
    actions.merge_issue(issue=other, into=issue, version=other.version, actor=office)
    assert _ids(issue) == {c.pk for c in heat}
    other.refresh_from_db()
    assert (other.state, other.merged_into) == ("merged", issue)


def test_a_common_answer_closes_what_the_office_handles_itself(cast: Cast, heat: list[Concern]) -> None:
    (elsewhere,) = _raise(cast.cadre, cast.ground.site, "站点高温防暑补贴没有发，清凉饮料没有")
    issue, office = _suggested(cast, heat), cast.office_county
    with pytest.raises(Invalid):
        actions.settle_issue(issue=issue, answer="已补发", close=True, version=issue.version, actor=office)
    issue = _confirm(issue, office)
    closed = actions.settle_issue(
        issue=issue, answer="已全部补发", close=True, version=issue.version, actor=office
    )
    assert {c.pk for c in closed} == {c.pk for c in heat}
    elsewhere.refresh_from_db()
    assert elsewhere.step != Concern.Step.CLOSED, "whoever has it closes it"
    page = client_of(cast.cadre).get(f"/concerns/{elsewhere.number}/").content.decode()
    assert "已全部补发" in page
    assert "高温补贴" in page


def test_only_the_office_of_the_federation_decides(cast: Cast, heat: list[Concern]) -> None:
    issue = _suggested(cast, heat)
    for actor in (cast.leader, cast.cadre, cast.host, cast.outsider):
        with pytest.raises(Refused):
            _confirm(issue, actor)
    with pytest.raises(Invalid) as wrong:
        _confirm(
            issue, cast.office_county, name=" ", owner=None, goal="", due_on=clock.today() - timedelta(1)
        )
    assert set(wrong.value.messages) == {"name", "owner", "goal", "due_on"}
    _confirm(issue, cast.office_city)
    with pytest.raises(Conflict):
        _confirm(issue, cast.office_county, version=1)
    assert not Issue.objects.visible_to(cast.outsider).exists()
    assert not Issue.objects.visible_to(cast.host).exists()


def test_near_ones_are_shown_in_scope_only(cast: Cast, heat: list[Concern]) -> None:
    text = "送餐高温补贴没发，没有清凉饮料"
    found = near(text, Concern.objects.visible_to(cast.office_county))
    assert {n.concern.pk for n in found} == {c.pk for c in heat}
    assert [n.likeness for n in found] == sorted((n.likeness for n in found), reverse=True)
    assert near(text, Concern.objects.visible_to(cast.outsider)) == []
    assert near("", Concern.objects.all()) == near("。。。。。。", Concern.objects.all()) == []
    page = client_of(cast.cadre).get("/concerns/near/", {"text": text}, headers={"HX-Request": "true"})
    assert heat[0].number in page.content.decode()


def test_how_rare_a_pair_is_is_known_behind_the_wall(cast: Cast, heat: list[Concern]) -> None:
    """PostgreSQL hides a table's statistics from whoever its row-level security binds."""
    with as_owner() as cursor:
        cursor.execute("ANALYZE concerns_concern")
    rarity = Rarity.now()
    assert 0 < rarity.share("高温") <= 1
    assert rarity.shares


def test_without_script_what_is_striking_is_shown_once(cast: Cast, heat: list[Concern]) -> None:
    SiteFactory.create(unit=cast.ground.site)
    client = client_of(cast.office_county)
    form = {"unit": cast.ground.site.pk, "text": HEAT[0], "kind": "concern", "topic": "wages", "people": "1",
            "tier": "ordinary", "source": "visit", "id": new_id()}  # fmt: skip
    first = client.post("/concerns/new/", form)
    assert first.status_code == 200
    assert heat[0].number in first.content.decode()
    assert (
        client.post("/concerns/new/", {**form, "shown": "1", "same": f"part:{heat[0].number}"}).status_code
        == 302
    )
    assert heat[0].children.get().text == HEAT[0]


def test_pages_for_everybody_who_may(
    cast: Cast, heat: list[Concern], django_assert_max_num_queries: Any
) -> None:
    issue = _suggested(cast, heat)
    client = client_of(cast.office_county)
    for url in ("/concerns/issues/", f"/concerns/issues/{issue.pk}/", "/concerns/trends/?by=area"):
        with django_assert_max_num_queries(20):
            assert client.get(url).status_code == 200
    for name in ("confirm", "put-in", "merge", "split", "dismiss"):
        assert client.get(f"/concerns/issues/{issue.pk}/{name}/").status_code == 200
    assert client.get("/concerns/issues/export/?state=suggested").status_code == 200
    answer = client.post(f"/concerns/issues/{issue.pk}/confirm/", {"name": ""})
    assert answer.status_code == 422
    assert client.get(f"/concerns/issues/{issue.pk}/settle/").status_code == 404
    assert IssueMember.objects.filter(out=False).count() == 4


def test_every_decision_is_named_in_chinese() -> None:
    with translation.override("zh-hans"):
        told = [str(word) for act in ACTS.values() for word in (act.title, act.said)]
        told += [str(column.title) for column in COLUMNS]
    assert [word for word in told if word.isascii()] == []


def test_trends_by_industry_open_what_they_count(cast: Cast, heat: list[Concern]) -> None:
    cast.ground.site.industry = "G"
    cast.ground.site.save()
    client = client_of(cast.office_county)
    page = client.get("/concerns/trends/?by=industry").content.decode()
    assert page.index("交通运输、仓储和邮政业") < page.index("未填写")
    assert "?industry=G&" in page
    listed = client.get("/concerns/", {"industry": "G"}).content.decode()
    inside = Concern.objects.filter(unit=cast.ground.site)
    assert all((concern.number in listed) == (concern in inside) for concern in heat)
    assert "?union=" in client.get("/concerns/trends/?by=kind").content.decode()
