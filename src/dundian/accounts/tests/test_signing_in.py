"""Signing in, being locked out, being signed out."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import F
from django.test import Client
from django.urls import reverse

from dundian.accounts import actions
from dundian.accounts.models import FailedSignIn, SignIn, User
from dundian.accounts.queries import digest_of
from dundian.accounts.sessions import BACKEND
from dundian.kernel import clock
from dundian.org.cast import Cast, client_of

PASSWORD = "杜鹃花 1949 开"
URL = "/sign-in/"
NOON = datetime(2024, 6, 12, 4, tzinfo=UTC)


@pytest.fixture
def user(cast: Cast) -> User:
    user = cast.cadre.user
    user.set_password(PASSWORD)
    user.save()
    return user


def attempt(
    username: str, password: str, *, client: Client | None = None, address: str = "10.0.0.1", **more: str
) -> Any:
    data = {"username": username, "password": password, **more}
    return (client or Client()).post(
        URL, data, REMOTE_ADDR=address, HTTP_USER_AGENT="Mozilla/5.0 (Windows) Firefox/1"
    )


def test_the_right_password_leads_where_one_wanted_to_go(user: User) -> None:
    client = Client()
    asked = client.get("/me/sessions/")
    assert asked.status_code == 302
    assert asked["Location"] == f"{URL}?next=/me/sessions/"
    response = attempt(" CADRE ", PASSWORD, client=client, next="/me/sessions/")
    assert (response.status_code, response["Location"]) == (302, "/me/sessions/")
    row = SignIn.objects.get(user=user)
    assert (row.address, row.device_name) == ("10.0.0.1", "Firefox · Windows")
    assert row.session_digest == digest_of(client.session.session_key)


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil"]
)
def test_nobody_is_sent_to_another_site(user: User, elsewhere: str) -> None:
    assert attempt("cadre", PASSWORD, next=elsewhere)["Location"] == "/"


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(user: User) -> None:
    wrong, unknown = attempt("cadre", "falsch"), attempt("niemand", "falsch")
    assert wrong.status_code == unknown.status_code == 422
    texts = [r.content.decode().replace("cadre", "").replace("niemand", "") for r in (wrong, unknown)]
    without_token = [
        t.split("csrfmiddlewaretoken")[0] + t.split("csrfmiddlewaretoken")[-1][100:] for t in texts
    ]
    assert without_token[0] == without_token[1]
    assert sorted(FailedSignIn.objects.values_list("user", flat=True), key=str) == sorted(
        [user.pk, None], key=str
    )


def test_an_unknown_name_costs_a_hash_too(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.contrib.auth.hashers import Argon2PasswordHasher

    hashed: list[str] = []
    original = Argon2PasswordHasher.encode

    def encode(self: Any, password: str, salt: str) -> str:
        hashed.append(password)
        return str(original(self, password, salt))

    monkeypatch.setattr(Argon2PasswordHasher, "encode", encode)
    attempt("niemand", "falsch")
    assert len(hashed) == 1


def test_a_closed_sign_in_looks_like_a_wrong_password(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert attempt("cadre", PASSWORD).content.decode().count("alert") == attempt(
        "cadre", "x"
    ).content.decode().count("alert")
    assert not SignIn.objects.exists()


def test_five_wrong_passwords_lock_this_name_from_this_address_only(user: User) -> None:
    for name in ("cadre", "CADRE", "Cadre", "cadre"):
        assert attempt(name, "falsch").status_code == 422
    locked = attempt("cadre", "falsch")
    assert locked.status_code == 429
    assert "15" in locked.content.decode()
    assert locked["Retry-After"] == "900"
    assert attempt("cadre", PASSWORD).status_code == 429
    assert attempt("leader", "falsch").status_code == 422
    assert attempt("cadre", PASSWORD, address="10.0.0.2").status_code == 302


def test_the_lock_opens_by_itself_and_does_not_grow_by_trying(user: User) -> None:
    for _turn in range(5):
        attempt("cadre", "falsch")
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=12))
    locked = attempt("cadre", "falsch")
    assert (locked.status_code, locked["Retry-After"]) == (429, "180")
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=4))
    assert attempt("cadre", PASSWORD).status_code == 302


def test_a_right_password_clears_the_count(user: User) -> None:
    for _turn in range(4):
        attempt("cadre", "falsch")
    assert attempt("cadre", PASSWORD).status_code == 302
    for _turn in range(4):
        assert attempt("cadre", "falsch").status_code == 422


def test_failed_attempts_are_told_after_signing_in(user: User) -> None:
    attempt("cadre", PASSWORD)
    attempt("cadre", "falsch")
    client = Client()
    attempt("cadre", PASSWORD, client=client)
    page = client.get("/me/").content.decode()
    assert "messages" in page


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "用户" * 30, "‮kader", "' OR 1=1 --", "😀"])
def test_odd_names_and_passwords_are_simply_wrong(user: User, text: str) -> None:
    assert attempt(text, "x").status_code == 422
    assert attempt("cadre", text).status_code == 422


def test_a_session_idle_too_long_is_ended_with_a_word(cast: Cast) -> None:
    with clock.at(NOON):
        client = client_of(cast.cadre)
        assert client.get("/me/").status_code == 200
    with clock.at(NOON + settings.SESSION_IDLE - timedelta(seconds=5)):
        assert client.get("/me/").status_code == 200
    with clock.at(NOON + 2 * settings.SESSION_IDLE):
        response = client.get("/me/?a=1")
        assert response["Location"] == f"{URL}?next=/me/%3Fa%3D1"
        assert "30" in client.get(URL).content.decode()
    assert SignIn.objects.get().end == SignIn.End.IDLE
    assert not Session.objects.exists()


def test_a_fragment_of_an_ended_session_takes_the_whole_page_to_sign_in(cast: Cast) -> None:
    with clock.at(NOON):
        client = client_of(cast.cadre)
    with clock.at(NOON + 2 * settings.SESSION_IDLE):
        headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/todo/"}
        response = client.get("/todo/?tab=done", headers=headers)
        assert (response.status_code, response["HX-Redirect"]) == (200, f"{URL}?next=/todo/")
        again = client.get("/todo/?tab=done", headers=headers, follow=True)
        assert again["HX-Redirect"].startswith(URL)


def test_looking_costs_one_query_and_one_write_a_minute(cast: Cast, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with clock.at(NOON):
        client = client_of(cast.cadre)
        # session, user, sign-in, how far the request reaches; the page's own one
        with django_assert_num_queries(5):
            client.get("/healthz")
    with clock.at(NOON + timedelta(minutes=2)):
        with django_assert_num_queries(6):
            client.get("/healthz")
        with django_assert_num_queries(5):
            client.get("/healthz")
    assert SignIn.objects.get().seen_at == NOON + timedelta(minutes=2)


def test_a_session_without_a_known_sign_in_is_not_let_in(cast: Cast) -> None:
    client = client_of(cast.cadre)
    SignIn.objects.all().delete()
    assert client.get("/me/").status_code == 302


def test_signing_out_takes_a_post_and_ends_the_row(cast: Cast) -> None:
    client = client_of(cast.cadre)
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/")["Location"] == URL
    assert SignIn.objects.get().end == SignIn.End.SIGNED_OUT
    assert client.get("/me/").status_code == 302


def test_a_form_without_its_token_gets_a_friendly_page(user: User) -> None:
    response = Client(enforce_csrf_checks=True).post(URL, {"username": "cadre", "password": PASSWORD})
    assert response.status_code == 403
    assert "Django" not in response.content.decode()


def test_whoever_is_signed_in_does_not_see_the_form(cast: Cast) -> None:
    assert client_of(cast.cadre).get(URL)["Location"] == "/"


def test_the_page_lets_password_managers_in(db: None) -> None:
    page = Client().get(URL).content.decode()
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert "onpaste" not in page
    assert reverse("web:help_view") in page


LONG = {"kind": "fault", "text": "写了四十分钟的长文", "contact": ""}


def test_a_form_sent_after_the_session_ended_is_kept_and_sent_after_signing_in(user: User) -> None:
    client = Client()
    with clock.at(NOON):
        attempt("cadre", PASSWORD, client=client)
    with clock.at(NOON + 2 * settings.SESSION_IDLE):
        response = client.post("/feedback/", LONG)
        assert response["Location"] == f"{URL}?next=/sign-in/resume/"
        assert "长文" not in str(Session.objects.get().get_decoded())
        assert (
            attempt("cadre", PASSWORD, client=client, next="/sign-in/resume/")["Location"]
            == "/sign-in/resume/"
        )
        page = client.get("/sign-in/resume/").content.decode()
        assert 'action="/feedback/"' in page
        assert LONG["text"] in page
        assert client.get("/sign-in/resume/")["Location"] == "/"


def test_what_was_kept_is_not_shown_to_somebody_else(user: User, cast: Cast) -> None:
    client = Client()
    with clock.at(NOON):
        attempt("cadre", PASSWORD, client=client)
    with clock.at(NOON + 2 * settings.SESSION_IDLE):
        client.post("/feedback/", LONG)
        cast.leader.user.set_password(PASSWORD)
        cast.leader.user.save()
        attempt("leader", PASSWORD, client=client)
        assert client.get("/sign-in/resume/")["Location"] == "/"


def test_a_form_with_a_wrong_token_and_a_password_are_not_kept(user: User) -> None:
    for client, url in ((Client(enforce_csrf_checks=True), "/feedback/"), (Client(), "/me/password/")):
        with clock.at(NOON):
            client.force_login(user, backend=BACKEND)
        with clock.at(NOON + 2 * settings.SESSION_IDLE):
            client.post(url, {"old": PASSWORD, "new": "geheim", **LONG})
            assert "kept_form" not in client.session


def test_old_sign_ins_are_forgotten(cast: Cast) -> None:
    with clock.at(NOON - timedelta(days=400)):
        client_of(cast.cadre)
        FailedSignIn.objects.create(user=cast.cadre.user)
    with clock.at(NOON):
        client_of(cast.leader)
        assert actions.forget_old_sign_ins() == 2
    assert SignIn.objects.get().user == cast.leader.user


@pytest.mark.parametrize("hidden", ["\x00", "\x07", "\u202e"])
def test_the_lock_page_takes_any_name(user: User, hidden: str) -> None:
    for _n in range(5):
        attempt("cadre", "falsch")
    assert attempt(f"cadre{hidden}", PASSWORD).status_code == 429


@pytest.mark.parametrize("charset", ["base64", "punycode", "undefined", "utf-16", "nope"])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=b"])
def test_a_form_is_read_in_our_encoding_whatever_it_claims(db: None, charset: str, kind: str) -> None:
    fields = "".join(
        f'--b\r\nContent-Disposition: form-data; name="{n}"\r\n\r\nfalsch\r\n'
        for n in ("username", "password")
    )
    body = f"{fields}--b--\r\n" if "multipart" in kind else "username=%E5%91%A8&password=%80"
    answer = Client().generic("POST", URL, body.encode(), content_type=f"{kind}; charset={charset}")
    assert answer.status_code == 422
