"""Answering a report: countersigned, accepted, returned."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dundian.fieldwork import actions, queries
from dundian.fieldwork.access import may_countersign
from dundian.fieldwork.forms import NoteForm, ReasonForm
from dundian.fieldwork.models import Report
from dundian.fieldwork.views.finding import found
from dundian.kernel.errors import Invalid, Refused
from dundian.org.middleware import ActorRequest
from dundian.ui.forms import show
from dundian.ui.pages import done, render_page

form_page = require_http_methods(["GET", "HEAD", "POST"])


def version_of(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _report(request: ActorRequest, pk: UUID) -> Report:
    rows = Report.objects.visible_to(request.actor).select_related("unit", "team", "campaign", "desk")
    return found(rows, pk)


def _answer(
    request: ActorRequest,
    report: Report,
    make: Callable[..., Any],
    template: str,
    act: Callable[..., Any],
    said: str,
) -> HttpResponse:
    """The page for an opinion; `?version=` is that of the report as it was read, so that no other is answered."""
    form = make(
        request.POST or None,
        initial={"version": version_of(request.GET.get("version", "")) or report.version},
    )
    if request.method == "POST" and form.is_valid():
        try:
            act(report=report, actor=request.actor, **form.cleaned_data)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, said, "fieldwork:report_detail", report.pk)
    context = {
        "report": report,
        "form": form,
        "changed": [line for line in queries.differences(report) if line.now is not None],
        "cancel_url": reverse("fieldwork:report_detail", args=[report.pk]),
    }
    return render_page(request, template, context, status=422 if form.errors else 200)


def _require_answerer(request: ActorRequest, report: Report) -> None:
    over = report.desk if report.is_combined and report.desk else report.unit
    request.actor.require(
        "accept", "report", over, _("Reports are answered by the office and the leader in charge.")
    )


@form_page
def report_accept(request: ActorRequest, pk: UUID) -> HttpResponse:
    report = _report(request, pk)
    _require_answerer(request, report)
    said = _("The report has been accepted.")
    return _answer(request, report, NoteForm, "fieldwork/report_accept.html", actions.accept_report, said)


@form_page
def report_return(request: ActorRequest, pk: UUID) -> HttpResponse:
    report = _report(request, pk)
    _require_answerer(request, report)

    def act(*, note: str, **more: Any) -> None:
        actions.return_report(reason=note, **more)

    said = _("The report has been returned.")
    return _answer(request, report, ReasonForm, "fieldwork/report_return.html", act, said)


@form_page
def report_countersign(request: ActorRequest, pk: UUID) -> HttpResponse:
    report = _report(request, pk)
    if not may_countersign(request.actor, report):
        raise Refused(_("This report does not wait for your signature."))
    said = _("The report has been countersigned.")
    return _answer(
        request, report, NoteForm, "fieldwork/report_countersign.html", actions.countersign_report, said
    )
