"""Writes to sign-ins. Each is announced by `sign_in_changed`, from which the trail is written."""

from datetime import timedelta
from typing import Any

from axes.utils import reset as forget_attempts
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django_otp import devices_for_user

from dundian.accounts import passwords, policy
from dundian.accounts.models import FailedSignIn, SignIn, User
from dundian.accounts.policy import Acting
from dundian.accounts.queries import digest_of
from dundian.accounts.sessions import SessionStore
from dundian.accounts.signals import sign_in_changed
from dundian.kernel import clock
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.text import clean_line

REMEMBERED = timedelta(days=365)  # the Cybersecurity Law (2016), article 21, asks for at least six months


def announce(verb: str, user: User, actor: Acting, unit: Any = None, **detail: Any) -> None:
    sign_in_changed.send(
        User, user=user, verb=verb, actor=actor, unit=unit, detail={"username": user.username, **detail}
    )


def require_over(user: User, actor: Acting) -> Any:
    """The user's home unit; `Refused` unless the actor keeps sign-ins wherever this user belongs or is appointed.

    Otherwise a county's administrator could take over a provincial officer by a new password.
    """
    if reason := policy.beyond_reach(user, actor):
        raise Refused(reason)
    places = policy.places_of(user)
    if not places:
        actor.require("change", "sign_in")
    for unit in places:
        reason = _("This person also belongs to %(unit)s, which is outside your scope.") % {"unit": unit}
        actor.require("change", "sign_in", unit, reason)
    return places[0] if places else None


@transaction.atomic
def open_sign_in(
    *,
    username: str,
    display_name: str,
    actor: Acting,
    password: str | None = None,
    must_change: bool = True,
    unit: Any = None,
    closed: bool = False,
) -> tuple[User, str]:
    """The new user and the password, a one-time one when none is given. `unit` is where the person belongs.

    `closed`: nobody can sign in (and the password is "") until an administrator gives a new password.
    """
    actor.require("add", "sign_in", unit)
    user = User(
        username=clean_line(username).lower(),
        display_name=clean_line(display_name),
        must_change_password=must_change,
    )
    chosen = "" if closed else password or passwords.one_time()
    _check_new(user, chosen)
    user.set_password(chosen or None)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        raise Invalid({"username": _("This sign-in name is taken.")}) from None
    announce("add", user, actor, unit)
    return user, chosen


def _check_new(user: User, password: str) -> None:
    try:
        user.clean_fields(exclude=["password"])
    except ValidationError as fault:
        raise Invalid({name: " ".join(texts) for name, texts in fault.message_dict.items()}) from None
    if User.objects.filter(username__iexact=user.username).exists():
        raise Invalid({"username": _("This sign-in name is taken.")})
    if password:
        _check_password(user, password, "password")


def _check_password(user: User, password: str, field: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as fault:
        raise Invalid({field: " ".join(fault.messages)}) from None


@transaction.atomic
def change_password(*, actor: Acting, old: str, new: str, session_key: str | None = None) -> None:
    """One's own password; ends every sign-in but the one of `session_key`."""
    user = User.locked(actor.user.pk)
    if not user.check_password(old):
        raise Invalid({"old": _("The present password is wrong.")})
    if old == new:
        raise Invalid({"new": _("The new password must differ from the present one.")})
    _check_password(user, new, "new")
    user.set_password(new)
    user.must_change_password = False
    user.touch("password", "must_change_password")
    _end_all(user, SignIn.End.PASSWORD, but=session_key)
    announce("change", user, actor, home_of(user), what="password")


@transaction.atomic
def reset_password(*, user: User, actor: Acting) -> str:
    """A one-time password, which must be changed at the next sign-in; ends every sign-in and any lock-out."""
    unit = require_over(user, actor)
    user = User.locked(user.pk)
    chosen = passwords.one_time()
    user.set_password(chosen)
    user.must_change_password = True
    user.touch("password", "must_change_password")
    _end_all(user, SignIn.End.PASSWORD)
    forget_attempts(username=user.username)
    announce("reset", user, actor, unit)
    return chosen


@transaction.atomic
def set_active(*, user: User, active: bool, actor: Acting, reason: str = "") -> None:
    """Let somebody in again, or no longer; the latter ends every sign-in at once."""
    unit = require_over(user, actor)
    if user.pk == actor.user.pk:
        raise Refused(_("You cannot close your own sign-in."))
    user = User.locked(user.pk)
    user.is_active = active
    user.touch("is_active")
    if not active:
        _end_all(user, SignIn.End.REVOKED)
    announce("activate" if active else "deactivate", user, actor, unit, reason=clean_line(reason))


@transaction.atomic
def remove_second_factor(*, user: User, actor: Acting, password: str | None = None) -> None:
    """One's own with the password, or somebody's whose telephone is lost, by the system administrator."""
    if user.pk == actor.user.pk:
        if not user.check_password(password or ""):
            raise Invalid({"password": _("The present password is wrong.")})
        unit = home_of(user)
    else:
        unit = require_over(user, actor)
    for device in list(devices_for_user(user, confirmed=None)):
        device.delete()
    announce("unprotect", user, actor, unit)


@transaction.atomic
def end_sign_in(*, sign_in: SignIn, actor: Acting) -> None:
    """Sign out one of one's own devices from afar."""
    if sign_in.user_id != actor.user.pk:
        raise Refused(_("This is somebody else’s sign-in."))
    _end_all(sign_in.user, SignIn.End.REVOKED, only=sign_in.session_digest)
    announce("end", sign_in.user, actor, home_of(sign_in.user), count=1)


@transaction.atomic
def end_other_sign_ins(*, actor: Acting, session_key: str | None) -> int:
    """Sign out everywhere but here; returns how many were ended."""
    ended = _end_all(actor.user, SignIn.End.REVOKED, but=session_key)
    if ended:
        announce("end", actor.user, actor, home_of(actor.user), count=ended)
    return ended


def _end_all(user: User, how: SignIn.End, *, but: str | None = None, only: str = "") -> int:
    rows = SignIn.objects.filter(user=user, ended_at=None)
    if but:
        rows = rows.exclude(session_digest=digest_of(but))
    if only:
        rows = rows.filter(session_digest=only)
    return rows.update(ended_at=clock.now(), end=how)


def home_of(user: User) -> Any:
    """The unit under which the trail of this sign-in stands."""
    places = policy.places_of(user)
    return places[0] if places else None


def keep_session(*, before: str | None, after: str | None) -> None:
    """The session got a new key: its row follows."""
    SignIn.objects.filter(session_digest=digest_of(before)).update(session_digest=digest_of(after))


@transaction.atomic
def forget_old_sign_ins() -> int:
    """Remove sign-ins and failed attempts older than `REMEMBERED`, and sessions that have expired; returns how many."""
    before = clock.now() - REMEMBERED
    gone = SignIn.objects.filter(started_at__lt=before).delete()[0]
    gone += FailedSignIn.objects.filter(at__lt=before).delete()[0]
    SessionStore.clear_expired()
    return gone
