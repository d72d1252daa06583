"""One's exports: chosen columns, progress, receipt, file."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dundian.exchange import exporting
from dundian.exchange.forms import ExportForm
from dundian.exchange.models import Export
from dundian.kernel.errors import Refused
from dundian.kernel.paging import keyset
from dundian.ui import pages

TONES = {"waiting": "todo", "running": "doing", "complete": "done", "failed": "overdue"}


def _actor(request: HttpRequest) -> Any:
    return request.actor  # type: ignore[attr-defined]


def _export(request: HttpRequest, pk: UUID) -> Export:
    return get_object_or_404(Export.objects.visible_to(_actor(request)), pk=pk)


@require_safe
def export_list(request: HttpRequest) -> HttpResponse:
    """What this person has exported."""
    rows = Export.objects.visible_to(_actor(request))
    page = keyset(rows, order=["-created_at", "-id"], cursor=request.GET.get("cursor", ""), size=30)
    context = {"page": page, "rows": [(row, TONES[row.state]) for row in page.rows]}
    return pages.render_page(
        request, "exchange/export_list.html", context, fragment="exchange/export_rows.html"
    )


def _address(request: HttpRequest) -> str:
    """The list's export address with the conditions that were on the list."""
    query = request.GET.copy()
    of = query.pop("of", [""])[-1]
    for name in ("cursor", "export_as", "export_columns", "export_reason"):
        query.pop(name, None)
    if not of.startswith("/") or "?" in of or len(of) > 500:
        raise Refused(_("There is no such list."))
    return f"{of}?{query.urlencode()}" if query else of


@require_http_methods(["GET", "HEAD", "POST"])
def export_create(request: HttpRequest) -> HttpResponse:
    """Choose columns and form of a list; the file is written by a job."""
    address, actor = _address(request), _actor(request)
    listing = exporting.probe(address, actor)
    veiled = [c for c in listing.columns if c.veil]
    may_lift = bool(veiled) and all(c.veil.lifts_for(actor) for c in veiled)
    form = ExportForm(request.POST if request.method == "POST" else None, listing=listing, may_lift=may_lift)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        export = exporting.wish(
            address=address,
            form=told["form"],
            columns=[int(place) for place in told["chosen"]],
            reason=told.get("reason", ""),
            actor=actor,
        )
        exporting.begin(export)
        return redirect("exchange:export_detail", export.pk)
    context = {
        "form": form,
        "listing": listing,
        "veiled": veiled,
        "may_lift": may_lift,
        "filters": listing.filters,
        "cancel_url": reverse("exchange:export_list"),
        "submit": _("Export"),
    }
    return pages.render_page(
        request, "exchange/export_form.html", context, status=422 if form.errors else 200
    )


@require_safe
def export_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Progress, then the receipt."""
    export = _export(request, pk)
    going = export.state in (Export.State.WAITING, Export.State.RUNNING)
    if pages.is_fragment(request) and not going:
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {
        "export": export,
        "going": going,
        "tone": TONES[export.state],
        "conditions": "；".join(f"{label}：{words}" for label, words in export.filters),
        "inline": settings.EXPORT_INLINE_ROWS,
    }
    return pages.render_page(
        request, "exchange/export_detail.html", context, fragment="exchange/export_progress.html"
    )


@require_safe
def export_file(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The file, while the rights under which it was made last."""
    export = _export(request, pk)
    content = exporting.fetch(export=export, actor=_actor(request))
    return pages.download(content, f"{export.title}.{export.form}", exporting.FORMS[export.form])
