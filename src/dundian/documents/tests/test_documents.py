"""Numbering, freezing, handing out, withdrawing."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dundian.audit_trail.models import Entry
from dundian.documents import actions
from dundian.documents.factories import DocumentFactory
from dundian.documents.models import Document, NumberSeries
from dundian.kernel import reach
from dundian.kernel.errors import Invalid, Refused
from dundian.org.cast import Cast, client_of
from dundian.org.factories import UnitFactory
from dundian.org.models import Unit


def freeze(cast: Cast, **changed: object) -> Document:
    facts = {
        "unit": cast.ground.city,
        "kind": Document.Kind.DISPATCH_NOTICE,
        "title": "关于选派干部赴基层蹲点的通知",
        "content": "正文".encode(),
        "extension": "docx",
        "actor": cast.office_city,
        "number": "盐工发〔2024〕1号",
    }
    return actions.freeze_document(**(facts | changed))  # type: ignore[arg-type]


def test_two_hundred_offices_at_once_get_their_numbers_without_a_gap(
    django_db_setup: None, django_db_blocker: Any
) -> None:
    """Real threads see only what is committed, so this test commits and clears up behind itself."""

    def take(place: int) -> str:
        """Every fifth gives its number back, as an issue does that fails after it."""
        try:
            with transaction.atomic():
                number = actions.next_number(unit=Unit.objects.get(pk=unit.pk), mark="盐工发", year=2024)
                if place % 5 == 0:
                    raise Invalid("no")
                return number
        except Invalid:
            return ""
        finally:
            connection.close()

    with django_db_blocker.unblock():
        unit = UnitFactory.create()
        try:
            with ThreadPoolExecutor(50) as threads:
                numbers = [number for number in threads.map(take, range(250)) if number]
        finally:
            NumberSeries.objects.filter(unit=unit).delete()
            unit.delete()
    assert sorted(numbers) == sorted(f"盐工发〔2024〕{n}号" for n in range(1, 201))


def test_a_failed_issue_gives_its_number_back(cast: Cast) -> None:
    unit = cast.ground.city

    def fail() -> None:
        with transaction.atomic():
            actions.next_number(unit=unit, mark="盐工发", year=2024)
            raise Invalid("no")

    assert actions.next_number(unit=unit, mark="盐工发", year=2024) == "盐工发〔2024〕1号"
    with pytest.raises(Invalid):
        fail()
    assert actions.next_number(unit=unit, mark="盐工发", year=2024) == "盐工发〔2024〕2号"
    assert actions.next_number(unit=unit, mark="盐工发", year=2025) == "盐工发〔2025〕1号"
    assert NumberSeries.objects.filter(unit=unit).count() == 2


def test_a_number_that_a_federation_out_of_sight_has_used_is_refused(cast: Cast) -> None:
    freeze(cast, number="盐工发〔2024〕1号")
    unit = cast.outsider.main.unit  # type: ignore[union-attr]
    with reach.of(cast.outsider), pytest.raises(Invalid):
        freeze(cast, number="盐工发〔2024〕1号", unit=unit, actor=cast.outsider)


def test_frozen_bytes_come_back_and_leave_a_row(cast: Cast) -> None:
    document = freeze(cast)
    assert document.sha256 == hashlib.sha256("正文".encode()).hexdigest()
    response = client_of(cast.office_city).get(reverse("documents:document_download", args=[document.pk]))
    assert response.status_code == 200
    assert response.content == "正文".encode()
    assert "filename*=utf-8''" in response["Content-Disposition"]
    assert list(Entry.objects.values_list("verb", flat=True)) == ["freeze", "download"]


@pytest.mark.parametrize("how", ["altered", "removed"])
def test_a_tampered_file_is_not_handed_out(cast: Cast, how: str) -> None:
    document = freeze(cast)
    if how == "altered":
        Path(document.file.path).write_bytes("正义".encode())
    else:
        Path(document.file.path).unlink()
    response = client_of(cast.office_city).get(reverse("documents:document_download", args=[document.pk]))
    assert response.status_code == 409
    assert document.sha256 in response.content.decode()
    assert Entry.objects.filter(verb="find_damaged", object_id=str(document.pk)).exists()


def test_a_number_is_used_once(cast: Cast) -> None:
    freeze(cast)
    with pytest.raises(Invalid):
        freeze(cast)


def test_only_the_office_issues(cast: Cast) -> None:
    for actor in (cast.leader, cast.cadre, cast.outsider, cast.office_county, cast.system_admin):
        with pytest.raises(Refused):
            freeze(cast, actor=actor)


def test_the_office_withdraws_with_a_reason(cast: Cast) -> None:
    document = freeze(cast)
    client = client_of(cast.office_city)
    address = reverse("documents:document_withdraw", args=[document.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "名单有变"}).status_code == 302
    document.refresh_from_db()
    assert (document.state, document.reason) == (Document.State.WITHDRAWN, "名单有变")
    assert "名单有变" in client.get(reverse("documents:document_detail", args=[document.pk])).content.decode()
    assert client.post(address, {"reason": "再撤"}).status_code == 422


def test_who_sees_a_city_notice(cast: Cast) -> None:
    document = freeze(cast)
    report = freeze(cast, kind=Document.Kind.REPORT, number="")
    seen = {name: Document.objects.visible_to(actor).count() for name, actor in cast.members().items()}
    assert seen == {
        "office_province": 2,
        "office_city": 2,
        "office_county": 1,
        "leader": 1,
        "team_leader": 1,
        "cadre": 1,
        "department": 1,
        "host": 0,
        "system_admin": 0,
        "security_admin": 0,
        "audit_admin": 0,
        "outsider": 0,
    }
    for name, actor in cast.members().items():
        for page in ("document_detail", "document_download"):
            wanted = 200 if seen[name] else 404
            got = client_of(actor).get(reverse(f"documents:{page}", args=[document.pk])).status_code
            assert got == wanted, (name, page)
    assert (
        client_of(cast.cadre).get(reverse("documents:document_detail", args=[report.pk])).status_code == 404
    )
    assert (
        client_of(cast.cadre).get(reverse("documents:document_withdraw", args=[document.pk])).status_code
        == 403
    )


def test_list_costs_the_same_for_few_and_for_many(cast: Cast) -> None:
    client, counts = client_of(cast.office_city), []
    for many in (2, 30):
        DocumentFactory.create_batch(many, unit=cast.ground.city, by=cast.office_city.user)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("documents:document_list")).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_list_filters(cast: Cast) -> None:
    freeze(cast)
    client = client_of(cast.office_city)
    address = reverse("documents:document_list")
    assert "盐工发〔2024〕1号" in client.get(address, {"text": "〔2024〕1"}).content.decode()
    assert "盐工发〔2024〕1号" not in client.get(address, {"state": "withdrawn"}).content.decode()
    assert client.get(address, {"year": "x", "kind": "??", "cursor": "junk"}).status_code == 200
