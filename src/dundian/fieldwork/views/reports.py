"""Pages of reports."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dundian.exchange.export import Column, workbook_response
from dundian.fieldwork import actions, letters, queries
from dundian.fieldwork.forms import DueFilter, NoteForm, ReasonForm, ReportFilter, ReportForm
from dundian.fieldwork.models import Report
from dundian.fieldwork.queries.reports import ORDER
from dundian.fieldwork.views.finding import cursor_of, found, panel, require_list, site_for, site_of_team
from dundian.kernel.errors import Conflict, Invalid
from dundian.kernel.paging import keyset
from dundian.org.access import Actor
from dundian.org.middleware import ActorRequest
from dundian.planning.models import Team
from dundian.ui.forms import show
from dundian.ui.pages import DOCX, conflict_page, done, download, render_page

form_page = require_http_methods(["GET", "HEAD", "POST"])
ON_PAGE_OWED, ON_PANEL = 200, 12


@require_safe
def report_list(request: ActorRequest) -> HttpResponse:
    require_list(request.actor, "report")
    conditions = ReportFilter(request.actor, request.GET)
    rows = queries.reports_for(request.actor, conditions.valid_data())
    context = {
        "filter": conditions,
        "page": keyset(rows, order=ORDER, cursor=cursor_of(request)),
        "total": rows.count(),
        "filtered": bool(conditions.in_use),
        "export_url": reverse("fieldwork:report_export"),
        "owed": queries.missing_reports(request.actor, own=True)[:8]
        if request.actor.can("draft", "report")
        else [],
    }
    return render_page(request, "fieldwork/report_list.html", context, fragment="fieldwork/report_rows.html")


@require_safe
def report_due(request: ActorRequest) -> HttpResponse:
    """Reports that are owed: not drafted, or drafted and not handed in."""
    require_list(request.actor, "report")
    conditions = DueFilter(request.actor, request.GET)
    own = request.actor.can("draft", "report") and not request.actor.can("accept", "report")
    owed = queries.missing_reports(request.actor, conditions.valid_data(), own=own)
    context = {"filter": conditions, "owed": owed[:ON_PAGE_OWED], "total": len(owed), "own": own}
    return render_page(
        request, "fieldwork/report_due.html", context, fragment="fieldwork/report_due_rows.html"
    )


def _columns() -> list[Column]:
    return [
        Column(_("Campaign"), 24),
        Column(_("Team"), 18),
        Column(_("Site"), 24),
        Column(_("Kind"), 10),
        Column(_("First day"), 12, "date"),
        Column(_("Last day"), 12, "date"),
        Column(_("Due on"), 12, "date"),
        Column(_("State"), 10),
        Column(_("Work done"), 60),
        Column(_("Problems and requests"), 40),
        Column(_("Next steps"), 40),
    ]


def _cells(report: Report) -> list[Any]:
    place = [report.campaign.name, report.team.name, report.unit.name, report.get_kind_display()]
    days = [report.starts_on, report.ends_on, report.due_on, report.get_state_display()]
    return [*place, *days, report.body, report.problems, report.next_steps]


@require_safe
def report_export(request: ActorRequest) -> HttpResponseBase:
    require_list(request.actor, "report")
    conditions = ReportFilter(request.actor, request.GET)
    reports = queries.reports_for(request.actor, conditions.valid_data()).order_by(*ORDER)
    rows: Iterator[list[Any]] = (_cells(report) for report in reports.iterator(chunk_size=500))
    title = _("Reports")
    return workbook_response(
        rows, _columns(), title, title, filters=conditions.in_use, actor=request.actor, noun="report"
    )


@require_POST
def report_create(request: ActorRequest) -> HttpResponse:
    """Draft the report of a team and a period."""
    teams = Team.objects.filter(site__unit__in=request.actor.units("view", "report")).select_related(
        "site__unit", "campaign"
    )
    team = found(teams, request.POST.get("team", ""))
    days = _day(request.POST.get("starts_on", "")), _day(request.POST.get("ends_on", ""))
    if None in days:
        raise Invalid(_("The team's dispatch has no such period to report on."))
    report = actions.draft_report(
        team=team, kind=request.POST.get("kind", ""), starts_on=days[0], ends_on=days[1], actor=request.actor
    )
    return done(
        request,
        _("Drafted from the logs. Read it, complete it and submit it."),
        "fieldwork:report_edit",
        report.pk,
    )


def _day(text: str) -> Any:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _report(actor: Actor, pk: UUID) -> Report:
    return found(
        Report.objects.visible_to(actor).select_related("unit", "team", "site__unit", "campaign"), pk
    )


@require_safe
def report_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    actor, report = request.actor, _report(request.actor, pk)
    events = list(report.events.select_related("by"))
    sent = next((e for e in reversed(events) if e.state == Report.State.SUBMITTED), None)
    may_answer = report.state == Report.State.SUBMITTED and actor.can("accept", "report", report.unit)
    context = {
        "report": report,
        "figures": queries.differences(report),
        "events": [
            {"when": e.at, "title": e.get_state_display(), "who": e.by, "text": e.note} for e in events
        ],
        "returned_for": events[-1].note if events and report.state == Report.State.RETURNED else "",
        "may_edit": report.is_open and actor.can("draft", "report", report.unit),
        "may_submit": report.is_open and actor.can("submit", "report", report.unit),
        "may_answer": may_answer and not (sent and sent.by_id == actor.user.pk),
    }
    return render_page(request, "fieldwork/report_detail.html", context)


@form_page
def report_edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    report = _report(request.actor, pk)
    request.actor.require("draft", "report", report.unit, _("Reports are written by the team at the site."))
    if not report.is_open and request.method != "POST":
        return done(
            request,
            _("This report has been submitted; it can be changed when it is returned."),
            "fieldwork:report_detail",
            pk,
        )
    form = ReportForm(request.POST or None, initial=_texts(report))
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                saved = actions.save_report(report=report, actor=request.actor, **form.cleaned_data)
                if "submit" in request.POST:
                    actions.submit_report(report=saved, version=saved.version, actor=request.actor)
        except Invalid as bad:
            show(form, bad)
        except Conflict as clash:
            now = clash.current
            theirs = ReportForm(initial=_texts(now))
            return conflict_page(request, mine=form, theirs=theirs, version=now.version, when=now.updated_at)
        else:
            said = _("The report has been submitted.") if "submit" in request.POST else _("Saved.")
            return done(request, said, "fieldwork:report_detail", pk)
    context = {
        "report": report,
        "form": form,
        "fresh": queries.draft_for(report.site, report.starts_on, report.ends_on),
        "figures": queries.differences(report),
        "may_submit": request.actor.can("submit", "report", report.unit),
        "cancel_url": reverse("fieldwork:report_detail", args=[pk]),
    }
    return render_page(request, "fieldwork/report_form.html", context, status=422 if form.errors else 200)


def _texts(report: Report) -> dict[str, Any]:
    return {name: getattr(report, name) for name in ("body", "problems", "next_steps", "version")}


@require_POST
def report_submit(request: ActorRequest, pk: UUID) -> HttpResponse:
    report = _report(request.actor, pk)
    version = _version(request.POST.get("version", ""))
    actions.submit_report(report=report, version=version or 0, actor=request.actor)
    return done(request, _("The report has been submitted."), "fieldwork:report_detail", pk)


def _version(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _answer(
    request: ActorRequest,
    pk: UUID,
    make: Callable[..., Any],
    template: str,
    act: Callable[..., Any],
    said: str,
) -> HttpResponse:
    """The page for an opinion; `?version=` is that of the report as it was read, so that no other is answered."""
    report = _report(request.actor, pk)
    form = make(
        request.POST or None, initial={"version": _version(request.GET.get("version", "")) or report.version}
    )
    request.actor.require(
        "accept", "report", report.unit, _("Reports are answered by the office and the leader in charge.")
    )
    if request.method == "POST" and form.is_valid():
        try:
            act(report, **form.cleaned_data)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, said, "fieldwork:report_detail", pk)
    context = {"report": report, "form": form, "cancel_url": reverse("fieldwork:report_detail", args=[pk])}
    return render_page(request, template, context, status=422 if form.errors else 200)


@form_page
def report_accept(request: ActorRequest, pk: UUID) -> HttpResponse:
    def act(report: Report, note: str, version: int | None) -> None:
        actions.accept_report(report=report, note=note, version=version, actor=request.actor)

    said = _("The report has been accepted.")
    return _answer(request, pk, NoteForm, "fieldwork/report_accept.html", act, said)


@form_page
def report_return(request: ActorRequest, pk: UUID) -> HttpResponse:
    def act(report: Report, note: str, version: int | None) -> None:
        actions.return_report(report=report, reason=note, version=version, actor=request.actor)

    said = _("The report has been returned.")
    return _answer(request, pk, ReasonForm, "fieldwork/report_return.html", act, said)


@require_safe
def report_download(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    report = _report(request.actor, pk)
    return download(letters.report_letter(report), f"{report}.docx", DOCX)


@require_safe
def site_report_panel(request: ActorRequest, pk: UUID) -> HttpResponse:
    site = site_for(request.actor, "report", pk)
    reports = Report.objects.filter(site=site).select_related("team").order_by(*ORDER)
    owed = []
    if request.actor.can("draft", "report", site.unit) and hasattr(getattr(site, "team", None), "dispatch"):
        owed = queries.periods_open(site.team.dispatch)[:3]
    context = {"site": site, "reports": list(reports[:ON_PANEL]), "periods": owed}
    return panel(request, "fieldwork/report_panel.html", _("Reports"), context)


@require_safe
def team_report_panel(request: ActorRequest, pk: UUID) -> HttpResponse:
    return site_report_panel(request, site_of_team(request.actor, pk, "report"))
