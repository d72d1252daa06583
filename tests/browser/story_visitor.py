"""Somebody at a screen: counts what the hand does, and lets no page pass unseen."""

import gzip
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from django.test import Client
from playwright.sync_api import BrowserContext, Locator, Page, Response, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import DESK, LIMITS, PHONE, check_page

Open = Callable[..., BrowserContext]
NUMBER = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d{6,}|\d+")
# What tells two states of a page apart: its heading, what can be done on it, and whether there are rows.
SHAPE = """() => [document.querySelector("h1").innerText,
    ...[...document.querySelectorAll("main form, main a.btn")].map(e => e.getAttribute("action") || e.innerText),
    document.querySelectorAll("main tbody").length].join(" ")"""
LOADED = "() => performance.getEntriesByType('resource').map(e => e.name)"


@dataclass
class Visitor:
    """`press`, `write`, `tick` … are one interaction each; `see` is what every page goes through."""

    page: Page
    server: str
    interactions: int = 0
    seen: set[str] = field(default_factory=set)
    heard: dict[str, Response] = field(default_factory=dict)
    weights: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.page.on("response", lambda response: self.heard.__setitem__(response.url, response))

    def go(self, path: str) -> None:
        """Type an address: no interaction of the story, and looked at like any page."""
        self.page.goto(self.server + path)
        self.see()

    def leave(self) -> None:
        """Turn away from a page that would load itself anew, and could do so just when the next address is typed."""
        self.page.goto("about:blank")

    def press(
        self, name: str, role: str = "button", *, within: Locator | None = None, see: bool = True
    ) -> None:
        """Press the first button (or link) of exactly this name, and look at what comes."""
        place = within or self.page.locator("main")
        self._act(place.get_by_role(role, name=name, exact=True).first.click)  # type: ignore[arg-type]
        if see:
            self.see()

    def follow(self, name: str, **options: Locator) -> None:
        self.press(name, "link", **options)

    def tap(self, what: Locator) -> None:
        """One interaction that stays on the page."""
        self._act(what.click)

    def write(self, label: str, text: str, *, within: Locator | None = None) -> None:
        field = (within or self.page.locator("main")).get_by_label(label, exact=False).first
        self._act(lambda: field.fill(text))

    def choose(self, label: str, option: str, *, within: Locator | None = None) -> None:
        field = (within or self.page.locator("main")).get_by_label(label, exact=False).first
        value = field.locator("option", has_text=option).first.get_attribute("value")
        self._act(lambda: field.select_option(value))

    def take(self, name: str, to: Path) -> Path:
        """Press a link that downloads; the file."""
        with self.page.expect_download() as download:
            self._act(self.page.get_by_role("link", name=name, exact=True).first.click)
        file = to / download.value.suggested_filename
        download.value.save_as(file)
        return file

    def _act(self, act: Callable[[], object]) -> None:
        self.interactions += 1
        act()

    @contextmanager
    def at_most(self, most: int) -> Iterator[None]:
        """What is done inside takes no more than so many interactions."""
        before = self.interactions
        yield
        used = self.interactions - before
        assert used <= most, f"{used} interactions where {most} are promised, at {self.page.url}"

    def see(self) -> None:
        """Check the page at the desk and on the phone, and its weight; each shape of a page once for each visitor."""
        self.page.wait_for_load_state("load")
        expect(self.page.locator(".htmx-request, [aria-busy=true]")).to_have_count(0)
        answer = self.heard[self.page.url.partition("#")[0]]
        assert answer.status == 200, f"{answer.status} at {self.page.url}"
        kind = NUMBER.sub("#", f"{urlsplit(self.page.url).path} {self.page.evaluate(SHAPE)}")
        if kind in self.seen:
            return
        self.seen.add(kind)
        self._weigh()
        size = self.page.viewport_size
        for other in (DESK, PHONE):
            self.page.set_viewport_size(other)  # type: ignore[arg-type]
            check_page(self.page)
        self.page.set_viewport_size(size)  # type: ignore[arg-type]

    def _weigh(self) -> None:
        """Octets of the page and all it loads, as gzip makes them, with an empty cache."""
        total = 0
        for url in {self.page.url, *self.page.evaluate(LOADED)}:
            if url not in self.weights or "/static/" not in url:
                self.weights[url] = len(gzip.compress(self._body(url), 6))
            total += self.weights[url]
        limit = LIMITS["dashboard" if self.page.locator(".chart, [hx-trigger=revealed]").count() else "page"]
        assert total <= limit, f"{self.page.url} weighs {total}"

    def _body(self, url: str) -> bytes:
        heard = self.heard.get(url.partition("#")[0])
        if "/static/" in url or heard is None:
            return self.page.request.get(url).body()
        return heard.body()


def visitor(open_context: Open, server: LiveServer, client: Client | None, *, phone: bool = False) -> Visitor:
    """A fresh browser, signed in as the client is, or a stranger without one."""
    context = open_context(viewport=PHONE if phone else DESK, accept_downloads=True)
    if client is not None:
        context.add_cookies(
            [{"name": n, "value": c.value, "url": server.url} for n, c in client.cookies.items()]
        )
    return Visitor(context.new_page(), server.url)
