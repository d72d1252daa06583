"""What templates name must exist: classes in a stylesheet, icons in the sprite; nothing that the policy would block."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2]
STATIC = PACKAGE / "ui" / "static" / "ui"
CLASS = re.compile(r"""\bclass=\\?(["'])(.*?)\\?\1""", re.S)
ICON = re.compile(
    r"""\{%\s*icon\s+([^%]*)%\}|\b(?:icon|sign)=(["'][a-z0-9-]+["'])|\bicon\((["'][a-z0-9-]+["'])"""
)
NAME = re.compile(r"""["']([a-z][a-z0-9-]*)["']""")
UNSTYLED = {"bulk-count"}  # found by ui.js
BUILD = "run: python -m scripts.frontend build"


def sources(*patterns: str) -> Iterator[Path]:
    for pattern in patterns:
        for path in sorted(PACKAGE.glob(pattern)):
            if not {"tests", "vendor", "migrations"} & set(path.relative_to(PACKAGE).parts):
                yield path


# The worker's pages load nothing but a sheet of their own.
WORKER = {PACKAGE / "concerns/templates/concerns/worker", PACKAGE / "recognition/templates/recognition/open"}
WORKER_SHEET = PACKAGE / "concerns/static/concerns/worker.css"


def styled(*sheets: Path) -> set[str]:
    return {name for sheet in sheets for name in re.findall(r"\.([a-zA-Z][\w-]*)", sheet.read_text())}


def test_each_class_is_styled() -> None:
    rooms = [sheet for sheet in PACKAGE.glob("*/static/*/*.css") if sheet != WORKER_SHEET]
    house = styled(STATIC / "vendor" / "tabler.css", *rooms) | UNSTYLED
    worker = styled(WORKER_SHEET)
    lost: dict[str, set[str]] = {}
    for path in sources("*/templates/**/*.html", "*/templatetags/*.py"):
        known = worker if WORKER & set(path.parents) else house
        for _quote, value in CLASS.findall(path.read_text()):
            plain = re.sub(
                r"\{%.*?%\}", " ", re.sub(r"\{\{.*?\}\}|\{\w*\}", "\0", value, flags=re.S), flags=re.S
            )
            unknown = {word for word in plain.split() if "\0" not in word and "$" not in word} - known
            if unknown:
                lost.setdefault(str(path.relative_to(PACKAGE)), set()).update(unknown)
    assert not lost, f"neither ui.css nor Tabler styles these; misspelt, or {BUILD}: {lost}"


def test_each_icon_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "vendor" / "icons.svg").read_text()))
    lost: dict[str, set[str]] = {}
    for path in sources("*/templates/**/*.html", "**/*.py"):
        for parts in ICON.findall(path.read_text()):
            named = re.sub(r"\w+=\S+", "", parts[0]) if parts[0] else "".join(parts[1:])
            if unknown := set(NAME.findall(named)) - sprite:
                lost.setdefault(str(path.relative_to(PACKAGE)), set()).update(unknown)
    assert not lost, f"{BUILD}: {lost}"


FORBIDDEN = {
    "inline style": re.compile(r"\sstyle=", re.I),
    "inline handler": re.compile(r"\son[a-z]+=", re.I),
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)[^>]*>", re.I),
    "style element": re.compile(r"<style\b", re.I),
    "hx-on": re.compile(r"\shx-on"),
    "trigger filter": re.compile(r"hx-trigger=[\"'][^\"']*\["),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_needs_what_the_policy_blocks(what: str) -> None:
    templates = sources("*/templates/**/*.html")
    found = [str(p.relative_to(PACKAGE)) for p in templates if FORBIDDEN[what].search(p.read_text())]
    assert not found
