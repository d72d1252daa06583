"""What the pages of this room share."""

from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dundian.kernel.errors import Refused
from dundian.org.access import Actor
from dundian.ui.pages import render_page

M = TypeVar("M", bound=Model)
form_page = require_http_methods(["GET", "HEAD", "POST"])


def found(rows: QuerySet[M], pk: UUID) -> M:
    """The row, or 404 for what is not there or not in sight."""
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def require_list(actor: Actor, noun: str) -> None:
    """Refuse a list of what no appointment of the person shows at all."""
    if not actor.can("view", noun):
        raise Refused(_("None of your appointments shows this part of the work."))


def cursor_of(request: HttpRequest) -> str:
    return request.GET.get("cursor", "")


def form_response(request: HttpRequest, template: str, form: Any, context: dict[str, Any]) -> HttpResponse:
    """A page with a form: 422 when it has errors."""
    return render_page(request, template, {"form": form, **context}, status=422 if form.errors else 200)


def confirm(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    form = context.get("form")
    return render_page(
        request, "ui/confirm.html", context, status=422 if form is not None and form.errors else 200
    )
