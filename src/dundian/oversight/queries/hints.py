"""What looks odd at a site, each with its reason in words: something to ask about, never a score and never an order.

Computed anew whenever it is looked at; what the office asked or set aside is kept as a `Question` under the same mark.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from dundian.campaign.models import Site
from dundian.concerns.models import Concern, StepTaken
from dundian.fieldwork.models import LogFigure, Report, Task
from dundian.kernel import clock
from dundian.org.access import Actor
from dundian.oversight.models import Question
from dundian.ui.formats import day, number

Kind = Question.Kind
QUIET_WEEKS = 3
BOUNCED = 3
RECENT = timedelta(days=45)
MOST_REPORTS = 300
SHOWN = (
    "state", "unit__short_name", "unit__name", "county__short_name", "county__name", "campaign__name",
    "team__name", "team__dispatch__starts_on",
)  # fmt: skip
Within = QuerySet[Site, Any]


@dataclass(frozen=True)
class Hint:
    """One thing to ask about. `mark` names what it rests on, so that the same thing is asked once."""

    kind: str
    site: Site
    mark: str
    reason: str
    url: str
    since: date

    @property
    def label(self) -> Any:
        return Kind(self.kind).label


class Begun(NamedTuple):
    """What all sites are asked for: whose site it is, and since when its team is there."""

    unit: str
    starts_on: date | None


class Noticed(NamedTuple):
    """A hint, as long as its site is only known by its key."""

    kind: str
    site_id: UUID
    mark: str
    reason: str
    url: str
    since: date


STARTED = "team__dispatch__starts_on"
Sites = dict[UUID, Begun]


def hints_for(actor: Actor, kind: str = "", site_id: UUID | None = None) -> list[Hint]:
    """Hints at sites with a team, where the person may ask; in administrative order. A constant number of
    queries."""
    rows = Site.objects.filter(state=Site.State.ACTIVE, unit__in=actor.units("ask", "question"))
    if site_id:
        rows = rows.filter(pk=site_id)
    within = rows.order_by().values("pk")
    sites = {pk: Begun(*told) for pk, *told in rows.order_by().values_list("pk", "unit__name", STARTED)}
    found: list[Noticed] = []
    for name, source in SOURCES.items():
        if not kind or kind == name:
            found += source(sites, within)
    asked = set(Question.objects.filter(site__in=within).values_list("site", "kind", "mark"))
    fresh = [one for one in found if (one.site_id, one.kind, one.mark) not in asked]
    order = {site.pk: (place, site) for place, site in enumerate(_in_order({one.site_id for one in fresh}))}
    fresh.sort(key=lambda one: (order[one.site_id][0], one.kind, one.mark))
    return [Hint(one.kind, order[one.site_id][1], one.mark, one.reason, one.url, one.since) for one in fresh]


def _in_order(wanted: set[UUID]) -> QuerySet[Site]:
    """These sites with what is shown of them, in administrative order: of thousands few have a hint."""
    rows = Site.objects.filter(pk__in=wanted).select_related("unit", "county", "campaign", "team__dispatch")
    return rows.only(*SHOWN).order_by("county__place", "county__path", "unit__name", "id")


def _quiet(sites: Sites, within: Within) -> Iterator[Noticed]:
    """Three weeks without a step taken in any concern, though one waits; or without any concern heard at all."""
    today = clock.today()
    edge = today - timedelta(weeks=QUIET_WEEKS)
    begun = {pk for pk, site in sites.items() if site.starts_on and site.starts_on <= edge}
    still = begun - _lively(within, edge)  # of a province's sites only these are asked about in full
    heard = {
        row["site"]: row
        for row in Concern.objects.filter(site__in=still)
        .values("site")
        .annotate(
            last=Max("raised_on"), waiting=Count("id", ~Q(step=Concern.Step.CLOSED)), closed=Max("closed_on")
        )
        .order_by()
    }
    moved = {
        row["concern__site"]: row["last"]
        for row in StepTaken.objects.filter(concern__site__in=still)
        .values("concern__site")
        .annotate(last=Max("created_at"))
        .order_by()
    }
    for pk in still:
        unit, starts_on = sites[pk]
        row = heard.get(pk)
        last = max(
            filter(None, (row and row["last"], row and row["closed"], _day(moved.get(pk)))), default=None
        )
        if last is not None and (last > edge or not (row and row["waiting"])):
            continue
        since = last or starts_on or today
        weeks = (today - since).days // 7
        url = f"{reverse('concerns:concern_list')}?q={unit}"
        if last is None:
            reason = _("In %(n)d weeks on site no concern has been written down.") % {"n": weeks}
        else:
            reason = _(
                "%(open)d concerns are open, and for %(n)d weeks nothing was noted on any of them."
            ) % {
                "open": row["waiting"] if row else 0,
                "n": weeks,
            }
        yield Noticed(Kind.QUIET, pk, f"{since}", reason, url, since)


def _lively(within: Within, edge: date) -> set[UUID]:
    """Those sites where something was heard, settled or noted after that day. Each is asked for its last day, which
    its index begins with; whether there is such a row would be answered by reading every site's."""
    of_site = Concern.objects.filter(site=OuterRef("pk"))
    heard, settled = (
        Subquery(of_site.filter(**{f"{name}__gt": edge}).order_by(f"-{name}").values(name)[:1])
        for name in ("raised_on", "closed_on")
    )
    after = datetime.combine(edge + timedelta(1), time.min, UTC)
    noted = StepTaken.objects.filter(concern__site__in=within, created_at__gte=after)
    lively = Q(heard__isnull=False) | Q(settled__isnull=False)
    rows = Site.objects.filter(pk__in=within).alias(heard=heard, settled=settled).filter(lively)
    found = rows.order_by().values_list("pk").union(noted.order_by().values_list("concern__site"))
    return {pk for (pk,) in found}


def _day(moment: Any) -> date | None:
    return moment.date() if moment else None


def _contradictions(sites: Sites, within: Within) -> Iterator[Noticed]:
    """A report handed in whose figures are no longer what its lines add up to."""
    handed_in = [Report.State.SUBMITTED, Report.State.ACCEPTED]
    rows = Report.objects.filter(site__in=within, state__in=handed_in, ends_on__gte=clock.today() - RECENT)
    rows = rows.exclude(team=None).exclude(figures=[])
    reports = list(rows.order_by("-ends_on", "id")[:MOST_REPORTS])
    sums = _sums(reports)
    for report in reports:
        changed = [line for line in _lines_of(report, sums) if line[1] != line[2]]
        if not changed or report.site_id is None:
            continue
        words = "；".join(
            _("%(name)s: report %(said)s, lines %(now)s")
            % {"name": name, "said": number(said), "now": number(now)}
            for name, said, now in changed[:3]
        )
        reason = _("%(report)s up to %(day)s: %(words)s.") % {
            "report": report.get_kind_display(),
            "day": day(report.ends_on),
            "words": words,
        }
        mark = f"{report.pk}:" + ",".join(f"{now:g}" for _name, _said, now in changed)[:40]
        url = reverse("fieldwork:report_detail", args=[report.pk])
        yield Noticed(Kind.CONTRADICTION, report.site_id, mark, reason[:300], url, report.ends_on)


Sums = dict[tuple[UUID | None, str], list[tuple[date, Decimal]]]


def _sums(reports: list[Report]) -> Sums:
    """What the lines add up to by site, indicator and day, over the time of all the reports; one query."""
    found: Sums = defaultdict(list)
    if not reports:
        return found
    span = (min(r.starts_on for r in reports), max(r.ends_on for r in reports))
    rows = LogFigure.objects.filter(log__site__in={r.site_id for r in reports}, log__on__range=span)
    days = rows.values_list("log__site", "indicator", "log__on").annotate(total=Sum("amount")).order_by()
    for site, indicator, on, total in days:
        found[site, str(indicator)].append((on, total))
    return found


def _lines_of(report: Report, sums: Sums) -> Iterator[tuple[str, Decimal, Decimal]]:
    """(name, what the report says, what its lines say now) for each figure that was frozen."""
    for figure in report.figures:
        by_day = sums.get((report.site_id, figure["indicator"]), ())
        now = sum((n for on, n in by_day if report.starts_on <= on <= report.ends_on), Decimal(0))
        yield figure["name"], Decimal(figure["amount"]), now


def _bounced(sites: Sites, within: Within) -> Iterator[Noticed]:
    """An open concern that was handed on and came back three times or more."""
    rows = Concern.objects.open().filter(site__in=within, bounces__gte=BOUNCED).order_by("raised_on", "id")
    for concern in rows:
        reason = _("Concern %(number)s has come back %(n)d times; who ought to take it?") % {
            "number": concern.number,
            "n": concern.bounces,
        }
        url = reverse("concerns:concern_detail", args=[concern.number])
        mark = f"{concern.pk}:{concern.bounces}"
        if concern.site_id is not None:
            yield Noticed(Kind.BOUNCED, concern.site_id, mark, reason, url, concern.raised_on)


def _by_word(sites: Sites, within: Within) -> Iterator[Noticed]:
    """A counted task declared done while the lines have not reached its target."""
    rows = Task.objects.filter(
        site__in=within,
        by_word=True,
        state=Task.State.DONE,
        indicator__isnull=False,
        progress__lt=F("target"),
    )
    for task in rows.order_by("due_on", "id"):
        reason = _("“%(task)s” was declared done at %(reached)s of %(target)s.") % {
            "task": task.name,
            "reached": number(task.progress),
            "target": number(task.target),
        }
        url = reverse("fieldwork:task_detail", args=[task.pk])
        yield Noticed(Kind.WORD, task.site_id, str(task.pk), reason, url, task.done_on or task.due_on)


SOURCES = {
    str(Kind.QUIET): _quiet,
    str(Kind.CONTRADICTION): _contradictions,
    str(Kind.BOUNCED): _bounced,
    str(Kind.WORD): _by_word,
}


def chosen_hint(hints: Sequence[Hint], kind: str, mark: str) -> Hint | None:
    return next((hint for hint in hints if hint.kind == kind and hint.mark == mark), None)
