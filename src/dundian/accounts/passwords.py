"""Rules for passwords, and one-time passwords that can be read out on the telephone."""

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"  # without 0 1 i l o u


class TwoKindsValidator:
    """At least two of: small letters, capitals, digits, anything else (Chinese included)."""

    def validate(self, password: str, user: Any = None) -> None:
        kinds = {_kind(sign) for sign in password}
        if len(kinds) < 2:
            raise ValidationError(self.get_help_text(), code="password_one_kind")

    def get_help_text(self) -> str:
        return _("Use at least two of: small letters, capitals, digits, other characters.")


def _kind(sign: str) -> str:
    if sign.isascii() and sign.isalpha():
        return "small" if sign.islower() else "capital"
    return "digit" if sign.isdigit() else "other"


def one_time() -> str:
    """Twelve signs in three groups, 58 bits."""
    drawn = "".join(secrets.choice(ALPHABET) for _place in range(12))
    return "-".join((drawn[:4], drawn[4:8], drawn[8:]))
