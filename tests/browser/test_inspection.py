"""An inspection from the plan of a draw to a verified rectification and the bulletin."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from dundian.documents.models import Document
from dundian.fieldwork.factories import Posting, make_log, person_of, post
from dundian.kernel import clock
from dundian.org.access import Actor
from dundian.org.cast import Cast, client_of, make_cast
from dundian.oversight.factories import inspector_of
from dundian.oversight.models import Draw, Finding
from dundian.planning.models import Dispatch
from tests.browser.conftest import DESK, PHONE, check_page, follow


def _signed_in(page: Page, live_server: LiveServer, actor: Actor) -> Page:
    cookie = client_of(actor).cookies["sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])
    return page


def _send(page: Page, name: str) -> None:
    """Press a button that sends a form, answer the question when one is asked, and be on the next page."""
    button = page.get_by_role("main").get_by_role("button", name=name, exact=True).last
    asks = button.get_attribute("data-confirm")
    with page.expect_navigation():
        button.click()
        if asks:
            page.locator("dialog[open] .btn-primary, dialog[open] .btn-danger").last.click()


def _plan(office: Page, root: str, posting: Posting) -> Draw:
    office.goto(f"{root}/inspections/")
    check_page(office)
    follow(office, office.get_by_role("link", name="制定抽取方案"))
    check_page(office)
    follow(office, office.get_by_role("link", name="“四不两直”抽查").last)
    office.get_by_label("标题").fill("六月抽查")
    office.get_by_label("抽取点位数").fill("1")
    office.get_by_label("检查人员1").fill("吴干部")
    _send(office, "保存")
    expect(office.locator(".error-summary")).to_contain_text("属于被检查一方")
    check_page(office)
    office.get_by_label("检查人员1", exact=False).first.fill("冯督查")
    _send(office, "保存")
    expect(office.get_by_role("heading", name="六月抽查")).to_be_visible()
    check_page(office)
    return Draw.objects.get()


def _draw(office: Page) -> None:
    follow(office, office.get_by_role("link", name="封存", exact=True))
    check_page(office)
    _send(office, "封存")
    follow(office, office.get_by_role("link", name="现在抽取"))
    office.get_by_label("外来字").fill("骰子 3 1 4 1 5")
    check_page(office)
    _send(office, "现在抽取")
    expect(office.get_by_role("heading", name="走访点位")).to_be_visible()
    check_page(office)
    follow(office, office.get_by_role("link", name="一天的走访路线"))
    check_page(office)


def _inspect(phone: Page, root: str, draw: Draw, cast: Cast) -> None:
    """The inspector writes it down on a telephone."""
    visit = draw.visits.get()
    phone.goto(f"{root}/inspections/visits/{visit.pk}/")
    check_page(phone)
    follow(phone, phone.get_by_role("link", name="记录抽查情况"))
    check_page(phone)
    phone.get_by_label("现场所见").fill("午间站点有六名骑手休息，意见本在门口。")
    phone.get_by_label("见到职工数").fill("6")
    phone.get_by_label("发现情况").first.fill("饮水机停用两周")
    phone.get_by_label("整改责任人").first.select_option(str(person_of(cast.team_leader).pk))
    phone.get_by_label("截止日期").first.fill(f"{clock.today() + timedelta(14)}")
    _send(phone, "保存抽查情况")
    expect(phone.get_by_text("饮水机停用两周").first).to_be_visible()
    check_page(phone)


@pytest.mark.django_db(transaction=True)
def test_from_the_plan_to_the_bulletin(live_server: LiveServer, open_context: Any) -> None:
    cast = make_cast()
    posting, today, root = post(cast), clock.today(), live_server.url
    Dispatch.objects.update(starts_on=today - timedelta(30), ends_on=today + timedelta(30))
    make_log(posting.site, person_of(cast.cadre), on=today - timedelta(1), people_met=12)
    inspector = inspector_of(cast)
    office = _signed_in(open_context(viewport=DESK).new_page(), live_server, cast.office_city)
    team = _signed_in(open_context(viewport=PHONE).new_page(), live_server, cast.team_leader)
    draw = _plan(office, root, posting)
    _draw(office)
    team.goto(f"{root}/findings/")
    expect(team.get_by_text("饮水机停用")).to_have_count(0)
    phone = _signed_in(open_context(viewport=PHONE).new_page(), live_server, inspector)
    _inspect(phone, root, draw, cast)

    team.goto(f"{root}/findings/")
    check_page(team)
    follow(team, team.get_by_role("link", name="饮水机停用两周"))
    follow(team, team.get_by_role("link", name="提交整改佐证"))
    team.get_by_label("整改情况").fill("已更换滤芯，恢复供水。")
    check_page(team)
    _send(team, "保存")
    expect(team.get_by_text("已提交佐证").first).to_be_visible()
    finding = Finding.objects.get()
    phone.goto(f"{root}/findings/{finding.pk}/verify/")
    check_page(phone)
    _send(phone, "核验")
    expect(phone.get_by_text("已核实").first).to_be_visible()
    check_page(phone)

    office.goto(f"{root}/inspections/{draw.pk}/")
    follow(office, office.get_by_role("link", name="起草通报"))
    check_page(office)
    _send(office, "保存")
    expect(office.get_by_text("饮水机停用两周").first).to_be_visible()
    check_page(office)
    _send(office, "印发通报")
    expect(office.get_by_text("已制发", exact=True).first).to_be_visible()
    assert Document.objects.filter(kind="inspection_bulletin").count() == 1
    office.goto(f"{root}/inspections/{draw.pk}/verify/")
    expect(office.get_by_text("全部重算一致")).to_be_visible()
    check_page(office)
