"""Exports: at once or by a job, complete or not at all, with a receipt; killed, they leave nothing to download."""

import hashlib
import os
import signal
import tempfile
import time
from io import BytesIO
from typing import Any

import pytest
from django.db import connection, connections
from django.test import override_settings
from django.urls import reverse
from python_calamine import CalamineWorkbook

from dundian.audit_trail.models import Entry
from dundian.exchange import exporting
from dundian.exchange.export import Column
from dundian.exchange.models import Export
from dundian.exchange.outgoing import Listing
from dundian.kernel.errors import Refused
from dundian.org.access import actor_of
from dundian.org.cast import Cast, client_of, make_cast
from dundian.org.factories import PersonFactory


def people(cast: Cast, many: int) -> None:
    PersonFactory.create_batch(many, home_unit=cast.ground.city, phone="13812345678")


def sheet(content: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


def test_a_short_list_is_handed_out_at_once_and_leaves_its_receipt(cast: Cast) -> None:
    people(cast, 3)
    client = client_of(cast.office_city)
    response = client.get(reverse("org:person_export"))
    content = response.getvalue()
    export = Export.objects.get()
    assert (export.state, bool(export.file)) == (Export.State.COMPLETE, False)
    assert export.rows == len(sheet(content)) - 1
    assert export.sha256 == hashlib.sha256(content).hexdigest()
    assert Entry.objects.filter(verb="export", noun="person").exists()
    assert client.get(reverse("exchange:export_list")).status_code == 200
    assert client.get(reverse("exchange:export_detail", args=[export.pk])).status_code == 200
    assert client.get(reverse("exchange:export_file", args=[export.pk])).status_code == 403
    assert (
        client_of(cast.office_province).get(reverse("exchange:export_detail", args=[export.pk])).status_code
        == 404
    )


def test_csv_of_chosen_columns_never_acts_as_a_formula(cast: Cast) -> None:
    PersonFactory.create(home_unit=cast.ground.city, name="=1+1")
    response = client_of(cast.office_city).get(
        reverse("org:person_export"), {"export_as": "csv", "export_columns": ["0", "2"]}
    )
    lines = response.getvalue().decode("utf-8-sig").splitlines()
    assert len(lines[0].split(",")) == 2
    assert any(line.startswith("'=1+1,") for line in lines)


@override_settings(EXPORT_INLINE_ROWS=5)
def test_a_long_list_becomes_a_job(cast: Cast) -> None:
    people(cast, 12)
    client = client_of(cast.office_city)
    response = client.get(reverse("org:person_export"), {"q": ""})
    export = Export.objects.get()
    assert response["Location"] == reverse("exchange:export_detail", args=[export.pk])
    assert (export.state, export.rows) == (Export.State.WAITING, 0)
    address = reverse("exchange:export_file", args=[export.pk])
    assert client.get(address).status_code == 403
    exporting.carry_out(export=export)
    exporting.carry_out(export=export)  # again, as after a kill
    export.refresh_from_db()
    content = client.get(address).getvalue()
    assert export.state == Export.State.COMPLETE
    assert len(sheet(content)) - 1 == export.rows > 12
    assert export.sha256 == hashlib.sha256(content).hexdigest()
    assert client_of(cast.office_province).get(address).status_code == 404


@override_settings(EXPORT_INLINE_ROWS=1)
def test_rights_are_asked_again_when_the_file_is_fetched(cast: Cast) -> None:
    people(cast, 3)
    client = client_of(cast.office_city)
    client.get(reverse("org:person_export"))
    export = Export.objects.get()
    exporting.carry_out(export=export)
    cast.office_city.appointments[0].delete()
    with pytest.raises(Refused):
        exporting.fetch(export=Export.objects.get(), actor=actor_of(cast.office_city.user))
    late = Export.objects.create(title="x", address=export.address, by=cast.office_city.user)
    assert exporting.carry_out(export=late).state == Export.State.FAILED
    assert not late.file


def test_identities_stay_masked_unless_one_may_see_them_and_says_why(cast: Cast) -> None:
    people(cast, 1)
    address = reverse("org:person_export")
    office = client_of(cast.office_city)
    assert b"13812345678" not in office.get(address, {"export_as": "csv"}).getvalue()
    assert (
        b"13812345678"
        in office.get(address, {"export_as": "csv", "export_reason": "核对联系方式"}).getvalue()
    )
    assert Entry.objects.filter(verb="export").latest("id").detail["reason"] == "核对联系方式"
    PersonFactory.create(home_unit=cast.ground.county, phone="13812345678")
    leader = client_of(cast.leader)
    assert leader.get(address, {"export_as": "csv", "export_reason": "想看"}).status_code == 403
    assert b"13812345678" not in leader.get(address, {"export_as": "csv"}).getvalue()


def test_columns_are_chosen_on_a_page(cast: Cast) -> None:
    people(cast, 2)
    client = client_of(cast.office_city)
    address = f"{reverse('exchange:export_create')}?of={reverse('org:person_export')}"
    assert client.get(address).status_code == 200
    assert client.post(address, {"form": "csv", "chosen": ["0"]}).status_code == 302
    export = Export.objects.get()
    exporting.carry_out(export=export)
    content = client.get(reverse("exchange:export_file", args=[export.pk])).getvalue().decode("utf-8-sig")
    assert "," not in content.splitlines()[0]
    for wrong in ("", "/nothing/", "//evil/", "/documents/", "/exports/"):
        assert client.get(reverse("exchange:export_create"), {"of": wrong}).status_code == 403, wrong
    assert client_of(cast.cadre).get(address).status_code == 403


def test_two_hundred_thousand_rows_are_read_by_another_program_as_the_receipt_says(cast: Cast) -> None:
    columns = [Column("序号", 8, "number"), Column("名称"), Column("说明")]
    listing = Listing(
        ((n, "飞骑外卖配送工会", "走访") for n in range(200_000)), columns, "清单", "清单", [], "list", None
    )
    export = Export(title="清单", address="/", by=cast.office_city.user)
    with tempfile.TemporaryFile() as file:
        exporting.write_out(export, listing, cast.office_city, file)
        assert export.sha256 == hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        read = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0)
        assert sum(1 for _row in read.iter_rows()) - 1 == export.rows == 200_000


@pytest.mark.reliability
@pytest.mark.django_db(transaction=True)
@override_settings(EXPORT_INLINE_ROWS=1)
def test_a_killed_export_leaves_no_half_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """kill -9 in the middle of writing; the job run again makes it whole."""
    cast = make_cast()
    people(cast, 10)
    client = client_of(cast.office_city)
    client.get(reverse("org:person_export"))
    export = Export.objects.get()
    connections.close_all()
    child = os.fork()
    if child == 0:
        _write_slowly(export)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and Export.objects.get().rows < 3:
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    stopped = Export.objects.get()
    assert (stopped.state, bool(stopped.file)) == (Export.State.RUNNING, False)
    assert client.get(reverse("exchange:export_file", args=[export.pk])).status_code == 403
    assert not export.file.storage.exists(f"exports/{export.pk}.xlsx")
    exporting.carry_out(export=stopped)
    content = client.get(reverse("exchange:export_file", args=[export.pk])).getvalue()
    assert len(sheet(content)) - 1 == Export.objects.get().rows > 10


def _write_slowly(export: Export) -> None:
    try:
        exporting.REPORT_EVERY = 1
        whole = exporting._veiled

        def slowly(*args: Any) -> Any:
            for row in whole(*args):
                time.sleep(0.2)
                yield row

        exporting._veiled = slowly  # type: ignore[assignment]
        connection.close()
        exporting.carry_out(export=export)
    finally:
        os._exit(1)
