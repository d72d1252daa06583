"""Maximal covering against every choice."""

import itertools

import numpy as np
import pytest

from dundian.planning.solver.classical.mclp import maximal_covering
from dundian.planning.solver.running import Status


@pytest.mark.parametrize("seed", range(8))
def test_the_best_of_all_choices(seed: int) -> None:
    chance = np.random.default_rng(seed)
    reach = chance.random((25, 9)) < 0.25
    weight = chance.integers(0, 20, 25).astype(float)
    point, site = np.nonzero(reach)
    found = maximal_covering(weight, point, site, 9, 3)
    best = max(weight[reach[:, list(s)].any(axis=1)].sum() for s in itertools.combinations(range(9), 3))
    assert found.status == Status.OPTIMAL
    assert len(found.chosen) == 3
    assert found.value == found.bound == best == weight[reach[:, list(found.chosen)].any(axis=1)].sum()


def test_odd_inputs() -> None:
    none = np.zeros(0, np.int64)
    assert maximal_covering(np.zeros(0), none, none, 3, 2).value == 0
    with pytest.raises(ValueError, match="p must be"):
        maximal_covering(np.ones(1), none, none, 3, 4)
    with pytest.raises(ValueError, match="finite"):
        maximal_covering(np.array([np.nan]), none, none, 3, 1)
