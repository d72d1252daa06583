"""A worker heard from a poster, and heard again: from the phone to the cadre, the department, back, to somebody else.

At each step every member of the cast opens everything there is about the matter, in every form it has, and nobody who
does not handle it finds who the worker is.
"""

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from dundian.campaign.factories import CampaignFactory, SiteFactory
from dundian.concerns import actions
from dundian.concerns.models import Concern
from dundian.concerns.views import asking
from dundian.org.access import Actor
from dundian.org.cast import Cast, client_of, make_actor, make_cast
from dundian.org.models import Role
from tests.browser.conftest import DESK, PHONE, check_page
from tests.browser.story_visitor import Open

TELEPHONE, NAME = "13912345678", "欧阳示例"
MATTER = f"站点三个月没有发高温补贴。我叫{NAME}，电话{TELEPHONE}。"
SECRETS = (TELEPHONE, NAME)


class Stage:
    """The people at their screens, and the ones who only look."""

    def __init__(self, server: LiveServer, open_context: Open, cast: Cast) -> None:
        self.server, self.open_context, self.cast = server.url, open_context, cast
        self.number = self.code = ""
        self.watchers: dict[str, Client] = {name: client_of(actor) for name, actor in cast.members().items()}

    def sit(self, actor: Actor, size: dict[str, int]) -> Page:
        context: BrowserContext = self.open_context(viewport=size)
        key = client_of(actor).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": self.server}])
        return context.new_page()

    @property
    def concern(self) -> Concern:
        return Concern.objects.get(number=self.number)

    def do(self, page: Page, act: str, **fields: str) -> None:
        """One decision on its own page, as somebody types it."""
        page.goto(f"{self.server}/concerns/{self.number}/{act}/")
        check_page(page)
        for name, value in fields.items():
            fill(page, name, value)
        page.locator("main form").first.evaluate("form => form.requestSubmit()")
        page.wait_for_url(f"**/concerns/{self.number}/")
        check_page(page)


def fill(page: Page, name: str, value: str) -> None:
    field = page.locator(f"main form [name$='{name}']:not([type=hidden])").first
    kind = field.evaluate("e => e.type || e.tagName")
    if kind == "radio":
        page.locator(f"main form [name$='{name}'][value='{value}']").first.check(force=True)
    elif kind == "select-one":
        found = field.locator("option", has_text=value).first.get_attribute("value")
        field.select_option(found)
    else:
        field.fill(value)


AT_EACH_STEP = ("/concerns/", "/", "/search/?q=高温补贴")
IN_THE_END = (
    "/concerns/export/", "/todo/", "/logs/", "/documents/", "/ledger/", "/stats/", "/reports/", "/concerns/issues/",
    "/audit/", "/concerns/near/?text=站点三个月没有发高温补贴",
)  # fmt: skip
ASKED_FOR = ("/search/?q=", "/concerns/?q=", "/concerns/export/?q=", "/concerns/near/?text=")


def nobody_else_knows(stage: Stage, logged: str, *, in_the_end: bool = False) -> None:
    """Pages, fragments, workbooks, documents, searches and the log of the server, by each member of the cast."""
    own = f"/concerns/{stage.number}/"
    for who, client in stage.watchers.items():
        for path in (own, f"{own}print/", *AT_EACH_STEP, *(IN_THE_END if in_the_end else ())):
            body = read(client, path)
            assert not [s for s in SECRETS if s in body], f"{who} reads who it is at {path}"
        for path in ASKED_FOR if in_the_end else ():
            for secret in SECRETS:
                assert stage.number not in read(client, path + secret), f"{who} finds the worker by {path}"
    assert not [s for s in SECRETS if s in logged], "the log of the server names the worker"


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code in (200, 302, 403, 404), f"{path}: {answer.status_code}"
    return text_of(b"".join(answer.streaming_content) if answer.streaming else answer.content)


def text_of(content: bytes) -> str:
    """What a reader of any kind could find: a workbook or document unpacked."""
    if not content.startswith(b"PK"):
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return "".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_from_the_poster_to_somebody_else(
    live_server: LiveServer,
    open_context: Open,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(asking, "QUICKEST", 0)  # a machine types faster than anybody
    cast = make_cast()
    make_actor("second", "冯同事", Role.DEPARTMENT, cast.ground.department)
    site = SiteFactory.create(
        unit=cast.ground.site,
        county=cast.ground.county,
        campaign=CampaignFactory.create(unit=cast.ground.city),
    )
    poster = actions.open_page(site=site, actor=cast.team_leader)
    stage = Stage(live_server, open_context, cast)

    worker = open_context(viewport=PHONE, java_script_enabled=False).new_page()
    tell(worker, f"{stage.server}/w/{poster.token}/")
    stage.number, stage.code = worker.locator("dd.number").all_inner_texts()
    assert not [s for s in SECRETS if s in stage.concern.text]
    nobody_else_knows(stage, caplog.text)

    cadre, desk = stage.sit(cast.cadre, PHONE), stage.sit(cast.department, DESK)
    department = cast.ground.department.name
    stage.do(cadre, "refer", to=department, reason="需要部门出面协调。")
    stage.do(desk, "answer", answer="return", text="请先与站点核对名单。")
    nobody_else_knows(stage, caplog.text)
    stage.do(cadre, "refer", to=department, reason="名单已核对，共十二人。")
    stage.do(desk, "answer", answer="accept")
    assert follow(worker, stage).get_by_text("权益保障部").first.is_visible()

    stage.do(desk, "think", text="站点未按规定发放。")
    stage.do(desk, "aim", text="月底前补发。", by="2027-01-15", measured="发放表")
    stage.do(desk, "act", text="已督促补发。")
    stage.do(
        desk, "close", outcome="solved", text="补发到位。", workers_word="收到了。", reply="高温补贴已补发。"
    )
    first_owner = stage.concern.owner
    nobody_else_knows(stage, caplog.text)

    page = follow(worker, stage)
    page.locator("[name=grade][value=no], [name=grade]").last.check()
    page.locator("#id_word").fill("只补了一个月。")
    page.locator("button[value=rate]").click()
    page.locator("button[value=again]").locator("xpath=ancestor::form").locator("textarea").fill(
        "还差两个月。"
    )
    page.locator("button[value=again]").click()
    assert stage.concern.step == Concern.Step.REOPENED
    assert stage.concern.owner is None or stage.concern.owner != first_owner, "somebody else takes it up"
    nobody_else_knows(stage, caplog.text)

    assert stage.concern.handler is not None
    ended = finish(stage)
    assert ended.closed_on is not None
    expect(follow(worker, stage).locator(".steps")).to_be_visible()
    nobody_else_knows(stage, caplog.text, in_the_end=True)


def tell(page: Page, address: str) -> None:
    """The five questions, without script."""
    page.goto(address)
    page.locator("button[name=kind][value=concern]").click()
    for name, value in (("text", MATTER), ("people", "12"), ("contact", f"{NAME} {TELEPHONE}")):
        page.locator(f"main [name={name}]:not([type=hidden])").fill(value)
        page.locator("button[value=next]").click()
    page.locator("button[value=send]").click()
    expect(page.locator("dd.number")).to_have_count(2)


def follow(page: Page, stage: Stage) -> Page:
    """Number and code, then the progress."""
    page.goto(f"{stage.server}/w/track/")
    page.locator("[name=number]").fill(stage.number)
    page.locator("[name=code]").fill(stage.code)
    page.locator("main form button").first.click()
    expect(page.locator("h1")).to_have_text(stage.number)
    return page


def finish(stage: Stage) -> Concern:
    """Whoever has it now sees it through; the office above takes it when nobody does."""
    concern = stage.concern
    holder: Any = next(
        a
        for a in stage.cast.members().values()
        if any(p.unit_id == concern.handler_id for p in a.appointments)
    )
    page = stage.sit(holder, DESK)
    stage.do(page, "think", text="漏发两个月。")
    stage.do(page, "aim", text="三天内补齐。", by="2027-01-15", measured="发放表")
    stage.do(page, "act", text="已补齐。")
    stage.do(
        page, "close", outcome="solved", text="全部补齐。", workers_word="满意。", reply="三个月补贴已补齐。"
    )
    assert re.fullmatch(r"\d{4}-\d{6}", stage.number)
    return stage.concern
