"""Combining reports upward: what an office gathers, what is still missing, and what it owes itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from dundian.campaign.models import Campaign, Site
from dundian.campaign.queries import Rule, report_rule, report_rules
from dundian.fieldwork import drafting
from dundian.fieldwork.models import Report
from dundian.fieldwork.periods import Period, combined_periods, spans
from dundian.fieldwork.queries.reports import LOOK_BACK, draft_for, place_of
from dundian.kernel import clock
from dundian.org.access import Actor
from dundian.org.models import Role, Unit
from dundian.planning.models import Dispatch


@dataclass
class Gathering:
    """What a combined report is made of: `ready` are accepted reports, `missing` says in words who has none yet, both
    in administrative order.
    """

    ready: list[Report] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def gathering(campaign: Campaign, unit: Unit, rule: Rule, starts_on: date, ends_on: date) -> Gathering:
    """For the federation `unit` of the campaign, or one of its areas, over a period."""
    within = {"kind": rule.kind, "ends_on__range": (starts_on, ends_on), "state": Report.State.ACCEPTED}
    found = Gathering()
    teams = _teams(campaign, unit, rule)
    reports = Report.objects.filter(**within).select_related("unit", "team", "site__county")
    by_team = {r.team_id: r for r in reports.filter(team__in=[d.team_id for d in teams])}
    placed: list[tuple[tuple[Any, ...], str]] = []
    for dispatch in teams:
        ends = [last for _first, last in spans(rule.kind, dispatch.starts_on, dispatch.ends_on)]
        site = dispatch.team.site
        if site and any(starts_on <= last <= ends_on for last in ends) and dispatch.team_id not in by_team:
            place = (site.county.place, site.county.path, site.unit.place, site.unit.name)
            placed.append((place, f"{site.unit}（{dispatch.team}）"))
    found.ready = list(by_team.values())
    for below, owner in _federations(campaign, unit, rule):
        combined = reports.filter(team=None, campaign=below, unit=owner).order_by("-ends_on").first()
        if combined:
            found.ready.append(combined)
        else:
            placed.append(((owner.place, owner.path, 0, ""), str(owner)))
    found.ready.sort(key=place_of)
    found.missing = [name for _place, name in sorted(placed)]
    return found


def _teams(campaign: Campaign, unit: Unit, rule: Rule) -> list[Dispatch]:
    """Dispatches whose teams' reports come straight to this desk."""
    rows = Dispatch.objects.filter(team__campaign=campaign, team__site__isnull=False)
    rows = rows.select_related("team__site__unit", "team__site__county")
    if unit.pk != campaign.unit_id or rule.by_area:
        rows = rows.filter(team__site__county=unit)
    return list(rows)


def _federations(campaign: Campaign, unit: Unit, rule: Rule) -> list[tuple[Campaign, Unit]]:
    """(campaign, federation) of the combined reports that come to this desk: its areas, campaigns deployed from it."""
    if unit.pk != campaign.unit_id:
        return []
    found: list[tuple[Campaign, Unit]] = []
    if rule.by_area:
        sent = Site.objects.filter(campaign=campaign, team__dispatch__isnull=False)
        areas = Unit.objects.filter(pk__in=sent.values("county")).exclude(pk=campaign.unit_id)
        found += [(campaign, area) for area in areas.order_by("path")]
    below = campaign.children.exclude(state=Campaign.State.DRAFT).select_related("unit")
    for child in below.prefetch_related("report_rules"):
        theirs = report_rule(child, rule.kind)
        if theirs.in_use and theirs.gather_after is not None:
            found.append((child, child.unit))
    return found


def ready_for(report: Report) -> list[Report]:
    """What a combined report would be made of today."""
    rule = report_rule(report.campaign, report.kind)
    return gathering(report.campaign, report.unit, rule, report.starts_on, report.ends_on).ready


def fresh_texts(report: Report) -> drafting.Texts:
    """What the report would say if it were drafted now."""
    if report.site:
        return draft_for(report.site, report.starts_on, report.ends_on, report.parts)
    return drafting.combine(ready_for(report), report.parts)


def lines_waiting(report: Report) -> int:
    """How many lines a new draft would bring or take away."""
    many = 0
    for name, text in fresh_texts(report).items():
        merged = drafting.merge(report.drafted.get(name, ""), getattr(report, name), text)
        many += len(merged.came) + len(merged.gone)
    return many


@dataclass(frozen=True)
class Due:
    """A combined report that an office owes; `report` is its draft when there is one."""

    campaign: Campaign
    unit: Unit
    period: Period
    report: Report | None = None

    @property
    def is_late(self) -> bool:
        return self.period.due_on < clock.today()


def gathers(campaign: Campaign, unit: Unit, rule: Rule) -> bool:
    """Whether this federation combines reports of this kind in the campaign."""
    return rule.in_use and rule.gather_after is not None and (unit.pk == campaign.unit_id or rule.by_area)


def combined_due(actor: Actor) -> list[Due]:
    """Combined reports of the last 60 days that the person's own offices have not handed in, the earliest due first."""
    desks, today = {a.unit_id: a.unit for a in actor.appointments if a.role == Role.OFFICE}, clock.today()
    running = _desks_of(desks) if actor.can("gather", "report") else []
    if not running:
        return []
    reports = Report.objects.filter(team=None, unit__in=desks, ends_on__gte=today - LOOK_BACK)
    shown = reports.only("campaign", "unit", "kind", "starts_on", "state")
    stored = {(r.campaign_id, r.unit_id, r.kind, r.starts_on): r for r in shown}
    due: list[Due] = []
    for campaign, unit in running:
        for rule in report_rules(campaign):
            if not gathers(campaign, unit, rule):
                continue
            for period in combined_periods(rule, campaign.starts_on, campaign.ends_on):
                report = stored.get((campaign.pk, unit.pk, period.kind, period.starts_on))
                if today - LOOK_BACK <= period.ends_on <= today and (report is None or report.is_open):
                    due.append(Due(campaign, unit, period, report))
    return sorted(due, key=lambda d: (d.period.due_on, d.unit.path, str(d.campaign.pk)))


def _desks_of(units: Mapping[int, Unit]) -> list[tuple[Campaign, Unit]]:
    """Running campaigns with those of the federations, by id, that combine reports in them."""
    desks, active = list(units), Campaign.State.ACTIVE
    # The top is no area of anybody else's campaign.
    beneath = [key for key, unit in units.items() if unit.parent_id]
    sites = Site.objects.filter(campaign__state=active, county__in=beneath, team__dispatch__isnull=False)
    areas = set(sites.values_list("campaign", "county"))
    running = Campaign.objects.filter(
        Q(unit__in=desks) | Q(pk__in={owner for owner, _ in areas}), state=active
    )
    rows = running.select_related("unit", "parent").prefetch_related("report_rules")
    found: list[tuple[Campaign, Unit]] = []
    for campaign in rows.order_by("-year", "id"):
        if campaign.unit_id in units:
            found.append((campaign, units[campaign.unit_id]))
        found += [
            (campaign, units[area])
            for owner, area in sorted(areas, key=str)
            if owner == campaign.pk and area != campaign.unit_id
        ]
    return found
