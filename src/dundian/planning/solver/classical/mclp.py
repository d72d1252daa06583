"""The maximal covering location problem: p sites so that what they cover weighs most (Church and ReVelle 1974).

Demand points that the same sites cover are joined, greedy (Nemhauser, Wolsey and Fisher 1978) and interchange (Teitz
and Bart 1968) give a start, the linear relaxation another; its reduced costs fix sites (Nemhauser and Wolsey 1988), and
HiGHS branches on the rest.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from dundian.planning.solver.highs import INFINITY, Floats, Ints, Model, solve_mip
from dundian.planning.solver.running import Asked, Progress, Report, Status, Watch, relative_gap
from dundian.planning.solver.selection.neighbours import Cover, merged

CLOSE = 1e-9  # as a share: what two sums of the same weights may differ by


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
        chosen = _proven(cover, matrix, chosen, watch, seed)
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


def _proven(cover: Cover, matrix: "sparse.csr_matrix", chosen: Ints, watch: Watch, seed: int) -> Ints:
    """The relaxation, what it takes rounded and exchanged, then HiGHS on the sites that could still be in or out."""
    sites, p = matrix.shape[1], chosen.size
    model = _model(cover, sites, p, whole=False)
    relaxed = solve_mip(model, seconds=watch.left, stop=lambda: watch.over)
    lower, upper = np.zeros(sites), np.ones(sites)
    if relaxed.values is not None and relaxed.reduced is not None and relaxed.value is not None:
        found = _exchanged(matrix, cover.worth, np.argsort(-relaxed.values[:sites], kind="stable")[:p], watch)
        worth, before = (_covered(matrix, cover.worth, c) for c in (found, chosen))
        chosen = found if worth > before else chosen
        watch.note("relaxation", value=worth, bound=relaxed.value)
        most = relaxed.value - max(worth, before) + CLOSE * (1 + abs(relaxed.value))
        if most <= 2 * CLOSE * (1 + abs(relaxed.value)):
            return chosen
        settled = np.abs(relaxed.reduced[:sites]) > most
        lower[settled & (relaxed.values[:sites] > 0.5)] = 1.0
        upper[settled & (relaxed.values[:sites] < 0.5)] = 0.0
    return _branched(cover, chosen, (lower, upper), watch, seed)


def _model(cover: Cover, sites: int, p: int, *, whole: bool) -> Model:
    """Columns: the sites, then the points that are covered."""
    model = Model()
    x = model.columns(sites, integer=whole)
    z = model.columns(cover.count, cost=cover.worth)
    model.row(x, lower=p, upper=p)
    at = np.repeat(np.arange(cover.count), np.diff(cover.start))
    model.rows(
        np.r_[at, np.arange(cover.count)],
        np.r_[x[cover.member], z],
        np.r_[np.ones(at.size), -np.ones(cover.count)],
        lower=np.zeros(cover.count),
        upper=np.full(cover.count, INFINITY),
    )
    return model


def _branched(cover: Cover, chosen: Ints, bounds: tuple[Floats, Floats], watch: Watch, seed: int) -> Ints:
    sites = bounds[0].size
    model = _model(cover, sites, chosen.size, whole=True)
    model.lower[0], model.upper[0] = bounds
    start = np.zeros(model.columns_count)
    start[chosen] = 1.0
    at = np.repeat(np.arange(cover.count), np.diff(cover.start))
    start[sites + np.unique(at[np.isin(cover.member, chosen)])] = 1.0

    def told(value: float | None, bound: float | None, _point: Floats | None) -> None:
        watch.note("mip", value=value, bound=bound)

    outcome = solve_mip(model, seconds=watch.left, seed=seed, start=start, stop=lambda: watch.over, told=told)
    watch.note("mip", value=outcome.value, bound=outcome.bound)
    return chosen if outcome.values is None else np.flatnonzero(outcome.values[:sites] > 0.5)
