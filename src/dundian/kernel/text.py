"""Text as people type or paste it, made safe to store and show."""

import re
import unicodedata

# C0/C1 controls, bidi embeddings, overrides and isolates, zero-width and byte-order marks, lone surrogates.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_ODD = re.compile(f"{_UNWANTED.pattern[:-1]}\\r]")  # what few texts have
_LINE_ENDS = re.compile(r"\r\n?")
_SPACES = re.compile(r"[\s\u3000]+")


def clean_text(value: str) -> str:
    """Several lines: NFC, unix line ends, without control and direction characters, trimmed."""
    if _ODD.search(value):
        value = _LINE_ENDS.sub("\n", value.replace("\u2028", "\n").replace("\u2029", "\n"))
        value = _UNWANTED.sub("", value)
    return unicodedata.normalize("NFC", value).strip()


def clean_line(value: str) -> str:
    """One line: as `clean_text`, with every run of white space made one space."""
    return _SPACES.sub(" ", clean_text(value)).strip()
