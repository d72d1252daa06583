"""Every sign-in, sign-out and failed attempt leaves its row."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from dundian.accounts.addresses import address_of
from dundian.accounts.models import FailedSignIn, SignIn, User
from dundian.accounts.queries import digest_of
from dundian.kernel import clock
from dundian.kernel.text import clean_line


@receiver(user_logged_in)
def note_sign_in(request: HttpRequest, user: User, **_rest: Any) -> None:
    agent = clean_line(request.META.get("HTTP_USER_AGENT", ""))[:200]
    if request.session.session_key is None:
        request.session.create()
    SignIn.objects.update_or_create(
        session_digest=digest_of(request.session.session_key),
        defaults={"user": user, "address": address_of(request), "agent": agent, "ended_at": None, "end": ""},
    )


@receiver(user_logged_out)
def note_sign_out(request: HttpRequest, **_rest: Any) -> None:
    rows = SignIn.objects.filter(session_digest=digest_of(request.session.session_key), ended_at=None)
    rows.update(ended_at=clock.now(), end=SignIn.End.SIGNED_OUT)


@receiver(user_login_failed)
def note_failure(credentials: dict[str, Any], request: HttpRequest | None = None, **_rest: Any) -> None:
    name = clean_line(str(credentials.get("username", "")))[:40]
    user = User.objects.filter(username__iexact=name).first()
    FailedSignIn.objects.create(user=user, address=address_of(request) if request else None)
