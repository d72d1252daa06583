"""Problems under their standard names, and areas of leaders, against trying everything."""

from itertools import combinations, product

import numpy as np
import pytest

from dundian.planning.solver.assignment.charge import Area, Charging, Leader, charge
from dundian.planning.solver.classical.gap import assign
from dundian.planning.solver.classical.pmedian import graph_distances, p_median
from dundian.planning.solver.faults import InvalidProblem
from dundian.planning.solver.running import Seconds, Status, Watch


@pytest.mark.parametrize("seed", range(6))
def test_medians_are_the_best(seed: int) -> None:
    chance = np.random.default_rng(seed)
    distance = chance.integers(0, 30, (12, 9)).astype(float)
    p = 1 + seed % 4
    best = min(distance[:, list(c)].min(axis=1).sum() for c in combinations(range(9), p))
    found = p_median(distance, p, seconds=10)
    assert (found.status, found.value, found.bound) == (Status.OPTIMAL, best, best)
    assert distance[:, list(found.chosen)].min(axis=1).sum() == best


def test_seconds_are_those_of_the_clock_that_is_counted_by(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [5.0]
    assert Seconds.limit(2.0) == 2.0
    monkeypatch.setattr(Seconds, "now", Seconds.now)
    Seconds.count(lambda: now[0])
    watch = Watch(3.0, larger=True)
    assert not watch.over
    assert Seconds.limit(2.0) > 2.0, "HiGHS knows the clock only and is stopped from outside"
    now[0] += 3.5
    assert watch.over
    assert watch.elapsed == 3.5


def test_all_places_and_no_places() -> None:
    distance = graph_distances(3, [(0, 1, 4.0), (1, 2, 3.0)])
    assert distance[0, 2] == 7
    assert p_median(distance, 3, seconds=5).value == 0
    with pytest.raises(ValueError):
        p_median(distance, 0)
    with pytest.raises(ValueError):
        p_median(distance + 0.5, 1)


@pytest.mark.parametrize("seed", range(6))
def test_jobs_are_assigned_best(seed: int) -> None:
    chance = np.random.default_rng(seed)
    cost, need = chance.integers(1, 20, (2, 3, 6))
    capacity = np.full(3, 15 + 4 * seed)
    best = None
    for who in product(range(3), repeat=6):
        used = np.zeros(3, int)
        np.add.at(used, list(who), need[list(who), range(6)])
        if (used <= capacity).all():
            value = int(cost[list(who), range(6)].sum())
            best = value if best is None else min(best, value)
    found = assign(cost, need, capacity, seconds=10)
    assert found.value == best
    assert found.status == (Status.INFEASIBLE if best is None else Status.OPTIMAL)


def row_of_areas(works: list[int]) -> list[Area]:
    """Areas in a row, each touching the next."""
    count = len(works)
    return [
        Area(f"a{i}", work, (104.0 + i, 29.0), (f"a{i + 1}",) if i + 1 < count else ())
        for i, work in enumerate(works)
    ]


def test_areas_are_shared_evenly_in_one_piece_each() -> None:
    areas = row_of_areas([4, 2, 3, 3, 2, 4])
    leaders = [Leader(f"l{i}", (104.0 + 2 * i, 29.0)) for i in range(3)]
    found = charge(Charging(leaders, areas, joined=True), seconds=20)
    assert (found.status, found.heaviest, found.km) == (Status.OPTIMAL, 6, found.km_bound)
    for leader in leaders:
        mine = [int(a[1:]) for a, who in found.leader.items() if who == leader.id]
        assert max(mine) - min(mine) == len(mine) - 1


def test_pins_bans_and_own_areas_hold() -> None:
    areas = row_of_areas([1, 1, 1, 1])
    leaders = [Leader("x", units=frozenset({"a0"})), Leader("y")]
    found = charge(Charging(leaders, areas, pins={"a1": "y"}, bans=[("y", "a3")]), seconds=20)
    assert found.leader == {"a0": "y", "a1": "y", "a2": "x", "a3": "x"}
    assert charge(Charging(leaders, areas, pins={"a0": "x"}), seconds=20).status == Status.INFEASIBLE
    with pytest.raises(InvalidProblem):
        charge(Charging([*leaders, Leader("x")], areas))
