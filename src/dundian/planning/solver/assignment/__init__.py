"""Forming teams and sending them: which people go where. `solve(problem)` is the door."""

from dundian.planning.solver.assignment.clash import clash
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
