"""Why this one and not that one: the exchange it would take, what it costs, and the rule that binds."""

from collections.abc import Sequence

import numpy as np

from dundian.planning.solver.highs import solve_mip
from dundian.planning.solver.rules import Rule
from dundian.planning.solver.running import Watch
from dundian.planning.solver.selection.arrays import Arrays, Bools, Floats, Ints, arrays
from dundian.planning.solver.selection.model import build
from dundian.planning.solver.selection.problem import Problem, Reason, WhyNot
from dundian.planning.solver.selection.swaps import Standing
from dundian.planning.solver.selection.validate import check
from dundian.planning.solver.selection.value import value

SMALL = 2_000  # candidates up to which the exchange is proven to be the cheapest
COUNTIES = 16  # in which a repair may change something, beside the county asked about
NEAR, NEAR_HOME = 12, 60  # candidates of each of them, and of the county asked about, that may come in
EQUAL = 1e-6


def why_not(
    problem: Problem,
    chosen: Sequence[str],
    wanted: str,
    *,
    instead_of: str | None = None,
    seconds: float = 1.0,
) -> WhyNot:
    """What it would take to have `wanted` in the plan `chosen`, which keeps the rules; `instead_of`: for this one.

    Raises `InvalidProblem`, and `KeyError` for an id that is no candidate.
    """
    check(problem)
    return Questions(problem, chosen).why_not(wanted, instead_of=instead_of, seconds=seconds)


class Questions:
    """A plan that can be asked many times: the problem is made ready once."""

    def __init__(self, problem: Problem, chosen: Sequence[str]) -> None:
        self.problem = problem
        self.data: Arrays = arrays(problem)
        self.chosen: Ints = np.array(sorted(self.data.index[i] for i in chosen), np.int64)
        self.standing = Standing(self.data, self.chosen)
        self.value = value(self.data, self.chosen)

    def why_not(self, wanted: str, *, instead_of: str | None = None, seconds: float = 1.0) -> WhyNot:
        """See the function of the same name."""
        at = self.data.index[wanted]
        if self.standing.inside[at]:
            return WhyNot(wanted, Reason.CHOSEN)
        if at in self.data.barred:
            return WhyNot(wanted, Reason.BARRED, binding=(self.data.barred[at],))
        watch = Watch(seconds, larger=True)
        loss = self.standing.loss_for(at)
        legal = self.standing.legal_for(at)
        if instead_of is not None:
            return self._for(at, self.data.index[instead_of], loss)
        return self._cheapest(at, loss, legal, watch)

    def why(self, site: str, *, seconds: float = 1.0) -> WhyNot:
        """Why `site` is in the plan: what the best plan without it would lose."""
        at = self.data.index[site]
        if self.data.pinned[at]:
            return WhyNot(site, Reason.CHOSEN, binding=(Rule("pin", site),))
        found = self._exchange(at, Watch(seconds, larger=True), self._eager(), without=True)
        return found or WhyNot(site, Reason.UNKNOWN)

    def _for(self, wanted: int, leaves: int, loss: Floats) -> WhyNot:
        """One exchange, as asked."""
        name, other = self.data.ids[wanted], self.data.ids[leaves]
        if not self.standing.inside[leaves]:
            raise KeyError(other)
        cost = float(loss[np.flatnonzero(self.chosen == leaves)[0]])
        broken = tuple(self.standing.broken_by(leaves, wanted))
        if broken:
            return WhyNot(
                name, Reason.RULE, binding=broken, barred_swap=other, cost_without_rule=cost, exact=True
            )
        return WhyNot(name, _reason(cost), (other,), (name,), cost, exact=True)

    def _cheapest(self, wanted: int, loss: Floats, legal: Bools, watch: Watch) -> WhyNot:
        name = self.data.ids[wanted]
        found = self._exchange(wanted, watch, self._yielding(loss), without=False)
        if legal.any():
            best = int(np.flatnonzero(legal)[np.argmin(loss[legal])])
            if found is None or found.cost is None or loss[best] < found.cost - EQUAL:
                cost = float(loss[best])
                found = WhyNot(name, _reason(cost), (self.data.ids[self.chosen[best]],), (name,), cost)
        if found is None:
            found = WhyNot(name, Reason.UNKNOWN)
        return self._with_rule(found, wanted, loss, legal)

    def _with_rule(
        self,
        found: WhyNot,
        wanted: int,
        loss: Floats,
        legal: Bools,
    ) -> WhyNot:
        """Name the rule, when an exchange that rules forbid would have been cheaper than the best one."""
        if not self.chosen.size or found.reason == Reason.EQUAL:
            return found
        at = int(np.argmin(loss))
        if legal[at] or (found.cost is not None and loss[at] >= found.cost - EQUAL):
            return found
        binding = tuple(self.standing.broken_by(int(self.chosen[at]), wanted))
        reason = found.reason if found.reason == Reason.IMPOSSIBLE else Reason.RULE
        return WhyNot(
            found.wanted, reason, found.leaves, found.enters, found.cost, found.floor, binding,
            self.data.ids[self.chosen[at]], float(loss[at]), found.exact,
        )  # fmt: skip

    def _exchange(self, asked: int, watch: Watch, counties: Ints, *, without: bool) -> WhyNot | None:
        """The best plan with (or without) `asked`, near this one; the whole problem where it is small."""
        whole = self.data.count <= SMALL
        if whole:
            built = build(self.data)
        else:
            near = np.union1d(counties[:COUNTIES], self.data.county[asked])
            allowed, fixed = self._near(asked, near)
            built = build(self.data, allowed, fixed=fixed)
        column = built.x[np.searchsorted(built.candidates, asked)]
        solver = built.model.highs()
        side = 0.0 if without else 1.0
        solver.changeColBounds(int(column), side, side)
        outcome = solve_mip(solver, seconds=watch.left, gap=0.0)
        name = self.data.ids[asked]
        if outcome.values is None:
            return WhyNot(name, Reason.IMPOSSIBLE, exact=True) if whole and outcome.infeasible else None
        made = built.chosen(outcome.values)
        cost = self.value - value(self.data, made)
        floor = None
        if whole and outcome.bound is not None:
            floor = self.value - outcome.bound - built.constant
        ids = self.data.ids
        return WhyNot(
            name,
            Reason.CHOSEN if without else _reason(cost),
            tuple(ids[i] for i in np.setdiff1d(self.chosen, made)),
            tuple(ids[i] for i in np.setdiff1d(made, self.chosen)),
            cost,
            floor,
            exact=whole and outcome.optimal,
        )

    def _yielding(self, loss: Floats) -> Ints:
        """Counties, first those where a site can be spared for the least loss."""
        least = np.full(len(self.data.counties), np.inf)
        np.minimum.at(least, self.data.county[self.chosen], loss)
        return np.argsort(least, kind="stable")

    def _eager(self) -> Ints:
        """Counties, first those with the best candidates that are not in the plan."""
        most = np.full(len(self.data.counties), -np.inf)
        others = self.data.free & ~self.standing.inside
        np.maximum.at(most, self.data.county[others], self.data.priority[others])
        return np.argsort(-most, kind="stable")

    def _near(self, asked: int, counties: Ints) -> tuple[Bools, Bools]:
        """What may be in a plan near this one, and what stays: in these counties the best others may come in."""
        data, inside = self.data, self.standing.inside
        order = np.lexsort((-data.priority, data.county))
        first = np.r_[True, np.diff(data.county[order]) != 0]
        begins = np.maximum.accumulate(np.where(first, np.arange(order.size), 0))
        most = np.where(data.county[order] == data.county[asked], NEAR_HOME, NEAR)
        best = np.zeros(data.count, bool)
        best[order[np.arange(order.size) - begins < most]] = True
        best[asked] = True
        part = np.isin(data.county, counties)
        return inside | part & best, inside & ~part


def _reason(cost: float) -> Reason:
    return Reason.EQUAL if abs(cost) <= EQUAL else Reason.WORSE
