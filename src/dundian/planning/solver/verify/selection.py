"""Does a choice of sites keep every rule, and what is it worth? Read from the problem's own words, one by one."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dundian.planning.solver.rules import Breach, Rule, RuleCode
from dundian.planning.solver.selection.problem import (
    Candidate,
    Coverage,
    Field,
    Limit,
    Parts,
    Point,
    Problem,
    Share,
)

RADIUS = 6371.0088
MILLIMETRE = 1e-6


@dataclass(frozen=True)
class Verdict:
    """`breaches`: rules broken; `unknown`: ids that are no candidates, or named twice; `parts`: what it is worth."""

    breaches: tuple[Breach, ...]
    unknown: tuple[str, ...]
    parts: Parts

    @property
    def sound(self) -> bool:
        return not self.breaches and not self.unknown

    @property
    def value(self) -> float:
        return self.parts.value


def inspect(problem: Problem, chosen: Sequence[str]) -> Verdict:
    """Judge a choice of candidates by id."""
    known = {c.id: c for c in problem.candidates}
    counted = Counter(chosen)
    strange = tuple(i for i in counted if i not in known or counted[i] > 1)
    sites = [known[i] for i in counted if i in known]
    return Verdict(tuple(_breaches(problem, sites)), strange, _parts(problem, sites))


def _breaches(problem: Problem, sites: list[Candidate]) -> Iterable[Breach]:
    names = {s.id for s in sites}
    if len(sites) != problem.choose:
        yield Breach(Rule(RuleCode.CHOOSE), problem.choose, len(sites))
    yield from _counted(problem, sites, names)
    for pin in problem.pins:
        if pin not in names:
            yield Breach(Rule(RuleCode.PIN, pin), 1, 0)
    for ban in problem.bans:
        if ban in names:
            yield Breach(Rule(RuleCode.BAN, ban), 0, 1)
    if problem.year is not None and problem.years_running > 1:
        for site in sites:
            running = 1
            while problem.year - running in site.years:
                running += 1
            if running >= problem.years_running:
                yield Breach(Rule(RuleCode.ROTATION, site.id), problem.years_running - 1, running)
    yield from _teams(problem, sites)


def _counted(problem: Problem, sites: list[Candidate], names: set[str]) -> Iterable[Breach]:
    for limit in problem.limits:
        found = sum(_matches(site, limit) for site in sites)
        if found < limit.least:
            yield Breach(Rule(RuleCode.LEAST, limit.id), limit.least, found)
        if limit.most is not None and found > limit.most:
            yield Breach(Rule(RuleCode.MOST, limit.id), limit.most, found)
    for group in problem.groups:
        found = len(names & set(group.members))
        if found < group.least:
            yield Breach(Rule(RuleCode.GROUP_LEAST, group.id), group.least, found)
        if group.most is not None and found > group.most:
            yield Breach(Rule(RuleCode.GROUP_MOST, group.id), group.most, found)


def _matches(site: Candidate, limit: Limit) -> bool:
    for fact, wanted in limit.where.items():
        if fact == Field.INITIATIVE:
            if wanted not in site.initiatives:
                return False
        elif getattr(site, fact.value) != wanted:
            return False
    return True


def _teams(problem: Problem, sites: list[Candidate]) -> Iterable[Breach]:
    """Give each site a team, walking up from where it stands; sites are alike to a unit, so the order is no matter."""
    left = {c.unit: c.teams for c in problem.capacities}
    above = {c.unit: c.above for c in problem.capacities}
    refused: Counter[str] = Counter()
    for site in sorted(sites, key=lambda s: -_depth(_unit(s, above), above)):
        at = first = _unit(site, above)
        while at is not None and left[at] == 0:
            at = above[at]
        if at is not None:
            left[at] -= 1
        elif first is not None:
            refused[_top(first, above)] += 1
    for unit, found in refused.items():
        have = sum(c.teams for c in problem.capacities if _top(c.unit, above) == unit)
        yield Breach(Rule(RuleCode.CAPACITY, unit), have, have + found)


def _unit(site: Candidate, above: dict[str, str | None]) -> str | None:
    for name in (site.county, site.city, site.level):
        if name in above:
            return name
    return None


def _depth(unit: str | None, above: dict[str, str | None]) -> int:
    steps = 0
    while unit is not None:
        unit, steps = above[unit], steps + 1
    return steps


def _top(unit: str, above: dict[str, str | None]) -> str:
    while (higher := above[unit]) is not None:
        unit = higher
    return unit


def _parts(problem: Problem, sites: list[Candidate]) -> Parts:
    workers = unions = 0
    worth = 0.0
    if problem.coverage is not None:
        coverage = problem.coverage
        for union in _covered(problem, coverage, sites):
            workers += union.workers
            unions += 1
        worth = coverage.per_worker * workers + coverage.per_union * unions
    return Parts(math.fsum(s.priority for s in sites), worth, _unfair(problem, sites), workers, unions)


def _covered(problem: Problem, coverage: Coverage, sites: list[Candidate]) -> Iterable[Candidate | Point]:
    unions: list[Candidate | Point] = [*problem.candidates, *coverage.points]
    hit = np.zeros(len(unions), bool)
    own = {s.id for s in sites}
    trades = {(s.county, s.industry) for s in sites if s.industry} if coverage.same_industry else set()
    for i, union in enumerate(unions):
        hit[i] = (i < len(problem.candidates) and union.id in own) or (
            bool(union.industry) and (union.county, union.industry) in trades
        )
    if coverage.reach_km is not None:
        _hit_near(unions, sites, coverage.reach_km + MILLIMETRE, hit, across=coverage.across_counties)
    return (unions[i] for i in np.flatnonzero(hit))


def _hit_near(
    unions: list[Candidate | Point], sites: list[Candidate], reach: float, hit: NDArray[Any], *, across: bool
) -> None:
    """Mark unions near a site, by the haversine formula; only those in a band of latitude are measured."""
    fields: dict[str, list[int]] = defaultdict(list)
    for i, union in enumerate(unions):
        if union.place is not None:
            fields["" if across else union.county].append(i)
    near: dict[str, list[Candidate]] = defaultdict(list)
    for site in sites:
        if site.place is not None:
            near["" if across else site.county].append(site)
    band = math.degrees(reach / RADIUS) * (1 + 1e-9)
    for name, beside in near.items():
        at = np.array(fields[name])
        places = np.array([unions[i].place for i in at], dtype=float)
        order = np.argsort(places[:, 1], kind="stable")
        at, places = at[order], np.radians(places[order])
        degrees = np.degrees(places[:, 1])
        for site in beside:
            longitude, latitude = site.place or (0.0, 0.0)
            low, high = np.searchsorted(degrees, [latitude - band - 1e-9, latitude + band + 1e-9])
            some = places[low:high]
            hit[at[low:high][_kilometres(some, math.radians(longitude), math.radians(latitude)) <= reach]] = (
                True
            )


def _kilometres(places: NDArray[Any], longitude: float, latitude: float) -> NDArray[Any]:
    half = (
        np.sin((places[:, 1] - latitude) / 2) ** 2
        + np.cos(places[:, 1]) * math.cos(latitude) * np.sin((places[:, 0] - longitude) / 2) ** 2
    )
    far: NDArray[Any] = 2 * RADIUS * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    return far


def _unfair(problem: Problem, sites: list[Candidate]) -> float:
    fairness = problem.fairness
    if fairness is None:
        return 0.0
    size: dict[str, float] = defaultdict(float)
    for c in problem.candidates:
        size[c.county] += c.workers if fairness.share == Share.WORKERS else 1
    named = dict(fairness.targets or {})
    unnamed = [county for county in size if county not in named]
    left = max(0.0, problem.choose - math.fsum(named.values()))
    whole = math.fsum(size[county] for county in unnamed)
    share = dict(named)
    for county in unnamed:
        share[county] = left * size[county] / whole if whole > 0 else left / len(unnamed)
    have = Counter(s.county for s in sites)
    return fairness.weight * math.fsum(abs(have[county] - target) for county, target in share.items())
