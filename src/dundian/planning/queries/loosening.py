"""What giving way on each rule of a clash would bring: the problem with that one rule loosened, solved again."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from dundian.planning.solver import assignment, selection
from dundian.planning.solver.assignment import RuleCode as TeamCode
from dundian.planning.solver.rules import Clash, Loosening, Rule, RuleCode

MOST_SECONDS = 10.0


def priced(
    clash: Clash | None, loosen: Callable[[Rule, int], Any], solve: Callable[[Any], float | None]
) -> Clash | None:
    """The clash with the value of the best plan for each rule that alone is enough to loosen."""
    if clash is None:
        return None

    def value(line: Loosening) -> float | None:
        if line.needed is None or line.value is not None:
            return line.value
        problem = loosen(line.rule, int(line.needed))
        return None if problem is None else solve(problem)

    lines = tuple(replace(line, value=value(line)) for line in clash.loosenings)
    return replace(clash, loosenings=lines)


def price_of_sites(problem: selection.Problem, clash: Clash | None, seconds: float, cancelled: Any) -> Any:
    """Points of the best list of sites with each rule loosened."""

    def solve(wider: selection.Problem) -> float | None:
        if cancelled():
            return None
        return selection.solve(wider, seconds=min(seconds, MOST_SECONDS), cancelled=cancelled).value

    return priced(clash, lambda rule, needed: sites_loosened(problem, rule, needed), solve)


def sites_loosened(problem: selection.Problem, rule: Rule, needed: int) -> selection.Problem:
    """The problem with this rule's bound at `needed`, or without it where it has none."""
    match rule.code:
        case RuleCode.CHOOSE:
            return replace(problem, choose=needed)
        case RuleCode.LEAST:
            return replace(
                problem,
                limits=[replace(x, least=needed) if x.id == rule.key else x for x in problem.limits],
            )
        case RuleCode.MOST:
            return replace(
                problem, limits=[replace(x, most=needed) if x.id == rule.key else x for x in problem.limits]
            )
        case RuleCode.GROUP_LEAST | RuleCode.GROUP_MOST:
            return replace(problem, groups=[x for x in problem.groups if x.id != rule.key])
        case RuleCode.CAPACITY:
            wider = [replace(x, teams=needed) if x.unit == rule.key else x for x in problem.capacities]
            return replace(problem, capacities=wider)
        case RuleCode.PIN:
            return replace(problem, pins=[i for i in problem.pins if i != rule.key])
        case RuleCode.BAN:
            return replace(problem, bans=[i for i in problem.bans if i != rule.key])
    return replace(problem, year=None)


def price_of_teams(problem: assignment.Problem, clash: Clash | None, seconds: float, cancelled: Any) -> Any:
    """Points of the best teams with each rule loosened, the fewer the better."""

    def solve(wider: assignment.Problem) -> float | None:
        if cancelled():
            return None
        return assignment.solve(wider, seconds=min(seconds, MOST_SECONDS), cancelled=cancelled).value

    return priced(clash, lambda rule, needed: teams_loosened(problem, rule, needed), solve)


def teams_loosened(problem: assignment.Problem, rule: Rule, needed: int) -> assignment.Problem | None:
    """As `sites_loosened`; None for a rule whose loosening is no other set of rules, such as more people."""
    settings: dict[str, dict[str, Any]] = {
        TeamCode.TRAVEL: {"travel_most": needed},
        TeamCode.LOAD: {"load_most": needed},
        TeamCode.OWN_UNIT: {"own_unit": False},
        TeamCode.LEADER: {"leading": assignment.Leading.TRUSTED},
        TeamCode.LEVELS: {"levels": 1},
    }
    if rule.code in settings:
        return replace(problem, rules=replace(problem.rules, **settings[rule.code]))
    without: dict[str, dict[str, Any]] = {
        TeamCode.SKILL: {"teams": [replace(t, skills=()) for t in problem.teams]},
        TeamCode.BAN: {"bans": ()},
        TeamCode.PIN: {"pins": [p for p in problem.pins if f"{p.person}/{p.team}" != rule.key]},
        TeamCode.TOGETHER: {"together": [p for p in problem.together if "/".join(p) != rule.key]},
        TeamCode.APART: {"apart": [p for p in problem.apart if "/".join(p) != rule.key]},
    }
    return replace(problem, **without[rule.code]) if rule.code in without else None
