"""The order of steps that wait for each other."""

from collections.abc import Sequence

from dundian.fieldwork.scheduling.model import Circular, Step
from dundian.kernel.order import find_circle


def in_order(steps: Sequence[Step]) -> list[Step]:
    """Every step after those it waits for, else as given; steps waited for that are not among these are left out."""
    known = {step.id: step for step in steps}
    if circle := find_circle({step.id: step.after for step in steps}):
        raise Circular(circle)
    ordered: dict[str, Step] = {}

    def put(step: Step) -> None:
        stack = [step]
        while stack:
            waiting = [known[i] for i in stack[-1].after if i in known and i not in ordered]
            if waiting:
                stack.append(waiting[0])
            else:
                last = stack.pop()
                ordered[last.id] = last

    for step in steps:
        if step.id not in ordered:
            put(step)
    return list(ordered.values())
