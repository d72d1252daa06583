"""A new edition of a task set: offered line by line, never over a site's own edits."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from dundian.campaign import actions as campaigns
from dundian.campaign.actions import ItemLine
from dundian.campaign.models import TaskSet
from dundian.fieldwork import actions
from dundian.fieldwork.factories import Posting
from dundian.fieldwork.models import Task
from dundian.fieldwork.upgrades import offers_for
from dundian.kernel.errors import Invalid
from dundian.notify.todo import Tab, collect
from dundian.org.cast import Cast, client_of


def lines_of(task_set: TaskSet) -> list[ItemLine]:
    """The lines as an editor sends them back."""
    items = list(task_set.items.prefetch_related("after", "indicator__unit"))
    number = {item.pk: n for n, item in enumerate(items, 1)}
    copied = (
        "name",
        "content",
        "indicator",
        "target",
        "due_after_days",
        "takes_days",
        "weight",
        "evidence",
        "key",
    )
    return [
        ItemLine(**{n: getattr(i, n) for n in copied}, after=tuple(number[a.pk] for a in i.after.all()))
        for i in items
    ]


@pytest.fixture
def first(cast: Cast, posting: Posting) -> TaskSet:
    """Edition one, adopted, with its tasks made: talks, then a union, and a rule five working days before the end."""
    items = [
        ItemLine(
            name="访谈", indicator=posting.talks, target=Decimal(50), takes_days=8, weight=30, evidence="记录"
        ),
        ItemLine(name="建会", takes_days=12, after=(1,)),
        ItemLine(name="建制", before_end=5, after=(1, 2)),
    ]
    office = cast.office_city
    made = campaigns.create_task_set(
        unit=posting.campaign.unit, name="六个一", year=2024, items=items, actor=office
    )
    made = campaigns.publish_task_set(task_set=made, actor=office)
    campaigns.adopt_task_sets(campaign=posting.campaign, task_sets=[made], actor=office)
    actions.make_tasks(dispatch=posting.dispatch, actor=office)
    return made


def second(cast: Cast, posting: Posting, first: TaskSet) -> TaskSet:
    """Edition two: more talks with more weight, the union line gone, a training new."""
    office = cast.office_city
    made = campaigns.revise_task_set(task_set=first, actor=office)
    talks, union, rule = lines_of(made)
    assert (union.after, rule.after) == ((1,), (1, 2))
    items = [
        replace(talks, target=Decimal(80), weight=40),
        replace(rule, after=(1,), evidence="文本"),
        ItemLine(name="培训", takes_days=2, after=(1,)),
    ]
    made = campaigns.edit_task_set(task_set=made, version=made.version, source="", items=items, actor=office)
    made = campaigns.publish_task_set(task_set=made, actor=office)
    campaigns.adopt_task_sets(campaign=posting.campaign, task_sets=[made], actor=office)
    return made


def test_tasks_are_made_with_everything_their_line_says(cast: Cast, posting: Posting, first: TaskSet) -> None:
    talks, union, rule = (Task.objects.get(name=name) for name in ("访谈", "建会", "建制"))
    assert (talks.takes_days, talks.weight, talks.evidence) == (8, 30, "记录")
    # Working days from the end of Wednesday 31 July: 30, 29, 26, 25, then the 24th, five before the last.
    assert (rule.fixed_on, rule.due_on) == (date(2024, 7, 24), date(2024, 7, 24))
    assert set(rule.after.all()) == {talks, union}


def test_an_upgrade_line_by_line(cast: Cast, posting: Posting, first: TaskSet) -> None:
    talks, union = Task.objects.get(name="访谈"), Task.objects.get(name="建会")
    actions.edit_task(task=talks, version=1, target=Decimal(60), actor=cast.cadre)  # the site's own number
    assert offers_for(posting.site) == []
    second(cast, posting, first)
    offers = {offer.name: offer for offer in offers_for(posting.site)}
    assert {name: offer.kind for name, offer in offers.items()} == {
        "培训": "added", "访谈": "changed", "建制": "changed", "建会": "dropped",
    }  # fmt: skip
    assert {d.name: d.own for d in offers["访谈"].differences} == {"target": True, "weight": False}
    assert offers["访谈"].edited
    assert any(
        "新" in todo.title or "edition" in todo.title for todo in collect(cast.team_leader, Tab.WAITING)
    )
    address = reverse("fieldwork:site_upgrade", args=[posting.site.pk])
    client = client_of(cast.team_leader)
    assert client.get(address).status_code == 200
    assert client.post(address, {}).status_code == 422
    choices = {offers["培训"].key: "take", offers["访谈"].key: "take", offers["建会"].key: "keep"}
    assert client.post(address, choices).status_code == 302
    talks.refresh_from_db()
    assert (talks.target, talks.weight) == (Decimal(60), 40)  # the site's number stays, the weight follows
    assert set(Task.objects.get(name="培训").after.all()) == {talks}
    union.refresh_from_db()
    assert union.item is None
    assert [offer.name for offer in offers_for(posting.site)] == ["建制"]
    for member in (cast.host, cast.leader):
        assert client_of(member).get(address).status_code == 403
    assert client_of(cast.outsider).get(address).status_code == 404


def test_what_was_worked_on_is_not_taken_away(cast: Cast, posting: Posting, first: TaskSet) -> None:
    union = Task.objects.get(name="建会")
    actions.finish_task(task=union, result="已建", actor=cast.cadre)
    second(cast, posting, first)
    dropped = next(offer for offer in offers_for(posting.site) if offer.kind == "dropped")
    assert dropped.edited
    with pytest.raises(Invalid):
        actions.upgrade_site(site=posting.site, choices={dropped.key: "take"}, actor=cast.office_city)
    assert Task.objects.filter(pk=union.pk).exists()


def test_an_office_upgrades_many_sites_at_once(cast: Cast, posting: Posting, first: TaskSet) -> None:
    second(cast, posting, first)
    address = reverse("fieldwork:campaign_upgrade", args=[posting.campaign.pk])
    client = client_of(cast.office_city)
    page = client.get(address)
    assert [row["site"].pk for row in page.context["rows"]] == [posting.site.pk]
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"site": [str(posting.site.pk), "x"]}).status_code == 302
    assert offers_for(posting.site) == []
    assert not Task.objects.filter(name="建会").exists()
    assert Task.objects.get(name="访谈").target == Decimal(80)
    assert client_of(cast.leader).get(address).status_code == 403


def test_lines_that_wait_for_each_other_are_refused(cast: Cast, posting: Posting) -> None:
    items = [ItemLine(name="甲", after=(2,)), ItemLine(name="乙", after=(1,))]
    with pytest.raises(Invalid) as caught:
        campaigns.create_task_set(
            unit=posting.campaign.unit, name="循环", year=2024, items=items, actor=cast.office_city
        )
    assert "→" in str(caught.value)
    with pytest.raises(Invalid):
        campaigns.create_task_set(
            unit=posting.campaign.unit,
            name="越界",
            year=2024,
            items=[ItemLine(name="甲", after=(7,))],
            actor=cast.office_city,
        )
