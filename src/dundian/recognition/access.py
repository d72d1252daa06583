"""Who may do what in a commendation.

A scheme and a round belong to a federation. Its office makes and runs them, as may the offices above; whoever works
beneath sees a scheme once it is published and a round once host unions are asked. Team leaders, host unions and offices
nominate what lies at or beneath their own unit, never themselves. A nomination is vetted level by level by the office
that has it; the office of the round admits it to the panels. A judge sees what is before the panel and the frozen
evidence, and scores; whoever has a conflict of interest does not, and that is on record. Marks are seen by the
office of the round and by the judge who gave them. The frozen evidence holds what the host union said, so the team
itself does not read it.

Objections are for the office of the round and those above; whoever is objected to, or belongs to that unit, does not
decide on it. Honours are seen in scope, and by whoever has them.

A growth record is seen by the cadre and by the office and leaders appointed at the very federation of the home unit:
no office above, no list, no comparison. Its own words are shown there only when the cadre shares them.
"""

from django.utils.translation import gettext as _

from dundian.kernel.errors import Invalid, Refused
from dundian.org.access import FIELD, WORKING, Actor, grant
from dundian.org.models import FEDERATIONS, Appointment, Person, Role, Unit
from dundian.recognition.models import Judge, Nomination, Objection, Round

OFFICES_AND_LEADERS = (Role.OFFICE, Role.LEADER)

grant([Role.OFFICE], "scheme", "view", "add", "change")
grant([Role.LEADER], "scheme", "view")
grant([Role.OFFICE], "round", "view", "add", "run")
grant([Role.LEADER, *FIELD, Role.DEPARTMENT, Role.HOST], "round", "view")
grant([Role.OFFICE, Role.TEAM_LEADER, Role.HOST], "nomination", "view", "nominate")
grant([Role.LEADER], "nomination", "view")
grant([Role.OFFICE], "nomination", "vet")
grant(OFFICES_AND_LEADERS, "evidence", "view")
grant([Role.HOST], "word", "give")
grant([Role.OFFICE], "objection", "handle")
grant(WORKING, "honour", "view")
grant([Role.OFFICE], "honour", "add", "import", "revoke")


def require_run(actor: Actor, round: Round) -> Appointment | None:
    """The appointment that runs the round."""
    return actor.require(
        "run", "round", round.unit, _("Only the programme office of this federation runs it.")
    )


def federation_over(unit: Unit) -> Unit | None:
    """The federation at or nearest above a unit."""
    return Unit.objects.over(unit).filter(kind__in=FEDERATIONS).last()


def require_vet(actor: Actor, nomination: Nomination) -> Appointment | None:
    """The office of the very federation that has the nomination."""
    holder = nomination.holder
    able = [a for a in actor.appointments if a.unit_id == holder.pk and a.role == Role.OFFICE]
    if not able:
        raise Refused(_("%(unit)s has this nomination; only its office vets it.") % {"unit": holder})
    if is_own(actor, nomination):
        raise Refused(_("Nobody vets their own nomination."))
    return min(able, key=lambda a: a.deputy_for_id is not None)


def is_own(actor: Actor, nomination: Nomination) -> bool:
    """Whether the actor is the person put forward."""
    return nomination.person is not None and nomination.person.user_id == actor.user.pk


def require_author(actor: Actor, nomination: Nomination) -> None:
    """Whoever wrote it, or whoever may nominate where it was proposed."""
    if nomination.by_id != actor.user.pk and not actor.can("nominate", "nomination", nomination.proposed_by):
        raise Refused(_("Only whoever nominated can change or withdraw it."))


def seats_of(actor: Actor, round: Round) -> list[Judge]:
    """The actor's seats on the round's panels."""
    return list(round.judges.filter(person__user=actor.user).select_related("panel", "person__home_unit"))


def require_judge(actor: Actor, round: Round) -> list[Judge]:
    seats = seats_of(actor, round)
    if not seats:
        raise Refused(_("You do not sit on a panel of this round."))
    return seats


def require_handle(actor: Actor, objection: Objection) -> Appointment | None:
    """The office of the round, unless it is about the person or the own unit."""
    found = actor.require(
        "handle", "objection", objection.round.unit, _("Objections are handled by the office of the round.")
    )
    about = objection.nomination
    if about is None:
        return found
    own = actor.person
    if own and (is_own(actor, about) or own.home_unit_id == about.home.pk):
        raise Refused(_("This objection is about you or your unit; a colleague or the office above decides."))
    return found


def may_see_growth(actor: Actor, person: Person) -> bool:
    """The cadre, and office or leader at the very federation that the home unit belongs to."""
    if person.user_id == actor.user.pk:
        return True
    home = federation_over(person.home_unit)
    return home is not None and any(
        a.unit_id == home.pk and a.role in OFFICES_AND_LEADERS for a in actor.appointments
    )


def require_state(round: Round, *states: str) -> None:
    if round.state not in states:
        raise Invalid(
            _("This round stands at “%(state)s”; that is not possible now.")
            % {"state": round.get_state_display()}
        )
