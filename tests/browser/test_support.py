"""A support request from the cadre's phone to the department's desk and back."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from dundian.fieldwork.actions import set_route
from dundian.fieldwork.factories import post
from dundian.fieldwork.models import SupportRequest
from dundian.kernel import clock
from dundian.org.access import Actor
from dundian.org.cast import client_of, make_cast
from dundian.planning.models import Dispatch
from tests.browser.conftest import DESK, PHONE, check_page


def _signed_in(page: Page, live_server: LiveServer, actor: Actor) -> Page:
    cookie = client_of(actor).cookies["sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])
    return page


@pytest.mark.django_db(transaction=True)
def test_from_the_phone_to_the_desk_and_back(live_server: LiveServer, open_context: Any) -> None:
    cast = make_cast()
    posting = post(cast)
    today = clock.today()
    Dispatch.objects.update(starts_on=today - timedelta(30), ends_on=today + timedelta(30))
    set_route(
        unit=cast.ground.city, kind="vehicle", department=cast.ground.department, actor=cast.office_city
    )
    phone = _signed_in(open_context(viewport=PHONE).new_page(), live_server, cast.cadre)
    phone.goto(f"{live_server.url}/support/new/?site={posting.site.pk}")
    phone.get_by_text("用车", exact=True).click()
    phone.get_by_label("需要什么").fill("下乡走访骑手驿站，需用车一天。")
    phone.get_by_label("金额").fill("300")
    phone.get_by_label("金额").blur()
    expect(phone.locator("#course")).to_contain_text("灯城县总工会")
    check_page(phone)
    phone.get_by_role("button", name="提交申请").click()
    expect(phone.get_by_text("待审批").first).to_be_visible()
    check_page(phone)
    request = SupportRequest.objects.get()
    detail = f"{live_server.url}/support/{request.pk}/"

    office = _signed_in(open_context(viewport=DESK).new_page(), live_server, cast.office_county)
    office.goto(detail)
    office.get_by_role("button", name="批准", exact=True).click()
    expect(office.get_by_text("申请已批准。")).to_be_visible()

    desk = _signed_in(open_context(viewport=DESK).new_page(), live_server, cast.department)
    desk.goto(f"{live_server.url}/support/?box=waiting")
    check_page(desk)
    desk.get_by_role("link", name="下乡走访骑手驿站").click()
    desk.get_by_label("办理措施").fill("派车一天")
    desk.get_by_label("落实期限").fill(f"{today + timedelta(3)}")
    desk.get_by_role("button", name="提交答复").click()
    desk.get_by_label("落实情况").fill("已派车")
    desk.get_by_label("实际支出").fill("280")
    desk.get_by_role("button", name="落实", exact=True).click()
    expect(desk.get_by_text("已落实，待确认").first).to_be_visible()
    check_page(desk)

    phone.goto(detail)
    phone.get_by_role("button", name="已按答复收到").click()
    expect(phone.get_by_text("已确认").first).to_be_visible()
    check_page(phone)
    request.refresh_from_db()
    assert (request.state, int(request.spent or 0)) == (SupportRequest.State.CONFIRMED, 280)
