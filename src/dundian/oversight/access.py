"""Who may do what with inspections, look-backs, return visits and questions.

Draws are planned by the office or a leader of the campaign's federation, or above. Whoever stands on the inspected side
of a site (its team, its union, the federations beneath the one that draws, leaders in charge of the area, people whose
home is there) neither organises a draw that holds the site, nor inspects in it, nor is told of it: `queries.sides` says
who and why. A draw and its visits are seen only by those named in it, until a visit is saved; then that visit is seen
by the office, the leader and the team at its site. A closed draw is seen by offices and leaders over its federation.

A visit is saved by its inspectors, or by the organiser. What is to be put right is proved by its owner, or by the team
leader or office at the site, and verified or returned by the inspectors or the office of the federation that found it,
never by whoever handed in the proof.

Look-backs are kept by the office of the federation, and seen by offices and leaders over it. Return visits are made by
the members that stayed in the team to its end, who keep this right though their appointments have run out; the office
may write one down, move it or drop it; the host union sees them. Hints are seen by offices, which turn them into
questions; the team answers.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from dundian.campaign.models import Campaign
from dundian.kernel.errors import Refused
from dundian.org.access import FIELD, Actor, Operator, grant
from dundian.org.models import Appointment, Person, Role
from dundian.oversight.models import Draw, Finding, Visit
from dundian.oversight.models.returns import ContactGroup
from dundian.planning.models import TeamMember

OVERSEEING = (Role.OFFICE, Role.LEADER)

grant(OVERSEEING, "inspection", "view", "plan")
grant([*OVERSEEING, *FIELD], "visit", "view")
grant([*OVERSEEING, *FIELD], "finding", "view")
grant([Role.OFFICE, Role.TEAM_LEADER], "finding", "prove")
grant([Role.OFFICE], "finding", "verify")
grant(OVERSEEING, "look_back", "view")
grant([Role.OFFICE], "look_back", "keep")
grant([*OVERSEEING, *FIELD, Role.HOST], "return_visit", "view")
grant([Role.OFFICE], "return_visit", "keep")
grant([*OVERSEEING, *FIELD], "question", "view")
grant([Role.OFFICE], "question", "ask")
grant(FIELD, "question", "answer")


def require_plan(actor: Actor, campaign: Campaign) -> Appointment | None:
    reason = _(
        "Draws are planned by the office or a leader of the campaign's own federation, or one above it."
    )
    return actor.require("plan", "inspection", campaign.unit, reason)


def is_told(actor: Actor, draw: Draw) -> bool:
    """Whether the person is one of those who know of the draw."""
    return draw.people.filter(person__user=actor.user).exists()


def require_organise(actor: Actor, draw: Draw) -> Appointment | None:
    """The right to change a draw: to plan, and to be in the know."""
    appointment = require_plan(actor, draw.campaign)
    if not isinstance(actor, Operator) and not is_told(actor, draw):
        raise Refused(_("Only those named in the draw act on it."))
    return appointment


def may_organise(actor: Actor, draw: Draw) -> bool:
    return actor.can("plan", "inspection", draw.unit) and is_told(actor, draw)


def is_inspector(actor: Actor, visit: Visit) -> bool:
    return visit.inspectors.filter(user=actor.user).exists()


def require_save(actor: Actor, visit: Visit) -> Appointment | None:
    if is_inspector(actor, visit):
        return actor.main
    if may_organise(actor, visit.draw):
        return actor.appointment_for("plan", "inspection", visit.draw.unit)
    raise Refused(_("A visit is written down by its inspectors or the organiser."))


def may_save(actor: Actor, visit: Visit) -> bool:
    return is_inspector(actor, visit) or may_organise(actor, visit.draw)


def may_prove(actor: Actor, finding: Finding) -> bool:
    own = finding.owner is not None and finding.owner.user_id == actor.user.pk
    return own or actor.can("prove", "finding", finding.unit)


def require_prove(actor: Actor, finding: Finding) -> Appointment | None:
    if not may_prove(actor, finding):
        raise Refused(_("Proof is handed in by the owner, the team leader or the office at the site."))
    return actor.appointment_for("prove", "finding", finding.unit) or actor.main


def may_verify(actor: Actor, finding: Finding) -> bool:
    if finding.proved_by_id == actor.user.pk:
        return False
    inspected = finding.visit is not None and is_inspector(actor, finding.visit)
    return inspected or actor.can("verify", "finding", finding.by_unit)


def require_verify(actor: Actor, finding: Finding) -> Appointment | None:
    if finding.proved_by_id == actor.user.pk:
        raise Refused(_("Whoever handed in the proof does not verify it."))
    if not may_verify(actor, finding):
        raise Refused(_("Proof is verified by the inspectors or the office that found it."))
    return actor.appointment_for("verify", "finding", finding.by_unit) or actor.main


def in_group(actor: Actor, group: ContactGroup) -> bool:
    stayed = TeamMember.ever.filter(team=group.team_id, person__user=actor.user, until=None)
    return stayed.exists()


def may_log_return(actor: Actor, group: ContactGroup) -> bool:
    return in_group(actor, group) or actor.can("keep", "return_visit", group.unit)


def require_log_return(actor: Actor, group: ContactGroup) -> Appointment | None:
    if not may_log_return(actor, group):
        raise Refused(_("A return visit is written down by the contact group or the office."))
    return actor.appointment_for("keep", "return_visit", group.unit) or actor.main


def require_look_back(actor: Actor, campaign: Campaign) -> Appointment | None:
    reason = _("A look-back is kept by the office of the campaign's own federation, or one above it.")
    return actor.require("keep", "look_back", campaign.unit, reason)


def names_of(people: Iterable[Person]) -> str:
    return "、".join(str(person) for person in people)
