"""Nominations: made, amended, vetted level by level, struck off and put back."""

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.kernel.errors import Invalid, Refused
from dundian.org.access import Actor
from dundian.org.models import FEDERATIONS, Person, Unit
from dundian.planning.models import TeamMember
from dundian.recognition.access import federation_over, is_own, require_author, require_state, require_vet
from dundian.recognition.actions.steps import held_nomination, line, move_nomination, text_of
from dundian.recognition.models import Category, Nomination, NominationEvent, Round, Subject
from dundian.recognition.queries.nominations import (
    eligible_people,
    eligible_units,
    next_above,
    quota_left,
)
from dundian.recognition.queries.rounds import sites_of

S, N = Round.State, Nomination.State


@transaction.atomic
def nominate(
    *,
    round: Round,
    category: Category,
    statement: str,
    actor: Actor,
    unit: Unit | None = None,
    person: Person | None = None,
) -> Nomination:
    """Put a unit or a cadre forward; the first federation above has it then."""
    held = Round.locked(round.pk)
    require_state(held, S.NOMINATING)
    if category.scheme_id != held.scheme_id:
        raise Invalid({"category": _("There is no such category in this round.")})
    place = _place(held, category, unit, person, actor)
    by = actor.require("nominate", "nomination", place, _("You may nominate only within your own unit."))
    proposer = by.unit if by else held.unit
    twice = {"round": held, "category": category, "unit": unit, "person": person}
    if Nomination.objects.filter(**twice).exclude(state=N.WITHDRAWN).exists():
        whom = "unit" if unit else "person"
        raise Invalid(
            {whom: _("%(whom)s has been nominated in this category already.") % {"whom": person or unit}}
        )
    one = Nomination.objects.create(
        round=held,
        category=category,
        unit=unit,
        person=person,
        place=place,
        proposed_by=proposer,
        holder=_first_holder(held, proposer, place),
        statement=text_of(statement, "statement", _("Say what was achieved."), 3000),
        by=actor.user,
    )
    NominationEvent.objects.create(
        nomination=one, verb="nominate", state=one.state, unit=proposer, by=actor.signature
    )
    detail = {"round": str(held.pk), "category": str(category)}
    record(
        actor=actor, verb="nominate", noun="nomination", obj=one, unit=place, appointment=by, detail=detail
    )
    return one


def _place(round: Round, category: Category, unit: Unit | None, person: Person | None, actor: Actor) -> Unit:
    """Where it belongs; `Invalid` when this unit or person is not eligible."""
    if category.subject == Subject.UNIT:
        if (
            unit is None
            or person is not None
            or not eligible_units(actor, category, round).filter(pk=unit.pk)
        ):
            raise Invalid({"unit": _("Choose a unit that is eligible in this category.")})
        return unit
    if person is not None and person.user_id == actor.user.pk:
        raise Refused(_("Nobody nominates themselves."))
    if person is None or unit is not None or not eligible_people(actor, round).filter(pk=person.pk):
        raise Invalid({"person": _("Choose a cadre who was sent to a site of this round.")})
    sent = TeamMember.ever.filter(person=person, stands_for=None, team__site__in=sites_of(round).order_by())
    reach = sent.filter(team__site__unit__in=actor.units("nominate", "nomination"))
    last = reach.select_related("team__site__unit").order_by("-created_at").first()
    if last is None or last.team.site is None:
        raise Invalid({"person": _("Choose a cadre who was sent to a site of this round.")})
    return last.team.site.unit


def _first_holder(round: Round, proposer: Unit, place: Unit) -> Unit:
    """Never the federation that puts itself forward; an office that nominates what lies beneath vets it first."""
    if place.kind in FEDERATIONS:
        return (
            proposer if proposer.kind in FEDERATIONS and proposer.pk != place.pk else next_above(round, place)
        )
    if proposer.kind in FEDERATIONS and proposer.is_within(round.unit.path):
        return proposer
    if not proposer.is_within(round.unit.path):
        return round.unit
    first = federation_over(place)
    return first if first and first.is_within(round.unit.path) else round.unit


@transaction.atomic
def edit_nomination(
    *, nomination: Nomination, statement: str, actor: Actor, version: int | None = None
) -> Nomination:
    """What was achieved in words; by whoever nominated, until it is passed on."""
    require_author(actor, nomination)
    held = Nomination.locked(nomination.pk, version)
    require_state(held.round, S.NOMINATING)
    if held.state not in (N.WAITING, N.RETURNED):
        raise Invalid(_("This nomination has been passed on; it can no longer be changed."))
    held.statement = text_of(statement, "statement", _("Say what was achieved."), 3000)
    held.touch("statement")
    record(actor=actor, verb="edit", noun="nomination", obj=held, unit=held.place)
    return held


@transaction.atomic
def resubmit(*, nomination: Nomination, actor: Actor) -> Nomination:
    """Send an amended nomination back to the office that returned it."""
    require_author(actor, nomination)
    held = held_nomination(nomination, "resubmit")
    require_state(held.round, S.NOMINATING)
    return move_nomination(held, "resubmit", N.WAITING, held.proposed_by, actor, None)


@transaction.atomic
def withdraw_nomination(*, nomination: Nomination, reason: str, actor: Actor) -> Nomination:
    """Take it back; the same can be nominated again."""
    require_author(actor, nomination)
    held = held_nomination(nomination, "withdraw")
    require_state(held.round, S.NOMINATING)
    reason = line(reason, "reason", _("Say why."))
    return move_nomination(held, "withdraw", N.WITHDRAWN, held.proposed_by, actor, None, reason=reason)


@transaction.atomic
def pass_on(*, nomination: Nomination, actor: Actor, opinion: str = "") -> Nomination:
    """Up to the next federation, within the quota; at the round's own federation: before the panels."""
    round = Round.locked(nomination.round_id)  # two offices of one federation count the same quota
    held = held_nomination(nomination, "pass_on")
    by = require_vet(actor, held)
    require_state(round, S.NOMINATING)
    here = held.holder
    opinion = opinion and line(opinion, "opinion", "", 500)
    if here.pk == round.unit_id:
        return move_nomination(held, "pass_on", N.ADMITTED, here, actor, by, reason=opinion)
    left = quota_left(held, here)
    if left is not None and left <= 0:
        raise Invalid(
            _("The quota of %(unit)s for “%(category)s” is used up; leave another one out first.")
            % {"unit": here, "category": held.category}
        )
    held.holder = next_above(round, here)
    return move_nomination(held, "pass_on", N.WAITING, here, actor, by, "holder", reason=opinion)


@transaction.atomic
def return_nomination(*, nomination: Nomination, reason: str, actor: Actor) -> Nomination:
    """Back to whoever nominated, to be amended."""
    held = held_nomination(nomination, "return")
    by = require_vet(actor, held)
    require_state(held.round, S.NOMINATING)
    reason = line(reason, "reason", _("Say what is to be amended."))
    return move_nomination(held, "return", N.RETURNED, held.holder, actor, by, reason=reason)


@transaction.atomic
def leave_out(*, nomination: Nomination, reason: str, actor: Actor) -> Nomination:
    """Do not pass it on; the same office can take that back while nominations are open."""
    held = held_nomination(nomination, "leave_out")
    by = require_vet(actor, held)
    require_state(held.round, S.NOMINATING)
    reason = line(reason, "reason", _("Say why it is not passed on."))
    return move_nomination(held, "leave_out", N.LEFT_OUT, held.holder, actor, by, reason=reason)


@transaction.atomic
def take_back(*, nomination: Nomination, actor: Actor) -> Nomination:
    """Vet again what was left out."""
    held = held_nomination(nomination, "take_back")
    by = require_vet(actor, held)
    require_state(held.round, S.NOMINATING)
    return move_nomination(held, "take_back", N.WAITING, held.holder, actor, by)


def refuse_own(actor: Actor, nomination: Nomination) -> None:
    if is_own(actor, nomination):
        raise Refused(_("Nobody decides on their own nomination."))
