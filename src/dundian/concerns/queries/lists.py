"""Lists of concerns."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value

from dundian.campaign.models import Campaign, Initiative, Site
from dundian.campaign.queries import counting_towards, family
from dundian.concerns import access
from dundian.concerns.models import CallBack, Concern, Escalation, Help, Letter, Referral, Watch
from dundian.concerns.queries.staff import unattended
from dundian.kernel import clock
from dundian.org.access import Actor
from dundian.org.models import Unit


def next_number() -> str:
    """Year, month and a running number, such as 2406-000123. Tells nothing about the person."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('concerns_number')")
        return f"{clock.today():%y%m}-{cursor.fetchone()[0]:06}"


def concerns(actor: Actor, **conditions: Any) -> QuerySet[Concern]:
    """Concerns that the actor may see, with what a list row shows."""
    waiting = Referral.objects.filter(concern=OuterRef("pk"), state=Referral.State.WAITING)
    rows = Concern.objects.visible_to(actor).filter(**conditions)
    return rows.select_related("unit", "handler", "owner").annotate(is_referred=Exists(waiting))


def filtered(
    rows: QuerySet[Concern],
    *,
    text: str = "",
    step: str = "",
    topic: str = "",
    kind: str = "",
    tier: str = "",
    source: str = "",
    state: str = "",
    late: bool = False,
    still_open: bool = False,
    since: date | None = None,
    until: date | None = None,
    campaign: Campaign | None = None,
    site: Site | UUID | None = None,
    closed_from: date | None = None,
    closed_to: date | None = None,
    area: Unit | None = None,
    union: str = "",
    industry: str = "",
    initiative: Initiative | None = None,
    year: int | None = None,
    category: str = "",
    desk: Q | None = None,
) -> QuerySet[Concern]:
    """The conditions of the list page; empty ones do not count."""
    if text:
        rows = rows.filter(
            Q(text__icontains=text) | Q(number__startswith=text) | Q(unit__name__icontains=text)
        )
    equal = {"step": step, "topic": topic, "kind": kind, "site": site, "tier": tier, "source": source}
    equal["category"] = category
    rows = rows.filter(**{name: value for name, value in equal.items() if value})
    if campaign:
        rows = rows.filter(campaign__in=family(campaign))
    if still_open or late:
        rows = rows.exclude(step=Concern.Step.CLOSED)
    if late:
        rows = rows.filter(due_at__lt=clock.now(), paused_at=None)
    if state in STANDING:
        rows = rows.filter(STANDING[state]())
    days = {
        "raised_on__gte": since,
        "raised_on__lte": until,
        "closed_on__gte": closed_from,
        "closed_on__lte": closed_to,
    }
    rows = rows.filter(**{lookup: day for lookup, day in days.items() if day})
    rows = rows.filter(raised_on__year=year) if year else rows
    rows = rows.filter(unit__kind=union) if union else rows
    rows = rows.filter(unit__industry=industry) if industry else rows
    if initiative:
        rows = rows.filter(site__in=counting_towards(initiative).values("pk"))
    if area:
        rows = rows.filter(unit__path__within=[area.path])
    return rows.filter(desk) if desk is not None else rows


def _waiting(model: Any, **conditions: Any) -> Any:
    return model.objects.filter(**conditions).values("concern")


STANDING = {
    "referred": lambda: Q(pk__in=_waiting(Referral, state=Referral.State.WAITING)),
    "paused": lambda: Q(paused_at__isnull=False),
    "led": lambda: Q(led_at__isnull=False),
    "reopened": lambda: Q(reopened__gt=0),
    "warned": lambda: (
        Q(warn_at__lt=clock.now(), due_at__gte=clock.now(), paused_at=None) & ~Q(step=Concern.Step.CLOSED)
    ),
    "unreplied": lambda: Q(replied_at=None) & ~Q(step=Concern.Step.CLOSED),
}


OF_OWN_UNITS = {"unit", "accept", "help"}


def desk_counts(actor: Actor, parts: Sequence[str]) -> dict[str, int]:
    """How many there are on each part of the desk, in one query; each part is asked for by itself, so that nothing
    else is read. What one's own units handle, were asked for or help with is in sight by that very fact."""
    visible, every = Concern.objects.visible_to(actor, few=True).order_by(), Concern.objects.order_by()
    each = [
        (every if part in OF_OWN_UNITS else visible)
        .filter(desk_of(actor, part))
        .annotate(part=Value(part))
        .values("part")
        .annotate(n=Count("pk"))
        for part in parts
    ]
    return dict.fromkeys(parts, 0) | {row["part"]: row["n"] for row in each[0].union(*each[1:], all=True)}


def desk_of(actor: Actor, whose: str) -> Q | None:
    """Condition for "mine", or for a part of the desk of the actor's units; None for anything else."""
    units = access.handling_units(actor)
    is_open = ~Q(step=Concern.Step.CLOSED)
    match whose:
        case "mine":
            return Q(owner__user=actor.user) & is_open
        case "unit":
            return Q(handler__in=units) & is_open
        case "pool":
            return Q(handler__in=units) & is_open & unattended()
        case "accept":
            return Q(pk__in=_waiting(Referral, state=Referral.State.WAITING, to__in=units))
        case "help":
            return Q(pk__in=_waiting(Help, state=Help.State.ASKED, unit__in=units))
        case "letters":
            open_letters = (Letter.State.DRAFT, Letter.State.ISSUED)
            return Q(pk__in=_waiting(Letter, state__in=open_letters), handler__in=units)
        case "calls":
            return Q(pk__in=_waiting(CallBack, at=None, unit__in=units))
        case "escalated":
            return Q(pk__in=_waiting(Escalation, to__in=units)) & is_open
        case "watched":
            return Q(pk__in=Watch.objects.filter(user=actor.user).values("concern"))
    return None
