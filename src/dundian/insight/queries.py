"""What the pages of figures show."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from dundian.campaign.models import Campaign, Indicator, Site
from dundian.campaign.queries import AreaLine, QuotaLine, coverage_by_county, family, quota_fill
from dundian.concerns.models import Concern
from dundian.fieldwork.drafting import targets_of
from dundian.fieldwork.models import LogFigure, Task
from dundian.insight.figures import FIGURES, Scope
from dundian.kernel import clock
from dundian.org.access import Actor
from dundian.org.models import UnitKind
from dundian.ui.formats import number


@dataclass(frozen=True)
class Shown:
    """A figure with its value: `url` opens exactly the rows that `value` counts."""

    key: str
    label: str | Promise
    definition: str | Promise
    value: int
    url: str

    @property
    def link(self) -> SafeString:
        return format_html('<a class="figure-link" href="{}">{}</a>', self.url, number(self.value))


def figures(scope: Scope, keys: Iterable[str]) -> dict[str, Shown]:
    """The figures that the actor may open, by key."""
    wanted = [FIGURES[key] for key in keys if scope.actor.can("view", FIGURES[key].noun)]
    return {f.key: Shown(f.key, f.label, f.definition, f.value(scope), f.url(scope)) for f in wanted}


def _say(text: str, shown: dict[str, Shown], *keys: str) -> list[SafeString]:
    """`text` with each %(key)s as a linked number; nothing when a figure is not the actor's to see."""
    if any(key not in shown for key in keys):
        return []
    return [mark_safe(text % {key: shown[key].link for key in keys})]  # noqa: S308 - our own words and escaped links


def sentences(actor: Actor, campaign: Campaign | None = None) -> list[SafeString]:
    """A leader's five sentences. Every number opens the list it counts."""
    shown = figures(Scope(actor, campaign), FIGURES)
    return [
        *_say(_("%(sites_active)s of %(sites)s sites have a team on site."), shown, "sites_active", "sites"),
        *_say(
            _("%(tasks_done)s of %(tasks)s tasks are done, %(tasks_late)s are overdue."),
            shown,
            "tasks_done",
            "tasks",
            "tasks_late",
        ),
        *_say(
            _(
                "Workers raised %(concerns_raised)s concerns this month; "
                "%(concerns_open)s are open, %(concerns_late)s of them overdue."
            ),
            shown,
            "concerns_raised",
            "concerns_open",
            "concerns_late",
        ),
        *_say(
            _(
                "%(reports_waiting)s reports wait for an answer, "
                "%(reports_returned)s were returned, %(reports_missing)s are owed."
            ),
            shown,
            "reports_waiting",
            "reports_returned",
            "reports_missing",
        ),
        *_say(
            _("Cadres met %(people_met)s people this month, told in %(logs)s logs."),
            shown,
            "people_met",
            "logs",
        ),
    ]


@dataclass
class AreaProgress:
    """An area's sites with what is done and open there."""

    area: AreaLine
    tasks: int = 0
    done: int = 0
    late: int = 0
    concerns: int = 0
    settled: int = 0


@dataclass(frozen=True)
class IndicatorProgress:
    """Reached against the sum of the sites' targets; `target` None when no task sets one."""

    name: str
    measure: str
    reached: Decimal
    target: Decimal | None


@dataclass(frozen=True)
class InitiativeProgress:
    """An initiative with its sites and what they reached, by indicator."""

    name: str
    sites: int
    reached: list[tuple[str, Decimal, str]]


@dataclass(frozen=True)
class Progress:
    """All that the page of a campaign's progress shows."""

    quotas: list[QuotaLine]
    areas: list[AreaProgress]
    indicators: list[IndicatorProgress]
    topics: list[tuple[str, int, int]] = field(default_factory=list)
    initiatives: list[InitiativeProgress] = field(default_factory=list)


def progress(campaign: Campaign, actor: Actor) -> Progress:
    """Quotas, areas in administrative order, indicators, concerns by topic; a constant number of queries."""
    return Progress(
        _kinds(campaign, actor),
        _areas(campaign, actor),
        _indicators(campaign, actor),
        _topics(campaign, actor),
        _initiatives(campaign, actor),
    )


def _kinds(campaign: Campaign, actor: Actor) -> list[QuotaLine]:
    """The campaign's own quotas; one that only deploys shows what those beneath it have chosen."""
    if own := quota_fill(campaign):
        return own
    sites = Site.objects.visible_to(actor).filter(campaign__in=family(campaign)).order_by()
    chosen = dict(sites.values_list("kind").annotate(n=Count("pk")))
    return [QuotaLine(kind, 0, chosen[kind]) for kind in UnitKind.values if kind in chosen]


def _areas(campaign: Campaign, actor: Actor) -> list[AreaProgress]:
    lines = [AreaProgress(line) for line in coverage_by_county(campaign, actor)]
    by_unit = {line.area.unit.pk: line for line in lines}
    whole = [campaign.pk, *family(campaign).values_list("pk", flat=True)]

    def line_of(path: str) -> AreaProgress | None:
        labels = [int(label) for label in path.split(".")]
        return next((by_unit[pk] for pk in reversed(labels) if pk in by_unit), None)

    tasks = Task.objects.visible_to(actor).filter(campaign__in=whole).order_by().values_list("unit__path")
    is_done, is_late = Q(state=Task.State.DONE), Q(due_on__lt=clock.today()) & ~Q(state=Task.State.DONE)
    for path, n, done, late in tasks.annotate(
        n=Count("pk"), d=Count("pk", is_done), late=Count("pk", is_late)
    ):
        if line := line_of(path):
            line.tasks, line.done, line.late = line.tasks + n, line.done + done, line.late + late
    raised = Concern.objects.visible_to(actor).filter(campaign__in=whole).order_by().values_list("unit__path")
    for path, n, settled in raised.annotate(n=Count("pk"), s=Count("pk", Q(step=Concern.Step.CLOSED))):
        if line := line_of(path):
            line.concerns, line.settled = line.concerns + n, line.settled + settled
    return lines


def _indicators(campaign: Campaign, actor: Actor) -> list[IndicatorProgress]:
    whole = family(campaign)
    logged = LogFigure.objects.filter(log__campaign__in=whole, log__unit__in=actor.units("view", "log"))
    reached: dict[UUID, Decimal] = defaultdict(Decimal)
    found: dict[UUID, tuple[int, str, str]] = {}
    columns = ("indicator", "indicator__place", "indicator__name", "indicator__measure")
    for pk, place, name, measure, amount in (
        logged.order_by().values_list(*columns).annotate(amount=Sum("amount"))
    ):
        reached[pk], found[pk] = amount, (place, name, measure)
    seen = Q(campaign__in=whole, unit__in=actor.units("view", "task"))
    targets = targets_of(seen)
    aimed = Indicator.objects.filter(pk__in=[pk for pk in targets if pk not in found])
    found |= {i.pk: (i.place, i.name, i.measure) for i in aimed}
    ordered = sorted(found, key=lambda pk: found[pk])
    return [IndicatorProgress(found[pk][1], found[pk][2], reached[pk], targets.get(pk)) for pk in ordered]


def _topics(campaign: Campaign, actor: Actor) -> list[tuple[str, int, int]]:
    rows = (
        Concern.objects.visible_to(actor)
        .filter(campaign__in=family(campaign))
        .order_by()
        .values_list("topic")
    )
    counted = {
        topic: (n, done) for topic, n, done in rows.annotate(n=Count("pk"), s=Count("pk", Q(step="closed")))
    }
    return [(str(t.label), *counted[t.value]) for t in Concern.Topic if t.value in counted]


def _initiatives(campaign: Campaign, actor: Actor) -> list[InitiativeProgress]:
    """What the sites of each initiative reached, those of its copies beneath included."""
    own = {initiative.pk: initiative for initiative in campaign.initiatives.all()}
    if not own:
        return []
    links = Site.initiatives.through.objects.filter(
        Q(initiative__in=own) | Q(initiative__origin__in=own) | Q(initiative__origin__origin__in=own),
        site__in=Site.objects.visible_to(actor).filter(campaign__in=family(campaign)).values("pk"),
    )
    sites: dict[UUID, set[UUID]] = defaultdict(set)
    columns = ("site", "initiative", "initiative__origin", "initiative__origin__origin")
    for site, *chain in links.values_list(*columns):
        top = next(pk for pk in chain if pk in own)
        sites[top].add(site)
    every = set().union(*sites.values()) if sites else set()
    logged = LogFigure.objects.filter(log__site__in=every, log__unit__in=actor.units("view", "log"))
    names = ("log__site", "indicator__place", "indicator__name", "indicator__measure")
    sums = list(logged.order_by().values_list(*names).annotate(amount=Sum("amount")))
    found = []
    for pk, initiative in own.items():
        reached: dict[tuple[int, str, str], Decimal] = defaultdict(Decimal)
        for site, place, name, measure, amount in sums:
            if site in sites[pk]:
                reached[place, name, measure] += amount
        told = [(name, amount, measure) for (_place, name, measure), amount in sorted(reached.items())]
        found.append(InitiativeProgress(initiative.name, len(sites[pk]), told))
    return found
