"""Which candidates cover which unions."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial import cKDTree

from dundian.planning.solver.selection.problem import Candidate, Coverage, Point, Problem

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Unions = list[Candidate | Point]
EARTH_KM = 6371.0088
SLACK_KM = 1e-6  # a millimetre: unions exactly at the reach are neighbours on every machine


@dataclass(frozen=True)
class Cover:
    """Worth of each point and, as compressed rows, the candidates that cover it.

    Points with the same candidates are one; those that nobody can cover are left out.
    """

    worth: Floats
    start: Ints
    member: Ints
    county: Ints  # of each point, -1 where its candidates lie in several

    @property
    def count(self) -> int:
        return int(self.worth.size)

    def matrix(self, candidates: int) -> "sparse.csr_matrix":
        """Points by candidates, ones."""
        return sparse.csr_matrix(
            (np.ones(self.member.size), self.member, self.start), shape=(self.count, candidates)
        )


NOTHING = Cover(np.zeros(0), np.zeros(1, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64))


def covered(problem: Problem, county: Ints, free: NDArray[np.bool_]) -> Cover:
    """The cover of a problem; candidates that may not be chosen cover nothing but are worth being covered."""
    coverage = problem.coverage
    if coverage is None or not problem.candidates:
        return NOTHING
    points: Unions = [*problem.candidates, *coverage.points]
    worth = np.array([coverage.per_worker * p.workers + coverage.per_union for p in points], float)
    point, candidate = pairs(problem, coverage, points)
    useful = free[candidate] & (worth[point] > 0)
    return merged(worth, point[useful], candidate[useful], county)


def merged(worth: Floats, point: Ints, candidate: Ints, county: Ints) -> Cover:
    """Join points that the same candidates cover."""
    if not point.size:
        return NOTHING
    order = np.lexsort((candidate, point))
    point, candidate = point[order], candidate[order]
    fresh = np.ones(point.size, bool)
    fresh[1:] = (point[1:] != point[:-1]) | (candidate[1:] != candidate[:-1])
    point, candidate = point[fresh], candidate[fresh]
    first = np.flatnonzero(np.r_[True, point[1:] != point[:-1]])
    length = np.diff(np.r_[first, point.size])
    marks = np.random.default_rng(0).integers(0, 2**63, (2, int(candidate.max()) + 1), dtype=np.uint64)
    keys = np.stack(
        [length.astype(np.uint64), *(np.add.reduceat(m[candidate], first) for m in marks)], axis=1
    )
    _unique, kept, into = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    total = np.bincount(into.ravel(), worth[point[first]], kept.size).astype(float)
    order = np.argsort(kept)
    kept, total = kept[order], total[order]
    start = np.r_[0, np.cumsum(length[kept])].astype(np.int64)
    take = np.repeat(first[kept] - start[:-1], length[kept]) + np.arange(start[-1])
    member = candidate[take]
    low, high = (f.reduceat(county[member], start[:-1]) for f in (np.minimum, np.maximum))
    return Cover(total, start, member, np.where(low == high, low, -1))


def pairs(problem: Problem, coverage: Coverage, points: Unions) -> tuple[Ints, Ints]:
    """(point, candidate) wherever one covers the other; pairs may come twice."""
    count = len(problem.candidates)
    found = [(np.arange(count), np.arange(count))]
    if coverage.same_industry:
        found.append(_same_industry(points, count))
    if coverage.reach_km is not None:
        found.append(_within(points, count, coverage.reach_km, across=coverage.across_counties))
    return np.concatenate([f[0] for f in found]), np.concatenate([f[1] for f in found])


def _same_industry(points: Unions, count: int) -> tuple[Ints, Ints]:
    groups: dict[tuple[str, str], tuple[list[int], list[int]]] = {}
    for i, p in enumerate(points):
        if p.industry:
            all_, candidates = groups.setdefault((p.county, p.industry), ([], []))
            all_.append(i)
            if i < count:
                candidates.append(i)
    pairs = [
        (np.repeat(a, len(c)), np.tile(c, len(a))) for a, c in groups.values() if c
    ]  # every point of the group with every candidate of it
    if not pairs:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    return np.concatenate([p[0] for p in pairs]), np.concatenate([p[1] for p in pairs])


def _within(points: Unions, count: int, reach: float, *, across: bool) -> tuple[Ints, Ints]:
    placed = np.array([i for i, p in enumerate(points) if p.place is not None], np.int64)
    if not placed.size:
        return placed, placed
    unit = on_sphere(np.array([points[i].place for i in placed], float))
    # Beyond half way round the Earth everything is within reach.
    angle = min((reach + SLACK_KM) / EARTH_KM, np.pi)
    candidates = placed < count
    tree, few = cKDTree(unit), cKDTree(unit[candidates])
    near = few.sparse_distance_matrix(tree, 2 * np.sin(angle / 2), output_type="ndarray")
    candidate, point = placed[candidates][near["i"]], placed[near["j"]]
    if not across:
        names: dict[str, int] = {}
        county = np.array([names.setdefault(p.county, len(names)) for p in points])
        same = county[candidate] == county[point]
        candidate, point = candidate[same], point[same]
    return point, candidate


def on_sphere(degrees: Floats) -> Floats:
    """Longitude and latitude in degrees to points on the unit sphere."""
    longitude, latitude = np.radians(degrees[:, 0]), np.radians(degrees[:, 1])
    flat = np.cos(latitude)
    return np.stack([flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude)], axis=1)
