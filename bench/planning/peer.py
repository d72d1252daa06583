"""spopt in a process of its own, as its HiGHS wants other threads.

`python -m bench.planning.peer FILE RADIUS P SOLVER`.

FILE holds `cost` and `weight`; prints seconds and value as JSON. Without spopt it ends with status 3.
"""

import json
import sys
import time
from typing import Any

import numpy as np


def main() -> int:
    file, radius, p, name = sys.argv[1:5]
    try:
        import pulp
        from spopt.locate import MCLP
    except ImportError:
        return 3
    given = np.load(file)
    solver: Any = pulp.HiGHS(msg=False) if name == "highs" else pulp.PULP_CBC_CMD(msg=False)
    began = time.perf_counter()
    model = MCLP.from_cost_matrix(given["cost"], given["weight"], float(radius), p_facilities=int(p))
    model = model.solve(solver)
    spent = time.perf_counter() - began
    print(json.dumps({"seconds": spent, "value": float(pulp.value(model.problem.objective))}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
