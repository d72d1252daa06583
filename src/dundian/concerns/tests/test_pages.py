"""Pages of concerns: scope, lists that do not grow in queries, errors that keep what was typed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dundian.concerns import todos
from dundian.concerns.actions import close_concern, raise_concern, refer_concern, take_step
from dundian.concerns.models import Concern, TimeLimit
from dundian.kernel import calendar, clock
from dundian.notify.todo import Tab
from dundian.org.access import actor_of
from dundian.org.cast import Cast, client_of
from dundian.org.factories import AppointmentFactory
from dundian.org.models import Appointment, Role

pytestmark = pytest.mark.django_db
SEE_IT = {"office_province", "office_city", "office_county", "leader", "team_leader", "cadre", "host"}


def raised(cast: Cast, n: int = 1) -> Concern:
    for i in range(n):
        concern = raise_concern(unit=cast.ground.site, text=f"第{i}件：高温津贴没有发", actor=cast.cadre)
    return concern


def queries_of(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(url).status_code == 200
    return len(found)


def test_in_scope_seen_outside_not_found(cast: Cast) -> None:
    concern = raised(cast)
    for name, member in cast.members().items():
        status = client_of(member).get(f"/concerns/{concern.number}/").status_code
        assert status == (200 if name in SEE_IT else 404), name


def test_a_department_sees_what_it_was_asked(cast: Cast) -> None:
    concern = raised(cast)
    client = client_of(cast.department)
    assert client.get(f"/concerns/{concern.number}/").status_code == 404
    refer_concern(concern=concern, to=cast.ground.department, reason="请协办", actor=cast.cadre)
    assert "高温津贴" in client.get(f"/concerns/{concern.number}/").text
    assert concern.number in client.get("/concerns/").text


def test_list_and_todo_take_the_same_queries_at_any_size(cast: Cast) -> None:
    raised(cast, 2)
    client = client_of(cast.office_city)
    few = queries_of(client, "/concerns/")
    with CaptureQueriesContext(connection) as once:
        assert len(list(todos.source(cast.cadre, Tab.WAITING, 50))) == 2
    raised(cast, 70)
    assert queries_of(client, "/concerns/") == few
    second = client.get("/concerns/").context["page"].next
    assert queries_of(client, f"/concerns/?cursor={second}") == few
    with CaptureQueriesContext(connection) as found:
        assert len(list(todos.source(cast.cadre, Tab.WAITING, 50))) == 50
    assert len(found) == len(once)


def test_filters(cast: Cast) -> None:
    late = raised(cast)
    Concern.objects.filter(pk=late.pk).update(due_at=clock.now().replace(year=2001))
    other = raise_concern(unit=cast.ground.site, text="食堂太贵", actor=cast.cadre, topic="welfare")
    client = client_of(cast.leader)

    def shown(query: str) -> set[str]:
        return {c.number for c in client.get(f"/concerns/?{query}").context["page"].rows}

    assert shown("only=late") == {late.number}
    assert shown("topic=welfare") == {other.number}
    assert shown("q=食堂") == {other.number}
    assert shown("step=closed") == set()
    assert shown("step=nonsense&since=yesterday&site=x&campaign=y&area=z") == {late.number, other.number}
    assert shown(f"area={cast.ground.county.pk}") == {late.number, other.number}


def test_raise_from_the_page(cast: Cast) -> None:
    client = client_of(cast.cadre)
    typed = {
        "unit": cast.ground.site.pk,
        "text": "",
        "kind": "concern",
        "topic": "wages",
        "people": "3",
        "reporter": "示例甲",
    }
    refused = client.post("/concerns/new/", typed)
    assert refused.status_code == 422
    assert 'value="示例甲"' in refused.text
    typed["text"] = "夜班补贴\u202e少发\x00"
    assert client.post("/concerns/new/", typed).status_code == 302
    assert Concern.objects.get().text == "夜班补贴少发"
    typed["unit"] = cast.ground.other_site.pk
    assert client.post("/concerns/new/", typed).status_code == 422
    assert Concern.objects.count() == 1


@pytest.mark.parametrize("text", ["字" * 2001, "😀" * 3000])
def test_overlong_is_refused_and_kept(cast: Cast, text: str) -> None:
    typed = {"unit": cast.ground.site.pk, "text": text, "kind": "concern", "topic": "wages", "people": "1"}
    answer = client_of(cast.cadre).post("/concerns/new/", typed)
    assert answer.status_code == 422
    assert text[:50] in answer.text
    assert not Concern.objects.exists()


def test_two_at_once_see_both_versions(cast: Cast) -> None:
    concern = raised(cast)
    take_step(
        concern=concern, step="thought", text="先到者的话", version=concern.version, actor=cast.team_leader
    )
    typed = {"think-text": "后到者的话", "think-version": concern.version}
    answer = client_of(cast.cadre).post(f"/concerns/{concern.number}/think/", typed)
    assert answer.status_code == 409
    assert "先到者的话" in answer.text
    assert "后到者的话" in answer.text


def test_errors_keep_the_input(cast: Cast) -> None:
    concern = raised(cast)
    client = client_of(cast.cadre)
    answer = client.post(
        f"/concerns/{concern.number}/close/",
        {"close-outcome": "solved", "close-text": "说完了", "close-version": "1"},
    )
    assert answer.status_code == 422
    assert "说完了" in answer.text
    answer = client.post(
        f"/concerns/{concern.number}/refer/", {"refer-to": "999999", "refer-reason": "理由留着"}
    )
    assert answer.status_code == 422
    assert "理由留着" in answer.text


def test_answering_from_the_page(cast: Cast) -> None:
    concern = raised(cast)
    refer_concern(concern=concern, to=cast.ground.county, reason="上报", actor=cast.cadre)
    county = client_of(cast.office_county)
    url = f"/concerns/{concern.number}/answer/"
    assert county.post(url, {"answer-answer": "return", "answer-text": ""}).status_code == 422
    assert county.post(url, {"answer-answer": "accept", "answer-text": ""}).status_code == 302
    assert county.post(url, {"answer-answer": "accept", "answer-text": ""}).status_code == 403
    assert client_of(cast.cadre).post(url, {"answer-answer": "accept"}).status_code == 403


def test_time_limits_follow_the_tree(cast: Cast) -> None:
    client = client_of(cast.office_city)
    typed = {"unit": cast.ground.city.pk, "matter": "settle", "tier": "ordinary", "measure": "workdays"}
    for amount in ("5", "7"):
        assert client.post("/concerns/limits/", {**typed, "amount": amount}).status_code == 302
    assert TimeLimit.objects.get().amount == 7
    concern = raised(cast)
    assert timezone.localdate(concern.due_at) == calendar.current().add_workdays(concern.raised_on, 7)
    beyond = {**typed, "unit": cast.ground.province.pk, "amount": "1"}
    assert client.post("/concerns/limits/", beyond).status_code == 422
    assert client_of(cast.cadre).get("/concerns/limits/").status_code == 403


def test_todos_end_with_the_rights(cast: Cast) -> None:
    raised = raise_concern(unit=cast.ground.site, text="宿舍漏水", actor=cast.cadre)
    settled = raise_concern(unit=cast.ground.site, text="夜班补贴", actor=cast.cadre)
    close_concern(
        concern=settled, outcome="explained", text="已说明", workers_word="", version=1, actor=cast.cadre
    )

    def titles(tab: Tab) -> list[str]:
        return [todo.title for todo in todos.source(actor_of(cast.cadre.user), tab, 50)]

    assert (set(titles(Tab.STARTED)), titles(Tab.DONE)) == ({raised.text, settled.text}, [settled.text])
    Appointment.objects.filter(user=cast.cadre.user).update(until=clock.today() - timedelta(days=1))
    AppointmentFactory.create(user=cast.cadre.user, role=Role.CADRE, unit=cast.ground.neighbour)
    assert (titles(Tab.STARTED), titles(Tab.DONE)) == ([], [])
