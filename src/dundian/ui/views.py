"""Preferences of the browser, for people with and without an account."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from dundian.ui.middleware import LARGE_TYPE_COOKIE
from dundian.ui.pages import safe_next

YEAR = 365 * 24 * 3600


@login_not_required
@require_POST
def preference_set(request: HttpRequest) -> HttpResponse:
    """Language (`language`) and type size (`large_type`: 1 or 0), kept in cookies; back to `next`."""
    response = redirect(safe_next(request))
    language, large = request.POST.get("language"), request.POST.get("large_type")
    secure = bool(settings.SESSION_COOKIE_SECURE)
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, YEAR, secure=secure, httponly=True, samesite="Lax"
        )
    if large in ("0", "1"):
        response.set_cookie(LARGE_TYPE_COOKIE, large, YEAR, secure=secure, httponly=True, samesite="Lax")
    return response
