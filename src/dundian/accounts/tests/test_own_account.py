"""One's own profile, password, devices and second factor."""

import re
import time
from binascii import unhexlify
from datetime import UTC, datetime

import pytest
from django.test import Client, override_settings
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from dundian.accounts import policy
from dundian.accounts.models import SignIn, User
from dundian.accounts.sessions import BACKEND
from dundian.audit_trail.models import Entry
from dundian.kernel import clock
from dundian.org.cast import Cast, client_of

OLD, NEW = "杜鹃花 1949 开", "木棉 又一年 2024"
NOON = datetime(2024, 6, 12, 4, tzinfo=UTC)


@pytest.fixture
def user(cast: Cast) -> User:
    user = cast.office_city.user
    user.set_password(OLD)
    user.save()
    return user


def signed_in(username: str = "office_city", password: str = OLD) -> Client:
    client = Client()
    assert client.post("/sign-in/", {"username": username, "password": password}).status_code == 302
    return client


def change(client: Client, old: str = OLD, new: str = NEW, again: str | None = None):  # type: ignore[no-untyped-def]
    return client.post(
        "/me/password/", {"old": old, "new": new, "again": again if again is not None else new}
    )


def test_the_profile_shows_appointments_and_a_masked_telephone(user: User) -> None:
    page = signed_in().get("/me/").content.decode()
    assert "盐都市总工会" in page
    assert "138****0000" in page
    assert "13800000000" not in page


def test_a_changed_password_keeps_this_device_and_ends_the_others(user: User) -> None:
    here, there = signed_in(), signed_in()
    assert change(here)["Location"] == "/me/"
    assert here.get("/me/").status_code == 200
    assert there.get("/me/").status_code == 302
    assert list(SignIn.objects.filter(user=user).exclude(ended_at=None).values_list("end", flat=True)) == [
        "password"
    ]
    assert signed_in(password=NEW)
    entry = Entry.objects.get(noun="sign_in", verb="change")
    assert (entry.actor_name, entry.object_label, entry.unit_id) == (
        "市办小钱",
        "市办小钱",
        user.person.home_unit_id,
    )
    assert NEW not in str(entry.detail)


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [
        ("falsch", NEW, NEW),
        (OLD, NEW, "anders als das"),
        (OLD, "kurz1", "kurz1"),
        (OLD, "password123", "password123"),
        (OLD, "12345678901", "12345678901"),
        (OLD, "abcdefghijklm", "abcdefghijklm"),
        (OLD, "office_city1", "office_city1"),
        (OLD, OLD, OLD),
        (OLD, "", ""),
    ],
)
def test_a_password_that_will_not_do_is_explained(user: User, old: str, new: str, again: str) -> None:
    response = change(signed_in(), old, new, again)
    assert response.status_code == 422
    assert "error-summary" in response.content.decode()
    assert User.objects.get(pk=user.pk).check_password(OLD)


def test_a_one_time_password_must_be_changed_first(user: User) -> None:
    User.objects.filter(pk=user.pk).update(must_change_password=True)
    client = signed_in()
    for url in ("/", "/me/", "/todo/", "/me/sessions/"):
        assert client.get(url)["Location"] == "/me/password/"
    assert client.get("/todo/", headers={"HX-Request": "true"})["HX-Redirect"] == "/me/password/"
    assert client.get("/help/start/").status_code == 200
    assert change(client)["Location"] == "/"
    assert client.get("/me/").status_code == 200


def test_one_device_or_all_others_are_ended_from_here(user: User) -> None:
    here, second, third = signed_in(), signed_in(), signed_in()
    rows = SignIn.objects.order_by("started_at")
    assert here.get("/me/sessions/").content.decode().count("/end/") == 3
    here.post(f"/me/sessions/{rows[1].pk}/end/")
    assert second.get("/me/").status_code == 302
    assert third.get("/me/").status_code == 200
    here.post("/me/sessions/others/end/")
    assert third.get("/me/").status_code == 302
    assert here.get("/me/").status_code == 200


def test_somebody_elses_device_is_not_found(cast: Cast, user: User) -> None:
    client_of(cast.cadre)
    theirs = SignIn.objects.get(user=cast.cadre.user)
    assert signed_in().post(f"/me/sessions/{theirs.pk}/end/").status_code == 404


def test_the_history_shows_sign_ins_and_failed_attempts(user: User) -> None:
    Client().post("/sign-in/", {"username": "office_city", "password": "falsch"}, REMOTE_ADDR="10.9.9.9")
    page = signed_in().get("/me/sessions/").content.decode()
    assert "10.9.9.9" in page


def code_for(key: str) -> str:
    return f"{totp(unhexlify(key)):06}"


def enrol(client: Client) -> tuple[str, list[str]]:
    page = client.get("/me/second-factor/add/").content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    key = client.session["enrolling_key"]
    assert client.post("/me/second-factor/add/", {"code": "000000"}).status_code == 422
    done = client.post("/me/second-factor/add/", {"code": code_for(key)})
    assert done.status_code == 200
    return key, re.findall(r"<li>([0-9a-z-]{14})</li>", done.content.decode())


def test_with_a_second_factor_the_password_is_not_enough(user: User) -> None:
    key, codes = enrol(signed_in())
    assert len(set(codes)) == 10
    client = Client()
    first = client.post("/sign-in/", {"username": "office_city", "password": OLD, "next": "/todo/"})
    assert first["Location"] == "/sign-in/code/?next=%2Ftodo%2F"
    assert client.get("/me/").status_code == 302
    TOTPDevice.objects.update(last_t=-1)
    second = client.post("/sign-in/code/", {"code": code_for(key), "next": "/todo/"})
    assert second["Location"] == "/todo/"
    assert client.get("/me/").status_code == 200


def test_a_code_counts_once(user: User) -> None:
    key, _codes = enrol(signed_in())
    client = Client()
    client.post("/sign-in/", {"username": "office_city", "password": OLD})
    assert client.post("/sign-in/code/", {"code": code_for(key)}).status_code == 422


def test_a_recovery_code_lets_in_once(user: User) -> None:
    _key, codes = enrol(signed_in())
    for expected in (302, 422):
        client = Client()
        client.post("/sign-in/", {"username": "office_city", "password": OLD})
        assert client.post("/sign-in/code/", {"code": codes[0].upper()}).status_code == expected


def test_five_wrong_codes_ask_for_the_password_again(user: User) -> None:
    enrol(signed_in())
    client = Client()
    client.post("/sign-in/", {"username": "office_city", "password": OLD})
    for _turn in range(5):
        assert client.post("/sign-in/code/", {"code": "nonsense"}).status_code == 422
    assert client.post("/sign-in/code/", {"code": "nonsense"})["Location"] == "/sign-in/"
    assert Client().get("/sign-in/code/")["Location"] == "/sign-in/"


def test_the_second_step_does_not_wait_for_ever(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    enrol(signed_in())
    client = Client()
    client.post("/sign-in/", {"username": "office_city", "password": OLD})
    later = time.time() + 301
    monkeypatch.setattr(time, "time", lambda: later)
    assert client.post("/sign-in/code/", {"code": "123456"})["Location"] == "/sign-in/"


def test_removing_and_renewing_take_the_password(user: User) -> None:
    client = signed_in()
    _key, codes = enrol(client)
    assert client.post("/me/second-factor/codes/", {"password": "falsch"}).status_code == 422
    renewed = client.post("/me/second-factor/codes/", {"password": OLD}).content.decode()
    assert codes[0] not in renewed
    assert client.post("/me/second-factor/remove/", {"password": "falsch"}).status_code == 422
    assert client.post("/me/second-factor/remove/", {"password": OLD}).status_code == 302
    assert not TOTPDevice.objects.exists()
    assert set(Entry.objects.filter(noun="sign_in").values_list("verb", flat=True)) == {
        "protect",
        "unprotect",
    }


@override_settings(SECOND_FACTOR_REQUIRED=True)
def test_a_setting_makes_it_compulsory_for_offices_and_administrators(cast: Cast, user: User) -> None:
    needing = {name for name, actor in cast.members().items() if policy.needs_second_factor(actor.user)}
    assert needing == {
        "office_province", "office_city", "office_county", "outsider", "system_admin", "security_admin", "audit_admin"
    }  # fmt: skip
    client = signed_in()
    assert client.get("/todo/")["Location"] == "/me/second-factor/add/"
    enrol(client)
    assert client.get("/todo/").status_code == 200
    assert client_of(cast.cadre).get("/todo/").status_code == 200


@override_settings(SECOND_FACTOR_REQUIRED=True)
def test_a_compulsory_factor_is_still_missing_after_a_session_without_it(user: User) -> None:
    """Somebody who has a device but whose session never passed the second step is not let through."""
    enrol(signed_in())
    client = Client()
    client.force_login(user, backend=BACKEND)
    with clock.at(clock.now()):
        assert client.get("/todo/").status_code == 302
