"""Every component in a real browser, at the desk and on the phone, in both type sizes and both languages."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Dialog, Page, expect
from pytest_django.live_server_helper import LiveServer

from dundian.ui import navigation
from tests.browser.conftest import DESK, LIMITS, PHONE, check_page, visit
from tests.browser.gallery import acting
from tests.browser.gallery import settings as gallery_settings

PAGES = [
    "/",
    "/sites/",
    "/sites/?kind=park&late=on",
    "/sites/new/",
    "/sites/wide/",
    "/sites/1/",
    "/sites/remove/",
    "/empty/",
    "/sign-in/",
    "/refused/",
    "/broken/",
    "/nowhere/",
]
STATUS = {"/refused/": 403, "/broken/": 500, "/nowhere/": 404}
SIZES = {"desk": DESK, "phone": PHONE}
SHARED = ("ROOT_URLCONF", "MIDDLEWARE", "MESSAGE_STORAGE", "TEMPLATES", "OPERATING_UNION", "FILING_NUMBER")
Open = Callable[..., BrowserContext]


@pytest.fixture
def gallery(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The gallery on a live server: shared components, invented content, no account needed."""
    monkeypatch.setattr(navigation, "_items", {})
    navigation.register(*acting.ITEMS)
    for name in SHARED:
        setattr(settings, name, getattr(gallery_settings, name))
    server = LiveServer("localhost")  # its own: the session's server keeps the middleware it began with
    yield server.url
    server.stop()


def cookies(base: str, **values: str) -> list[Any]:
    return [{"name": name, "value": value, "url": base} for name, value in values.items()]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", PAGES)
def test_page_is_sound(gallery: str, open_context: Open, path: str, size: str) -> None:
    page = open_context(viewport=SIZES[size]).new_page()
    weight = visit(page, gallery + path, status=STATUS.get(path, 200))
    check_page(page)
    assert weight.total <= LIMITS["page"], weight.parts


@pytest.mark.parametrize("width", [720, 1024])
def test_between_desk_and_phone_and_at_double_zoom(gallery: str, open_context: Open, width: int) -> None:
    page = open_context(viewport={"width": width, "height": 450}).new_page()
    for path in ("/sites/", "/sites/new/", "/sites/1/", "/"):
        visit(page, gallery + path)
        check_page(page)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", ["/sites/", "/sites/new/", "/sites/1/", "/"])
def test_large_type_keeps_its_promise(gallery: str, open_context: Open, path: str, size: str) -> None:
    context = open_context(viewport=SIZES[size])
    context.add_cookies(cookies(gallery, large_type="1", role="cadre"))
    page = context.new_page()
    visit(page, gallery + path)
    check_page(page)
    sizes = page.evaluate(
        """() => [...document.querySelectorAll("main *, footer *")].filter(e => e.getClientRects().length &&
            [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
            .map(e => [parseFloat(getComputedStyle(e).fontSize), e.className])"""
    )
    assert [s for s in sizes if s[0] < 18] == []
    low = page.evaluate(
        """() => [...document.querySelectorAll("main .btn, main input, main select")]
            .filter(e => !["checkbox", "radio", "hidden"].includes(e.type))
            .filter(e => e.offsetHeight && e.offsetHeight < 60).map(e => e.outerHTML.slice(0, 90))"""
    )
    assert low == []


@pytest.mark.parametrize("role", ["office", "leader", "cadre", "department", "host", "system_admin"])
def test_each_face_has_its_navigation(gallery: str, open_context: Open, role: str) -> None:
    for size in SIZES.values():
        context = open_context(viewport=size)
        context.add_cookies(cookies(gallery, role=role, django_language="en"))
        page = context.new_page()
        visit(page, gallery + "/")
        check_page(page)
        page.locator(".menu-account summary").click()
        check_page(page)
    expect(page.locator(".phone-bar")).to_have_count(1 if role in ("leader", "cadre") else 0)


def test_errors_take_the_focus_and_lead_to_the_fields(gallery: str, open_context: Open) -> None:
    for size in SIZES.values():
        page = open_context(viewport=size).new_page()
        visit(page, gallery + "/sites/new/")
        page.get_by_label("点位名称").fill("第\u202e一\u0007点位")
        page.get_by_role("button", name="保存").click()
        summary = page.locator(".error-summary")
        expect(summary).to_be_focused()
        expect(page.get_by_label("点位名称")).to_have_value("第一点位")
        check_page(page)
        summary.get_by_role("link", name="劳动关系").click()
        expect(page.get_by_role("radio", name="平稳")).to_be_focused()
        page.get_by_role("button", name="同意。").click()
        expect(page.get_by_label("办理意见")).to_have_value("同意。")


def fill(page: Page, name: str) -> None:
    page.get_by_label("点位名称").fill(name)
    page.get_by_role("checkbox", name="会员发展慢").check()
    page.get_by_role("button", name="保存").click()


@pytest.mark.parametrize("script", [True, False])
def test_both_versions_are_shown_and_one_is_chosen(gallery: str, open_context: Open, script: bool) -> None:
    page = open_context(java_script_enabled=script).new_page()
    page.goto(gallery + "/sites/edit/")
    fill(page, "我改的名称")
    expect(page.get_by_role("heading", level=1)).to_have_text("记录已被他人修改")
    expect(page.locator("fieldset.versions")).to_have_count(2)
    if script:
        check_page(page)
    weak = page.get_by_role("group", name="薄弱环节")
    weak.get_by_text("已保存的版本").click()
    page.get_by_role("button", name="按选择保存").click()
    expect(page.get_by_role("status").filter(has_text="已保存")).to_contain_text("我改的名称 ['a', 'd']")

    page.goto(gallery + "/sites/edit/")
    fill(page, "又改的名称")
    page.get_by_role("button", name="全部采用已保存的").click()
    expect(page.get_by_role("status").filter(has_text="已保存")).to_contain_text("沿滩区板仓园区工会联合会")


def test_list_swaps_announces_and_counts_ticks(gallery: str, open_context: Open) -> None:
    page = open_context().new_page()
    visit(page, gallery + "/sites/")
    page.get_by_label("类型").select_option("park")
    page.get_by_role("button", name="查询").click()
    page.wait_for_url("**/sites/?*kind=park*")
    expect(page.locator("#live")).to_have_text("共 1,042 条")
    page.get_by_role("checkbox", name="全选本页").check()
    expect(page.locator(".bulk-count")).to_have_text("已勾选 24")
    page.get_by_role("link", name="下一页").click()
    page.wait_for_url("**cursor=*")
    page.get_by_role("checkbox", name="全选筛选结果（1,042 条）").check()
    page.get_by_role("button", name="批量催办").click()
    expect(page.locator(".question")).to_contain_text("1042")
    assert "kind=park" in page.locator("input[name=filter]").input_value()
    check_page(page)


def test_list_works_without_script(gallery: str, open_context: Open) -> None:
    page = open_context(java_script_enabled=False, viewport=PHONE).new_page()
    page.goto(gallery + "/sites/")
    page.get_by_label("状态").select_option("overdue")
    page.get_by_role("button", name="查询").click()
    assert "state=overdue" in page.url
    page.get_by_role("checkbox", name="选择自流井区舒坪街道新就业形态劳动者工会联合会第1点位").check()
    page.get_by_role("button", name="批量移交").click()
    expect(page.locator(".question")).to_contain_text("1 个点位")


def test_a_broken_fragment_offers_to_try_again(gallery: str, open_context: Open) -> None:
    page = open_context().new_page()
    visit(page, gallery + "/sites/1/")
    first = page.locator(".reference").text_content()
    page.get_by_role("link", name="重试").click()
    expect(page.locator(".reference")).not_to_have_text(first or "")
    expect(page.locator(".alert-danger")).to_have_count(1)


def test_without_a_connection_nothing_is_lost_and_one_may_try_again(gallery: str, open_context: Open) -> None:
    page = open_context().new_page()
    visit(page, gallery + "/sites/")
    page.route("**/sites/?*", lambda route: route.abort())
    page.get_by_label("点位名称").fill("东光")
    page.get_by_role("button", name="查询").click()
    expect(page.locator("#results .alert-danger")).to_contain_text("服务器没有应答")
    expect(page.locator("#results table")).to_be_visible()
    check_page(page)
    page.unroute("**/sites/?*")
    page.get_by_role("button", name="重试").click()
    expect(page.locator("#results .alert-danger")).to_have_count(0)
    expect(page.locator("#live")).to_have_text("共 1,042 条")
    expect(page.get_by_label("点位名称")).to_have_value("东光")


def test_what_was_typed_is_guarded_until_sent(gallery: str, open_context: Open) -> None:
    page = open_context().new_page()
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    visit(page, gallery + "/sites/new/")
    page.get_by_label("点位名称").press_sequentially("第一点位")
    page.get_by_role("link", name="取消").click(no_wait_after=True)
    expect(page.get_by_label("点位名称")).to_have_value("第一点位")
    assert asked == ["beforeunload"]
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".error-summary")).to_be_visible()
    assert asked == ["beforeunload"]


def test_dialog_and_menu_answer_the_keyboard(gallery: str, open_context: Open) -> None:
    page = open_context().new_page()
    visit(page, gallery + "/sites/1/")
    page.locator(".menu-account summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="我的账户")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="我的账户")).to_be_hidden()
    expect(page.locator(".menu-account summary")).to_be_focused()
    remind = page.get_by_role("button", name="催办")
    remind.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    check_page(page)
    page.keyboard.press("Escape")
    expect(remind).to_be_focused()


def test_preferences_are_kept(gallery: str, open_context: Open) -> None:
    page = open_context().new_page()
    page.goto(gallery + "/sites/?kind=park")
    page.locator(".menu-account summary").click()
    page.get_by_role("button", name="大字版").click()
    assert page.url.endswith("/sites/?kind=park")
    expect(page.locator("html")).to_have_class("large-type js")
    page.locator(".menu-account summary").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_paper_has_no_navigation_and_repeats_the_heading(gallery: str, open_context: Open) -> None:
    page = open_context().new_page()
    visit(page, gallery + "/sites/")
    page.emulate_media(media="print")
    for gone in (".top", ".filters", ".bulk", ".pager"):
        expect(page.locator(gone)).to_be_hidden()
    assert (
        page.evaluate("() => getComputedStyle(document.querySelector('thead')).display")
        == "table-header-group"
    )
