"""A large plan bettered block by block: teams near each other, with their people and those at home, over good columns.

The columns are those of small reduced cost at the best prices, so that each block is a small set-partitioning model
whose relaxation is nearly whole (relaxation-induced neighbourhoods, after Danna, Rothberg and Le Pape 2005).
"""

from collections.abc import Iterator

import numpy as np

from dundian.planning.solver.assignment.arrays import Array
from dundian.planning.solver.assignment.improving import Improving
from dundian.planning.solver.assignment.master import Columns, best_of, points
from dundian.planning.solver.assignment.pricing import Pricing
from dundian.planning.solver.running import Watch

TEAMS, EACH = 110, 60  # teams in a block; columns of each team
SLACK = 24.0  # points above a team's cheapest, at first
NODES, SECONDS = 30, 8.0


def good_columns(pricing: Pricing, watch: Watch) -> Columns:
    """For each team its best columns at the best prices."""
    parts = np.array_split(np.arange(pricing.data.teams), 16)

    def some(rows: Array) -> list[tuple[int, Array]]:
        return [] if watch.over else [(int(t), _of(pricing, int(t))) for t in rows]

    found = [pair for part in pricing.threads.map(some, parts) for pair in part]
    team = np.concatenate([np.full(len(items), t) for t, items in found] or [np.zeros(0, np.int64)])
    items = np.concatenate([items for _, items in found] or [np.zeros((0, 4), np.int64)])
    return Columns(team, items, points(pricing.data, team, items))


def _of(pricing: Pricing, team: int) -> Array:
    slack = SLACK
    while slack > 0.5:
        items: Array | None = pricing.enumerate(team, slack, EACH)
        if items is not None:
            return items
        slack /= 2
    return pricing.best[team : team + 1]


def better(pricing: Pricing, improving: Improving, watch: Watch, seed: int, passes: int) -> Iterator[None]:
    """Better the best plan, a block at a time."""
    data = pricing.data
    found = good_columns(pricing, watch)
    for turn in range(passes):
        for block in blocks(pricing, turn):
            if watch.over:
                return
            plan = improving.best
            inside = np.isin(np.arange(data.teams), block)
            free = np.zeros(data.bundles + 1, bool)  # the last stands for an empty place
            free[:-1] = True
            others = plan[~inside]
            free[others[others >= 0]] = False
            free[-1] = True
            kept = inside[found.team] & free[found.items].all(axis=1)
            own = plan[block]
            part = Columns(
                np.concatenate([found.team[kept], block]),
                np.concatenate([found.items[kept], own]),
                np.concatenate([found.points[kept], points(data, block, own)]),
            )
            seconds = min(SECONDS, watch.left)
            changed, _, _ = best_of(data, part, plan, seconds, seed, lambda: watch.over, NODES)
            if changed is not None:
                improving.start(changed)
            yield


def blocks(pricing: Pricing, turn: int) -> Iterator[Array]:
    """Teams that compete for the same people: neighbours by place, halved until small, each turn another way first."""
    teams = pricing.data.problem.teams
    counties = {c: float(i) for i, c in enumerate(sorted({t.county for t in teams}))}
    where = np.array([t.place or (counties[t.county], 0.0) for t in teams])
    front = [(np.arange(len(teams)), turn % 2)]
    while front:
        rows, axis = front.pop()
        if rows.size <= TEAMS:
            yield np.sort(rows)
            continue
        order = rows[np.argsort(where[rows, axis], kind="stable")]
        half = order.size // 2 if turn < 2 else order.size // 3
        front += [(order[half:], 1 - axis), (order[:half], 1 - axis)]
