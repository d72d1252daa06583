"""Exchanges of one site for one other: what each changes in the value and which rules it would break."""

from dataclasses import dataclass, field

import numpy as np

from dundian.planning.solver.rules import Rule, RuleCode
from dundian.planning.solver.selection.arrays import Arrays, Bools, Floats, Ints
from dundian.planning.solver.selection.value import overflow


@dataclass
class Standing:
    """A plan with what exchanges need to know: who is in, how often each point is covered, counts of rows."""

    data: Arrays
    chosen: Ints
    inside: Bools = field(init=False)
    times: Ints = field(init=False)
    counts: Ints = field(init=False)
    number: Ints = field(init=False)
    start: Ints = field(init=False)
    points: Ints = field(init=False)

    def __post_init__(self) -> None:
        data = self.data
        self.inside = np.zeros(data.count, bool)
        self.inside[self.chosen] = True
        transposed = data.cover.matrix(data.count).T.tocsr()
        self.start, self.points = transposed.indptr.astype(np.int64), transposed.indices.astype(np.int64)
        self.times = np.asarray(data.cover.matrix(data.count) @ self.inside.astype(float)).astype(np.int64)
        self.counts = np.array([self.inside[r.members].sum() for r in data.rows], np.int64)
        self.number = np.bincount(data.county[self.chosen], minlength=len(data.counties))

    def points_of(self, candidate: int) -> Ints:
        return self.points[self.start[candidate] : self.start[candidate + 1]]

    def loss_for(self, wanted: int) -> Floats:
        """What the value loses when each of the chosen, in order, makes place for `wanted`; below 0: a gain."""
        data, worth = self.data, self.data.cover.worth
        once = np.where(self.times == 1, worth, 0.0)
        new = self.points_of(wanted)
        gained = data.priority[wanted] + worth[new][self.times[new] == 0].sum()
        once[new] = 0.0  # whoever leaves, these stay covered
        lost: Floats = np.array([once[self.points_of(i)].sum() for i in self.chosen])
        change: Floats = lost + data.priority[self.chosen] - gained + self._unfairness_for(wanted)
        return change

    def _unfairness_for(self, wanted: int) -> Floats:
        fair, data = self.data.fair, self.data
        if fair is None:
            return np.zeros(self.chosen.size)
        far = self.number - fair.targets
        more, less = np.abs(far + 1) - np.abs(far), np.abs(far - 1) - np.abs(far)
        home, theirs = data.county[wanted], data.county[self.chosen]
        return fair.weight * np.where(theirs == home, 0.0, more[home] + less[theirs])

    def broken_by(self, leaves: int, wanted: int) -> list[Rule]:
        """Rules that the exchange would break, those of the plan itself aside."""
        found = [self.data.barred[wanted]] if wanted in self.data.barred else []
        if self.data.pinned[leaves]:
            found.append(Rule(RuleCode.PIN, self.data.ids[leaves]))
        for row, count in zip(self.data.rows, self.counts, strict=True):
            goes, comes = _has(row.members, leaves), _has(row.members, wanted)
            if goes and not comes and count <= row.least:
                found.append(row.least_rule)
            if comes and not goes and count >= row.most:
                found.append(row.most_rule)
        if self._overflows(leaves, wanted):
            found += self._full_above(wanted)
        return found

    def legal_for(self, wanted: int) -> Bools:
        """Which of the chosen could make place for `wanted` with every rule kept."""
        legal = ~self.data.pinned[self.chosen]
        for row, count in zip(self.data.rows, self.counts, strict=True):
            comes = _has(row.members, wanted)
            if comes and count >= row.most:
                legal &= np.isin(self.chosen, row.members)
            if not comes and count <= row.least and count:
                legal &= ~np.isin(self.chosen, row.members)
        tree = self.data.tree
        if tree is not None:
            node = tree.of[self.chosen]
            for unit in np.unique(node[legal]):
                one = int(self.chosen[np.flatnonzero(legal & (node == unit))[0]])
                if self._overflows(one, wanted):
                    legal &= node != unit
        return legal

    def _overflows(self, leaves: int, wanted: int) -> bool:
        tree = self.data.tree
        if tree is None or tree.of[leaves] == tree.of[wanted]:
            return False
        return overflow(self.data, np.r_[self.chosen[self.chosen != leaves], wanted]) > 0

    def _full_above(self, wanted: int) -> list[Rule]:
        tree = self.data.tree
        if tree is None or tree.of[wanted] < 0:
            return []
        return [Rule(RuleCode.CAPACITY, tree.units[n]) for n in tree.path(int(tree.of[wanted]))]


def _has(members: Ints, candidate: int) -> bool:
    at = int(np.searchsorted(members, candidate))
    return at < members.size and int(members[at]) == candidate
