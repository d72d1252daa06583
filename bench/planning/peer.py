"""spopt in a process of its own, as its HiGHS wants other threads.

`python -m bench.planning.peer FILE RADIUS P SOLVER`.

FILE holds `cost` and `weight`; prints seconds and value as JSON. Without spopt it ends with status 3, without a proven
value with 4.
"""

import json
import resource
import sys
import time
from typing import Any

import numpy as np

NOT_THERE, CUT = 3, 4


def main() -> int:
    file, radius, p, name = sys.argv[1:5]
    try:
        import pulp
        from spopt.locate import MCLP
    except ImportError:
        return NOT_THERE
    given = np.load(file)
    solver: Any = pulp.HiGHS(msg=False) if name == "highs" else pulp.PULP_CBC_CMD(msg=False)
    began, processor = time.perf_counter(), _processor()
    model = MCLP.from_cost_matrix(given["cost"], given["weight"], float(radius), p_facilities=int(p))
    model = model.solve(solver)
    spent = {"clock": time.perf_counter() - began, "processor": _processor() - processor}
    if pulp.LpStatus[model.problem.status] != "Optimal":
        return CUT
    print(json.dumps(spent | {"value": float(pulp.value(model.problem.objective))}))
    return 0


def _processor() -> float:
    """Seconds of this process and of those it started: CBC is a program of its own."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


if __name__ == "__main__":
    sys.exit(main())
