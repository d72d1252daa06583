"""The difference between what a phone has and what it needs.

The cursor names a manifest: the set (record → digest of its payload) that the phone has. The next one is written before
the answer goes; when the answer is lost, the phone comes with the old cursor, whose manifest still stands.
"""

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from dundian.offline.models import Device, Manifest
from dundian.offline.queries.needed import TYPES, Entry, needed
from dundian.offline.reading import as_uuid
from dundian.org.access import Actor

PAGE = 200
CODE = {name: place for place, name in enumerate(TYPES)}
WIDTH, KEY, DIGEST = 25, 17, 8
Held = dict[bytes, bytes]


@dataclass(frozen=True)
class Changes:
    """`records` are JSON texts; `full`: the phone forgets what it has before it takes them."""

    cursor: str
    more: bool
    full: bool
    records: list[str]
    gone: list[dict[str, Any]]


def changes(*, device: Device, person: Actor, cursor: str) -> Changes:
    """What is new, different or gone since the cursor; one page."""
    known = _manifest(device, cursor)
    held = _unpack(bytes(known.entries)) if known else {}
    wanted = needed(person)
    by_key = {_key(e): (e, _digest(e)) for e in wanted}
    different = [(key, e, digest) for key, (e, digest) in by_key.items() if held.get(key) != digest]
    gone = [key for key in held if key not in by_key]
    sent, more = different[:PAGE], len(different) > PAGE
    if known and not sent and not gone:
        return Changes(cursor, False, False, [], [])
    now_held = {key: digest for key, digest in held.items() if key in by_key}
    now_held |= {key: digest for key, _entry, digest in sent}
    made = _write(device, known, now_held)
    return Changes(
        str(made.pk),
        more,
        known is None,
        [e.text for _key, e, _digest in sent],
        [_named(key) for key in gone],
    )


def _manifest(device: Device, cursor: str) -> Manifest | None:
    pk = as_uuid(cursor)
    return Manifest.objects.filter(pk=pk, device=device).first() if pk else None


def _write(device: Device, known: Manifest | None, held: Held) -> Manifest:
    """The new manifest; of the others only the one that the phone came with stays."""
    with transaction.atomic():
        others = Manifest.objects.filter(device=device)
        (others.exclude(pk=known.pk) if known else others).delete()
        return Manifest.objects.create(device=device, entries=b"".join(k + d for k, d in held.items()))


def _unpack(entries: bytes) -> Held:
    return {entries[i : i + KEY]: entries[i + KEY : i + WIDTH] for i in range(0, len(entries), WIDTH)}


def _key(entry: Entry) -> bytes:
    return bytes([CODE[entry.type]]) + entry.id.bytes


def _digest(entry: Entry) -> bytes:
    return hashlib.blake2b(entry.text.encode(), digest_size=DIGEST).digest()


def _named(key: bytes) -> dict[str, Any]:
    type_ = TYPES[key[0]]
    return {"type": type_, "id": "me" if type_ == "me" else str(UUID(bytes=key[1:]))}
