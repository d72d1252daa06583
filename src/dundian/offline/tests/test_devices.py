"""Who is let in, until when, and what an ended phone is told."""

from datetime import timedelta

import pytest
from django.test import Client

from dundian.accounts import actions as accounts
from dundian.accounts.sessions import BACKEND
from dundian.audit_trail.models import Entry
from dundian.fieldwork.factories import Posting
from dundian.kernel import clock
from dundian.offline.models import Device, Manifest
from dundian.offline.tests.phone import Phone
from dundian.org.access import SYSTEM
from dundian.org.cast import Cast, client_of


def told(phone: Phone) -> tuple[int, dict[str, object]]:
    answer = phone.read()
    return answer.status_code, answer.json() if answer.status_code != 200 else {}


REVOKED = (401, {"reason": "revoked", "wipe": True})
EXPIRED = (401, {"reason": "expired", "wipe": False})


def test_the_secret_is_kept_as_a_digest_and_told_once(cast: Cast, phone: Phone) -> None:
    kept = Device.objects.get()
    assert phone.secret not in str(vars(kept))
    assert Entry.objects.filter(verb="add", noun="device", object_id=str(kept.pk)).exists()
    browser = client_of(cast.cadre)
    assert browser.post("/app/devices/", {}, content_type="application/json").status_code == 200
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.cadre.user, backend=BACKEND)
    assert strict.post("/app/devices/", {}, content_type="application/json").status_code == 403
    assert Client().post("/app/devices/", {}, content_type="application/json").status_code == 403


def test_before_anything_else_a_one_time_password_is_changed(cast: Cast) -> None:
    user = cast.cadre.user
    user.must_change_password = True
    user.save()
    browser = client_of(user)
    session = browser.get("/app/session/").json()
    assert (session["signed_in"], session["first"]) == (False, "password")
    assert browser.post("/app/devices/", {}, content_type="application/json").status_code == 403
    assert Client().get("/app/session/").json()["person"] is None


def test_every_way_a_phone_ends(cast: Cast, posting: Posting) -> None:
    phones = [Phone.of(cast.cadre) for _ in range(3)]
    phones[0].pull()
    assert phones[0].client.delete("/app/devices/", headers=phones[0].headers).json() == {"ended": True}
    assert told(phones[0]) == REVOKED
    assert not Manifest.objects.exists()
    own = client_of(cast.cadre)
    page = own.get("/me/phones/").content.decode()
    assert page.count("/end/") == 2
    assert own.post(f"/me/phones/{phones[1].device}/end/").status_code == 302
    assert told(phones[1]) == REVOKED
    accounts.reset_password(user=cast.cadre.user, actor=SYSTEM)
    assert told(phones[2]) == EXPIRED, "what is unsent stays for the next sign-in"
    again = Phone.of(cast.team_leader)
    accounts.set_active(user=cast.team_leader.user, active=False, actor=SYSTEM)
    assert told(again) == REVOKED


def test_out_of_use_for_sixty_days(phone: Phone) -> None:
    with clock.at(clock.now() + timedelta(days=50)):
        assert told(phone)[0] == 200
    with clock.at(clock.now() + timedelta(days=109)):
        assert told(phone)[0] == 200
    with clock.at(clock.now() + timedelta(days=200)):
        assert told(phone) == EXPIRED


def test_the_same_phone_signed_in_again_keeps_its_first_day(cast: Cast, phone: Phone) -> None:
    later = clock.now() + timedelta(days=3)
    with clock.at(later):
        previous = f"{phone.device}.{phone.secret}"
        for who, expected in [(cast.cadre, later - timedelta(days=3)), (cast.team_leader, None)]:
            made = client_of(who).post(
                "/app/devices/", {"previous": previous}, content_type="application/json"
            )
            if expected:
                assert Device.objects.get(pk=made.json()["device"]).registered_at == expected
            else:
                assert made.status_code == 403
    assert told(phone) == EXPIRED


def test_a_lost_phone_is_ended_by_the_administrator_in_scope(cast: Cast, phone: Phone) -> None:
    admin, address = client_of(cast.system_admin), f"/phones/{phone.device}/lost/"
    assert "吴干部" in admin.get("/phones/?q=吴").content.decode()
    assert admin.get(address).status_code == 200
    assert admin.post(address, {"reason": ""}).status_code == 422
    assert client_of(cast.office_city).get(address).status_code == 404
    assert client_of(cast.office_city).get("/phones/").status_code == 403
    assert admin.post(address, {"reason": "在车上丢失"}).status_code == 302
    assert told(phone) == REVOKED
    assert Entry.objects.get(verb="end", noun="device").detail["reason"] == "在车上丢失"


@pytest.mark.parametrize(
    "said", ["", "Device", "Device x.y", "Device " + "a" * 9000, "Basic abc", "Device 甲.乙"]
)
def test_an_unreadable_proof_is_no_fault(said: str, db: None) -> None:
    assert Client().get("/app/sync/changes/", headers={"Authorization": said}).status_code == 401


def test_guessing_is_slowed_without_shutting_the_owner_out(phone: Phone) -> None:
    guess = {"Authorization": f"Device {phone.device}.wrong"}
    codes = [phone.client.get("/app/sync/changes/", headers=guess).status_code for _ in range(25)]
    assert (codes[0], codes[-1]) == (401, 429)
    elsewhere = phone.client.get("/app/sync/changes/", headers=phone.headers, REMOTE_ADDR="10.1.1.1")
    assert elsewhere.status_code == 200
