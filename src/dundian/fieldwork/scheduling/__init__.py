"""Back-scheduling over working days: plain Python, no database. `plan(steps, frame)` is the door.

The critical-path method (Kelley and Walker 1959) on the working days of each step's owner; the limit of steps at a time
is kept by the serial scheme with priority rules (Kolisch 1996), latest dates by justification to the right (Valls,
Ballestín and Quintanilla 2005). Deterministic: the same input gives the same plan.
"""

from dundian.fieldwork.scheduling.model import Broken, Circular, Frame, Line, Mend, Plan, Step
from dundian.fieldwork.scheduling.planning import plan

__all__ = ["Broken", "Circular", "Frame", "Line", "Mend", "Plan", "Step", "plan"]
