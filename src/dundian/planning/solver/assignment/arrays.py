"""The problem as arrays: people that must go together are one bundle, rules about a pair bar it or price it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from dundian.planning.solver.assignment.distance import kilometres
from dundian.planning.solver.assignment.problem import (
    Continuity,
    Leading,
    Level,
    Period,
    Person,
    Problem,
    Rank,
    RuleCode,
    Team,
)

Ints = npt.NDArray[np.int32]
Words = npt.NDArray[np.int64]
Array = npt.NDArray[Any]

BARRED = 1 << 30  # a pair that no plan has
MUST = 10**11  # points for what must be and is not: dearer than any plan
LEVEL_BITS = {Level.PROVINCE: 1, Level.CITY: 2, Level.COUNTY: 4}
LEADER_BIT = 8
ROLE_SHIFT, MOST_ROLES = 4, 8
SKILL_SHIFT, MOST_SKILLS = ROLE_SHIFT + MOST_ROLES, 48
PAST_SHIFT = 62
MOST_IN_TEAM = 4


@dataclass(frozen=True, slots=True)
class Arrays:
    """m teams, n bundles (a person alone is one). A word of bits tells level, leading, roles and skills.

    `pair[m, n]`: 2 · points + 1 where somebody of the bundle was there before; `BARRED` where it must not be. `who`:
    people of each bundle. `word[n]`, `size[n]`. `wanted[m]`: the bits a team wants: leader, roles, skills, and bit 62
    for one who was there before. `prices`: level, skill, role, past, a rule without a price.
    """

    problem: Problem
    who: tuple[tuple[int, ...], ...]
    bundle_of: Ints
    pair: Ints
    word: Words
    size: Ints
    wanted: Words
    least: Ints
    most: Ints
    apart_start: Ints  # bundles kept apart from bundle b: apart[apart_start[b]:apart_start[b + 1]]
    apart: Ints
    pinned: Ints  # team of a bundle, -1 free
    leader: Ints  # bundle that leads a team by a pin, -1 open
    levels: int
    prices: Words
    number: Mapping[str, int]  # row of a person

    @property
    def teams(self) -> int:
        return int(self.pair.shape[0])

    @property
    def bundles(self) -> int:
        return int(self.pair.shape[1])


def build(problem: Problem) -> Arrays:
    """Arrays of a problem without faults."""
    people, teams, rules = problem.people, problem.teams, problem.rules
    person = {p.id: i for i, p in enumerate(people)}
    team = {t.id: i for i, t in enumerate(teams)}
    points = _points(problem, person, team)
    returns = _bar(problem, points, person, team)
    bits = _Bits(problem)
    who = _bundles(problem, person)
    bundle_of = np.empty(len(people), np.int32)
    for row, members in enumerate(who):
        bundle_of[list(members)] = row
    single = np.array([bits.person(p) for p in people], np.int64).reshape(-1)
    pair, word, size = _bundled(who, points, returns, single)
    pinned, leader = _pins(problem, person, team, bundle_of, pair)
    for b in np.flatnonzero(pinned >= 0):
        kept = pair[pinned[b], b]
        pair[:, b] = BARRED
        pair[pinned[b], b] = kept
    wanted = np.array([bits.team(t) for t in teams], np.int64).reshape(-1)
    if rules.continuity == Continuity.RETURN:
        wanted |= (((pair & 1) == 1) & (pair < BARRED)).any(axis=1).astype(np.int64) << PAST_SHIFT
    start, apart = _apart(problem, person, bundle_of, len(who))
    for one, other in problem.apart:
        if bundle_of[person[one]] == bundle_of[person[other]]:
            pair[:, bundle_of[person[one]]] = BARRED
    p = rules.prices
    return Arrays(
        problem=problem,
        who=who,
        bundle_of=bundle_of,
        pair=pair,
        word=word,
        size=size,
        wanted=wanted,
        least=np.array([t.least for t in teams], np.int32),
        most=_most(teams, pair, size),
        apart_start=start,
        apart=apart,
        pinned=pinned,
        leader=leader,
        levels=rules.levels,
        number=person,
        prices=np.array(
            [MUST if x is None else x for x in (p.level, p.skill, p.role, p.past, None)], np.int64
        ),
    )


class _Bits:
    """Which bit stands for which role and skill: only those that some team wants have one."""

    def __init__(self, problem: Problem) -> None:
        roles = sorted({r for t in problem.teams for r in t.roles})
        skills = sorted({s for t in problem.teams for s in t.skills})
        self.roles = {r: 1 << (ROLE_SHIFT + i) for i, r in enumerate(roles)}
        self.skills = {s: 1 << (SKILL_SHIFT + i) for i, s in enumerate(skills)}
        self.leading = problem.rules.leading

    def person(self, person: Person) -> int:
        word = LEVEL_BITS[person.level]
        if may_lead(person, self.leading):
            word |= LEADER_BIT
        word |= sum(self.roles.get(r, 0) for r in person.roles)
        return word | sum(self.skills.get(s, 0) for s in person.skills)

    def team(self, team: Team) -> int:
        roles = sum(self.roles[r] for r in set(team.roles))
        return LEADER_BIT | roles | sum(self.skills[s] for s in set(team.skills))


def may_lead(person: Person, leading: Leading) -> bool:
    return person.can_lead and (leading == Leading.TRUSTED or person.rank >= Rank.MIDDLE)


def overlap(a: Period, b: Period) -> bool:
    return a.first <= b.last and b.first <= a.last


def _points(problem: Problem, person: dict[str, int], team: dict[str, int]) -> Ints:
    """Points of each pair; beyond the furthest that is bearable it is barred."""
    rules, prices = problem.rules, problem.rules.prices
    load = np.array([p.load for p in problem.people], np.int32)
    out = np.empty((len(problem.teams), len(problem.people)), np.int32)
    for row, km in enumerate(kilometres(problem, range(len(problem.teams)))):
        out[row] = km * prices.km + load * prices.load + prices.person
        if rules.travel_most is not None:
            out[row][km > rules.travel_most] = BARRED
    if prices.change and problem.earlier:
        new = np.ones_like(out, bool)
        for t, members in problem.earlier.items():
            new[team[t], [person[p] for p in members if p in person]] = False
        out[new & (out < BARRED)] += prices.change
    if rules.load_most is not None:
        out[:, load > rules.load_most] = BARRED
    return out


def barred(problem: Problem) -> Iterator[tuple[RuleCode, int, int]]:
    """Rule, team and person of each pair that a rule about the two of them bars; distance and load aside."""
    person = {p.id: i for i, p in enumerate(problem.people)}
    team = {t.id: i for i, t in enumerate(problem.teams)}
    at: dict[str, list[int]] = {}
    for row, t in enumerate(problem.teams):
        for unit in t.units:
            at.setdefault(unit, []).append(row)
    for i, p in enumerate(problem.people):
        if problem.rules.own_unit and p.unit:
            yield from ((RuleCode.OWN_UNIT, row, i) for row in at.get(p.unit, ()))
        for unit in sorted(p.conflicts):
            yield from ((RuleCode.CONFLICT, row, i) for row in at.get(unit, ()))
    yield from ((RuleCode.BAN, team[b], person[a]) for a, b in problem.bans)
    yield from _away(problem)
    if problem.rules.continuity == Continuity.ROTATE and problem.rules.prices.past is None:
        yield from ((RuleCode.ROTATION, row, i) for row, i in stays(problem))


def _away(problem: Problem) -> Iterator[tuple[RuleCode, int, int]]:
    absent = [(i, p.away) for i, p in enumerate(problem.people) if p.away]
    periods: dict[Period, list[int]] = {}
    for row, t in enumerate(problem.teams):
        if t.period is not None:
            periods.setdefault(t.period, []).append(row)
    for period, rows in periods.items():
        for i, away in absent:
            if any(overlap(period, days) for days in away):
                yield from ((RuleCode.AWAY, row, i) for row in rows)


def stays(problem: Problem) -> Iterator[tuple[int, int]]:
    """Team and person where the person was at the site before."""
    at: dict[str, list[int]] = {}
    for row, t in enumerate(problem.teams):
        at.setdefault(t.site or t.id, []).append(row)
    for i, p in enumerate(problem.people):
        for site in sorted(p.sites):
            yield from ((row, i) for row in at.get(site, ()))


def _bar(problem: Problem, points: Ints, person: dict[str, int], team: dict[str, int]) -> Array:
    """Bar pairs in place; returns where people were before, when that counts."""
    for _, row, i in barred(problem):
        points[row, i] = BARRED
    rules = problem.rules
    returns = np.zeros(points.shape, bool)
    if rules.continuity == Continuity.RETURN:
        for row, i in stays(problem):
            returns[row, i] = True
    if rules.continuity == Continuity.ROTATE and rules.prices.past:
        for row, i in stays(problem):
            if points[row, i] < BARRED:
                points[row, i] += rules.prices.past
    return returns


def _bundles(problem: Problem, person: dict[str, int]) -> tuple[tuple[int, ...], ...]:
    """People that serve together or not at all, each bundle in the order of the people."""
    root = list(range(len(problem.people)))

    def find(i: int) -> int:
        while root[i] != i:
            root[i] = root[root[i]]
            i = root[i]
        return i

    for a, b in problem.together:
        i, j = find(person[a]), find(person[b])
        root[max(i, j)] = min(i, j)
    members: dict[int, list[int]] = {}
    for i in range(len(problem.people)):
        members.setdefault(find(i), []).append(i)
    return tuple(tuple(m) for m in members.values())


def _bundled(
    who: tuple[tuple[int, ...], ...], points: Ints, returns: Array, single: Words
) -> tuple[Ints, Words, Ints]:
    size = np.array([len(m) for m in who], np.int32)
    first = np.array([m[0] for m in who], np.int64)
    pair = points[:, first] * np.int32(1)
    word = single[first].copy()
    back = returns[:, first]
    closed = points[:, first] >= BARRED
    for b in np.flatnonzero(size > 1):
        members = list(who[b])
        pair[:, b] = np.minimum(points[:, members], BARRED // 8).sum(axis=1, dtype=np.int64)
        closed[:, b] = (points[:, members] >= BARRED).any(axis=1) | (size[b] > MOST_IN_TEAM)
        back[:, b] = returns[:, members].any(axis=1)
        word[b] = np.bitwise_or.reduce(single[members])
    pair = np.where(closed, BARRED, pair * 2 + back).astype(np.int32)
    return pair, word, size


def _pins(
    problem: Problem, person: dict[str, int], team: dict[str, int], bundle_of: Ints, pair: Ints
) -> tuple[Ints, Ints]:
    pinned = np.full(pair.shape[1], -1, np.int32)
    leader = np.full(len(problem.teams), -1, np.int32)
    for pin in problem.pins:
        b, t = bundle_of[person[pin.person]], team[pin.team]
        if pinned[b] not in (-1, t):
            pair[:, b] = BARRED  # bound to each other and laid down for two teams
        pinned[b] = t
        if pin.leads:
            leader[team[pin.team]] = bundle_of[person[pin.person]]
    return pinned, leader


def _most(teams: Sequence[Team], pair: Ints, size: Ints) -> Ints:
    """The largest size of each team for which people are left over when all others have their least."""
    least = np.array([t.least for t in teams], np.int64)
    there = int(size[(pair < BARRED).any(axis=0)].sum()) if pair.size else 0
    spare = max(0, there - int(least.sum()))
    return np.minimum([t.most for t in teams], least + spare).astype(np.int32)


def _apart(problem: Problem, person: dict[str, int], bundle_of: Ints, bundles: int) -> tuple[Ints, Ints]:
    lists: list[set[int]] = [set() for _ in range(bundles)]
    for a, b in problem.apart:
        i, j = int(bundle_of[person[a]]), int(bundle_of[person[b]])
        lists[i].add(j)
        lists[j].add(i)
    start = np.zeros(bundles + 1, np.int32)
    start[1:] = np.cumsum([len(x) for x in lists])
    return start, np.array([j for x in lists for j in sorted(x)], np.int32)
