"""What points at a person, sealed: AES-256-GCM (NIST SP 800-38D) with a data key for each concern, which is itself
sealed by a key outside the database. Why so: docs/decisions/0009-identity-keys.md."""

import json
import os
from base64 import b64decode, b64encode
from typing import Any, NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.translation import gettext as _

from dundian.kernel.errors import Invalid

NONCE = 12


class Identity(NamedTuple):
    """Who raised a concern, as written down; `text`: its words before what points at somebody was taken out, or ""."""

    name: str
    contact: str
    text: str = ""

    def packed(self) -> bytes:
        return json.dumps(self, ensure_ascii=False).encode()

    @classmethod
    def unpacked(cls, plain: bytes) -> "Identity":
        return cls(*json.loads(plain))


class KeyGone(Invalid):
    """The key that sealed an identity is not among those of this installation."""

    def __init__(self) -> None:
        super().__init__(
            _("The key that sealed this identity is not here. Ask the system administrator to restore it.")
        )


def key_id() -> str:
    """Says which key seals now without telling the key: 16 hex digits."""
    found: str = settings.IDENTITY_RING.current()[0]
    return found


def new_data_key(concern_id: UUID) -> tuple[bytes, str, bytes]:
    """(key, id of the outer key, the key sealed by it and bound to the concern)."""
    key = os.urandom(32)
    return key, *wrap(key, concern_id)


def wrap(key: bytes, concern_id: UUID) -> tuple[str, bytes]:
    """A data key under the outer key that is current: its id, and 60 octets."""
    outer_id, outer = settings.IDENTITY_RING.current()
    return outer_id, seal(key, outer, concern_id.bytes)


def unwrap(wrapped: bytes, wrapped_by: str, concern_id: UUID) -> bytes:
    """The data key; `KeyGone` when its outer key is not here."""
    outer = settings.IDENTITY_RING.keys().get(wrapped_by)
    if outer is None:
        raise KeyGone
    return unseal(wrapped, outer, concern_id.bytes)


def seal(plain: bytes, key: bytes, bound_to: bytes) -> bytes:
    """Nonce (12 octets) and ciphertext, good only together with `bound_to`."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to)


def unseal(sealed: bytes, key: bytes, bound_to: bytes) -> bytes:
    """Raises `Invalid` when the key is another one or the bytes were tampered with."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], bound_to)
    except InvalidTag:
        raise Invalid(_("The sealed identity is damaged and cannot be opened.")) from None


class CellVault:
    """Rows of a workbook on their way in, sealed under the outer key itself: they are forgotten within weeks."""

    def close(self, cells: list[Any]) -> list[Any]:
        outer_id, outer = settings.IDENTITY_RING.current()
        sealed = seal(json.dumps(cells, ensure_ascii=False, default=str).encode(), outer, b"imported row")
        return [outer_id, b64encode(sealed).decode()]

    def open(self, stored: list[Any]) -> list[Any]:
        """The cells; none when their key has been thrown away since."""
        outer = settings.IDENTITY_RING.keys().get(stored[0]) if len(stored) == 2 else None
        if outer is None:
            return []
        cells: list[Any] = json.loads(unseal(b64decode(stored[1]), outer, b"imported row"))
        return cells
