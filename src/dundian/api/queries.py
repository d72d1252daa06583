"""Reading tokens, webhooks and what was delivered."""

import hashlib

from dundian.api.models import Token, Webhook
from dundian.org.models import Unit


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def token_of(secret: str) -> Token | None:
    """The token in use that has this secret."""
    if not secret.startswith("dd_") or len(secret) > 100:
        return None
    return Token.objects.in_use().filter(digest=digest_of(secret)).select_related("unit").first()


def hearing(event: str, unit: Unit) -> list[Webhook]:
    """The webhooks that want to be told of the event at this unit."""
    rows = Webhook.objects.filter(paused=False, events__contains=[event], unit__path__above=unit.path)
    return list(rows.order_by("id"))
