"""What a choice is worth, and whether it keeps the rules: the solver's own reckoning. `verify` has another."""

import numpy as np

from dundian.planning.solver.selection.arrays import Arrays, Ints
from dundian.planning.solver.selection.neighbours import Unions, pairs
from dundian.planning.solver.selection.problem import Parts, Problem


def value(data: Arrays, chosen: Ints) -> float:
    """Value of the sites with these indices."""
    return float(data.priority[chosen].sum()) + coverage(data, chosen) - unfairness(data, chosen)


def coverage(data: Arrays, chosen: Ints) -> float:
    cover = data.cover
    if not cover.count:
        return 0.0
    mask = np.zeros(data.count, bool)
    mask[chosen] = True
    hit = np.add.reduceat(mask[cover.member], cover.start[:-1]) > 0
    return float(cover.worth[hit].sum())


def unfairness(data: Arrays, chosen: Ints) -> float:
    fair = data.fair
    if fair is None:
        return 0.0
    number = np.bincount(data.county[chosen], minlength=fair.targets.size)
    return float(fair.weight * np.abs(number - fair.targets).sum() + fair.elsewhere)


def parts(data: Arrays, problem: Problem, chosen: Ints) -> Parts:
    """The value's parts; the counts behind coverage are of the unions themselves."""
    workers, unions = counts(problem, chosen)
    return Parts(
        priority=float(data.priority[chosen].sum()),
        coverage=coverage(data, chosen),
        unfairness=unfairness(data, chosen),
        workers_covered=workers,
        unions_covered=unions,
    )


def counts(problem: Problem, chosen: Ints) -> tuple[int, int]:
    """Workers and unions covered, barred ones and those without worth among them."""
    if problem.coverage is None or not chosen.size:
        return 0, 0
    points: Unions = [*problem.candidates, *problem.coverage.points]
    mask = np.zeros(len(problem.candidates), bool)
    mask[chosen] = True
    point, candidate = pairs(problem, problem.coverage, points)
    hit = np.unique(point[mask[candidate]])
    return sum(points[i].workers for i in hit), int(hit.size)


def allowed(data: Arrays, chosen: Ints) -> bool:
    """Whether a choice keeps every rule."""
    mask = np.zeros(data.count, bool)
    mask[chosen] = True
    if mask.sum() != data.choose or (mask & ~data.free).any() or (data.pinned & ~mask).any():
        return False
    if any(not row.least <= mask[row.members].sum() <= row.most for row in data.rows):
        return False
    return data.tree is None or not overflow(data, chosen)


def overflow(data: Arrays, chosen: Ints) -> int:
    """Sites for which no team is left, over all capacities."""
    tree = data.tree
    if tree is None:
        return 0
    node = tree.of[chosen]
    need = np.bincount(node[node >= 0], minlength=len(tree.units))
    lost = 0
    for unit in tree.upward:
        over = max(0, int(need[unit] - tree.teams[unit]))
        if tree.above[unit] >= 0:
            need[tree.above[unit]] += over
        else:
            lost += over
    return lost
