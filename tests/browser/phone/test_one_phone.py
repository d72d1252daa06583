"""The phone client in a real Chromium against the real server."""

import gzip
import hashlib
import os
import signal
from base64 import b64encode
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, Route, expect
from pytest_django.live_server_helper import LiveServer

from dundian.audit_trail.models import Entry
from dundian.concerns.models import Concern
from dundian.fieldwork.actions import change_log, write_log
from dundian.fieldwork.factories import Posting
from dundian.fieldwork.models import LogPhoto, SupportRequest, Task, WorkLog
from dundian.kernel import clock
from dundian.offline.actions.devices import end_device
from dundian.offline.models import Conflict, Device
from dundian.offline.tests.phone import photo
from dundian.org.cast import Cast, client_of
from tests.browser.conftest import PHONE, QUIET, check_page
from tests.browser.phone.in_hand import LYING_OPEN, Hand, Open

SHELL_LIMIT = 40_000
FIELD = Path(__file__).resolve().parents[3] / "field"
SENTENCE = "走访骑手驿站，听取高温作业意见。"


@pytest.mark.long
def test_a_day_without_a_network(hand: Hand, posting: Posting, tmp_path: Path) -> None:
    """The shell is light; everything works offline within its taps; nothing lies open; all arrives once."""
    shell: dict[str, int] = {}
    hand.page.on("response", lambda r: shell.setdefault(r.url, weight(r)))
    hand.open()
    parts = {
        url: size
        for url, size in shell.items()
        if "/sync/" not in url and "/session/" not in url and "/devices/" not in url
    }
    needed = [size for url, size in parts.items() if not url.endswith((".png", "en.json"))]
    assert 20_000 < sum(needed) <= SHELL_LIMIT, parts

    hand.offline()
    hand.page.reload()
    expect(hand.page.get_by_text("离线")).to_be_visible()
    hand.counted()
    write_a_log(hand, note=None, photos=None)
    assert hand.counted() <= 4
    picture = tmp_path / "高温.jpg"
    picture.write_bytes(photo(3, (1700, 1200)))
    write_a_log(hand, note=SENTENCE, photos=picture)
    assert hand.counted() <= 6
    raise_a_concern(hand)
    assert hand.counted() <= 7
    hand.go("tasks")
    hand.tap("完成 召开一次座谈会")
    hand.tap("确认完成")
    assert hand.counted() == 2
    ask_for_support(hand)
    assert hand.counted() <= 7
    hand.waiting(6)
    check_page(hand.page)
    assert not WorkLog.objects.exists()
    lying = hand.page.evaluate(LYING_OPEN)
    assert "key false" in lying["keys"]["text"]
    assert lying["ops"]["count"] == 6
    for secret in (SENTENCE, posting.site.unit.name, "吴干部", "职工甲", "13900001111"):
        assert not [store for store, held in lying.items() if secret in held["text"]], secret

    hand.offline(False)
    hand.all_sent()
    assert WorkLog.objects.count() == 2
    kept = LogPhoto.objects.get()
    content = kept.file.read()
    assert kept.log.text == SENTENCE
    assert len(content) <= 250_000
    assert hashlib.sha256(content).hexdigest() == kept.sha256
    assert Concern.objects.get().people == 1
    assert Task.objects.get(name="召开一次座谈会").state == Task.State.DONE
    assert SupportRequest.objects.get().text == "需用车一天"
    hand.look()
    hand.go("me")
    hand.page.get_by_label("大字版").click()
    hand.look(["", "log", "tasks", "me"])


def weight(response: Any) -> int:
    return len(gzip.compress(response.body(), 9)) if response.status == 200 else 0


def write_a_log(hand: Hand, note: str | None, photos: Path | None) -> None:
    hand.go("")
    hand.tap("写日志", "link")
    hand.tick("visit")
    if note:
        hand.write("一句话", note)
    if photos:
        hand.page.get_by_label("添加照片").set_input_files(photos)
        hand.taps += 2  # the button, and the picture in the gallery
        expect(hand.page.locator("img.thumb")).to_be_visible()
    hand.tap("保存")
    expect(hand.page.locator("h1")).to_have_text("今天")


def raise_a_concern(hand: Hand) -> None:
    hand.go("")
    hand.tap("记诉求", "link")
    hand.tick("hours")
    hand.write("反映内容", "高温天连续排班，希望调休。")
    hand.page.get_by_text("反映人", exact=True).click()
    hand.taps += 1
    hand.write("姓名", "职工甲")
    hand.write("联系方式", "13900001111")
    hand.tap("保存")
    expect(hand.page.locator("h1")).to_have_text("诉求")


def ask_for_support(hand: Hand) -> None:
    hand.go("")
    hand.tap("申请支持", "link")
    hand.tick("vehicle")
    hand.write("一句话", "需用车一天")
    hand.write("金额", "300")
    hand.write("希望何时到位", "2024-06-25")
    hand.tap("提交")
    expect(hand.page.locator("h1")).to_have_text("支持与请假")


def test_a_killed_browser_keeps_the_draft_and_the_queue(
    live_server: LiveServer, playwright: Playwright, cast: Cast, posting: Posting, tmp_path: Path
) -> None:
    """Killed in the middle of a sentence, with a line unsent: both are there when the phone comes back."""
    profile, options = (
        tmp_path / "profile",
        {"viewport": PHONE, "locale": "zh-CN", "executable_path": "/usr/bin/chromium"},
    )
    context = playwright.chromium.launch_persistent_context(profile, args=list(QUIET), **options)
    cookies = client_of(cast.cadre).cookies.items()
    context.add_cookies([{"name": n, "value": m.value, "url": live_server.url} for n, m in cookies])
    hand = Hand(context, context.pages[0], live_server.url)
    hand.open()
    hand.offline()
    write_a_log(hand, note="第一条", photos=None)
    hand.go("log")
    hand.tick("care")
    hand.page.get_by_label("一句话").press_sequentially("写到一半没电了")
    hand.page.wait_for_timeout(1000)  # the last word is written 150 ms late, and later on a busy machine
    kill(str(profile))
    context = playwright.chromium.launch_persistent_context(profile, args=list(QUIET), **options)
    hand = Hand(context, context.pages[0], live_server.url)
    hand.offline()
    hand.page.goto(f"{live_server.url}/app/")
    hand.waiting(1)
    expect(hand.page.get_by_text("未写完")).to_be_visible()
    hand.page.get_by_role("link", name="写日志").click()
    expect(hand.page.get_by_label("一句话")).to_have_value("写到一半没电了")
    expect(hand.page.locator(".chip input[value=care]")).to_be_checked()
    hand.tap("保存")
    hand.waiting(2)
    hand.offline(False)
    hand.all_sent()
    context.close()
    assert sorted(WorkLog.objects.values_list("text", flat=True)) == ["写到一半没电了", "第一条"]


def kill(profile: str) -> None:
    """The browser of this profile, and only that, as a battery ends it."""
    for entry in Path("/proc").iterdir():
        try:
            words = (
                (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")
                if entry.name.isdigit()
                else []
            )
        except OSError:
            continue
        if any(word == f"--user-data-dir={profile}" for word in words) and not any(
            w.startswith("--type=") for w in words
        ):
            os.kill(int(entry.name), signal.SIGKILL)


def test_sent_back_mended_given_up_and_two_versions(
    hand: Hand, live_server: LiveServer, cast: Cast, posting: Posting
) -> None:
    log = write_log(
        site=posting.site, on=date(2024, 6, 18), activities=["visit"], text="原来的话", actor=cast.cadre
    )
    hand.open()
    hand.offline()
    for text in ("日期写错了", "这条不要了"):
        hand.go("log")
        hand.page.get_by_label("日期").fill("2024-03-20")
        hand.tick("visit")
        hand.write("一句话", text)
        hand.tap("保存")
        expect(hand.page.locator("h1")).to_have_text("今天")
    hand.go(f"logs/{log.pk}/change")
    hand.write("一句话", "手机上改的话")
    hand.write("接触职工", "5")
    hand.tap("保存")
    expect(hand.page.locator("h1")).to_have_text("日志")
    expect(hand.page.get_by_text("手机上改的话")).to_be_visible()
    change_log(
        log=log,
        version=log.version,
        on=log.on,
        activities=["visit", "care"],
        text="电脑上改的话",
        actor=cast.team_leader,
    )
    hand.offline(False)

    hand.go("queue")
    expect(hand.page.get_by_role("heading", name="被退回")).to_be_visible(timeout=15_000)
    check_page(hand.page)
    row = hand.page.locator("li.card", has_text="日期写错了")
    expect(row.locator(".reason")).not_to_be_empty()
    hand.tap("修改", "link", row)
    check_page(hand.page)
    expect(hand.page.get_by_label("日期")).to_have_value("2024-03-20")
    hand.page.get_by_label("日期").fill("2024-06-19")
    hand.tap("保存")
    expect(hand.page.locator("h1")).to_have_text("待上传")
    row = hand.page.locator("li.card", has_text="这条不要了")
    hand.tap("放弃", "link", row)
    check_page(hand.page)
    hand.page.get_by_label("理由").fill("重复了")
    hand.tap("放弃")
    expect(hand.page.locator("h1")).to_have_text("待上传")
    hand.all_sent()
    assert Entry.objects.filter(verb="discard").exists()
    assert not WorkLog.objects.filter(text="这条不要了").exists()

    hand.go("")
    hand.page.locator(".notice", has_text="他人也改过").get_by_role("link").click()
    hand.page.locator("main .row").first.click()
    check_page(hand.page)
    for told in ("手机上改的话", "电脑上改的话", "原来的话"):
        expect(hand.page.get_by_text(told)).to_be_visible()
    hand.page.get_by_label("手机上改的话").check()
    hand.tap("保存选择")
    expect(hand.page.locator("h1")).to_have_text("今天")
    hand.all_sent()
    log.refresh_from_db()
    assert (log.text, log.people_met, log.activities) == ("手机上改的话", 5, ["visit", "care"])
    assert Conflict.objects.get().resolved_at
    assert WorkLog.objects.get(text="日期写错了").on == date(2024, 6, 19)


def test_wiped_by_its_owner_and_from_afar(
    hand: Hand, live_server: LiveServer, open_context: Open, cast: Cast, posting: Posting
) -> None:
    """Signing out warns while something is unsent, and leaves nothing; a lost phone wipes itself."""
    hand.open()
    hand.offline()
    write_a_log(hand, note=None, photos=None)
    hand.go("leave")
    expect(hand.page.get_by_text("还有 1 条记录只在本机")).to_be_visible()
    hand.tap("退出并清除本机数据")
    expect(hand.page.get_by_text("1 条记录将永久丢失")).to_be_visible()
    check_page(hand.page)
    hand.offline(False)
    hand.tap("立即上传")
    hand.all_sent()
    hand.go("leave")
    hand.context.clear_cookies()
    hand.tap("退出并清除本机数据")
    expect(hand.page.get_by_role("link", name="登录")).to_be_visible()
    check_page(hand.page)
    assert {
        store: held["count"] for store, held in hand.page.evaluate(LYING_OPEN).items() if held["count"]
    } == {}
    assert Device.objects.get().end == Device.End.SIGNED_OUT

    lost = Hand.of(open_context, live_server.url, cast.team_leader)
    lost.open()
    device = Device.objects.get(user=cast.team_leader.user)
    end_device(device=device, how=Device.End.LOST, reason="手机丢失", actor=cast.system_admin)
    lost.context.clear_cookies()
    lost.tap("同步")
    expect(lost.page.get_by_text("这台手机已被远程退出")).to_be_visible()
    assert {
        store: held["count"] for store, held in lost.page.evaluate(LYING_OPEN).items() if held["count"]
    } == {}


def test_a_new_version_an_old_sign_in_and_somebody_else(
    hand: Hand, live_server: LiveServer, cast: Cast, posting: Posting, settings: Any
) -> None:
    """None of them costs a word: the draft outlives the restart, the queue the sign-in; nobody reads another's."""
    hand.open()
    hand.go("log")
    hand.write("一句话", "更新之前写的")
    hand.drafted()
    settings.OPERATING_UNION = "盐都市总工会"
    hand.page.reload()
    expect(hand.page.get_by_text("有新版本")).to_be_visible()
    check_page(hand.page)
    with hand.page.expect_navigation():
        hand.tap("立即重启")
    expect(hand.page.get_by_label("一句话")).to_have_value("更新之前写的")
    hand.go("me")
    expect(hand.page.get_by_text("主办单位：盐都市总工会")).to_be_visible()

    cookies = hand.context.cookies()
    hand.context.clear_cookies()
    Device.objects.update(seen_at=clock.now() - timedelta(days=61))
    hand.go("log")
    hand.tap("保存")
    expect(hand.page.get_by_text("登录已过期，数据仍在本机")).to_be_visible()
    check_page(hand.page)
    hand.waiting(1)
    others = client_of(cast.team_leader).cookies.items()
    hand.context.add_cookies([{"name": n, "value": m.value, "url": live_server.url} for n, m in others])
    hand.page.reload()
    expect(hand.page.get_by_text("本机还保存着吴干部的记录")).to_be_visible()
    check_page(hand.page)
    hand.context.clear_cookies()
    hand.context.add_cookies(cookies)  # type: ignore[arg-type]
    hand.page.reload()
    hand.all_sent()
    assert WorkLog.objects.get().text == "更新之前写的"
    assert Device.objects.filter(ended_at=None).count() == 1


def test_the_parts_without_a_screen(open_context: Open) -> None:
    """`field/tests/parts.js` in the browser that runs the rest."""
    page: Page = open_context().new_page()

    def serve(route: Route) -> None:
        path = FIELD / route.request.url.removeprefix("https://phone.test/")
        if path.is_file():
            route.fulfill(path=path, content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html><title>.</title>", content_type="text/html")

    page.route("https://phone.test/**", serve)
    page.goto("https://phone.test/")
    whole = photo(1, (1800, 900))
    traces = whole[:2] + b"\xff\xe1\x00\x0cExif\0\0GPS!" + b"\xff\xfe\x00\x07place" + whole[2:]
    run = "async (octets) => (await import('/tests/parts.js')).faults(octets)"
    assert page.evaluate(run, b64encode(traces).decode()) == []
