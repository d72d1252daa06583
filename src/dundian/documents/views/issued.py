"""Pages of what went out."""

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dundian.documents import actions, kinds, queries
from dundian.documents.forms import DocumentFilter, WithdrawForm
from dundian.documents.models import Document
from dundian.documents.views.previews import preview_of, preview_picture
from dundian.kernel.errors import Invalid
from dundian.kernel.paging import counted, keyset
from dundian.org.middleware import ActorRequest
from dundian.ui.forms import show
from dundian.ui.pages import DOCX, XLSX, done, download, render_page

CONTENT_TYPES = {"docx": DOCX, "xlsx": XLSX, "pdf": "application/pdf"}


def _document(request: ActorRequest, pk: UUID) -> Document:
    found = queries.document(request.actor, pk)
    if found is None:
        raise Http404
    return found


@require_safe
def document_list(request: ActorRequest) -> HttpResponse:
    request.actor.require("view", "document", None, _("Documents are for those who work with them."))
    conditions = DocumentFilter(request.GET)
    rows = queries.documents_for(request.actor, conditions.valid_data())
    page = keyset(rows, order=["-created_at", "-id"], cursor=request.GET.get("cursor", ""))
    context = {
        "filter": conditions,
        "page": page,
        "total": counted(rows),
        "filtered": bool(conditions.in_use),
        "buttons": [(_("Print together"), reverse("documents:print_create"))],
        "may_draft": request.actor.can("change", "draft"),
        "keeps_templates": request.actor.can("view", "letter_template"),
    }
    return render_page(request, "documents/list.html", context, fragment="documents/list_rows.html")


@require_safe
def document_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    document = _document(request, pk)
    may_withdraw = document.state == Document.State.FROZEN and request.actor.can(
        "withdraw", "document", document.unit
    )
    may_replace = may_withdraw and request.actor.can("change", "draft", document.unit)
    kind = kinds.find(document.kind)
    context = {
        "document": document,
        "may_withdraw": may_withdraw,
        "may_replace": may_replace and bool(kind and kind.drafted),
        "preview_url": reverse("documents:document_preview", args=[pk])
        if document.extension == "docx"
        else "",
        "verify_url": f"{reverse('documents:verify')}?code={document.code}" if document.code else "",
    }
    return render_page(request, "documents/detail.html", context)


@require_safe
def document_preview(request: ActorRequest, pk: UUID) -> HttpResponse:
    document = _document(request, pk)
    here, file_url = (
        reverse("documents:document_preview", args=[pk]),
        reverse("documents:document_download", args=[pk]),
    )
    return preview_of(request, _frozen(document), here=here, file_url=file_url, title=document.title)


@require_safe
def document_picture(request: ActorRequest, pk: UUID, number: int) -> HttpResponseBase:
    return preview_picture(_frozen(_document(request, pk)), number)


def _frozen(document: Document) -> bytes:
    """The file, when it can be drawn and is still what was frozen."""
    try:
        content = queries.frozen_bytes(document)
    except queries.Damaged:
        raise Http404 from None
    if document.extension != "docx":
        raise Http404
    return content


@require_safe
def document_download(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    document = _document(request, pk)
    try:
        content = actions.hand_out(document=document, actor=request.actor)
    except queries.Damaged:
        actions.report_damage(document=document, actor=request.actor)
        return render_page(request, "documents/damaged.html", {"document": document}, status=409)
    return download(content, document.filename, CONTENT_TYPES[document.extension])


@require_http_methods(["GET", "HEAD", "POST"])
def document_withdraw(request: ActorRequest, pk: UUID) -> HttpResponse:
    document = _document(request, pk)
    request.actor.require(
        "withdraw", "document", document.unit, _("Only the issuing office withdraws a document.")
    )
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_document(
                document=document, reason=form.cleaned_data["reason"], actor=request.actor
            )
        except Invalid as fault:
            show(form, fault)
        else:
            return done(request, _("The document has been withdrawn."), "documents:document_detail", pk)
    context = {"document": document, "form": form}
    return render_page(request, "documents/withdraw.html", context, status=422 if form.errors else 200)
