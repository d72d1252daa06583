"""The pictures of the README, taken from a demonstration of their own: `python -m scripts.screenshots`."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
PORT = 8765
BASE = f"http://localhost:{PORT}"
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 360, "height": 740}


def sign_in(browser: Browser, member: dict[str, str], size: dict[str, int]) -> Page:
    page = browser.new_context(viewport=size, locale="zh-CN").new_page()  # type: ignore[arg-type]
    page.goto(f"{BASE}/sign-in/")
    page.fill("input[name=username]", member["username"])
    page.fill("input[name=password]", member["password"])
    page.click("main button[type=submit], main button.btn-primary")
    page.wait_for_load_state("networkidle")
    return page


def shoot(page: Page, path: str, name: str) -> None:
    page.goto(f"{BASE}{path}")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=IMAGES / f"{name}.png")


def follow(page: Page, path: str, selector: str, name: str) -> None:
    """The page behind the first link that fits `selector` on `path`."""
    page.goto(f"{BASE}{path}")
    target = page.locator(selector).first.get_attribute("href")
    if not target:
        raise SystemExit(f"nothing at {path} fits {selector}")
    shoot(page, target, name)


def take(cast: dict[str, dict[str, str]]) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        office = sign_in(browser, cast["city-office"], DESK)
        shoot(office, "/", "office-home")
        follow(office, "/concerns/?step=closed", "main table a[href*='/concerns/']", "concern")
        follow(office, "/stats/", "main a[href*='/stats/campaigns/']", "progress")
        follow(office, "/campaigns/", "main table a[href*='/campaigns/']", "campaign")
        campaign = office.url.rstrip("/")
        shoot(office, f"{campaign.removeprefix(BASE)}/candidates/", "candidates")
        cadre = sign_in(browser, cast["cadre"], PHONE)
        shoot(cadre, "/today/", "cadre-today")
        browser.close()


def main() -> int:
    IMAGES.mkdir(parents=True, exist_ok=True)
    data = Path(tempfile.mkdtemp(prefix="dundian-pictures-"))
    data.chmod(0o711)
    demo = subprocess.Popen(
        [sys.executable, "-m", "dundian.config.cli", "--data", str(data), "demo", "--port", str(PORT)],
        env={k: v for k, v in os.environ.items() if k != "DATABASE_URL"},
        cwd=ROOT,
    )
    try:
        _wait(demo)
        cast = {m["username"]: m for m in json.loads((data / "demo-signins.json").read_text())}
        take(cast)
    finally:
        demo.send_signal(signal.SIGINT)
        demo.wait(60)
        shutil.rmtree(data, ignore_errors=True)
    print(f"{len(list(IMAGES.glob('*.png')))} pictures in {IMAGES.relative_to(ROOT)}")
    return 0


def _wait(demo: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + 400
    while time.monotonic() < end and demo.poll() is None:
        try:
            with urllib.request.urlopen(f"{BASE}/healthz", timeout=5):  # noqa: S310 - our own server
                return
        except OSError:
            time.sleep(1)
    raise SystemExit("the demonstration did not start")


if __name__ == "__main__":
    sys.exit(main())
