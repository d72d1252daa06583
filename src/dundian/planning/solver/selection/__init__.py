"""Choosing sites: which `choose` of the candidates. `solve(problem)` is the door."""

from dundian.planning.solver.selection.clash import clash
from dundian.planning.solver.selection.problem import (
    Candidate,
    Capacity,
    Coverage,
    Fairness,
    Field,
    Group,
    Limit,
    Parts,
    Plan,
    Point,
    Problem,
    Reason,
    Share,
    WhyNot,
)
from dundian.planning.solver.selection.solve import solve
from dundian.planning.solver.selection.validate import faults
from dundian.planning.solver.selection.why import Questions, why_not

__all__ = [
    "Candidate",
    "Capacity",
    "Coverage",
    "Fairness",
    "Field",
    "Group",
    "Limit",
    "Parts",
    "Plan",
    "Point",
    "Problem",
    "Questions",
    "Reason",
    "Share",
    "WhyNot",
    "clash",
    "faults",
    "solve",
    "why_not",
]
