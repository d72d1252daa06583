"""Do teams keep every rule, and what do they cost? Read from the problem's own words, team by team."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dundian.planning.solver.assignment.problem import (
    Continuity,
    Formed,
    Leading,
    Parts,
    Period,
    Person,
    Problem,
    Rank,
    RuleCode,
    Team,
)
from dundian.planning.solver.rules import Breach, Rule

RADIUS = 6371.0088


@dataclass(frozen=True)
class Verdict:
    """`breaches`: rules broken; `unknown`: ids that the problem does not know, or teams twice; `parts`: the cost."""

    breaches: tuple[Breach, ...]
    unknown: tuple[str, ...]
    parts: Parts

    @property
    def sound(self) -> bool:
        return not self.breaches and not self.unknown

    @property
    def value(self) -> int:
        return self.parts.value


def inspect(problem: Problem, formed: Sequence[Formed]) -> Verdict:
    """Judge teams by the ids of their people."""
    return _Inspection(problem, formed).verdict()


class _Inspection:
    def __init__(self, problem: Problem, formed: Sequence[Formed]) -> None:
        self.problem, self.rules = problem, problem.rules
        self.people = {p.id: p for p in problem.people}
        teams = {t.id: t for t in problem.teams}
        named = Counter(f.team for f in formed)
        strange = [t for t, count in named.items() if t not in teams or count > 1]
        strange += [m.person for f in formed for m in f.members if m.person not in self.people]
        self.unknown = tuple(dict.fromkeys(strange))
        self.formed = {f.team: f for f in formed if f.team in teams}
        self.members = {
            t.id: [self.people[m.person] for m in self.formed[t.id].members if m.person in self.people]
            if t.id in self.formed
            else []
            for t in problem.teams
        }
        self.where = {p.id: t for t, members in self.members.items() for p in members}
        self.breaches: list[Breach] = []
        self.cost: Counter[str] = Counter()

    def verdict(self) -> Verdict:
        for team in self.problem.teams:
            self._team(team, self.members[team.id])
        self._people()
        self._laid_down()
        return Verdict(tuple(self.breaches), self.unknown, Parts(**self.cost))

    def broken(self, code: RuleCode, key: str, bound: float = 0, found: float = 1) -> None:
        self.breaches.append(Breach(Rule(code, key), bound, found))

    def _team(self, team: Team, members: list[Person]) -> None:
        prices = self.rules.prices
        count = len(members)
        if not team.least <= count <= team.most:
            self.broken(RuleCode.SIZE, team.id, team.least if count < team.least else team.most, count)
        self._leader(team)
        lacking = max(0, self.rules.levels - len({p.level for p in members}))
        self._short("levels", RuleCode.LEVELS, team.id, lacking, prices.level)
        for skill in set(team.skills):
            missing = not any(skill in p.skills for p in members)
            self._short("skills", RuleCode.SKILL, f"{team.id}/{skill}", int(missing), prices.skill)
        for role in set(team.roles):
            missing = not any(role in p.roles for p in members)
            self._short("roles", RuleCode.ROLE, f"{team.id}/{role}", int(missing), prices.role)
        for person in members:
            self._pair(team, person)
        self._roles_given(team)
        if self.rules.continuity == Continuity.RETURN and not any(_was_at(p, team) for p in members):
            could = any(True for _ in self._groups_of(team))
            self._short("past", RuleCode.ROTATION, team.id, int(could), prices.past)

    def _groups_of(self, team: Team) -> Iterable[Person]:
        """Who was at the site before and could come with everybody bound to them."""
        bound = self._companions()
        pinned = {pin.person: pin.team for pin in self.problem.pins}
        for person in self._stayed().get(team.site or team.id, ()):
            company = bound.get(person.id, {person.id})
            fits = len(company) <= 4 and not any(self._bars(team, self.people[i]) for i in company)
            if fits and all(pinned.get(i, team.id) == team.id for i in company):
                yield person

    def _stayed(self) -> Mapping[str, list[Person]]:
        if not hasattr(self, "_by_site"):
            self._by_site: dict[str, list[Person]] = {}
            for person in self.problem.people:
                for site in person.sites:
                    self._by_site.setdefault(site, []).append(person)
        return self._by_site

    def _companions(self) -> Mapping[str, set[str]]:
        if not hasattr(self, "_company"):
            company: dict[str, set[str]] = {}
            for a, b in self.problem.together:
                joined = company.get(a, {a}) | company.get(b, {b})
                for i in joined:
                    company[i] = joined
            self._company = company
        return self._company

    def _leader(self, team: Team) -> None:
        formed = self.formed.get(team.id)
        leaders = [m.person for m in formed.members if m.leads] if formed else []
        fit = [i for i in leaders if i in self.people and _may_lead(self.people[i], self.rules.leading)]
        if len(leaders) != 1 or len(fit) != 1:
            self.broken(RuleCode.LEADER, team.id, 1, len(fit))

    def _roles_given(self, team: Team) -> None:
        """A role that somebody in the team is fit for is played once, by one who is; none is played twice."""
        formed = self.formed.get(team.id)
        if formed is None:
            return
        played = Counter(role for m in formed.members for role in m.roles)
        for role in set(team.roles):
            if played[role] != 1:
                self.broken(RuleCode.ROLE, f"{team.id}/{role}", 1, played[role])
        fit = {r for m in formed.members if m.person in self.people for r in self.people[m.person].roles}
        for m in formed.members:
            for role in m.roles:
                if role not in team.roles or (role in fit and role not in self.people[m.person].roles):
                    self.broken(RuleCode.ROLE, f"{team.id}/{role}", 0, 1)

    def _short(self, part: str, code: RuleCode, key: str, count: int, price: int | None) -> None:
        if price is None and count:
            self.broken(code, key, 0, count)
        self.cost[part] += count * (price or 0)

    def _pair(self, team: Team, person: Person) -> None:
        prices = self.rules.prices
        for code in self._bars(team, person):
            self.broken(code, f"{person.id}/{team.id}")
        self.cost["travel"] += self._km(team, person) * prices.km
        self.cost["load"] += person.load * prices.load
        self.cost["people"] += prices.person
        if self.problem.earlier and person.id not in self.problem.earlier.get(team.id, ()):
            self.cost["change"] += prices.change
        if self.rules.continuity == Continuity.ROTATE and prices.past and _was_at(person, team):
            self.cost["past"] += prices.past

    def _bars(self, team: Team, person: Person) -> list[RuleCode]:
        rules = self.rules
        found = []
        if rules.own_unit and person.unit and person.unit in team.units:
            found.append(RuleCode.OWN_UNIT)
        if person.conflicts & team.units:
            found.append(RuleCode.CONFLICT)
        if (person.id, team.id) in self._bans():
            found.append(RuleCode.BAN)
        if team.period and any(_meet(team.period, days) for days in person.away):
            found.append(RuleCode.AWAY)
        if rules.travel_most is not None and self._km(team, person) > rules.travel_most:
            found.append(RuleCode.TRAVEL)
        if rules.load_most is not None and person.load > rules.load_most:
            found.append(RuleCode.LOAD)
        if rules.continuity == Continuity.ROTATE and rules.prices.past is None and _was_at(person, team):
            found.append(RuleCode.ROTATION)
        return found

    def _bans(self) -> frozenset[tuple[str, str]]:
        if not hasattr(self, "_banned"):
            self._banned = frozenset(self.problem.bans)
        return self._banned

    def _km(self, team: Team, person: Person) -> int:
        roads = self.problem.roads
        pair, there = (person.id, team.id), (person.county, team.county)
        if pair in roads:
            km = roads[pair]
        elif there in roads:
            km = roads[there]
        elif there[::-1] in roads:
            km = roads[there[::-1]]
        elif team.place and person.place:
            km = _globe(team.place, person.place) * (team.detour or self.rules.detour)
        elif team.county and team.county == person.county:
            km = 0.0
        else:
            km = self.rules.unknown_km
        return math.floor(km + 0.5)

    def _people(self) -> None:
        times = Counter(p.id for members in self.members.values() for p in members)
        for person, count in times.items():
            if count > 1:
                self.broken(RuleCode.ONCE, person, 1, count)
        for a, b in self.problem.together:
            if self.where.get(a) != self.where.get(b):
                self.broken(RuleCode.TOGETHER, f"{a}/{b}")
        for a, b in self.problem.apart:
            if a in self.where and self.where[a] == self.where.get(b):
                self.broken(RuleCode.APART, f"{a}/{b}")

    def _laid_down(self) -> None:
        for pin in self.problem.pins:
            formed = self.formed.get(pin.team)
            there = next((m for m in formed.members if m.person == pin.person), None) if formed else None
            if there is None or (pin.leads and not there.leads):
                self.broken(RuleCode.PIN, f"{pin.person}/{pin.team}", 1, 0)


def _may_lead(person: Person, leading: Leading) -> bool:
    return person.can_lead and (leading == Leading.TRUSTED or person.rank >= Rank.MIDDLE)


def _was_at(person: Person, team: Team) -> bool:
    return (team.site or team.id) in person.sites


def _meet(a: Period, b: Period) -> bool:
    return not (a.last < b.first or b.last < a.first)


def _globe(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Kilometres between two places on a sphere."""
    east, north, east2, north2 = map(math.radians, (*a, *b))
    half = math.sin((north - north2) / 2) ** 2
    half += math.cos(north) * math.cos(north2) * math.sin((east - east2) / 2) ** 2
    return 2 * RADIUS * math.asin(min(1.0, math.sqrt(half)))
