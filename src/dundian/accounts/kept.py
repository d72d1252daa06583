"""What somebody was sending when the session had ended: kept, sealed, until they have signed in again, an hour at most.

It lies in the visitor's own session row, encrypted, since a form may hold what the database must not show in the clear.
"""

import json
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest

KEY = "kept_form"
SECONDS = 3600
MAX_CHARACTERS = 200_000
NEVER = frozenset({"csrfmiddlewaretoken"})


@dataclass(frozen=True)
class Kept:
    """A form on its way: address, (name, value) pairs, and whether files were with it, which are not kept."""

    path: str
    fields: list[tuple[str, str]]
    had_files: bool


def _box() -> Fernet:
    return Fernet(urlsafe_b64encode(sha256(b"kept form " + settings.KEYS.django.encode()).digest()))


def wrap(request: HttpRequest) -> str:
    """The posted form with whose it is, sealed; "" when there is nothing to keep or too much."""
    match = request.resolver_match
    if match is None or match.namespace == "accounts":  # passwords are never kept
        return ""
    fields = [(k, v) for k, values in request.POST.lists() for v in values if k not in NEVER]
    content = json.dumps([str(request.user.pk), request.get_full_path(), fields, bool(request.FILES)])
    if not fields or len(content) > MAX_CHARACTERS:
        return ""
    return _box().encrypt_at_time(content.encode(), int(time.time())).decode()


def take(request: HttpRequest) -> Kept | None:
    """What was kept for the person now signed in; it is forgotten by this."""
    sealed = request.session.pop(KEY, "")
    try:
        owner, path, fields, had_files = json.loads(_box().decrypt(sealed.encode(), ttl=SECONDS))
    except (InvalidToken, ValueError):
        return None
    if owner != str(request.user.pk):
        return None
    return Kept(path, [(name, value) for name, value in fields], had_files)
