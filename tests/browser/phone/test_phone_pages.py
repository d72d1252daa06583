"""Pages about phones and conflicts, at the desk and on the phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect
from pytest_django.live_server_helper import LiveServer

from dundian.fieldwork.factories import make_log, person_of, post
from dundian.fieldwork.models import WorkLog
from dundian.offline.factories import make_conflict, make_device
from dundian.org.cast import client_of, make_cast
from tests.browser.conftest import DESK, PHONE, check_page, visit
from tests.browser.test_import_pages import signed_in

Open = Callable[..., BrowserContext]
PAGES = {
    "team_leader": ["/me/phones/", "/conflicts/"],
    "system_admin": ["/phones/", "/phones/{device}/lost/"],
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_pages_of_phones_and_conflicts(
    size: dict[str, int], live_server: LiveServer, open_context: Open
) -> None:
    cast = make_cast()
    site = post(cast).site
    devices = [make_device(cast.team_leader, f"HUAWEI Mate {n}") for n in range(3)]
    log = make_log(site, person_of(cast.cadre), text="下午与站长座谈，收集高温津贴意见七条。")
    conflict = make_conflict(make_device(cast.cadre), log)
    for who, paths in PAGES.items():
        page = signed_in(open_context(viewport=size), live_server, client_of(getattr(cast, who)))
        for path in paths:
            visit(page, live_server.url + path.format(device=devices[0].pk))
            check_page(page)
    page = signed_in(open_context(viewport=size), live_server, client_of(cast.team_leader))
    visit(page, f"{live_server.url}/conflicts/{conflict.pk}/")
    check_page(page)
    page.get_by_role("button", name="按选择保存").click()
    expect(page.get_by_role("alert")).to_contain_text("请选择以哪个版本为准")
    page.get_by_label("手机上的版本").check()
    page.get_by_role("button", name="按选择保存").click()
    expect(page.get_by_text("您的选择已记录。")).to_be_visible()
    assert WorkLog.objects.get().text == "手机上的话"
