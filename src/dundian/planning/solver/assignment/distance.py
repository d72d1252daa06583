"""How far people are from sites: by road where given, else the great circle with a mountain factor."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from dundian.planning.solver.assignment.problem import Problem

EARTH_KM = 6371.0088  # mean radius, IUGG

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]


def great_circle_km(lon: Any, lat: Any, lon2: Any, lat2: Any) -> Floats:
    """Kilometres along the great circle (haversine); degrees, broadcast against each other."""
    a, b, c, d = (np.radians(np.asarray(x, float)) for x in (lon, lat, lon2, lat2))
    h = np.sin((d - b) / 2) ** 2 + np.cos(b) * np.cos(d) * np.sin((c - a) / 2) ** 2
    km: Floats = 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(h, 1.0)))
    return km


def distances(problem: Problem, row: int) -> Ints:
    """Whole kilometres from everybody to the team of this row."""
    return next(kilometres(problem, [row]))


def kilometres(problem: Problem, rows: Iterable[int]) -> Iterator[Ints]:
    """For each of these teams, whole kilometres from everybody: by road where given, else the winding great circle."""
    people, rules = problem.people, problem.rules
    known = np.array([p.place is not None for p in people], bool)
    places = np.array([p.place or (0.0, 0.0) for p in people], float).reshape(-1, 2)
    counties = sorted({p.county for p in people})
    number = {c: i for i, c in enumerate(counties)}
    county = np.array([number[p.county] for p in people], np.int32)
    person = {p.id: i for i, p in enumerate(people)}
    own: dict[str, list[tuple[int, float]]] = {}
    team_ids = {t.id for t in problem.teams}
    for (a, b), km in problem.roads.items():
        if a in person and b in team_ids:
            own.setdefault(b, []).append((person[a], km))
    for row in rows:
        team = problem.teams[row]
        far: Floats = np.full(len(people), float(rules.unknown_km))
        if team.county:
            far[county == number.get(team.county, -1)] = 0.0
        if team.place is not None:
            straight = great_circle_km(places[:, 0], places[:, 1], *team.place)
            far = np.where(known, straight * (team.detour or rules.detour), far)
        if problem.roads:
            road = [
                problem.roads.get((c, team.county), problem.roads.get((team.county, c), -1.0))
                for c in counties
            ]
            by_road = np.array(road)[county]
            far = np.where(by_road >= 0, by_road, far)
        for i, known_km in own.get(team.id, ()):
            far[i] = known_km
        yield np.floor(far + 0.5).astype(np.int32)
