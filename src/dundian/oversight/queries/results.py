"""What was reported of sites, and what the system knows of it today; how much of it stands."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from dundian.campaign.models import Indicator, Site
from dundian.campaign.queries import indicators_for
from dundian.concerns.models import Concern
from dundian.fieldwork.models import LogFigure
from dundian.org.models import Unit
from dundian.oversight.models import LookBack, LookBackItem
from dundian.ui.formats import day, number

Kind, Stands = LookBackItem.Kind, LookBackItem.Stands
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
    """Results by site: the union itself, the counted ones, the concerns said to be solved. Three queries."""
    found: dict[UUID, list[Result]] = defaultdict(list)
    for site in sites:
        found[site.pk].append(_union(site))
    for site_id, lines in _counted(sites, indicators).items():
        found[site_id] += lines
    for site_id, lines in _concerns(sites).items():
        found[site_id] += lines
    return found


def _union(site: Site) -> Result:
    closed = site.unit.closed_on
    known = _("Closed on %(day)s.") % {"day": day(closed)} if closed else _("Open in the register.")
    return Result(Kind.UNION, site.unit.name, _("The union works."), known, closed is not None)


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
