"""Who in the unit has it, and handing over a desk."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.concerns import access, queries
from dundian.concerns.actions.holding import hold, leave_row
from dundian.concerns.models import Concern, Tier
from dundian.concerns.workflow import Event
from dundian.kernel import calendar, clock
from dundian.kernel.errors import Invalid
from dundian.org.access import Actor
from dundian.org.models import Appointment, Person, Unit


def _able(person: Person, unit: Unit) -> bool:
    if person.user_id is None:
        return False
    posts = Appointment.objects.active().filter(user=person.user_id, unit=unit)
    return posts.filter(role__in=access.HANDLERS).exists()


def _refuse(person: Person, unit: Unit) -> Invalid:
    message = _("%(person)s is not appointed to handle concerns at %(unit)s.")
    return Invalid({"person": message % {"person": person, "unit": unit}})


@transaction.atomic
def assign_concern(*, concern: Concern, person: Person, actor: Actor, version: int | None = None) -> Concern:
    """Give the concern to a colleague who may handle it at the same unit."""
    held = hold(concern, Event.ASSIGN, actor, version=version)
    if not _able(person, held.concern.handler):
        raise _refuse(person, held.concern.handler)
    held.concern.owner = person
    held.move("owner")
    leave_row(held, "assign", owner=str(person.pk))
    return held.concern


@transaction.atomic
def assign_many(*, concerns: Iterable[Concern], person: Person, actor: Actor) -> int:
    """Give several to one colleague; all or none. Returns how many changed hands."""
    moved = [c for c in concerns if c.owner_id != person.pk]
    for concern in sorted(moved, key=lambda c: c.pk):
        assign_concern(concern=concern, person=person, actor=actor)
    return len(moved)


@transaction.atomic
def hand_over(*, unit: Unit, giver: Person, taker: Person, actor: Actor) -> int:
    """Everything open that one colleague has at a unit goes to another."""
    if not _able(taker, unit):
        raise _refuse(taker, unit)
    held = Concern.objects.open().filter(handler=unit, owner=giver).select_related("handler")
    return assign_many(concerns=list(held), person=taker, actor=actor)


@transaction.atomic
def grade_concern(*, concern: Concern, tier: str, version: int, actor: Actor) -> Concern:
    """Set the tier; the limits of the tier count from the beginning, pauses added."""
    held = hold(concern, Event.GRADE, actor, version=version)
    locked, days = held.concern, calendar.current()
    if tier not in Tier.values:
        raise Invalid({"tier": _("Choose a tier.")})
    times = queries.clock_of(locked.unit, tier, locked.clock_from)
    stood = queries.hours_paused(locked)
    locked.tier, locked.due_at = tier, days.add_hours(times.due_at, stood)
    locked.warn_at = days.add_hours(times.warn_at, stood)
    locked.reply_due_at = days.add_hours(times.reply_due_at, stood)
    held.move("tier", "due_at", "warn_at", "reply_due_at")
    leave_row(held, "grade", tier=tier, at=clock.now().isoformat())
    return locked
