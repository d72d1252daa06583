"""With the worker: what was said, a question, what the worker agreed to, and, for a reason, who it is."""

import base64
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dundian.concerns import access, actions
from dundian.concerns.forms.handling import ReasonForm
from dundian.concerns.forms.keeping import ConsentForm, QuestionForm, RetentionForm
from dundian.concerns.models import Concern, RetentionRule, TrackingCode
from dundian.concerns.queries import worker
from dundian.concerns.queries.keeping import SHIPPED_MONTHS, consent_of, holds_person
from dundian.concerns.views.detail import one_concern
from dundian.kernel.errors import Invalid
from dundian.org.middleware import ActorRequest
from dundian.ui.forms import show
from dundian.ui.pages import done, render_page


@require_http_methods(["GET", "HEAD", "POST"])
def worker_talk(request: ActorRequest, number: str) -> HttpResponse:
    concern = one_concern(request, number)
    if not access.may_see_reporter(request.actor, concern):
        access.require_inside(request.actor, concern)
    if request.method != "POST":
        return _page(request, concern)
    do = request.POST.get("do", "")
    if do == "open":
        return _opened(request, concern)
    access.require_handle(request.actor, concern)
    if do == "disagree":
        actions.take_consent_back(concern=concern, actor=request.actor)
        return done(request, _("Recorded."), "concerns:worker_talk", number)
    form = QuestionForm if do == "question" else ConsentForm
    bound = form(request.POST, concern=concern, actor=request.actor, prefix=form.__name__)
    if bound.is_valid():
        try:
            if do == "question":
                actions.ask_worker(concern=concern, text=bound.cleaned_data["text"], actor=request.actor)
            else:
                actions.give_consent(concern=concern, how=bound.cleaned_data["how"], actor=request.actor)
        except Invalid as bad:
            show(bound, bad)
        else:
            return done(request, _("Recorded."), "concerns:worker_talk", number)
    return _page(request, concern, 422, **{f"{do}_form": bound})


def _opened(request: ActorRequest, concern: Concern) -> HttpResponse:
    """The person, on this one answer: it is never in a link, a cache, or a page without asking."""
    access.require_see_reporter(request.actor, concern)
    form = ReasonForm(request.POST, concern=concern, actor=request.actor, prefix="reporter")
    if form.is_valid():
        try:
            found = actions.see_worker(
                concern=concern, reason=form.cleaned_data["reason"], actor=request.actor
            )
        except Invalid as bad:
            show(form, bad)
        else:
            pictures = [f"data:image/jpeg;base64,{base64.b64encode(p).decode()}" for p in found.photos]
            response = _page(request, concern, found=found, pictures=pictures)
            response["Cache-Control"] = "private, no-store"
            return response
    return _page(request, concern, 422, reporter_form=form)


def _page(request: ActorRequest, concern: Concern, status: int = 200, **more: Any) -> HttpResponse:
    actor = request.actor
    handles = access.may_handle(actor, concern)
    context: dict[str, Any] = {
        "concern": concern,
        "events": [
            {"when": one.at, "title": one.who if one.union else _("Worker"), "text": one.text}
            for one in worker.talk(concern)
        ],
        "tracked": TrackingCode.objects.filter(concern=concern).exists(),
        "question": worker.open_question(concern),
        "consent": consent_of(concern),
        "sealed": holds_person(concern),
        "handles": handles,
        "url": reverse("concerns:worker_talk", args=[concern.number]),
    }
    if handles and not concern.is_closed:
        context["question_form"] = QuestionForm(concern=concern, actor=actor, prefix="QuestionForm")
        context["agree_form"] = ConsentForm(concern=concern, actor=actor, prefix="ConsentForm")
    if context["sealed"] and access.may_see_reporter(actor, concern):
        context["reporter_form"] = ReasonForm(concern=concern, actor=actor, prefix="reporter")
    return render_page(
        request,
        "concerns/worker_talk.html",
        {**context, **more},
        fragment="concerns/_worker_talk.html",
        status=status,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def retention(request: ActorRequest) -> HttpResponse:
    """How long identities are kept after closing, and a form to set it."""
    actor = request.actor
    actor.require("view", "retention", reason=_("How long identities are kept is set by programme offices."))
    form = RetentionForm(request.POST if request.method == "POST" else None, actor=actor)
    if form.is_bound and form.is_valid():
        actions.set_retention(**form.cleaned_data, actor=actor)
        return done(request, _("Saved."), "concerns:retention")
    context = {
        "form": form,
        "rules": RetentionRule.objects.visible_to(actor).select_related("unit").order_by("unit__path"),
        "shipped": SHIPPED_MONTHS,
    }
    return render_page(request, "concerns/retention.html", context, status=422 if form.errors else 200)
