"""The model with one variable for each person and team: for city size, and to ask which rules clash.

Wants are covering rows. That a team has two levels is said three times, "somebody is not of this level", which is the
integer hull of "two different levels" and much sharper than counting levels.
"""

from dataclasses import dataclass, field

import numpy as np

from dundian.planning.solver.assignment.arrays import (
    BARRED,
    LEADER_BIT,
    MUST,
    PAST_SHIFT,
    SKILL_SHIFT,
    Array,
    Arrays,
)
from dundian.planning.solver.assignment.problem import RuleCode
from dundian.planning.solver.highs import INFINITY, Model


@dataclass
class Compact:
    """`x[k]` is pair (`team[k]`, `bundle[k]`). `slack`: what each rule that may give way gives, as columns."""

    model: Model
    team: Array
    bundle: Array
    x: Array
    slack: dict[RuleCode, list[int]] = field(default_factory=dict)

    def plan(self, data: Arrays, values: Array) -> Array:
        """The teams of a solution, as bundles."""
        out = np.full((data.teams, 4), -1, np.int64)
        filled = np.zeros(data.teams, np.int64)
        for k in np.flatnonzero(values[self.x] > 0.5):
            t = self.team[k]
            out[t, filled[t]] = self.bundle[k]
            filled[t] += 1
        return out

    def start(self, data: Arrays, plan: Array) -> Array:
        """The point of a plan; HiGHS completes what is not a pair."""
        chosen = {(t, int(b)) for t, row in enumerate(plan) for b in row if b >= 0}
        point = np.full(self.model.columns_count, np.nan)
        point[self.x] = [
            float((t, b) in chosen) for t, b in zip(self.team.tolist(), self.bundle.tolist(), strict=True)
        ]
        return point


def compact(data: Arrays, *, elastic: bool = False) -> Compact:
    """The model of a problem; with `elastic` only breaking rules costs, and each can be broken."""
    team, bundle = np.nonzero(data.pair < BARRED)
    model = Model(smaller=True)
    cost = 0 if elastic else data.pair[team, bundle] >> 1
    x = model.columns(team.size, cost=cost, integer=True)
    out = Compact(model, team, bundle, x)
    _once(data, out, elastic)
    _size(data, out, elastic)
    for t in range(data.teams):
        mine = x[team == t]
        _wants(data, out, t, mine, bundle[team == t], elastic)
        _levels(data, out, t, mine, bundle[team == t], elastic)
    _apart(data, out, elastic)
    return out


def gives(out: Compact, code: RuleCode, most: float = INFINITY) -> int:
    """A column that a broken rule of this kind costs 1 for."""
    column = int(out.model.columns(1, cost=1.0, upper=most)[0])
    out.slack.setdefault(code, []).append(column)
    return column


def _once(data: Arrays, out: Compact, elastic: bool) -> None:
    pinned = (data.pinned >= 0).astype(float)
    lower = np.zeros(data.bundles) if elastic else pinned
    out.model.rows(out.bundle, out.x, 1.0, lower=lower, upper=np.ones(data.bundles))
    if elastic:
        for b in np.flatnonzero(pinned):
            out.model.row([*out.x[out.bundle == b], gives(out, RuleCode.PIN)], lower=1.0)


def _size(data: Arrays, out: Compact, elastic: bool) -> None:
    for t in range(data.teams):
        mine = out.team == t
        columns, weights = list(out.x[mine]), list(data.size[out.bundle[mine]].astype(float))
        if elastic:
            columns.append(gives(out, RuleCode.SIZE))
            weights.append(1.0)
        out.model.row(columns, weights, lower=data.least[t], upper=INFINITY if elastic else data.most[t])
        if elastic:
            out.model.row(columns[:-1], weights[:-1], upper=data.most[t])


def _code(bit: int) -> RuleCode:
    if bit == LEADER_BIT:
        return RuleCode.LEADER
    if bit >> PAST_SHIFT:
        return RuleCode.ROTATION
    return RuleCode.SKILL if bit >> SKILL_SHIFT else RuleCode.ROLE


def _price(data: Arrays, code: RuleCode) -> int:
    level, skill, role, past, _ = (int(p) for p in data.prices)
    prices = {RuleCode.LEVELS: level, RuleCode.SKILL: skill, RuleCode.ROLE: role, RuleCode.ROTATION: past}
    return prices.get(code, MUST)


def _lacking(data: Arrays, out: Compact, code: RuleCode, most: float, elastic: bool) -> list[int]:
    """The column that pays for a want not met: none where it must be met, none to be asked for when it has a price."""
    price = _price(data, code)
    if price >= MUST:
        return [gives(out, code, most)] if elastic else []
    return [int(out.model.columns(1, cost=price, upper=most)[0])]


def _wants(data: Arrays, out: Compact, t: int, mine: Array, bundles: Array, elastic: bool) -> None:
    wanted = int(data.wanted[t])
    back = (data.pair[t, bundles] & 1) == 1
    for place in range(3, 63):
        bit = 1 << place
        if not wanted & bit:
            continue
        code = _code(bit)
        if elastic and _price(data, code) < MUST:
            continue
        fit = back if code == RuleCode.ROTATION else (data.word[bundles] & bit) != 0
        out.model.row([*mine[fit], *_lacking(data, out, code, 1.0, elastic)], lower=1.0)


def _levels(data: Arrays, out: Compact, t: int, mine: Array, bundles: Array, elastic: bool) -> None:
    if data.levels < 2 or (elastic and _price(data, RuleCode.LEVELS) < MUST):
        return
    word = data.word[bundles]
    lacking = _lacking(data, out, RuleCode.LEVELS, data.levels - 1, elastic)
    if data.levels == 2:
        for bit in (1, 2, 4):
            out.model.row([*mine[(word & 7 & ~bit) != 0], *lacking], lower=1.0)
        return
    there = out.model.columns(3, integer=True)
    for i, bit in enumerate((1, 2, 4)):
        fit = mine[(word & bit) != 0]
        out.model.row([*fit, int(there[i])], [1.0] * fit.size + [-1.0], lower=0.0)
    out.model.row([*there, *lacking], lower=3.0)


def _apart(data: Arrays, out: Compact, elastic: bool) -> None:
    place = {(t, b): k for k, (t, b) in enumerate(zip(out.team.tolist(), out.bundle.tolist(), strict=True))}
    for b in range(data.bundles):
        for other in data.apart[data.apart_start[b] : data.apart_start[b + 1]].tolist():
            if other < b:
                continue
            extra = [gives(out, RuleCode.APART)] if elastic else []
            for t in range(data.teams):
                if (t, b) in place and (t, other) in place:
                    columns = [out.x[place[t, b]], out.x[place[t, other]], *extra]
                    out.model.row(columns, [1.0, 1.0, *([-1.0] * len(extra))], upper=1.0)
