"""What this room announces upward."""

from django.dispatch import Signal

# sender User; user, verb, actor, unit (or None), detail. A sign-in was opened, changed, shut or ended.
sign_in_changed = Signal()
"""Something was done to somebody's sign-in, in the transaction that does it.

Arguments: `user` (whose), `verb` ("add", "change", "reset", "activate", "deactivate", "end", "protect",
"unprotect"), `actor`, `unit` (where the person belongs, or None), `detail` (dict without secrets).
"""
