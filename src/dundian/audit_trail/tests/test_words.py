"""Every verb and noun that the rooms write has its word."""

import re
from pathlib import Path

from dundian.audit_trail import words

ROOMS = Path(words.__file__).resolve().parents[1]
CALL = re.compile(r"\b(?:record|announce)\((?:[^()]|\([^()]*\))*\)", re.S)


def test_no_code_is_shown_as_it_is() -> None:
    lacking = set()
    for source in ROOMS.glob("*/**/*.py"):
        if "tests" in source.parts or "migrations" in source.parts:
            continue
        for call in CALL.findall(source.read_text()):
            lacking |= {
                ("verb", code) for code in re.findall(r'\bverb="(\w+)"', call) if code not in words.VERBS
            }
            lacking |= {
                ("noun", code) for code in re.findall(r'\bnoun="(\w+)"', call) if code not in words.NOUNS
            }
    assert not lacking
