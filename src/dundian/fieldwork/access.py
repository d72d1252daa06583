"""Who may do what with tasks, logs, reports and leave.

A site's work is seen by the office and the leader in whose area it lies, by the team at the site, and by the host
union, which sees tasks and the text of logs, but neither photos nor ledgers nor reports nor leave. Departments and the
three administrators see none of it.

Tasks are kept by the office and the team. Plans in time are seen by office, leader and team; both members of the team
may propose one, the team leader or the office accepts it. Logs are written only by those stationed at the site, each
for their own days; the author corrects a log, and so does the team leader. The team drafts its report, the team leader
submits it, the office or the leader in charge accepts it or returns it, and never whoever submitted it. An office
combines what it accepted and submits that to the level above, which answers it. Where the campaign's rule says so, the
leader in charge of the area or the head of the leading group countersigns before a report is accepted. A team's work
plan goes the same way as its report, and the office agrees to it; the baseline is filled in by the team, or by the
office. A cadre asks for leave; the team leader or the office answers, and nobody their own request.

Support is asked for by the team at the site. A request is seen by that team, by the office and the leader over the
site, and by every desk that has it, had it or helps with it; the host union sees what is asked and what came, and no
money. It is moved only by whoever has it: the office whose consent is due, then the department, then the team, which
confirms what it received. A desk is the very unit that has the request; where nobody serves there, an office above acts
in its place, and where a team is gone, the office that took the matter over, or one above. Nobody consents to what they
asked for themselves, and nobody confirms what they provided. Absence is noted by the team leader or the office, never
one's own. A handover is seen by the site's team, office and leader and by its two sides, who confirm it; the team
leader or the office speaks for a side that cannot, and never for both.

Routes, approval rules and limits are kept by offices for their own federation and those beneath.
"""

from django.utils.translation import gettext as _

from dundian.campaign.asked import Countersigner
from dundian.campaign.models import GroupMember
from dundian.fieldwork.models import Handover, Report, SupportRequest, WorkLog
from dundian.kernel.errors import Refused
from dundian.org.access import FIELD, Actor, grant
from dundian.org.models import FEDERATIONS, Appointment, Role, Unit, UnitKind, UnitQuerySet

OVERSEEING = (Role.OFFICE, Role.LEADER)

grant([*OVERSEEING, *FIELD, Role.HOST], "task", "view")
grant([Role.OFFICE, *FIELD], "task", "add", "change", "finish")
grant([*OVERSEEING, *FIELD], "schedule", "view")
grant([Role.OFFICE, *FIELD], "schedule", "propose")
grant([Role.OFFICE, Role.TEAM_LEADER], "schedule", "accept")
grant([*OVERSEEING, *FIELD, Role.HOST], "log", "view")
grant(FIELD, "log", "add")
grant([Role.TEAM_LEADER], "log", "change")
grant([*OVERSEEING, *FIELD], "photo", "view")
grant([*OVERSEEING, *FIELD], "ledger", "view")
grant([*OVERSEEING, *FIELD], "report", "view")
grant(FIELD, "report", "draft")
grant([Role.TEAM_LEADER], "report", "submit")
grant(OVERSEEING, "report", "accept")
grant([Role.OFFICE], "report", "gather")
grant([Role.LEADER], "report", "countersign")
grant([*OVERSEEING, *FIELD], "plan", "view")
grant(FIELD, "plan", "draft")
grant([Role.TEAM_LEADER], "plan", "submit")
grant([Role.OFFICE], "plan", "agree")
grant([*OVERSEEING, *FIELD], "baseline", "view")
grant([Role.OFFICE, *FIELD], "baseline", "fill")
grant([*OVERSEEING, Role.TEAM_LEADER], "leave", "view")
grant(FIELD, "leave", "ask")
grant([Role.OFFICE, Role.TEAM_LEADER], "leave", "answer", "note")
grant([*OVERSEEING, *FIELD], "handover", "view")
grant([Role.OFFICE, Role.TEAM_LEADER], "handover", "keep")

DESK = (Role.OFFICE, Role.DEPARTMENT)
grant([*OVERSEEING, *FIELD, Role.HOST], "support", "view")
grant([*OVERSEEING, *FIELD], "support_cost", "view")
grant(FIELD, "support", "ask")
grant(DESK, "support", "handle")
grant([*OVERSEEING, *FIELD], "support", "urge")
grant([Role.OFFICE], "support_rule", "view", "change")


def may_countersign(actor: Actor, report: Report) -> bool:
    """Whether this person's signature is the one that the report waits for."""
    waits = report.state == Report.State.SUBMITTED and not report.signed_at
    if not waits or not actor.can("view", "report", report.unit):
        return False
    if report.countersign == Countersigner.AREA:
        return actor.can("countersign", "report", report.unit)
    if report.countersign == Countersigner.HEAD and actor.person:
        heads = GroupMember.objects.filter(campaign=report.campaign_id, person=actor.person)
        return heads.filter(seat__in=(GroupMember.Seat.HEAD, GroupMember.Seat.DEPUTY)).exists()
    return False


def _served(unit: Unit, roles: tuple[Role, ...]) -> bool:
    held = Appointment.objects.active().filter(unit=unit, role__in=roles, user__is_active=True)
    return held.exists()


def _acting(actor: Actor, unit: Unit, roles: tuple[Role, ...]) -> Appointment | None:
    """The appointment at exactly this unit; an office's above it when nobody serves here."""
    able = [a for a in actor.appointments if a.unit_id == unit.pk and a.role in roles]
    if able:
        return min(able, key=lambda a: a.deputy_for_id is not None)
    over = actor.appointment_for("change", "support_rule", unit)
    return over if over and not _served(unit, roles) else None


def _roles_for(request: SupportRequest) -> tuple[Role, ...]:
    if request.state == SupportRequest.State.APPROVING:
        return (Role.OFFICE,)
    return DESK


def desk_of(actor: Actor, request: SupportRequest) -> Appointment | None:
    """The appointment by which the person acts for the desk that has the request."""
    if request.state not in SupportRequest.WITH_A_DESK:
        return None
    return _acting(actor, request.holder, _roles_for(request))


def require_desk(actor: Actor, request: SupportRequest) -> Appointment | None:
    found = desk_of(actor, request)
    if found is None:
        raise Refused(
            _("%(unit)s has this request; only its people can act on it.") % {"unit": request.holder}
        )
    return found


def require_other(actor: Actor, request: SupportRequest) -> None:
    if request.asked_by_id == actor.user.pk:
        raise Refused(_("Nobody answers their own request."))


def for_team(actor: Actor, request: SupportRequest) -> Appointment | None:
    """The appointment by which the person speaks for the team that asked."""
    own = actor.appointment_for("ask", "support", request.unit)
    if own:
        return own
    if request.holder_id != request.unit_id and request.state in SupportRequest.WITH_THE_TEAM:
        return _acting(actor, request.holder, (Role.OFFICE,))
    over = actor.appointment_for("change", "support_rule", request.unit)
    return over if over and not _served(request.unit, tuple(FIELD)) else None


def require_team(actor: Actor, request: SupportRequest) -> Appointment | None:
    found = for_team(actor, request)
    if found is None:
        raise Refused(_("Only the team that asked can do this."))
    return found


def helps(actor: Actor, unit: Unit) -> Appointment | None:
    """The appointment by which the person answers for the helping department `unit`."""
    return _acting(actor, unit, DESK)


def require_helper(actor: Actor, request: SupportRequest, unit: Unit) -> Appointment | None:
    found = helps(actor, unit)
    if found is None or not request.helpers.filter(unit=unit).exists():
        raise Refused(_("Only the department that was asked to help can answer here."))
    return found


def may_urge(actor: Actor, request: SupportRequest) -> bool:
    """Who waits may remind; whoever has the request need not remind themselves."""
    if request.state in SupportRequest.WITH_THE_TEAM:
        waits = actor.can("urge", "support", request.unit) or _acting(actor, request.department, DESK)
        return bool(waits) and for_team(actor, request) is None
    return desk_of(actor, request) is None and actor.can("urge", "support", request.unit)


def require_urge(actor: Actor, request: SupportRequest) -> Appointment | None:
    if not may_urge(actor, request):
        raise Refused(_("You have this request yourself, or you only look on."))
    return actor.appointment_for("urge", "support", request.unit) or actor.main


def desks_of(unit: Unit) -> UnitQuerySet:
    """Federations over the site and their departments: whoever can be asked for support there."""
    over = Unit.objects.over(unit).filter(kind__in=FEDERATIONS)
    departments = Unit.objects.filter(parent__in=over.order_by().values("pk"), kind=UnitKind.DEPARTMENT)
    both = over.order_by().values("pk").union(departments.values("pk"), all=True)
    return Unit.objects.filter(pk__in=both).open().order_by("path")


def sees_cost(actor: Actor, request: SupportRequest) -> bool:
    """Whether the person sees the request's money: not when it is only the host union's to see."""
    if actor.can("view", "support_cost", request.unit):
        return True
    return (
        bool(actor.can("handle", "support"))
        and SupportRequest.objects.filter(pk=request.pk).priced_for(actor).exists()
    )


def require_handover(actor: Actor, sheet: Handover) -> Appointment | None:
    """The two sides of the sheet themselves, the team leader, and the office."""
    if actor.can("keep", "handover", sheet.unit):
        return actor.appointment_for("keep", "handover", sheet.unit)
    sides = {p.user_id for p in (sheet.leaving, sheet.coming) if p and p.user_id}
    if actor.user.pk not in sides:
        raise Refused(_("A handover is kept by its two sides, the team leader and the office."))
    return actor.main


def may_handover(actor: Actor, sheet: Handover) -> bool:
    try:
        require_handover(actor, sheet)
    except Refused:
        return False
    return True


def require_correct(actor: Actor, log: WorkLog) -> Appointment | None:
    """The appointment to correct a log: its author's, or the team leader's."""
    if actor.can("change", "log", log.unit):
        return actor.require("change", "log", log.unit)
    appointment = actor.require(
        "add", "log", log.unit, _("Logs are corrected by their author or the team leader.")
    )
    if actor.person is None or log.author_id != actor.person.pk:
        raise Refused(_("Logs are corrected by their author or the team leader."))
    return appointment
