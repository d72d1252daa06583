"""What is done to one concern: each act has a page of its own and one answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from dundian.concerns import access, actions, forms
from dundian.concerns.models import Attachment, Concern, Help, Letter, Measure
from dundian.concerns.views.acts import ACTS, Act
from dundian.concerns.views.detail import meter, one_concern
from dundian.concerns.workflow import TABLE, state_of
from dundian.documents.models import Draft
from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.org.access import Actor
from dundian.org.middleware import ActorRequest
from dundian.ui.forms import show
from dundian.ui.pages import conflict_page, done, download, render_page

View = Callable[..., HttpResponse]


def _act_page(
    request: ActorRequest, concern: Concern, title: Any, form: forms.ConcernForm, status: int
) -> HttpResponse:
    context = {
        "concern": concern,
        "title": title,
        "form": form,
        "meter": None if concern.is_closed else meter(concern),
        "cancel_url": reverse("concerns:concern_detail", args=[concern.number]),
    }
    return render_page(request, "concerns/concern_act.html", context, status=status)


def _require_state(concern: Concern, act: Act) -> None:
    """So that nobody fills in a form that cannot be sent."""
    state = state_of(concern)
    if act.event and act.guard is None and (state, act.event) not in TABLE:
        message = _("“%(act)s” is not possible while it stands at “%(state)s”.")
        raise Refused(str(message) % {"act": act.title, "state": state.label})


def acting(name: str) -> View:
    """The view of one act: GET shows its form, POST does it."""
    act = ACTS[name]

    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: ActorRequest, number: str) -> HttpResponse:
        concern = one_concern(request, number)
        act.require(request.actor, concern)
        if request.method != "POST":
            _require_state(concern, act)
            form = act.form(concern=concern, actor=request.actor, prefix=name)
            return _act_page(request, concern, act.title, form, 200)
        form = act.form(request.POST, request.FILES, concern=concern, actor=request.actor, prefix=name)
        if form.is_valid():
            try:
                act.run(concern=concern, actor=request.actor, **act.arguments(form))
            except Invalid as error:
                show(form, error)
            except Conflict:
                fresh = one_concern(request, number)
                theirs = act.form(concern=fresh, actor=request.actor, prefix=name)
                return conflict_page(request, mine=form, theirs=theirs, version=fresh.version)
            else:
                return done(request, act.said, "concerns:concern_detail", number)
        return _act_page(request, concern, act.title, form, 422)

    view.__name__ = f"concern_{name}"
    return view


@dataclass(frozen=True)
class RowAct:
    """One thing to do to a row of a concern: a measure, a part, a letter, a file."""

    model: type[Model]
    form: type[forms.ConcernForm]
    run: Callable[..., Any]
    argument: str
    title: Promise
    said: Promise
    guard: Callable[[Actor, Any], Any]


def _handler_or_owner(actor: Actor, measure: Measure) -> None:
    if measure.owner.user_id != actor.user.pk:
        access.require_handle(actor, measure.concern)


def _handler(actor: Actor, row: Any) -> None:
    access.require_handle(actor, row.concern)


def _issuer(actor: Actor, letter: Letter) -> None:
    actor.require(
        "issue", "document", letter.unit, str(_("Only the programme office issues documents here."))
    )


def _letter_side(actor: Actor, letter: Letter) -> None:
    if not actor.can("issue", "document", letter.unit):
        access.require_handle(actor, letter.concern)


def _colleague(actor: Actor, row: Any) -> None:
    access.require_colleague(actor, row.concern)


ROW_ACTS = {
    "measure_finish": RowAct(
        Measure, forms.FinishForm, actions.finish_measure, "measure",
        _("Tick off the measure"), _("Ticked off."), _handler_or_owner,
    ),
    "help_answer": RowAct(
        Help, forms.HelpAnswerForm, actions.answer_help, "help",
        _("Answer for our part"), _("Your part is answered."), access.require_help,
    ),
    "help_release": RowAct(
        Help, forms.NothingForm, actions.release_help, "help",
        _("Their help is no longer needed"), _("They are released."), _handler,
    ),
    "letter_issue": RowAct(
        Letter, forms.NothingForm, actions.issue_letter, "letter",
        _("Number and issue the letter"), _("The letter is issued."), _issuer,
    ),
    "letter_review": RowAct(
        Letter, forms.NothingForm, actions.propose_letter, "letter",
        _("Have the letter reviewed first"), _("The draft is made."), _issuer,
    ),
    "letter_drop": RowAct(
        Letter, forms.NothingForm, actions.drop_letter, "letter",
        _("Drop the letter"), _("The letter is dropped."), _letter_side,
    ),
    "letter_reply": RowAct(
        Letter, forms.LetterReplyForm, actions.record_letter_reply, "letter",
        _("Record their reply"), _("The reply is recorded."), _letter_side,
    ),
    "attachment_remove": RowAct(
        Attachment, forms.NothingForm, actions.remove_attachment, "attachment",
        _("Remove the file"), _("The file is removed."), _colleague,
    ),
}  # fmt: skip


# (name, the part of the address, the verb)
ROWS = tuple(
    (name, {"measure": "measures", "help": "helps", "letter": "letters", "attachment": "files"}[row], verb)
    for name in ROW_ACTS
    for row, verb in [name.split("_", 1)]
)


def row_acting(name: str) -> View:
    """The view of one act on a row of a concern."""
    act = ROW_ACTS[name]

    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: ActorRequest, number: str, pk: UUID) -> HttpResponse:
        concern = one_concern(request, number)
        rows: Any = act.model._default_manager.select_related("concern")
        row = get_object_or_404(rows, pk=pk, concern=concern)
        row.concern = concern
        act.guard(request.actor, row)
        if request.method != "POST":
            form = act.form(concern=concern, actor=request.actor, prefix=name)
            return _row_page(request, concern, act, row, form, 200)
        form = act.form(request.POST, concern=concern, actor=request.actor, prefix=name)
        if form.is_valid():
            try:
                made = act.run(actor=request.actor, **{act.argument: row}, **form.cleaned_data)
            except Invalid as error:
                show(form, error)
            else:
                if isinstance(made, Draft):
                    return redirect("documents:draft_submit", made.pk)
                return done(request, act.said, "concerns:concern_detail", number)
        return _row_page(request, concern, act, row, form, 422)

    view.__name__ = name
    return view


def _row_page(
    request: ActorRequest, concern: Concern, act: RowAct, row: Any, form: forms.ConcernForm, status: int
) -> HttpResponse:
    context = {
        "concern": concern,
        "title": act.title,
        "form": form,
        "row": row,
        "row_kind": act.argument,
        "cancel_url": reverse("concerns:concern_detail", args=[concern.number]),
    }
    return render_page(request, "concerns/concern_act.html", context, status=status)


@require_POST
def concern_watch(request: ActorRequest, number: str) -> HttpResponse:
    concern = one_concern(request, number)
    on = request.POST.get("on") == "1"
    actions.watch_concern(concern=concern, on=on, actor=request.actor)
    said = _("You follow this concern.") if on else _("You no longer follow this concern.")
    return done(request, said, "concerns:concern_detail", number)


@require_POST
def concern_unlink(request: ActorRequest, number: str, other: str) -> HttpResponse:
    concern, linked = one_concern(request, number), one_concern(request, other)
    actions.unlink_concerns(concern=concern, other=linked, actor=request.actor)
    return done(request, _("The link is taken away."), "concerns:concern_detail", number)


def _file(content: bytes, name: str, media_type: str) -> Any:
    """Always saved, never shown: whatever it holds cannot act on this site."""
    response = download(content, name, media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_http_methods(["GET"])
def attachment_open(request: ActorRequest, number: str, pk: UUID) -> Any:
    concern = one_concern(request, number)
    access.require_inside(request.actor, concern)
    row = get_object_or_404(Attachment.objects.select_related("concern__unit"), pk=pk, concern=concern)
    content = actions.open_attachment(attachment=row, actor=request.actor)
    return _file(content, row.name, row.media_type)


@require_http_methods(["GET"])
def letter_open(request: ActorRequest, number: str, pk: UUID) -> Any:
    concern = one_concern(request, number)
    access.require_inside(request.actor, concern)
    row = get_object_or_404(
        Letter.objects.select_related("concern", "document__unit"), pk=pk, concern=concern
    )
    content = actions.open_letter(letter=row, actor=request.actor)
    name = row.document.filename if row.document else row.title
    return _file(content, name, "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
