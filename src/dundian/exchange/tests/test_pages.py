"""The pages, as people go through them."""

import io
import zipfile
from typing import Any

import pytest
import python_calamine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoAssertNumQueries

from dundian.accounts.sessions import BACKEND
from dundian.exchange import actions, tasks, views
from dundian.exchange.models import ImportRow, ImportRun
from dundian.exchange.tests import books
from dundian.kernel import clock
from dundian.org.cast import Cast, client_of
from dundian.org.factories import UserFactory

NEW = "/imports/new/?kind=people"


def send(client: Client, content: bytes, cast: Cast, name: str = "名册.xlsx", **more: Any) -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(NEW, {"target": cast.ground.city.pk, "workbook": file}, **more)


def downloaded(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def run_of(cast: Cast, rows: int = 3, actor: Any = None) -> ImportRun:
    content = books.table([[f"示例{n}", f"G{n}"] for n in range(rows)], ["姓名", "工号"])
    actor = actor or cast.office_city
    unit = cast.ground.city
    return actions.check_workbook(
        kind="people", file=io.BytesIO(content), filename="名册.xlsx", actor=actor, unit=unit
    )


def test_from_upload_to_people(cast: Cast) -> None:
    client = client_of(cast.office_city)
    assert "上传表格" in client.get("/imports/").content.decode()
    assert "可识别的列" in client.get(NEW).content.decode()
    sent = send(client, books.messy_people(), cast)
    assert sent.status_code == 302
    page = client.get(sent.url).content.decode()
    assert "张 示例" in page
    assert "填表人：某某" in page
    asked = client.get(f"{sent.url}apply/").content.decode()
    assert "confirmed" in asked
    applied = client.post(f"{sent.url}apply/", {"confirmed": "1"}, follow=True)
    assert "表格已导入" in applied.content.decode()
    assert reverse("org:person_list") in applied.content.decode()
    assert "名册.xlsx" in client.get("/imports/").content.decode()
    again = client.post(f"{sent.url}apply/", {"confirmed": "1"})
    assert again.status_code == 302


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "表格是空的"),
        (books.table([["甲"]])[:-100], "已损坏"),
        (books.encrypted(), "密码"),
        (books.with_member(books.table([["甲"]]), "xl/vbaProject.bin", b"x"), "宏"),
        (books.zipped(word__document_dot_xml="<w/>"), "Word"),
        (books.table([["甲"]], ["乙"]), "没有找到表头"),
        (books.table([], ["姓名"]), "没有数据行"),
    ],
    ids=["empty", "corrupt", "password", "macro", "docx", "no header", "no rows"],
)
def test_bad_workbooks_come_back_with_a_sentence_and_the_form(cast: Cast, content: bytes, words: str) -> None:
    response = send(client_of(cast.office_city), content, cast)
    page = response.content.decode()
    assert response.status_code == 200
    assert words in page
    assert f'value="{cast.ground.city.pk}" selected' in page
    assert not ImportRun.objects.exists()


def test_nothing_sent_is_a_message_too(cast: Cast) -> None:
    response = client_of(cast.office_city).post(NEW, {"target": cast.ground.city.pk})
    assert response.status_code == 200
    assert "表格" in response.content.decode()
    other = client_of(cast.office_city).post(NEW, {"target": "999999"})
    assert other.status_code == 200


@pytest.mark.parametrize("size", [70_000, 2_000_000])
def test_too_large_is_413_before_anything_is_kept(cast: Cast, settings: Any, size: int) -> None:
    settings.MAX_WORKBOOK_BYTES = 3000
    response = send(client_of(cast.office_city), b"\x01" * size, cast)
    assert response.status_code == 413
    assert "请拆分后再上传" in response.content.decode()
    assert not ImportRun.objects.exists()


def test_a_file_over_the_limit_inside_a_request_under_it(cast: Cast, settings: Any) -> None:
    settings.MAX_WORKBOOK_BYTES = 3000
    response = send(client_of(cast.office_city), b"\x01" * 10_000, cast)
    assert response.status_code == 413


def test_the_upload_needs_the_token(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.office_city.user, backend=BACKEND)
    assert send(client, books.messy_people(), cast).status_code == 403


@pytest.mark.parametrize(
    "name", ["长" * 300 + ".xlsx", "\u202e名\x00册.xlsx", "../../etc/passwd", "😀.xlsx", ".xlsx"]
)
def test_hostile_file_names_do_no_harm(cast: Cast, name: str) -> None:
    response = send(client_of(cast.office_city), books.messy_people(), cast, name)
    assert response.status_code in (200, 302)
    for run in ImportRun.objects.all():
        assert len(run.filename) <= 200
        assert "/" not in run.filename
        assert "\u202e" not in run.filename


def test_only_the_sender_sees_a_run(cast: Cast) -> None:
    run = run_of(cast)
    for actor in cast.members().values():
        status = 200 if actor is cast.office_city else 404
        client = client_of(actor)
        for path in ("", "apply/", "cancel/", "failures/"):
            assert client.get(f"/imports/{run.pk}/{path}").status_code == status, path


def test_who_may_import_nothing_is_told_so(cast: Cast) -> None:
    able = {
        "office_province",
        "office_city",
        "office_county",
        "outsider",
        "system_admin",
        "team_leader",
        "cadre",
    }
    for name, actor in cast.members().items():
        for path in ("/imports/", "/imports/new/", "/imports/template/"):
            assert client_of(actor).get(path).status_code == (200 if name in able else 403), (name, path)
    assert Client().get("/imports/").status_code == 302


def test_the_failed_rows_come_as_a_workbook_to_mend(cast: Cast) -> None:
    content = books.table([["张示例", "G1", "中", None, None, 138000], ["李示例", "G2"]])
    client = client_of(cast.office_city)
    sent = send(client, content, cast)
    page = client.get(f"{sent.url}?outcome=failed").content.decode()
    assert "张示例" in page
    assert "李示例" not in page.partition("<tbody")[2]
    response = client.get(f"{sent.url}failures/")
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(downloaded(response)))
    header, row = book.get_sheet_by_index(0).to_python()
    assert header == [*books.PEOPLE_HEADER, "原因"]
    assert row[:3] == ["张示例", "G1", "中"]
    assert row[5] == 138000.0
    assert "性别：" in str(row[6])
    assert "手机号码：" in str(row[6])


def test_the_template_can_be_filled_in_and_sent(cast: Cast) -> None:
    client = client_of(cast.office_city)
    response = client.get("/imports/template/?kind=people")
    content = downloaded(response)
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.get_sheet_by_index(0).to_python()[0][0] == "姓名 *"
    assert book.get_sheet_by_index(1).to_python()[1][0] == "示例一"
    assert "dataValidation" in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    blank = send(client, content, cast)
    assert "没有数据行" in blank.content.decode()


def test_a_long_workbook_is_applied_by_a_job(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "INLINE_ROWS", 2)
    run = run_of(cast, 5)
    client = client_of(cast.office_city)
    for _twice in range(2):
        client.post(f"/imports/{run.pk}/apply/", {"confirmed": "1"})
    job = ProcrastinateJob.objects.get(task_name="dundian.exchange.tasks.apply_in_background")
    run.refresh_from_db()
    assert run.state == ImportRun.State.APPLYING
    page = client.get(f"/imports/{run.pk}/").content.decode()
    assert "every 2s" in page
    assert "http-equiv" in page
    fragment = client.get(
        f"/imports/{run.pk}/", headers={"HX-Request": "true", "HX-Target": "progress"}
    ).content.decode()
    assert "<html" not in fragment
    assert "0/5" in fragment
    assert tasks.apply_in_background.func(**job.args) == ImportRun.State.APPLIED
    assert (
        client.get(f"/imports/{run.pk}/", headers={"HX-Request": "true", "HX-Target": "progress"})[
            "HX-Refresh"
        ]
        == "true"
    )
    assert ImportRow.objects.filter(run=run, applied=True).count() == 5


def test_dropping_asks_first(cast: Cast) -> None:
    run = run_of(cast)
    client = client_of(cast.office_city)
    assert client.get(f"/imports/{run.pk}/cancel/").status_code == 200
    assert client.post(f"/imports/{run.pk}/cancel/", {"confirmed": "1"}).status_code == 302
    page = client.get(f"/imports/{run.pk}/")
    assert "不再保存" in page.content.decode()
    assert client.post(f"/imports/{run.pk}/cancel/", {"confirmed": "1"}).status_code == 422


def test_old_rows_are_forgotten_and_their_counts_kept(cast: Cast) -> None:
    run, fresh = run_of(cast), run_of(cast)
    ImportRun.objects.filter(pk=run.pk).update(created_at=clock.now() - actions.KEEP_ROWS * 2)
    assert tasks.forget_old_rows.func(0) == 1
    assert not run.rows.exists()
    assert fresh.rows.exists()
    page = client_of(cast.office_city).get(f"/imports/{run.pk}/").content.decode()
    assert "不再保存" in page


def test_lists_page_by_keyset_in_constant_queries(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    run = run_of(cast, 120)
    client = client_of(cast.office_city)
    client.get("/imports/")
    counts = []
    for runs in (1, 60):
        ImportRun.objects.bulk_create(
            ImportRun(kind="people", filename=f"{n}.xlsx", by=cast.office_city.user) for n in range(runs)
        )
        with django_assert_max_num_queries(12) as seen:
            assert client.get("/imports/").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
    with django_assert_max_num_queries(12):
        first = client.get(f"/imports/{run.pk}/").content.decode()
    assert "cursor=" in first
    assert client.get("/imports/?cursor=broken").status_code == 200
    assert client.get(f"/imports/{run.pk}/?cursor=broken&outcome=broken").status_code == 200


def test_another_kind_in_the_address_falls_back(cast: Cast) -> None:
    client = client_of(cast.office_city)
    assert client.get("/imports/new/?kind=dragons").status_code == 200
    assert client.get("/imports/template/?kind=dragons").status_code == 200
    assert client.get("/imports/new/?kind=candidates&campaign=nonsense").status_code == 200


def test_who_signs_in_without_any_appointment(cast: Cast) -> None:
    assert client_of(UserFactory.create()).get("/imports/").status_code == 403
