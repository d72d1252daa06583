"""From bundles back to people: who leads, who plays which role, what was paid for."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields

from dundian.planning.solver.assignment.arrays import Array, Arrays, may_lead
from dundian.planning.solver.assignment.distance import kilometres
from dundian.planning.solver.assignment.problem import (
    Continuity,
    Formed,
    Member,
    Parts,
    Person,
    Problem,
    RuleCode,
    Team,
)
from dundian.planning.solver.rules import Rule

NAMES = tuple(f.name for f in fields(Parts))


def people_of(data: Arrays, items: Array) -> list[Person]:
    """The people of a team given as bundles (-1: nobody)."""
    return [data.problem.people[i] for b in items if b >= 0 for i in data.who[b]]


def formed(data: Arrays, teams: Array) -> tuple[Formed, ...]:
    """Teams as ids, the leader first."""
    leads = {pin.team: pin.person for pin in data.problem.pins if pin.leads}
    return tuple(
        form(
            data.problem,
            team,
            people_of(data, teams[row]),
            leads.get(team.id),
            bool(data.wanted[row] >> 62 & 1),
        )
        for row, team in enumerate(data.problem.teams)
    )


def form(
    problem: Problem, team: Team, people: Sequence[Person], leads: str | None = None, returns: bool = False
) -> Formed:
    """One team; it leads who has the highest rank, then who was sent least; roles as even as can be."""
    fit = [p for p in people if may_lead(p, problem.rules.leading)] or list(people)
    leader = leads or min(fit, key=lambda p: (-p.rank, p.load)).id
    roles = _roles(team, people)
    members = [Member(p.id, p.id == leader, tuple(roles[p.id])) for p in people]
    members.sort(key=lambda m: not m.leads)
    return Formed(team.id, tuple(members), tuple(_missing(problem, team, people, returns)))


def _roles(team: Team, people: Sequence[Person]) -> dict[str, list[str]]:
    """Each role to one of those fit for it who has fewest, rarest role first; nobody fit: to who has fewest."""
    given: dict[str, list[str]] = {p.id: [] for p in people}
    if not people:
        return given
    wanted = list(dict.fromkeys(team.roles))
    for role in sorted(wanted, key=lambda r: sum(r in p.roles for p in people) or len(people) + 1):
        fit = [p for p in people if role in p.roles] or people
        given[min(fit, key=lambda p: len(given[p.id])).id].append(role)
    return {i: [r for r in wanted if r in mine] for i, mine in given.items()}


def _missing(problem: Problem, team: Team, people: Sequence[Person], returns: bool) -> list[Rule]:
    found = []
    if len({p.level for p in people}) < problem.rules.levels:
        found.append(Rule(RuleCode.LEVELS, team.id))
    for skill in dict.fromkeys(team.skills):
        if not any(skill in p.skills for p in people):
            found.append(Rule(RuleCode.SKILL, f"{team.id}/{skill}"))
    for role in dict.fromkeys(team.roles):
        if not any(role in p.roles for p in people):
            found.append(Rule(RuleCode.ROLE, f"{team.id}/{role}"))
    if returns and not any((team.site or team.id) in p.sites for p in people):
        found.append(Rule(RuleCode.ROTATION, team.id))
    return found


def parts(data: Arrays, teams: Array) -> Parts:
    """What a plan's points are paid for."""
    done = formed(data, teams)
    return added(parts_of(data, row, km, done[row]) for row, km in _distances(data, range(data.teams)))


def added(several: Iterable[Parts], sign: int = 1) -> Parts:
    """The sum, each but the first with this sign."""
    total = dict.fromkeys(NAMES, 0)
    for at, one in enumerate(several):
        for name in NAMES:
            total[name] += getattr(one, name) * (sign if at else 1)
    return Parts(**total)


def parts_at(data: Arrays, row: int, items: Array) -> Parts:
    """What one team's points are paid for."""
    team = data.problem.teams[row]
    one = form(data.problem, team, people_of(data, items), returns=bool(data.wanted[row] >> 62 & 1))
    return next(parts_of(data, r, km, one) for r, km in _distances(data, [row]))


def _distances(data: Arrays, rows: Iterable[int]) -> Iterator[tuple[int, Array]]:
    listed = list(rows)
    return zip(listed, kilometres(data.problem, listed), strict=True)


def parts_of(data: Arrays, row: int, km: Array, one: Formed) -> Parts:
    """What one formed team's points are paid for, `km` being everybody's distance."""
    problem, rules, prices = data.problem, data.problem.rules, data.problem.rules.prices
    team = problem.teams[row]
    number = data.number
    people = [problem.people[number[m.person]] for m in one.members]
    earlier = problem.earlier.get(team.id, ())
    new = sum(p.id not in earlier for p in people) if problem.earlier else 0
    again = sum((team.site or team.id) in p.sites for p in people)
    missing = [rule.code for rule in one.missing]
    short = max(0, rules.levels - len({p.level for p in people}))
    rotated = again if rules.continuity == Continuity.ROTATE else missing.count(RuleCode.ROTATION)
    return Parts(
        travel=sum(int(km[number[p.id]]) for p in people) * prices.km,
        load=sum(p.load for p in people) * prices.load,
        levels=short * (prices.level or 0),
        skills=missing.count(RuleCode.SKILL) * (prices.skill or 0),
        roles=missing.count(RuleCode.ROLE) * (prices.role or 0),
        past=rotated * (prices.past or 0),
        people=len(people) * prices.person,
        change=new * prices.change,
    )
