"""The code that opens a concern to the worker who raised it: nine signs, made from a key and the concern's id.

Being made rather than drawn, it can be told again to whoever sends the same form twice because the first answer was
lost on the way; the database holds a keyed hash of it alone.
"""

import hashlib
import hmac
from uuid import UUID

from django.conf import settings

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
SIGNS = 9


def _keyed(what: str, content: bytes) -> bytes:
    return hmac.digest(settings.KEYS.django.encode(), f"tracking {what} ".encode() + content, hashlib.sha256)


def code_of(concern_id: UUID) -> str:
    """Such as K7M-2X9-QPA: 45 bits."""
    number = int.from_bytes(_keyed("code", concern_id.bytes)[:8])
    signs = ""
    for _place in range(SIGNS):
        number, rest = divmod(number, len(ALPHABET))
        signs += ALPHABET[rest]
    return "-".join(signs[i : i + 3] for i in range(0, SIGNS, 3))


def plain(code: str) -> str:
    """What somebody typed, without case, spaces and strokes; half as wide as Chinese keyboards may make it."""
    narrow = "".join(chr(ord(c) - 0xFEE0) if 0xFF01 <= ord(c) <= 0xFF5E else c for c in code)
    return "".join(c for c in narrow.upper() if c.isascii() and c.isalnum())


def digest_of(concern_id: UUID, code: str) -> bytes:
    """What is stored."""
    return _keyed("digest", concern_id.bytes + plain(code).encode())


def fits(concern_id: UUID, code: str, digest: bytes) -> bool:
    return hmac.compare_digest(digest_of(concern_id, code), digest)
