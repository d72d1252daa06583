"""The reporter's identity: sealed at rest, opened for handlers only, every look on the trail."""

import json

import pytest
from django.db import connection

from dundian.audit_trail.models import Entry
from dundian.concerns import identity
from dundian.concerns.actions import accept_referral, raise_concern, refer_concern, see_reporter
from dundian.concerns.models import Concern, DataKey, Reporter
from dundian.kernel.errors import Invalid, Refused
from dundian.org.cast import Cast, client_of

pytestmark = pytest.mark.django_db
NAME, PHONE = "示例工人甲", "13900001234"


@pytest.fixture
def concern(cast: Cast) -> Concern:
    return raise_concern(unit=cast.ground.site, text="欠薪", actor=cast.cadre, reporter=NAME, contact=PHONE)


def test_sealed_at_rest(concern: Concern) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM concerns_reporter")
        stored = bytes(cursor.fetchone()[0])
    assert NAME.encode() not in stored
    assert PHONE.encode() not in stored


def test_bound_to_its_concern_and_untampered(cast: Cast, concern: Concern) -> None:
    row = DataKey.objects.get(concern=concern)
    other = raise_concern(unit=cast.ground.site, text="另一件", actor=cast.cadre)
    key = identity.unwrap(bytes(row.wrapped), row.key_id, concern.id)
    with pytest.raises(Invalid):
        identity.unwrap(bytes(row.wrapped), row.key_id, other.id)
    sealed = bytes(Reporter.objects.get(concern=concern).sealed)
    with pytest.raises(Invalid):
        identity.unseal(sealed, key, other.id.bytes)
    damaged = bytearray(sealed)
    damaged[-1] ^= 1
    with pytest.raises(Invalid):
        identity.unseal(bytes(damaged), key, concern.id.bytes)


def test_handlers_see_it_with_a_reason_and_leave_a_trace(cast: Cast, concern: Concern) -> None:
    with pytest.raises(Invalid):
        see_reporter(concern=concern, reason=" ", actor=cast.team_leader)
    assert see_reporter(concern=concern, reason="电话回访", actor=cast.team_leader)[:2] == (NAME, PHONE)
    look = Entry.objects.get(verb="see_reporter")
    assert look.detail == {"reason": "电话回访"}
    assert NAME not in json.dumps(list(Entry.objects.values("detail", "object_label")), ensure_ascii=False)


def test_everyone_else_is_refused(cast: Cast, concern: Concern) -> None:
    handlers = ("cadre", "team_leader")
    for name, member in cast.members().items():
        if name not in handlers:
            with pytest.raises(Refused):
                see_reporter(concern=concern, reason="想知道", actor=member)
    assert not Entry.objects.filter(verb="see_reporter").exists()


def test_it_moves_with_the_concern(cast: Cast, concern: Concern) -> None:
    referral = refer_concern(concern=concern, to=cast.ground.department, reason="法律", actor=cast.cadre)
    with pytest.raises(Refused):
        see_reporter(concern=concern, reason="先看看", actor=cast.department)
    accept_referral(referral=referral, actor=cast.department)
    concern.refresh_from_db()
    assert see_reporter(concern=concern, reason="联系本人", actor=cast.department).name == NAME
    with pytest.raises(Refused):
        see_reporter(concern=concern, reason="还想看", actor=cast.team_leader)


def test_anonymous_has_nothing_to_open(cast: Cast) -> None:
    anonymous = raise_concern(unit=cast.ground.site, text="匿名", actor=cast.cadre)
    with pytest.raises(Invalid):
        see_reporter(concern=anonymous, reason="看看", actor=cast.cadre)


def test_no_page_or_export_tells_the_person(cast: Cast, concern: Concern) -> None:
    for member in cast.members().values():
        client = client_of(member)
        for url in ("/concerns/", f"/concerns/{concern.number}/", "/concerns/export/"):
            body = client.get(url).getvalue()
            assert NAME.encode() not in body
            assert PHONE.encode() not in body
    shown = client_of(cast.cadre).post(f"/concerns/{concern.number}/reporter/", {"reporter-reason": "回访"})
    assert NAME in shown.text
    assert shown["Cache-Control"] == "no-store"
    hidden = client_of(cast.host).post(f"/concerns/{concern.number}/reporter/", {"reporter-reason": "想知道"})
    assert hidden.status_code == 403
    assert NAME not in hidden.text
