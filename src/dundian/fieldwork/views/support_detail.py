"""One support request, and everything that is done to it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from dundian.fieldwork import access, actions, moves
from dundian.fieldwork.forms import support as forms
from dundian.fieldwork.models import SupportHelp, SupportRequest
from dundian.fieldwork.queries import support as reading
from dundian.fieldwork.views.support import require_support
from dundian.kernel import clock
from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.org.access import Actor
from dundian.org.middleware import ActorRequest
from dundian.ui.forms import show
from dundian.ui.pages import conflict_page, done, render_page


@dataclass(frozen=True)
class Act:
    """One thing to do to a request: who may, the form, the action that takes its fields, and the words around it."""

    guard: Callable[[Actor, SupportRequest], Any]
    form: type[forms.ActForm]
    run: Callable[..., Any]
    title: Promise
    submit: Promise
    said: Promise
    danger: bool = False


def _desk(actor: Actor, support: SupportRequest) -> Any:
    return access.desk_of(actor, support)


def _judge(actor: Actor, support: SupportRequest) -> Any:
    return support.asked_by_id != actor.user.pk and access.desk_of(actor, support)


def _receiver(actor: Actor, support: SupportRequest) -> Any:
    return support.delivered_by_id != actor.user.pk and access.for_team(actor, support)


# In the order in which a page offers them: the first is open, the others are folded.
ACTS = {
    "approve": Act(
        _judge,
        forms.ApproveForm,
        actions.approve_support,
        gettext_lazy("Consent"),
        gettext_lazy("Approve"),
        gettext_lazy("The request has been approved."),
    ),
    "confirm": Act(
        _receiver,
        forms.ConfirmForm,
        actions.confirm_support,
        gettext_lazy("Confirm what was received"),
        gettext_lazy("Received as agreed"),
        gettext_lazy("Confirmed. The matter is closed."),
    ),
    "resend": Act(
        access.for_team,
        forms.ResendForm,
        actions.resend_support,
        gettext_lazy("Amend and send again"),
        gettext_lazy("Send again"),
        gettext_lazy("The request has been sent again."),
    ),
    "answer": Act(
        _desk,
        forms.AnswerForm,
        actions.answer_support,
        gettext_lazy("Say what will be done"),
        gettext_lazy("Send the answer"),
        gettext_lazy("The team has your answer."),
    ),
    "deliver": Act(
        _desk,
        forms.DeliverForm,
        actions.deliver_support,
        gettext_lazy("Report what was provided"),
        gettext_lazy("Provided"),
        gettext_lazy("Reported. The team confirms what it received."),
    ),
    "refuse": Act(
        _receiver,
        forms.RefuseForm,
        actions.refuse_delivery,
        gettext_lazy("Not as agreed"),
        gettext_lazy("Give it back to the department"),
        gettext_lazy("The department has the request again."),
        True,
    ),
    "pass_on": Act(
        _desk,
        forms.PassOnForm,
        actions.pass_on_support,
        gettext_lazy("Pass on to another department"),
        gettext_lazy("Pass on"),
        gettext_lazy("The request has been passed on."),
    ),
    "call": Act(
        _desk,
        forms.CallForm,
        actions.call_helper,
        gettext_lazy("Ask another department to help"),
        gettext_lazy("Ask for help"),
        gettext_lazy("The department has been asked to help."),
    ),
    "return": Act(
        _judge,
        forms.ReasonForm,
        actions.return_support,
        gettext_lazy("Return to the team"),
        gettext_lazy("Return"),
        gettext_lazy("The request has been returned."),
        True,
    ),
    "cancel": Act(
        access.for_team,
        forms.CancelForm,
        actions.cancel_support,
        gettext_lazy("Cancel the request"),
        gettext_lazy("Cancel the request"),
        gettext_lazy("The request has been cancelled."),
        True,
    ),
}


def _support(request: ActorRequest, pk: UUID) -> SupportRequest:
    require_support(request.actor)
    found = reading.support_in_full(request.actor, pk)
    if found is None:
        raise Http404
    return found


def _offered(
    request: ActorRequest, support: SupportRequest, bound: dict[str, forms.ActForm]
) -> list[dict[str, Any]]:
    """The forms of what this person may do now; what has just been refused stands open with its errors."""
    offered = []
    promised = support.state == SupportRequest.State.PROMISED
    passes = cache(lambda guard: bool(guard(request.actor, support)))  # several acts ask the same
    for name in sorted(ACTS, key=lambda name: not (promised and name == "deliver")):
        act = ACTS[name]
        if name in bound or (moves.may(name, support.state) and passes(act.guard)):
            form = bound.get(name) or act.form(support=support, prefix=name)
            url = reverse(f"fieldwork:support_{name}", args=[support.pk])
            offered.append({"url": url, "act": act, "form": form, "open": name in bound})
    if offered and not bound:
        offered[0]["open"] = True
    return offered


def _helping(request: ActorRequest, support: SupportRequest) -> SupportHelp | None:
    """The help that this person's own department was asked for and may answer now."""
    if not moves.may("help", support.state):
        return None
    return next((h for h in support.helpers.all() if access.helps(request.actor, h.unit)), None)


def _page(
    request: ActorRequest, support: SupportRequest, status: int = 200, **bound: forms.ActForm
) -> HttpResponse:
    priced = access.sees_cost(request.actor, support)
    helping = _helping(request, support)
    help_form = bound.pop("help", None) or forms.HelpForm(support=support, prefix="help")
    context = {
        "support": support,
        "priced": priced,
        "steps": reading.stepper(support),
        "consents": [s for s in support.steps.all() if s.state != "waiting"] if priced else [],
        "history": reading.history(support, priced=priced),
        "offered": _offered(request, support, bound),
        "helping": helping,
        "help_form": help_form if helping else None,
        "may_urge": support.is_open and access.may_urge(request.actor, support),
        "urged_today": support.urged_on == clock.today(),
    }
    return render_page(request, "fieldwork/support_detail.html", context, status=status)


@require_safe
def support_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _page(request, _support(request, pk))


def _do(request: ActorRequest, pk: UUID, name: str) -> HttpResponse:
    """The right, the form, the action (which judges the right again), and back to the page with errors or the news."""
    act, support = ACTS[name], _support(request, pk)
    if not act.guard(request.actor, support):
        raise Refused(_("Only whoever has this request now, or the team that asked, can do this."))
    form = act.form(request.POST, support=support, prefix=name)
    if form.is_valid():
        try:
            act.run(request=support, actor=request.actor, **form.cleaned_data)
        except Invalid as bad:
            show(form, bad)
        except Conflict:
            fresh = _support(request, pk)
            theirs = act.form(support=fresh, prefix=name)
            return conflict_page(request, mine=form, theirs=theirs, version=fresh.version)
        else:
            return done(request, act.said, "fieldwork:support_detail", pk)
    return _page(request, support, status=422, **{name: form})


@require_POST
def support_approve(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _do(request, pk, "approve")


@require_POST
def support_return(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _do(request, pk, "return")


@require_POST
def support_resend(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _do(request, pk, "resend")


@require_POST
def support_answer(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _do(request, pk, "answer")


@require_POST
def support_pass_on(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _do(request, pk, "pass_on")


@require_POST
def support_call(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _do(request, pk, "call")


@require_POST
def support_deliver(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _do(request, pk, "deliver")


@require_POST
def support_confirm(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _do(request, pk, "confirm")


@require_POST
def support_refuse(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _do(request, pk, "refuse")


@require_POST
def support_cancel(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _do(request, pk, "cancel")


@require_POST
def support_help(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The answer of a department that was asked to help."""
    support = _support(request, pk)
    helping = _helping(request, support)
    if helping is None:
        access.require_helper(request.actor, support, support.holder)
        raise Http404
    form = forms.HelpForm(request.POST, support=support, prefix="help")
    if form.is_valid():
        try:
            actions.give_help(
                request=support, unit=helping.unit, said=form.cleaned_data["said"], actor=request.actor
            )
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("Your help is noted."), "fieldwork:support_detail", pk)
    return _page(request, support, status=422, help=form)


@require_POST
def support_urge(request: ActorRequest, pk: UUID) -> HttpResponse:
    support = _support(request, pk)
    actions.urge_support(request=support, actor=request.actor)
    said = _("%(unit)s has been reminded.") % {"unit": support.holder}
    return done(request, said, "fieldwork:support_detail", pk)
