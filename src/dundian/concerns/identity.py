"""The sealed identity of a reporter: AES-256-GCM (NIST SP 800-38D), key outside the database, bound to
the concern's id."""

import hashlib
import json
import os
from typing import NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.translation import gettext as _

from dundian.kernel.errors import Invalid


class Identity(NamedTuple):
    """Who raised a concern, as written down."""

    name: str
    contact: str


def _key() -> bytes:
    return bytes.fromhex(settings.KEYS.identity)


def key_id() -> str:
    """Says which key sealed a row without telling the key: 16 hex digits."""
    return hashlib.sha256(b"identity" + _key()).hexdigest()[:16]


def seal(identity: Identity, concern_id: UUID) -> bytes:
    """Nonce (12 bytes) and ciphertext."""
    nonce = os.urandom(12)
    return nonce + AESGCM(_key()).encrypt(nonce, json.dumps(identity).encode(), concern_id.bytes)


def unseal(sealed: bytes, sealed_by: str, concern_id: UUID) -> Identity:
    """Raises `Invalid` when the key is another one or the row was tampered with."""
    if sealed_by != key_id():
        raise Invalid(
            _("The key that sealed this identity is not here. Ask the system administrator to restore it.")
        )
    try:
        plain = AESGCM(_key()).decrypt(sealed[:12], sealed[12:], concern_id.bytes)
    except InvalidTag:
        raise Invalid(_("The sealed identity is damaged and cannot be opened.")) from None
    return Identity(*json.loads(plain))
