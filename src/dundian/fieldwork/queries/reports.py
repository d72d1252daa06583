"""Reading reports, and which of them are still owed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from dundian.campaign.models import Site
from dundian.campaign.queries import family
from dundian.fieldwork import drafting
from dundian.fieldwork.models import Report, ReportQuerySet, WorkLog
from dundian.fieldwork.periods import Period, owed, periods
from dundian.kernel import clock
from dundian.org.access import Actor
from dundian.planning.models import Dispatch, Team

ORDER = ["-due_on", "-id"]
LOOK_BACK = timedelta(days=60)


def reports_for(actor: Actor, conditions: dict[str, Any]) -> ReportQuerySet:
    """Visible reports by campaign, site, team, area (a unit), kind, state, due range and text in any part."""
    rows = Report.objects.visible_to(actor).select_related("unit", "team", "campaign")
    if campaign := conditions.get("campaign"):
        rows = rows.filter(campaign__in=family(campaign))
    for name in ("site", "team"):
        if value := conditions.get(name):
            rows = rows.filter(**{f"{name}_id": getattr(value, "pk", value)})
    if area := conditions.get("area"):
        rows = rows.filter(unit__path__within=area.path)
    for name in ("kind", "state"):
        if value := conditions.get(name):
            rows = rows.filter(**{name: value})
    if since := conditions.get("due_from"):
        rows = rows.filter(due_on__gte=since)
    if until := conditions.get("due_to"):
        rows = rows.filter(due_on__lte=until)
    if text := conditions.get("text"):
        parts = ("body", "problems", "next_steps", "unit__name", "team__name")
        rows = rows.filter(Q(*((f"{part}__icontains", text) for part in parts), _connector=Q.OR))
    return rows


def draft_for(site: Site, starts_on: date, ends_on: date) -> drafting.Draft:
    """What the logs of the site say today about the period."""
    logs = WorkLog.objects.filter(site=site, on__range=(starts_on, ends_on)).select_related("author")
    return drafting.draft(site, list(logs.order_by("on", "id")), starts_on, ends_on)


@dataclass(frozen=True)
class Missing:
    """A report that is owed and not yet handed in; `report` is its draft when there is one."""

    team: Team
    period: Period
    report: Report | None = None

    @property
    def is_late(self) -> bool:
        return self.period.due_on < clock.today()


def _of_dispatches(dispatches: Iterable[Dispatch], since: date | None) -> list[Missing]:
    today = clock.today()
    found = list(dispatches)
    stored: dict[Any, Report] = {}
    rows = Report.objects.filter(team__in=[d.team_id for d in found])
    if since:
        rows = rows.filter(ends_on__gte=since)
    for row in rows.only("id", "team_id", "kind", "starts_on", "state"):
        stored[row.team_id, row.kind, row.starts_on] = row
    missing = []
    for dispatch in found:
        for period in owed(dispatch.team.campaign.report_cycle, dispatch.starts_on, dispatch.ends_on, today):
            report = stored.get((dispatch.team_id, period.kind, period.starts_on))
            if (since is None or period.ends_on >= since) and (report is None or report.is_open):
                missing.append(Missing(dispatch.team, period, report))
    return sorted(missing, key=lambda m: (m.period.due_on, len(m.team.name), m.team.name, str(m.team.pk)))


def missing_reports(
    actor: Actor, conditions: dict[str, Any] | None = None, *, own: bool = False
) -> list[Missing]:
    """Reports owed in scope, the oldest first. Offices look back 60 days.

    `own` is for the teams one writes for, from their start.
    """
    today, conditions = clock.today(), conditions or {}
    rows = Dispatch.objects.filter(starts_on__lte=today).exclude(team__campaign__state="closed")
    rows = rows.select_related("team__campaign", "team__site__unit")
    rows = rows.filter(team__site__unit__in=actor.units("draft" if own else "view", "report"))
    if campaign := conditions.get("campaign"):
        rows = rows.filter(team__campaign__in=family(campaign))
    if area := conditions.get("area"):
        rows = rows.filter(team__site__unit__path__within=area.path)
    if own:
        return _of_dispatches(rows.order_by("-starts_on")[:20], None)
    since = today - LOOK_BACK
    return _of_dispatches(rows.filter(ends_on__gte=since), since)


def periods_open(dispatch: Dispatch) -> list[Period]:
    """Periods that have begun and have no report yet: what the team may draft now, the newest first."""
    today = clock.today()
    begun = [
        p
        for p in periods(dispatch.team.campaign.report_cycle, dispatch.starts_on, dispatch.ends_on)
        if p.starts_on <= today
    ]
    taken = set(Report.objects.filter(team=dispatch.team_id).values_list("kind", "starts_on"))
    return [p for p in reversed(begun) if (p.kind, p.starts_on) not in taken]


@dataclass(frozen=True)
class FigureLine:
    """One indicator in a report: what was frozen, and what the logs say now when that differs."""

    name: str
    measure: str
    amount: float
    total: float
    target: float | None
    now: float | None


def _number(text: Any) -> float:
    return float(text or 0)


def differences(report: Report) -> list[FigureLine]:
    """The report's figures: live while it is open, frozen afterwards with later changes beside them."""
    live = drafting.figures_of(report.site, report.starts_on, report.ends_on)
    if report.is_open:
        return [_figure_line(f, None) for f in live]
    now = {f["indicator"]: f for f in live}
    lines = [_figure_line(f, now.pop(f["indicator"], {"amount": "0"})) for f in report.figures]
    empty = {"amount": "0", "total": "0"}
    return lines + [_figure_line({**f, **empty}, f) for f in now.values() if f["amount"] != "0"]


def _figure_line(frozen: dict[str, Any], live: dict[str, Any] | None) -> FigureLine:
    changed = live is not None and live["amount"] != frozen["amount"]
    return FigureLine(
        name=frozen["name"],
        measure=frozen["measure"],
        amount=_number(frozen["amount"]),
        total=_number(frozen["total"]),
        target=_number(frozen["target"]) if frozen.get("target") is not None else None,
        now=_number(live["amount"]) if live and changed else None,
    )
