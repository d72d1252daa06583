"""What is done to one concern."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from dundian.concerns import access, actions, forms
from dundian.concerns.models import Concern
from dundian.concerns.views.detail import concern_page, one_concern
from dundian.kernel.errors import Conflict, Invalid
from dundian.org.access import Actor
from dundian.org.middleware import ActorRequest
from dundian.ui.forms import show
from dundian.ui.pages import conflict_page, done


@dataclass(frozen=True)
class Act:
    """One thing to do to a concern: its form, the action that takes the form's fields, what is said after."""

    form: type[forms.ConcernForm]
    run: Callable[..., Any]
    said: Promise
    guard: Callable[[Actor, Concern], Any] = access.require_handle


ACTS = {
    "step": Act(forms.StepForm, actions.take_step, lazy("The step is recorded.")),
    "refer": Act(
        forms.ReferForm,
        actions.refer_concern,
        lazy("Referred. You keep the concern until the other side accepts."),
    ),
    "answer": Act(
        forms.AnswerForm, actions.answer_referral, lazy("The referral is answered."), access.require_answer
    ),
    "assign": Act(forms.AssignForm, actions.assign_concern, lazy("The person in charge is set.")),
    "close": Act(forms.CloseForm, actions.close_concern, lazy("The concern is closed.")),
    "reopen": Act(forms.ReasonForm, actions.reopen_concern, lazy("The concern is open again.")),
    "take_over": Act(
        forms.ReasonForm,
        actions.take_over,
        lazy("The concern is now with your office."),
        access.require_take_over,
    ),
}


def _do(request: ActorRequest, number: str, name: str) -> HttpResponse:
    """The right, the form, the action, and back to the page with errors or the news."""
    act, concern = ACTS[name], one_concern(request, number)
    act.guard(request.actor, concern)
    form = act.form(request.POST, concern=concern, prefix=name)
    if form.is_valid():
        try:
            act.run(concern=concern, actor=request.actor, **form.cleaned_data)
        except Invalid as error:
            show(form, error)
        except Conflict:
            fresh = one_concern(request, number)
            return conflict_page(
                request, mine=form, theirs=_stored(act.form, fresh, name), version=fresh.version
            )
        else:
            return done(request, act.said, "concerns:concern_detail", number)
    return concern_page(request, concern, status=422, **{f"{name}_form": form, "open_form": name})


def _stored(form: type[forms.ConcernForm], concern: Concern, prefix: str) -> forms.ConcernForm:
    """The same form from the stored record, for the two-versions page."""
    last = concern.steps.order_by("-at", "-id").first()
    initial = {"step": concern.step, "outcome": concern.outcome, "workers_word": concern.workers_word}
    initial["text"] = last.text if last else ""
    return form(concern=concern, prefix=prefix, initial=initial)


@require_POST
def concern_step(request: ActorRequest, number: str) -> HttpResponse:
    return _do(request, number, "step")


@require_POST
def concern_refer(request: ActorRequest, number: str) -> HttpResponse:
    return _do(request, number, "refer")


@require_POST
def referral_answer(request: ActorRequest, number: str) -> HttpResponse:
    return _do(request, number, "answer")


@require_POST
def concern_assign(request: ActorRequest, number: str) -> HttpResponse:
    return _do(request, number, "assign")


@require_POST
def concern_close(request: ActorRequest, number: str) -> HttpResponse:
    return _do(request, number, "close")


@require_POST
def concern_reopen(request: ActorRequest, number: str) -> HttpResponse:
    return _do(request, number, "reopen")


@require_POST
def concern_take_over(request: ActorRequest, number: str) -> HttpResponse:
    return _do(request, number, "take_over")
