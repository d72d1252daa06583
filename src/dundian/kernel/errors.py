"""What can go wrong, in words a user can act on. Views and the phone answer it; nothing else is raised on purpose."""

from collections.abc import Mapping
from typing import Any


class Refused(Exception):
    """The person sees the thing but may not do this to it; the reason is shown (403)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Invalid(Exception):
    """The input cannot be accepted; messages by field name, "" for the whole (422 or a form with errors)."""

    def __init__(self, messages: str | Mapping[str, str]) -> None:
        self.messages: dict[str, str] = {"": messages} if isinstance(messages, str) else dict(messages)
        super().__init__("; ".join(str(m) for m in self.messages.values()))


class Conflict(Exception):
    """Somebody saved the record after this person opened it (409); `current` is the stored record."""

    def __init__(self, current: Any) -> None:
        super().__init__("changed by somebody else")
        self.current = current
