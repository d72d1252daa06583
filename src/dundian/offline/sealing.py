"""What a phone said, sealed while it waits: AES-256-GCM (NIST SP 800-38D) under a key derived from the identities' key.

A waiting operation may hold a worker's name, so it lies in the database no more openly than a reporter does.
"""

import hashlib
import hmac
import json
import os
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.translation import gettext as _

from dundian.kernel.errors import Invalid


def _key() -> bytes:
    return hmac.new(
        bytes.fromhex(settings.KEYS.identity), b"operations on their way", hashlib.sha256
    ).digest()


def key_id() -> str:
    """Which key seals now: 16 hex digits that do not tell it."""
    return hashlib.sha256(b"id" + _key()).hexdigest()[:16]


def seal(fields: dict[str, Any], operation: UUID) -> bytes:
    """Nonce (12 bytes) and ciphertext, bound to the operation's id."""
    nonce = os.urandom(12)
    return nonce + AESGCM(_key()).encrypt(nonce, json.dumps(fields).encode(), operation.bytes)


def unseal(sealed: bytes | memoryview, sealed_by: str, operation: UUID) -> dict[str, Any]:
    """Raises `Invalid` when the key has changed since or the row was tampered with."""
    whole = bytes(sealed)
    try:
        if sealed_by != key_id():
            raise InvalidTag
        found: dict[str, Any] = json.loads(AESGCM(_key()).decrypt(whole[:12], whole[12:], operation.bytes))
    except InvalidTag:
        raise Invalid(_("The server can no longer open what it kept of this. Enter it once more.")) from None
    return found
