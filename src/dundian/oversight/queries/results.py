"""What was reported of sites, and what the system knows of it today; how much of it stands."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from dundian.campaign.models import Indicator, Site
from dundian.campaign.queries import indicators_for
from dundian.concerns.models import Concern
from dundian.fieldwork.models import LogFigure
from dundian.knowledge.models import Follower, InstitutionalResult
from dundian.org.models import Unit
from dundian.oversight.models import LookBack, LookBackItem
from dundian.ui.formats import day, number

Kind, Stands, Status = LookBackItem.Kind, LookBackItem.Stands, InstitutionalResult.Status
# Codes of the shipped indicators that say of what kind a counted result is.
KINDS = {"new_unions": Kind.UNION, "standard_unions": Kind.UNION, "rules": Kind.RULE}
LASTING = ("new_unions", "standard_unions", "new_members", "rules", "contracts")


def lasting_for(unit: Unit) -> list[Indicator]:
    """The counted results of a federation that ought to last."""
    return [indicator for indicator in indicators_for(unit) if indicator.code in LASTING]


@dataclass
class Result:
    """One reported result, as an item of a look-back keeps it."""

    kind: str
    title: str
    reported: str
    known: str = ""
    doubtful: bool = False
    ref: UUID | None = None


def reported(sites: Sequence[Site], indicators: Sequence[Indicator]) -> dict[UUID, list[Result]]:
    """Results by site: the union itself, the rules, the counted ones, the concerns said to be solved."""
    found: dict[UUID, list[Result]] = defaultdict(list)
    for site in sites:
        found[site.pk].append(_union(site))
    for source in (_rules(sites), _counted(sites, indicators), _concerns(sites)):
        for site_id, lines in source.items():
            found[site_id] += lines
    return found


def _union(site: Site) -> Result:
    closed = site.unit.closed_on
    known = _("Closed on %(day)s.") % {"day": day(closed)} if closed else _("Open in the register.")
    return Result(Kind.UNION, site.unit.name, _("The union works."), known, closed is not None)


def _rules(sites: Sequence[Site]) -> dict[UUID, list[Result]]:
    """Rules that came from a site's practices, and those that its union said it follows."""
    born = InstitutionalResult.practices.through.objects.filter(practice__site__in=sites)
    born = born.exclude(institutionalresult__status=Status.DRAFT)
    followed = Follower.objects.filter(unit__in=[site.unit_id for site in sites]).select_related("result")
    at = defaultdict(list)
    for site in sites:
        at[site.unit_id].append(site.pk)
    found: dict[UUID, dict[UUID, Result]] = defaultdict(dict)
    for tie in born.select_related("institutionalresult", "practice").order_by(
        "institutionalresult__since", "pk"
    ):
        rule = tie.institutionalresult
        found[tie.practice.site_id][rule.pk] = _rule(rule, _("Came from a practice of this site."))
    for follower in followed.order_by("since", "pk"):
        said = _("Followed since %(day)s.") % {"day": day(follower.since)}
        for site_id in at[follower.unit_id]:
            found[site_id][follower.result_id] = _rule(follower.result, said, follower.ended_on)
    return {site_id: list(rules.values()) for site_id, rules in found.items()}


def _rule(rule: InstitutionalResult, said: str, ended_on: date | None = None) -> Result:
    """A rule that is abolished, or that its union left, does not stand by what the system knows."""
    known = _("%(status)s since %(day)s.") % {"status": rule.get_status_display(), "day": day(rule.since)}
    if ended_on:
        known = _("The union left it on %(day)s.") % {"day": day(ended_on)} + known
    doubtful = bool(ended_on) or rule.status == Status.ABOLISHED
    return Result(Kind.RULE, rule.name, said, known, doubtful, rule.pk)


def _counted(sites: Sequence[Site], indicators: Sequence[Indicator]) -> dict[UUID, list[Result]]:
    by_pk = {indicator.pk: indicator for indicator in indicators}
    rows = LogFigure.objects.filter(log__site__in=sites, indicator__in=by_pk)
    sums: dict[tuple[UUID, UUID], Decimal] = {
        (row["log__site"], row["indicator"]): row["total"]
        for row in rows.values("log__site", "indicator").annotate(total=Sum("amount")).order_by()
    }
    found: dict[UUID, list[Result]] = defaultdict(list)
    for site in sites:
        for pk, indicator in by_pk.items():
            if total := sums.get((site.pk, pk)):
                kind = KINDS.get(indicator.code, Kind.FIGURE)
                amount = f"{number(total)} {indicator.measure}"
                found[site.pk].append(Result(kind, indicator.name, amount, ref=pk))
    return found


def _concerns(sites: Sequence[Site]) -> dict[UUID, list[Result]]:
    solved = Q(outcome__in=[Concern.Outcome.SOLVED, Concern.Outcome.PARTLY]) | Q(reopened__gt=0)
    rows = Concern.objects.filter(solved, site__in=sites).order_by("raised_on", "id")
    found: dict[UUID, list[Result]] = defaultdict(list)
    for concern in rows:
        again = concern.reopened > 0
        known = _("Closed on %(day)s.") % {"day": day(concern.closed_on)} if concern.is_closed else ""
        if again:
            known = _("Taken up again %(n)d times; now “%(step)s”.") % {
                "n": concern.reopened,
                "step": concern.get_step_display(),
            }
        said = str(concern.get_outcome_display() or concern.get_step_display())
        title = f"{concern.number} {concern.get_topic_display()}"
        if concern.site_id is not None:
            found[concern.site_id].append(Result(Kind.CONCERN, title, said, known, again, concern.pk))
    return found


@dataclass(frozen=True)
class Standing:
    """Of one kind of result: how many were reported, looked at, and stand, in part or not."""

    label: str
    whole: int
    yes: int
    partly: int
    no: int

    @property
    def seen(self) -> int:
        return self.yes + self.partly + self.no


def standing_of(look_back: LookBack) -> list[Standing]:
    """What stands, by kind of result."""
    counts = {
        row["kind"]: row
        for row in LookBackItem.objects.filter(line__look_back=look_back)
        .values("kind")
        .annotate(
            whole=Count("id"),
            yes=Count("id", Q(stands=Stands.YES)),
            partly=Count("id", Q(stands=Stands.PARTLY)),
            no=Count("id", Q(stands=Stands.NO)),
        )
        .order_by()
    }
    return [
        Standing(str(label), row["whole"], row["yes"], row["partly"], row["no"])
        for kind, label in Kind.choices
        if (row := counts.get(kind))
    ]
