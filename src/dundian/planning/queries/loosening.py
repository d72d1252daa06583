"""What letting anybody trusted lead would bring, which the page offers where mid-level cadres do not suffice."""

from collections.abc import Callable
from dataclasses import replace

from dundian.planning.solver import assignment
from dundian.planning.solver.assignment import Leading, Problem, RuleCode
from dundian.planning.solver.rules import Clash

MOST_SECONDS = 10.0


def with_other_leaders(
    problem: Problem, clash: Clash | None, seconds: float, cancelled: Callable[[], bool]
) -> Clash | None:
    """The clash with the points of the best teams that anybody trusted leads, where leaders are short."""
    short = [x for x in clash.loosenings if x.rule.code == RuleCode.LEADER] if clash else []
    if clash is None or not short or problem.rules.leading != Leading.MIDDLE or cancelled():
        return clash
    wider = replace(problem, rules=replace(problem.rules, leading=Leading.TRUSTED))
    found = assignment.solve(wider, seconds=min(seconds, MOST_SECONDS), cancelled=cancelled)
    lines = [replace(x, value=found.value) if x in short else x for x in clash.loosenings]
    return replace(clash, loosenings=tuple(lines))
