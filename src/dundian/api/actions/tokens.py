"""Tokens: asked for, let into use, used, revoked."""

import secrets
from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.api.access import Program, may_open
from dundian.api.models import Token
from dundian.api.queries import digest_of
from dundian.api.scopes import SCOPES
from dundian.audit_trail.actions import record
from dundian.kernel import clock
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.text import clean_line
from dundian.org.access import Actor
from dundian.org.models import Unit

LONGEST = timedelta(days=732)


@transaction.atomic
def ask_token(
    *,
    unit: Unit,
    name: str,
    purpose: str,
    scopes: Sequence[str],
    expires_on: date,
    actor: Actor,
    in_address: bool = False,
) -> tuple[Token, str]:
    """(the token, its secret): the secret is empty where the office must let the token into use first."""
    by = actor.require("add", "api_token", unit, _("Only the system administrator makes tokens."))
    name, purpose, today = clean_line(name), clean_line(purpose), clock.today()
    wrong = {}
    if not name or len(name) > 60:
        wrong["name"] = _("Name the program, in up to 60 characters.")
    if not purpose or len(purpose) > 200:
        wrong["purpose"] = _("Say what it is for, in up to 200 characters.")
    if not scopes or not set(scopes) <= SCOPES.keys():
        wrong["scopes"] = _("Choose what it may read.")
    if not today < expires_on <= today + LONGEST:
        wrong["expires_on"] = _("Choose a day within the next two years.")
    if wrong:
        raise Invalid(wrong)
    token = Token.objects.create(
        unit=unit, name=name, purpose=purpose, expires_on=expires_on, in_address=in_address,
        scopes=[key for key in SCOPES if key in scopes], by=actor.signature,
    )  # fmt: skip
    detail = {"scopes": token.scopes, "purpose": purpose, "expires_on": expires_on.isoformat()}
    record(actor=actor, verb="add", noun="api_token", obj=token, unit=unit, appointment=by, detail=detail)
    return token, _opened(token, actor) if may_open(actor, token) else ""


@transaction.atomic
def release_token(*, token: Token, actor: Actor) -> str:
    """Let it into use: returns the secret, which is not kept and cannot be shown again."""
    actor.require("release", "api_token", token.unit, _("The office there lets this token into use."))
    stored = Token.locked(token.pk)
    if stored.state != Token.State.WAITING:
        raise Refused(_("This token stands at “%(state)s”.") % {"state": stored.state.label})
    if not may_open(actor, stored):
        raise Refused(_("This token would read more than you may see yourself."))
    return _opened(stored, actor)


def _opened(token: Token, actor: Actor) -> str:
    secret = f"dd_{secrets.token_urlsafe(32)}"
    token.digest, token.hint = digest_of(secret), secret[:8]
    token.released_at, token.released_by = clock.now(), actor.signature
    token.touch("digest", "hint", "released_at", "released_by")
    record(actor=actor, verb="release", noun="api_token", obj=token, unit=token.unit)
    return secret


@transaction.atomic
def revoke_token(*, token: Token, actor: Actor) -> Token:
    """From the next request on it opens nothing."""
    by = actor.require(
        "revoke", "api_token", token.unit, _("The administrator and the office there revoke it.")
    )
    stored = Token.locked(token.pk)
    if stored.revoked_at is None:
        stored.revoked_at, stored.revoked_by = clock.now(), actor.signature
        stored.touch("revoked_at", "revoked_by")
        record(actor=actor, verb="revoke", noun="api_token", obj=stored, unit=stored.unit, appointment=by)
    return stored


@transaction.atomic
def note_use(*, token: Token, scope: str) -> None:
    """The first reading of a day leaves a row; the others only cost."""
    today = clock.today()
    first = Token.objects.filter(pk=token.pk).exclude(last_used_on=today).update(last_used_on=today)
    if first:
        program = Program(token, (scope,))
        record(
            actor=program, verb="read", noun="api_token", obj=token, unit=token.unit, detail={"scope": scope}
        )
