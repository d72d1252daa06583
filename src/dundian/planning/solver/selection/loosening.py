"""What a plan would be worth if one of the clashing rules gave way: so that there is something to choose between."""

from dataclasses import replace
from typing import TypeVar

from dundian.planning.solver.highs import solve_mip
from dundian.planning.solver.rules import Clash, Loosening, Rule, RuleCode
from dundian.planning.solver.running import Watch
from dundian.planning.solver.selection.arrays import arrays
from dundian.planning.solver.selection.large import first_plan
from dundian.planning.solver.selection.model import build
from dundian.planning.solver.selection.problem import Group, Limit, Problem
from dundian.planning.solver.selection.value import allowed, value

Bounded = TypeVar("Bounded", Limit, Group)
EXACT = 2_000  # candidates up to which the best plan is asked for, to a thousandth
GAP = 1e-3
LEAST, LEAST_LARGE = 0.1, 2.0  # seconds below which nothing is begun


def valued(problem: Problem, clash: Clash, seconds: float) -> Clash:
    """The clash with the worth of the best plan found for each loosening, as far as the time goes."""
    watch = Watch(seconds, larger=True)
    many = len(clash.loosenings)
    found = [_valued(problem, x, watch.left / (many - i)) for i, x in enumerate(clash.loosenings)]
    return replace(clash, loosenings=tuple(found))


def _valued(problem: Problem, loosening: Loosening, seconds: float) -> Loosening:
    wider = None if loosening.needed is None else given_way(problem, loosening.rule, int(loosening.needed))
    exact = len(problem.candidates) <= EXACT
    if wider is None or seconds < (LEAST if exact else LEAST_LARGE):
        return loosening
    data = arrays(wider)
    chosen = None
    if exact:
        built = build(data)
        outcome = solve_mip(built.model, seconds=seconds, gap=GAP)
        if outcome.values is not None:
            chosen = built.chosen(outcome.values)
    else:
        chosen, _status = first_plan(data, Watch(seconds, larger=True), 0)
    if chosen is None or not allowed(data, chosen):
        return loosening
    return replace(loosening, value=value(data, chosen))


def given_way(problem: Problem, rule: Rule, needed: int) -> Problem | None:
    """The problem with the rule's bound at `needed`; None for the rotation, which gives way for some only."""
    match rule.code:
        case RuleCode.CHOOSE:
            return replace(problem, choose=needed)
        case RuleCode.LEAST:
            return replace(problem, limits=[_at(x, rule, least=needed) for x in problem.limits])
        case RuleCode.MOST:
            return replace(problem, limits=[_at(x, rule, most=needed) for x in problem.limits])
        case RuleCode.GROUP_LEAST:
            return replace(problem, groups=[_at(x, rule, least=needed) for x in problem.groups])
        case RuleCode.GROUP_MOST:
            return replace(problem, groups=[_at(x, rule, most=needed) for x in problem.groups])
        case RuleCode.CAPACITY:
            capacities = [replace(x, teams=needed) if x.unit == rule.key else x for x in problem.capacities]
            return replace(problem, capacities=capacities)
        case RuleCode.PIN:
            return replace(problem, pins=[i for i in problem.pins if i != rule.key])
        case RuleCode.BAN:
            return replace(problem, bans=[i for i in problem.bans if i != rule.key])
    return None


def _at(bounded: Bounded, rule: Rule, **side: int) -> Bounded:
    return replace(bounded, **side) if bounded.id == rule.key else bounded  # type: ignore[arg-type]
