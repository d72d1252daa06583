"""The year's end: years side by side, the summary of a campaign, the next year opened from it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dundian.campaign.models import Campaign
from dundian.documents.models import Draft
from dundian.documents.press import render
from dundian.documents.queries import on_its_way
from dundian.exchange.export import Column, Sheet, sheets_response, workbook_response
from dundian.kernel import clock
from dundian.kernel.errors import Conflict
from dundian.knowledge.actions import years as actions
from dundian.knowledge.actions.years import SUMMARY, summary_order
from dundian.knowledge.forms.years import CarryForm, CompareFilter, IssueForm, SummaryForm
from dundian.knowledge.letters import CHAPTERS, circular
from dundian.knowledge.models import CarryOver, YearSummary
from dundian.knowledge.queries import carrying, years
from dundian.knowledge.views.frame import (
    Button,
    Cell,
    Listed,
    Table,
    act,
    found,
    lines_of,
    listing,
    panel,
    require_any,
    sent,
)
from dundian.org.middleware import ActorRequest
from dundian.org.models import Unit
from dundian.ui.formats import day, moment, number
from dundian.ui.pages import DOCX, conflict_page, done, download, render_page

form_page = require_http_methods(["GET", "HEAD", "POST"])
LIST = "knowledge:summary_list"


def _campaign(request: ActorRequest, pk: UUID) -> Campaign:
    rows = Campaign.objects.visible_to(request.actor).select_related("unit", "parent")
    return found(rows, pk)


def _summary(request: ActorRequest, pk: UUID) -> YearSummary:
    rows = YearSummary.objects.visible_to(request.actor).select_related(
        "campaign__unit", "unit", "document", "by"
    )
    return found(rows, pk)


def _crumbs(summary: YearSummary | None = None) -> list[Any]:
    here: list[Any] = [_("Summaries of years"), reverse(LIST)]
    if summary is None:
        return here
    return [*here, summary.campaign.name, reverse("knowledge:summary_detail", args=[summary.pk])]


@require_safe
def summary_list(request: ActorRequest) -> HttpResponse:
    require_any(request.actor, "year", "view")
    rows = YearSummary.objects.visible_to(request.actor).select_related("campaign", "unit")
    listed = Listed(
        title=_("Summaries of years"),
        heads=[
            (_("Summary"), ""), (_("Federation"), ""), (_("Campaign"), ""), (_("Year"), "nowrap"),
            (_("Figures as of"), "nowrap"), (_("State"), ""),
        ],
        cells=lambda s: [
            Cell(s.title, reverse("knowledge:summary_detail", args=[s.pk])),
            Cell(str(s.unit)),
            Cell(s.campaign.name, reverse("campaign:campaign_detail", args=[s.campaign_id])),
            Cell(s.campaign.year, css="nowrap"),
            Cell(day(s.drawn_at), css="nowrap"),
            Cell(s.get_state_display(), tone="done" if s.state == YearSummary.State.ISSUED else "doing"),
        ],
        order=["-created_at", "-id"],
        empty=_("No year has been summed up yet. Open a campaign and choose “Year's end”."),
        buttons=[Button(_("Years side by side"), reverse("knowledge:year_compare"), "chart-bar")],
        export_url=reverse("knowledge:summary_export"),
    )  # fmt: skip
    return listing(request, rows, None, listed)


@require_safe
def summary_export(request: ActorRequest) -> HttpResponseBase:
    require_any(request.actor, "year", "view")
    rows = (
        YearSummary.objects.visible_to(request.actor)
        .select_related("campaign", "unit")
        .order_by("-created_at", "-id")
    )
    columns = [
        Column(_("Summary"), 40), Column(_("Federation"), 24), Column(_("Campaign"), 30),
        Column(_("Year"), 8, "number"),
        Column(_("Figures as of"), 18, "moment"), Column(_("State"), 10),
    ]  # fmt: skip
    cells = (
        [s.title, str(s.unit), s.campaign.name, s.campaign.year, s.drawn_at, s.get_state_display()]
        for s in rows
    )
    title = _("Summaries of years")
    return workbook_response(cells, columns, title, title, actor=request.actor, noun="year_summary")


def _chosen(request: ActorRequest) -> tuple[CompareFilter, Unit | None, Sequence[int]]:
    """The federation asked for, else the first in scope; and the years within the limits sent."""
    conditions = CompareFilter(request.actor, request.GET)
    data = conditions.valid_data()
    unit = data.get("unit") or years.federations_for(request.actor).first()
    first, last = data.get("since"), data.get("until")
    wanted = range(first or 2000, (last or 2100) + 1) if first or last else ()
    return conditions, unit, wanted


@require_safe
def year_compare(request: ActorRequest) -> HttpResponse:
    """Figures of a federation, year by year, with the change against the year before."""
    require_any(request.actor, "year", "view")
    conditions, unit, wanted = _chosen(request)
    comparison = years.compared(unit, wanted) if unit else years.Comparison([], [])
    context = {
        "filter": conditions,
        "unit": unit,
        "years": comparison.years,
        "table": _compared(comparison, unit) if unit else None,
        "export_url": reverse("knowledge:year_export"),
        "may_import": request.actor.can("import", "past_figure"),
        "import_url": f"{reverse('exchange:run_create')}?kind=past_results"
        if request.actor.can("import", "past_figure")
        else "",
    }
    return render_page(request, "knowledge/year_compare.html", context, fragment="knowledge/year_rows.html")


def _compared(comparison: years.Comparison, unit: Unit) -> Table:
    heads: list[tuple[Any, str]] = [(_("Figure"), ""), (_("Measure"), "")]
    for place, year in enumerate(comparison.years):
        heads.append((str(year), "num"))
        if place:
            heads.append((_("Change on the year before"), "num"))
    rows = []
    for line in comparison.lines:
        cells = [Cell(line.name), Cell(line.measure)]
        for place, year in enumerate(comparison.years):
            amount = line.amounts.get(year)
            mark = "*" if year in line.taken_over else ""
            cells.append(Cell(None if amount is None else f"{number(amount)}{mark}", css="num"))
            if place:
                change = line.change(year, comparison.years[place - 1])
                cells.append(Cell(_signed(change), css="num"))
        rows.append(cells)
    caption = _("%(unit)s: years side by side") % {"unit": unit}
    return Table(caption, heads, rows, _("There is no year to show yet."))


def _signed(change: Any) -> str | None:
    if change is None:
        return None
    return f"+{number(change)}" if change > 0 else number(change)


@require_safe
def year_export(request: ActorRequest) -> HttpResponseBase:
    require_any(request.actor, "year", "view")
    conditions, unit, wanted = _chosen(request)
    comparison = years.compared(unit, wanted) if unit else years.Comparison([], [])
    columns = [Column(_("Figure"), 30), Column(_("Measure"), 10)]
    columns += [Column(str(year), 12, "decimal") for year in comparison.years]
    columns.append(Column(_("Years taken over from a workbook"), 24))
    rows = [
        [line.name, line.measure, *(line.amounts.get(y) for y in comparison.years), sorted(line.taken_over)]
        for line in comparison.lines
    ]
    title = _("Years side by side")
    return workbook_response(
        rows, columns, title, title, filters=conditions.in_use, actor=request.actor, noun="year", unit=unit
    )


@require_POST
def summary_draft(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Draw the figures and draft the chapters of a campaign; again: only the figures."""
    campaign = _campaign(request, pk)
    made = actions.draft_summary(campaign=campaign, actor=request.actor)
    return done(request, _("The figures have been drawn."), "knowledge:summary_detail", made.pk)


def _numeric(rows: Sequence[Sequence[Any]]) -> list[bool]:
    """Which columns hold numbers; a small count told in words does not make a column one of words."""
    return [any(isinstance(cell, int | float) for cell in column) for column in zip(*rows, strict=True)]


def _tables(summary: YearSummary) -> list[Table]:
    shown = []
    for table in summary.tables:
        if not table["rows"]:
            continue
        numeric = _numeric(table["rows"])
        heads = [(head, "num" if n else "") for head, n in zip(table["head"], numeric, strict=True)]
        rows = [
            [
                Cell(number(cell) if isinstance(cell, int | float) else cell, css="num" if n else "")
                for cell, n in zip(row, numeric, strict=True)
            ]
            for row in table["rows"]
        ]
        shown.append(Table(table["title"], heads, rows))
    return shown


@require_safe
def summary_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    summary, actor = _summary(request, pk), request.actor
    keeps = actor.can("keep", "year", summary.unit)
    draft = summary.state == YearSummary.State.DRAFT
    context = {
        "summary": summary,
        "chapters": lines_of((CHAPTERS[name], getattr(summary, name)) for name in YearSummary.CHAPTERS),
        "tables": _tables(summary),
        "may_edit": keeps and draft,
        "may_issue": keeps and draft and actor.can("issue", "document", summary.unit),
        "sees_document": summary.document_id and actor.can("view", "document", summary.unit),
    }
    return render_page(request, "knowledge/summary_detail.html", context)


@form_page
def summary_edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    summary = _summary(request, pk)
    request.actor.require("keep", "year", summary.unit, _("The summary is the office's."))
    form = SummaryForm(sent(request), initial=_initial(summary))

    def run(data: dict[str, Any]) -> YearSummary:
        title, addressees, version = data.pop("title"), data.pop("addressees"), data.pop("version")
        return actions.edit_summary(
            summary=summary, version=version, title=title, addressees=addressees, chapters=data, actor=request.actor
        )  # fmt: skip

    try:
        return act(
            request, form, run, title=_("Change the summary"), submit=_("Save"), said=_("Saved."),
            back=reverse("knowledge:summary_detail", args=[pk]), crumbs=_crumbs(summary),
        )  # fmt: skip
    except Conflict as clash:
        theirs = SummaryForm(initial=_initial(clash.current))
        return conflict_page(request, mine=form, theirs=theirs, version=clash.current.version)


def _initial(summary: YearSummary) -> dict[str, Any]:
    return {n: getattr(summary, n) for n in ("title", "addressees", *YearSummary.CHAPTERS, "version")}


@form_page
def summary_issue(request: ActorRequest, pk: UUID) -> HttpResponse:
    summary = _summary(request, pk)
    request.actor.require("keep", "year", summary.unit, _("The summary is the office's."))
    issue = actions.propose_summary if "review" in request.POST else actions.issue_summary
    return act(
        request,
        IssueForm(sent(request)),
        lambda data: issue(summary=summary, actor=request.actor, **data),
        title=_("Issue the circular"),
        said=_("The circular has been issued."),
        back=reverse("knowledge:summary_detail", args=[pk]),
        to=lambda made: (
            reverse("documents:draft_submit", args=[made.pk])
            if isinstance(made, Draft)
            else reverse("knowledge:summary_detail", args=[pk])
        ),
        second=("review", _("Have it reviewed first")),
        underway=on_its_way(SUMMARY, summary_order(summary)),
        crumbs=_crumbs(summary),
        lead=_(
            "It gets its number and is frozen with the figures as of %(when)s; nothing in it changes any more."
        )
        % {"when": moment(summary.drawn_at)},
    )


@require_safe
def summary_print(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    """The draft as .docx, without a number."""
    summary = _summary(request, pk)
    content = render("year_summary", {**circular(summary), "signed_on": clock.today()}, unit=summary.unit)
    return download(content, f"{summary.title}.docx", DOCX)


@require_safe
def summary_tables(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    """Its tables as a workbook, a sheet each, to be put on slides."""
    summary = _summary(request, pk)
    sheets = []
    for table in summary.tables:
        kinds = _numeric(table["rows"] or [table["head"]])
        columns = [
            Column(head, 14 if n else 24, "number" if n else "text")
            for head, n in zip(table["head"], kinds, strict=True)
        ]
        sheets.append(Sheet(table["title"], columns, table["rows"]))
    return sheets_response(
        sheets, summary.title, summary.title, actor=request.actor, noun="year_summary", unit=summary.unit
    )


@require_safe
def campaign_panel(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The year's end on a campaign's page."""
    campaign, actor = _campaign(request, pk), request.actor
    actor.require("view", "year", campaign.unit, _("The year's end is for the office and leaders."))
    carry = CarryOver.objects.filter(old=campaign).select_related("new").first()
    before = CarryOver.objects.filter(new=campaign).select_related("old").first()
    context = {
        "campaign": campaign,
        "summary": YearSummary.objects.filter(campaign=campaign).first(),
        "carry": carry,
        "before": before,
        "may_keep": actor.can("keep", "year", campaign.unit) and campaign.state != Campaign.State.DRAFT,
        "may_carry": actor.can("close", "campaign", campaign.unit)
        and carry is None
        and campaign.state != Campaign.State.DRAFT,
    }
    return panel(request, "knowledge/campaign_panel.html", _("Year's end"), context)


@form_page
def campaign_carry(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Shows what goes on; confirmed, closes the campaign and opens the next one."""
    campaign, actor = _campaign(request, pk), request.actor
    reason = _("Only the office of %(unit)s, or one above it, may do this.") % {"unit": campaign.unit}
    actor.require("close", "campaign", campaign.unit, reason)
    along = carrying.carried(campaign)
    starts_on, ends_on = carrying.next_dates(campaign)
    initial = {
        "name": carrying.next_name(campaign),
        "year": campaign.year + 1,
        "starts_on": starts_on,
        "ends_on": ends_on,
    }
    form = CarryForm(sent(request), initial=initial)
    form.initial["parts"] = form.all_parts()
    return act(
        request,
        form,
        lambda data: actions.carry_over(campaign=campaign, actor=actor, **data),
        title=_("Close the year and open the next"),
        submit=_("Close and open the next")
        if campaign.state == Campaign.State.ACTIVE
        else _("Open the next"),
        said=_("The next campaign stands as a draft with what goes on."),
        back=reverse("campaign:campaign_detail", args=[pk]),
        to=lambda made: reverse("campaign:campaign_detail", args=[made.new_id]),
        crumbs=[campaign.name, reverse("campaign:campaign_detail", args=[pk])],
        before="knowledge/carried.html",
        campaign=campaign,
        along=along,
        stages=carrying.shifted_stages(campaign, starts_on, ends_on),
        tasks=_task_table(along),
    )


def _task_table(along: carrying.Carried) -> Table:
    rows = [
        [
            Cell(item.title, item.url),
            Cell(str(item.handover.unit)),
            Cell(item.detail, css="num"),
            Cell(day(item.due_on), css="nowrap"),
        ]
        for item in along.tasks[:100]
    ]
    heads = [(_("Task"), ""), (_("Site"), ""), (_("Reached"), "num"), (_("Was due on"), "nowrap")]
    return Table(
        _("Tasks that go on"), heads, rows, _("No task was left unfinished by a dispatch that has ended.")
    )
