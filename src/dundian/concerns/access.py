"""Who may do what with a concern.

A concern is seen where it arose and above, by units that handle it, and by units that were asked to. It
is worked on by the unit that has it now: the field team at the site until it is referred on, afterwards
whoever accepted it. An office above the handling unit may take a concern over, with a reason, so that
nothing lies buried. A leader sees and urges, and does not act.

The reporter's identity is sealed. It opens for those who handle the concern at the handling unit, and
for whoever wrote it down; never for the host union, never for a leader, an administrator, or an office
that merely looks on. Each look is on the audit trail with its reason.
"""

from django.utils.translation import gettext as _

from dundian.concerns.models import Concern, Referral
from dundian.kernel.errors import Refused
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


def require_handle(actor: Actor, concern: Concern) -> Appointment:
    """The appointment to handle the concern; `Refused` names who has it."""
    found = handling_appointment(actor, concern.handler)
    if found is None:
        raise Refused(
            _("%(unit)s has this concern; only its people can act on it.") % {"unit": concern.handler}
        )
    return found


def require_referral(actor: Actor, referral: Referral) -> Appointment:
    """The appointment to answer a referral: at the unit that was asked."""
    found = handling_appointment(actor, referral.to)
    if found is None:
        raise Refused(_("Only %(unit)s can answer this referral.") % {"unit": referral.to})
    return found


def require_answer(actor: Actor, concern: Concern) -> Referral:
    """The referral that the concern waits for, when the actor may answer it."""
    waiting = concern.awaited()
    if waiting is None:
        raise Refused(_("No referral is waiting for an answer."))
    require_referral(actor, waiting)
    return waiting


def require_take_over(actor: Actor, concern: Concern) -> Appointment:
    """The appointment of an office strictly above the handling unit."""
    found = _office_above(actor, concern)
    if found is None:
        raise Refused(_("Only an office above the handling unit can take a concern over."))
    return found


def require_see_reporter(actor: Actor, concern: Concern) -> None:
    if not may_see_reporter(actor, concern):
        raise Refused(_("Only those who handle this concern may see who raised it."))


def may_answer(actor: Actor, referral: Referral) -> bool:
    return handling_appointment(actor, referral.to) is not None


def may_take_over(actor: Actor, concern: Concern) -> bool:
    return _office_above(actor, concern) is not None


def _office_above(actor: Actor, concern: Concern) -> Appointment | None:
    found = actor.appointment_for("take_over", "concern", concern.handler)
    return found if found and found.unit_id != concern.handler_id else None


def may_see_reporter(actor: Actor, concern: Concern) -> bool:
    wrote_it = concern.raised_by_id == actor.user.pk and bool(actor.appointments)
    return may_handle(actor, concern) or wrote_it
