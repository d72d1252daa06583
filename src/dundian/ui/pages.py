"""How a view answers: page or fragment, file, redirect with word of what was done, conflict."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import IO, Any, TypeVar
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme

from dundian.kernel.paging import counted, keyset
from dundian.kernel.text import clean_line
from dundian.ui import conflicts
from dundian.ui.forms import FilterForm

M = TypeVar("M", bound=Model)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page it already has."""
    headers = request.headers
    whole = headers.get("HX-Boosted") == "true" or headers.get("HX-History-Restore-Request") == "true"
    return headers.get("HX-Request") == "true" and not whole


def render_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    fragment: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, or `fragment` of it when htmx asks; both from the same context."""
    whole = {"target": "results", **(context or {})}
    chosen = fragment if fragment and is_fragment(request) else template
    if chosen != template and FilterForm.UNFOLD in request.GET and "filter" in whole:
        chosen, whole = "ui/filter_more.html", {"form": whole["filter"]}
    response = render(request, chosen, whole, status=status)
    if fragment:
        patch_vary_headers(response, ("HX-Request",))
    return response


def list_page(
    request: HttpRequest,
    name: str,
    rows: QuerySet[M],
    *,
    order: list[str],
    conditions: FilterForm | None = None,
    size: int = 50,
    prepare: Callable[[list[M]], object] | None = None,
    **context: Any,
) -> HttpResponse:
    """A page of `rows` under its filter: `<name>_list.html`, or the `<name>_rows.html` in it when htmx asks.

    `prepare` gets the page's rows before they are drawn.
    """
    page = keyset(rows, order=order, cursor=request.GET.get("cursor", ""), size=size)
    if prepare:
        prepare(page.rows)
    whole = {
        "filter": conditions,
        "filtered": bool(conditions and conditions.in_use),
        "page": page,
        "total": counted(rows),
        **context,
    }
    return render_page(request, f"{name}_list.html", whole, fragment=f"{name}_rows.html")


def done(request: HttpRequest, message: Any, to: Any, *args: Any, **kwargs: Any) -> HttpResponse:
    """After a write: say what was done and go on to `to` (as `redirect` takes it)."""
    messages.success(request, message)
    response = redirect(to, *args, **kwargs)
    return HttpResponse(headers={"HX-Redirect": response["Location"]}) if is_fragment(request) else response


def announce(response: HttpResponse, message: Any) -> HttpResponse:
    """Say in a passing note what a fragment's request has done; never an error."""
    response["HX-Trigger"] = json.dumps({"ui:note": str(message)})
    return response


def download(
    content: bytes | IO[bytes] | Iterable[bytes], name: str, content_type: str = XLSX
) -> HttpResponseBase:
    """A file to save under `name`, which may be Chinese (RFC 5987)."""
    safe = clean_line(name).replace("/", "-").replace("\\", "-")[:150] or "download"
    response: HttpResponseBase
    if isinstance(content, bytes):
        response = HttpResponse(content, content_type=content_type)
    elif hasattr(content, "read"):
        response = FileResponse(content, content_type=content_type)
    else:
        response = StreamingHttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, safe) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


def conflict_page(
    request: HttpRequest,
    *,
    mine: forms.BaseForm,
    theirs: forms.BaseForm,
    version: int,
    by: str = "",
    when: Any = None,
) -> HttpResponse:
    """Both versions side by side (409): `theirs` is the same form, unbound, of the stored record at `version`."""
    differing, carried = conflicts.differences(mine, theirs)
    context = {"differences": differing, "carried": carried, "version": version, "by": by, "when": when}
    return render(request, "ui/conflict.html", context, status=409)


def safe_next(request: HttpRequest, fallback: str = "/") -> str:
    """Where to go back to: the `next` of the request when it is a path on this site."""
    to = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(to, {request.get_host()}, require_https=request.is_secure())
    return to if allowed and to.startswith("/") else fallback


def current_path(request: HttpRequest) -> str:
    """Path of the page the person looks at: for a fragment the page around it."""
    shown = request.headers.get("HX-Current-URL", "")
    if not is_fragment(request) or not url_has_allowed_host_and_scheme(shown, {request.get_host()}):
        return request.get_full_path()
    parts = urlsplit(shown)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
