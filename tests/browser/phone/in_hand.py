"""A phone in somebody's hand: counts the taps, knows the few gestures that the stories need."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect

from dundian.org.access import Actor
from dundian.org.cast import client_of
from tests.browser.conftest import PHONE, check_page

Open = Callable[..., BrowserContext]
SCREENS = [
    *("", "log", "logs", "tasks", "concerns", "concerns/new", "support", "support/new", "leave/new"),
    *("queue", "conflicts", "me", "leave"),
]
# What lies in the phone's database, as text: nothing of it may be readable.
LYING_OPEN = """async () => {
    const open = await new Promise((yes, no) => {
        const asked = indexedDB.open("dundian"); asked.onsuccess = () => yes(asked.result); asked.onerror = no; });
    const all = (store, what) => new Promise((yes) => {
        const asked = open.transaction(store).objectStore(store)[what](); asked.onsuccess = () => yes(asked.result); });
    const found = {};
    for (const store of open.objectStoreNames) {
        const values = await all(store, "getAll");
        found[store] = {count: values.length, text: values.map(v => {
            const data = v.data ? new TextDecoder("utf-8").decode(v.data) : "";
            const key = v.key instanceof CryptoKey ? `key ${v.key.extractable}` : "";
            return data + JSON.stringify(v) + key; }).join()};
    }
    open.close();
    return found;
}"""


@dataclass
class Hand:
    """`tap` and `write` are one interaction each."""

    context: BrowserContext
    page: Page
    server: str
    taps: int = 0

    @classmethod
    def of(cls, open_context: Open, server: str, actor: Actor, **options: Any) -> "Hand":
        """A fresh phone on which this person has signed in on the web page."""
        context = open_context(viewport=PHONE, has_touch=True, **options)
        cookies = client_of(actor).cookies.items()
        context.add_cookies([{"name": n, "value": m.value, "url": server} for n, m in cookies])
        return cls(context, context.new_page(), server)

    def open(self) -> None:
        self.page.goto(f"{self.server}/app/")
        expect(self.page.get_by_text("已全部上传")).to_be_visible(timeout=20_000)
        self.page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")

    def go(self, screen: str) -> None:
        """Straight to a screen: no interaction."""
        self.page.evaluate("screen => { location.hash = `/${screen}`; }", screen)

    def tap(self, name: str, role: str = "button", within: Locator | None = None) -> None:
        place = within or self.page
        place.get_by_role(role, name=name, exact=True).first.click()  # type: ignore[arg-type]
        self.taps += 1

    def tick(self, code: str) -> None:
        self.page.locator(f".chip input[value={code}]").check()
        self.taps += 1

    def write(self, label: str, text: str) -> None:
        self.page.get_by_label(label).first.fill(text)
        self.taps += 1

    def drafted(self) -> None:
        """Until a draft lies on the phone's disk: it is encrypted first, and no page can wait for that as it closes."""
        for _turn in range(200):
            if self.page.evaluate(LYING_OPEN)["drafts"]["count"]:
                return
            self.page.wait_for_timeout(50)
        raise AssertionError("no draft was kept")

    def counted(self) -> int:
        """Taps since it was last asked."""
        taps, self.taps = self.taps, 0
        return taps

    def offline(self, away: bool = True) -> None:
        self.context.set_offline(away)

    def all_sent(self) -> None:
        self.go("queue")
        expect(self.page.get_by_text("您写的内容都已上传到服务器。")).to_be_visible(timeout=15_000)

    def waiting(self, count: int) -> None:
        self.go("")
        expect(self.page.get_by_role("link", name=f"{count} 条待上传")).to_be_visible()

    def look(self, screens: list[str] | None = None) -> None:
        """Every screen: no accessibility violation, no breach of the policy, nothing wider than the window."""
        for screen in screens or SCREENS:
            self.go(screen)
            expect(self.page.locator("h1")).to_be_focused()
            check_page(self.page)
