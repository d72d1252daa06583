"""投诉建议."""

from datetime import timedelta

import pytest
from django.test import Client

from dundian.audit_trail.models import Entry
from dundian.kernel import clock
from dundian.org.cast import Cast, client_of, make_actor
from dundian.org.models import Role
from dundian.web import actions
from dundian.web.models import Feedback

TEXT = {"kind": "fault", "text": "导出按钮点了没反应", "contact": "a@example.org"}


@pytest.mark.django_db
def test_a_visitor_gets_a_number_and_looks_up_the_answer() -> None:
    client = Client()
    assert client.get("/feedback/").status_code == 200
    response = client.post("/feedback/", TEXT)
    sent = Feedback.objects.get()
    assert response["Location"] == f"/feedback/{sent.number}/"
    assert sent.by is None
    page = client.get(response["Location"]).content.decode()
    assert sent.number in page
    assert sent.text not in page
    assert client.get(f"/feedback/{sent.number.lower()}/").status_code == 200
    assert client.get("/feedback/20240101-AAAAAA/").status_code == 404


def test_somebody_signed_in_is_named(cast: Cast) -> None:
    client_of(cast.cadre).post("/feedback/", TEXT)
    assert Feedback.objects.get().by == cast.cadre.user


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changed",
    [
        {"text": ""},
        {"kind": ""},
        {"kind": "nonsense"},
        {"text": "长" * 2001},
        {"contact": "9" * 61},
        {"text": "\x00"},
    ],
)
def test_what_is_missing_or_too_long_is_said_and_kept(changed: dict[str, str]) -> None:
    response = Client().post("/feedback/", {**TEXT, "contact": "回电 123", **changed})
    assert response.status_code == 422
    page = response.content.decode()
    assert "error-summary" in page
    assert "回电 123" in page or "contact" in changed
    assert not Feedback.objects.exists()


@pytest.mark.django_db
def test_control_and_direction_characters_are_left_out() -> None:
    Client().post("/feedback/", {**TEXT, "text": "好\u202e的\x07😀"})
    assert Feedback.objects.get().text == "好的😀"


@pytest.mark.django_db
def test_a_flood_from_one_place_is_slowed_down_with_the_text_kept() -> None:
    for _turn in range(actions.PER_SENDER):
        assert Client().post("/feedback/", TEXT, REMOTE_ADDR="10.0.0.1").status_code == 302
    refused = Client().post("/feedback/", TEXT, REMOTE_ADDR="10.0.0.1")
    assert refused.status_code == 422
    assert TEXT["text"] in refused.content.decode()
    assert Client().post("/feedback/", TEXT, REMOTE_ADDR="10.0.0.2").status_code == 302
    with clock.at(clock.now() + timedelta(minutes=61)):
        assert Client().post("/feedback/", TEXT, REMOTE_ADDR="10.0.0.1").status_code == 302


def test_only_the_system_administrator_reads_and_answers(cast: Cast) -> None:
    Client().post("/feedback/", TEXT)
    sent = Feedback.objects.get()
    for name, actor in cast.members().items():
        expected = 200 if name == "system_admin" else 403
        assert client_of(actor).get("/feedback/list/").status_code == expected, name
        assert client_of(actor).get(f"/feedback/{sent.pk}/answer/").status_code == expected, name


def test_an_administrator_beneath_sees_what_the_own_people_sent(cast: Cast) -> None:
    Client().post("/feedback/", {**TEXT, "text": "访客写的"})
    client_of(cast.cadre).post("/feedback/", {**TEXT, "text": "县里干部写的"})
    client_of(cast.outsider).post("/feedback/", {**TEXT, "text": "外市写的"})
    county_admin = make_actor("county_admin", "县系统员", Role.SYSTEM_ADMIN, cast.ground.county)
    page = client_of(county_admin).get("/feedback/list/").content.decode()
    assert ("县里干部写的" in page, "访客写的" in page, "外市写的" in page) == (True, False, False)
    other = Feedback.objects.get(text="外市写的")
    assert client_of(county_admin).get(f"/feedback/{other.pk}/answer/").status_code == 404


def test_the_answer_is_found_by_the_number_and_on_the_trail(cast: Cast) -> None:
    Client().post("/feedback/", TEXT)
    sent = Feedback.objects.get()
    admin = client_of(cast.system_admin)
    assert sent.number in admin.get("/").content.decode()
    url = f"/feedback/{sent.pk}/answer/"
    assert admin.post(url, {"answer": "", "version": 1}).status_code == 422
    assert admin.post(url, {"answer": "已修复。", "version": 1})["Location"] == "/feedback/list/"
    assert "已修复。" in Client().get(f"/feedback/{sent.number}/").content.decode()
    assert Entry.objects.filter(verb="answer", noun="feedback", object_id=str(sent.pk)).exists()
    clash = admin.post(url, {"answer": "别的答复", "version": 1})
    assert clash.status_code == 409
    assert "已修复。" in clash.content.decode()
    assert "别的答复" in clash.content.decode()


def test_the_list_is_filtered_and_costs_the_same(cast: Cast, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    client = client_of(cast.system_admin)
    for turn in range(2):
        for n in range(30):
            by = cast.cadre.user if n % 2 else None
            actions.send_feedback(kind="fault", text="文字", contact="", by=by, address=f"10.{turn}.0.{n}")
            Feedback.objects.update(sender="")
        with django_assert_num_queries(5):
            client.get("/feedback/list/")
    assert client.get("/feedback/list/?state=answered").content.decode().count('scope="row"') == 0
    assert client.get("/feedback/list/?kind=fault&state=open").content.decode().count('scope="row"') == 50
