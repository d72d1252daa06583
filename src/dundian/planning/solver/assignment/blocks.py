"""A large plan bettered block by block: teams near each other, with their people and those at home, over good columns.

The columns are those of small reduced cost at the best prices, so that each block is a small set-partitioning model
whose relaxation is nearly whole (relaxation-induced neighbourhoods, after Danna, Rothberg and Le Pape 2005).
"""

from collections.abc import Iterator

import numpy as np

from dundian.planning.solver.assignment.arrays import Array, Arrays
from dundian.planning.solver.assignment.improving import Improving
from dundian.planning.solver.assignment.master import Columns, best_of, points
from dundian.planning.solver.assignment.pool import Pool
from dundian.planning.solver.assignment.pricing import Pricing
from dundian.planning.solver.running import Watch

TEAMS, EACH = 90, 80  # teams in a block; columns of each team
SLACK = 12.0  # points above a team's cheapest
NODES, SECONDS = 30, 8.0
MOVES = 2_000  # of annealing for each team, between passes


def better(pool: Pool, improving: Improving, watch: Watch, seed: int, passes: int) -> Iterator[None]:
    """Better the best plan, two blocks at a time; who is at home can go to the block with more use for them."""
    pricing = pool.pricing
    found = pool.near(pricing.best_price, SLACK * pool.unit, EACH)
    for turn in range(passes):
        if turn:
            improving.back()
            improving.run(MOVES * pricing.data.teams, 4.0, 0.5)
            yield
        every = list(blocks(pricing, turn))
        half = (len(every) + 1) // 2
        for k in range(half):
            if watch.over:
                return
            pair = every[k : k + half + 1 : half] if k + half < len(every) else every[k : k + 1]
            plan = improving.best.copy()
            parts = _parts(pricing.data, found, plan, pair)
            seconds = min(SECONDS, watch.left)

            def solved(part: Columns, plan: Array = plan, seconds: float = seconds) -> Array | None:
                return best_of(pricing.data, part, plan, seconds, seed, lambda: watch.left <= 0, NODES)[0]

            for block, changed in zip(pair, pricing.threads.map(solved, parts), strict=True):
                if changed is not None:
                    plan[block] = changed[block]
            improving.start(plan)
            yield


def _parts(data: Arrays, found: Columns, plan: Array, pair: list[Array]) -> list[Columns]:
    """The columns of each block with nobody from outside it, each of those at home in one block only."""
    at_home = np.ones(data.bundles + 1, bool)  # the last stands for an empty place
    at_home[plan[plan >= 0]] = False
    uses = [
        np.bincount(found.items[np.isin(found.team, b)].ravel() + 1, minlength=data.bundles + 1)[1:]
        for b in pair
    ]
    parts = []
    for k, block in enumerate(pair):
        free = at_home.copy()
        if len(pair) > 1:
            more = uses[0] >= uses[1]
            free[:-1] &= more if k == 0 else ~more
        own = plan[block]
        free[own[own >= 0]] = True
        free[-1] = True
        kept = np.isin(found.team, block) & free[found.items].all(axis=1)
        parts.append(
            Columns(
                np.concatenate([found.team[kept], block]),
                np.concatenate([found.items[kept], own]),
                np.concatenate([found.points[kept], points(data, block, own)]),
            )
        )
    return parts


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
