"""Text as it is compared: width, case and spaces made one."""

import re
import unicodedata

_SPACES = re.compile(r"\s+")
_JOINED = re.compile(r"(?<=[㐀-鿿]) (?=[㐀-鿿])")
_NUMBERS = re.compile(r"[0-9]{5,}")


def normalise(text: str) -> str:
    """Width, case and space made one, spaces between Chinese signs gone; long numbers become one sign."""
    text = unicodedata.normalize("NFKC", text.replace("\0", " ")).lower()
    return _NUMBERS.sub("#", _JOINED.sub("", _SPACES.sub(" ", text))).strip()
