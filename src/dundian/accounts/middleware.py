"""Each session is tied to a sign-in that can be seen and ended; nothing else is done before what must be done first."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dundian.accounts import kept, policy
from dundian.accounts.models import SignIn, User
from dundian.accounts.queries import digest_of
from dundian.accounts.sessions import sign_in_of
from dundian.kernel import clock
from dundian.ui.pages import current_path, is_fragment

SEEN_EVERY = timedelta(minutes=1)
# What stays open to somebody who must first choose a password or set up the second factor.
ALWAYS = frozenset({"accounts:session_end", "ui:preference_set"})
PASSWORD = ALWAYS | {"accounts:password_change"}
FACTOR = ALWAYS | {"accounts:factor_add", "accounts:password_change"}


class KnownSession:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            end = _see(request.user, request.session.session_key)
            if end is not None and (request.method != "POST" or is_fragment(request)):
                return _out(request, end)
            request.ended_as = end  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if end := getattr(request, "ended_as", None):
            return _out(
                request, end, kept.wrap(request)
            )  # here, because the form's token has been checked by now
        if not request.user.is_authenticated or not getattr(view, "login_required", True):
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        user: Any = request.user  # django-otp adds is_verified
        if user.must_change_password:
            return None if name in PASSWORD else _first(request, "accounts:password_change")
        if name not in FACTOR and settings.SECOND_FACTOR_REQUIRED and not user.is_verified():
            return _first(request, "accounts:factor_add") if policy.needs_second_factor(user) else None
        return None


def _see(user: User, session_key: str | None) -> str | None:
    """How this session has ended, or None while it lives. One query, and one write a minute."""
    row = sign_in_of(user, digest_of(session_key))
    if row is None:
        return SignIn.End.REVOKED
    if row.ended_at:
        return row.end
    now = clock.now()
    if now - row.seen_at > settings.SESSION_IDLE:
        SignIn.objects.filter(pk=row.pk, ended_at=None).update(ended_at=now, end=SignIn.End.IDLE)
        return SignIn.End.IDLE
    if now - row.seen_at > SEEN_EVERY:
        SignIn.objects.filter(pk=row.pk).update(seen_at=now)
    return None


def _farewell(end: str) -> str:
    if end == SignIn.End.IDLE:
        minutes = int(settings.SESSION_IDLE.total_seconds() // 60)
        return ngettext(
            "You were signed out because nothing happened for %(n)d minute. Sign in to go on.",
            "You were signed out because nothing happened for %(n)d minutes. Sign in to go on.",
            minutes,
        ) % {"n": minutes}
    if end == SignIn.End.PASSWORD:
        return _("The password was changed, so this device was signed out. Sign in with the new password.")
    return _("This sign-in was ended from another device. Sign in to go on.")


def _out(request: HttpRequest, end: str, form: str = "") -> HttpResponse:
    logout(request)
    messages.warning(request, _farewell(end))
    if form:
        request.session[kept.KEY] = form
        return redirect_to_login(reverse("accounts:session_resume"), resolve_url(settings.LOGIN_URL))
    return _to_sign_in(request)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    back = current_path(request) if request.method == "GET" or is_fragment(request) else ""
    response = redirect_to_login(back, resolve_url(settings.LOGIN_URL))
    return HttpResponse(headers={"HX-Redirect": response.url}) if is_fragment(request) else response


def _first(request: HttpRequest, name: str) -> HttpResponse:
    response = redirect(name)
    return HttpResponse(headers={"HX-Redirect": response.url}) if is_fragment(request) else response
