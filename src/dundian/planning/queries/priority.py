"""The priority of candidates: each criterion brought to 0–1, weighed, and the sum brought to 0–100.

Simple additive weighting (Hwang and Yoon, Multiple Attribute Decision Making, 1981): priority = 100 · Σ w·n / Σ w.
Counts with a long tail (workers, needs, kilometres) go through log(1 + x) before min–max, so that one very large union
does not press all others together; the scales of 1 to 5 and shares are taken as they are. What a fact left open counts
as is the federation's choice, and how many are open stands beside the criterion.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from dundian.campaign.models import Campaign
from dundian.kernel.lazily import Later
from dundian.planning.models import Candidate, CandidateQuerySet
from dundian.planning.needs import needs_beneath
from dundian.planning.rules import Criterion, Measure, Missing

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Column = NDArray[np.float64]
else:
    np, Column = Later("numpy"), Any
USUAL = {Measure.WORKERS: 30, Measure.COMPLEXITY: 30, Measure.FOUNDATION: 25, Measure.NEED: 15}
MOST_WEAKNESSES = 4
EXPLAINED: dict[str, Any] = {
    Measure.WORKERS: _("Number of workers, by orders of size: the largest union counts 1, the smallest 0."),
    Measure.COMPLEXITY: _("Step 1 to 5 of the survey: 5 counts 1, 1 counts 0."),
    Measure.FOUNDATION: _("Step 1 to 5 of the survey, turned round: the weakest base counts 1."),
    Measure.MEMBERSHIP: _("Share of the workers who are not members yet."),
    Measure.WEAKNESSES: _("Weaknesses that the survey names; four or more count 1."),
    Measure.NEED: _("Open concerns, common issues and unfinished matters at the union, by orders of size."),
    Measure.DISTANCE: _(
        "Nearness to the federation as the crow flies: the nearest counts 1, the farthest 0."
    ),
}


@dataclass(frozen=True)
class Weighed:
    """A criterion as the campaign weighs it; `unknown` of the candidates lack the fact."""

    measure: Measure
    weight: int
    missing: Missing = Missing.MIDDLE
    unknown: int = 0

    @property
    def label(self) -> Any:
        return self.measure.label

    @property
    def explained(self) -> Any:
        return EXPLAINED[self.measure]

    @property
    def field(self) -> str:
        return f"w_{self.measure}"


def criteria_of(campaign: Campaign) -> list[Weighed]:
    """Every criterion with the campaign's weight, the usual one while none has been set."""
    stored = {c.measure: c for c in Criterion.objects.filter(campaign=campaign)}
    if not stored:
        return [Weighed(m, USUAL.get(m, 0)) for m in Measure]
    return [
        Weighed(m, stored[m].weight, Missing(stored[m].missing)) if m in stored else Weighed(m, 0)
        for m in Measure
    ]


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance of two places given as (longitude, latitude) in degrees (haversine)."""
    (x1, y1), (x2, y2) = (tuple(map(radians, place)) for place in (a, b))
    half = sin((y2 - y1) / 2) ** 2 + cos(y1) * cos(y2) * sin((x2 - x1) / 2) ** 2
    return 12742.0 * asin(min(1.0, sqrt(half)))


def place_of(unit: Any) -> tuple[float, float] | None:
    if unit.longitude is None or unit.latitude is None:
        return None
    return unit.longitude, unit.latitude


def _log(values: Column) -> Column:
    """log(1 + x) stretched over 0–1; all 0.5 when there is nothing to tell apart."""
    logs = np.log1p(values)
    known = logs[~np.isnan(logs)]
    if not known.size or known.max() - known.min() < 1e-12:
        return np.where(np.isnan(logs), np.nan, 0.5)
    return np.asarray((logs - known.min()) / (known.max() - known.min()))


def _column(rows: Sequence[Candidate], read: Callable[[Candidate], float | None]) -> Column:
    return np.array([np.nan if (v := read(c)) is None else v for c in rows], dtype=float)


def _step(value: int | None) -> float | None:
    return None if value is None else (value - 1) / 4


def _outside(candidate: Candidate) -> float | None:
    if not candidate.workers or candidate.members is None:
        return None
    return 1 - min(1.0, candidate.members / candidate.workers)


@dataclass
class Scores:
    """Candidates with what each criterion gives them, 0 to 1, and their priority, 0 to 100."""

    rows: list[Candidate]
    columns: dict[Measure, Column]  # NaN where the fact is open

    def with_unknown(self, criteria: Sequence[Weighed]) -> list[Weighed]:
        """The same criteria, each telling for how many candidates it is open."""
        return [
            Weighed(c.measure, c.weight, c.missing, int(np.isnan(self.columns[c.measure]).sum()))
            for c in criteria
        ]

    def filled(self, criterion: Weighed) -> Column:
        """The column with open facts counted as the criterion says."""
        column = self.columns[criterion.measure]
        known = column[~np.isnan(column)]
        middle = float(np.median(known)) if known.size else 0.5
        stands = {Missing.MIDDLE: middle, Missing.LOWEST: 0.0, Missing.HIGHEST: 1.0}[criterion.missing]
        return np.where(np.isnan(column), stands, column)

    def priorities(self, criteria: Sequence[Weighed]) -> Column:
        """0 to 100 each; all 50 while nothing weighs anything."""
        total = sum(c.weight for c in criteria)
        if not total or not self.rows:
            return np.full(len(self.rows), 50.0)
        summed = sum((c.weight * self.filled(c) for c in criteria if c.weight), np.zeros(len(self.rows)))
        return np.asarray(np.round(100 * summed / total, 2))

    def shares(self, criteria: Sequence[Weighed], number: int) -> list[tuple[Weighed, float, bool]]:
        """For one candidate: (criterion, points of the 100, whether the fact is known), largest first."""
        total = sum(c.weight for c in criteria) or 1
        told = [
            (
                c,
                round(100 * c.weight * float(self.filled(c)[number]) / total, 1),
                not np.isnan(self.columns[c.measure][number]),
            )
            for c in criteria
            if c.weight
        ]
        return sorted(told, key=lambda t: -t[1])


def scores_of(campaign: Campaign, rows: CandidateQuerySet) -> Scores:
    """Facts of the candidates by criterion: one query for the rows, one or two for each source of needs."""
    found = list(rows.select_related("unit").order_by("id"))
    needs = {
        unit_id: sum(n.number * n.weight for n in told)
        for unit_id, told in needs_beneath(campaign.unit.path).items()
    }
    home = place_of(campaign.unit)

    def away(candidate: Candidate) -> float | None:
        place = place_of(candidate.unit)
        return None if home is None or place is None else kilometres(home, place)

    far = _log(_column(found, away))
    return Scores(
        found,
        {
            Measure.WORKERS: _log(_column(found, lambda c: c.workers)),
            Measure.COMPLEXITY: _column(found, lambda c: _step(c.complexity)),
            Measure.FOUNDATION: 1 - _column(found, lambda c: _step(c.foundation)),
            Measure.MEMBERSHIP: _column(found, _outside),
            Measure.WEAKNESSES: _column(found, lambda c: min(1.0, len(c.weaknesses) / MOST_WEAKNESSES)),
            Measure.NEED: _log(_column(found, lambda c: needs.get(c.unit_id, 0.0))),
            Measure.DISTANCE: 1 - far,
        },
    )


@dataclass(frozen=True)
class Ranked:
    """A candidate's place in the list, and its place by the stored weights (`before`)."""

    candidate: Candidate
    priority: float
    place: int
    before: int

    @property
    def moved(self) -> int:
        """Places up (positive) or down."""
        return self.before - self.place


def places(values: Column) -> "NDArray[np.int64]":
    """1 for the largest; equal values keep the order of entry."""
    order = np.argsort(-values, kind="stable")
    found = np.empty(len(values), dtype=np.int64)
    found[order] = np.arange(1, len(values) + 1)
    return found


def ranking(scores: Scores, criteria: Sequence[Weighed], stored: Sequence[Weighed]) -> list[Ranked]:
    """The list by `criteria`, each line knowing its place by the `stored` ones."""
    now = scores.priorities(criteria)
    placed, before = places(now), places(scores.priorities(stored))
    lines = [
        Ranked(c, float(v), int(p), int(b))
        for c, v, p, b in zip(scores.rows, now, placed, before, strict=True)
    ]
    return sorted(lines, key=lambda line: line.place)


# Saaty's random consistency index for matrices of 1, 2, 3 … rows (The Analytic Hierarchy Process, 1980).
RANDOM_INDEX = (0.0, 0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45)
CONSISTENT = 0.10


def pairs_of(measures: Sequence[Measure]) -> list[tuple[Measure, Measure]]:
    return [(a, b) for place, a in enumerate(measures) for b in measures[place + 1 :]]


@dataclass(frozen=True)
class Compared:
    """Weights (adding up to 100) from pairwise comparison, and the consistency ratio; above 0.10 judge again."""

    weights: dict[Measure, int]
    ratio: float
    worst: tuple[Measure, Measure] | None

    @property
    def is_consistent(self) -> bool:
        return self.ratio <= CONSISTENT


def compare(measures: Sequence[Measure], judgements: Mapping[str, float]) -> Compared:
    """Analytic hierarchy process (Saaty 1980): the principal eigenvector of the matrix of judgements.

    `judgements`: how many times more the first of "first:second" matters, 1/9 to 9; 1 where none is given. `worst` is
    the pair farthest from what the weights say.
    """
    n = len(measures)
    matrix = np.ones((n, n))
    for i, a in enumerate(measures):
        for j in range(i + 1, n):
            said = float(judgements.get(f"{a}:{measures[j]}", 1.0))
            matrix[i, j], matrix[j, i] = said, 1 / said
    values, vectors = np.linalg.eig(matrix)
    first = int(np.argmax(values.real))
    weights = np.abs(vectors[:, first].real)
    weights = weights / weights.sum() if n else weights
    index = (float(values[first].real) - n) / (n - 1) if n > 1 else 0.0
    random = RANDOM_INDEX[min(n, len(RANDOM_INDEX) - 1)]
    ratio = max(0.0, index / random) if random else 0.0
    error = np.abs(np.log(matrix * weights[None, :] / weights[:, None])) if n else matrix
    i, j = divmod(int(np.argmax(error)), n) if n > 1 else (0, 0)
    worst = (measures[min(i, j)], measures[max(i, j)]) if n > 2 and ratio > 1e-6 else None
    return Compared(_whole(measures, weights), round(ratio, 4), worst)


def _whole(measures: Sequence[Measure], weights: Column) -> dict[Measure, int]:
    """Whole numbers that add up to 100 (largest remainder)."""
    exact = weights * 100
    floors = np.floor(exact).astype(int)
    for place in np.argsort(-(exact - floors), kind="stable")[: 100 - int(floors.sum())]:
        floors[place] += 1
    return {m: int(w) for m, w in zip(measures, floors, strict=True)}


def priority_by_id(scores: Scores, criteria: Sequence[Weighed]) -> dict[UUID, float]:
    return {c.pk: float(v) for c, v in zip(scores.rows, scores.priorities(criteria), strict=True)}
