"""Two phones and a desktop change one log and one task, none knowing of the others."""

from datetime import date

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from dundian.fieldwork.actions import write_log
from dundian.fieldwork.factories import Posting
from dundian.fieldwork.models import Task
from dundian.offline.models import Conflict
from dundian.org.access import Actor
from dundian.org.cast import Cast
from tests.browser.conftest import DESK, check_page, follow
from tests.browser.phone.in_hand import Hand, Open


def test_each_field_from_whoever_changed_it(
    live_server: LiveServer, open_context: Open, cast: Cast, posting: Posting
) -> None:
    log = write_log(
        site=posting.site, on=date(2024, 6, 18), activities=["visit"], text="原来的话", actor=cast.cadre
    )
    task = Task.objects.get(name="召开一次座谈会")
    one, two = (Hand.of(open_context, live_server.url, who) for who in (cast.cadre, cast.team_leader))
    for hand in (one, two):
        hand.open()
        hand.offline()
    change_log(one, str(log.pk), {"一句话": "干部手机上的话"})
    change_log(two, str(log.pk), {"一句话": "组长手机上的话", "接触职工": "7"})
    change_task(one, str(task.pk), "工作要求", "请工会小组长参加")
    change_task(two, str(task.pk), "截止日期", "2024-06-14")
    desk = at_a_desk(open_context, live_server, cast.team_leader)
    desk.goto(f"{live_server.url}/logs/{log.pk}/edit/")
    desk.locator("input[name=activities][value=care]").check()
    follow(desk, desk.get_by_role("button", name="保存"))
    desk.goto(f"{live_server.url}/tasks/{task.pk}/edit/")
    desk.locator("[name=name]").fill("召开一次职工座谈会")
    follow(desk, desk.get_by_role("button", name="保存"))

    one.offline(False)
    one.all_sent()
    assert not Conflict.objects.exists()
    two.offline(False)
    two.go("")
    two.page.locator(".notice", has_text="他人也改过").get_by_role("link").click()
    expect(two.page.locator("main .row")).to_have_count(1)
    two.page.locator("main .row").click()
    expect(two.page.locator("fieldset")).to_have_count(1)
    check_page(two.page)
    two.page.get_by_label("干部手机上的话").check()
    two.tap("保存选择")
    expect(two.page.locator("fieldset")).to_have_count(0)
    two.all_sent()

    log.refresh_from_db()
    task.refresh_from_db()
    assert (log.text, log.people_met, sorted(log.activities)) == ("干部手机上的话", 7, ["care", "visit"])
    assert (task.name, task.content, task.due_on) == (
        "召开一次职工座谈会", "请工会小组长参加", date(2024, 6, 14),
    )  # fmt: skip
    assert Conflict.objects.get().resolved_at
    for hand in (one, two):
        hand.page.reload()
        hand.go("logs")
        expect(hand.page.get_by_text("干部手机上的话")).to_be_visible()


def change_log(hand: Hand, log: str, words: dict[str, str]) -> None:
    hand.go(f"logs/{log}/change")
    for label, text in words.items():
        hand.write(label, text)
    hand.tap("保存")
    expect(hand.page.locator("h1")).to_have_text("日志")


def change_task(hand: Hand, task: str, label: str, text: str) -> None:
    hand.go(f"tasks/{task}/change")
    hand.write(label, text)
    hand.tap("保存")
    expect(hand.page.locator("h1")).to_have_text("任务")


def at_a_desk(open_context: Open, live_server: LiveServer, actor: Actor) -> Page:
    """The same sign-in as on a phone, in a wide window."""
    page = Hand.of(open_context, live_server.url, actor).page
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    return page
