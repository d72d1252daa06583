"""What the worker's pages share: no session, no account, no trace of where somebody comes from."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import get_script_prefix, reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from dundian.audit_trail.actions import origin
from dundian.kernel import reach

View = Callable[..., HttpResponseBase]


def open_to_workers(view: View) -> View:
    """A page for anybody.

    Nobody acts here by a cookie, so there is no request to forge: the forms carry signed proofs of their own instead
    of a token in a cookie. The trail must not say from where a worker wrote.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        token = origin.set(None)
        try:
            # A code or a poster's address opens these, not a person: what they find is theirs to decide.
            with translation.override(language_of(request)), reach.everything():
                response = view(request, *args, **kwargs)
        finally:
            origin.reset(token)
        response["Cache-Control"] = "private, no-store"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return csrf_exempt(login_not_required(guarded))


def language_of(request: HttpRequest) -> str:
    """What the form or the link says; otherwise the federation's language."""
    asked = (request.POST.get("lang") or request.GET.get("lang") or "").lower()
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def draw(template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A worker's page; without context processors, for it needs neither session nor menu."""
    frame = {
        "language": "zh-Hans" if translation.get_language() == "zh-hans" else "en",
        "operating_union": settings.OPERATING_UNION,
        "filing_number": settings.FILING_NUMBER,
        "prefix": get_script_prefix(),
        "track_url": reverse("concerns:worker_track"),
    }
    return HttpResponse(render_to_string(f"concerns/worker/{template}.html", frame | context), status=status)
