"""Templates under the strict policy: no inline style or script, every posting form protected, every control named."""

import re
from pathlib import Path

import pytest

ROOMS = Path(__file__).parents[2] / "src" / "dundian"
TEMPLATES = sorted(ROOMS.glob("*/templates/**/*.html"))

FORBIDDEN = {
    "inline style": re.compile(r"\sstyle\s*=|<style\b", re.I),
    "inline script": re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.I),
    "inline handler": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.I),
    "javascript address": re.compile(r"javascript:", re.I),
    "htmx code": re.compile(r"\shx-on|hx-vals\s*=\s*[\"']js:|hx-trigger\s*=\s*[\"'][^\"']*\[", re.I),
    "unescaped value": re.compile(r"\|\s*safe\b|autoescape\s+off", re.I),
    "foreign address": re.compile(r"(?:src|href)\s*=\s*[\"']https?://", re.I),
}
WORKERS = re.compile(r'include "concerns/worker/(?:carried|proof)[.]html"|name="code"')
POSTING = re.compile(r"<form\b[^>]*method=[\"']post[\"'][^>]*>(.*?)</form>", re.I | re.S)


def test_there_are_templates_to_check() -> None:
    assert len(TEMPLATES) > 40


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOMS)))
def test_no_inline_code(path: Path) -> None:
    text = path.read_text()
    for what, pattern in FORBIDDEN.items():
        found = pattern.search(text)
        assert found is None, f"{what}: …{text[max(0, found.start() - 30) : found.end() + 30]}…"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOMS)))
def test_posting_forms_are_protected(path: Path) -> None:
    for form in POSTING.findall(path.read_text()):
        # Workers' pages act by no cookie: what they carry signed stands for the token.
        assert "{% csrf_token %}" in form or WORKERS.search(form)
