"""Nobody but the handlers finds the person: not on a page, in a file, in the logs, in the database or its backup."""

import base64
import io
import json
import logging
import os
import subprocess
import time
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import psycopg
import pytest
import xlsxwriter
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from dundian.concerns import actions
from dundian.concerns.models import Concern
from dundian.concerns.views.asking import Envelope
from dundian.config import postgres
from dundian.exchange.actions import apply_run, check_workbook
from dundian.exchange.failures import write_failed_rows
from dundian.exchange.models import ImportRow
from dundian.kernel.models import new_id
from dundian.org.cast import Cast, client_of
from tests.architecture.permissions import addresses, arguments
from tests.architecture.world import World, make_world

NAME, PHONE, MAIL = "示例秘密人", "13987650123", "secret.person@example.org"
PLANTED = (NAME, PHONE, MAIL)
OPEN_TEXT = "这一句可以公开看到喵喵"
TEXT = f"{OPEN_TEXT}。我叫{NAME}，电话{PHONE}，邮箱{MAIL}。"
ROOMS = ("concerns:", "web:", "insight:", "audit_trail:", "offline:", "exchange:")
LOOKERS = ("host", "leader", "office_city", "audit_admin")


def told(cast: Cast, site: object = None) -> Concern:
    """Said through the page, with every way of pointing at oneself, and then some more."""
    page = actions.open_page(site=site, actor=cast.team_leader)  # type: ignore[arg-type]
    form = {
        "kind": "concern",
        "text": TEXT,
        "people": "3",
        "contact": f"{NAME} {PHONE} {MAIL}",
        "step": "photo",
    }
    opened = Envelope(new_id(), int(time.time()) - 60).sealed(page)
    client = Client()
    assert (
        client.post(
            f"/w/{page.token}/", {**form, "people": "x", "envelope": opened, "go": "send"}
        ).status_code
        == 422
    )
    assert client.post(f"/w/{page.token}/", {**form, "envelope": opened, "go": "send"}).status_code == 200
    concern = Concern.objects.get(source=Concern.Source.WORKER)
    actions.add_words(concern=concern, text=f"补充：我是{NAME}，改打{PHONE}", id=new_id())
    return concern


def inside(response: object) -> bytes:
    """What a person gets to read: the body, and for a zipped document everything in it."""
    streamed = getattr(response, "streaming", False)
    body = b"".join(response.streaming_content) if streamed else response.content  # type: ignore[attr-defined]
    if not zipfile.is_zipfile(io.BytesIO(body)):
        return bytes(body)
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


@pytest.mark.django_db
def test_no_page_file_or_log_tells_the_person(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    world: World = make_world(cast)
    concern = told(cast, world.things["site"])
    world.things["concern"] = concern
    faults, asked = [], 0
    for who in LOOKERS:
        client = client_of(cast.members()[who])
        client.raise_request_exception = False
        pages = [n for n in addresses() if n.startswith(ROOMS) and _known(world, n)]
        searches = [f"/search/?q={PHONE}", f"/concerns/?q={NAME}", f"/concerns/?q={OPEN_TEXT}"]
        for path in [*(_url(world, n) for n in pages), *searches]:
            body = inside(client.get(path))
            asked += 1
            # What somebody typed into a search box comes back to them alone.
            faults += [f"{who} {path} {p}" for p in PLANTED if p.encode() in body and p not in path]
    assert not faults
    assert asked > 100
    assert not [p for p in PLANTED if p in caplog.text]
    assert actions.see_worker(
        concern=concern, reason="回访", actor=cast.team_leader
    ).identity.contact.startswith(NAME)


def _known(world: World, name: str) -> bool:
    try:
        arguments(world, name)
    except (KeyError, ValueError, AttributeError):
        return False
    return not name.startswith("concerns:worker_")


def _url(world: World, name: str) -> str:
    return reverse(name, kwargs=arguments(world, name))


@pytest.mark.django_db(transaction=True)
def test_the_raw_data_folder_and_a_backup_hold_no_plaintext(
    cast: Cast, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    begun = time.time() - 2
    world = make_world(cast)
    told(cast, world.things["site"])
    _import(cast)
    folder = _written_out()
    dump = tmp_path / "dump.sql"
    command = [postgres.tool("pg_dump"), "--inserts", f"--file={dump}", f"--dbname={_dsn()}"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    files = [dump, *_files(Path(settings.MEDIA_ROOT), 0)]
    if os.access(folder, os.R_OK):
        files += _files(folder, begun)
    found = {(needle, path.name) for path in files for needle in _needles() if _holds(path, needle)}
    # The scan itself is proved by the words that anybody may read.
    assert {n for n, _path in found} == {OPEN_TEXT.encode()}, found
    assert (OPEN_TEXT.encode(), dump.name) in found
    if os.access(folder, os.R_OK):
        assert len({path for _needle, path in found}) > 1
    said = caplog.text + "".join(capfd.readouterr())
    assert not [p for p in PLANTED if p in said]


def _written_out() -> Path:
    """The raw data folder, after everything in memory went to disk. On a server elsewhere there is only the dump."""
    if postgres.external():
        return Path("/nowhere")
    layout = postgres.Cluster(Path(settings.DATA)).layout
    way = {
        "host": str(layout.sockets),
        "user": "postgres",
        "dbname": "postgres",
        "passfile": str(layout.passwords),
    }
    with psycopg.connect(**way, autocommit=True) as administrator:
        administrator.execute("CHECKPOINT")
    return layout.cluster


def _needles() -> Iterator[bytes]:
    """Each planted text as databases, files and logs may write it."""
    yield OPEN_TEXT.encode()
    for text in PLANTED:
        plain = text.encode()
        spelled = {
            plain,
            text.encode("utf-16-le"),
            text.encode("utf-16-be"),
            text.encode("gb18030"),
            plain.hex().encode(),
        }
        spelled |= {json.dumps(text).strip('"').encode(), base64.b64encode(plain).rstrip(b"=")[:-1]}
        yield from spelled


def _files(folder: Path, since: float) -> Iterable[Path]:
    return [p for p in folder.rglob("*") if p.is_file() and p.stat().st_mtime >= since]


def _holds(path: Path, needle: bytes) -> bool:
    try:
        return needle in path.read_bytes()
    except FileNotFoundError:  # the server throws files away while we look
        return False


def _dsn() -> str:
    """As the owner, who makes the backups."""
    given = postgres.parameters(Path(os.environ["DUNDIAN_DATA"]), owner=True)
    return " ".join(
        f"{k}={v}" for k, v in (given | {"dbname": connection.settings_dict["NAME"]}).items() if v
    )


def _import(cast: Cast) -> None:
    """A hotline's list with the person in it: read dry, applied, read again; its rows lie sealed."""
    book = io.BytesIO()
    unit = cast.ground.site
    with xlsxwriter.Workbook(book, {"in_memory": True}) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["单位", "诉求内容", "来源", "工单号", "姓名", "电话"])
        sheet.write_row(1, 0, [unit.name, f"拖欠加班费，我叫{NAME}", "12351", "T2024001", NAME, PHONE])
        sheet.write_row(2, 0, ["没有这个工会", f"电话{PHONE}", "12345", "T2024002", NAME, PHONE])
    for outcome in ("new", "same"):
        book.seek(0)
        run = check_workbook(
            kind="concerns",
            file=book,
            filename="工单.xlsx",
            actor=cast.office_county,
            unit=cast.ground.county,
        )
        assert run.counts == {outcome: 1, "failed": 1}
        apply_run(run=run, actor=cast.office_county)
    assert Concern.objects.filter(outside_number="T2024001").count() == 1
    assert NAME.encode() in inside(_Body(write_failed_rows(run)))
    assert not [row for row in ImportRow.objects.filter(run=run) if NAME in str(row.cells)]


class _Body:
    def __init__(self, content: bytes) -> None:
        self.content = content
