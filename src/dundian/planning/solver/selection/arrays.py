"""The problem as arrays: what the methods work on. Made from a problem that has no faults."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dundian.planning.solver.rules import Rule, RuleCode
from dundian.planning.solver.selection.neighbours import Cover, covered
from dundian.planning.solver.selection.problem import Candidate, Field, Limit, Problem, Share

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Codes = dict[Field, tuple[list[str], Ints]]


@dataclass(frozen=True)
class Row:
    """At least `least`, at most `most` of `members` (indices of candidates, ascending)."""

    key: str
    members: Ints
    least: int
    most: int
    least_rule: Rule
    most_rule: Rule


@dataclass(frozen=True)
class Tree:
    """Capacities: teams of each node, the node above (-1: none), the node of each candidate (-1: not limited)."""

    units: tuple[str, ...]
    teams: Ints
    above: Ints
    of: Ints

    @cached_property
    def upward(self) -> tuple[int, ...]:
        """Nodes in an order in which each comes before the one above it."""
        return tuple(sorted(range(len(self.units)), key=lambda i: -len(self.path(i))))

    def path(self, node: int) -> list[int]:
        """The node and all above it."""
        found = [node]
        while self.above[found[-1]] >= 0:
            found.append(int(self.above[found[-1]]))
        return found


@dataclass(frozen=True)
class Fair:
    """Weight, and the fair share of each county; `elsewhere`: shares of counties without candidates, lost anyway."""

    weight: float
    targets: Floats
    elsewhere: float


@dataclass(frozen=True)
class Arrays:
    """A problem ready to be solved.

    `free`: may be chosen. `barred`: the rule that forbids a candidate, the ban where there are two. `rested`: those who
    were sites too many years running. `rows`: limits and groups alike. `alike`: one number for
    those of one industry where that covers, another for each one elsewhere.
    """

    ids: tuple[str, ...]
    choose: int
    priority: Floats
    free: Bools
    pinned: Bools
    barred: Mapping[int, Rule]
    rested: frozenset[int]
    counties: tuple[str, ...]
    county: Ints
    city: Ints
    kind: Ints
    alike: Ints
    rows: tuple[Row, ...]
    tree: Tree | None
    fair: Fair | None
    cover: Cover

    @property
    def count(self) -> int:
        return len(self.ids)

    @cached_property
    def index(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.ids)}


def arrays(problem: Problem) -> Arrays:
    """Turn a checked problem into arrays."""
    people = problem.candidates
    codes: Codes = {f: _codes(getattr(c, f.value) for c in people) for f in Field if f != Field.INITIATIVE}
    index = {c.id: i for i, c in enumerate(people)}
    rested = _rested(problem)
    barred = {i: Rule(RuleCode.ROTATION, problem.candidates[i].id) for i in sorted(rested)}
    barred |= {index[b]: Rule(RuleCode.BAN, b) for b in problem.bans}
    free = np.ones(len(people), bool)
    free[list(barred)] = False
    pinned = np.zeros(len(people), bool)
    pinned[[index[i] for i in problem.pins]] = True
    names, county = codes[Field.COUNTY]
    return Arrays(
        ids=tuple(c.id for c in people),
        choose=problem.choose,
        priority=np.array([c.priority for c in people], float),
        free=free,
        pinned=pinned,
        barred=barred,
        rested=rested,
        counties=tuple(names),
        county=county,
        city=codes[Field.CITY][1],
        kind=codes[Field.KIND][1],
        alike=_alike(problem),
        rows=(*_limits(problem, codes), *_groups(problem, index)),
        tree=_tree(problem),
        fair=_fair(problem, names, county),
        cover=covered(problem, county, free),
    )


def _codes(values: Iterable[str]) -> tuple[list[str], Ints]:
    seen: dict[str, int] = {}
    found = np.array([seen.setdefault(v, len(seen)) for v in values], dtype=np.int64)
    return list(seen), found


def _alike(problem: Problem) -> Ints:
    by_industry = problem.coverage is not None and problem.coverage.same_industry
    codes = _codes(
        f"={c.industry}" if by_industry and c.industry else f"#{i}" for i, c in enumerate(problem.candidates)
    )
    return codes[1]


def _rested(problem: Problem) -> frozenset[int]:
    if problem.year is None or problem.years_running < 2:
        return frozenset()
    before = {problem.year - n for n in range(1, problem.years_running)}
    return frozenset(i for i, c in enumerate(problem.candidates) if c.years and before <= set(c.years))


def _limits(problem: Problem, codes: Codes) -> list[Row]:
    known = {f: {name: i for i, name in enumerate(names)} for f, (names, _at) in codes.items()}
    initiatives: dict[str, list[int]] = {}
    for i, candidate in enumerate(problem.candidates):
        for name in candidate.initiatives:
            initiatives.setdefault(name, []).append(i)

    def members(limit: Limit) -> Ints:
        matching = np.ones(len(problem.candidates), bool)
        for fact, wanted in limit.where.items():
            if fact == Field.INITIATIVE:
                mask = np.zeros(len(problem.candidates), bool)
                mask[initiatives.get(wanted, [])] = True
            else:
                mask = codes[fact][1] == known[fact].get(wanted, -1)
            matching &= mask
        return np.flatnonzero(matching)

    return [
        _row(limit.id, members(limit), limit.least, limit.most, RuleCode.LEAST, RuleCode.MOST)
        for limit in problem.limits
    ]


def _groups(problem: Problem, index: Mapping[str, int]) -> list[Row]:
    return [
        _row(
            group.id,
            np.array(sorted(index[m] for m in group.members), np.int64),
            group.least,
            group.most,
            RuleCode.GROUP_LEAST,
            RuleCode.GROUP_MOST,
        )
        for group in problem.groups
    ]


def _row(key: str, members: Ints, least: int, most: int | None, low: RuleCode, high: RuleCode) -> Row:
    return Row(key, members, least, members.size if most is None else most, Rule(low, key), Rule(high, key))


def _tree(problem: Problem) -> Tree | None:
    if not problem.capacities:
        return None
    at = {c.unit: i for i, c in enumerate(problem.capacities)}
    return Tree(
        units=tuple(at),
        teams=np.array([c.teams for c in problem.capacities], np.int64),
        above=np.array([-1 if c.above is None else at[c.above] for c in problem.capacities], np.int64),
        of=np.array([_node(c, at) for c in problem.candidates], np.int64),
    )


def _node(candidate: Candidate, at: Mapping[str, int]) -> int:
    return next((at[f] for f in (candidate.county, candidate.city, candidate.level) if f in at), -1)


def _fair(problem: Problem, names: Sequence[str], county: Ints) -> Fair | None:
    fairness = problem.fairness
    if fairness is None:
        return None
    by_workers = fairness.share == Share.WORKERS
    size = np.array([c.workers if by_workers else 1 for c in problem.candidates], float)
    sizes = np.bincount(county, size, len(names))
    named = fairness.targets or {}
    open_ = np.array([n not in named for n in names], bool)
    left = max(0.0, problem.choose - sum(named.values()))
    whole = sizes[open_].sum()
    targets = np.array([named.get(n, 0.0) for n in names], float)
    targets[open_] = left * sizes[open_] / whole if whole > 0 else left / max(1, open_.sum())
    present = set(names)
    elsewhere = sum(t for n, t in named.items() if n not in present)
    return Fair(fairness.weight, targets, fairness.weight * elsewhere)
