"""Rules that cannot all be kept: a smallest set of them, and what giving way on each would bring.

An elastic program with named slacks (Brown and Graves 1975; Chinneck and Dravnieks 1991) says where it presses, a
deletion filter (Chinneck and Dravnieks 1991) makes the set irreducible, and implicit hitting sets (Ignatiev, Previti,
Liffiton and Marques-Silva 2015) find a smallest one: any clash must meet every set of rules whose removal lets a
plan exist.
"""

from dataclasses import dataclass, field

from dundian.planning.solver.highs import Model, solve_mip
from dundian.planning.solver.rules import Clash, Loosening, Rule, RuleCode
from dundian.planning.solver.running import Watch
from dundian.planning.solver.selection.arrays import Arrays, arrays
from dundian.planning.solver.selection.classes import CHOOSE, ROTATION, Classes, classes, loosened, pressing
from dundian.planning.solver.selection.loosening import valued
from dundian.planning.solver.selection.problem import Problem
from dundian.planning.solver.selection.validate import check

LEAST_SECONDS = 0.5
VALUES_SHARE = 0.1  # of the time left, to find plans for the loosenings


def clash(problem: Problem, *, seconds: float = 15.0) -> Clash | None:
    """The clash of a problem's rules, None when a plan exists. Raises `InvalidProblem`."""
    check(problem)
    watch = Watch(seconds, larger=True)
    found = find_clash(arrays(problem), watch)
    return found and valued(problem, found, VALUES_SHARE * watch.left)


def find_clash(data: Arrays, watch: Watch) -> Clash | None:
    """As `clash`, of a problem already made into arrays."""
    search = Search(classes(data), watch)
    every = search.data.rules
    if search.possible(every):
        return None
    rules = search.irreducible(search.pressed(every))
    loosenings = {rule: _loosening(data, search, rule) for rule in every if rule in rules}
    smallest = False
    if not search.late:
        alone = [{rule} for rule, loosening in loosenings.items() if loosening.needed is not None]
        rules, smallest = search.smallest(every, rules, alone)
    ordered = tuple(r for r in every if r in rules)
    return Clash(
        ordered,
        tuple(loosenings.get(rule) or _loosening(data, search, rule) for rule in ordered),
        minimal=not search.late,
        smallest=smallest and not search.late,
    )


@dataclass
class Search:
    """Looking for clashes among the rules of one problem; answers are remembered."""

    data: Classes
    watch: Watch
    late: bool = False
    lacking: float = 0.0  # by how much rules give way in all, at least
    known: dict[frozenset[Rule], bool] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        return max(LEAST_SECONDS, self.watch.left)

    def possible(self, rules: "set[Rule] | tuple[Rule, ...]") -> bool:
        """Whether these rules alone can all be kept; in doubt, when the time ended, yes."""
        key = frozenset(rules)
        if key not in self.known:
            outcome, _given = loosened(self.data, key, seconds=self.seconds)
            self.late |= not outcome.infeasible and outcome.values is None
            self.known[key] = not outcome.infeasible
        return self.known[key]

    def pressed(self, every: tuple[Rule, ...]) -> set[Rule]:
        """Rules that clash, few of them: those that have a price, else those that give way, until nothing more can."""
        priced, self.lacking = pressing(self.data, every, seconds=self.seconds)
        if priced and not self.possible(priced):
            return priced
        hard: set[Rule] = set()
        while not self.watch.over:
            soft = [r for r in every if r not in hard]
            outcome, given = loosened(self.data, hard, soft, seconds=self.seconds)
            if outcome.infeasible:
                return hard
            yielding = {r for r, by in given.items() if by > 0}
            if not yielding:
                break
            hard |= yielding
        self.late |= self.watch.over
        return set(every)

    def irreducible(self, rules: set[Rule]) -> set[Rule]:
        """Deletion filter: whatever can be left out with the rest still clashing is left out."""
        kept = set(rules)
        for rule in sorted(rules):
            if self.watch.over:
                self.late = True
                break
            if len(kept) > 1 and not self.possible(kept - {rule}):
                kept.discard(rule)
        return kept

    def smallest(
        self, every: tuple[Rule, ...], found: set[Rule], known: list[set[Rule]]
    ) -> tuple[set[Rule], bool]:
        """A smallest clash: a least set that meets all corrections (some are `known`), until it clashes itself."""
        if len(found) == 1:
            return found, True
        corrections = list(known)
        while not self.watch.over:
            least = _hitting(corrections)
            if len(least) >= len(found):
                return found, True
            if not self.possible(least):
                return least, True
            corrections.append(self._correction(every, least))
        return found, False

    def _correction(self, every: tuple[Rule, ...], keep: set[Rule]) -> set[Rule]:
        """Rules outside `keep` whose removal lets a plan exist; none of them could stay."""
        rest = [r for r in every if r not in keep]
        _outcome, given = loosened(self.data, keep, rest, seconds=self.seconds)
        out = {r for r, by in given.items() if by > 0}
        for rule in sorted(out):
            if self.watch.over:
                break
            if self.possible(set(every) - (out - {rule})):
                out.discard(rule)
        return out


def _hitting(sets: list[set[Rule]]) -> set[Rule]:
    """A smallest set of rules that meets every one of `sets`."""
    rules = sorted(set().union(*sets))
    if not rules:
        return set()
    at = {r: i for i, r in enumerate(rules)}
    model = Model(smaller=True)
    columns = model.columns(len(rules), cost=1.0, integer=True)
    for each in sets:
        model.row([columns[at[r]] for r in sorted(each)], lower=1.0)
    values = solve_mip(model, seconds=10.0).values
    return set() if values is None else {r for r, v in zip(rules, values, strict=True) if v > 0.5}


def _loosening(data: Arrays, search: Search, rule: Rule) -> Loosening:
    others = set(search.data.rules) - {rule}
    bound, available = _facts(data, rule)
    outcome, given = loosened(search.data, others, [rule], seconds=search.seconds, at_least=search.lacking)
    if outcome.values is None:
        return Loosening(rule, bound, available=available)
    by = given[rule]
    if rule == CHOOSE:  # gives way upwards or downwards
        by = float(round(outcome.values[: search.data.size.size].sum())) - bound
    elif rule.code in (RuleCode.LEAST, RuleCode.GROUP_LEAST, RuleCode.PIN):
        by = -by
    return Loosening(rule, bound, bound + by, available)


def _facts(data: Arrays, rule: Rule) -> tuple[float, int | None]:
    """What the rule demands, and how many candidates it could count."""
    if rule == CHOOSE:
        return float(data.choose), int(data.free.sum())
    if rule == ROTATION:
        return 0.0, len(data.rested)
    if rule.code in (RuleCode.PIN, RuleCode.BAN):
        return float(rule.code == RuleCode.PIN), 1
    if rule.code == RuleCode.CAPACITY and data.tree is not None:
        node = data.tree.units.index(rule.key)
        return float(data.tree.teams[node]), None
    row = next(r for r in data.rows if rule in (r.least_rule, r.most_rule))
    low = rule == row.least_rule
    return float(row.least if low else row.most), int(data.free[row.members].sum())
