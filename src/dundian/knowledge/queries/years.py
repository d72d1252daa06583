"""Figures of campaigns by year, and of one campaign over all its levels; nothing is typed twice.

Figures say what was reached and for how many places, never who did how much.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from dundian.campaign.models import Campaign, Site
from dundian.concerns.models import Concern, Issue
from dundian.fieldwork.models import LogFigure, SupportRequest, Task, WorkLog
from dundian.knowledge.models import InstitutionalResult, PastFigure, Practice
from dundian.knowledge.queries.small_counts import veil
from dundian.org.access import Actor
from dundian.org.models import Unit
from dundian.planning.models import Team, TeamMember

SOLVED = (Concern.Outcome.SOLVED, Concern.Outcome.PARTLY)
MOST_YEARS = 8
ByYear = dict[int, Decimal]


@dataclass
class Line:
    """One figure over the years: `amounts` by year; `url` opens what it counts where there is such a list."""

    name: str
    measure: str = ""
    amounts: ByYear = field(default_factory=dict)
    taken_over: set[int] = field(default_factory=set)

    def change(self, year: int, before: int) -> Decimal | None:
        if year in self.amounts and before in self.amounts:
            return self.amounts[year] - self.amounts[before]
        return None


@dataclass(frozen=True)
class Comparison:
    """Several years side by side."""

    years: list[int]
    lines: list[Line]


def _by_year(pairs: Iterable[tuple[int, Any]]) -> ByYear:
    return {year: Decimal(amount or 0) for year, amount in pairs}


def _counted(campaigns: QuerySet[Campaign]) -> list[tuple[str, str, ByYear]]:
    """(name, measure, amounts by year) of what stands in the system; one query each."""
    year = "campaign__year"
    sites = Site.objects.filter(campaign__in=campaigns).order_by().values_list(year)
    teams = Team.objects.filter(campaign__in=campaigns).exclude(state=Team.State.DRAFT).order_by()
    places = TeamMember.ever.filter(team__in=teams.values("pk"), stands_for=None).order_by()
    sent = places.values_list("team__campaign__year")
    tasks = Task.objects.filter(campaign__in=campaigns).order_by().values_list(year)
    logs = WorkLog.objects.filter(campaign__in=campaigns).order_by().values_list(year)
    concerns = Concern.objects.filter(campaign__in=campaigns).order_by().values_list(year)
    support = SupportRequest.objects.filter(campaign__in=campaigns).order_by().values_list(year)
    closed, solved = Q(step=Concern.Step.CLOSED), Q(outcome__in=SOLVED)
    by_state = {
        y: (n, done) for y, n, done in tasks.annotate(n=Count("pk"), d=Count("pk", filter=Q(state="done")))
    }
    heard = {
        y: (n, c, s)
        for y, n, c, s in concerns.annotate(
            n=Count("pk"), c=Count("pk", filter=closed), s=Count("pk", filter=closed & solved)
        )
    }
    covered = {y: (n, a) for y, n, a in sites.annotate(n=Count("pk"), a=Count("county", distinct=True))}
    pieces, people, matters = _("pieces"), _("people"), _("matters")
    return [
        (_("Sites"), pieces, _by_year((y, v[0]) for y, v in covered.items())),
        (_("Areas with a site"), pieces, _by_year((y, v[1]) for y, v in covered.items())),
        (_("Teams sent"), pieces, _by_year(teams.values_list(year).annotate(n=Count("pk")))),
        (_("Cadres sent"), people, _by_year(sent.annotate(n=Count("person", distinct=True)))),
        (_("People met"), people, _by_year(logs.annotate(n=Sum("people_met")))),
        (_("Tasks"), matters, _by_year((y, v[0]) for y, v in by_state.items())),
        (_("Tasks done"), matters, _by_year((y, v[1]) for y, v in by_state.items())),
        (_("Concerns heard"), matters, _by_year((y, v[0]) for y, v in heard.items())),
        (_("Concerns brought to an end"), matters, _by_year((y, v[1]) for y, v in heard.items())),
        (_("Concerns solved or partly solved"), matters, _by_year((y, v[2]) for y, v in heard.items())),
        (_("Support given"), matters, _by_year(support.filter(state="confirmed").annotate(n=Count("pk")))),
    ]  # fmt: skip


def _indicators(campaigns: QuerySet[Campaign]) -> dict[tuple[str, str], ByYear]:
    """Sums by (name, measure) of indicator, then by year."""
    rows = LogFigure.objects.filter(log__campaign__in=campaigns).order_by()
    named = rows.values_list("indicator__name", "indicator__measure", "log__campaign__year")
    found: dict[tuple[str, str], ByYear] = defaultdict(dict)
    for name, measure, year, amount in named.annotate(n=Sum("amount")):
        found[name, measure][year] = amount
    return found


def federations_for(actor: Actor) -> QuerySet[Unit, Any]:
    """Federations in scope that have campaigns or figures taken over, in administrative order."""
    scope = actor.units("view", "year")
    used = Q(campaigns__in=Campaign.objects.exclude(state="draft")) | Q(past_figures__isnull=False)
    return Unit.objects.filter(used, pk__in=scope).distinct().order_by("path")


def compared(unit: Unit, years: Sequence[int] = ()) -> Comparison:
    """Figures of a federation and everything beneath it, year by year; those taken over fill what is not counted."""
    campaigns = Campaign.objects.filter(unit__path__within=unit.path).exclude(state=Campaign.State.DRAFT)
    past = list(PastFigure.objects.filter(unit=unit).order_by("created_at", "id"))
    known = set(campaigns.values_list("year", flat=True).distinct()) | {p.year for p in past}
    shown = sorted(known & set(years) if years else known)[-MOST_YEARS:]
    lines = {name: Line(name, measure, dict(amounts)) for name, measure, amounts in _counted(campaigns)}
    for (name, measure), amounts in sorted(_indicators(campaigns).items()):
        lines.setdefault(name, Line(name, measure)).amounts.update(amounts)
    for figure in past:
        line = lines.setdefault(figure.name, Line(figure.name, figure.measure))
        if figure.year not in line.amounts:
            line.amounts[figure.year] = figure.amount
            line.taken_over.add(figure.year)
        line.measure = line.measure or figure.measure
    kept = [line for line in lines.values() if any(line.amounts.get(year) for year in shown)]
    return Comparison(shown, kept)


def _paths(rows: Iterable[tuple[Any, ...]], depth: int, areas: Mapping[int, list[Any]], at: int) -> None:
    """Add counts to the area each row's unit path lies in."""
    for path, *amounts in rows:
        labels = path.split(".")
        line = areas.get(int(labels[depth])) if len(labels) > depth else None
        if line is not None:
            for place, amount in enumerate(amounts):
                line[at + place] += amount


def _areas(campaign: Campaign, whole: QuerySet[Campaign]) -> list[list[Any]]:
    """[area, sites, tasks, done, concerns, closed] in administrative order; areas without a site too."""
    depth = campaign.unit.path.count(".") + 1
    units = Unit.objects.open().filter(parent=campaign.unit, kind__in=("prefecture", "county"))
    areas: dict[int, list[Any]] = {u.pk: [str(u), 0, 0, 0, 0, 0] for u in units.order_by("place", "id")}
    done, closed = Q(state="done"), Q(step=Concern.Step.CLOSED)
    sites = Site.objects.filter(campaign__in=whole).order_by().values_list("unit__path")
    tasks = Task.objects.filter(campaign__in=whole).order_by().values_list("unit__path")
    concerns = Concern.objects.filter(campaign__in=whole).order_by().values_list("unit__path")
    _paths(sites.annotate(n=Count("pk")), depth, areas, 1)
    _paths(tasks.annotate(n=Count("pk"), d=Count("pk", filter=done)), depth, areas, 2)
    _paths(concerns.annotate(n=Count("pk"), c=Count("pk", filter=closed)), depth, areas, 4)
    return list(areas.values())


@dataclass
class Drawn:
    """A table of a summary as it is kept: plain values, so that it stays as it was."""

    key: str
    title: str
    head: list[str]
    rows: list[list[Any]]

    def kept(self) -> dict[str, Any]:
        return {"key": self.key, "title": self.title, "head": self.head, "rows": self.rows}


def _plain(amount: Decimal | int | None) -> float | int:
    value = Decimal(amount or 0)
    return int(value) if value == value.to_integral() else float(value)


def _topics(whole: QuerySet[Campaign]) -> list[list[Any]]:
    """[topic, heard, closed]."""
    rows = Concern.objects.filter(campaign__in=whole).order_by().values_list("topic")
    counted = rows.annotate(n=Count("pk"), c=Count("pk", filter=Q(step=Concern.Step.CLOSED)))
    found = {topic: (heard, closed) for topic, heard, closed in counted}
    return [[str(topic.label), *found[topic.value]] for topic in Concern.Topic if topic.value in found]


def practices_of(campaign: Campaign) -> QuerySet[Practice]:
    """Practices of the campaign's federation and beneath that were accepted in its year, the most copied first."""
    rows = Practice.objects.filter(unit__path__within=campaign.unit.path, created_at__year=campaign.year)
    kept = rows.filter(state__in=(Practice.State.ACCEPTED, Practice.State.PUBLISHED)).select_related("unit")
    return kept.annotate(n=Count("adoptions")).order_by("-n", "-published_on", "id")


def institutions_of(campaign: Campaign) -> QuerySet[InstitutionalResult]:
    """Rules made or changed at the federation and beneath in the campaign's year."""
    rows = InstitutionalResult.objects.filter(
        unit__path__within=campaign.unit.path, since__year=campaign.year
    )
    return (
        rows.exclude(status="draft").annotate(n=Count("followers")).select_related("unit").order_by("since")
    )


def issues_of(campaign: Campaign) -> QuerySet[Issue]:
    rows = Issue.objects.filter(unit__path__within=campaign.unit.path, state__in=Issue.DECIDED)
    return rows.filter(created_at__year=campaign.year).select_related("unit").order_by("state", "id")


def tables_of(campaign: Campaign) -> list[Drawn]:
    """Every table of a campaign's summary, in the order in which it tells them; small counts told as such."""
    whole = Campaign.objects.filter(
        Q(pk=campaign.pk) | Q(parent=campaign.pk) | Q(parent__parent=campaign.pk)
    ).exclude(state=Campaign.State.DRAFT)
    general = [
        [name, measure, _plain(sum(amounts.values(), Decimal(0)))]
        for name, measure, amounts in _counted(whole)
    ]
    levels: Any = whole.select_related("unit").annotate(n=Count("sites")).order_by("unit__path", "id")
    kinds = Site.objects.filter(campaign__in=whole).order_by("kind").values_list("kind")
    labels = dict(Site._meta.get_field("kind").flatchoices)
    tables = [
        Drawn("general", _("The whole at a glance"), [_("Figure"), _("Measure"), _("Amount")], general),
        Drawn(
            "levels",
            _("Campaigns of all levels"),
            [_("Federation"), _("Campaign"), _("State"), _("Sites")],
            [[str(c.unit), c.name, str(c.get_state_display()), c.n] for c in levels],
        ),
        Drawn(
            "areas",
            _("Coverage by area"),
            [
                _("Area"),
                _("Sites"),
                _("Tasks"),
                _("Tasks done"),
                _("Concerns"),
                _("Concerns brought to an end"),
            ],
            _areas(campaign, whole),
        ),
        Drawn(
            "kinds",
            _("Sites by kind"),
            [_("Kind of union"), _("Sites")],
            [[str(labels.get(kind, kind)), n] for kind, n in kinds.annotate(n=Count("pk"))],
        ),
        Drawn(
            "indicators",
            _("Results by indicator"),
            [_("Indicator"), _("Measure"), _("Reached")],
            [
                [name, measure, _plain(sum(amounts.values(), Decimal(0)))]
                for (name, measure), amounts in sorted(_indicators(whole).items())
            ],
        ),
        Drawn("topics", _("Concerns by topic"), [_("Topic"), _("Heard"), _("Closed")], _topics(whole)),
        Drawn(
            "issues",
            _("Focus and common issues"),
            [_("Focus or common issue"), _("Federation"), _("State")],
            [[i.name, str(i.unit), str(i.get_state_display())] for i in issues_of(campaign)],
        ),
        Drawn(
            "practices",
            _("Practices"),
            [_("Practice"), _("Arose at"), _("Copied by")],
            [[p.title, str(p.unit), p.n] for p in practices_of(campaign)],  # type: ignore[attr-defined]
        ),
        Drawn(
            "institutions",
            _("Institutional results"),
            [_("Rule"), _("Kept by"), _("Status"), _("Followed by")],
            [
                [r.name, str(r.unit), str(r.get_status_display()), r.n]  # type: ignore[attr-defined]
                for r in institutions_of(campaign)
            ],
        ),
    ]
    veil({table.key: table.rows for table in tables})
    return tables
