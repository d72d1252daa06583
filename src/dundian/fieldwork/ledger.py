"""The performance ledger (履职台账): compiled from logs, tasks and concerns, typed by nobody.

One subject at a time — a cadre, a team or a site — and never several persons side by side.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext as _

from dundian.campaign.models import AreaCharge, Campaign, Indicator, Site
from dundian.campaign.queries import role_activities
from dundian.fieldwork.models import LogFigure, Task, WorkLog
from dundian.org.models import Person
from dundian.planning.models import Team, TeamMember
from dundian.ui import formats


@dataclass(frozen=True)
class ConcernLine:
    """A concern as the ledger shows it, without any identity. `log_id` names the log it was raised in."""

    on: date
    text: str
    result: str = ""
    workers_word: str = ""
    log_id: UUID | None = None


ConcernSource = Callable[[Sequence[UUID], date, date], Mapping[UUID, Sequence[ConcernLine]]]
_sources: list[ConcernSource] = []


def register_concern_source(source: ConcernSource) -> ConcernSource:
    """`source(site_ids, since, until)` gives each site's concerns raised then; concerns stand above this room."""
    if source not in _sources:
        _sources.append(source)
    return source


def concern_lines(site_ids: Sequence[UUID], since: date, until: date) -> dict[UUID, list[ConcernLine]]:
    """Concerns of the sites, oldest first."""
    found: dict[UUID, list[ConcernLine]] = defaultdict(list)
    for source in _sources:
        for site_id, lines in source(site_ids, since, until).items():
            found[site_id].extend(lines)
    return {site_id: sorted(lines, key=lambda line: line.on) for site_id, lines in found.items()}


class Step(StrEnum):
    """How long a time one row of the ledger covers."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    WHOLE = "whole"


@dataclass
class Row:
    """One span of time, with the columns of the glossary."""

    since: date
    until: date
    leading: list[str] = field(default_factory=list)
    cadres: list[str] = field(default_factory=list)
    days: int = 0
    person_days: int = 0
    opinions: list[str] = field(default_factory=list)
    matters: list[str] = field(default_factory=list)
    results: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    @property
    def time_on_site(self) -> str:
        """Days with logs; for several cadres also the days of all together."""
        if self.person_days == self.days:
            return _("%(days)d days") % {"days": self.days}
        return _("%(days)d days (%(each)d days of all cadres together)") % {
            "days": self.days,
            "each": self.person_days,
        }


@dataclass(frozen=True)
class RoleLine:
    """What one role of a cadre did: the kinds of activity that count to it, each with its number of log lines."""

    name: str
    done: list[tuple[str, int]]


@dataclass(frozen=True)
class Ledger:
    """Rows of one subject over a period, and their sum; `roles` is what was done in each role, never a score."""

    subject: Site | Team | Person
    since: date
    until: date
    rows: list[Row]
    total: Row
    roles: list[RoleLine] = field(default_factory=list)


def _start_of(day: date, step: Step, since: date) -> date:
    match step:
        case Step.DAY:
            return day
        case Step.WEEK:
            return max(since, day - timedelta(days=day.weekday()))
        case Step.MONTH:
            return max(since, day.replace(day=1))
    return since


def _end_of(start: date, step: Step, until: date) -> date:
    match step:
        case Step.DAY:
            return start
        case Step.WEEK:
            return min(until, start + timedelta(days=6 - start.weekday()))
        case Step.MONTH:
            return min(until, (start.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1))
    return until


@dataclass
class _Facts:
    """Everything the rows are made of, read in a constant number of queries."""

    logs: list[WorkLog]
    figures: dict[UUID, list[tuple[Indicator, Decimal]]]
    tasks: list[Task]
    concerns: list[ConcernLine]
    leading: list[str]


def _read(subject: Site | Team | Person, logs: Iterable[WorkLog], since: date, until: date) -> _Facts:
    found = list(logs)
    figures: dict[UUID, list[tuple[Indicator, Decimal]]] = defaultdict(list)
    for figure in LogFigure.objects.filter(log__in=[log.pk for log in found]).select_related("indicator"):
        figures[figure.log_id].append((figure.indicator, figure.amount))
    tasks = Task.objects.filter(done_on__range=(since, until), state=Task.State.DONE)
    if isinstance(subject, Person):
        sites = sorted({log.site_id for log in found}, key=str)
        tasks = tasks.filter(owner=subject)
    else:
        site_id = subject.site_id if isinstance(subject, Team) else subject.pk
        sites = [site_id] if site_id else []
        tasks = tasks.filter(site__in=sites)
    by_site = concern_lines(sites, since, until)
    concerns = [line for site in sites for line in by_site.get(site, [])]
    if isinstance(subject, Person):
        own = {log.pk for log in found}
        concerns = [line for line in concerns if line.log_id in own]
    return _Facts(found, figures, list(tasks.order_by("done_on", "id")), concerns, _leading(sites))


def _leading(site_ids: list[UUID]) -> list[str]:
    """领导包片 over the sites' areas, then the team leaders."""
    sites = list(Site.objects.filter(pk__in=site_ids).select_related("unit").order_by("unit__path"))
    above = {int(part) for site in sites for part in site.unit.path.split(".")}
    charges = AreaCharge.objects.filter(
        campaign__in={s.campaign_id for s in sites}, unit__in=above
    ).select_related("person")
    leaders = TeamMember.objects.filter(team__site__in=site_ids, leads=True).select_related("person")
    names = [
        _("%(name)s (in charge of the area)") % {"name": c.person.name}
        for c in charges.order_by("unit__path", "id")
    ]
    names += [
        _("%(name)s (team leader)") % {"name": m.person.name} for m in leaders.order_by("team__name", "id")
    ]
    return list(dict.fromkeys(names))


def _row(facts: _Facts, since: date, until: date) -> Row:
    logs = [log for log in facts.logs if since <= log.on <= until]
    concerns = [line for line in facts.concerns if since <= line.on <= until]
    return Row(
        since,
        until,
        leading=facts.leading,
        cadres=list(dict.fromkeys(log.author.name for log in logs)),
        days=len({log.on for log in logs}),
        person_days=len({(log.on, log.author_id) for log in logs}),
        opinions=[line.text for line in concerns],
        matters=[f"{log.on:%m-%d} {log.text or '、'.join(map(str, log.activity_labels))}" for log in logs],
        results=[
            *_sums(facts, logs),
            *(_finished(task) for task in facts.tasks if task.done_on and since <= task.done_on <= until),
            *(_("Concern: %(result)s") % {"result": line.result} for line in concerns if line.result),
        ],
        words=[line.workers_word for line in concerns if line.workers_word],
    )


def _sums(facts: _Facts, logs: Sequence[WorkLog]) -> list[str]:
    totals: dict[Indicator, Decimal] = defaultdict(Decimal)
    for log in logs:
        for indicator, amount in facts.figures.get(log.pk, ()):
            totals[indicator] += amount
    ordered = sorted(totals.items(), key=lambda pair: (pair[0].place, str(pair[0].pk)))
    return [f"{indicator.name} {formats.number(amount)} {indicator.measure}" for indicator, amount in ordered]


def _finished(task: Task) -> str:
    return _("Done: %(task)s") % {"task": task.name} + (f"（{task.result}）" if task.result else "")


def compile_ledger(
    subject: Site | Team | Person, logs: Iterable[WorkLog], since: date, until: date, step: Step = Step.WEEK
) -> Ledger:
    """The ledger of `subject` from its `logs` in the period (authors loaded, oldest first), without empty spans."""
    facts = _read(subject, logs, since, until)
    days = [log.on for log in facts.logs]
    days += [task.done_on for task in facts.tasks if task.done_on]
    days += [line.on for line in facts.concerns]
    starts = sorted({_start_of(day, step, since) for day in days})
    rows = [_row(facts, start, _end_of(start, step, until)) for start in starts]
    return Ledger(subject, since, until, rows, _row(facts, since, until), _roles(facts.logs))


def _roles(logs: Sequence[WorkLog]) -> list[RoleLine]:
    """By the mapping of each log's campaign; an activity may count to several roles or to none."""
    campaigns = Campaign.objects.in_bulk({log.campaign_id for log in logs})
    counts: dict[str, dict[str, int]] = {}
    for campaign in campaigns.values():
        for name, activities in role_activities(campaign).items():
            counts.setdefault(name, {}).update(dict.fromkeys(activities, 0))
    for log in logs:
        for name, activities in role_activities(campaigns[log.campaign_id]).items():
            for activity in set(activities) & set(log.activities):
                counts[name][activity] += 1
    words = dict(WorkLog.Activity.choices)
    return [
        RoleLine(name, [(str(words[a]), n) for a, n in done.items() if n and a in words])
        for name, done in counts.items()
    ]
