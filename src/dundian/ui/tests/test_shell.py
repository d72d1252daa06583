"""Headers, preferences, refusals, faults, navigation, answers."""

from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import NoReverseMatch, include, path
from django.views.decorators.http import require_POST

from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.ui import errors, navigation, pages
from dundian.ui.navigation import NavItem
from dundian.ui.selection import Selection

FAULTS = {"refused": Refused("仅限蹲点办"), "invalid": Invalid("没有可办的"), "conflict": Conflict(None)}


def raising(request: HttpRequest, name: str) -> HttpResponse:
    if name in FAULTS:
        raise FAULTS[name]
    raise RuntimeError("on purpose")


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [
    path("", include("dundian.ui.urls")),
    path("ok/", plain),
    path("post/", require_POST(plain)),
    path("raise/<str:name>/", raising),
]
handler400, handler403, handler404, handler500 = (
    errors.bad_request,
    errors.refused,
    errors.not_found,
    errors.fault,
)
LEAN = override_settings(
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[
        "dundian.ui.middleware.Headers",
        "dundian.ui.middleware.Preferences",
        "django.middleware.csrf.CsrfViewMiddleware",
        "dundian.ui.middleware.Faults",
    ],
    CSRF_FAILURE_VIEW="dundian.ui.errors.csrf_refused",
    STORAGES={"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
)


@pytest.fixture
def visitor() -> Any:
    with LEAN:
        yield Client(raise_request_exception=False)


def test_every_answer_carries_the_policy(visitor: Client) -> None:
    for address in ("/ok/", "/nowhere/", "/raise/fault/"):
        response = visitor.get(address)
        assert response["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
        assert "unsafe" not in response["Content-Security-Policy"]
        assert response["X-Frame-Options"] == "DENY"
        assert response["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [("refused", 403, "仅限蹲点办"), ("invalid", 422, "没有可办的"), ("conflict", 409, "他人")],
)
def test_what_was_raised_on_purpose_is_explained(visitor: Client, name: str, status: int, words: str) -> None:
    response = visitor.get(f"/raise/{name}/")
    assert response.status_code == status
    assert words in response.content.decode()
    fragment = visitor.get(f"/raise/{name}/", headers={"HX-Request": "true"})
    assert fragment.status_code == status
    assert b"<html" not in fragment.content


def test_a_program_that_reads_no_pages_gets_the_words(visitor: Client) -> None:
    response = visitor.get("/raise/refused/", headers={"Accept": "application/json"})
    assert (response.status_code, response["Content-Type"]) == (403, "text/plain; charset=utf-8")
    assert "仅限蹲点办" in response.content.decode()
    assert "<" not in response.content.decode()


def test_a_fault_has_a_number_that_stands_in_the_log(
    visitor: Client, caplog: pytest.LogCaptureFixture
) -> None:
    response = visitor.get("/raise/fault/")
    assert response.status_code == 500
    logged = next(r for r in caplog.records if r.name == "dundian.ui.errors")
    assert str(logged.args[0]) in response.content.decode()  # type: ignore[index]
    assert logged.exc_info
    assert "投诉建议" in response.content.decode()


def test_other_errors_are_pages_too(visitor: Client) -> None:
    assert "找不到页面" in visitor.get("/nowhere/").content.decode()
    refused = visitor.get("/post/")
    assert (refused.status_code, refused["Allow"]) == (405, "POST")
    assert b"<h1" in refused.content
    strict = Client(enforce_csrf_checks=True)
    assert "失效" in strict.post("/post/").content.decode()
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=10):
        assert visitor.post("/preferences/", {"a": "x" * 100}).status_code == 413
    with override_settings(DATA_UPLOAD_MAX_NUMBER_FIELDS=2):
        assert visitor.post("/preferences/", {"a": "1", "b": "2", "c": "3"}).status_code == 413


def test_preferences_come_from_cookies_not_from_the_browser(visitor: Client) -> None:
    chinese = visitor.get("/nowhere/", headers={"Accept-Language": "en"}).content.decode()
    assert '<html lang="zh-Hans">' in chinese
    answer = visitor.post("/preferences/", {"language": "en", "large_type": "1", "next": "/ok/?a=1"})
    assert (answer.status_code, answer["Location"]) == (302, "/ok/?a=1")
    english = visitor.get("/nowhere/").content.decode()
    assert '<html lang="en" class="large-type">' in english
    for bad in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"):
        assert visitor.post("/preferences/", {"next": bad, "language": "xx"})["Location"] == "/"


def test_settings_name_us() -> None:
    from django.conf import settings

    for name in ("Headers", "Preferences", "Faults"):
        assert f"dundian.ui.middleware.{name}" in settings.MIDDLEWARE
    assert settings.CSRF_FAILURE_VIEW == "dundian.ui.errors.csrf_refused"


@pytest.fixture
def menu(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(navigation, "_items", {})
    navigation.register(
        NavItem("Sites", "site_list", "sites", order=10, labels={"host": "Here"}),
        NavItem("Teams", "team_list", "teams", order=20, allowed=lambda actor: actor.boss),
        NavItem("Home", "home", "home"),
        NavItem("Gone", "no_such_url", "tasks"),
    )
    patterns = [
        path(p, plain, name=n)
        for p, n in (("", "home"), ("sites/", "site_list"), ("sites/teams/", "team_list"))
    ]

    def of(role: str, address: str, boss: bool = True) -> navigation.Menu:
        request = RequestFactory().get(address)
        request.actor = SimpleNamespace(roles={role}, boss=boss)  # type: ignore[attr-defined]
        with override_settings(ROOT_URLCONF=type("Urls", (), {"urlpatterns": patterns})):
            return navigation.menu_for(request)

    return of


def test_each_face_sees_what_it_may_open(menu: Any) -> None:
    office = menu("office", "/sites/teams/7/")
    assert [(link.url, link.current) for link in office.main] == [("/", False), ("/sites/", True)]
    assert [(str(link.label), link.current) for link in office.under] == [("Sites", False), ("Teams", True)]
    assert menu("office", "/sites/", boss=False).under == []
    assert [str(link.label) for link in menu("host", "/sites/").under] == ["Here", "Teams"]
    assert menu("cadre", "/").phone_bar
    assert not menu("office", "/").phone_bar
    assert navigation.menu_for(RequestFactory().get("/")).main == ()


def test_home_is_current_only_at_home(menu: Any) -> None:
    assert [link.current for link in menu("office", "/").main] == [True, False]
    assert [link.current for link in menu("office", "/elsewhere/").main] == [False, False]


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, False),
        ({"HX-Request": "true"}, True),
        ({"HX-Request": "true", "HX-Boosted": "true"}, False),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, False),
    ],
)
def test_is_fragment(headers: dict[str, str], expected: bool) -> None:
    assert pages.is_fragment(RequestFactory().get("/", headers=headers)) is expected


def test_download_keeps_a_chinese_name_and_drops_what_is_dangerous() -> None:
    response = pages.download(b"x", "../台账\r\n 一.xlsx")
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''..-%E5%8F%B0%E8%B4%A6%20%E4%B8%80.xlsx"
    )
    assert b"".join(pages.download(iter([b"a", b"b"]), "a.xlsx").streaming_content) == b"ab"  # type: ignore[attr-defined]


def test_selection_reads_ticks_or_the_whole_filter() -> None:
    request = RequestFactory().post("/", {"pick": ["1", "2"], "filter": "kind=p"})
    assert Selection.of(request).ids == ("1", "2")
    assert Selection.of(request).inputs() == [("pick", "1"), ("pick", "2")]
    everything = Selection.of(RequestFactory().post("/", {"pick": "1", "all": "1", "filter": "kind=p"}))
    assert everything.everything
    assert everything.inputs() == [("all", "1"), ("filter", "kind=p")]
    with pytest.raises(Invalid):
        Selection.of(RequestFactory().post("/")).rows(None, None)  # type: ignore[arg-type]


@pytest.mark.parametrize("pk", [7, UUID(int=7)])
def test_an_address_with_one_id_is_what_reverse_gives(pk: Any) -> None:
    from django.urls import reverse

    from dundian.ui.addresses import address

    view = "org:unit_detail" if isinstance(pk, int) else "org:person_detail"
    for _again in range(2):
        assert address(view, pk) == reverse(view, args=[pk])
        assert address("org:unit_list") == reverse("org:unit_list")
    with pytest.raises(NoReverseMatch):
        address("org:unit_detail", -7)
    with pytest.raises(NoReverseMatch):
        address("org:nothing", pk)
