"""A commendation in the browser: from the shipped scheme to a decision that is ready to be signed.

An objection from somebody without an account changes the list. Every page is looked at on the desk and on the phone.
"""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from dundian.kernel import clock
from dundian.org.access import Actor
from dundian.org.cast import Cast, client_of, make_cast
from dundian.planning.factories import DispatchFactory, TeamFactory, TeamMemberFactory
from dundian.recognition.models import Honour, Nomination, Objection, Round
from dundian.recognition.tests.ground import Stage, make_stage
from dundian.recognition.views import notices
from tests.browser.conftest import DESK, PHONE, check_page, follow

PICTURES = os.environ.get("PICTURES", "")


class Office:
    """One person's window on the desk; `look` checks the page in both sizes."""

    def __init__(self, context: Any, server: LiveServer, actor: Actor | None) -> None:
        self.page: Page = context.new_page()
        self.server = server
        if actor:
            cookie = client_of(actor).cookies["sessionid"]
            context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": server.url}])

    def go(self, path: str) -> None:
        answer = self.page.goto(f"{self.server.url}{path}", wait_until="load")
        assert answer is not None
        assert answer.ok, f"{path} answered {answer.status}"

    def look(self, name: str) -> None:
        for size, viewport in (("desk", DESK), ("phone", PHONE)):
            self.page.set_viewport_size(viewport)  # type: ignore[arg-type]
            check_page(self.page)
            if PICTURES:
                self.page.screenshot(path=Path(PICTURES) / f"{name}-{size}.png", full_page=True)
        self.page.set_viewport_size(DESK)  # type: ignore[arg-type]

    def press(self, words: str) -> None:
        follow(self.page, self.page.get_by_role("button", name=words, exact=True))

    def open(self, words: str) -> None:
        follow(self.page, self.page.get_by_role("link", name=words, exact=True).first)

    def confirm(self, words: str, name: str = "", **fields: str) -> None:
        """Open an act's page, fill it in, do it."""
        self.open(words)
        for label, value in fields.items():
            self.page.get_by_label(label).fill(value)
        if name:
            self.look(name)
        self.press(words)


@pytest.fixture
def stage(transactional_db: None) -> Stage:
    return make_stage(make_cast(), sites=2)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_from_the_scheme_to_the_decision(
    live_server: LiveServer,
    open_context: Any,
    stage: Stage,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(notices, "QUICKEST", 0)  # nobody else is as fast as this test
    cast = stage.cast
    office = Office(open_context(), live_server, cast.office_city)
    round = prepare(office, stage)
    nominate(open_context, live_server, cast, office, round)
    judge(open_context, live_server, cast, office, round)
    object_to(open_context, live_server, office, round)
    settings.CLOCK_OFFSET = timedelta(days=30)  # the notice is over, and so is the old sign-in
    decide(Office(open_context(), live_server, cast.office_city), round)


def prepare(office: Office, stage: Stage) -> Round:
    """Scheme from the shipped one, published; a round; host unions asked; evidence frozen."""
    page = office.page
    office.go("/evaluations/schemes/new/")
    office.look("scheme-new")
    office.press("生成草稿")
    office.look("scheme")
    follow(page, page.get_by_role("link", name="编辑 先进个人"))
    page.get_by_label("表扬名额").fill("1")
    office.look("category")
    office.press("保存")
    office.open("发布")
    office.press("发布")
    office.go("/evaluations/new/")
    page.locator("#id_name").fill("2023年度全省工会干部赴基层蹲点先进单位和先进个人")
    page.locator("#id_campaign").select_option(str(stage.campaign.pk))
    page.locator("#id_scheme").select_option(label="工会干部赴基层蹲点先进单位和先进个人表扬方案（通用）")
    office.look("round-new")
    office.press("开始筹备")
    round = Round.objects.exclude(pk=stage.round.pk).get()
    office.confirm("征求驻点工会意见", 截止日期=f"{clock.today()}")
    give_word(office, stage, round)
    office.go(f"/evaluations/{round.pk}/")
    office.look("round-preparing")
    office.confirm("冻结实绩材料并开始推荐", "open", 截止日期=f"{clock.today() + timedelta(9)}")
    office.open("冻结的实绩材料")
    office.look("files")
    office.open(stage.sites[1].unit.name)
    office.page.locator("main summary").first.click()
    office.look("file")
    return round


def give_word(office: Office, stage: Stage, round: Round) -> None:
    host = Office(office.page.context.browser.new_context(locale="zh-CN"), office.server, stage.cast.host)
    host.page.add_init_script("window.__violations = []")
    host.go(f"/evaluations/{round.pk}/word/{stage.sites[0].pk}/")
    host.page.get_by_text("满意", exact=True).click()
    host.page.get_by_label("工作组带来了什么").fill("帮我们建起了站点小组，高温津贴谈下来了。")
    host.look("word")
    host.press("提交")
    host.page.context.close()


def nominate(open_context: Any, server: LiveServer, cast: Cast, office: Office, round: Round) -> None:
    """The county puts two cadres forward and passes them on; the city admits them."""
    county = Office(open_context(), server, cast.office_county)
    county.go(f"/evaluations/{round.pk}/nominations/new/")
    county.open("先进个人")
    for name in ("派干部甲", "派干部乙"):
        county.page.get_by_label("推荐的干部").fill(name)
        county.page.get_by_label("主要实绩").fill("带着问题走访，推动高温津贴集体协商，建起站点工会小组。")
        if name == "派干部甲":
            county.look("nominate")
        county.press("推荐")
        county.look("nomination")
        county.confirm("推荐上报")
        county.go(f"/evaluations/{round.pk}/nominations/new/?category={category(round)}")
    for one in Nomination.objects.filter(round=round):
        office.go(f"/evaluations/nominations/{one.pk}/")
        office.confirm("推荐上报")
    office.go(f"/evaluations/{round.pk}/nominations/")
    office.look("nominations")


def category(round: Round) -> str:
    return str(round.scheme.categories.get(subject="person").pk)


def judge(open_context: Any, server: LiveServer, cast: Cast, office: Office, round: Round) -> None:
    """One judge on both panels scores; the list is drawn up and put out."""
    page = office.page
    for panel in round.scheme.panels.all():
        office.go(f"/evaluations/{round.pk}/judges/")
        page.locator("#id_panel").select_option(str(panel.pk))
        page.locator("#id_person").fill("郑部门")
        office.press("添加")
    office.look("judges")
    office.go(f"/evaluations/{round.pk}/")
    office.confirm("交评审组评审")
    desk = Office(open_context(), server, cast.department)
    desk.go(f"/evaluations/{round.pk}/judging/")
    desk.look("judging")
    for number, one in enumerate(Nomination.objects.filter(round=round).order_by("person__name")):
        desk.go(f"/evaluations/nominations/{one.pk}/score/")
        for box in desk.page.locator("input[name^=points-]").all():
            box.fill(str(90 - 10 * number))
        if not number:
            desk.look("score")
        desk.press("保存并继续")
    office.go(f"/evaluations/{round.pk}/panel/")
    office.look("panel")
    office.open("拟定名单")
    office.look("draw-up")
    office.press("拟定名单")
    office.look("list")
    office.go(f"/evaluations/{round.pk}/")
    office.confirm("发布公示", 受理单位和电话="盐都市总工会蹲点办 0000-0000000")
    office.look("round-noticed")


def object_to(open_context: Any, server: LiveServer, office: Office, round: Round) -> None:
    """From a telephone, without an account; the office upholds it and the next moves up."""
    round.refresh_from_db()
    outside = Office(open_context(viewport=PHONE), server, None)
    outside.go(f"/notices/{round.token}/")
    outside.look("notice")
    page = outside.page
    page.get_by_label("针对谁").select_option(index=1)
    page.locator("textarea").fill("材料中的新发展会员有重复计算。")
    page.get_by_label("怎样联系您").fill("13900000000")
    follow(page, page.locator("button.main"))
    outside.look("sent")
    number, code = page.locator("dd.number").all_inner_texts()
    objection = Objection.objects.get()
    office.go(f"/evaluations/objections/{objection.pk}/")
    office.page.get_by_label("核查过程和结果").fill("查阅名册并向驻点工会了解，重复计入12人。")
    office.page.get_by_label("给反映人的答复").fill("经核实，您反映的情况属实。")
    office.look("objection")
    agree(office.page, "异议成立")
    expect(office.page.get_by_text("派干部甲递补").first).to_be_visible()
    office.look("objection-upheld")
    outside.go(f"/notices/{round.token}/")
    expect(outside.page.locator("main li").first).to_contain_text("派干部甲")
    expect(outside.page.locator("main li")).to_have_count(1)
    outside.go("/notices/track/")
    outside.page.fill("#id_number", number)
    outside.page.fill("#id_code", code)
    follow(outside.page, outside.page.locator("button.main"))
    expect(outside.page.get_by_text("经核实，您反映的情况属实。")).to_be_visible()
    outside.look("track")
    assert not outside.page.context.cookies()


def agree(page: Page, words: str) -> None:
    """Press what asks first, and say yes."""
    page.get_by_role("button", name=words, exact=True).click()
    follow(page, page.locator("dialog[open] button[value=yes]"))


def decide(office: Office, round: Round) -> None:
    """After the notice the decision is looked at as a Word file, numbered and issued, and the citations with it."""
    page = office.page
    office.go(f"/evaluations/{round.pk}/decide/")
    office.look("decide")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="先看 Word 送审稿").click()
    assert waiting.value.suggested_filename.endswith("（送审稿）.docx")
    agree(page, "编号并印发")
    expect(page.get_by_text("决定已编号印发，荣誉已登记。")).to_be_visible()
    follow(page, page.get_by_role("button", name="印发荣誉证书"))
    office.look("round-decided")
    assert [h.whose for h in Honour.objects.standing()] == ["派干部甲"]
    office.go("/honours/")
    office.look("honours")
    office.go("/evaluations/")
    office.look("rounds")


@pytest.mark.django_db(transaction=True)
def test_a_cadre_reads_and_writes_the_own_growth_record(live_server: LiveServer, open_context: Any) -> None:
    cast = make_cast()
    team = TeamFactory(site__unit=cast.ground.site)
    TeamMemberFactory(team=team, person=cast.cadre.person, roles=["宣传员"])
    DispatchFactory(team=team)
    phone = Office(open_context(viewport=PHONE), live_server, cast.cadre)
    phone.go("/growth/new/")
    phone.page.get_by_text("学到什么", exact=True).click()
    phone.page.get_by_label("用自己的话写").fill("学会了怎样把一个人的难题变成一类人的制度。")
    phone.look("growth-new")
    phone.press("保存")
    expect(phone.page.get_by_text("学会了怎样把一个人的难题")).to_be_visible()
    phone.look("growth")
