"""A year in the browser: a practice drawn from a concern, a meeting, the summary, and the next year opened."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from dundian.campaign.models import Campaign
from dundian.concerns.actions import raise_concern
from dundian.concerns.models import Concern
from dundian.fieldwork.factories import Posting, make_task, person_of, post, task_set
from dundian.kernel import clock
from dundian.knowledge.actions import meetings
from dundian.knowledge.models import Practice
from dundian.org.access import Actor
from dundian.org.cast import Cast, client_of, make_cast
from dundian.planning.actions import end_dispatch
from dundian.planning.factories import CandidateFactory
from dundian.planning.models import Dispatch
from tests.browser.conftest import DESK, PHONE, check_page, follow, visit


def _signed_in(page: Page, live_server: LiveServer, actor: Actor) -> Page:
    cookie = client_of(actor).cookies["sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])
    return page


def _ground() -> tuple[Cast, Posting, Concern]:
    cast = make_cast()
    posting = post(cast)
    today = clock.today()
    Campaign.objects.update(starts_on=today - timedelta(80), ends_on=today + timedelta(10))
    Dispatch.objects.update(starts_on=today - timedelta(80), ends_on=today + timedelta(10))
    concern = raise_concern(
        unit=cast.ground.site, site=posting.site, text="高温天骑手没有地方休息", actor=cast.cadre
    )
    Concern.objects.update(step="closed", outcome="solved", workers_word="满意", closed_on=today)
    task_set(posting)
    make_task(posting.site, name="驿站长效机制", due_on=today)
    for unit, state in ((cast.ground.site, "chosen"), (cast.ground.neighbour, "passed")):
        CandidateFactory(campaign=posting.campaign, unit=unit, kind=unit.kind, state=state)
    return cast, posting, concern


@pytest.mark.django_db(transaction=True)
def test_from_a_concern_to_the_library(live_server: LiveServer, open_context: Any) -> None:
    cast, _posting, concern = _ground()
    phone = _signed_in(open_context(viewport=PHONE).new_page(), live_server, cast.cadre)
    visit(phone, f"{live_server.url}/concerns/{concern.number}/")
    follow(phone, phone.get_by_role("link", name="由此提炼经验做法"))
    expect(phone.get_by_label("面临的问题")).to_have_value("高温天骑手没有地方休息")
    check_page(phone)
    phone.get_by_label("标题").fill("沿街共建骑手歇脚点")
    phone.get_by_label("做法").first.fill("联系沿街门店，三方约定，轮流查看。")
    follow(phone, phone.get_by_role("button", name="保存草稿"))
    follow(phone, phone.get_by_role("button", name="提交审核"))
    check_page(phone)

    practice = Practice.objects.get()
    desk = _signed_in(open_context(viewport=DESK).new_page(), live_server, cast.office_city)
    visit(desk, f"{live_server.url}/library/practices/{practice.pk}/answer/")
    desk.get_by_text("采纳", exact=True).click()
    follow(desk, desk.get_by_role("button", name="提交答复"))
    follow(desk, desk.get_by_role("link", name="发布", exact=True))
    check_page(desk)
    follow(desk, desk.get_by_role("button", name="发布", exact=True))
    check_page(desk)
    visit(desk, f"{live_server.url}/library/practices/?text=歇脚点")
    expect(desk.get_by_role("link", name="沿街共建骑手歇脚点")).to_be_visible()
    check_page(desk)


@pytest.mark.django_db(transaction=True)
def test_a_year_closed_and_the_next_one_opened(live_server: LiveServer, open_context: Any) -> None:
    cast, posting, _concern = _ground()
    end_dispatch(dispatch=posting.dispatch, on=clock.today(), reason="结束", actor=cast.office_city)
    desk = _signed_in(open_context(viewport=DESK).new_page(), live_server, cast.office_city)
    base = f"{live_server.url}/campaigns/{posting.campaign.pk}/"
    visit(desk, base)
    follow(desk, desk.get_by_role("link", name="年度收官"))
    check_page(desk)
    follow(desk, desk.get_by_role("button", name="起草总结"))
    expect(desk.get_by_role("heading", name="工作开展情况")).to_be_visible()
    check_page(desk)
    visit(desk, f"{live_server.url}/years/campaigns/{posting.campaign.pk}/carry-over/")
    expect(desk.get_by_text("驿站长效机制")).to_be_visible()
    check_page(desk)
    follow(desk, desk.get_by_role("button", name="结束并开启下一年"))
    expect(desk.get_by_text("下一次行动已建为草稿")).to_be_visible()
    check_page(desk)
    visit(desk, f"{live_server.url}/years/compare/")
    check_page(desk)
    phone = _signed_in(open_context(viewport=PHONE).new_page(), live_server, cast.office_city)
    for path in (
        "years/",
        "years/compare/",
        "library/practices/",
        "library/rules/",
        "library/publicity/",
        "training/",
    ):
        visit(phone, f"{live_server.url}/{path}")
        check_page(phone)


@pytest.mark.django_db(transaction=True)
def test_invited_on_the_phone_and_noted_at_the_desk(live_server: LiveServer, open_context: Any) -> None:
    cast, posting, _concern = _ground()
    then = datetime.combine(clock.today() + timedelta(3), datetime.min.time(), ZoneInfo("Asia/Shanghai"))
    meeting = meetings.call_meeting(
        unit=cast.ground.city, kind="promotion", name="蹲点工作推进会", starts_at=then + timedelta(hours=9),
        place="市总二楼", campaign=posting.campaign, actor=cast.office_city,
    )  # fmt: skip
    guest = meetings.Guest("周组长", "盐都市总工会", "组长", person_of(cast.team_leader))
    meetings.invite(meeting=meeting, guests=[guest], actor=cast.office_city)
    phone = _signed_in(open_context(viewport=PHONE).new_page(), live_server, cast.team_leader)
    visit(phone, f"{live_server.url}/meetings/{meeting.pk}/")
    check_page(phone)
    follow(phone, phone.get_by_role("link", name="回复会议通知"))
    check_page(phone)
    follow(phone, phone.get_by_role("button", name="提交答复"))
    meeting.starts_at = clock.now() - timedelta(hours=2)
    meeting.touch("starts_at")
    desk = _signed_in(open_context(viewport=DESK).new_page(), live_server, cast.office_city)
    visit(desk, f"{live_server.url}/meetings/{meeting.pk}/attendance/")
    check_page(desk)
    follow(desk, desk.get_by_role("button", name="登记到会"))
    expect(desk.get_by_text("到会登记").first).to_be_visible()
    check_page(desk)
    for path in ("agenda", "invite", "decide", "speech", "minutes", "material"):
        visit(desk, f"{live_server.url}/meetings/{meeting.pk}/{path}/")
        check_page(desk)
