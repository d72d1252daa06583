"""Boards on a desk and on a phone: charts are drawn under the policy, beside tables that say the same."""

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from dundian.concerns.actions import raise_concern
from dundian.fieldwork.actions import write_log
from dundian.fieldwork.factories import post
from dundian.kernel import clock
from dundian.org.access import actor_of
from dundian.org.cast import client_of, make_cast
from dundian.planning.models import Dispatch
from tests.browser.conftest import DESK, PHONE, check_page, visit

# Drawings that stand out of their frame, or are cut off by it, when the page is printed.
ON_PAPER = """() => {
  dispatchEvent(new Event("beforeprint"));
  const wrong = [...document.querySelectorAll("figure.chart canvas")].filter((canvas) => {
    const drawn = canvas.getBoundingClientRect();
    const frame = canvas.closest("[data-canvas]").getBoundingClientRect();
    return !drawn.height || drawn.bottom > frame.bottom + 1 || drawn.right > frame.right + 1;
  });
  dispatchEvent(new Event("afterprint"));
  return wrong.map((canvas) => canvas.closest("figure").textContent.slice(0, 40));
}"""


@pytest.mark.django_db(transaction=True)
def test_a_board_is_drawn_and_told(live_server: LiveServer, open_context: Any) -> None:
    cast = make_cast()
    posting = post(cast)
    cadre, today = actor_of(cast.cadre.user), clock.today()
    Dispatch.objects.update(starts_on=today - timedelta(30), ends_on=today + timedelta(30))
    write_log(site=posting.site, on=today, activities=["visit"], text="走访", people_met=9, actor=cadre)
    for n, topic in enumerate(("wages", "safety", "wages")):
        raise_concern(unit=cast.ground.site, text=f"事{n}", topic=topic, actor=cadre)
    cookie = client_of(cast.office_city).cookies["sessionid"].value
    since = (today - timedelta(70)).isoformat()
    addresses = (
        f"/stats/?since={since}&whole=1",
        f"/stats/?since={since}&publish=1",
        f"/stats/campaigns/{posting.campaign.pk}/",
        "/stats/coverage/",
        "/stats/tables/build/?figure=concerns_raised&down=topic&across=month&period=whole",
    )
    for viewport in (DESK, PHONE):
        context = open_context(viewport=viewport)
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        page = context.new_page()
        for address in addresses:
            weight = visit(page, live_server.url + address)
            if address.endswith("whole=1"):
                expect(page.locator("figure.chart canvas").first).to_be_visible()
                expect(page.get_by_text("反映最多的是“工资报酬”")).to_be_visible()
                for fold in page.locator("figure.chart details").all():
                    fold.locator("summary").click()
            check_page(page)
            assert weight
            if address.endswith("whole=1"):
                page.emulate_media(media="print")
                assert page.evaluate(ON_PAPER) == []
                page.emulate_media(media="screen")


@pytest.mark.django_db(transaction=True)
def test_panels_come_into_sight(live_server: LiveServer, open_context: Any) -> None:
    cast = make_cast()
    post(cast)
    raise_concern(unit=cast.ground.site, text="事", topic="wages", actor=actor_of(cast.cadre.user))
    cookie = client_of(cast.office_city).cookies["sessionid"].value
    for viewport in (DESK, PHONE):
        context = open_context(viewport=viewport)
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        page = context.new_page()
        visit(page, f"{live_server.url}/stats/?period=days30")
        waiting = page.locator("section[hx-trigger=revealed]")
        for _turn in range(50):
            page.evaluate("() => document.querySelector('section[hx-trigger=revealed]')?.scrollIntoView()")
            if not waiting.count():
                break
            page.wait_for_timeout(100)
        expect(waiting).to_have_count(0)
        expect(page.locator("figure.chart canvas").first).to_be_visible()
        check_page(page)


@pytest.mark.django_db(transaction=True)
def test_folded_conditions_come_when_they_are_opened(live_server: LiveServer, open_context: Any) -> None:
    cast = make_cast()
    posting = post(cast)
    cookie = client_of(cast.office_city).cookies["sessionid"].value
    for viewport in (DESK, PHONE):
        context = open_context(viewport=viewport)
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        page = context.new_page()
        visit(page, f"{live_server.url}/logs/?text=x")
        page.get_by_text("更多条件").focus()
        page.keyboard.press("Enter")
        team = page.get_by_label("工作组")
        expect(team).to_be_visible()
        expect(page.get_by_text("更多条件")).to_be_focused()
        check_page(page)
        team.select_option(label=str(posting.team))
        page.get_by_role("search").get_by_role("button", name="查询").click()
        expect(page).to_have_url(re.compile(f"team={posting.team.pk}"))
        page.reload()
        expect(page.get_by_label("工作组")).to_have_value(str(posting.team.pk))
        check_page(page)
