"""The system administrator keeps sign-ins."""

import re

import pytest
from django.test import Client

from dundian.accounts.models import User
from dundian.audit_trail.models import Entry
from dundian.org.access import Actor
from dundian.org.cast import Cast, client_of, make_actor
from dundian.org.factories import PersonFactory
from dundian.org.models import Person, Role


@pytest.fixture
def county_admin(cast: Cast) -> Actor:
    return make_actor("county_admin", "县系统员", Role.SYSTEM_ADMIN, cast.ground.county)


def test_only_the_system_administrator_gets_in(cast: Cast) -> None:
    person = Person.objects.get(user=cast.cadre.user)
    for name, actor in cast.members().items():
        expected = 200 if name == "system_admin" else 403
        client = client_of(actor)
        for url in ("/sign-ins/", f"/sign-ins/{person.pk}/reset/", f"/sign-ins/{person.pk}/change/"):
            assert client.get(url).status_code == expected, (name, url)


def test_a_sign_in_is_opened_used_and_changed(cast: Cast, county_admin: Actor) -> None:
    person = PersonFactory.create(name="新来的", home_unit=cast.ground.site)
    client = client_of(county_admin)
    url = f"/sign-ins/{person.pk}/open/"
    assert client.get(url).status_code == 200
    assert client.post(url, {"username": "mit leer"}).status_code == 422
    assert client.post(url, {"username": "CADRE"}).status_code == 422
    page = client.post(url, {"username": "Xinlaide"}).content.decode()
    password = re.search(r"<dd>([0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4})</dd>", page)
    assert password
    person.refresh_from_db()
    assert person.user
    assert person.user.username == "xinlaide"
    visitor = Client()
    assert visitor.post("/sign-in/", {"username": "xinlaide", "password": password[1]}).status_code == 302
    assert visitor.get("/")["Location"] == "/me/password/"
    assert client.get(url).status_code == 302
    verbs = Entry.objects.filter(noun="sign_in").order_by("id").values_list("verb", "unit_id")
    assert list(verbs) == [("add", cast.ground.site.pk), ("link", cast.ground.site.pk)]


def test_people_outside_the_scope_are_not_found(cast: Cast, county_admin: Actor) -> None:
    client = client_of(county_admin)
    page = client.get("/sign-ins/").content.decode()
    assert ("王主席" in page, "市办小钱" in page, "外市人" in page) == (True, False, False)
    for actor in (cast.office_city, cast.outsider):
        person = Person.objects.get(user=actor.user)
        for what in ("open", "reset", "change", "second-factor"):
            assert client.get(f"/sign-ins/{person.pk}/{what}/").status_code == 404


def test_somebody_who_is_also_appointed_above_is_refused_with_the_reason(
    cast: Cast, county_admin: Actor
) -> None:
    both = make_actor("both", "两头跑", Role.OFFICE, cast.ground.city, home=cast.ground.county)
    url = f"/sign-ins/{Person.objects.get(user=both.user).pk}/reset/"
    response = client_of(county_admin).post(url)
    assert response.status_code == 403
    assert "盐都市总工会" in response.content.decode()


def test_shutting_out_takes_a_reason_and_is_undone(cast: Cast) -> None:
    person = Person.objects.get(user=cast.host.user)
    host, admin = client_of(cast.host), client_of(cast.system_admin)
    url = f"/sign-ins/{person.pk}/change/"
    assert admin.post(url, {"reason": ""}).status_code == 422
    assert admin.post(url, {"reason": "退休"}).status_code == 302
    assert host.get("/").status_code == 302
    assert not User.objects.get(pk=cast.host.user.pk).is_active
    admin.post(url, {"reason": "返聘"})
    assert User.objects.get(pk=cast.host.user.pk).is_active


def test_a_reset_shows_the_password_once_and_a_lost_telephone_is_forgotten(cast: Cast) -> None:
    person = Person.objects.get(user=cast.host.user)
    admin = client_of(cast.system_admin)
    assert "-" in admin.post(f"/sign-ins/{person.pk}/reset/").content.decode()
    assert User.objects.get(pk=cast.host.user.pk).must_change_password
    assert admin.post(f"/sign-ins/{person.pk}/second-factor/")["Location"] == "/sign-ins/"


def test_somebody_without_a_sign_in_has_nothing_to_reset(cast: Cast) -> None:
    person = PersonFactory.create(home_unit=cast.ground.site)
    assert client_of(cast.system_admin).post(f"/sign-ins/{person.pk}/reset/").status_code == 422


@pytest.mark.parametrize(
    ("query", "expected"), [("q=王主席", 1), ("q=飞骑", 1), ("state=none", 1), ("state=closed", 0)]
)
def test_the_filter(cast: Cast, query: str, expected: int) -> None:
    PersonFactory.create(home_unit=cast.ground.neighbour)
    page = client_of(cast.system_admin).get(f"/sign-ins/?{query}").content.decode()
    assert page.count('scope="row"') == expected


def test_the_list_costs_the_same_at_any_length(cast: Cast, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    client = client_of(cast.system_admin)
    for _turn in range(2):
        PersonFactory.create_batch(30, home_unit=cast.ground.site)
        with django_assert_num_queries(6):
            client.get("/sign-ins/")
