"""Things that come after each other, and circles among them."""

from collections.abc import Iterable, Mapping


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
