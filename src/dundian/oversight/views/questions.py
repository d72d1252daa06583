"""Pages of hints and questions."""

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dundian.exchange.export import Column, workbook_response
from dundian.kernel.errors import Invalid, Refused
from dundian.org.middleware import ActorRequest
from dundian.oversight.actions import questions as actions
from dundian.oversight.forms.later import AnswerForm, AskForm, ClosingForm, HintFilter, QuestionFilter
from dundian.oversight.models import Question
from dundian.oversight.queries import hints as hinting
from dundian.oversight.queries import reading
from dundian.oversight.views.finding import form_page, form_response, found, require_list
from dundian.ui.forms import show
from dundian.ui.pages import done, list_page, render_page

MOST_HINTS = 200


@require_safe
def hint_list(request: ActorRequest) -> HttpResponse:
    """What looks odd today, in administrative order."""
    if not request.actor.can("ask", "question"):
        raise Refused(_("Questions are asked by the office."))
    conditions = HintFilter(request.GET)
    hints = hinting.hints_for(request.actor, conditions.valid_data().get("kind") or "")
    context = {
        "filter": conditions,
        "hints": hints[:MOST_HINTS],
        "total": len(hints),
        "cut": len(hints) > MOST_HINTS,
    }
    return render_page(request, "oversight/hint_list.html", context, fragment="oversight/hint_rows.html")


@form_page
def question_ask(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Turn a hint at a site into a question, or set it aside."""
    kind, mark = request.GET.get("kind", ""), request.GET.get("mark", "")
    if not request.actor.can("ask", "question"):
        raise Refused(_("Questions are asked by the office."))
    hint = hinting.chosen_hint(hinting.hints_for(request.actor, site_id=pk), kind, mark)
    if hint is None:
        raise Http404
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        aside = "aside" in request.POST
        try:
            actions.ask_question(hint=hint, text=form.cleaned_data["text"], aside=aside, actor=request.actor)
        except Invalid as bad:
            show(form, bad)
        else:
            said = _("Set aside.") if aside else _("Asked. The team finds it among its to-dos.")
            return done(request, said, "oversight:hint_list")
    context = {"hint": hint, "cancel_url": reverse("oversight:hint_list")}
    return form_response(request, "oversight/question_ask.html", form, context)


@require_safe
def question_list(request: ActorRequest) -> HttpResponse:
    require_list(request.actor, "question")
    conditions = QuestionFilter(request.GET)
    rows = reading.questions_for(request.actor, conditions.valid_data())
    return list_page(
        request,
        "oversight/question",
        rows,
        order=reading.BY_ASKED,
        conditions=conditions,
        export_url=reverse("oversight:question_export"),
        may_ask=request.actor.can("ask", "question"),
    )


@require_safe
def question_export(request: ActorRequest) -> HttpResponseBase:
    require_list(request.actor, "question")
    conditions = QuestionFilter(request.GET)
    rows = reading.questions_for(request.actor, conditions.valid_data()).order_by(*reading.BY_ASKED)
    columns = [
        Column(_("Site"), 26),
        Column(_("Kind"), 18),
        Column(_("What was noticed"), 50),
        Column(_("What is asked"), 40),
        Column(_("Question asked on"), 12, "date"),
        Column(_("Answer"), 50),
        Column(_("State"), 10),
    ]
    lines = (
        [q.unit.name, q.get_kind_display(), q.reason, q.text, q.asked_on, q.answer, q.get_state_display()]
        for q in rows.iterator(chunk_size=2000)
    )
    title = _("Questions to teams")
    return workbook_response(
        lines, columns, title, title, filters=conditions.in_use, actor=request.actor, noun="question"
    )


@form_page
def question_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The question; the team answers and the office settles on the same page."""
    rows = Question.objects.visible_to(request.actor)
    question = found(rows.select_related("unit", "asked_by", "answered_by", "campaign"), pk)
    actor = request.actor
    open_still = question.state in (Question.State.ASKED, Question.State.ANSWERED)
    settling = "closing" in request.POST
    answer = AnswerForm(None if settling else request.POST or None, initial={"answer": question.answer})
    closing = ClosingForm(request.POST if settling else None)
    form = closing if settling else answer
    if request.method == "POST" and form.is_valid():
        try:
            if settling:
                actions.settle_question(question=question, actor=actor, **closing.cleaned_data)
            else:
                actions.answer_question(question=question, actor=actor, **answer.cleaned_data)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("Saved."), "oversight:question_detail", pk)
    context = {
        "question": question,
        "answer_form": answer if open_still and actor.can("answer", "question", question.unit) else None,
        "closing_form": closing if open_still and actor.can("ask", "question", question.unit) else None,
    }
    return form_response(request, "oversight/question_detail.html", form, context)
