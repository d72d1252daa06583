"""A real Chromium against a live server. `check_page` is what every page must pass."""

import gzip
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright, Response, expect

# Playwright keeps its loop in the tests' thread until the session ends, which Django takes for an asynchronous one.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

pytest.register_assert_rewrite(
    *(f"tests.browser.story_{part}" for part in ("office", "planning", "field", "visitor"))
)

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 360, "height": 740}
LIMITS = {"page": 60_000, "dashboard": 330_000, "worker": 25_000}
QUIET = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync")
WATCH_POLICY = """
window.__violations = [];
document.addEventListener("securitypolicyviolation", (e) => {
  window.__violations.push(e.violatedDirective + " " + e.blockedURI);
});
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The system's Chromium where there is one, else the one playwright brought."""
    started = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(QUIET))
    yield started
    started.close()


@dataclass
class Weight:
    """Octets that came over the wire for one page, as gzip makes them."""

    parts: dict[str, int] = field(default_factory=dict)

    def add(self, response: Response) -> None:
        if response.url.startswith("data:") or response.status in (204, 302, 303, 304):
            return
        self.parts[response.url] = len(gzip.compress(response.body(), 6))

    @property
    def total(self) -> int:
        return sum(self.parts.values())


@pytest.fixture
def open_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """`open_context(viewport=PHONE, …)`: a fresh visitor who speaks Chinese and notes each breach of the policy."""
    opened: list[BrowserContext] = []

    def start(**options: Any) -> BrowserContext:
        context = browser.new_context(
            **{"viewport": DESK, "locale": "zh-CN", "reduced_motion": "reduce", **options}
        )
        context.add_init_script(WATCH_POLICY)
        opened.append(context)
        return context

    yield start
    for context in opened:
        context.close()


def visit(page: Page, url: str, status: int = 200) -> Weight:
    """Open `url`, which must answer with `status`, wait for its fragments, and weigh everything that was loaded."""
    seen: list[Response] = []

    def note(response: Response) -> None:
        seen.append(response)

    page.on("response", note)
    answer = page.goto(url, wait_until="load")
    assert answer is not None
    assert answer.status == status, f"{url} answered {answer.status}"
    expect(page.locator(".htmx-request, [aria-busy=true]")).to_have_count(0)
    page.remove_listener("response", note)
    weight = Weight()
    for response in seen:
        weight.add(response)
    return weight


def follow(page: Page, link: Locator) -> None:
    """Click what leads to another page, and be there: a click alone returns while the old page still stands."""
    with page.expect_navigation():
        link.click()


def check_page(page: Page) -> None:
    """No accessibility violation, no breach of the policy, no page wider than the window."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(f"{AXE}; 0")
    found = page.evaluate("tags => axe.run({runOnly: tags})", RULES)["violations"]
    told = [f"{v['id']}: {[n['target'] for n in v['nodes']][:4]} {v['help']}" for v in found]
    assert not told, f"{page.url}\n" + "\n".join(told)
    broken = page.evaluate("() => window.__violations")
    assert not broken, f"{page.url} breaks the policy: {broken}"
    wide, window = page.evaluate("() => [document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= window, f"{page.url} is {wide} wide in a window of {window}: {widest(page, window)}"


def widest(page: Page, window: int) -> list[str]:
    """The elements that stick out, for the message."""
    script = """limit => [...document.querySelectorAll("body *")]
        .filter(e => e.getBoundingClientRect().right > limit + 1 && !e.closest(".table-region, .tabs, .under-nav"))
        .slice(0, 5).map(e => e.tagName + "." + e.className)"""
    return page.evaluate(script, window)
