"""HiGHS, handed whole models as arrays.

The number of threads is a setting of the whole process: HiGHS refuses to solve when two callers differ. All solvers
here use one thread each and run side by side in Python threads, as HiGHS lets go of the interpreter while it works.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from dundian.planning.solver.running import Seconds

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
THREADS = 1
INFINITY = float(highspy.kHighsInf)
Solved = highspy.HighsModelStatus


@dataclass
class Model:
    """A linear model (maximised unless `smaller`) collected column by column and row by row."""

    smaller: bool = False
    cost: list[Floats] = field(default_factory=list)
    lower: list[Floats] = field(default_factory=list)
    upper: list[Floats] = field(default_factory=list)
    integer: list[NDArray[np.bool_]] = field(default_factory=list)
    row_lower: list[Floats] = field(default_factory=list)
    row_upper: list[Floats] = field(default_factory=list)
    entries: list[tuple[Ints, Ints, Floats]] = field(default_factory=list)
    columns_count: int = 0
    rows_count: int = 0

    def columns(
        self,
        count: int,
        *,
        cost: ArrayLike = 0.0,
        lower: ArrayLike = 0.0,
        upper: ArrayLike = 1.0,
        integer: bool = False,
    ) -> Ints:
        """Add `count` columns; returns their indices."""
        for kept, given in ((self.cost, cost), (self.lower, lower), (self.upper, upper)):
            kept.append(np.broadcast_to(np.asarray(given, dtype=float), count).copy())
        self.integer.append(np.full(count, integer))
        first, self.columns_count = self.columns_count, self.columns_count + count
        return np.arange(first, first + count, dtype=np.int64)

    def row(
        self,
        columns: ArrayLike,
        values: ArrayLike = 1.0,
        *,
        lower: float = -INFINITY,
        upper: float = INFINITY,
    ) -> int:
        """Add one row; returns its index."""
        at = np.asarray(columns, dtype=np.int64)
        self.rows(
            np.zeros(at.size, np.int64), at, np.broadcast_to(np.asarray(values, float), at.size),
            lower=[lower], upper=[upper],
        )  # fmt: skip
        return self.rows_count - 1

    def rows(self, row: Ints, column: Ints, value: ArrayLike, *, lower: ArrayLike, upper: ArrayLike) -> Ints:
        """Add rows at once: entries with rows counted from 0 among those added; returns the rows' indices."""
        low, up = np.asarray(lower, float), np.asarray(upper, float)
        count = max(low.size, up.size)
        self.row_lower.append(np.broadcast_to(low, count).copy())
        self.row_upper.append(np.broadcast_to(up, count).copy())
        values = np.broadcast_to(np.asarray(value, float), row.size)
        self.entries.append((np.asarray(row, np.int64) + self.rows_count, column, values))
        first, self.rows_count = self.rows_count, self.rows_count + count
        return np.arange(first, first + count, dtype=np.int64)

    def highs(self) -> "highspy.Highs":
        """HiGHS with this model in it."""
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self.columns_count, self.rows_count
        lp.col_cost_, lp.col_lower_ = _joined(self.cost), _joined(self.lower)
        lp.col_upper_ = _joined(self.upper)
        lp.row_lower_, lp.row_upper_ = _joined(self.row_lower), _joined(self.row_upper)
        lp.sense_ = highspy.ObjSense.kMinimize if self.smaller else highspy.ObjSense.kMaximize
        matrix = self._matrix()
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.num_col_, lp.a_matrix_.num_row_ = self.columns_count, self.rows_count
        lp.a_matrix_.start_ = matrix.indptr
        lp.a_matrix_.index_ = matrix.indices
        lp.a_matrix_.value_ = matrix.data
        whole = np.concatenate(self.integer) if self.integer else np.zeros(0, bool)
        if whole.any():
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            lp.integrality_ = [kinds[int(w)] for w in whole]
        solver = quiet()
        solver.passModel(lp)
        return solver

    def _matrix(self) -> Any:
        rows, columns, values = (
            np.concatenate([e[i] for e in self.entries]) if self.entries else np.zeros(0) for i in range(3)
        )
        made = sparse.csc_matrix(
            (values, (rows.astype(np.int32), columns.astype(np.int32))),
            shape=(self.rows_count, self.columns_count),
        )
        made.sum_duplicates()
        return made


def _joined(parts: list[Floats]) -> Floats:
    return np.concatenate(parts) if parts else np.zeros(0)


def quiet(**options: Any) -> "highspy.Highs":
    """A HiGHS without output, with the one number of threads."""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", THREADS)
    for name, value in options.items():
        solver.setOptionValue(name, value)
    return solver


@dataclass(frozen=True)
class Outcome:
    """`values` of the best point found, None if none; `value` and `bound` of the objective; `infeasible`: proven.

    `prices` of the rows and `reduced` costs of the columns, of a linear program that was solved.
    """

    status: Any
    values: Floats | None
    value: float | None
    bound: float | None
    prices: Floats | None = None
    reduced: Floats | None = None

    @property
    def infeasible(self) -> bool:
        return bool(self.status in (Solved.kInfeasible, Solved.kUnboundedOrInfeasible))

    @property
    def optimal(self) -> bool:
        return bool(self.status == Solved.kOptimal)


Told = Callable[[float | None, float | None, Floats | None], None]


def solve_mip(
    model: "Model | highspy.Highs",
    *,
    seconds: float,
    gap: float = 0.0,
    seed: int = 0,
    nodes: int | None = None,
    start: Floats | None = None,
    stop: Callable[[], bool] | None = None,
    told: Told | None = None,
    **options: Any,
) -> Outcome:
    """Solve with a start point, a limit of nodes, and news of each better (value, bound, point)."""
    if isinstance(model, Model) and not model.columns_count:
        return _without_columns(model)
    solver = model.highs() if isinstance(model, Model) else model
    settings = {
        "mip_rel_gap": gap,
        "mip_abs_gap": 1e-9,
        "random_seed": seed % 2**31,
        "time_limit": Seconds.limit(seconds),
    }
    if nodes is not None:
        settings["mip_max_nodes"] = nodes
    for name, value in (settings | options).items():
        solver.setOptionValue(name, value)
    if start is not None:
        solution = highspy.HighsSolution()
        solution.col_value = start
        solver.setSolution(solution)
    _listen(solver, _by(seconds, stop), told)
    solver.run()
    solver.clearCallbacks()
    return _outcome(solver)


@dataclass(frozen=True)
class Interior:
    """An inner point of a relaxation near its optimum, with reduced costs of columns and prices of rows."""

    point: Floats
    reduced: Floats
    prices: Floats


def interior(model: Model, *, seconds: float, stop: Callable[[], bool] | None = None) -> Interior | None:
    """Solve a maximised relaxation by interior points, without a basis; None when the time is over first.

    It is handed over as a minimum: maximised and without crossover, HiGHS 1.14 gives prices back with wrong signs.
    """
    cost, model.cost = model.cost, [-part for part in model.cost]
    model.smaller = True
    solver = model.highs()
    model.cost, model.smaller = cost, False
    for name, value in {
        "solver": "ipm",
        "run_crossover": "off",
        "time_limit": Seconds.limit(seconds),
    }.items():
        solver.setOptionValue(name, value)
    asked = _by(seconds, stop)
    if asked is not None:
        solver.cbIpmInterrupt.subscribe(lambda event: event.interrupt() if asked() else None)
    solver.run()
    solver.clearCallbacks()
    if solver.getModelStatus() not in (Solved.kOptimal, Solved.kUnknown):
        return None
    solution = solver.getSolution()
    return Interior(np.array(solution.col_value), -np.array(solution.col_dual), -np.array(solution.row_dual))


def _without_columns(model: Model) -> Outcome:
    """HiGHS has no answer to a model without a column: its only point keeps the rows or breaks them."""
    kept = (_joined(model.row_lower) <= 0).all() and (_joined(model.row_upper) >= 0).all()
    if not kept:
        return Outcome(Solved.kInfeasible, None, None, None)
    return Outcome(Solved.kOptimal, np.zeros(0), 0.0, 0.0)


def _by(seconds: float, stop: Callable[[], bool] | None) -> Callable[[], bool] | None:
    """What stops HiGHS beside its own limit: the caller and, where seconds are not the clock's, their end."""
    if Seconds.are_the_clocks():
        return stop
    end = Seconds.now() + seconds
    return lambda: Seconds.now() > end or (stop is not None and stop())


def _listen(solver: "highspy.Highs", stop: Callable[[], bool] | None, told: Told | None) -> None:
    if stop is not None:

        def ask(event: Any) -> None:
            if stop():
                event.interrupt()

        solver.cbMipInterrupt.subscribe(ask)
        solver.cbSimplexInterrupt.subscribe(ask)
    if told is not None:

        def better(event: Any) -> None:
            found = event.data_out
            told(found.objective_function_value, found.mip_dual_bound, np.array(found.mip_solution))

        def logged(event: Any) -> None:
            told(None, event.data_out.mip_dual_bound, None)

        solver.cbMipImprovingSolution.subscribe(better)
        solver.cbMipLogging.subscribe(logged)


def _outcome(solver: "highspy.Highs") -> Outcome:
    status, info = solver.getModelStatus(), solver.getInfo()
    found = info.primal_solution_status == highspy.kSolutionStatusFeasible
    values = np.array(solver.getSolution().col_value) if found else None
    value = float(info.objective_function_value) if found else None
    whole = bool(solver.getLp().integrality_)
    bound = float(info.mip_dual_bound) if whole else value if status == Solved.kOptimal else None
    if bound is not None and not np.isfinite(bound):
        bound = None
    if whole or status != Solved.kOptimal:
        return Outcome(status, values, value, bound)
    solution = solver.getSolution()
    return Outcome(status, values, value, bound, np.array(solution.row_dual), np.array(solution.col_dual))
