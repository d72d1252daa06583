"""A plain text with headings in 【】 made ready for a page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One line of a text: a heading, one a step lower, or a paragraph; `url` opens what a heading names."""

    text: str
    level: int = 0
    url: str = ""


def paragraphs(text: str, links: Mapping[str, str] | None = None) -> Iterator[Line]:
    """The lines of `text` without the empty ones; `links` gives the address of a heading by its words."""
    for line in (raw.strip() for raw in text.splitlines()):
        if line.startswith("【") and line.endswith("】"):
            words = line[1:-1]
            yield Line(words, 1, (links or {}).get(words, ""))
        elif line.startswith("〔") and line.endswith("〕"):
            yield Line(line[1:-1], 2)
        elif line:
            yield Line(line)
