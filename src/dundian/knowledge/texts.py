"""Texts that go round: cleaned, of a bearable length, and without what points at a worker."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from dundian.concerns import identifying
from dundian.kernel.errors import Invalid
from dundian.kernel.text import clean_line, clean_text


def line(text: str, longest: int, where: str, why: str = "") -> str:
    """One line; `Invalid` at `where` when it is too long, or empty where `why` says what is missing."""
    return _fitting(clean_line(text or ""), longest, where, why)


def paragraphs(text: str, longest: int, where: str, why: str = "") -> str:
    return _fitting(clean_text(text or "").strip(), longest, where, why)


def _fitting(text: str, longest: int, where: str, why: str) -> str:
    if not text and why:
        raise Invalid({where: why})
    if len(text) > longest:
        raise Invalid({where: _("At most %(n)d characters.") % {"n": longest}})
    return text


def pointing(texts: Mapping[str, str]) -> dict[str, str]:
    """By field: the words that likely point at a person, as a sentence to show."""
    found = {}
    for name, text in texts.items():
        words = [text[s.start : s.end] for s in identifying.find(text)]
        if words:
            told = {"words": "、".join(dict.fromkeys(words))[:100]}
            found[name] = _("May point at a person: %(words)s. Leave it out, or confirm below.") % told
    return found


def without_people(text: str) -> str:
    """The text with marks in place of what points at a person."""
    return identifying.mask(text)
