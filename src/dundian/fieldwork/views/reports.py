"""Pages of reports."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dundian.campaign.models import Campaign
from dundian.documents.queries import drafted_from
from dundian.exchange.export import Column, workbook_response
from dundian.fieldwork import actions, drafting, letters, queries
from dundian.fieldwork.access import may_countersign
from dundian.fieldwork.actions.filing import REPORT, propose_report, report_order
from dundian.fieldwork.actions.reports import Redrafted, may_answer
from dundian.fieldwork.forms import DueFilter, ReportFilter, ReportForm
from dundian.fieldwork.models import Report
from dundian.fieldwork.queries.gathering import gathering
from dundian.fieldwork.queries.reports import ORDER, rule_of
from dundian.fieldwork.reading import paragraphs
from dundian.fieldwork.views.finding import cursor_of, found, panel, require_list, site_for, site_of_team
from dundian.fieldwork.views.report_answers import version_of
from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.kernel.paging import counted, keyset
from dundian.org.access import Actor
from dundian.org.middleware import ActorRequest
from dundian.org.models import Unit
from dundian.planning.models import Team
from dundian.ui.forms import show
from dundian.ui.pages import DOCX, conflict_page, done, download, render_page

SHOWN = (
    "kind", "state", "starts_on", "ends_on", "submitted_at", "team__name", "unit__short_name", "unit__name",
)  # fmt: skip
form_page = require_http_methods(["GET", "HEAD", "POST"])
ON_PAGE_OWED, ON_PANEL = 200, 12


@require_safe
def report_list(request: ActorRequest) -> HttpResponse:
    require_list(request.actor, "report")
    conditions = ReportFilter(request.actor, request.GET)
    rows = queries.reports_for(request.actor, conditions.valid_data())
    context = {
        "filter": conditions,
        "page": keyset(rows, order=ORDER, cursor=cursor_of(request), columns=SHOWN),
        "total": counted(rows),
        "filtered": bool(conditions.in_use),
        "export_url": reverse("fieldwork:report_export"),
        "owed": queries.missing_reports(request.actor, own=True)[:8]
        if request.actor.can("draft", "report")
        else [],
        "to_combine": queries.combined_due(request.actor)[:8],
    }
    return render_page(request, "fieldwork/report_list.html", context, fragment="fieldwork/report_rows.html")


@require_safe
def report_due(request: ActorRequest) -> HttpResponse:
    """Reports that are owed: not drafted, or drafted and not handed in."""
    require_list(request.actor, "report")
    conditions = DueFilter(request.actor, request.GET)
    own = request.actor.can("draft", "report") and not request.actor.can("accept", "report")
    owed = queries.missing_reports(request.actor, conditions.valid_data(), own=own)
    context = {
        "filter": conditions,
        "owed": owed[:ON_PAGE_OWED],
        "total": len(owed),
        "own": own,
        "export_url": reverse("fieldwork:report_due_export"),
    }
    return render_page(
        request, "fieldwork/report_due.html", context, fragment="fieldwork/report_due_rows.html"
    )


@require_safe
def report_due_export(request: ActorRequest) -> HttpResponseBase:
    require_list(request.actor, "report")
    conditions = DueFilter(request.actor, request.GET)
    own = request.actor.can("draft", "report") and not request.actor.can("accept", "report")
    owed = queries.missing_reports(request.actor, conditions.valid_data(), own=own)
    columns = [
        Column(_("Campaign"), 24),
        Column(_("Team"), 18),
        Column(_("Site"), 24),
        Column(_("Kind"), 10),
        Column(_("First day"), 12, "date"),
        Column(_("Last day"), 12, "date"),
        Column(_("Due on"), 12, "date"),
        Column(_("State"), 10),
    ]
    kinds = dict(Report.Kind.choices)

    def rows() -> Iterator[list[Any]]:
        for m in owed:
            site, period = m.team.site, m.period
            state = _("Overdue") if m.is_late else _("Owed")
            place = [
                m.team.campaign.name,
                m.team.name,
                site.unit.name if site else None,
                str(kinds[period.kind]),
            ]
            yield [*place, period.starts_on, period.ends_on, period.due_on, state]

    title = _("Reports due")
    return workbook_response(
        rows(), columns, title, title, filters=conditions.in_use, actor=request.actor, noun="report"
    )


def _columns() -> list[Column]:
    return [
        Column(_("Campaign"), 24),
        Column(_("Team or federation"), 24),
        Column(_("Site"), 24),
        Column(_("Kind"), 10),
        Column(_("First day"), 12, "date"),
        Column(_("Last day"), 12, "date"),
        Column(_("Due on"), 12, "date"),
        Column(_("State"), 10),
        Column(_("Work done"), 60),
        Column(_("Problems and requests"), 40),
        Column(_("Next steps"), 40),
        Column(_("Experience and suggestions"), 40),
        Column(_("Figures"), 40),
    ]


def _cells(report: Report) -> list[Any]:
    site = None if report.is_combined else report.unit.name
    place = [report.campaign.name, str(report.of_whom), site, report.get_kind_display()]
    days = [report.starts_on, report.ends_on, report.due_on, report.get_state_display()]
    figures = "；".join(
        f"{f['name']} {f['amount']} {f['measure']}" for f in report.figures if f["amount"] != "0"
    )
    return [*place, *days, *(getattr(report, part) for part in Report.TEXTS), figures]


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


@require_POST
def report_gather(request: ActorRequest) -> HttpResponse:
    """Combine the reports of a federation and a period."""
    campaigns = Campaign.objects.visible_to(request.actor).select_related("unit", "parent__unit")
    campaign = found(campaigns, request.POST.get("campaign", ""))
    unit = found(
        Unit.objects.filter(pk__in=request.actor.units("view", "report")), request.POST.get("unit", "")
    )
    starts_on = _day(request.POST.get("starts_on", ""))
    if starts_on is None:
        raise Invalid(_("The campaign has no such period, or it has not begun yet."))
    report = actions.gather_report(
        campaign=campaign,
        unit=unit,
        kind=request.POST.get("kind", ""),
        starts_on=starts_on,
        actor=request.actor,
    )
    said = _("Combined from the accepted reports. Read it, complete it and submit it.")
    return done(request, said, "fieldwork:report_edit", report.pk)


def _day(text: str) -> Any:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _report(actor: Actor, pk: UUID) -> Report:
    return found(
        Report.objects.visible_to(actor).select_related("unit", "team", "site__unit", "campaign", "desk"), pk
    )


def _may_write(actor: Actor, report: Report) -> bool:
    return actor.can("gather" if report.is_combined else "draft", "report", report.unit)


def _may_submit(actor: Actor, report: Report) -> bool:
    return actor.can("gather" if report.is_combined else "submit", "report", report.unit)


def _told(report: Report) -> list[dict[str, Any]]:
    """The report's texts, by part; headings of a combined one open its sources."""
    links = {
        drafting.source_name(s): reverse("fieldwork:report_detail", args=[s.pk])
        for s in (queries.sources_of(report) if report.is_combined else ())
    }
    return [
        {"part": part, "label": part.label, "lines": list(paragraphs(getattr(report, part), links))}
        for part in Report.TEXTS
        if part in report.parts
    ]


def _missing(report: Report) -> list[str]:
    """Whose reports a combined one still lacks, in administrative order."""
    if not report.is_combined:
        return []
    rule = rule_of(report)
    return gathering(report.campaign, report.unit, rule, report.starts_on, report.ends_on).missing


@require_safe
def report_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    actor, report = request.actor, _report(request.actor, pk)
    events = list(report.events.select_related("by"))
    context = {
        "report": report,
        "told": _told(report),
        "shows_figures": Report.Part.FIGURES in report.parts,
        "figures": queries.differences(report),
        "events": [
            {"when": e.at, "title": e.get_state_display(), "who": e.by, "text": e.note} for e in events
        ],
        "returned_for": events[-1].note if events and report.state == Report.State.RETURNED else "",
        "sources": queries.sources_of(report) if report.is_combined else [],
        "missing": _missing(report) if report.is_open else [],
        "gathered_in": report.gathered_in.filter(unit__in=actor.units("view", "report")).select_related(
            "unit"
        ),
        "may_edit": report.is_open and _may_write(actor, report),
        "may_submit": report.is_open and _may_submit(actor, report),
        "may_sign": may_countersign(actor, report),
        "may_answer": may_answer(actor, report, events),
        "filed": (filed := drafted_from(REPORT, report_order(report))),
        "may_file": filed is None
        and report.state == Report.State.ACCEPTED
        and actor.can("change", "draft", report.campaign.unit),
    }
    return render_page(request, "fieldwork/report_detail.html", context)


@form_page
def report_edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    report = _report(request.actor, pk)
    if not _may_write(request.actor, report):
        raise Refused(
            _("Reports are written by the team at the site, combined ones by the federation's office.")
        )
    if not report.is_open and request.method != "POST":
        return done(
            request,
            _("This report has been submitted; it can be changed when it is returned."),
            "fieldwork:report_detail",
            pk,
        )
    form = ReportForm(report, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                saved = actions.save_report(report=report, actor=request.actor, **form.cleaned_data)
                if "redraft" in request.POST:
                    taken = actions.redraft_report(report=saved, version=saved.version, actor=request.actor)
                    return _edit_page(request, taken.report, ReportForm(taken.report), taken)
                if "submit" in request.POST:
                    actions.submit_report(report=saved, version=saved.version, actor=request.actor)
        except Invalid as bad:
            show(form, bad)
        except Conflict as clash:
            now = clash.current
            theirs = ReportForm(now)
            return conflict_page(request, mine=form, theirs=theirs, version=now.version, when=now.updated_at)
        else:
            said = _("The report has been submitted.") if "submit" in request.POST else _("Saved.")
            return done(request, said, "fieldwork:report_detail", pk)
    return _edit_page(request, report, form)


def _edit_page(
    request: ActorRequest, report: Report, form: ReportForm, taken: Redrafted | None = None
) -> HttpResponse:
    came = [] if taken is None else [line for lines in taken.came.values() for line in lines]
    gone = [] if taken is None else [line for lines in taken.gone.values() for line in lines]
    context = {
        "report": report,
        "form": form,
        "taken": taken,
        "came": came,
        "gone": gone,
        "waiting": 0 if taken else queries.lines_waiting(report),
        "figures": queries.differences(report),
        "shows_figures": Report.Part.FIGURES in report.parts,
        "sources": queries.sources_of(report) if report.is_combined else [],
        "missing": _missing(report),
        "may_submit": _may_submit(request.actor, report),
        "cancel_url": reverse("fieldwork:report_detail", args=[report.pk]),
    }
    return render_page(request, "fieldwork/report_form.html", context, status=422 if form.errors else 200)


@require_POST
def report_submit(request: ActorRequest, pk: UUID) -> HttpResponse:
    report = _report(request.actor, pk)
    version = version_of(request.POST.get("version", ""))
    actions.submit_report(report=report, version=version or 0, actor=request.actor)
    return done(request, _("The report has been submitted."), "fieldwork:report_detail", pk)


@require_safe
def report_print(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The report as it lies on a table."""
    report = _report(request.actor, pk)
    context = {
        "report": report,
        "told": _told(report),
        "shows_figures": Report.Part.FIGURES in report.parts,
        "figures": queries.differences(report),
        "sources": queries.sources_of(report) if report.is_combined else [],
        "signatures": [e for e in report.events.select_related("by") if e.state != Report.State.RETURNED],
    }
    return render_page(request, "fieldwork/report_print.html", context)


@require_POST
def report_file(request: ActorRequest, pk: UUID) -> HttpResponse:
    """File an accepted report as a document: it goes the way of a draft."""
    draft = propose_report(report=_report(request.actor, pk), actor=request.actor)
    return redirect("documents:draft_submit", draft.pk)


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
