"""Seeded instances of choosing sites: a city, a province, a nation. The same seed gives the same problem anywhere."""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from dundian.planning.solver.selection import (
    Candidate,
    Capacity,
    Coverage,
    Fairness,
    Field,
    Group,
    Limit,
    Problem,
)

KINDS = ("new_form", "park", "township", "enterprise", "association")
SHARES = (0.34, 0.1, 0.16, 0.36, 0.04)
LEVELS = ("county", "city", "province")
INDUSTRIES = tuple(f"industry{n}" for n in range(14))
INITIATIVES = tuple(f"initiative{n}" for n in range(5))
YEAR = 2024
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def city(seed: int) -> Problem:
    """42 of 400 in six counties, by the kinds of a real programme: 25, 5, 3, 8 and 1."""
    chance = np.random.default_rng([seed, 1])
    candidates = _candidates(chance, 400, counties=6, cities=1, side=0.6, spread=0.06)
    exact = zip(KINDS, (25, 5, 3, 8, 1), strict=True)
    return Problem(
        candidates=candidates,
        choose=42,
        limits=[
            *(Limit(kind, {Field.KIND: kind}, n, n) for kind, n in exact),
            *(Limit(f"county{c}", {Field.COUNTY: f"county{c}"}, 3, 14) for c in range(6)),
            *(Limit(name, {Field.INITIATIVE: name}, 3) for name in INITIATIVES[:3]),
        ],
        groups=[Group("either", ("u0", "u1"), 1, 1), Group("not-both", ("u2", "u3"))],
        pins=("u7",),
        bans=("u8", "u9"),
        coverage=Coverage(per_worker=0.02, per_union=0.5, reach_km=4.0),
        fairness=Fairness(weight=20),
        year=YEAR,
    )


def province(
    seed: int, *, choose: int = 2000, count: int = 50_000, counties: int = 183, across: bool = False
) -> Problem:
    """All rules on. `across`: unions are covered from the neighbouring county, too."""
    chance = np.random.default_rng([seed, 2])
    cities = max(1, counties // 9)
    side = 8.0 * np.sqrt(counties / 183)
    candidates = _candidates(chance, count, counties=counties, cities=cities, side=side, spread=0.12)
    free = [c for c in candidates if len(c.years) < 2]
    picked = [free[i].id for i in chance.choice(len(free), min(len(free), choose // 2), replace=False)]
    groups, pins, bans = _pairs(picked, choose)
    return Problem(
        candidates=candidates,
        choose=choose,
        limits=_limits(candidates, choose),
        groups=groups,
        capacities=_capacities(candidates, choose),
        pins=pins,
        bans=bans,
        coverage=Coverage(
            per_worker=0.01,
            per_union=0.2,
            reach_km=4.5 if across else 3.2,
            across_counties=across,
            same_industry=not across,
        ),
        fairness=Fairness(weight=20),
        year=YEAR,
    )


def nation(seed: int) -> list[Problem]:
    """31 provinces between a sixth of the largest and all of it."""
    chance = np.random.default_rng([seed, 3])
    parts = chance.uniform(1 / 6, 1.0, 31)
    return [
        province(
            seed * 100 + n,
            choose=int(2000 * part),
            count=int(50_000 * part),
            counties=int(183 * part),
            across=False,
        )
        for n, part in enumerate(parts)
    ]


def _candidates(
    chance: Generator, count: int, *, counties: int, cities: int, side: float, spread: float
) -> list[Candidate]:
    weight = chance.lognormal(0, 0.6, counties)
    county = np.sort(chance.choice(counties, count, p=weight / weight.sum()))
    county[:counties] = np.arange(counties)  # none is empty
    county.sort()
    city_of = np.sort(chance.integers(0, cities, counties))
    place = _places(chance, county, counties, side, spread)
    kind = chance.choice(len(KINDS), count, p=SHARES)
    kind[:10] = [0, 0, 3, 3, 0, 1, 2, 0, 0, 0]
    workers = np.minimum(chance.lognormal(4.6, 1.1, count), 20_000).astype(int) + 5
    level = chance.choice(3, count, p=(0.72, 0.22, 0.06))
    industry = chance.integers(0, len(INDUSTRIES), count)
    priority = _priority(chance, workers)
    joins = chance.random((count, len(INITIATIVES))) < 0.08
    years = _years(chance, count)
    return [
        Candidate(
            id=f"u{i}",
            priority=float(priority[i]),
            kind=KINDS[kind[i]],
            county=f"county{county[i]}",
            city=f"city{city_of[county[i]]}",
            level=LEVELS[level[i]],
            industry=INDUSTRIES[industry[i]],
            workers=int(workers[i]),
            place=(float(place[i, 0]), float(place[i, 1])),
            initiatives=tuple(INITIATIVES[k] for k in np.flatnonzero(joins[i])),
            years=years[i],
        )
        for i in range(count)
    ]


def _places(chance: Generator, county: Ints, counties: int, side: float, spread: float) -> Floats:
    """Towns around a county's seat, unions around their town."""
    seats = np.array([98.5, 27.0]) + chance.random((counties, 2)) * side
    towns = seats[:, None] + chance.normal(0, spread, (counties, 6, 2))
    at = towns[county, chance.choice(6, county.size, p=(0.4, 0.2, 0.15, 0.1, 0.1, 0.05))]
    return np.asarray(at + chance.normal(0, 0.03, (county.size, 2)))


def _priority(chance: Generator, workers: Ints) -> Floats:
    """Many workers, complicated labour relations, a weak base, need; each between 0 and 1, weighted to 100."""
    many = np.clip(np.log(workers) / np.log(20_000), 0, 1)
    complexity, weakness = chance.integers(1, 6, (2, workers.size)) / 5
    need = chance.beta(2, 5, workers.size)
    priority: Floats = 0.3 * many + 0.25 * complexity + 0.25 * weakness + 0.2 * need
    return np.round(100 * priority, 2)


def _years(chance: Generator, count: int) -> list[tuple[int, ...]]:
    drawn = chance.choice(4, count, p=(0.9, 0.04, 0.04, 0.02))
    kinds = ((), (YEAR - 1,), (YEAR - 2,), (YEAR - 2, YEAR - 1))
    return [kinds[d] for d in drawn]


def _pairs(names: list[str], choose: int) -> tuple[list[Group], list[str], list[str]]:
    some = max(2, choose // 50)
    apart = [Group(f"apart{n}", (names[2 * n], names[2 * n + 1])) for n in range(some)]
    rest = names[2 * some :]
    either = [Group(f"either{n}", (rest[2 * n], rest[2 * n + 1]), 1, 1) for n in range(some // 4)]
    rest = rest[2 * (some // 4) :]
    return [*apart, *either], rest[: some // 2], rest[some // 2 : 2 * some]


def _limits(candidates: list[Candidate], choose: int) -> list[Limit]:
    """Quotas by kind, exact and in ranges; each county between a third of its share and some over twice it."""
    rows = [
        Limit("new_form", {Field.KIND: "new_form"}, int(0.5 * choose), int(0.56 * choose)),
        Limit("park", {Field.KIND: "park"}, int(0.12 * choose), int(0.12 * choose)),
        Limit("township", {Field.KIND: "township"}, int(0.08 * choose), int(0.12 * choose)),
        Limit("enterprise", {Field.KIND: "enterprise"}, int(0.2 * choose)),
        Limit("association", {Field.KIND: "association"}, int(0.03 * choose), int(0.03 * choose)),
        Limit("province", {Field.LEVEL: "province"}, int(0.05 * choose), int(0.1 * choose)),
        Limit("city", {Field.LEVEL: "city"}, int(0.15 * choose), int(0.3 * choose)),
    ]
    rows += [Limit(name, {Field.INITIATIVE: name}, int(0.11 * choose)) for name in INITIATIVES]
    for name, share in _shares(candidates, "county").items():
        fair = share * choose
        rows.append(Limit(name, {Field.COUNTY: name}, int(fair / 3), int(2.2 * fair) + 2))
    return rows


def _capacities(candidates: list[Candidate], choose: int) -> list[Capacity]:
    """A county's own teams serve most of its share; what is over falls to the city, then to the province."""
    above = {c.county: c.city for c in candidates}
    rows = [Capacity("whole", int(0.1 * choose) + 1)]
    rows += [
        Capacity(name, int(0.25 * s * choose) + 1, "whole") for name, s in _shares(candidates, "city").items()
    ]
    rows += [
        Capacity(name, int(0.8 * s * choose) + 1, above[name])
        for name, s in _shares(candidates, "county").items()
    ]
    return rows


def _shares(candidates: list[Candidate], field: str) -> dict[str, float]:
    size: dict[str, int] = {}
    for c in candidates:
        size[getattr(c, field)] = size.get(getattr(c, field), 0) + c.workers
    whole = sum(size.values())
    return {name: workers / whole for name, workers in size.items()}
