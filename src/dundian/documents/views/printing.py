"""Many documents as one file; and the public page that proves one."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dundian.documents import actions, office, queries
from dundian.documents.forms import DocumentFilter, PrintForm, VerifyForm
from dundian.documents.models import Document, PrintRun, PrintState
from dundian.documents.tasks import print_in_background
from dundian.kernel.errors import Invalid
from dundian.kernel.paging import keyset
from dundian.kernel.reach import everywhere
from dundian.org.middleware import ActorRequest
from dundian.ui import forms
from dundian.ui.formats import number
from dundian.ui.pages import done, download, is_fragment, render_page
from dundian.ui.selection import Selection

TONES = {
    "waiting": "todo",
    "running": "doing",
    "complete": "done",
    "failed": "overdue",
    "cancelled": "returned",
}


def begin(*, title: str, source: str, papers: list[Any], form: str, request: ActorRequest) -> PrintRun:
    """Ask and enqueue in one transaction."""
    with transaction.atomic():
        run = actions.ask_printing(title=title, source=source, papers=papers, form=form, actor=request.actor)
        _enqueue(run)
    return run


def _enqueue(run: PrintRun) -> None:
    print_in_background.configure(lock=f"documents.print.{run.pk}").defer(run_id=str(run.pk))


@require_POST
def print_create(request: ActorRequest) -> HttpResponse:
    """Print the documents ticked in the list, or all that its filter finds."""
    request.actor.require("view", "document", None, _("Documents are for those who work with them."))
    chosen = Selection.of(request)

    def filtered(rows: Any, query: QueryDict) -> Any:
        return queries.documents_for(request.actor, DocumentFilter(query).valid_data())

    rows = chosen.rows(Document.objects.visible_to(request.actor), filtered)
    papers = [
        str(pk) for pk in rows.order_by("created_at", "id").values_list("pk", flat=True)[: actions.MOST + 1]
    ]
    form = PrintForm(
        request.POST if request.POST.get("confirmed") else None,
        initial={"form": "pdf" if office.is_there() else "zip"},
    )
    if form.is_bound and form.is_valid():
        title = _("%(n)s documents") % {"n": number(len(papers))}
        try:
            run = begin(
                title=title,
                source="documents",
                papers=papers,
                form=form.cleaned_data["form"],
                request=request,
            )
        except Invalid as bad:
            forms.show(form, bad)
        else:
            return done(
                request, _("Printing has begun. You may leave this page."), "documents:print_detail", run.pk
            )
    context = {
        "title": _("Print together"),
        "question": _("The documents are joined into one file; you may leave and come back for it."),
        "facts": [(_("Documents"), number(len(papers)))],
        "inputs": chosen.inputs(),
        "form": form,
        "submit": _("Print"),
        "cancel_url": reverse("documents:document_list"),
    }
    return render_page(request, "ui/confirm.html", context, status=422 if form.errors else 200)


@require_safe
def print_list(request: ActorRequest) -> HttpResponse:
    """What this person has had printed."""
    request.actor.require("view", "document", None, _("Documents are for those who work with them."))
    runs = PrintRun.objects.visible_to(request.actor)
    page = keyset(runs, order=["-created_at", "-id"], cursor=request.GET.get("cursor", ""), size=30)
    context = {"page": page, "rows": [(run, TONES[run.state]) for run in page.rows]}
    return render_page(request, "documents/print_list.html", context, fragment="documents/print_rows.html")


def _run(request: ActorRequest, pk: UUID) -> PrintRun:
    return get_object_or_404(PrintRun.objects.visible_to(request.actor), pk=pk)


@require_safe
def print_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    run = _run(request, pk)
    going = run.state in (PrintState.WAITING, PrintState.RUNNING)
    if is_fragment(request) and not going:
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {"run": run, "going": going, "tone": TONES[run.state]}
    return render_page(
        request, "documents/print_detail.html", context, fragment="documents/print_progress.html"
    )


@require_POST
def print_cancel(request: ActorRequest, pk: UUID) -> HttpResponse:
    run = actions.cancel_printing(run=_run(request, pk), actor=request.actor)
    return done(request, _("Printing was called off."), "documents:print_detail", run.pk)


@require_POST
def print_again(request: ActorRequest, pk: UUID) -> HttpResponse:
    """From the beginning what failed or was called off."""
    with transaction.atomic():
        run = actions.repeat_printing(run=_run(request, pk), actor=request.actor)
        _enqueue(run)
    return done(request, _("Printing has begun. You may leave this page."), "documents:print_detail", run.pk)


@require_safe
def print_file(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    run = _run(request, pk)
    content = actions.fetch_printing(run=run, actor=request.actor)
    kind = "application/pdf" if run.form == PrintRun.Form.PDF else "application/zip"
    return download(content, f"{run.title}.{run.form}", kind)


@login_not_required
@require_http_methods(["GET", "HEAD"])
@everywhere
def verify(request: HttpRequest) -> HttpResponse:
    """Whether a printed code belongs to a document, and whether it is in force: nothing else is told."""
    form = VerifyForm(request.GET or None)
    asked = form.is_bound and form.is_valid()
    document = queries.proved(form.cleaned_data["code"]) if asked else None
    context = {"form": form, "asked": asked, "document": document}
    return render_page(request, "documents/verify.html", context)
