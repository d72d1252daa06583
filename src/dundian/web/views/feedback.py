"""投诉建议: sent by anybody, answered by the system administrator."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dundian.accounts.addresses import address_of
from dundian.kernel.errors import Conflict, Invalid
from dundian.kernel.paging import keyset
from dundian.org.middleware import ActorRequest
from dundian.ui.forms import show
from dundian.ui.pages import conflict_page, done, render_page
from dundian.web import actions
from dundian.web.forms import AnswerForm, FeedbackFilter, FeedbackForm
from dundian.web.models import Feedback


@login_not_required
@require_http_methods(["GET", "POST"])
def feedback_create(request: HttpRequest) -> HttpResponse:
    form = FeedbackForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        by = request.user if request.user.is_authenticated else None
        try:
            sent = actions.send_feedback(**form.cleaned_data, by=by, address=address_of(request))
        except Invalid as bad:
            show(form, bad)
        else:
            words = _("Thank you. Your number is %(number)s.") % {"number": sent.number}
            return done(request, words, "web:feedback_view", sent.number)
    status = 422 if form.is_bound else 200
    return render_page(request, "web/feedback_form.html", {"form": form}, status=status)


@login_not_required
@require_GET
def feedback_view(request: HttpRequest, number: str) -> HttpResponse:
    """How far it is, by its number; what was written is not shown, since a number can be read over a shoulder."""
    found = get_object_or_404(Feedback, number=number.upper())
    return render_page(request, "web/feedback_view.html", {"feedback": found})


@require_GET
def feedback_list(request: ActorRequest) -> HttpResponse:
    request.actor.require("view", "feedback")
    conditions = FeedbackFilter(request.GET)
    rows = Feedback.objects.visible_to(request.actor).select_related("by")
    chosen = conditions.valid_data()
    if chosen.get("kind"):
        rows = rows.filter(kind=chosen["kind"])
    if chosen.get("state"):
        rows = rows.filter(answered_at__isnull=chosen["state"] == "open")
    page = keyset(rows, order=["-created_at", "-id"], cursor=request.GET.get("cursor", ""))
    context = {"filter": conditions, "page": page}
    return render_page(request, "web/feedback_list.html", context, fragment="web/feedback_rows.html")


@require_http_methods(["GET", "POST"])
def feedback_answer(request: ActorRequest, feedback_id: UUID) -> HttpResponse:
    request.actor.require("answer", "feedback")
    found = get_object_or_404(Feedback.objects.visible_to(request.actor).select_related("by"), pk=feedback_id)
    form = AnswerForm(request.POST if request.method == "POST" else None, initial=_stored(found))
    if form.is_bound and form.is_valid():
        try:
            actions.answer_feedback(feedback=found, actor=request.actor, **form.cleaned_data)
        except Invalid as bad:
            show(form, bad)
        except Conflict as clash:
            theirs = AnswerForm(initial=_stored(clash.current))
            return conflict_page(request, mine=form, theirs=theirs, version=clash.current.version)
        else:
            return done(request, _("The answer has been saved."), "web:feedback_list")
    context = {"form": form, "feedback": found}
    return render_page(request, "web/feedback_answer.html", context, status=422 if form.is_bound else 200)


def _stored(feedback: Feedback) -> dict[str, object]:
    return {"answer": feedback.answer, "version": feedback.version}
