"""What may be done now, and to whom a concern may go."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from dundian.concerns.access import HANDLERS, may_answer, may_handle
from dundian.concerns.models import Concern, Referral
from dundian.concerns.workflow import following
from dundian.org.access import Actor
from dundian.org.models import Appointment, Unit, UnitKind


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
    return Doors(
        handle=may_handle(actor, concern) and not closed and waiting is None,
        answer=waiting is not None and may_answer(actor, waiting),
        waiting=waiting,
        next_step=following(concern.step),
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
