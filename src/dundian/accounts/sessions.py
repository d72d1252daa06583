"""Whom a request comes from, asked by every request: the session, the user, the sign-in behind it."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from dundian.accounts.models import SignIn, User
from dundian.kernel.compiled import Compiled

BACKEND = "dundian.accounts.sessions.Backend"  # by which a session says who signed somebody in

_SESSION = Compiled(
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now), "key", "now"
)
_USER = Compiled(lambda pk: User.objects.filter(pk=pk), "pk")
_SIGN_IN = Compiled(
    lambda digest, user: SignIn.objects.filter(session_digest=digest, user=user), "digest", "user"
)


class SessionStore(db.SessionStore):
    """Django's sessions in the database."""

    def _get_session_from_db(self) -> Session | None:
        now = timezone.now()  # noqa: TID251  by which clock Django wrote when it ends
        found = _SESSION.first(key=self.session_key, now=now)
        if found is None:
            self._session_key = None
        return found


class Backend(ModelBackend):
    """Sign-in by name and password."""

    def get_user(self, user_id: Any) -> User | None:
        user = _USER.first(pk=user_id)
        return user if user is not None and self.user_can_authenticate(user) else None


def sign_in_of(user: User, digest: str) -> SignIn | None:
    """The sign-in whose session has this digest."""
    return _SIGN_IN.first(digest=digest, user=user.pk)
