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
from dundian.offline.models import Operation


def _keys() -> dict[str, bytes]:
    """Every key by an id that does not tell it, the current one first: derived from each of the identities' keys."""
    outer = settings.IDENTITY_RING.keys().values()
    found = [hmac.digest(key, b"operations on their way", hashlib.sha256) for key in outer]
    return {hashlib.sha256(b"id" + key).hexdigest()[:16]: key for key in found}


def seal(fields: dict[str, Any], operation: UUID) -> tuple[bytes, str]:
    """Nonce (12 bytes) and ciphertext, bound to the operation's id; and which key sealed it."""
    by, key = next(iter(_keys().items()))
    nonce = os.urandom(12)
    return nonce + AESGCM(key).encrypt(nonce, json.dumps(fields).encode(), operation.bytes), by


def unseal(sealed: bytes | memoryview, sealed_by: str, operation: UUID) -> dict[str, Any]:
    """Raises `Invalid` when the key has changed since or the row was tampered with."""
    whole = bytes(sealed)
    try:
        key = _keys().get(sealed_by)
        if key is None:
            raise InvalidTag
        found: dict[str, Any] = json.loads(AESGCM(key).decrypt(whole[:12], whole[12:], operation.bytes))
    except InvalidTag:
        raise Invalid(_("The server can no longer open what it kept of this. Enter it once more.")) from None
    return found


def under_former_keys() -> int:
    """How many operations still wait under a key that no longer seals."""
    current = next(iter(_keys()))
    return Operation.objects.exclude(sealed=None).exclude(key_id=current).count()
