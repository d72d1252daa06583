"""Invented cadres and teams of a city and of a province, with every rule on, from a seed."""

import random
from dataclasses import replace
from datetime import date

from dundian.planning.solver.assignment.problem import (
    ROLES,
    Continuity,
    Level,
    Period,
    Person,
    Pin,
    Place,
    Problem,
    Rank,
    Rules,
    Team,
)

SKILLS = ("law", "bargaining", "safety", "media", "finance", "digital", "psychology", "training")
STAY = Period(date(2024, 4, 1), date(2024, 7, 31))


def city(seed: int, *, people: int = 84, teams: int = 42) -> Problem:
    """42 sites in six counties; two cadres each, half of them of middle rank."""
    problem = _problem(seed, people=people, teams=teams, cities=1, counties=6, leaders=0.65, most_km=None)
    return replace(problem, people=[replace(p, away=(), load=min(p.load, 4)) for p in problem.people])


def province(seed: int, *, people: int = 6000, teams: int = 2000) -> Problem:
    """2,000 sites in 183 counties of 21 cities."""
    return _problem(seed, people=people, teams=teams, cities=21, counties=183, leaders=0.42, most_km=400)


def _problem(
    seed: int, *, people: int, teams: int, cities: int, counties: int, leaders: float, most_km: int | None
) -> Problem:
    rng = random.Random(seed)
    seats = [(rng.uniform(101.0, 107.5), rng.uniform(27.0, 32.5)) for _ in range(cities)]
    towns = [_near(rng, seats[c % cities], 0.45) for c in range(counties)]
    winding = [1.2 if rng.random() < 0.6 else rng.uniform(1.4, 1.9) for _ in towns]
    sites = [_team(rng, i, counties, towns, winding) for i in range(teams)]
    cadres = [_person(rng, i, cities, counties, seats, towns, leaders) for i in range(people)]
    cadres = _histories(rng, cadres, sites)
    problem = Problem(
        cadres,
        sites,
        Rules(levels=2, travel_most=most_km, load_most=4, continuity=Continuity.RETURN),
        roads=_roads(rng, towns, winding),
    )
    return _ties(rng, problem)


def _near(rng: random.Random, place: Place, spread: float) -> Place:
    return (place[0] + rng.gauss(0, spread), place[1] + rng.gauss(0, spread))


def _team(rng: random.Random, i: int, counties: int, towns: list[Place], winding: list[float]) -> Team:
    county = i % counties if i < counties else min(rng.randrange(counties), rng.randrange(counties))
    return Team(
        id=f"T{i}",
        site=f"S{i}",
        units=frozenset({f"U{i}"}),
        county=f"C{county}",
        place=_near(rng, towns[county], 0.12),
        period=STAY,
        least=2,
        most=rng.choice((3, 3, 4)),
        skills=tuple(sorted(rng.sample(SKILLS, rng.choice((1, 1, 2, 2, 3))))),
        detour=winding[county],
    )


def _person(
    rng: random.Random,
    i: int,
    cities: int,
    counties: int,
    seats: list[Place],
    towns: list[Place],
    leaders: float,
) -> Person:
    draw = rng.random()
    level = Level.PROVINCE if draw < 0.06 else Level.CITY if draw < 0.36 else Level.COUNTY
    county = rng.randrange(counties)
    base = {Level.PROVINCE: seats[0], Level.CITY: seats[county % cities], Level.COUNTY: towns[county]}[level]
    rank = Rank.STAFF
    if rng.random() < leaders:
        rank = Rank.SENIOR if rng.random() < 0.15 else Rank.MIDDLE
    days = rng.random()
    away = (Period(date(2024, 5, 1), date(2024, 6, 15)),) if days < 0.04 else ()
    return Person(
        id=f"P{i}",
        level=level,
        rank=rank,
        can_lead=rng.random() < 0.97,
        skills=frozenset(rng.sample(SKILLS, rng.choice((1, 2, 2, 3)))),
        roles=frozenset(rng.sample(ROLES, rng.choice((1, 2, 2, 3)))),
        county=f"C{county}" if level == Level.COUNTY else "",
        place=_near(rng, base, 0.05),
        away=away,
        load=rng.choices((0, 1, 2, 3, 5), (50, 25, 15, 8, 2))[0],
    )


def _histories(rng: random.Random, cadres: list[Person], sites: list[Team]) -> list[Person]:
    """Some were at a site of their county before, some belong to a host, some declared a conflict."""
    by_county: dict[str, list[Team]] = {}
    for team in sites:
        by_county.setdefault(team.county, []).append(team)
    out = []
    for person in cadres:
        near = by_county.get(person.county) or sites
        team = rng.choice(near)
        draw = rng.random()
        if draw < 0.2:
            person = replace(person, sites=frozenset({team.site}), load=max(1, person.load))
        elif draw < 0.25:
            person = replace(person, unit=min(team.units))
        elif draw < 0.29:
            person = replace(person, conflicts=team.units)
        out.append(person)
    return out


def _roads(rng: random.Random, towns: list[Place], winding: list[float]) -> dict[tuple[str, str], float]:
    """Road kilometres between a third of the counties that lie near each other."""
    roads = {}
    for a, here in enumerate(towns):
        for b, there in enumerate(towns[:a]):
            flat = 104.0 * ((0.87 * (here[0] - there[0])) ** 2 + (here[1] - there[1]) ** 2) ** 0.5
            if flat < 120 and rng.random() < 0.33:
                roads[f"C{a}", f"C{b}"] = flat * rng.uniform(1.1, max(winding[a], winding[b]) + 0.1)
    return roads


def _ties(rng: random.Random, problem: Problem) -> Problem:
    """Pairs that must or must not, and people laid down for a team that the rules allow them."""
    people, teams = problem.people, problem.teams
    some = max(1, len(teams) // 50)
    fit = [p for p in people if not p.away and p.load <= 4 and not p.unit and not p.conflicts]
    by_county: dict[str, list[Person]] = {}
    for p in fit:
        by_county.setdefault(p.county, []).append(p)
    pools = [pool for pool in by_county.values() if len(pool) >= 4]
    drawn = rng.sample(fit, len(fit))
    together: list[tuple[str, str]] = []
    apart: list[tuple[str, str]] = []
    pins: list[Pin] = []
    used: set[str] = set()
    for _ in range(some):
        a, b = rng.sample(rng.choice(pools), 2)
        leads = any(p.rank >= Rank.MIDDLE and p.can_lead for p in (a, b))
        if leads and not {a.id, b.id} & used:
            together.append((a.id, b.id))
            used |= {a.id, b.id}
    for _ in range(2 * some):
        a, b = rng.sample(rng.choice(pools), 2)
        if (a.id, b.id) not in together and (b.id, a.id) not in together:
            apart.append((a.id, b.id))
    by_place = {t.county: t for t in teams}
    for p in drawn:
        target = by_place.get(p.county)
        if len(pins) >= some or target is None or p.id in used or p.level != Level.COUNTY:
            continue
        pins.append(Pin(p.id, target.id))
        del by_place[p.county]
    return replace(problem, together=tuple(together), apart=tuple(apart), pins=tuple(pins))
