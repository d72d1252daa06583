"""One county's branch and bound beside every choice there is."""

import itertools

import numpy as np
import pytest
from scipy import sparse

from dundian.planning.solver.selection.county import County, search
from dundian.planning.solver.selection.pricing import Part, _grouped


@pytest.mark.parametrize("seed", range(12))
def test_the_best_choice_is_found_and_the_bound_holds(seed: int) -> None:
    chance = np.random.default_rng(seed)
    count, points = 9, 14
    industry = chance.integers(0, 4, count)
    near = chance.random((points, count)) < 0.25
    near |= chance.integers(0, 5, points)[:, None] == industry[None, :]
    worth = chance.integers(1, 30, points).astype(float)
    cost = chance.integers(-40, 20, count).astype(float)
    height = -7.0 * np.abs(np.arange(6) - 2.4)
    forced = chance.random(count) < 0.1
    part = Part(np.arange(count), sparse.csr_matrix(near.astype(float)), worth)
    at = County(cost, height, forced, *_grouped(part, industry), worth)

    value, choice, bound = search(at, 0.5 * worth, 100_000, -1e300, 0.0)
    _value, _choice, early = search(at, 0.5 * worth, 2, -1e300, 0.0)

    every = [
        cost[list(some)].sum() + worth[near[:, list(some)].any(axis=1)].sum() + height[len(some)]
        for size in range(height.size)
        for some in itertools.combinations(range(count), size)
        if set(np.flatnonzero(forced)) <= set(some)
    ]
    mine = np.flatnonzero(choice)
    assert value == pytest.approx(max(every))
    assert bound == pytest.approx(max(every))
    assert cost[mine].sum() + worth[near[:, mine].any(axis=1)].sum() + height[mine.size] == pytest.approx(
        value
    )
    assert set(np.flatnonzero(forced)) <= set(mine)
    assert early >= max(every) - 1e-9
