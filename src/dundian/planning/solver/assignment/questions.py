"""What a plan of teams must answer: why this person is there, why not there, what an exchange would cost."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from dundian.planning.solver.assignment.arrays import BARRED, MUST, Array, barred, build, may_lead
from dundian.planning.solver.assignment.distance import kilometres
from dundian.planning.solver.assignment.exchanges import LEAVER, cheapest_entry, cheapest_place
from dundian.planning.solver.assignment.forming import added, form, parts_at, people_of
from dundian.planning.solver.assignment.improving import Improving
from dundian.planning.solver.assignment.problem import (
    Continuity,
    Formed,
    Level,
    Move,
    Parts,
    Person,
    Plan,
    Problem,
    Reason,
    ReasonCode,
    RuleCode,
    Team,
    Verdict,
    WhyNot,
)
from dundian.planning.solver.rules import Rule


class Questions:
    """A plan that can be questioned; making it costs a second at a province, each answer little."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem = problem
        self.data = build(problem)
        self.person = self.data.number
        self.team = {t.id: row for row, t in enumerate(problem.teams)}
        self.formed = {f.team: f for f in plan.teams}
        self.at = {m.person: f.team for f in plan.teams for m in f.members}
        self.standing = Improving(self.data, 0, self._bundles(plan))
        self.idle = np.flatnonzero((self.standing.where < 0) & (self.data.pinned < 0))
        self.bars: dict[tuple[int, int], list[RuleCode]] = {}
        for code, row, i in barred(problem):
            self.bars.setdefault((row, i), []).append(code)
        self.pins = {p.person: p.team for p in problem.pins}

    def _bundles(self, plan: Plan) -> Array:
        out = np.full((self.data.teams, 4), -1, np.int64)
        for one in plan.teams:
            there = sorted({int(self.data.bundle_of[self.person[m.person]]) for m in one.members})
            out[self.team[one.team], : len(there)] = there
        return out

    def why_not(self, person: str, team: str) -> WhyNot:
        """What it takes to have this person in that team."""
        if self.at.get(person) == team:
            return WhyNot(person, team, Verdict.THERE)
        row = self.team[team]
        if binding := tuple(self._binding(row, person)):
            return WhyNot(person, team, Verdict.BARRED, binding=binding)
        q = int(self.data.bundle_of[self.person[person]])
        cost, slot, filler = self._entry(q, row)
        if slot < 0 or cost >= MUST // 2:
            return WhyNot(person, team, Verdict.IMPOSSIBLE, binding=tuple(self._broken(q, row)))
        after = self._after(q, row, slot, filler)
        verdict = Verdict.WORSE if cost > 0 else Verdict.EQUAL if cost == 0 else Verdict.CHEAPER
        return WhyNot(
            person,
            team,
            verdict,
            moves=tuple(self._moves(after)),
            cost=cost,
            parts=self._difference(after),
        )

    def _binding(self, row: int, person: str) -> Iterator[Rule]:
        """Rules that keep the person, or somebody bound to the person, from the team."""
        team, rules = self.problem.teams[row], self.problem.rules
        km = next(kilometres(self.problem, [row]))
        bundle = self.data.who[self.data.bundle_of[self.person[person]]]
        for i in bundle:
            one = self.problem.people[i]
            key = f"{one.id}/{team.id}"
            yield from (Rule(code, key) for code in self.bars.get((row, i), ()))
            if rules.travel_most is not None and km[i] > rules.travel_most:
                yield Rule(RuleCode.TRAVEL, key)
            if rules.load_most is not None and one.load > rules.load_most:
                yield Rule(RuleCode.LOAD, one.id)
            if self.pins.get(one.id, team.id) != team.id:
                yield Rule(RuleCode.PIN, f"{one.id}/{self.pins[one.id]}")

    def _kernel(self) -> tuple[Any, ...]:
        d = self.data
        return (
            d.pair, d.word, d.size, d.wanted, d.least, d.most, d.levels, d.prices, d.apart_start, d.apart,
        )  # fmt: skip

    def _entry(self, q: int, row: int) -> tuple[int, int, int]:
        s = self.standing
        found = cheapest_entry(q, row, s.where[q], s.team, s.points, self.idle, s.fixed, *self._kernel())
        return int(found[0]), int(found[1]), int(found[2])

    def _after(self, q: int, row: int, slot: int, filler: int) -> dict[int, Array]:
        """The teams that change, as they would be."""
        s = self.standing
        mine = s.team[row].copy()
        leaver, mine[slot] = int(mine[slot]), q
        after = {row: mine}
        origin = int(s.where[q])
        if origin >= 0:
            theirs = s.team[origin].copy()
            theirs[theirs == q] = leaver if filler == LEAVER else filler
            after[origin] = theirs
        return after

    def _moves(self, after: dict[int, Array]) -> Iterator[Move]:
        ids = [t.id for t in self.problem.teams]
        before = {p.id: ids[row] for row in after for p in people_of(self.data, self.standing.team[row])}
        then = {p.id: ids[row] for row, items in after.items() for p in people_of(self.data, items)}
        for person in [*then, *(p for p in before if p not in then)]:
            if before.get(person) != then.get(person):
                yield Move(person, before.get(person), then.get(person))

    def _difference(self, after: dict[int, Array]) -> Parts:
        now = added(parts_at(self.data, row, self.standing.team[row]) for row in after)
        then = added(parts_at(self.data, row, items) for row, items in after.items())
        return added([then, now], sign=-1)

    def _broken(self, q: int, row: int) -> Iterator[Rule]:
        """What the team would lack with the person in the place that suits best."""
        team = self.problem.teams[row]
        s = self.standing
        tried = []
        for slot in range(4):
            items = s.team[row].copy()
            if items[slot] < 0 or not s.fixed[items[slot]]:
                items[slot] = q
                tried.append((s.points_of(row, items), slot, items))
        if not tried:
            yield Rule(RuleCode.PIN, team.id)
            return
        people = people_of(self.data, min(tried, key=lambda x: x[:2])[2])
        if not team.least <= len(people) <= team.most:
            yield Rule(RuleCode.SIZE, team.id)
        if not any(may_lead(p, self.problem.rules.leading) for p in people):
            yield Rule(RuleCode.LEADER, team.id)
        yield from form(self.problem, team, people).missing
        if int(s.where[q]) >= 0:
            yield Rule(RuleCode.SIZE, self.problem.teams[int(s.where[q])].id)

    def reason(self, person: str) -> Reason:
        """Why this person goes there, or stays: one sentence's worth."""
        one = self.problem.people[self.person[person]]
        if person not in self.at:
            return self._resting(one)
        team = self.problem.teams[self.team[self.at[person]]]
        return Reason(person, *self._going(one, team, self.formed[team.id]))

    def reasons(self) -> dict[str, Reason]:
        """The reason of everybody."""
        return {p.id: self.reason(p.id) for p in self.problem.people}

    def _going(
        self, one: Person, team: Team, formed: Formed
    ) -> tuple[ReasonCode, dict[str, str | int | float]]:
        people = [self.problem.people[self.person[m.person]] for m in formed.members]
        others = [p for p in people if p.id != one.id]
        km = int(next(kilometres(self.problem, [self.team[team.id]]))[self.person[one.id]])
        values: dict[str, str | int | float] = {"team": team.id, "km": km}
        if self.pins.get(one.id) == team.id:
            return ReasonCode.PINNED, values
        if (team.site or team.id) in one.sites and self.problem.rules.continuity == Continuity.RETURN:
            return ReasonCode.RETURNS, values
        if formed.leader == one.id:
            return ReasonCode.LEADS, values
        if (
            alone := next((k for k in team.skills if _only(k, one.skills, [p.skills for p in others])), None)
        ) is not None:
            return ReasonCode.SKILL, values | {"skill": alone}
        levels = {p.level for p in others}
        if len(levels) < self.problem.rules.levels and one.level not in levels:
            return ReasonCode.LEVEL, values | {"level": str(Level(one.level))}
        if (companion := self._companion(one)) is not None:
            return ReasonCode.TOGETHER, values | {"with": companion}
        if (
            alone := next((k for k in team.roles if _only(k, one.roles, [p.roles for p in others])), None)
        ) is not None:
            return ReasonCode.ROLE, values | {"role": alone}
        return ReasonCode.NEAR, values

    def _companion(self, one: Person) -> str | None:
        pairs = (pair for pair in self.problem.together if one.id in pair)
        return next((b if one.id == a else a for a, b in pairs), None)

    def _resting(self, one: Person) -> Reason:
        i = self.person[one.id]
        rules = self.problem.rules
        if rules.load_most is not None and one.load > rules.load_most:
            return Reason(one.id, ReasonCode.REST_LOAD, {"load": one.load, "most": rules.load_most})
        b = int(self.data.bundle_of[i])
        if not (self.data.pair[:, b] < BARRED).any():
            codes = [c for row in range(self.data.teams) for c in self.bars.get((row, i), ())]
            common = max(set(codes), key=lambda c: (codes.count(c), c), default=RuleCode.TRAVEL)
            if common == RuleCode.AWAY:
                return Reason(one.id, ReasonCode.REST_AWAY)
            return Reason(one.id, ReasonCode.REST_BARRED, {"rule": str(common)})
        s = self.standing
        cost, row = cheapest_place(b, s.team, s.points, self.idle, s.fixed, *self._kernel())
        if row < 0 or cost >= MUST // 2:
            return Reason(one.id, ReasonCode.REST_SPARE)
        values: dict[str, str | int | float] = {"cost": int(cost), "team": self.problem.teams[int(row)].id}
        return Reason(one.id, ReasonCode.REST_NEAREST, values)


def _only(wanted: Sequence[str], mine: frozenset[str], theirs: list[frozenset[str]]) -> str | None:
    """What of that wanted this person alone has."""
    return next((w for w in wanted if w in mine and not any(w in one for one in theirs)), None)
