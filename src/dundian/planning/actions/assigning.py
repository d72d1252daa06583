"""The rules of forming teams, plans of who goes where, and accepting one."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.campaign.models import Campaign, Site
from dundian.kernel import clock
from dundian.kernel.errors import Invalid
from dundian.kernel.text import clean_line
from dundian.org.access import Actor, actor_of
from dundian.org.models import Person, Unit
from dundian.planning.access import require_form, require_open
from dundian.planning.actions.solving import Outcome, Watching, calculate_plan, next_version
from dundian.planning.actions.teams import MemberLine, TeamLine, form_teams, lock_campaign
from dundian.planning.assignments import (
    PairRule,
    PlaceRule,
    PlannedPlace,
    Readiness,
    TeamPlan,
    TeamRules,
)
from dundian.planning.models import Team
from dundian.planning.plans import RunState
from dundian.planning.queries.assigning import (
    KEPT,
    assignment_of,
    reasons_of,
    shortages,
    team_rules_of,
    team_snapshot,
)
from dundian.planning.queries.loosening import with_other_leaders
from dundian.planning.queries.teams import sites_without_team
from dundian.planning.solver import assignment
from dundian.planning.solver.verify.assignment import inspect

MOST_GOING = 4


def _begin(campaign: Campaign, actor: Actor) -> tuple[Campaign, Any]:
    by = require_form(actor, campaign)
    campaign = lock_campaign(campaign)
    require_open(campaign)
    return campaign, by


@transaction.atomic
def set_team_rules(*, campaign: Campaign, facts: Mapping[str, Any], actor: Actor) -> TeamRules:
    """Set what `facts` name; `skills`: by kind of union a list of skills."""
    campaign, by = _begin(campaign, actor)
    rules, _made = TeamRules.objects.get_or_create(campaign=campaign)
    for name in (*KEPT, "seconds"):
        if name in facts:
            setattr(rules, name, facts[name])
    if rules.most < rules.least:
        raise Invalid({"most": _("The upper limit lies below the lower one.")})
    try:
        rules.full_clean(exclude=["campaign", "skills"], validate_unique=False, validate_constraints=False)
    except ValidationError as fault:
        raise Invalid({name: " ".join(said) for name, said in fault.message_dict.items()}) from fault
    rules.touch()
    detail = {n: facts[n] for n in facts if n in KEPT}
    record(
        actor=actor, verb="rule", noun="team", obj=campaign, unit=campaign.unit, appointment=by, detail=detail
    )
    return rules


def _reason(text: str) -> str:
    reason = clean_line(text)
    if not 1 <= len(reason) <= 200:
        raise Invalid({"reason": _("Give the reason in 1 to 200 characters.")})
    return reason


@transaction.atomic
def lay_down_pair(
    *, campaign: Campaign, one: Person, other: Person, what: str, reason: str, actor: Actor
) -> PairRule:
    """Two people must serve together, or must not."""
    campaign, by = _begin(campaign, actor)
    reason = _reason(reason)
    if one == other:
        raise Invalid({"other": _("Name two different people.")})
    if what not in PairRule.What.values:
        raise Invalid({"what": _("Choose from the list.")})
    first, second = sorted((one, other), key=lambda p: str(p.pk))
    PairRule.objects.filter(campaign=campaign, one=first, other=second).delete()
    rule = PairRule.objects.create(campaign=campaign, one=first, other=second, what=what, reason=reason)
    record(
        actor=actor, verb="pair", noun="team", obj=rule, unit=campaign.unit, appointment=by,
        detail={"what": what, "reason": reason},
    )  # fmt: skip
    return rule


@transaction.atomic
def lay_down_place(
    *, campaign: Campaign, person: Person, what: str, reason: str, actor: Actor, site: Site | None = None
) -> PlaceRule:
    """A person goes to a site, leads there, does not go there, or is not sent at all."""
    campaign, by = _begin(campaign, actor)
    reason = _reason(reason)
    if what not in PlaceRule.What.values:
        raise Invalid({"what": _("Choose from the list.")})
    if what == PlaceRule.What.REST:
        site = None
    elif site is None or site.campaign_id != campaign.pk:
        raise Invalid({"site": _("Choose a site of this campaign.")})
    PlaceRule.objects.filter(campaign=campaign, person=person, site=site).delete()
    rule = PlaceRule.objects.create(campaign=campaign, person=person, site=site, what=what, reason=reason)
    record(
        actor=actor, verb="place", noun="team", obj=rule, unit=campaign.unit, appointment=by,
        detail={"what": what, "reason": reason, "site": str(site or "")},
    )  # fmt: skip
    return rule


@transaction.atomic
def take_back(*, rule: PairRule | PlaceRule, actor: Actor) -> None:
    """Leave a pair or a person to the calculation again."""
    campaign, by = _begin(rule.campaign, actor)
    record(actor=actor, verb="take_back_rule", noun="team", obj=rule, unit=campaign.unit, appointment=by)
    rule.delete()


@transaction.atomic
def loosen_team_rule(*, campaign: Campaign, code: str, key: str, needed: int | None, actor: Actor) -> None:
    """Give way on one rule of a clash: move its bound to `needed`, or take it away."""
    changes: dict[str, dict[str, Any]] = {
        "size": {"least": 2},
        "leader": {"middle_leads": False},
        "levels": {"levels": 1},
        "skill": {"skills": {}},
        "own_unit": {"own_unit": False},
        "travel": {"travel_most": needed},
        "load": {"load_most": needed},
    }
    first, _slash, second = key.partition("/")
    one, other = uuid_of(first), uuid_of(second)
    if code in changes:
        set_team_rules(campaign=campaign, facts=changes[code], actor=actor)
        return
    rules: list[Any] = []
    if code in ("together", "apart"):
        ends = Q(one=one, other=other) | Q(one=other, other=one)
        rules = list(PairRule.objects.filter(ends, campaign=campaign, what=code))
    elif code == "pin":
        held = PlaceRule.objects.filter(campaign=campaign, person=one, site=other)
        rules = list(held.filter(what__in=(PlaceRule.What.GO, PlaceRule.What.LEAD)))
    elif code == "ban":
        what = (PlaceRule.What.BAN, PlaceRule.What.REST)
        rules = list(PlaceRule.objects.filter(campaign=campaign, what__in=what))
    if not rules:
        raise Invalid(_("This rule cannot be loosened here."))
    for rule in rules:
        take_back(rule=rule, actor=actor)


def uuid_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@transaction.atomic
def set_readiness(
    *,
    campaign: Campaign,
    person: Person,
    actor: Actor,
    roles: Sequence[str] = (),
    may_lead: bool = True,
    conflicts: Sequence[Unit] = (),
) -> Readiness:
    """What planning knows of a person: roles, leading, unions the person declared not to be sent to."""
    campaign, by = _begin(campaign, actor)
    actor.require("view", "person", person.home_unit, _("This person is not in your area."))
    ready, _made = Readiness.objects.get_or_create(person=person)
    ready.roles = [r for r in dict.fromkeys(roles) if r in campaign.role_names]
    ready.may_lead = may_lead
    ready.touch("roles", "may_lead")
    ready.conflicts.set(conflicts)
    record(
        actor=actor, verb="ready", noun="team", obj=ready, unit=person.home_unit, appointment=by,
        detail={"roles": ready.roles, "may_lead": may_lead, "conflicts": len(conflicts)},
    )  # fmt: skip
    return ready


@transaction.atomic
def ask_team_plan(
    *,
    campaign: Campaign,
    actor: Actor,
    based_on: TeamPlan | None = None,
    pins: Sequence[Sequence[Any]] = (),
) -> TeamPlan:
    """A new version of who goes where, to be calculated by a job; `pins`: (person id, site id, leads) by hand."""
    campaign, by = _begin(campaign, actor)
    number = next_version(TeamPlan, campaign, MOST_GOING)
    sites = {str(pk) for pk in sites_without_team(campaign).values_list("pk", flat=True)}
    if not sites:
        raise Invalid(_("Every chosen site has its team; there is nothing to assign."))
    held = [[str(p), str(s), bool(leads)] for p, s, leads in pins]
    if any(s not in sites for _p, s, _l in held) or len({p for p, _s, _l in held}) != len(held):
        raise Invalid(_("A person goes to one site only, and the site must still lack its team."))
    plan = TeamPlan.objects.create(
        campaign=campaign,
        number=number,
        based_on=based_on,
        rules=team_snapshot(campaign),
        pins=held,
        seconds=team_rules_of(campaign).seconds,
        by=actor.user,
    )
    detail = {"number": plan.number, "pins": len(held), "sites": len(sites)}
    record(
        actor=actor, verb="ask", noun="team_plan", obj=plan, unit=campaign.unit, appointment=by, detail=detail
    )
    return plan


def solve_team_plan(*, plan: TeamPlan, actor: Actor) -> Any:
    """Calculate who goes where, with the eyes of who asked for it."""
    return calculate_plan(plan=plan, find=partial(_find_places, plan), actor=actor)


def _find_places(plan: TeamPlan, watching: Watching) -> Outcome:
    ground = assignment_of(actor_of(plan.by), plan.campaign, plan.rules, plan.pins)
    found = assignment.solve(
        ground.problem, seconds=plan.seconds, seed=plan.seed,
        progress=watching.progress, cancelled=watching.cancelled,
    )  # fmt: skip
    clash = with_other_leaders(ground.problem, found.clash, plan.seconds, watching.cancelled)
    found = replace(found, clash=clash)
    rows = _places(plan, ground, found)

    def store() -> None:
        PlannedPlace.objects.filter(plan=plan).delete()
        PlannedPlace.objects.bulk_create(rows, batch_size=1000)

    breaches = inspect(ground.problem, found.teams).breaches if found.teams else ()
    return Outcome(found, breaches, store, () if found.teams else shortages(ground))


def _places(plan: TeamPlan, ground: Any, found: Any) -> list[PlannedPlace]:
    """Everybody's place with its reason; without a site for those who stand by."""
    pins = {(p.person, p.team) for p in ground.problem.pins}
    reasons = reasons_of(ground, found.teams, pins)
    rows = [
        PlannedPlace(
            plan=plan, person_id=UUID(m.person), site_id=UUID(t.team), leads=m.leads, roles=list(m.roles),
            fixed=(m.person, t.team) in pins, reason=reasons[m.person],
        )
        for t in found.teams
        for m in t.members
    ]  # fmt: skip
    sent = {row.person_id for row in rows}
    resting = [p.id for p in ground.problem.people if UUID(p.id) not in sent]
    return [*rows, *(PlannedPlace(plan=plan, person_id=UUID(pk), reason=reasons[pk]) for pk in resting)]


@transaction.atomic
def accept_team_plan(*, plan: TeamPlan, names: Mapping[UUID, str], actor: Actor) -> list[Team]:
    """Form the plan's teams for the sites that still lack one. `names` of teams by site."""
    campaign, by = _begin(plan.campaign, actor)
    plan = TeamPlan.locked(plan.pk)
    if plan.state not in (RunState.DONE, RunState.CANCELLED) or plan.value is None:
        raise Invalid(_("Only a plan that has been calculated can be accepted."))
    waiting = {s.pk: s for s in sites_without_team(campaign)}
    lines: dict[UUID, list[MemberLine]] = {}
    places = plan.places.filter(site__in=waiting).select_related("person__home_unit")
    for place in places.order_by("site", "-leads", "id"):
        if place.site_id is None:
            continue
        lines.setdefault(place.site_id, []).append(MemberLine(place.person, place.leads, tuple(place.roles)))
    if not lines:
        raise Invalid(_("Every site of this plan has its team by now."))
    formed = form_teams(
        campaign=campaign,
        lines=[TeamLine(names[s], members, waiting[s]) for s, members in lines.items()],
        actor=actor,
    )
    plan.decided_at, plan.decided_by = clock.now(), actor.signature
    plan.touch("decided_at", "decided_by")
    record(
        actor=actor, verb="accept", noun="team_plan", obj=plan, unit=campaign.unit, appointment=by,
        detail={"teams": len(formed)},
    )  # fmt: skip
    return formed
