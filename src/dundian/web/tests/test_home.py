"""The first page, to-dos, help and health."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse

from dundian.campaign.factories import IndicatorFactory
from dundian.fieldwork.factories import make_task, post
from dundian.kernel import clock
from dundian.notify import todo
from dundian.notify.todo import Tab, Todo
from dundian.org.access import Actor
from dundian.org.cast import Cast, client_of
from dundian.org.factories import AppointmentFactory, PersonFactory, UserFactory
from dundian.org.models import Appointment, Role
from dundian.web.views.help import TOPICS

NOON = datetime(2024, 6, 12, 4, tzinfo=UTC)


@pytest.fixture
def story(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def source(actor: Actor, tab: Tab, limit: int) -> list[Todo]:
        if tab is Tab.STARTED:
            return [Todo(kind="转办", title="我发起的转办", url="/x/", state="doing")]
        if tab is not Tab.WAITING:
            return []
        return [
            Todo(
                kind="定期汇报",
                title="第三周汇报",
                url="/reports/1/",
                place="飞骑外卖配送工会",
                due_on=date(2024, 6, 10),
            ),
            Todo(kind="诉求", title="高温补贴", url="/concerns/1/", due_on=date(2024, 6, 12)),
            Todo(kind="诉求", title="换电柜", url="/concerns/2/", due_on=date(2024, 6, 14)),
            Todo(kind="诉求", title="远期的事", url="/concerns/3/", due_on=date(2024, 7, 14)),
            Todo(kind="请假", title="退回的假", url="/leave/1/", state="returned"),
        ][:limit]

    monkeypatch.setattr(todo, "_sources", [source])
    with clock.at(NOON):
        yield


def test_every_member_has_a_first_page(cast: Cast) -> None:
    for name, actor in cast.members().items():
        assert client_of(actor).get("/", follow=True).status_code == 200, name


def test_in_the_field_the_first_page_is_today(cast: Cast) -> None:
    for actor in (cast.cadre, cast.team_leader):
        assert client_of(actor).get("/")["Location"] == "/today/"
    assert "/todo/" in client_of(cast.cadre).get("/todo/").content.decode()


def test_what_waits_stands_first_with_its_urgency(cast: Cast, story: None) -> None:
    page = client_of(cast.office_city).get("/").content.decode()
    places = [page.index(title) for title in ("第三周汇报", "高温补贴", "换电柜", "远期的事", "退回的假")]
    assert places == sorted(places)
    assert [page.count(f"status-{tone}") for tone in ("overdue", "due", "todo", "returned")] == [1, 2, 1, 1]


def test_tabs_are_links_and_fragments(cast: Cast, story: None) -> None:
    client = client_of(cast.office_city)
    assert "我发起的转办" in client.get("/todo/?tab=started").content.decode()
    fragment = client.get("/todo/?tab=started", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert client.get("/todo/?tab=nonsense").status_code == 200
    assert "empty" in client.get("/todo/?tab=copied").content.decode()


def test_more_than_fits_is_said(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    many = [Todo(kind="事项", title=f"第{n}件", url="/x/") for n in range(60)]
    monkeypatch.setattr(todo, "_sources", [lambda actor, tab, limit: many[:limit]])
    page = client_of(cast.office_city).get("/todo/").content.decode()
    assert page.count('scope="row"') == 50
    assert "50" in page


def test_administrators_see_where_to_go(cast: Cast) -> None:
    page = client_of(cast.system_admin).get("/").content.decode()
    assert "/sign-ins/" in page
    assert "/audit/" in client_of(cast.audit_admin).get("/").content.decode()


def test_without_an_appointment_it_says_whom_to_ask(cast: Cast) -> None:
    user = UserFactory.create(display_name="新来的")
    PersonFactory(user=user, name="新来的", home_unit=cast.ground.site)
    AppointmentFactory(user=user, role=Role.CADRE, unit=cast.ground.site, until="2024-03-31")
    page = client_of(user).get("/").content.decode()
    for name in ("县办小孙", "市办小钱", "省办小赵", "安全员"):
        assert name in page
    assert "外市人" not in page
    assert "2024" in page


@pytest.mark.parametrize("with_person", [True, False])
def test_somebody_quite_unknown_is_told_too(cast: Cast, with_person: bool) -> None:
    user = UserFactory.create()
    Appointment.objects.all().delete()
    if with_person:
        PersonFactory(user=user, home_unit=cast.ground.city)
    assert client_of(user).get("/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_handbook_is_read_without_signing_in(language: str) -> None:
    client = Client()
    client.cookies["django_language"] = language
    for topic in TOPICS:
        response = client.get(f"/help/{topic}/")
        assert response.status_code == 200
        assert ("登录" in response.content.decode() or "蹲点" in response.content.decode()) == (
            language == "zh-hans"
        )
    assert client.get("/help/").status_code == 200
    assert client.get("/help/nonsense/").status_code == 404


def test_the_handbook_opens_at_ones_own_role(cast: Cast) -> None:
    for name, topic in {"cadre": "cadre", "leader": "leader", "audit_admin": "admin", "host": "host"}.items():
        page = client_of(getattr(cast, name)).get("/help/").content.decode()
        assert f'href="/help/{topic}/" aria-current="page"' in page


@pytest.mark.django_db
def test_health_asks_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Client().get("/healthz").json() == {"status": "ok"}

    def broken() -> None:
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", broken)
    assert Client().get("/healthz").status_code == 503


def test_the_first_page_costs_few_queries(cast: Cast, story: None, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    client = client_of(cast.office_city)
    with django_assert_max_num_queries(6):
        client.get("/")


def test_a_host_meets_who_is_stationed_there(cast: Cast) -> None:
    posting = post(cast)
    make_task(posting.site)
    make_task(posting.site, state="done", done_on=date(2024, 6, 1))
    page = client_of(cast.host).get("/").text
    assert "第一蹲点工作组" in page
    assert "1/2" in page
    assert f"/tasks/?site={posting.site.pk}" in page
    assert "第一蹲点工作组" not in client_of(cast.system_admin).get("/").text


def test_administrators_see_what_they_look_after(cast: Cast) -> None:
    PersonFactory(home_unit=cast.ground.city)
    for actor, address in (
        (cast.system_admin, "/sign-ins/?state=none"),
        (cast.security_admin, "/appointments/"),
        (cast.audit_admin, "/audit/"),
    ):
        assert f'class="figure-value"><a href="{address}"' in client_of(actor).get("/").text


def test_results_stand_against_targets(cast: Cast) -> None:
    posting = post(cast)
    talks = IndicatorFactory(unit=cast.ground.city, name="访谈职工")
    make_task(posting.site, indicator=talks, target=100)
    for actor in (cast.office_city, cast.office_county, cast.leader):
        client = client_of(actor)
        assert "/stats/targets/" in client.get("/").text
        assert "访谈职工" in client.get("/stats/targets/").text
    assert client_of(cast.host).get("/stats/targets/").status_code == 403


def test_results_against_targets_stand_where_they_can_be_seen(cast: Cast) -> None:
    """A department reads figures of concerns, but neither tasks nor logs: it is not told that there are no targets."""
    targets = reverse("insight:targets")
    for who, there in ((cast.office_city, True), (cast.leader, True), (cast.department, False)):
        assert (targets in client_of(who).get("/").content.decode()) is there
