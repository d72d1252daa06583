"""An office sends its workbook as it is: in a real browser, at the desk and on the phone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from dundian.exchange import tasks, views
from dundian.exchange.tests import books
from dundian.org.cast import client_of, make_cast
from tests.browser.conftest import DESK, LIMITS, PHONE, check_page, follow, visit

Open = Callable[..., BrowserContext]
SIZES = {"desk": DESK, "phone": PHONE}
ROWS = [[f"示例{n}", f"G{n}", "女" if n % 7 else "中", None, "工会干事", 13800000000 + n] for n in range(120)]


def signed_in(context: BrowserContext, server: LiveServer, client: Client) -> Page:
    context.add_cookies(
        [{"name": name, "value": morsel.value, "url": server.url} for name, morsel in client.cookies.items()]
    )
    return context.new_page()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", SIZES)
def test_from_workbook_to_people(
    size: str, live_server: LiveServer, open_context: Open, tmp_path: Path
) -> None:
    cast = make_cast()
    page = signed_in(open_context(viewport=SIZES[size]), live_server, client_of(cast.office_city))
    workbook = tmp_path / "2024年蹲点干部名册.xlsx"
    workbook.write_bytes(books.table(ROWS))

    assert visit(page, f"{live_server.url}/imports/").total <= LIMITS["page"]
    check_page(page)
    follow(page, page.get_by_role("link", name="上传表格").first)
    check_page(page)
    page.get_by_text("可识别的列").first.click()
    check_page(page)
    page.set_input_files("input[type=file]", workbook)
    page.get_by_role("button", name="上传并预检").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(workbook.name)
    expect(page.get_by_text("待修正").first).to_be_visible()
    check_page(page)
    follow(page, page.get_by_role("navigation", name="按结果查看").get_by_role("link", name="待修正"))
    check_page(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载待修正的行").click()
    assert download.value.suggested_filename == "2024年蹲点干部名册-待修正.xlsx"
    follow(page, page.get_by_role("link", name="导入", exact=True).last)
    check_page(page)
    page.get_by_role("button", name="导入").click()
    expect(page.get_by_text("表格已导入。")).to_be_visible()
    check_page(page)


@pytest.mark.django_db(transaction=True)
def test_a_wrong_workbook_keeps_the_form(live_server: LiveServer, open_context: Open, tmp_path: Path) -> None:
    cast = make_cast()
    page = signed_in(open_context(viewport=PHONE), live_server, client_of(cast.office_city))
    workbook = tmp_path / "名册.xlsx"
    workbook.write_bytes(books.encrypted())
    page.goto(f"{live_server.url}/imports/new/?kind=people")
    page.set_input_files("input[type=file]", workbook)
    page.get_by_role("button", name="上传并预检").click()
    expect(page.get_by_role("alert")).to_contain_text("密码")
    check_page(page)


@pytest.mark.django_db(transaction=True)
def test_a_long_import_shows_its_progress_and_ends_by_itself(
    live_server: LiveServer, open_context: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "INLINE_ROWS", 2)
    cast = make_cast()
    page = signed_in(open_context(viewport=DESK), live_server, client_of(cast.office_city))
    workbook = tmp_path / "名册.xlsx"
    workbook.write_bytes(books.table(ROWS))
    page.goto(f"{live_server.url}/imports/new/?kind=people")
    page.set_input_files("input[type=file]", workbook)
    page.get_by_role("button", name="上传并预检").click()
    follow(page, page.get_by_role("link", name="导入", exact=True).last)
    page.get_by_role("button", name="导入").click()
    expect(page.locator("#progress")).to_contain_text("0/102")
    check_page(page)
    tasks.apply_in_background.func(run_id=page.url.rstrip("/").rpartition("/")[2])
    expect(page.get_by_text("已导入").first).to_be_visible()
    expect(page.locator("#progress")).to_have_count(0)
