"""Reading reports, which of them are owed, and which figures changed after they were submitted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from dundian.campaign.models import Campaign, Site
from dundian.campaign.queries import Rule, at_sites_of, family, report_rule, report_rules, report_rules_of
from dundian.fieldwork import drafting
from dundian.fieldwork.models import Report, ReportQuerySet, WorkLog
from dundian.fieldwork.periods import Period, periods
from dundian.kernel import clock
from dundian.org.access import Actor
from dundian.org.models import Unit
from dundian.planning.models import Dispatch, Team

ORDER = ["-due_on", "-id"]
PLAIN = {
    "site": "site",
    "team": "team",
    "kind": "kind",
    "state": "state",
    "due_from": "due_on__gte",
    "due_to": "due_on__lte",
}
LOOK_BACK = timedelta(days=60)
FEW_TEAMS = 500  # whose reports are asked for team by team; of more, all reports of these days are read


def reports_for(actor: Actor, conditions: dict[str, Any]) -> ReportQuerySet:
    """Visible reports by campaign, site, team, area (a unit), what the sites are, kind, state, level, due range and
    text in any part."""
    rows = Report.objects.visible_to(actor).select_related("unit", "team", "campaign")
    if campaign := conditions.get("campaign"):
        rows = rows.filter(campaign__in=family(campaign))
    if area := conditions.get("area"):
        rows = rows.filter(unit__path__within=area.path)
    rows = at_sites_of(rows, conditions)
    for name, lookup in PLAIN.items():
        if value := conditions.get(name):
            rows = rows.filter(**{lookup: getattr(value, "pk", value)})
    if level := conditions.get("level"):
        rows = rows.filter(team__isnull=level == "combined")
    if text := conditions.get("text"):
        parts = (*Report.TEXTS, "unit__name", "team__name")
        rows = rows.filter(Q(*((f"{part}__icontains", text) for part in parts), _connector=Q.OR))
    return rows


def draft_for(site: Site, starts_on: date, ends_on: date, parts: Sequence[str]) -> drafting.Texts:
    """What the logs of the site say today about the period, by part."""
    logs = WorkLog.objects.filter(site=site, on__range=(starts_on, ends_on)).select_related("author")
    return drafting.draft(site, list(logs.order_by("on", "id")), starts_on, ends_on, parts)


def sources_of(report: Report) -> list[Report]:
    """The reports that a combined one was made of, in administrative order."""
    rows = report.sources.select_related("unit", "team", "site__county")
    return sorted(rows, key=place_of)


def place_of(report: Report) -> tuple[Any, ...]:
    """Administrative order: by area, then by union."""
    area = report.site.county if report.site else report.unit
    return (area.place, area.path, report.unit.place, report.unit.name, str(report.pk))


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
    # Hundreds of teams are sent for the same days under the same rules.
    known: dict[Any, list[Period]] = {}
    missing = []
    for dispatch in found:
        rules = report_rules(dispatch.team.campaign)
        key = (rules, dispatch.starts_on, dispatch.ends_on)
        if key not in known:
            known[key] = [p for p in periods(*key) if p.ends_on <= today]
        for period in known[key]:
            report = stored.get((dispatch.team_id, period.kind, period.starts_on))
            if (since is None or period.ends_on >= since) and (report is None or report.is_open):
                missing.append(Missing(dispatch.team, period, report))
    return missing


def missing_reports(
    actor: Actor, conditions: dict[str, Any] | None = None, *, own: bool = False
) -> list[Missing]:
    """Reports owed in scope: by due date for the teams one writes for (`own`, from their start); else the last 60
    days in administrative order, never by who is latest.
    """
    rows = _dispatches(actor, conditions or {}, own)
    rows = rows.select_related("team__campaign", "team__site__unit", "team__site__county")
    rows = rows.prefetch_related("team__campaign__report_rules")
    if own:
        found = _of_dispatches(rows.order_by("-starts_on")[:20], None)
        return sorted(found, key=lambda m: (m.period.due_on, len(m.team.name), m.team.name, str(m.team.pk)))
    since = clock.today() - LOOK_BACK
    found = _of_dispatches(rows.filter(ends_on__gte=since), since)
    return sorted(found, key=lambda m: (_place(m.team), m.period.due_on))


def _dispatches(actor: Actor, conditions: dict[str, Any], own: bool = False) -> QuerySet[Dispatch]:
    """The stays whose reports are asked for."""
    rows = Dispatch.objects.filter(starts_on__lte=clock.today()).exclude(team__campaign__state="closed")
    rows = rows.filter(team__site__unit__in=actor.units("draft" if own else "view", "report"))
    if campaign := conditions.get("campaign"):
        rows = rows.filter(team__campaign__in=family(campaign))
    if area := conditions.get("area"):
        rows = rows.filter(team__site__unit__path__within=area.path)
    if site := conditions.get("site"):
        rows = rows.filter(team__site=getattr(site, "pk", site))
    return at_sites_of(rows, conditions, "team__site")


def count_missing(actor: Actor, conditions: dict[str, Any] | None = None) -> int:
    """How many `missing_reports` there are: what the stays owe less what was handed in, reading none of them."""
    today = clock.today()
    since = today - LOOK_BACK
    rows = _dispatches(actor, conditions or {}).filter(ends_on__gte=since).order_by()
    stays = list(rows.values_list("team__campaign", "starts_on", "ends_on").annotate(teams=Count("pk")))
    rules = report_rules_of({stay[0] for stay in stays})
    owed: dict[tuple[Any, ...], int] = {}
    known: dict[Any, list[Period]] = {}
    for campaign, first, last, teams in stays:
        key = (rules[campaign], first, last)
        if key not in known:
            known[key] = [p for p in periods(*key) if since <= p.ends_on <= today]
        for period in known[key]:
            owed[campaign, first, last, period.kind, period.starts_on] = teams
    if not owed:
        return 0
    few = sum(teams for *_, teams in stays) <= FEW_TEAMS
    out = {"team__among" if few else "team__in": rows.values("team")}
    given = Report.objects.filter(**out, ends_on__gte=since)
    given = given.exclude(state__in=[Report.State.DRAFT, Report.State.RETURNED]).order_by()
    named = ("team__campaign", "team__dispatch__starts_on", "team__dispatch__ends_on", "kind", "starts_on")
    handed_in = given.values_list(*named).annotate(n=Count("pk"))
    done: int = sum(n for *key, n in handed_in if tuple(key) in owed)
    return sum(owed.values()) - done


def _place(team: Team) -> tuple[Any, ...]:
    site = team.site
    if site is None:
        return ()
    area, unit = site.county, site.unit
    return (area.place, area.path, unit.place, unit.name, str(team.pk))


def periods_open(dispatch: Dispatch) -> list[Period]:
    """Periods that have begun and have no report yet: what the team may draft now, the newest first."""
    today = clock.today()
    rules = report_rules(dispatch.team.campaign)
    begun = [p for p in periods(rules, dispatch.starts_on, dispatch.ends_on) if p.starts_on <= today]
    taken = set(Report.objects.filter(team=dispatch.team_id).values_list("kind", "starts_on"))
    return [p for p in reversed(begun) if (p.kind, p.starts_on) not in taken]


def desk_of(campaign: Campaign, rule: Rule, site: Site | None, unit: Unit) -> Unit:
    """The federation whose office answers: of a team's report its county when counties gather, else the campaign's;
    of a combined one the campaign's own, and above that the parent's (the same one where nobody stands above).
    """
    if site is not None:
        return site.county if rule.by_area else campaign.unit
    if unit.pk != campaign.unit_id:
        return campaign.unit
    return campaign.parent.unit if campaign.parent else campaign.unit


@dataclass(frozen=True)
class FigureLine:
    """One indicator in a report: what was frozen, and what the logs say now when that differs."""

    indicator: str
    name: str
    measure: str
    amount: float
    total: float
    target: float | None
    now: float | None


def _number(text: Any) -> float:
    return float(text or 0)


def leaf_reports(report: Report) -> list[Report]:
    """The teams' reports under a combined one, three levels down at most; a team's own report itself."""
    level, leaves = [report], []
    for _step in range(4):
        leaves += [r for r in level if not r.is_combined]
        combined = [r.pk for r in level if r.is_combined]
        if not combined:
            break
        level = list(Report.objects.filter(gathered_in__in=combined).distinct())
    return leaves


def live_figures(report: Report) -> list[dict[str, Any]]:
    """What the logs say now about the sites and days that the report tells of."""
    if report.site_id:
        return drafting.figures_of([report.site_id], report.starts_on, report.ends_on)
    spans: dict[tuple[date, date], list[UUID]] = {}
    for leaf in leaf_reports(report):
        if leaf.site_id:
            spans.setdefault((leaf.starts_on, leaf.ends_on), []).append(leaf.site_id)
    return drafting.add_figures(drafting.figures_of(sites, *days) for days, sites in spans.items())


def figures_to_show(report: Report) -> list[dict[str, Any]]:
    """The figures that a report has while it is open: the logs' own, or the sum of what its sources submitted."""
    if not report.is_combined:
        return live_figures(report)
    return drafting.add_figures(source.figures for source in sources_of(report))


def differences(report: Report) -> list[FigureLine]:
    """The report's figures, frozen once it is submitted, with what the logs say now where that differs."""
    if report.is_open and not report.is_combined:
        return [_figure_line(f, None) for f in live_figures(report)]
    frozen = figures_to_show(report) if report.is_open else report.figures
    live = live_figures(report)
    now = {f["indicator"]: f for f in live}
    lines = [_figure_line(f, now.pop(f["indicator"], {"amount": "0"})) for f in frozen]
    empty = {"amount": "0", "total": "0"}
    return lines + [_figure_line({**f, **empty}, f) for f in now.values() if f["amount"] != "0"]


def _figure_line(frozen: dict[str, Any], live: dict[str, Any] | None) -> FigureLine:
    changed = live is not None and live["amount"] != frozen["amount"]
    return FigureLine(
        indicator=frozen["indicator"],
        name=frozen["name"],
        measure=frozen["measure"],
        amount=_number(frozen["amount"]),
        total=_number(frozen["total"]),
        target=_number(frozen["target"]) if frozen.get("target") is not None else None,
        now=_number(live["amount"]) if live and changed else None,
    )


def rule_of(report: Report) -> Rule:
    """The campaign's rule for this kind of report, as it is today."""
    return report_rule(report.campaign, report.kind)
