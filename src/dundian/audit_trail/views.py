"""Pages of the audit administrator."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from dundian.audit_trail import actions, queries, tasks, words
from dundian.audit_trail.access import chains_of
from dundian.audit_trail.forms import EntryFilter
from dundian.audit_trail.models import Entry, Seal, Verification
from dundian.kernel import clock
from dundian.kernel.paging import keyset
from dundian.ui.pages import download, render_page


class AuditRequest(HttpRequest):
    """The request of somebody signed in; `actor` comes from a higher room."""

    actor: Any


@require_GET
def entry_list(request: AuditRequest) -> HttpResponse:
    request.actor.require("view", "audit")
    conditions = EntryFilter(request.GET)
    rows = queries.filtered(Entry.objects.visible_to(request.actor), conditions.valid_data())
    context = {
        "filter": conditions,
        "page": keyset(rows, order=["-id"], cursor=request.GET.get("cursor", "")),
    }
    return render_page(
        request, "audit_trail/entry_list.html", context, fragment="audit_trail/entry_rows.html"
    )


@require_GET
def entry_detail(request: AuditRequest, entry_id: int) -> HttpResponse:
    request.actor.require("view", "audit")
    entry = get_object_or_404(Entry.objects.visible_to(request.actor), pk=entry_id)
    seal = Seal.objects.filter(entry_id=entry.pk).first()
    detail = [
        (words.particular(key), value if isinstance(value, str | int) else queries.as_text(value))
        for key, value in entry.detail.items()
    ]
    context = {
        "entry": entry,
        "seal": seal,
        "digest": bytes(seal.digest).hex() if seal else "",
        "detail": detail,
    }
    return render_page(request, "audit_trail/entry_detail.html", context)


@require_GET
def head_list(request: AuditRequest) -> HttpResponse:
    """The ends of the chains, to print and keep elsewhere, and the verifications so far."""
    request.actor.require("verify", "audit")
    chains = chains_of(request.actor)
    context = {
        "heads": queries.heads(chains),
        "verifications": Verification.objects.filter(chains__contained_by=chains).order_by(
            "-created_at", "-id"
        )[:20],
        "today": clock.today(),
    }
    return render_page(request, "audit_trail/head_list.html", context)


@require_GET
def head_download(request: AuditRequest) -> HttpResponseBase:
    request.actor.require("verify", "audit")
    text = queries.heads_as_text(queries.heads(chains_of(request.actor)))
    return download(text.encode(), f"audit-heads-{clock.today():%Y%m%d}.json", "application/json")


@require_POST
def verification_create(request: AuditRequest) -> HttpResponse:
    asked = actions.ask_verification(actor=request.actor)
    tasks.verify.defer(verification_id=str(asked.pk))
    return redirect("audit_trail:verification_view", asked.pk)


@require_GET
def verification_view(request: AuditRequest, verification_id: UUID) -> HttpResponse:
    request.actor.require("verify", "audit")
    chains = chains_of(request.actor)
    found = get_object_or_404(Verification, pk=verification_id, chains__contained_by=chains)
    context = {"verification": found}
    return render_page(
        request, "audit_trail/verification.html", context, fragment="audit_trail/verification_part.html"
    )
