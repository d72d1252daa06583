"""The evidence file of an evaluation: what a site reached, and the lines that prove each figure."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Q, Sum

from dundian.campaign.models import Indicator, Site
from dundian.fieldwork.drafting import targets_of
from dundian.fieldwork.ledger import ConcernLine, concern_lines
from dundian.fieldwork.models import LogFigure, Report, Task, WorkLog
from dundian.planning.models import Team


@dataclass(frozen=True)
class Line:
    """One log line behind a figure."""

    log_id: UUID
    on: date
    author: str
    text: str
    evidence: str
    photos: int
    amount: Decimal


@dataclass
class Result:
    """One indicator: reached against the target of the site's tasks; `why` names those tasks."""

    indicator: UUID
    name: str
    measure: str
    target: Decimal | None
    why: str = ""
    lines: list[Line] = field(default_factory=list)

    @property
    def reached(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))


@dataclass(frozen=True)
class Evidence:
    """Everything that an evaluation of the site looks at."""

    site: Site
    team: Team | None
    since: date
    until: date
    days: int
    people_met: int
    logs: int
    results: list[Result]
    tasks: list[Task]
    concerns: list[ConcernLine]
    reports: list[Report]


def evidence_of(site: Site, since: date, until: date) -> Evidence:
    """The file of a site over a period, in a constant number of queries."""
    logs = WorkLog.objects.filter(site=site, on__range=(since, until))
    told = logs.aggregate(days=Count("on", distinct=True), met=Sum("people_met"), n=Count("id"))
    done = Task.objects.filter(site=site, state=Task.State.DONE, done_on__range=(since, until))
    reports = Report.objects.filter(site=site, ends_on__gte=since, starts_on__lte=until)
    return Evidence(
        site=site,
        team=getattr(site, "team", None),
        since=since,
        until=until,
        days=told["days"],
        people_met=told["met"] or 0,
        logs=told["n"],
        results=_results(site, since, until),
        tasks=list(done.select_related("owner").order_by("done_on", "id")),
        concerns=concern_lines([site.pk], since, until).get(site.pk, []),
        reports=list(reports.order_by("ends_on", "id")),
    )


def _results(site: Site, since: date, until: date) -> list[Result]:
    figures = LogFigure.objects.filter(log__site=site, log__on__range=(since, until))
    figures = figures.select_related("log__author").annotate(photos=Count("log__photos"))
    lines: dict[UUID, list[Line]] = defaultdict(list)
    for figure in figures.order_by("log__on", "id"):
        log = figure.log
        text = log.text or "、".join(map(str, log.activity_labels))
        lines[figure.indicator_id].append(
            Line(log.pk, log.on, log.author.name, text, log.evidence, figure.photos, figure.amount)
        )
    targets = targets_of(Q(site=site))
    why: dict[UUID | None, list[str]] = defaultdict(list)
    for indicator, name in (
        Task.objects.filter(site=site).order_by("due_on", "id").values_list("indicator", "name")
    ):
        why[indicator].append(name)
    found = Indicator.objects.filter(pk__in=[*lines, *targets]).order_by("place", "id")
    return [
        Result(i.pk, i.name, i.measure, targets.get(i.pk), "；".join(why[i.pk]), lines[i.pk]) for i in found
    ]
