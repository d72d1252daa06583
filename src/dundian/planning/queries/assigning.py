"""From a campaign's sites, people and rules to the solver's problem, and each person's reason in one sentence.

Distances are great circles between the unions' places, longer by the detour of roads; where places are not entered,
15 km stand for the same county, 60 km for the same city and 150 km for anything farther. The page says so.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _

from dundian.campaign.models import Campaign, Site
from dundian.org.access import Actor
from dundian.org.models import FEDERATIONS, Grade, Person, Unit, UnitKind
from dundian.planning.absences import absences_of
from dundian.planning.assignments import PairRule, Past, PlaceRule, Readiness, TeamPlan, TeamRules
from dundian.planning.models import TeamMember
from dundian.planning.queries.people import free_people
from dundian.planning.queries.priority import place_of
from dundian.planning.queries.teams import sites_without_team
from dundian.planning.solver import assignment

SAME_COUNTY, SAME_CITY, FARTHER = 15.0, 60.0, 150
YEARS = 3
MOST_PEOPLE = 20_000
RANKS = {Grade.MIDDLE: assignment.Rank.MIDDLE, Grade.LEADING: assignment.Rank.SENIOR}
LEVELS = {
    UnitKind.PROVINCE: assignment.Level.PROVINCE,
    UnitKind.PREFECTURE: assignment.Level.CITY,
    UnitKind.COUNTY: assignment.Level.COUNTY,
}
Kept = dict[str, Any]


def team_rules_of(campaign: Campaign) -> TeamRules:
    found = TeamRules.objects.filter(campaign=campaign).first()
    return found or TeamRules(campaign=campaign)


KEPT = (
    "least",
    "most",
    "middle_leads",
    "levels",
    "own_unit",
    "travel_most",
    "load_most",
    "past",
    "km",
    "load",
    "skills",
)


def team_snapshot(campaign: Campaign) -> Kept:
    """Everything a plan of people is calculated by, as it stands now."""
    rules = team_rules_of(campaign)
    pairs = PairRule.objects.filter(campaign=campaign)
    places = PlaceRule.objects.filter(campaign=campaign)
    return {
        **{name: getattr(rules, name) for name in KEPT},
        "roles": list(campaign.role_names),
        "pairs": [[str(p.one_id), str(p.other_id), p.what] for p in pairs],
        "places": [[str(p.person_id), str(p.site_id or ""), p.what] for p in places],
    }


class Homes:
    """The federation and the city over each unit, after one query."""

    def __init__(self, units: Iterable[Unit]) -> None:
        over = {int(label) for unit in units for label in unit.path.split(".") if label}
        found = Unit.objects.filter(pk__in=over, kind__in=FEDERATIONS)
        self.units = {u.pk: u for u in found}

    def of(self, unit: Unit) -> tuple[Unit | None, Unit | None]:
        over = [self.units[i] for i in map(int, unit.path.split(".")) if i in self.units]
        city = next((u for u in over if u.kind == UnitKind.PREFECTURE), None)
        return (over[-1] if over else None), city


@dataclass
class Ground:
    """What a problem was made of, to tell its answer."""

    problem: assignment.Problem
    sites: dict[str, Site]
    people: dict[str, Person]
    away: dict[UUID, Any]


def assignment_of(
    actor: Actor,
    campaign: Campaign,
    rules: Kept,
    pins: Sequence[Sequence[Any]] = (),
    *,
    sites: Sequence[Site] | None = None,
    staff: Sequence[Person] | None = None,
) -> Ground:
    """The solver's problem: every site without a team, every free person; `sites` and `staff` where given."""
    wanted = list(sites_without_team(campaign)) if sites is None else list(sites)
    everybody = list(free_people(actor, campaign)[:MOST_PEOPLE]) if staff is None else list(staff)
    ids = [p.pk for p in everybody]
    ready = {r.person_id: r for r in Readiness.objects.filter(person__in=ids).prefetch_related("conflicts")}
    period = (campaign.starts_on, campaign.ends_on)
    away = absences_of(set(ids), period)
    load, stays = earlier_stays(campaign, ids)
    homes = Homes([*(p.home_unit for p in everybody), *(s.unit for s in wanted)])
    people = [
        _person(p, ready.get(p.pk), away.get(p.pk, ()), load[p.pk], stays.get(p.pk, ()), homes, rules)
        for p in everybody
    ]
    by_home = _homes_within(everybody, wanted)
    teams = [_team(s, by_home.get(s.pk, set()), homes, rules, period) for s in wanted]
    problem = assignment.Problem(
        people=people,
        teams=teams,
        rules=_rules(rules),
        roads=_roads(people, teams, homes),
        **_laid_down(rules, pins, {t.id for t in teams}, {p.id for p in people}),
    )
    return Ground(problem, {str(s.pk): s for s in wanted}, {str(p.pk): p for p in everybody}, away)


def earlier_stays(campaign: Campaign, ids: Sequence[UUID]) -> tuple[Counter[UUID], dict[UUID, set[str]]]:
    """How often each was sent in the last years, and to which unions ever."""
    sent = TeamMember.ever.filter(person__in=ids, stands_for=None).exclude(team__campaign=campaign)
    sent = sent.filter(team__dispatch__isnull=False)
    recent = sent.filter(team__campaign__year__gt=campaign.year - YEARS - 1)
    load = Counter(dict(recent.values("person").annotate(n=Count("pk")).values_list("person", "n")))
    stays: dict[UUID, set[str]] = {}
    for person_id, unit_id in sent.values_list("person", "team__site__unit"):
        stays.setdefault(person_id, set()).add(str(unit_id))
    return load, stays


def _person(
    person: Person,
    ready: Readiness | None,
    away: Iterable[Any],
    load: int,
    stays: Iterable[str],
    homes: Homes,
    rules: Kept,
) -> assignment.Person:
    federation, _city = homes.of(person.home_unit)
    roles = ready.roles if ready and ready.roles else rules["roles"]
    return assignment.Person(
        id=str(person.pk),
        level=LEVELS.get(UnitKind(federation.kind), assignment.Level.COUNTY)
        if federation
        else assignment.Level.COUNTY,
        rank=RANKS.get(Grade(person.grade), assignment.Rank.STAFF),
        can_lead=ready.may_lead if ready else True,
        skills=frozenset(person.skills),
        roles=frozenset(roles),
        unit=str(person.home_unit_id),
        county=str(federation.pk) if federation else "",
        place=place_of(person.home_unit) or (place_of(federation) if federation else None),
        away=tuple(assignment.Period(a.first, a.last) for a in away),
        load=load,
        sites=frozenset(stays),
        conflicts=frozenset(str(u.pk) for u in ready.conflicts.all()) if ready else frozenset(),
    )


def _homes_within(people: Sequence[Person], sites: Sequence[Site]) -> dict[UUID, set[str]]:
    """Home units of people that stand at or beneath a site's union."""
    at = {s.unit_id: s.pk for s in sites}
    found: dict[UUID, set[str]] = {}
    for person in people:
        for unit_id in map(int, person.home_unit.path.split(".")):
            if unit_id in at:
                found.setdefault(at[unit_id], set()).add(str(person.home_unit_id))
    return found


def _team(site: Site, units: set[str], homes: Homes, rules: Kept, period: Any) -> assignment.Team:
    federation, _city = homes.of(site.unit)
    over = {label for label in site.unit.path.split(".") if label}
    return assignment.Team(
        id=str(site.pk),
        site=str(site.unit_id),
        units=frozenset(units | {str(site.unit_id)} | (over - {str(pk) for pk in homes.units})),
        county=str(federation.pk) if federation else "",
        place=place_of(site.unit) or (place_of(federation) if federation else None),
        period=assignment.Period(*period),
        least=rules["least"],
        most=rules["most"],
        skills=tuple(rules["skills"].get(site.kind, ())),
        roles=tuple(rules["roles"]),
    )


def _rules(rules: Kept) -> assignment.Rules:
    return assignment.Rules(
        leading=assignment.Leading.MIDDLE if rules["middle_leads"] else assignment.Leading.TRUSTED,
        levels=rules["levels"],
        own_unit=rules["own_unit"],
        travel_most=rules["travel_most"],
        load_most=rules["load_most"],
        continuity={
            Past.FREE: assignment.Continuity.FREE,
            Past.RETURN: assignment.Continuity.RETURN,
            Past.ROTATE: assignment.Continuity.ROTATE,
        }[Past(rules["past"])],
        unknown_km=FARTHER,
        prices=assignment.Prices(km=rules["km"], load=rules["load"]),
    )


def _roads(
    people: Sequence[assignment.Person], teams: Sequence[assignment.Team], homes: Homes
) -> dict[tuple[str, str], float]:
    """Estimates between counties where a place is missing."""
    city = {
        str(pk): next(
            (
                i
                for i in u.path.split(".")
                if i.isdigit() and homes.units.get(int(i)) and homes.units[int(i)].kind == UnitKind.PREFECTURE
            ),
            "",
        )
        for pk, u in homes.units.items()
    }
    bare = {p.county for p in people if p.place is None}
    at = {t.county for t in teams}
    all_bare = {t.county for t in teams if t.place is None}
    found = {}
    for a in {p.county for p in people}:
        for b in at:
            if a in bare or b in all_bare:
                found[a, b] = (
                    SAME_COUNTY
                    if a == b
                    else SAME_CITY
                    if city.get(a) and city.get(a) == city.get(b)
                    else float(FARTHER)
                )
    return found


def _laid_down(
    rules: Kept, pins: Sequence[Sequence[Any]], teams: set[str], people: set[str]
) -> dict[str, Any]:
    places = {(p, s): what for p, s, what in rules["places"]}
    places |= {(str(p), str(s)): "lead" if leads else "go" for p, s, leads in pins}
    by_hand = {str(p) for p, _s, _l in pins}
    held = [
        assignment.Pin(p, s, what == "lead")
        for (p, s), what in places.items()
        if what in ("go", "lead")
        and s in teams
        and p in people
        and (p not in by_hand or (p, s) in _pairs(pins))
    ]
    bans = [(p, s) for (p, s), what in places.items() if what == "ban" and s in teams and p in people]
    resting = {p for (p, _s), what in places.items() if what == "rest"} & people - by_hand
    bans += [(p, s) for p in sorted(resting) for s in sorted(teams)]
    known = [(a, b, w) for a, b, w in rules["pairs"] if a in people and b in people]
    return {
        "pins": held,
        "bans": bans,
        "together": [(a, b) for a, b, w in known if w == "together"],
        "apart": [(a, b) for a, b, w in known if w == "apart"],
    }


def _pairs(pins: Sequence[Sequence[Any]]) -> set[tuple[str, str]]:
    return {(str(p), str(s)) for p, s, _leads in pins}


def shortages(ground: Ground) -> list[str]:
    """Plain counts that make teams impossible, in words."""
    problem = ground.problem
    teams = len(problem.teams)
    middle = problem.rules.leading == assignment.Leading.MIDDLE
    free = [p for p in problem.people if not p.away]
    leaders = sum(p.can_lead and (not middle or p.rank >= assignment.Rank.MIDDLE) for p in free)
    wanted = sum(t.least for t in problem.teams)
    told = []
    if len(free) < wanted:
        text = _("%(teams)d teams need at least %(wanted)d people; %(free)d are free for the whole time.")
        told.append(text % {"teams": teams, "wanted": wanted, "free": len(free)})
    if leaders < teams:
        text = _("%(teams)d teams need %(teams)d leaders; %(leaders)d of the free people may lead.")
        told.append(text % {"teams": teams, "leaders": leaders})
    return told


def reasons_of(
    ground: Ground, formed: Sequence[assignment.Formed], pins: set[tuple[str, str]]
) -> dict[str, Kept]:
    """One reason for each person, as code and values: first of what holds."""
    people = {p.id: p for p in ground.problem.people}
    found: dict[str, Kept] = {}
    for team in formed:
        wanted = next(t for t in ground.problem.teams if t.id == team.team)
        members = [people[m.person] for m in team.members]
        for member in team.members:
            found[member.person] = _reason(people[member.person], member, members, wanted, pins, ground)
    for person in ground.problem.people:
        if person.id not in found:
            found[person.id] = _rest(person, ground)
    return found


def _reason(
    person: assignment.Person,
    member: assignment.Member,
    members: Sequence[assignment.Person],
    team: assignment.Team,
    pins: set[tuple[str, str]],
    ground: Ground,
) -> Kept:
    others = [p for p in members if p.id != person.id]
    own = [s for s in team.skills if s in person.skills and not any(s in p.skills for p in others)]
    pairs = {frozenset(pair) for pair in ground.problem.together}
    if (person.id, team.id) in pins:
        return {"code": "pinned"}
    if team.site in person.sites and ground.problem.rules.continuity == assignment.Continuity.RETURN:
        return {"code": "returns"}
    if any(frozenset((person.id, p.id)) in pairs for p in others):
        return {"code": "together"}
    if own:
        return {"code": "skill", "skill": own[0]}
    if member.leads:
        return {"code": "leads"}
    if not any(p.level == person.level for p in others) and ground.problem.rules.levels > 1:
        return {"code": "level", "level": str(person.level)}
    return {"code": "near" if person.county == team.county else "completes"}


def _rest(person: assignment.Person, ground: Ground) -> Kept:
    most = ground.problem.rules.load_most
    barred = {s for p, s in ground.problem.bans if p == person.id}
    if person.away:
        return {"code": "away"}
    if most is not None and person.load > most:
        return {"code": "load", "load": person.load}
    if ground.problem.teams and len(barred) == len(ground.problem.teams):
        return {"code": "rest"}
    return {"code": "spare"}


def reason_in_words(reason: Mapping[str, Any], site: str = "", leads: bool = False) -> str:
    """The sentence that can be shown to the person."""
    words = {
        "site": site,
        "skill": reason.get("skill", ""),
        "load": reason.get("load", ""),
    }
    told = {
        "pinned": _("Laid down for %(site)s."),
        "returns": _("Was at %(site)s before and goes on there."),
        "together": _("Goes to %(site)s together with a colleague, as laid down."),
        "skill": _("%(site)s needs “%(skill)s”, which nobody else in the team brings."),
        "leads": _(
            "Leads the team at %(site)s as a cadre trusted with it; way and earlier stays were weighed for all."
        ),
        "level": _("Brings another level into the team at %(site)s, so that the levels work together."),
        "near": _("Completes the team at %(site)s and comes from the same county."),
        "completes": _("Completes the team at %(site)s; way and earlier stays were weighed for all."),
        "away": _("Is on leave in the time of the campaign and is not sent."),
        "load": _("Was sent %(load)s times in the last years; others go this time."),
        "rest": _("Is not sent, as laid down."),
        "spare": _("All teams are complete; stands by in case somebody has to be replaced."),
    }
    return told.get(str(reason.get("code", "")), "") % words


@dataclass(frozen=True)
class Placed:
    """A team of the plan as the page shows it."""

    site: Site
    people: list[tuple[Any, str]] = field(default_factory=list)  # (place, sentence)


def placed(plan: TeamPlan) -> tuple[list[Placed], list[tuple[Any, str]]]:
    """(teams by area in administrative order, those who stand by), each person with the sentence."""
    rows = plan.places.select_related("person__home_unit", "site__unit", "site__county")
    rows = rows.order_by("site__county__place", "site__county_id", "site__kind", "site_id", "-leads", "id")
    teams: dict[UUID, Placed] = {}
    rest = []
    for row in rows:
        if row.site is None:
            rest.append((row, reason_in_words(row.reason)))
            continue
        team = teams.setdefault(row.site.pk, Placed(row.site))
        team.people.append((row, reason_in_words(row.reason, str(row.site), row.leads)))
    return list(teams.values()), rest


def own_reason(person: Person | None, site: Site | None) -> str:
    """The sentence for a person in the team of a site, from the plan by which the team was formed."""
    if person is None or site is None:
        return ""
    from dundian.planning.assignments import PlannedPlace

    row = (
        PlannedPlace.objects.filter(person=person, site=site, plan__decided_at__isnull=False)
        .order_by("-plan__decided_at")
        .first()
    )
    return reason_in_words(row.reason, str(site), row.leads) if row else ""


@dataclass(frozen=True)
class Suggested:
    """Somebody who could take a member's place: everything else in the team stays as it is."""

    person: Person
    cost: int
    remark: str


def suggest_replacements(
    actor: Actor,
    campaign: Campaign,
    site: Site,
    staying: Sequence[TeamMember],
    many: int = 3,
) -> list[Suggested]:
    """The best free people for one place, one after the other, by the campaign's own rules."""
    rules = team_snapshot(campaign) | {"places": [], "pairs": []}
    size = len(staying) + 1
    rules |= {"least": max(2, min(4, size)), "most": max(2, min(4, size))}
    if not 2 <= size <= 4:
        return []
    free = list(free_people(actor, campaign)[:400])
    everybody = [*(m.person for m in staying), *free]
    pins = [(str(m.person_id), str(site.pk), m.leads) for m in staying]
    found: list[Suggested] = []
    ground = assignment_of(actor, campaign, rules, pins, sites=[site], staff=everybody)
    banned: list[tuple[str, str]] = list(ground.problem.bans)
    while len(found) < many and len(found) < len(free):
        problem = _with_bans(ground.problem, banned)
        plan = assignment.solve(problem, seconds=1.0, seed=1)
        held = {str(m.person_id) for m in staying}
        fresh = [m.person for t in plan.teams for m in t.members if m.person not in held]
        if not fresh:
            break
        person = ground.people[fresh[0]]
        why = reasons_of(ground, plan.teams, set())[fresh[0]]
        found.append(Suggested(person, int(plan.value or 0), reason_in_words(why, str(site))))
        banned.append((fresh[0], str(site.pk)))
    return found


def _with_bans(problem: assignment.Problem, bans: Sequence[tuple[str, str]]) -> assignment.Problem:
    from dataclasses import replace

    return replace(problem, bans=tuple(bans))
