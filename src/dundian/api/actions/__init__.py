"""Everything that is written in this room."""

from dundian.api.actions.tokens import ask_token, note_use, release_token, revoke_token
from dundian.api.actions.webhooks import (
    add_webhook,
    carry_delivery,
    forget_old_deliveries,
    pause_webhook,
    send_again,
    tell,
)

__all__ = [
    "add_webhook",
    "ask_token",
    "carry_delivery",
    "forget_old_deliveries",
    "note_use",
    "pause_webhook",
    "release_token",
    "revoke_token",
    "send_again",
    "tell",
]
