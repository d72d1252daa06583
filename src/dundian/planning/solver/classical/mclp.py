"""The maximal covering location problem: p sites so that what they cover weighs most (Church and ReVelle 1974).

Demand points that the same sites cover are joined, greedy (Nemhauser, Wolsey and Fisher 1978) and interchange (Teitz
and Bart 1968) give a start, HiGHS proves it or finds better.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from dundian.planning.solver.highs import INFINITY, Floats, Ints, Model, solve_mip
from dundian.planning.solver.running import Asked, Progress, Report, Status, Watch, relative_gap
from dundian.planning.solver.selection.neighbours import Cover, merged


@dataclass(frozen=True, slots=True)
class Covering:
    """The sites chosen, the weight they cover, and what no choice goes above."""

    status: Status
    chosen: tuple[int, ...]
    value: float
    bound: float
    history: tuple[Progress, ...] = ()
    seconds: float = 0.0

    @property
    def gap(self) -> float:
        return relative_gap(self.value, self.bound) or 0.0


def maximal_covering(
    weight: Floats,
    point: Ints,
    site: Ints,
    sites: int,
    p: int,
    *,
    seconds: float = 60.0,
    seed: int = 0,
    progress: Report | None = None,
    cancelled: Asked | None = None,
) -> Covering:
    """Choose `p` of `sites`; `point[k]` is covered by `site[k]`, its weight stands in `weight`."""
    if not 0 <= p <= sites:
        raise ValueError(f"p must be from 0 to {sites}")
    if not np.isfinite(weight).all() or (weight < 0).any():
        raise ValueError("weights must be finite and not negative")
    watch = Watch(seconds, larger=True, progress=progress, cancelled=cancelled)
    useful = weight[point] > 0
    cover = merged(weight, point[useful], site[useful], np.zeros(sites, np.int64))
    matrix = cover.matrix(sites) if cover.count else sparse.csr_matrix((0, sites))
    chosen = _exchanged(matrix, cover.worth, _greedy(matrix, cover.worth, p), watch)
    watch.note("exchange", value=_covered(matrix, cover.worth, chosen), bound=float(cover.worth.sum()))
    if watch.value != watch.bound:
        chosen = _proven(cover, sites, chosen, watch, seed)
    value = _covered(matrix, cover.worth, chosen)
    bound = max(value, value if watch.bound is None else watch.bound)
    done = relative_gap(value, bound) or 0.0
    status = Status.OPTIMAL if done <= 1e-9 else Status.FEASIBLE
    return Covering(
        status, tuple(int(i) for i in np.sort(chosen)), value, bound, tuple(watch.history), watch.elapsed
    )


def _covered(matrix: "sparse.csr_matrix", weight: Floats, chosen: Ints) -> float:
    mask = np.zeros(matrix.shape[1])
    mask[chosen] = 1.0
    return float(weight[np.asarray(matrix @ mask) > 0].sum())


def _greedy(matrix: "sparse.csr_matrix", weight: Floats, p: int) -> Ints:
    columns = matrix.T.tocsr()
    left, chosen = weight.copy(), np.zeros(0, np.int64)
    for _each in range(p):
        gain = np.asarray(columns @ left)
        gain[chosen] = -1.0
        best = int(np.argmax(gain))
        chosen = np.r_[chosen, best]
        left[columns[best].indices] = 0.0
    return chosen


def _exchanged(matrix: "sparse.csr_matrix", weight: Floats, chosen: Ints, watch: Watch) -> Ints:
    """The best exchange of one for one, again and again."""
    columns = matrix.T.tocsr()
    while chosen.size and not watch.over:
        mask = np.zeros(matrix.shape[1])
        mask[chosen] = 1.0
        times = np.asarray(matrix @ mask)
        gain = np.asarray(columns @ np.where(times == 0, weight, 0.0))
        once = sparse.diags(np.where(times == 1, weight, 0.0))
        shared = (columns[chosen] @ once @ matrix).toarray()
        change = gain[None, :] - shared[np.arange(chosen.size), chosen][:, None] + shared
        change[:, chosen] = -np.inf
        out, new = np.unravel_index(int(np.argmax(change)), change.shape)
        if change[out, new] <= 1e-9:
            break
        chosen = chosen.copy()
        chosen[out] = new
    return chosen


def _proven(cover: Cover, sites: int, chosen: Ints, watch: Watch, seed: int) -> Ints:
    model = Model()
    x = model.columns(sites, integer=True)
    z = model.columns(cover.count, cost=cover.worth)
    model.row(x, lower=chosen.size, upper=chosen.size)
    at = np.repeat(np.arange(cover.count), np.diff(cover.start))
    model.rows(
        np.r_[at, np.arange(cover.count)],
        np.r_[x[cover.member], z],
        np.r_[np.ones(at.size), -np.ones(cover.count)],
        lower=np.zeros(cover.count),
        upper=np.full(cover.count, INFINITY),
    )
    start = np.zeros(model.columns_count)
    start[x[chosen]] = 1.0
    hit = np.zeros(cover.count, bool)
    hit[at[np.isin(cover.member, chosen)]] = True
    start[z[hit]] = 1.0

    def told(value: float | None, bound: float | None, _point: Floats | None) -> None:
        watch.note("mip", value=value, bound=bound)

    outcome = solve_mip(model, seconds=watch.left, seed=seed, start=start, stop=lambda: watch.over, told=told)
    watch.note("mip", value=outcome.value, bound=outcome.bound)
    return chosen if outcome.values is None else np.flatnonzero(outcome.values[x] > 0.5)
