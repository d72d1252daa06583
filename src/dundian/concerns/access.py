"""Who may do what with a concern.

A concern is seen where it arose and above, by units that handle it, and by units that were asked to. It
is worked on by the unit that has it now: the field team at the site until it is referred on, afterwards
whoever accepted it. An office above the handling unit may take a concern over, with a reason, so that
nothing lies buried. A leader sees and urges, and does not act.

The reporter's identity is sealed. It opens for those who handle the concern at the handling unit, and
for whoever wrote it down; never for the host union, never for a leader, an administrator, or an office
that merely looks on. Each look is on the audit trail with its reason.
"""

from dundian.concerns.models import Concern, Referral
from dundian.org.access import FIELD, WORKING, Actor, grant
from dundian.org.models import Appointment, Role, Unit

HANDLERS = (Role.OFFICE, *FIELD, Role.DEPARTMENT)

grant(WORKING, "concern", "view")
grant([Role.OFFICE, *FIELD, Role.HOST], "concern", "raise")
grant(HANDLERS, "concern", "handle")
grant([Role.OFFICE], "concern", "take_over")
grant([Role.OFFICE], "time_limit", "view", "change")


def handling_appointment(actor: Actor, unit: Unit) -> Appointment | None:
    """The appointment at exactly this unit that lets the person handle its concerns."""
    able = [a for a in actor.appointments if a.unit_id == unit.id and a.role in HANDLERS]
    return min(able, key=lambda a: a.deputy_for_id is not None) if able else None


def may_handle(actor: Actor, concern: Concern) -> bool:
    return handling_appointment(actor, concern.handler) is not None


def may_answer(actor: Actor, referral: Referral) -> bool:
    return handling_appointment(actor, referral.to) is not None


def may_take_over(actor: Actor, concern: Concern) -> bool:
    """An office strictly above the handling unit."""
    found = actor.appointment_for("take_over", "concern", concern.handler)
    return found is not None and found.unit_id != concern.handler_id


def may_see_reporter(actor: Actor, concern: Concern) -> bool:
    wrote_it = concern.raised_by_id == actor.user.pk and bool(actor.appointments)
    return may_handle(actor, concern) or wrote_it
