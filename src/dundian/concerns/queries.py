"""Reading concerns."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from dundian.campaign.models import Campaign
from dundian.campaign.queries import family
from dundian.concerns.access import HANDLERS, may_answer, may_handle
from dundian.concerns.models import Concern, Referral, StepTaken, TimeLimit
from dundian.fieldwork.ledger import ConcernLine
from dundian.kernel import clock
from dundian.org.access import Actor
from dundian.org.models import Appointment, Unit, UnitKind

# What counts until a federation sets its own limits.
SHIPPED_LIMITS = {TimeLimit.Matter.SETTLE: 15, TimeLimit.Matter.ANSWER: 3}


def days_allowed(unit: Unit, matter: TimeLimit.Matter) -> int:
    """The limit set by the nearest unit above, else the shipped one."""
    nearest = (
        TimeLimit.objects.filter(unit__path__above=unit.path, matter=matter).order_by("-unit__path").first()
    )
    return nearest.days if nearest else SHIPPED_LIMITS[matter]


def due_date(unit: Unit, matter: TimeLimit.Matter, start: date | None = None) -> date:
    return (start or clock.today()) + timedelta(days=days_allowed(unit, matter))


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
    late: bool = False,
    still_open: bool = False,
    since: date | None = None,
    until: date | None = None,
    campaign: Campaign | None = None,
    site: UUID | None = None,
    area: Unit | None = None,
) -> QuerySet[Concern]:
    """The conditions of the list page; empty ones do not count."""
    if text:
        rows = rows.filter(
            Q(text__icontains=text) | Q(number__startswith=text) | Q(unit__name__icontains=text)
        )
    equal = {"step": step, "topic": topic, "kind": kind, "site": site}
    rows = rows.filter(**{name: value for name, value in equal.items() if value})
    if campaign:
        rows = rows.filter(campaign__in=family(campaign))
    if still_open or late:
        rows = rows.exclude(step=Concern.Step.CLOSED)
    if late:
        rows = rows.filter(due_on__lt=clock.today())
    if since:
        rows = rows.filter(raised_on__gte=since)
    if until:
        rows = rows.filter(raised_on__lte=until)
    if area:
        rows = rows.filter(unit__path__within=[area.path])
    return rows


@dataclass(frozen=True)
class Happening:
    """One line of a concern's history: a step taken, a referral, or its answer."""

    when: Any
    title: Any
    text: str
    who: str


def history(concern: Concern) -> list[Happening]:
    """All that happened, oldest first, in two queries."""
    lines = [
        Happening(s.at, s.get_step_display(), s.text, str(s.by))
        for s in StepTaken.objects.filter(concern=concern).select_related("by")
    ]
    for r in Referral.objects.filter(concern=concern).select_related("sender", "to", "by", "answered_by"):
        lines.append(
            Happening(r.created_at, r.get_direction_display(), f"{r.sender} → {r.to}：{r.reason}", str(r.by))
        )
        if r.answered_at:
            lines.append(
                Happening(r.answered_at, r.get_state_display(), f"{r.to}：{r.answer}", str(r.answered_by))
            )
    return sorted(lines, key=lambda line: line.when)


@dataclass(frozen=True)
class Doors:
    """What this person may do now, so that the page offers exactly that."""

    handle: bool
    answer: bool
    waiting: Referral | None
    next_step: str


def doors(concern: Concern, actor: Actor) -> Doors:
    waiting = concern.awaited()
    closed = concern.step == Concern.Step.CLOSED
    steps = list(Concern.Step)
    following = steps[min(steps.index(Concern.Step(concern.step)) + 1, len(steps) - 1)]
    return Doors(
        handle=may_handle(actor, concern) and not closed and waiting is None,
        answer=waiting is not None and may_answer(actor, waiting),
        waiting=waiting,
        next_step=following,
    )


def targets(concern: Concern) -> QuerySet[Unit]:
    """Units that a concern may be referred to, where somebody is appointed to accept it.

    Up are the federations above the handling unit; sideways their departments, unions and sister federations;
    down what lies beneath. Whoever had it before, and the team where it arose, may get it back.
    """
    handler = concern.handler
    above = [int(label) for label in handler.path.split(".")]
    beside = Q(parent_id__in=above) & ~Q(kind__in=[UnitKind.PROVINCE])
    staffed = Appointment.objects.active().filter(unit=OuterRef("pk"), role__in=HANDLERS)
    before = Q(pk=concern.unit_id) | Q(pk__in=Referral.objects.filter(concern=concern).values("sender"))
    reach = Q(pk__in=above) | beside | Q(path__within=[handler.path]) | before
    return Unit.objects.filter(reach, Exists(staffed), closed_on=None).exclude(pk=handler.pk).order_by("path")


def first_handler(unit: Unit) -> Unit:
    """The nearest unit, this one or above, with somebody appointed to handle concerns; else the unit itself."""
    staffed = Appointment.objects.active().filter(unit=OuterRef("pk"), role__in=HANDLERS)
    return Unit.objects.over(unit).filter(Exists(staffed)).order_by("-path").first() or unit


def unstaffed(actor: Actor) -> QuerySet[Concern]:
    """Open concerns beneath the actor's office whose handling unit has nobody left to act."""
    staffed = Appointment.objects.active().filter(unit=OuterRef("handler"), role__in=HANDLERS)
    beneath = Concern.objects.filter(handler__in=actor.units("take_over", "concern")).open()
    return beneath.filter(~Exists(staffed)).select_related("unit", "handler")


def direction(sender: Unit, to: Unit) -> Referral.Direction:
    if sender.is_within(to.path):
        return Referral.Direction.UP
    return Referral.Direction.DOWN if to.is_within(sender.path) else Referral.Direction.SIDEWAYS


def ledger_lines(site_ids: Sequence[UUID], since: date, until: date) -> dict[UUID, list[ConcernLine]]:
    """Concerns of sites raised in a period, for ledger and report: matter and outcome, never the reporter."""
    rows = Concern.objects.filter(site__in=site_ids, raised_on__range=(since, until)).order_by(
        "raised_on", "id"
    )
    found: dict[UUID, list[ConcernLine]] = defaultdict(list)
    for c in rows:
        result = str(c.get_outcome_display() if c.outcome else c.get_step_display())
        if c.site_id:
            found[c.site_id].append(ConcernLine(c.raised_on, c.text, result, c.workers_word, c.log_id))
    return found
