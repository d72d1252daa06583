"""Rules of forming teams that cannot all be kept, and what giving way on each brings.

First counting: bipartite matchings (Hall 1935, König 1931) say where leaders, people or a skill do not suffice. Where
they see nothing, an elastic program decides at city size. QuickXplain (Junker 2004) makes the set irreducible.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_bipartite_matching

from dundian.planning.solver.assignment.arrays import (
    BARRED,
    LEADER_BIT,
    MOST_IN_TEAM,
    MUST,
    Array,
    Arrays,
    build,
)
from dundian.planning.solver.assignment.compact import compact
from dundian.planning.solver.assignment.improving import Improving, barred_pins
from dundian.planning.solver.assignment.problem import Continuity, Person, Problem, RuleCode
from dundian.planning.solver.assignment.validate import check
from dundian.planning.solver.highs import solve_mip
from dundian.planning.solver.rules import Clash, Loosening, Rule
from dundian.planning.solver.running import Watch

EXACT_PAIRS = 60_000  # pairs up to which the elastic program answers
ALWAYS = (RuleCode.SIZE, RuleCode.LEADER)
WHOLE = (RuleCode.AWAY, RuleCode.OWN_UNIT, RuleCode.CONFLICT, RuleCode.TRAVEL, RuleCode.LOAD)
PRICED = {"level": RuleCode.LEVELS, "skill": RuleCode.SKILL, "role": RuleCode.ROLE, "past": RuleCode.ROTATION}


def clash(problem: Problem, *, seconds: float = 15.0) -> Clash | None:
    """The clash of a problem's rules; None when a plan exists or none was proven. Raises `InvalidProblem`."""
    check(problem)
    return find_clash(problem, Watch(seconds, larger=False))


def find_clash(problem: Problem, watch: Watch) -> Clash | None:
    """As `clash`, of a problem without faults."""
    search = _Search(problem, watch)
    every = search.rules()
    if search.possible(every) is not False:
        return None
    core = search.alone() or search.explain(every)
    counts = search.counts(core)
    return Clash(
        core,
        tuple(_loosening(search, core, rule, counts) for rule in core),
        minimal=not search.unsure,
    )


def relaxed(problem: Problem, kept: Sequence[Rule]) -> Problem:
    """The problem with only these rules; a price stands where something had to be."""
    codes = {rule.code for rule in kept}
    prices = problem.rules.prices
    for name, code in PRICED.items():
        if getattr(prices, name) is None and code not in codes:
            prices = replace(prices, **{name: 0})
    rules = replace(
        problem.rules,
        own_unit=problem.rules.own_unit and RuleCode.OWN_UNIT in codes,
        travel_most=problem.rules.travel_most if RuleCode.TRAVEL in codes else None,
        load_most=problem.rules.load_most if RuleCode.LOAD in codes else None,
        prices=prices,
    )
    people: Sequence[Person] = problem.people
    if RuleCode.AWAY not in codes or RuleCode.CONFLICT not in codes:
        people = [
            replace(
                p,
                away=p.away if RuleCode.AWAY in codes else (),
                conflicts=p.conflicts if RuleCode.CONFLICT in codes else frozenset(),
            )
            for p in people
        ]
    keys = set(kept)
    return replace(
        problem,
        people=people,
        rules=rules,
        pins=[p for p in problem.pins if Rule(RuleCode.PIN, f"{p.person}/{p.team}") in keys],
        bans=[b for b in problem.bans if RuleCode.BAN in codes],
        together=[p for p in problem.together if Rule(RuleCode.TOGETHER, "/".join(p)) in keys],
        apart=[p for p in problem.apart if Rule(RuleCode.APART, "/".join(p)) in keys],
    )


def given_way(problem: Problem, loosening: Loosening) -> Problem | None:
    """The problem with this loosening; None where nothing was found that helps, or a plan would lack people."""
    rule, needed = loosening.rule, loosening.needed
    if needed is None or rule.code in ALWAYS:
        return None
    if rule.code == RuleCode.TRAVEL:
        return replace(problem, rules=replace(problem.rules, travel_most=int(needed)))
    if rule.code == RuleCode.LOAD:
        return replace(problem, rules=replace(problem.rules, load_most=int(needed)))
    others = [r for r in _Search(problem, Watch(0.0, larger=False)).rules() if r != rule]
    return relaxed(problem, others)


@dataclass
class _Search:
    problem: Problem
    watch: Watch
    unsure: bool = False
    known: dict[frozenset[Rule], bool | None] = field(default_factory=dict)

    def rules(self) -> tuple[Rule, ...]:
        """Every rule that could clash: those about all people or teams as one, others one by one."""
        problem, rules = self.problem, self.problem.rules
        found = [Rule(code) for code in ALWAYS]
        found += [Rule(code) for name, code in PRICED.items() if self._must(name)]
        in_use = {
            RuleCode.AWAY: any(p.away for p in problem.people),
            RuleCode.OWN_UNIT: rules.own_unit,
            RuleCode.CONFLICT: any(p.conflicts for p in problem.people),
            RuleCode.TRAVEL: rules.travel_most is not None,
            RuleCode.LOAD: rules.load_most is not None,
        }
        found += [Rule(code) for code in WHOLE if in_use[code]]
        found += [Rule(RuleCode.BAN)] if problem.bans else []
        found += [Rule(RuleCode.PIN, f"{p.person}/{p.team}") for p in problem.pins]
        found += [Rule(RuleCode.TOGETHER, "/".join(p)) for p in problem.together]
        found += [Rule(RuleCode.APART, "/".join(p)) for p in problem.apart]
        return tuple(found)

    def _must(self, name: str) -> bool:
        wanted = getattr(self.problem.rules.prices, name) is None
        return wanted and (name != "past" or self.problem.rules.continuity != Continuity.FREE)

    def possible(self, kept: Sequence[Rule]) -> bool | None:
        """Whether some plan keeps these rules; None when the time was too short to know."""
        key = frozenset(kept)
        if key not in self.known:
            codes = {rule.code for rule in kept}
            data = loosened(build(relaxed(self.problem, kept)), codes)
            self.known[key] = possible(data, max(0.2, self.watch.left))
        return self.known[key]

    def alone(self) -> tuple[Rule, ...]:
        """Leaders or people that do not suffice whatever else is given up: then no other rule is to blame."""
        free = build(relaxed(self.problem, ()))
        found = ((Rule(code),) for code in ALWAYS if counted_out(loosened(free, {code}), {code}))
        return next(found, ())

    def explain(self, every: Sequence[Rule]) -> tuple[Rule, ...]:
        """QuickXplain: an irreducible set of rules without a plan."""

        def clashes(rules: Sequence[Rule]) -> bool:
            found = self.possible(rules)
            self.unsure |= found is None
            return found is False

        core = _xplain(clashes, [], [], list(every))
        return tuple(rule for rule in every if rule in core)

    def counts(self, core: Sequence[Rule]) -> dict[str, int]:
        """How many there are and how many are needed, in the tightest group of teams."""
        codes = {rule.code for rule in core}
        data = loosened(build(relaxed(self.problem, core)), codes)
        for fit, need in _demands(data, codes):
            if found := _short(data, fit, need):
                return found
        return {}


def _xplain(
    clashes: Callable[[Sequence[Rule]], bool], ground: list[Rule], added: list[Rule], rest: list[Rule]
) -> list[Rule]:
    if added and clashes(ground):
        return []
    if len(rest) == 1:
        return rest
    half = len(rest) // 2
    left, right = rest[:half], rest[half:]
    second = _xplain(clashes, ground + left, left, right)
    first = _xplain(clashes, ground + second, second, left)
    return first + second


def loosened(data: Arrays, codes: "set[str]") -> Arrays:
    """Arrays in which teams need no leader, or nobody at all, unless those rules are kept."""
    wanted = data.wanted if RuleCode.LEADER in codes else data.wanted & ~LEADER_BIT
    if RuleCode.SIZE in codes:
        return replace(data, wanted=wanted)
    return replace(
        data, wanted=wanted, least=np.zeros_like(data.least), most=np.full_like(data.most, MOST_IN_TEAM)
    )


def possible(data: Arrays, seconds: float) -> bool | None:
    """Whether a plan keeps every rule: counting, then a quick plan, then at city size the elastic program."""
    if barred_pins(data).size:
        return False
    if counted_out(data, {str(c) for c in RuleCode}):
        return False
    improving = Improving(data, 0)
    pairs = np.where(data.pair < BARRED, (data.pair >> 1).astype(float), np.inf)
    pairs[:, data.pinned >= 0] = np.inf
    improving.promising(pairs, 200)
    moves = min(5_000 * data.teams, 6_000_000)
    improving.run(moves, 100.0, 5.0)
    if improving.sound:
        return True
    if int((data.pair < BARRED).sum()) > EXACT_PAIRS:
        return None
    model = compact(data, elastic=True)
    outcome = solve_mip(model.model, seconds=seconds, gap=0.0)
    if outcome.value is not None and outcome.value < 0.5:
        return True
    return False if outcome.bound is not None and outcome.bound > 0.5 else None


def counted_out(data: Arrays, codes: set[str]) -> bool:
    """Whether counting alone shows that teams need more than there is."""
    return any(_short(data, fit, need) for fit, need in _demands(data, codes))


def _demands(data: Arrays, codes: "set[str]") -> list[tuple[Array, Array]]:
    """Who is fit for what each team must have, and how many of them it needs."""
    open_pair = data.pair < BARRED
    demands = [(open_pair, data.least.astype(np.int64))]
    bits = [LEADER_BIT] if RuleCode.LEADER in codes else []
    for code, first, last, index in ((RuleCode.ROLE, 4, 12, 2), (RuleCode.SKILL, 12, 60, 1)):
        if code in codes and data.prices[index] >= MUST:
            bits += [1 << i for i in range(first, last) if (data.wanted >> i & 1).any()]
    for bit in bits:
        fit = open_pair & ((data.word & bit) != 0)
        demands.append((fit, ((data.wanted & bit) != 0).astype(np.int64)))
    return demands


def _short(data: Arrays, fit: Array, need: Array) -> dict[str, int]:
    """A group of teams (Hall's violator) that needs more fit people than it can reach, empty when there is none."""
    seats = np.repeat(np.arange(data.teams), need)
    # A bundle of two can fill two seats: it stands once for each person.
    heads = (
        np.repeat(np.arange(data.bundles), data.size) if need.max(initial=0) > 1 else np.arange(data.bundles)
    )
    if seats.size == 0:
        return {}
    reach = csr_matrix(fit[:, heads])[seats]
    match = maximum_bipartite_matching(reach, perm_type="column")
    if (match >= 0).all():
        return {}
    rows = {int(np.flatnonzero(match < 0)[0])}
    owner = {int(column): row for row, column in enumerate(match) if column >= 0}
    front, people = list(rows), set()
    while front:
        row = front.pop()
        for column in reach.indices[reach.indptr[row] : reach.indptr[row + 1]].tolist():
            if column not in people:
                people.add(column)
                if owner[column] not in rows:
                    rows.add(owner[column])
                    front.append(owner[column])
    return {"have": len(people), "need": len(rows)}


def _loosening(search: _Search, core: Sequence[Rule], rule: Rule, counts: dict[str, int]) -> Loosening:
    """What giving way on one rule alone brings, while every other rule of the problem stands."""
    others = tuple(r for r in search.rules() if r != rule)
    limits = {RuleCode.TRAVEL: "travel_most", RuleCode.LOAD: "load_most"}
    if rule.code in limits:
        name = limits[RuleCode(rule.code)]
        bound = int(getattr(search.problem.rules, name))
        needed = _nearest(search, name, bound) if search.possible(others) else None
        return Loosening(rule, bound, needed)
    if rule.code in (RuleCode.LEADER, RuleCode.SIZE) and "need" in counts:
        return Loosening(rule, counts["need"], counts["have"], counts["have"])
    return Loosening(rule, 1, 0 if search.possible(others) else None)


def _nearest(search: _Search, name: str, bound: int) -> int | None:
    """The smallest limit that makes a plan possible, by bisection."""
    problem, rules = search.problem, search.rules()

    def enough(limit: int) -> bool:
        rules_then = (
            replace(problem.rules, travel_most=limit)
            if name == "travel_most"
            else replace(problem.rules, load_most=limit)
        )
        wider = replace(problem, rules=rules_then)
        return _Search(wider, search.watch).possible(rules) is True

    step = max(1, bound // 8)
    top = bound + step
    while not enough(top):
        step *= 2
        top = bound + step
        if step > 10**6 or search.watch.over:
            return None
    low = top - step if step > max(1, bound // 8) else bound
    while top - low > max(1, bound // 50) and not search.watch.over:
        middle = (low + top) // 2
        low, top = (low, middle) if enough(middle) else (middle, top)
    return top
