"""A worker's telephone: the poster's page with and without script, then the progress."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page

from dundian.campaign.factories import CampaignFactory
from dundian.campaign.models import Site
from dundian.concerns.actions import ask_worker, open_page
from dundian.concerns.models import Concern, WorkerPhoto
from dundian.concerns.views import asking
from dundian.org.cast import Cast
from tests.browser.conftest import LIMITS, PHONE, check_page, follow, visit

Contexts = Callable[..., BrowserContext]


@pytest.fixture
def address(cast: Cast) -> str:
    unit = cast.ground.site
    campaign = CampaignFactory(unit=cast.ground.city)
    site = Site.objects.create(campaign=campaign, unit=unit, kind=unit.kind, county=cast.ground.county)
    return f"/w/{open_page(site=site, actor=cast.team_leader).token}/"


def tell(page: Page, url: str, photo: Path, *, checks: bool) -> tuple[str, str, int]:
    """Five answers, then number, code, and how many fields there were."""
    weight = visit(page, url)
    assert weight.total <= LIMITS["worker"], weight.parts
    fields = 1
    look(page, checks=checks)
    follow(page, page.locator("button[value=concern]"))
    for selector, answer in (
        ("textarea", "宿舍热水器坏了两周，没有人修。"),
        ("input[type=number]", "40"),
        ("input[type=text][name=contact]", "示例丁 13800000014"),
    ):
        look(page, checks=checks)
        page.fill(selector, answer)
        fields += 1
        follow(page, page.locator("button[value=next]"))
    look(page, checks=checks)
    page.set_input_files("input[type=file]", photo)
    fields += 1
    follow(page, page.locator("button[value=send]"))
    look(page, checks=checks)
    number, code = page.locator("dd.number").all_inner_texts()
    return number, code, fields


def look(page: Page, *, checks: bool) -> None:
    """Without script nothing can be measured inside the page, but it must not be wider than the window."""
    assert page.locator("h1").count() == 1
    if checks:
        check_page(page)


@pytest.mark.django_db(transaction=True)
def test_a_worker_is_heard(
    live_server: object,
    open_context: Contexts,
    address: str,
    cast: Cast,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(asking, "QUICKEST", 0)  # nobody else is as fast as this test
    base: str = live_server.url  # type: ignore[attr-defined]
    photo = tmp_path / "a.jpg"
    Image.new("RGB", (800, 600), "teal").save(photo)
    for script in (False, True):
        context = open_context(viewport=PHONE, java_script_enabled=script, service_workers="block")
        page = context.new_page()
        number, code, fields = tell(page, base + address, photo, checks=script)
        assert fields <= 5
        assert not context.cookies()
    concern = Concern.objects.get(number=number)
    assert WorkerPhoto.objects.filter(concern=concern).count() == 1
    ask_worker(concern=concern, text="是哪一栋宿舍？", actor=cast.cadre)
    visit(page, f"{base}/w/track/")
    check_page(page)
    page.fill("#id_number", number)
    page.fill("#id_code", code.lower())
    follow(page, page.locator("button[value=open]"))  # the third thing done
    assert page.locator(".steps li").count() == 5
    check_page(page)
    page.fill("textarea >> nth=0", "三号楼")
    follow(page, page.locator("button[value=answer]"))
    assert page.locator(".note").count() == 1
    page.locator("summary").last.click()
    check_page(page)
    follow(page, page.locator("details[open] button[value=erase]"))
    follow(page, page.locator("button.danger"))
    check_page(page)
    assert not WorkerPhoto.objects.filter(concern=concern).exists()
