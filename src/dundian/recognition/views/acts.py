"""What an office does to a round: each on a page of its own that says what follows, mostly with a reason."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from dundian.documents.queries import on_its_way
from dundian.kernel.errors import Invalid
from dundian.org.middleware import ActorRequest
from dundian.recognition import actions, letters, moves
from dundian.recognition.access import require_state
from dundian.recognition.actions.decisions import ORIGIN, decision_order
from dundian.recognition.forms.rounds import (
    ContactForm,
    DrawUpForm,
    JudgeUntilForm,
    ReasonForm,
    UntilForm,
    WordingForm,
)
from dundian.recognition.models import Round
from dundian.recognition.queries.marks import boards
from dundian.recognition.queries.nominations import list_of
from dundian.recognition.views.finding import form_page, is_bound, round_to_run
from dundian.ui.forms import show
from dundian.ui.pages import DOCX, done, download, render_page


@dataclass(frozen=True)
class Act:
    """A verb of `moves.ROUND` (or one that moves nothing) with its page."""

    title: Any
    question: Any
    form: type[Any]
    act: Callable[..., Any]
    danger: bool = False
    verb: str = ""


ACTS: dict[str, Act] = {
    "words": Act(
        gettext_lazy("Ask the host unions"),
        gettext_lazy(
            "Every host union of the round finds a line among its to-dos and says in its own words what the stationing "
            "has brought. Until which day?"
        ),
        UntilForm,
        actions.ask_words,
    ),
    "open": Act(
        gettext_lazy("Freeze the evidence and open nominations"),
        gettext_lazy(
            "The evidence of every site is written into a file with a fingerprint as it stands at this moment; later "
            "changes show beside it, never in it. Until which day are nominations let in?"
        ),
        UntilForm,
        actions.open_round,
    ),
    "reopen": Act(
        gettext_lazy("Back to preparation"),
        gettext_lazy("Nobody has been nominated yet. The frozen files are thrown away and made anew later."),
        ReasonForm,
        actions.reopen_round,
        True,
    ),
    "close_nominations": Act(
        gettext_lazy("Hand over to the panels"),
        gettext_lazy(
            "No more nominations; conflicts of interest that staff list and teams show are noted at once. Until which "
            "day do the judges score?"
        ),
        JudgeUntilForm,
        actions.close_nominations,
    ),
    "renominate": Act(
        gettext_lazy("Open nominations again"),
        gettext_lazy("The panels pause; scores given so far stay."),
        ReasonForm,
        actions.renominate,
        True,
    ),
    "rejudge": Act(
        gettext_lazy("Back to the panels"),
        gettext_lazy("The list is void. Scores stay and may be changed."),
        ReasonForm,
        actions.rejudge,
        True,
    ),
    "publish": Act(
        gettext_lazy("Put out the public notice"),
        gettext_lazy(
            "The list is open to everybody at an address of its own, and objections can be sent there without an "
            "account."
        ),
        ContactForm,
        actions.publish_notice,
    ),
    "recall": Act(
        gettext_lazy("Take the notice back"),
        gettext_lazy("The page says that the notice was taken back. Objections received stay."),
        ReasonForm,
        actions.recall_notice,
        True,
    ),
    "revoke": Act(
        gettext_lazy("Take the decision back"),
        gettext_lazy(
            "The decision and its citations are withdrawn and the honours taken back; numbers stay used."
        ),
        ReasonForm,
        actions.revoke_decision,
        True,
    ),
    "end": Act(
        gettext_lazy("Call the round off"),
        gettext_lazy("Nothing is lost; the round can be taken up again where it stands."),
        ReasonForm,
        actions.end_round,
        True,
    ),
    "resume": Act(
        gettext_lazy("Take the round up again"),
        gettext_lazy("It goes on where it was called off."),
        ReasonForm,
        actions.resume_round,
    ),
}


def _possible(verb: str, round: Round) -> bool:
    if verb == "words":
        return round.state == Round.State.PREPARING
    return moves.may(moves.ROUND, verb, round.state)


def next_acts(round: Round) -> list[tuple[str, Any, str, bool]]:
    """(address, words, look, whether it leads on) of what can be done now; the way on comes first."""
    pages: dict[str, Any] = {
        "words": None, "open": None, "close_nominations": None,
        "draw_up": _("Draw up the list"), "publish": None, "decide": _("Decide and issue"),
    }  # fmt: skip
    found = []
    for verb in [*pages, *(v for v in ACTS if v not in pages)]:
        if not _possible(verb, round):
            continue
        act = ACTS.get(verb)
        look = "btn-danger" if act and act.danger else "" if verb in ("words", "resume") else "btn-primary"
        title = act.title if act else pages[verb]
        found.append((reverse(f"recognition:round_{verb}", args=[round.pk]), title, look, verb in pages))
    return found


def acting(verb: str) -> Callable[..., HttpResponse]:
    """The page of one act."""
    act = ACTS[verb]

    @form_page
    def page(request: ActorRequest, pk: UUID) -> HttpResponse:
        round = round_to_run(request, pk)
        if not _possible(verb, round):
            require_state(round)
        initial = {"contact": round.contact} if act.form is ContactForm else {}
        form = act.form(is_bound(request), initial=initial)
        if request.method == "POST" and form.is_valid():
            try:
                act.act(round=round, actor=request.actor, **form.cleaned_data)
            except Invalid as bad:
                show(form, bad)
            else:
                return done(request, _("Done: %(act)s.") % {"act": act.title}, "recognition:round_detail", pk)
        context = {
            "title": act.title,
            "question": act.question,
            "facts": [(_("Round"), round), (_("Stands at"), round.get_state_display())],
            "form": form,
            "submit": act.title,
            "danger": act.danger,
            "cancel_url": reverse("recognition:round_detail", args=[pk]),
        }
        return render_page(request, "ui/confirm.html", context, status=422 if form.errors else 200)

    return page


@form_page
def round_draw_up(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The list as the totals give it, before it is drawn up."""
    round = round_to_run(request, pk)
    require_state(round, Round.State.JUDGING)
    found = boards(round)
    tied = [r.nomination for b in found for r in b.tied]
    form = DrawUpForm(is_bound(request), tied=tied)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.draw_up(
                round=round,
                actor=request.actor,
                chosen=list(data.get("chosen") or ()),
                reason=data.get("reason", ""),
            )
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("The list has been drawn up."), "recognition:round_names", pk)
    context = {
        "round": round,
        "boards": found,
        "form": form,
        "missing": any(b.missing for b in found),
        "ungrounded": [x for b in found for x in b.outliers if not x[2].score.ground],
        "cancel_url": reverse("recognition:round_panel", args=[pk]),
    }
    return render_page(request, "recognition/draw_up.html", context, status=422 if form.errors else 200)


@form_page
def round_decide(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    """The words of the decision; looked at as a Word file first, then numbered and issued."""
    round = round_to_run(request, pk)
    require_state(round, Round.State.NOTICED)
    usual = letters.usual_wording(round)
    form = WordingForm(is_bound(request), initial=vars(usual))
    if request.method == "POST" and form.is_valid():
        try:
            if "preview" in request.POST:
                paper = actions.draft_decision(round, form.wording())
                return download(paper, f"{letters.title_of(round)}（送审稿）.docx", DOCX)
            if "review" in request.POST:
                draft = actions.propose_decision(round=round, wording=form.wording(), actor=request.actor)
                return redirect("documents:draft_submit", draft.pk)
            actions.decide(round=round, wording=form.wording(), actor=request.actor)
        except Invalid as bad:
            show(form, bad)
        else:
            said = _("The decision has been numbered and issued; the honours are on record.")
            return done(request, said, "recognition:round_detail", pk)
    context = {
        "round": round,
        "form": form,
        "document_title": letters.title_of(round),
        "listed": [
            (c, [letters.line_of(one) for one in names]) for c, names in list_of(round).items() if names
        ],
        "obstacles": actions.obstacles(round),
        "underway": on_its_way(ORIGIN, decision_order(round)),
        "cancel_url": reverse("recognition:round_detail", args=[pk]),
    }
    return render_page(request, "recognition/decide.html", context, status=422 if form.errors else 200)


@require_POST
def round_citations(request: ActorRequest, pk: UUID) -> HttpResponse:
    many = actions.issue_citations(round=round_to_run(request, pk), actor=request.actor)
    return done(request, _("Citations issued: %(n)d.") % {"n": many}, "recognition:round_detail", pk)
