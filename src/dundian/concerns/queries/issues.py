"""Focus and common issues: what stands behind them, and the order in which they are shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Avg, Case, Count, FloatField, Max, Q, QuerySet, Sum, Value, When
from django.db.models.functions import TruncMonth

from dundian.concerns.models import Concern, Issue, Tier
from dundian.concerns.near import pairs_of
from dundian.concerns.text.standing import Weight, weigh
from dundian.kernel import clock
from dundian.org.access import Actor
from dundian.org.models import FEDERATIONS, Unit

GRAVITY = {Tier.ORDINARY: 0.0, Tier.HARD: 0.5, Tier.GRAVE: 1.0}
RECENT = 30  # days


@dataclass(frozen=True)
class Ranked:
    """An issue with what it rests on in the reader's sight. `weight` is worked out from the other figures."""

    issue: Issue
    concerns: int
    sites: int
    people: int
    grave: int
    recent: int
    last: date
    weight: Weight


def _in_sight(actor: Actor) -> Q:
    return Q(members__out=False, members__concern__unit__in=actor.units("view", "concern"))


def ranked(actor: Actor, issues: QuerySet[Issue]) -> list[Ranked]:
    """The issues by breadth, gravity and recency (see `text.standing.weigh`), the weightiest first. One query.

    Only concerns of the reader's own area count, so that every figure opens as the list of these concerns.
    """
    seen = _in_sight(actor)
    concern = "members__concern__"
    counted = issues.select_related("unit", "owner").annotate(
        concerns=Count("members", filter=seen),
        sites=Count(f"{concern}unit", filter=seen, distinct=True),
        people=Sum(f"{concern}people", filter=seen),
        grave=Count("members", filter=seen & ~Q(members__concern__tier=Tier.ORDINARY)),
        mean=Avg(
            Case(*(When(members__concern__tier=t, then=Value(v)) for t, v in GRAVITY.items()), default=0.0,
                 output_field=FloatField()),
            filter=seen,
        ),
        recent=Count("members", filter=seen & Q(members__concern__raised_on__gt=clock.today() - timedelta(RECENT))),
        last=Max(f"{concern}raised_on", filter=seen),
    )  # fmt: skip
    found = [_ranked(issue) for issue in counted if issue.concerns]
    return sorted(found, key=lambda r: (-r.weight.total, r.issue.pk))


def _ranked(issue: Any) -> Ranked:
    weight = weigh(
        sites=issue.sites, people=issue.people, grave=issue.mean or 0.0, last=issue.last, today=clock.today()
    )
    return Ranked(
        issue, issue.concerns, issue.sites, issue.people, issue.grave, issue.recent, issue.last, weight
    )


def members(actor: Actor, issue: Issue) -> QuerySet[Concern]:
    """The issue's concerns in the reader's own area."""
    rows = Concern.objects.filter(unit__in=actor.units("view", "concern"))
    return rows.filter(memberships__issue=issue, memberships__out=False).select_related("unit", "handler")


def hidden_members(actor: Actor, issue: Issue) -> int:
    """How many of its concerns lie elsewhere."""
    return issue.members.filter(out=False).exclude(concern__in=members(actor, issue)).count()


def issue_of(concern: Concern, actor: Actor) -> Issue | None:
    """The standing issue that a concern belongs to, if the reader may know of it."""
    mine = Issue.objects.visible_to(actor).filter(members__concern=concern, members__out=False)
    return mine.exclude(state__in=(Issue.State.FADED, Issue.State.DISMISSED)).first()


def by_month(rows: QuerySet[Concern]) -> list[tuple[date, int]]:
    """(first day of the month, concerns)."""
    found = rows.order_by().annotate(month=TruncMonth("raised_on")).values_list("month")
    return sorted(found.annotate(n=Count("pk", distinct=True)))


def common_federation(units: Iterable[Unit]) -> Unit | None:
    """The lowest federation at or over all of them."""
    paths = [unit.path.split(".") for unit in units]
    if not paths:
        return None
    shared = [labels[0] for labels in zip(*paths, strict=False) if len(set(labels)) == 1]
    over = Unit.objects.filter(pk__in=[int(label) for label in shared], kind__in=FEDERATIONS)
    return over.order_by("-path").first()


def name_of(texts: Sequence[str]) -> str:
    """A first name for an issue: the opening clause of the text that shares most with the others."""
    sets = [pairs_of(text) for text in texts[:200]]
    best = max(
        range(len(sets)), key=lambda i: (sum(len(sets[i] & other) for other in sets) / (len(sets[i]) + 8), -i)
    )
    clause = texts[best].replace("\n", "，").replace("。", "，").split("，")[0]
    return clause[:30] or texts[best][:30]
