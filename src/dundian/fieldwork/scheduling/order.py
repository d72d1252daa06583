"""The order of steps that wait for each other."""

from collections.abc import Iterable, Mapping, Sequence

from dundian.fieldwork.scheduling.model import Circular, Step


def find_circle(after: Mapping[str, Iterable[str]]) -> list[str]:
    """Ids that wait for each other in a circle, the first repeated at the end; empty when there is none."""
    done: set[str] = set()
    for first in after:
        way: list[str] = []
        on_way: set[str] = set()
        stack = [(first, False)]
        while stack:
            step, left = stack.pop()
            if left:
                way.pop()
                on_way.discard(step)
                done.add(step)
            elif step in on_way:
                return [*way[way.index(step) :], step][::-1]
            elif step not in done and step in after:
                way.append(step)
                on_way.add(step)
                stack.append((step, True))
                stack += [(before, False) for before in sorted(after[step])]
    return []


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
