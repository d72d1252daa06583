"""Pages for what went wrong. Each says what happened and what to do next; none needs the database."""

import logging
import secrets
import sys
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from dundian.kernel.errors import Invalid, Refused
from dundian.ui import pages
from dundian.ui.context import Shell

log = logging.getLogger(__name__)
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_reference() -> str:
    """A number to read out on the telephone; letters that look like digits are left out."""
    drawn = "".join(secrets.choice(ALPHABET) for _place in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"


def _answer(request: HttpRequest, status: int, title: str, reason: str, **more: Any) -> HttpResponse:
    """The reader's own errors stand within the navigation; a fault of ours is rendered without context processors, so
    that a failing database or session cannot fail the page about it. A program that reads no pages gets the words."""
    if not request.accepts("text/html"):
        words = [str(part) for part in (title, reason, more.get("reference", ""))]
        return HttpResponse(
            "\n".join(filter(None, words)), content_type="text/plain; charset=utf-8", status=status
        )
    at_home = status < 500 and getattr(request, "actor", None) is not None
    context = {
        "frame": "ui/page.html" if at_home else "ui/plain.html",
        "status": status,
        "title": title,
        "reason": reason,
        "shell": Shell(request),
        "request": request,
        **more,
    }
    template = "ui/error_fragment.html" if pages.is_fragment(request) else "ui/error.html"
    return HttpResponse(render_to_string(template, context, request if at_home else None), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 when too much was sent."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return too_large(request)
    reason = _("The browser sent something this page cannot read. Go back, reload the page and try again.")
    return _answer(request, 400, _("The request could not be read"), reason)


def too_large(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """413."""
    reason = _("More was sent than this page takes. Send a smaller file, or split it into parts.")
    return _answer(request, 413, _("Too large"), reason)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 with the reason of the refusal."""
    reason = exception.reason if isinstance(exception, Refused) else ""
    return _answer(
        request, 403, _("You may not do this"), reason or _("Your appointment does not include this right.")
    )


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 when a form was open for too long or cookies are off."""
    words = _(
        "This form was open for too long, or the browser does not keep cookies. "
        "Go back, reload the page and send it again."
    )
    return _answer(request, 403, _("The form has expired"), words)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404; also for what lies outside the person's scope, so that nothing can be guessed."""
    reason = _("The address is wrong, or the page lies outside what you may see.")
    return _answer(request, 404, _("Page not found"), reason)


def not_allowed(request: HttpRequest, allowed: str = "") -> HttpResponse:
    """405: a link was followed to an address that only takes forms."""
    reason = _("This address only takes forms. Go back and use the button on the page.")
    response = _answer(request, 405, _("This cannot be opened directly"), reason)
    if allowed:
        response["Allow"] = allowed
    return response


def conflict(request: HttpRequest) -> HttpResponse:
    """409 for an action without a form; forms show both versions (`pages.conflict_page`)."""
    reason = _(
        "Somebody changed this record after you opened it. Nothing of yours was saved. Reload to see the new state."
    )
    return _answer(request, 409, _("Changed in the meantime"), reason)


def unprocessable(request: HttpRequest, exception: Invalid) -> HttpResponse:
    """422 for bad input to an action without a form."""
    reason = " ".join(str(message) for message in exception.messages.values())
    return _answer(request, 422, _("This cannot be done"), reason)


def fault(request: HttpRequest) -> HttpResponse:
    """500 with a reference number that also stands in the log."""
    reference = new_reference()
    log.error("reference %s: %s %s", reference, request.method, request.path, exc_info=sys.exc_info())
    reason = _(
        "The error is on our side and has been recorded. What was saved before is safe. Try again in a moment."
    )
    return _answer(request, 500, _("Something went wrong"), reason, reference=reference)
