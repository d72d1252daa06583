"""Who may do what with a concern.

A concern is seen where it arose and above, by units that handle it, and by units that were asked to handle it or to
help. It is worked on by the unit that has it now: the field team at the site until it is referred on, afterwards
whoever accepted it. What may be done when stands in `workflow.TABLE`; who "the handler", "the asked" and "an office
above" are stands here. An office above the handling unit may take a concern over, give it to somebody else there, or
set its tier, with a reason, so that nothing lies buried. A leader sees and urges, and does not act.

Notes, files, letters and the names of colleagues are for those who may handle concerns within scope and for leaders;
the host union sees the matter, its state and what the worker was told.

The reporter's identity is sealed. It opens for those who handle the concern at the handling unit, and for whoever
wrote it down while they hold a handling post over the unit where it arose; for the host union only while the worker
agrees to it; never for a leader, an administrator, or an office that merely looks on. Each look is on the audit trail
with its reason.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from dundian.concerns.models import CallBack, Concern, Help, Referral
from dundian.kernel.errors import Refused
from dundian.org.access import FIELD, WORKING, Actor, Operator, grant
from dundian.org.models import Appointment, Role, Unit

HANDLERS = (Role.OFFICE, *FIELD, Role.DEPARTMENT)
INSIDE = (*HANDLERS, Role.LEADER)

grant(WORKING, "concern", "view")
grant([Role.OFFICE, *FIELD, Role.HOST], "concern", "raise")
grant(HANDLERS, "concern", "handle")
grant([Role.OFFICE, *FIELD], "concern", "import")
grant([Role.OFFICE], "concern", "take_over")
grant([Role.OFFICE, Role.LEADER], "concern", "urge")
grant([Role.OFFICE, Role.LEADER, Role.DEPARTMENT, *FIELD], "issue", "view")
grant([Role.OFFICE], "issue", "decide")
grant(HANDLERS, "category", "view")
grant([Role.OFFICE], "category", "change")
grant([Role.OFFICE], "time_limit", "view", "change")
grant(HANDLERS, "outside_body", "view")
grant([Role.OFFICE], "outside_body", "change")
grant([Role.OFFICE], "phrase", "change")
grant([Role.OFFICE, *FIELD], "site_page", "view")
grant([Role.OFFICE, Role.TEAM_LEADER], "site_page", "open", "revoke")
grant([Role.OFFICE], "retention", "view", "change")


def handling_units(actor: Actor) -> list[int]:
    """Units at which the actor may handle concerns."""
    return [a.unit_id for a in actor.appointments if a.role in HANDLERS]


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


def appointment_to(actor: Actor, concern: Concern, who: Iterable[str]) -> Appointment | None:
    """The appointment by which the actor is one of `who` (values of `workflow.Who`) to this concern."""
    for part in who:
        found = None
        if part == "handler":
            found = handling_appointment(actor, concern.handler)
        elif part == "asked":
            waiting = concern.awaited()
            found = handling_appointment(actor, waiting.to) if waiting else None
        elif part == "above":
            found = _office_above(actor, concern)
        if found:
            return found
    return None


def require_event(actor: Actor, concern: Concern, who: Iterable[str]) -> Appointment | None:
    """The appointment for an event; None for the worker and the system, who act through `SYSTEM`."""
    who = tuple(who)
    if isinstance(actor, Operator):
        if "system" in who or "worker" in who:
            return None
        raise Refused(_("Only people do this."))
    found = appointment_to(actor, concern, who)
    if found is None:
        raise Refused(_refusal(concern, who))
    return found


def _refusal(concern: Concern, who: tuple[str, ...]) -> str:
    if "asked" in who:
        waiting = concern.awaited()
        if waiting is None:
            return _("No referral is waiting for an answer.")
        return _("Only %(unit)s can answer this referral.") % {"unit": waiting.to}
    if "handler" in who:
        return _("%(unit)s has this concern; only its people can act on it.") % {"unit": concern.handler}
    return _("Only an office above the handling unit can take a concern over.")


def require_referral(actor: Actor, referral: Referral) -> Appointment:
    """The appointment to answer a referral: at the unit that was asked."""
    found = handling_appointment(actor, referral.to)
    if found is None:
        raise Refused(_("Only %(unit)s can answer this referral.") % {"unit": referral.to})
    return found


def require_asked(actor: Actor, concern: Concern) -> Appointment | None:
    """The appointment at the unit whose answer is awaited."""
    return require_event(actor, concern, ("asked",))


def require_help(actor: Actor, help: Help) -> Appointment:
    """The appointment to answer for one's part: at the unit that was asked to help."""
    found = handling_appointment(actor, help.unit)
    if found is None:
        raise Refused(_("Only %(unit)s can answer for its part.") % {"unit": help.unit})
    return found


def may_answer(actor: Actor, referral: Referral) -> bool:
    return handling_appointment(actor, referral.to) is not None


def may_take_over(actor: Actor, concern: Concern) -> bool:
    return _office_above(actor, concern) is not None


def _office_above(actor: Actor, concern: Concern) -> Appointment | None:
    found = actor.appointment_for("take_over", "concern", concern.handler)
    return found if found and found.unit_id != concern.handler_id else None


def require_take_over(actor: Actor, concern: Concern) -> Appointment:
    """The appointment of an office strictly above the handling unit."""
    found = _office_above(actor, concern)
    if found is None:
        raise Refused(_("Only an office above the handling unit can take a concern over."))
    return found


def call_back_appointment(actor: Actor, call_back: CallBack) -> Appointment | None:
    """At the unit that handled it or an office above; never whoever handled or was in charge of it."""
    concern = call_back.concern
    owner = concern.owner.user_id if concern.owner else None
    if actor.user.pk in (call_back.handled_by_id, owner):
        return None
    return handling_appointment(actor, call_back.unit) or actor.appointment_for(
        "take_over", "concern", call_back.unit
    )


def require_call_back(actor: Actor, call_back: CallBack) -> Appointment:
    found = call_back_appointment(actor, call_back)
    if found is None:
        raise Refused(_("The call-back is made by somebody other than who handled it, there or above."))
    return found


def places_of(concern: Concern) -> list[Unit]:
    """Every unit that has or had to do with a concern: where it arose, who has it, who was asked."""
    asked, helping = Referral.objects.filter(concern=concern), Help.objects.filter(concern=concern)
    ids = asked.order_by().values("to").union(helping.order_by().values("unit"))
    return [concern.unit, concern.handler, *Unit.objects.filter(pk__in=ids)]


def may_see_inside(actor: Actor, concern: Concern, places: Iterable[Unit] | None = None) -> bool:
    """Notes, files, letters: for handling posts and leaders in whose scope one of its places lies."""
    able = [a.unit.path for a in actor.appointments if a.role in INSIDE]
    if not able:
        return False
    return any(unit.is_within(path) for unit in places or places_of(concern) for path in able)


def is_colleague(actor: Actor, concern: Concern, places: Iterable[Unit] | None = None) -> bool:
    """Whether the person holds a handling post in whose scope one of the concern's places lies; no leader does."""
    able = [a.unit.path for a in actor.appointments if a.role in HANDLERS]
    return bool(able) and any(unit.is_within(path) for unit in places or places_of(concern) for path in able)


def require_colleague(actor: Actor, concern: Concern) -> None:
    if not is_colleague(actor, concern):
        raise Refused(_("This is for those who handle concerns here."))


def require_inside(actor: Actor, concern: Concern) -> None:
    if not may_see_inside(actor, concern):
        raise Refused(_("Notes and files are for those who handle the concern."))


def may_urge(actor: Actor, concern: Concern) -> bool:
    return any(actor.can("urge", "concern", unit) for unit in (concern.unit, concern.handler))


def may_see_reporter(actor: Actor, concern: Concern) -> bool:
    if may_handle(actor, concern) or _told_by_worker(actor, concern):
        return True
    if concern.raised_by_id is None or concern.raised_by_id != actor.user.pk:
        return False
    return any(a.role in HANDLERS and concern.unit.is_within(a.unit.path) for a in actor.appointments)


def _told_by_worker(actor: Actor, concern: Concern) -> bool:
    """The worker's own union, when the worker agreed that it may know."""
    hosts = any(a.role == Role.HOST and a.unit_id == concern.unit_id for a in actor.appointments)
    return hosts and concern.consents.filter(revoked_at=None).exists()


def require_see_reporter(actor: Actor, concern: Concern) -> None:
    if not may_see_reporter(actor, concern):
        raise Refused(_("Only those who handle this concern may see who raised it."))
