"""Candidates that are alike to every rule, taken together: feasibility without looking at 50,000 unions.

Two candidates are of one class when they stand in the same limits and groups, draw on the same capacity, and are
pinned and barred alike. Whether a plan exists depends only on how many come from each class, which is a whole-number
program of a few thousand columns that HiGHS settles at once.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from dundian.planning.solver.highs import INFINITY, Floats, Ints, Model, Outcome, solve_mip
from dundian.planning.solver.rules import Rule, RuleCode
from dundian.planning.solver.selection.arrays import Arrays

CHOOSE = Rule(RuleCode.CHOOSE)
ROTATION = Rule(RuleCode.ROTATION)
NOTHING = 1e-6


@dataclass(frozen=True)
class Side:
    """One side of a rule: at least (`sign` 1) or at most (-1) `bound` of the classes in `classes`.

    `over`: the columns of sites passed on, with their signs, for capacities.
    """

    rule: Rule
    sign: int
    bound: int
    classes: Ints
    over: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Classes:
    """`size` of each class, its class of each candidate `of`, and every rule as sides."""

    size: Ints
    of: Ints
    sides: tuple[Side, ...]
    passing: Ints  # most sites that each capacity can pass on: 0 at the top

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules, each once."""
        return tuple(dict.fromkeys(s.rule for s in self.sides))


def classes(data: Arrays) -> Classes:
    """Group the candidates of a problem."""
    marks = _signatures(data)
    _unique, first, of = np.unique(marks, axis=0, return_index=True, return_inverse=True)
    of = of.ravel()
    size = np.bincount(of, minlength=first.size)
    passing = np.zeros(0, np.int64)
    if data.tree is not None:
        passing = np.where(data.tree.above >= 0, data.choose, 0)
    return Classes(size, of, tuple(_sides(data, of)), passing)


def _signatures(data: Arrays) -> Ints:
    marks = np.random.default_rng(1).integers(-(2**62), 2**62, (2, len(data.rows)), dtype=np.int64)
    sums = np.zeros((data.count, 2), np.int64)
    for at, row in enumerate(data.rows):
        sums[row.members] += marks[:, at]
    node = data.tree.of if data.tree is not None else np.zeros(data.count, np.int64)
    # Pins and bans are rules of their own, each by name; the rotation is one.
    single = np.zeros(data.count, np.int64)
    single[data.pinned] = np.flatnonzero(data.pinned) + 1
    for i, rule in data.barred.items():
        single[i] = -1 if rule.code == RuleCode.ROTATION and not data.pinned[i] else i + 1
    return np.column_stack([sums, node, single])


def _sides(data: Arrays, of: Ints) -> list[Side]:
    every = np.unique(of)
    found = [Side(CHOOSE, 1, data.choose, every), Side(CHOOSE, -1, data.choose, every)]
    for row in data.rows:
        members = np.unique(of[row.members])
        if row.least > 0:
            found.append(Side(row.least_rule, 1, row.least, members))
        if row.most < row.members.size:
            found.append(Side(row.most_rule, -1, row.most, members))
    found += [Side(Rule(RuleCode.PIN, data.ids[i]), 1, 1, of[[i]]) for i in np.flatnonzero(data.pinned)]
    rested = sorted(data.rested)
    found += [Side(rule, -1, 0, of[[i]]) for i, rule in data.barred.items() if rule.code != RuleCode.ROTATION]
    if rested:
        found.append(Side(ROTATION, -1, 0, np.unique(of[rested])))
    return found + _capacities(data, of)


def _capacities(data: Arrays, of: Ints) -> list[Side]:
    tree = data.tree
    if tree is None:
        return []
    found = []
    for node, unit in enumerate(tree.units):
        over = ((node, -1), *((int(b), 1) for b in np.flatnonzero(tree.above == node)))
        members = np.unique(of[tree.of == node])
        found.append(Side(Rule(RuleCode.CAPACITY, unit), -1, int(tree.teams[node]), members, over))
    return found


def loosened(
    data: Classes,
    hard: Collection[Rule],
    soft: Collection[Rule] = (),
    *,
    seconds: float,
    at_least: float = 0.0,
) -> tuple[Outcome, dict[Rule, float]]:
    """Keep the `hard` rules; give way on the `soft` ones as little as possible in all; drop every other one.

    Returns the outcome, infeasible when the hard rules clash, and by how much each soft rule gives way: `at_least` so
    much in all, when something is known.
    """
    elastic = _Elastic.of(data, set(hard), soft)
    outcome = None
    if at_least and len(soft) == 1:
        outcome = elastic.solve_at(at_least, seconds)
    if outcome is None:
        outcome = elastic.solve(seconds, whole=False)
        if outcome.values is not None:
            outcome = elastic.solve_whole(seconds, outcome.values[elastic.slack])
    if outcome.values is None:
        return outcome, {}
    given = (float(round(v)) for v in outcome.values[elastic.slack])
    return elastic.spread(outcome, data.size), dict(zip(soft, given, strict=True))


def pressing(data: Classes, rules: Collection[Rule], *, seconds: float) -> tuple[set[Rule], float]:
    """Rules with a price when all may give way and parts of candidates may be taken, and how much gives way in all.

    When something does, those with a price clash among themselves: by duality they alone demand it.
    """
    elastic = _Elastic.of(data, set(), rules)
    outcome = elastic.solve(seconds, whole=False)
    if outcome.prices is None or outcome.value is None or outcome.value < NOTHING:
        return set(), 0.0
    priced = np.abs(outcome.prices) > NOTHING
    return {side.rule for side, has in zip(elastic.kept, priced, strict=True) if has}, outcome.value


@dataclass(frozen=True)
class _Elastic:
    """How many of each class, with classes that the rules kept do not tell apart taken as one."""

    kept: tuple[Side, ...]
    alike: Ints  # of each class, the one it is counted with
    size: Ints
    passing: Ints
    soft: tuple[Rule, ...]

    @classmethod
    def of(cls, data: Classes, hard: set[Rule], soft: Collection[Rule]) -> "_Elastic":
        wanted = hard | set(soft)
        kept = tuple(side for side in data.sides if side.rule in wanted)
        marks = np.random.default_rng(1).integers(-(2**62), 2**62, (len(kept), 2), dtype=np.int64)
        sums = np.zeros((data.size.size, 2), np.int64)
        for side, mark in zip(kept, marks, strict=True):
            sums[side.classes] += mark
        _unique, alike = np.unique(sums, axis=0, return_inverse=True)
        size = np.bincount(alike.ravel(), weights=data.size).astype(np.int64)
        return cls(kept, alike.ravel(), size, data.passing, tuple(soft))

    @property
    def slack(self) -> slice:
        """Columns of the slacks, in the order of `soft`."""
        first = self.size.size + self.passing.size
        return slice(first, first + len(self.soft))

    def solve(
        self,
        seconds: float,
        *,
        whole: bool,
        most: float = INFINITY,
        cost: float = 1.0,
        presolve: str = "choose",
    ) -> Outcome:
        model = Model(smaller=True)
        count = model.columns(self.size.size, upper=self.size, integer=whole)
        over = model.columns(self.passing.size, upper=self.passing)
        slack = dict(zip(self.soft, model.columns(len(self.soft), cost=cost, upper=most), strict=True))
        rows = []
        for side in self.kept:
            members = count[np.unique(self.alike[side.classes])]
            columns = [*members, *(over[n] for n, _sign in side.over)]
            values = [1.0] * members.size + [float(sign) for _n, sign in side.over]
            if side.rule in slack:
                columns.append(slack[side.rule])
                values.append(float(side.sign))
            rows.append((columns, values, side))
        _add(model, rows)
        return solve_mip(model, seconds=seconds, presolve=presolve)

    def solve_whole(self, seconds: float, relaxed: Floats) -> Outcome:
        """Whole candidates. One rule that gives way is tried at what it needs at least, which mostly is enough."""
        found = self.solve_at(float(relaxed[0]), seconds) if len(self.soft) == 1 else None
        return found or self.solve(seconds, whole=True, presolve="off")

    def solve_at(self, least: float, seconds: float) -> Outcome | None:
        """Any plan where the one rule gives way by no more than `least`, rounded up; None when there is none."""
        most = float(np.ceil(least - NOTHING))
        found = self.solve(seconds, whole=True, most=most, cost=0.0, presolve="off")
        return None if found.infeasible else found

    def spread(self, outcome: Outcome, size: Ints) -> Outcome:
        """The outcome with its counts handed to the classes that were taken together."""
        values = outcome.values
        if values is None:
            return outcome
        order = np.argsort(self.alike, kind="stable")
        ahead = np.cumsum(size[order]) - size[order]
        begins = (np.cumsum(self.size) - self.size)[self.alike[order]]
        each = np.zeros(size.size)
        each[order] = np.clip(values[self.alike[order]] - (ahead - begins), 0, size[order])
        return replace(outcome, values=np.r_[each, values[self.size.size :]])


def _add(model: Model, kept: list[tuple[list[int], list[float], Side]]) -> None:
    model.rows(
        np.repeat(np.arange(len(kept)), [len(k[0]) for k in kept]),
        np.array([c for k in kept for c in k[0]], np.int64),
        np.array([v for k in kept for v in k[1]], float),
        lower=np.array([k[2].bound if k[2].sign > 0 else -INFINITY for k in kept]),
        upper=np.array([INFINITY if k[2].sign > 0 else k[2].bound for k in kept]),
    )
