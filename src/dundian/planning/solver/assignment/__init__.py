"""Forming teams and sending them: which people go where. `solve(problem)` is the door."""

import sys
from typing import TYPE_CHECKING

from dundian.planning.solver.assignment.problem import (
    ROLES,
    Continuity,
    Formed,
    Leading,
    Level,
    Member,
    Move,
    Parts,
    Period,
    Person,
    Pin,
    Plan,
    Prices,
    Problem,
    Rank,
    Reason,
    ReasonCode,
    RuleCode,
    Rules,
    Team,
    Verdict,
    WhyNot,
)
from dundian.planning.solver.door import Door

if TYPE_CHECKING:
    from dundian.planning.solver.assignment.clash import clash
    from dundian.planning.solver.assignment.questions import Questions
    from dundian.planning.solver.assignment.replacing import replace_people, resolve
    from dundian.planning.solver.assignment.solve import solve
    from dundian.planning.solver.assignment.validate import faults

__all__ = [
    "ROLES",
    "Continuity",
    "Formed",
    "Leading",
    "Level",
    "Member",
    "Move",
    "Parts",
    "Period",
    "Person",
    "Pin",
    "Plan",
    "Prices",
    "Problem",
    "Questions",
    "Rank",
    "Reason",
    "ReasonCode",
    "RuleCode",
    "Rules",
    "Team",
    "Verdict",
    "WhyNot",
    "clash",
    "faults",
    "replace_people",
    "resolve",
    "solve",
]

LATER = {
    "clash": "clash",
    "solve": "solve",
    "faults": "validate",
    "Questions": "questions",
    "replace_people": "replacing",
    "resolve": "replacing",
}


class _Door(Door):
    later = LATER


sys.modules[__name__].__class__ = _Door
