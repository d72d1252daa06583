"""What a group is: which one a new text joins, which identity it carries on, and how much it weighs. Nothing here loads
more than the standard library, since pages ask it."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
M = TypeVar("M", bound=Hashable)

VOTERS = 8


def vote(near: Sequence[tuple[Hashable | None, float]], *, least: float = 0.35) -> Hashable | None:
    """The group of a new text, from its neighbours' groups and likeness: the weightiest, when it outweighs the
    ungrouped and one neighbour is at least `least` alike. None: it stands alone for now."""
    weights: dict[Hashable | None, float] = defaultdict(float)
    for group, like in near[:VOTERS]:
        weights[group] += like
    close = {group for group, like in near[:VOTERS] if group is not None and like >= least}
    if not close:
        return None
    best = max(close, key=lambda g: (weights[g], str(g)))
    return best if weights[best] > weights[None] or weights[None] == 0 else None


def keep_identities(old: Mapping[K, Set[M]], new: Sequence[Set[M]]) -> list[K | None]:
    """For each new group the old identity it carries on: the pair with the largest overlap first, each identity
    once, and only where the overlap is over half of either side. None: a group that is new."""
    at = {member: identity for identity, members in old.items() for member in members}
    pairs = []
    for place, members in enumerate(new):
        for identity, shared in Counter(at[m] for m in members if m in at).items():
            if 2 * shared > min(len(members), len(old[identity])):
                pairs.append((-shared, str(identity), place, identity))
    given: list[K | None] = [None] * len(new)
    used: set[K] = set()
    for _shared, _name, place, identity in sorted(pairs, key=lambda p: p[:3]):
        if given[place] is None and identity not in used:
            given[place] = identity
            used.add(identity)
    return given


@dataclass(frozen=True)
class Weight:
    """Why a group stands where it does: three factors between 0 and 1, and their product with fixed shares."""

    breadth: float
    gravity: float
    recency: float

    @property
    def total(self) -> float:
        return round(0.4 * self.breadth + 0.35 * self.gravity + 0.25 * self.recency, 4)


def weigh(*, sites: int, people: int, grave: float, last: date, today: date, half_life: int = 30) -> Weight:
    """`sites` and `people` reached, `grave` the mean gravity 0–1 of its concerns, `last` the newest of them."""
    breadth = 0.5 * (1 - 0.75 ** max(sites - 1, 0)) + 0.5 * (1 - 1 / (1 + max(people, 0) / 50))
    recency = 0.5 ** (max((today - last).days, 0) / half_life)
    return Weight(round(breadth, 4), round(min(max(grave, 0.0), 1.0), 4), round(recency, 4))
