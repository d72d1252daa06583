"""Pages of a document's way to its number."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dundian.documents import actions, drafting, kinds, origins, press, queries
from dundian.documents.forms import DecisionForm, DraftFilter, DraftForm, SubmitForm, drafted_kinds, typed
from dundian.documents.kinds import DocumentKind
from dundian.documents.models import Countersign, Document, Draft
from dundian.documents.views.previews import preview_of, preview_picture
from dundian.kernel.errors import Conflict, Invalid
from dundian.kernel.paging import keyset
from dundian.org.access import Actor
from dundian.org.middleware import ActorRequest
from dundian.org.models import Unit
from dundian.ui.forms import show
from dundian.ui.pages import DOCX, conflict_page, done, download, render_page

State = Draft.State
TONES = {
    State.DRAFT: "todo",
    State.REVIEW: "doing",
    State.COUNTERSIGN: "doing",
    State.APPROVED: "due",
    State.ISSUED: "done",
    State.DROPPED: "done",
}
WAY = (State.DRAFT, State.REVIEW, State.COUNTERSIGN, State.APPROVED, State.ISSUED)


def _draft(request: ActorRequest, pk: UUID) -> Draft:
    rows = Draft.objects.visible_to(request.actor).select_related("unit", "by", "document", "replaces")
    return get_object_or_404(rows, pk=pk)


def _kind(key: str) -> DocumentKind:
    kind = kinds.find(key)
    if kind is None or not kind.drafted:
        raise Http404
    return kind


def _home(actor: Actor) -> Unit:
    """The federation in whose name this person drafts."""
    by = actor.require("change", "draft", None, _("Only the programme office drafts documents here."))
    if by is None:
        raise Http404
    return by.unit


@require_safe
def draft_list(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    if not (actor.can("view", "draft") or actor.can("countersign", "draft")):
        actor.require(
            "view", "draft", None, _("Drafts are for those who write, review and countersign them.")
        )
    conditions = DraftFilter(request.GET)
    rows = queries.drafts_for(actor, conditions.valid_data())
    page = keyset(rows, order=["-created_at", "-id"], cursor=request.GET.get("cursor", ""))
    context = {
        "filter": conditions,
        "page": page,
        "filtered": bool(conditions.in_use),
        "rows": [(row, TONES[State(row.state)]) for row in page.rows],
        "may_draft": actor.can("change", "draft"),
    }
    return render_page(request, "documents/draft_list.html", context, fragment="documents/draft_rows.html")


@require_http_methods(["GET", "HEAD", "POST"])
def draft_create(request: ActorRequest) -> HttpResponse:
    unit = _home(request.actor)
    offered = drafted_kinds()
    key = request.GET.get("kind", "")
    if key not in dict(offered):
        choice = [(title, f"{reverse('documents:draft_create')}?kind={k}") for k, title in offered]
        return render_page(request, "documents/draft_kinds.html", {"choice": choice, "unit": unit})
    kind = _kind(key)
    replaced = _replaced(request, unit)
    form = DraftForm(request.POST if request.method == "POST" else None, kind=kind)
    if request.method == "POST" and form.is_valid():
        try:
            draft = actions.create_draft(
                unit=unit,
                kind=key,
                title=form.cleaned_data["title"],
                mark=form.cleaned_data.get("mark", ""),
                facts=form.facts(),
                replaces=replaced,
                actor=request.actor,
            )
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("Saved."), "documents:draft_detail", draft.pk)
    context = {
        "form": form,
        "kind": kind,
        "unit": unit,
        "replaced": replaced,
        "cancel_url": reverse("documents:draft_list"),
    }
    return render_page(request, "documents/draft_form.html", context, status=422 if form.errors else 200)


def _replaced(request: ActorRequest, unit: Unit) -> Document | None:
    """The document that the new one is to replace, named by the address."""
    try:
        wanted = UUID(request.GET.get("replaces", ""))
    except ValueError:
        return None
    found = Document.objects.visible_to(request.actor).filter(unit=unit, state=Document.State.FROZEN)
    return found.filter(pk=wanted).first()


@require_http_methods(["GET", "HEAD", "POST"])
def draft_edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    draft = _draft(request, pk)
    request.actor.require(
        "change", "draft", draft.unit, _("Only the programme office drafts documents here.")
    )
    if page := _made_at(draft):
        return redirect(page)
    kind = _kind(draft.kind)
    form = DraftForm(
        request.POST if request.method == "POST" else None, kind=kind, initial=typed(draft, kind)
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_draft(
                draft=draft,
                version=form.cleaned_data.get("version") or draft.version,
                title=form.cleaned_data["title"],
                mark=form.cleaned_data.get("mark", ""),
                facts=form.facts(),
                actor=request.actor,
            )
        except Invalid as bad:
            show(form, bad)
        except Conflict as clash:
            theirs = DraftForm(kind=kind, initial=typed(clash.current, kind))
            return conflict_page(request, mine=form, theirs=theirs, version=clash.current.version)
        else:
            return done(request, _("Saved."), "documents:draft_detail", pk)
    cancel = reverse("documents:draft_detail", args=[pk])
    context = {"form": form, "kind": kind, "unit": draft.unit, "draft": draft, "cancel_url": cancel}
    return render_page(request, "documents/draft_form.html", context, status=422 if form.errors else 200)


def printed(draft: Draft) -> bytes:
    """The draft as it would go out, its number still open; the frozen file once it has gone out."""
    if draft.document:
        return queries.frozen_bytes(draft.document)
    kind = kinds.find(draft.kind)
    if kind is None:
        raise Http404
    number = f"{draft.mark or '×工' + kind.mark}〔    〕  号" if kind.numbered else ""
    made = {
        **{f.name: f.blank for f in kind.fields},
        "organ": draft.unit.name,
        "title": draft.title,
        "number": number,
        "signed_on": draft.updated_at.date(),
    }
    return press.render(draft.kind, {**made, **drafting.context_of(kind, draft.facts)}, unit=draft.unit)


def _made_at(draft: Draft) -> str:
    """The page where a room made the paper; empty when it was typed here."""
    origin = origins.find(draft.origin)
    return origin.page(draft.order) if origin else ""


@require_safe
def draft_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    draft, actor = _draft(request, pk), request.actor
    asked = list(draft.countersigns.select_related("unit", "by").order_by("created_at"))
    mine = [c for c in asked if c.agreed_at is None and actor.can("countersign", "draft", c.unit)]
    place = WAY.index(State(draft.state)) if draft.state in WAY else -1
    steps = [(s.label, "done" if n < place else "now" if n == place else "next") for n, s in enumerate(WAY)]
    context = {
        "draft": draft,
        "tone": TONES[State(draft.state)],
        "steps": steps if draft.state != State.DROPPED else [],
        "asked": asked,
        "made_at": _made_at(draft),
        "events": [
            {"when": s.created_at, "title": s.get_what_display(), "who": s.by, "text": s.text}
            for s in draft.steps.select_related("by").order_by("-created_at", "-id")
        ],
        "may_change": draft.state == State.DRAFT and actor.can("change", "draft", draft.unit),
        "may_review": draft.state == State.REVIEW
        and draft.by_id != actor.user.pk
        and actor.can("review", "draft", draft.unit),
        "to_countersign": mine[0] if mine and draft.state == State.COUNTERSIGN else None,
        "may_issue": draft.state == State.APPROVED and actor.can("issue", "document", draft.unit),
        "may_drop": draft.state not in (State.ISSUED, State.DROPPED)
        and actor.can("change", "draft", draft.unit),
        "preview_url": reverse("documents:draft_preview", args=[pk]),
    }
    return render_page(request, "documents/draft_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def draft_submit(request: ActorRequest, pk: UUID) -> HttpResponse:
    draft = _draft(request, pk)
    request.actor.require(
        "change", "draft", draft.unit, _("Only the programme office drafts documents here.")
    )
    form = SubmitForm(request.POST if request.method == "POST" else None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        actions.submit_draft(draft=draft, countersigners=form.units(), actor=request.actor)
        return done(request, _("Sent for review."), "documents:draft_detail", pk)
    note = _(
        "It is reviewed by another person of the office, of an office above, or by the leader in charge, who find it "
        "among their to-dos. Units that are asked here countersign after that; then it is numbered."
    )
    return _form(request, draft, form, _("Send for review"), _("Send"), note)


@require_http_methods(["GET", "HEAD", "POST"])
def draft_review(request: ActorRequest, pk: UUID) -> HttpResponse:
    draft = _draft(request, pk)
    request.actor.require(
        "review", "draft", draft.unit, _("Only the office and its leaders review documents here.")
    )
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if told["decision"] == "agree":
            actions.review_draft(draft=draft, text=told["text"], actor=request.actor)
            return done(request, _("Approved."), "documents:draft_detail", pk)
        actions.return_draft(draft=draft, reason=told["text"], actor=request.actor)
        return done(request, _("Returned."), "documents:draft_detail", pk)
    return _form(request, draft, form, _("Review"), _("Decide"))


@require_http_methods(["GET", "HEAD", "POST"])
def draft_countersign(request: ActorRequest, pk: UUID) -> HttpResponse:
    draft = _draft(request, pk)
    asked: Countersign | None = next(
        (
            c
            for c in draft.countersigns.select_related("unit", "draft")
            if c.agreed_at is None and request.actor.can("countersign", "draft", c.unit)
        ),
        None,
    )
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if asked is None:
        request.actor.require(
            "nothing", "draft", None, _("No unit you answer for is asked to countersign this.")
        )
    if request.method == "POST" and form.is_valid() and asked is not None:
        told = form.cleaned_data
        if told["decision"] == "agree":
            actions.countersign_draft(countersign=asked, text=told["text"], actor=request.actor)
            return done(request, _("Countersigned."), "documents:draft_detail", pk)
        actions.return_draft(draft=draft, reason=told["text"], actor=request.actor)
        return done(request, _("Returned."), "documents:draft_list")
    return _form(request, draft, form, _("Countersign"), _("Decide"))


def _form(
    request: ActorRequest, draft: Draft, form: Any, title: str, submit: str, note: str = ""
) -> HttpResponse:
    cancel = reverse("documents:draft_detail", args=[draft.pk])
    context = {
        "form": form,
        "draft": draft,
        "act": title,
        "submit": submit,
        "cancel_url": cancel,
        "note": note,
    }
    return render_page(request, "documents/draft_act.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def draft_issue(request: ActorRequest, pk: UUID) -> HttpResponse:
    draft = _draft(request, pk)
    request.actor.require(
        "issue", "document", draft.unit, _("Only the programme office issues documents here.")
    )
    if request.method == "POST":
        document = actions.issue_draft(draft=draft, actor=request.actor)
        message = _("Issued: %(number)s.") % {"number": document.number or document.title}
        return done(request, message, "documents:document_detail", document.pk)
    facts = [(_("Title"), draft.title), (_("Issued by"), draft.unit.name)]
    if draft.replaces:
        facts.append((_("Replaces"), f"{draft.replaces.number} {draft.replaces.title}"))
    context = {
        "title": _("Number and issue"),
        "question": _(
            "It gets the next number, is printed and frozen. Afterwards it can only be withdrawn or replaced."
        ),
        "facts": facts,
        "submit": _("Number and issue"),
        "cancel_url": reverse("documents:draft_detail", args=[pk]),
    }
    return render_page(request, "ui/confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def draft_drop(request: ActorRequest, pk: UUID) -> HttpResponse:
    draft = _draft(request, pk)
    request.actor.require(
        "change", "draft", draft.unit, _("Only the programme office drafts documents here.")
    )
    if request.method == "POST":
        actions.drop_draft(draft=draft, actor=request.actor)
        return done(request, _("The draft has been dropped."), "documents:draft_list")
    context = {
        "title": _("Drop the draft"),
        "question": _("It stays in the list to be read, but goes no further."),
        "facts": [(_("Title"), draft.title)],
        "submit": _("Drop"),
        "danger": True,
        "cancel_url": reverse("documents:draft_detail", args=[pk]),
    }
    return render_page(request, "ui/confirm.html", context)


@require_safe
def draft_file(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    draft = _draft(request, pk)
    return download(printed(draft), f"{draft.title}.docx", DOCX)


@require_safe
def draft_preview(request: ActorRequest, pk: UUID) -> HttpResponse:
    draft = _draft(request, pk)
    urls = reverse("documents:draft_preview", args=[pk]), reverse("documents:draft_file", args=[pk])
    return preview_of(request, printed(draft), here=urls[0], file_url=urls[1], title=draft.title)


@require_safe
def draft_picture(request: ActorRequest, pk: UUID, number: int) -> HttpResponseBase:
    return preview_picture(printed(_draft(request, pk)), number)
