"""A phone in somebody's hand: the real app in a real Chromium that can be killed."""

import os
import random
import shutil
import signal
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, Playwright

QUIET = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync")
SCREEN = {"width": 360, "height": 740}
OPEN = """() => { const badge = document.querySelector('nav.tabs .count');
    return document.querySelector('nav.tabs') ? Number(badge ? badge.firstChild.textContent : 0) : -1 }"""


class Phone:
    """`name`: of the person. The profile folder is what survives a killed browser."""

    def __init__(
        self, playwright: Playwright, profile: Path, address: str, actor: Any, rng: random.Random
    ) -> None:
        self.playwright, self.profile, self.address, self.actor, self.rng = (
            playwright,
            profile,
            address,
            actor,
            rng,
        )
        self.context: BrowserContext
        self.page: Page
        self.start()

    def start(self) -> None:
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.profile),
            executable_path=shutil.which("chromium"),
            args=list(QUIET),
            viewport=SCREEN,  # type: ignore[arg-type]
            has_touch=True,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        self.context.set_default_timeout(15_000)
        self.page = self.context.pages[0] if self.context.pages else self.context.new_page()

    def sign_in(self) -> None:
        from dundian.org.cast import client_of

        cookies = client_of(self.actor).cookies.items()
        self.context.add_cookies([{"name": n, "value": m.value, "url": self.address} for n, m in cookies])

    def open(self) -> None:
        """The app, with its tabs drawn; from the cache when there is no network."""
        self.page.goto(f"{self.address}/app/", wait_until="commit")
        self.page.wait_for_selector("nav.tabs")

    def go(self, screen: str) -> None:
        self.page.evaluate("screen => { location.hash = `/${screen}` }", screen)

    def waiting(self) -> int:
        """Entries that are not on the server yet, by the badge; -1 when the screen is not drawn."""
        return int(self.page.evaluate(OPEN))

    def nudge(self) -> None:
        """What the phone does when its network comes back."""
        self.page.evaluate("() => window.dispatchEvent(new Event('online'))")

    def write(self, field: str, text: str) -> None:
        self.page.locator(f"[data-field='{field}'] :is(textarea, input)").first.fill(text)

    def chip(self, field: str) -> None:
        chips = self.page.locator(f"[data-field='{field}'] label.chip")
        chips.first.wait_for()
        chips.nth(self.rng.randrange(chips.count())).click()

    def save(self) -> None:
        self.page.locator("button[form=form]").dispatch_event(
            "click"
        )  # not waiting for a passing note over it

    def saved(self, screen: str) -> None:
        """The app says that it keeps it: the form is left."""
        self.page.wait_for_function("screen => location.hash.replace(/^#\\/?/, '') === screen", arg=screen)

    def kill_tab(self) -> None:
        """The tab is gone without a word: closed without its farewell, or its process killed with -9.

        A browser that lost a tab's process may never open another one for whoever steers it, so it is started anew.
        """
        if self.rng.random() < 0.35:
            for pid in self.processes():
                if b"--type=renderer" in command_of(pid):
                    kill(pid)
            self.kill_browser()
            return
        spare = self.context.new_page()
        self.page.close(run_before_unload=False)
        self.page = spare
        self.open()

    def kill_browser(self) -> None:
        """An empty battery: every process of this browser, kill -9."""
        for pid in self.processes():
            kill(pid)
        for lock in self.profile.glob("Singleton*"):
            lock.unlink(missing_ok=True)
        self.start()
        self.open()

    def processes(self) -> list[int]:
        """The browser's own process and all beneath it."""
        mark = f"--user-data-dir={self.profile}".encode()
        beneath: dict[int, list[int]] = {}
        for pid in map(int, filter(str.isdigit, os.listdir("/proc"))):
            beneath.setdefault(parent_of(pid), []).append(pid)
        found = [pid for pids in beneath.values() for pid in pids if mark in command_of(pid)]
        for pid in found:
            found += [child for child in beneath.get(pid, []) if child not in found]
        return found


def kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def parent_of(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError):
        return 0
