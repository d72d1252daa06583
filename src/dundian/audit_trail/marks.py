"""The bytes that are marked and chained, and how.

Sources: RFC 2104 (HMAC), FIPS 180-4 (SHA-256); the chain follows Haber and Stornetta, "How to time-stamp a digital
document" (1991).
"""

import hashlib
import hmac
import json
from datetime import UTC
from ipaddress import ip_address
from typing import Any

from django.conf import settings

from dundian.audit_trail.models import Entry, Seal


def plain(detail: dict[str, Any]) -> dict[str, Any]:
    """`detail` as it will come back from the database: no floats (jsonb respells them), no NUL, no lone surrogates."""
    loaded = json.loads(json.dumps(detail, default=str), parse_float=str, parse_constant=str)
    cleaned: dict[str, Any] = _storable(loaded)
    return cleaned


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\0", "").encode(errors="replace").decode()
    if isinstance(value, list):
        return [_storable(item) for item in value]
    if isinstance(value, dict):
        return {_storable(key): _storable(item) for key, item in value.items()}
    return value


def canonical(entry: Entry) -> bytes:
    """Every column but `id` and `mark`, as sorted JSON in UTF-8."""
    fields = {
        "serial": str(entry.serial),
        "chain": entry.chain,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": [str(entry.actor_id or ""), entry.actor_name],
        "capacity": [str(entry.appointment_id or ""), entry.capacity, entry.on_behalf_of],
        "act": [entry.verb, entry.noun, entry.object_id, entry.object_label, entry.unit_id],
        "detail": entry.detail,
        "address": str(ip_address(entry.address)) if entry.address else "",
    }
    return json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def _keyed(content: bytes) -> bytes:
    return hmac.digest(bytes.fromhex(settings.KEYS.audit), content, hashlib.sha256)


def mark_of(entry: Entry) -> bytes:
    """HMAC-SHA-256 of the entry under the audit key, which is not in the database."""
    return _keyed(b"entry" + canonical(entry))


def is_genuine(entry: Entry) -> bool:
    return hmac.compare_digest(mark_of(entry), bytes(entry.mark))


def link(previous: bytes, entry: Entry) -> bytes:
    """SHA-256 of the digest before (empty at the start of a chain), the entry and its mark."""
    return hashlib.sha256(previous + canonical(entry) + bytes(entry.mark)).digest()


def seal_mark_of(seal: Seal) -> bytes:
    """HMAC-SHA-256 of the seal's place, entry and digest."""
    return _keyed(f"seal {seal.chain} {seal.number} {seal.entry_id} ".encode() + bytes(seal.digest))


def is_genuine_seal(seal: Seal) -> bool:
    return hmac.compare_digest(seal_mark_of(seal), bytes(seal.mark))
