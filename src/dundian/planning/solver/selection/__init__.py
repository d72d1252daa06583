"""Choosing sites: which `choose` of the candidates. `solve(problem)` is the door."""

import sys
from typing import TYPE_CHECKING

from dundian.planning.solver.door import Door
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

if TYPE_CHECKING:
    from dundian.planning.solver.selection.clash import clash
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

LATER = {
    "clash": "clash",
    "solve": "solve",
    "faults": "validate",
    "Questions": "why",
    "why_not": "why",
}


class _Door(Door):
    later = LATER


sys.modules[__name__].__class__ = _Door
