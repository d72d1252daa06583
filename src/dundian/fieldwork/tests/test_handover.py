"""A member is replaced or stood in for, a dispatch ends: nothing is left without an owner."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from dundian.campaign.models import Campaign
from dundian.documents.queries import frozen_bytes
from dundian.fieldwork import actions
from dundian.fieldwork.actions import handovers
from dundian.fieldwork.factories import Posting, make_task, post
from dundian.fieldwork.models import Handover, HandoverItem, Task
from dundian.fieldwork.queries import open_tasks_of
from dundian.kernel import clock
from dundian.kernel.errors import Invalid, Refused
from dundian.org.access import Actor, actor_of
from dundian.org.cast import Cast, client_of, make_actor
from dundian.org.models import Appointment, Person, Role
from dundian.planning import actions as planning
from dundian.planning.models import MemberChange, TeamMember

pytestmark = pytest.mark.django_db
LATER = date(2024, 6, 24)


@pytest.fixture
def sent(cast: Cast, posting: Posting) -> Posting:
    """A posting whose rights hang at its dates, as a dispatch gives them."""
    held = Appointment.objects.filter(unit=cast.ground.site, role__in=[Role.TEAM_LEADER, Role.CADRE])
    held.update(campaign_id=posting.campaign.pk, since=date(2024, 4, 1), until=date(2024, 7, 31))
    return posting


def newcomer(cast: Cast, name: str = "新来人") -> Actor:
    person = make_actor(f"new-{name}", name, Role.CADRE, cast.ground.neighbour, home=cast.ground.city)
    Appointment.objects.filter(user=person.user).delete()
    return actor_of(person.user)


def replace(posting: Posting, leaving: Person, coming: Person, on: date, cast: Cast) -> MemberChange:
    return planning.replace_member(
        team=posting.team, leaving=leaving, coming=coming, on=on, reason="工作调动", actor=cast.office_city
    )


def test_place_rights_and_things_pass_on_the_day(cast: Cast, sent: Posting) -> None:
    cadre, new = cast.cadre.person, newcomer(cast)
    task = make_task(sent.site, owner=cadre)
    done = make_task(sent.site, owner=cadre, state=Task.State.DONE)
    request = actions.ask_support(site=sent.site, kind="difficulty", text="网络不通", actor=cast.cadre)
    replace(sent, cadre, new.person, LATER, cast)
    sheet = Handover.objects.get()
    assert {(i.source, i.ref) for i in sheet.items.all()} == {("task", task.pk), ("support", request.pk)}
    assert open_tasks_of(cadre, 5) == [task]
    later = make_task(sent.site, owner=cadre, name="后来的")
    with clock.at(clock.now() + (LATER - clock.today())):
        assert actor_of(cast.cadre.user).appointments == []
        assert actor_of(new.user).can("add", "log", sent.site.unit)
        assert [m.person for m in sent.team.members.all()] == [cast.team_leader.person, new.person]
        assert handovers.pass_on_due() == 1
        assert handovers.pass_on_due() == 0
        assert {t.owner for t in (Task.objects.get(pk=task.pk), Task.objects.get(pk=later.pk))} == {
            new.person
        }
        assert Task.objects.get(pk=done.pk).owner == cadre
        assert len(open_tasks_of(new.person, 5)) == 2
        assert open_tasks_of(cadre, 5) == []


def test_both_sides_confirm_and_the_sheet_is_frozen(cast: Cast, sent: Posting) -> None:
    cadre, new = cast.cadre.person, newcomer(cast)
    task = make_task(sent.site, owner=cadre)
    replace(sent, cadre, new.person, clock.today(), cast)
    task.refresh_from_db()
    assert task.owner == new.person
    sheet = Handover.objects.get()
    url = reverse("fieldwork:handover_detail", args=[sheet.pk])
    leaver, comer = client_of(cast.cadre), client_of(new)
    assert leaver.get(url).status_code == 200
    assert comer.post(f"{url}take/", {"word": "收到"}).status_code == 403
    assert comer.post(f"{url}give/", {"notes": ""}).status_code == 403
    assert leaver.post(f"{url}give/", {"notes": "与厂方联系人每周二碰头。"}).status_code == 302
    assert leaver.post(f"{url}take/", {"word": ""}).status_code == 403
    assert comer.post(f"{url}take/", {"word": "逐项核对无误"}).status_code == 302
    sheet.refresh_from_db()
    assert (sheet.state, sheet.taken_by) == (Handover.State.TAKEN, new.user)
    assert sheet.document
    assert frozen_bytes(sheet.document)[:2] == b"PK"
    assert client_of(cast.outsider).get(url).status_code == 404


def test_one_leader_stays_one_leader(cast: Cast, sent: Posting) -> None:
    new = newcomer(cast)
    replace(sent, cast.team_leader.person, new.person, clock.today(), cast)
    leaders = [m.person for m in sent.team.members.filter(leads=True)]
    assert leaders == [new.person]
    assert actor_of(new.user).roles == {Role.TEAM_LEADER}
    assert actor_of(cast.team_leader.user).appointments == []
    with pytest.raises(Invalid):
        replace(sent, cast.team_leader.person, cast.cadre.person, LATER, cast)


def test_who_cannot_come(cast: Cast, sent: Posting) -> None:
    post(cast, cast.ground.neighbour, "第二组")
    TeamMember.objects.filter(team__name="第二组").exclude(leads=True).delete()
    for coming in (cast.host.person, cast.team_leader.person):
        with pytest.raises(Invalid):
            replace(sent, cast.cadre.person, coming, LATER, cast)
    with pytest.raises(Refused):
        replace(sent, cast.cadre.person, cast.office_city.person, LATER, cast)
    with pytest.raises(Refused):
        planning.replace_member(
            team=sent.team,
            leaving=cast.cadre.person,
            coming=newcomer(cast).person,
            on=LATER,
            reason="x",
            actor=cast.office_county,
        )


def test_a_stand_in_has_the_rights_and_sees_what_falls_due(cast: Cast, sent: Posting) -> None:
    new, today = newcomer(cast), clock.today()
    task = make_task(sent.site, owner=cast.team_leader.person, due_on=today + timedelta(1))
    make_task(sent.site, owner=cast.team_leader.person, due_on=today + timedelta(30))
    planning.stand_in(
        team=sent.team,
        absent=cast.team_leader.person,
        coming=new.person,
        since=today,
        until=today + timedelta(3),
        reason="病假",
        actor=cast.office_city,
    )
    assert actor_of(new.user).roles == {Role.TEAM_LEADER}
    assert [m.person for m in sent.team.members.filter(leads=True)] == [cast.team_leader.person]
    assert task in open_tasks_of(new.person, 5)
    assert [i.ref for i in Handover.objects.get().items.all()] == [task.pk]
    task.refresh_from_db()
    assert task.owner == cast.team_leader.person
    with clock.at(clock.now() + timedelta(5)):
        assert actor_of(new.user).appointments == []
        assert open_tasks_of(new.person, 5) == []


def test_what_a_dispatch_leaves_goes_on(cast: Cast, sent: Posting) -> None:
    task = make_task(sent.site, owner=cast.cadre.person, name="建职工之家")
    request = actions.ask_support(site=sent.site, kind="difficulty", text="缺场地", actor=cast.cadre)
    request = actions.return_support(request=request, reason="请说明", actor=cast.office_county)
    planning.end_dispatch(dispatch=sent.dispatch, on=clock.today(), reason="任务完成", actor=cast.office_city)
    sheet = Handover.objects.get(kind=Handover.Kind.CLOSING)
    assert {(i.source, i.way) for i in sheet.items.all()} == {("task", "visit"), ("support", "office")}
    request.refresh_from_db()
    assert request.holder == cast.ground.city
    assert open_tasks_of(cast.cadre.person, 5) == []
    city = client_of(cast.office_city)
    assert city.get(reverse("fieldwork:unfinished_list")).content.decode().count("建职工之家") == 1
    item = HandoverItem.objects.get(ref=request.pk)
    assert (
        city.post(
            reverse("fieldwork:unfinished_settle", args=[item.pk]), {"result": "已由镇工会解决"}
        ).status_code
        == 302
    )
    assert city.get(reverse("fieldwork:unfinished_export")).status_code == 200
    Campaign.objects.update(name="旧行动", state="closed")
    again = post(cast, name="第二年工作组")
    handovers.carry_over(dispatch=again.dispatch, actor=cast.office_city)
    carried = Task.objects.get(site=again.site)
    assert (carried.name, carried.owner) == (task.name, cast.team_leader.person)
    assert not HandoverItem.objects.filter(settled_on=None, source="task").exists()


def test_lists_cost_the_same(cast: Cast, sent: Posting, django_assert_max_num_queries: Any) -> None:
    counts = []
    for number in range(2):
        leaving = sent.team.members.get(leads=False).person
        new = newcomer(cast, f"第{number}人").person
        replace(sent, leaving, new, clock.today() + timedelta(number), cast)
        make_task(sent.site, owner=new)
        client = client_of(cast.office_city)
        with django_assert_max_num_queries(40) as asked:
            client.get(reverse("fieldwork:handover_list"))
            client.get(reverse("fieldwork:team_handover_panel", args=[sent.team.pk]))
        counts.append(len(asked))
    assert counts[0] == counts[1]
