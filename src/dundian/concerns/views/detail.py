"""The page of one concern."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from dundian.concerns import access, forms, queries
from dundian.concerns.models import Concern, Reporter
from dundian.concerns.todos import badge
from dundian.concerns.workflow import WAY, rank
from dundian.org.middleware import ActorRequest
from dundian.ui.pages import render_page


def one_concern(request: ActorRequest, number: str) -> Concern:
    visible = Concern.objects.visible_to(request.actor)
    return get_object_or_404(
        visible.select_related("unit", "handler", "owner", "site", "campaign"), number=number
    )


def _detail_context(request: ActorRequest, concern: Concern, **forms_in_use: Any) -> dict[str, Any]:
    doors = queries.doors(concern, request.actor)
    closed = concern.step == Concern.Step.CLOSED
    reached = rank(concern.step)
    steps = [
        (s.label, "done" if i < reached or closed else "now" if i == reached else "next")
        for i, s in enumerate(WAY)
    ]
    offered: dict[str, Any] = {}
    if doors.handle:
        offered = {
            "step_form": forms.StepForm(concern=concern, prefix="step"),
            "refer_form": forms.ReferForm(concern=concern, prefix="refer"),
            "assign_form": forms.AssignForm(concern=concern, prefix="assign"),
            "close_form": forms.CloseForm(concern=concern, prefix="close"),
        }
    if doors.answer:
        offered["answer_form"] = forms.AnswerForm(concern=concern, prefix="answer")
    if closed and access.may_handle(request.actor, concern):
        offered["reopen_form"] = forms.ReasonForm(concern=concern, prefix="reopen")
    if not closed and access.may_take_over(request.actor, concern):
        offered["take_over_form"] = forms.ReasonForm(concern=concern, prefix="take_over")
    has_reporter = Reporter.objects.filter(concern=concern).exists()
    if has_reporter and access.may_see_reporter(request.actor, concern):
        offered["reporter_form"] = forms.ReasonForm(concern=concern, prefix="reporter")
    return {
        "concern": concern,
        "badge": badge(concern),
        "doors": doors,
        "steps": steps,
        "history": queries.history(concern),
        "has_reporter": has_reporter,
        **offered,
        **forms_in_use,
    }


def concern_page(
    request: ActorRequest, concern: Concern, status: int = 200, **forms_in_use: Any
) -> HttpResponse:
    context = _detail_context(request, concern, **forms_in_use)
    return render_page(request, "concerns/concern_detail.html", context, status=status)


@require_safe
def concern_detail(request: ActorRequest, number: str) -> HttpResponse:
    return concern_page(request, one_concern(request, number))
