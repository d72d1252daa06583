"""Groups of texts that are one event or one matter."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from scipy import sparse

from dundian.concerns.text import lexicon
from dundian.concerns.text.features import Matrix, Weights
from dundian.concerns.text.near import counted, gist, neighbours
from dundian.concerns.text.plain import normalise

EVENT_LEAST, EVENT_TIGHT = 0.15, 0.06
MATTER_LEAST, MATTER_TIGHT = 0.25, 0.12
NEIGHBOURS = 30
ROUNDS = 20


def events(texts: Sequence[str]) -> list[int]:
    """A group number a text: one event at one place. The place is in the words; rare shingles carry it."""
    return local_moving(neighbours(_weighed(texts), least=EVENT_LEAST, most=NEIGHBOURS), EVENT_TIGHT)


def _weighed(texts: Sequence[str]) -> Matrix:
    counts = counted(texts)
    return Weights.of(counts).apply(counts)


def matters(texts: Sequence[str], categories: Sequence[str] = ()) -> list[int]:
    """A group number a text: one matter at many places. Texts of one category whose weightiest concept is the same
    belong together; those without any concept, by their words."""
    counts = lexicon.shipped().count([normalise(text) for text in texts])
    weighed = Weights.of(counts).apply(counts)
    concept = _weightiest(weighed)
    unnamed = [row for row, found in enumerate(concept) if found < 0]
    apart = [-1] * len(texts)
    if unnamed:
        graph = neighbours(gist([texts[row] for row in unnamed]), least=MATTER_LEAST, most=NEIGHBOURS)
        for row, group in zip(unnamed, local_moving(graph, MATTER_TIGHT), strict=True):
            apart[row] = group
    keys = zip(categories or [""] * len(texts), concept, apart, strict=True)
    numbers: dict[tuple[str, int, int], int] = {}
    return [numbers.setdefault(key, len(numbers)) for key in keys]


def _weightiest(rows: Matrix) -> list[int]:
    """The column of each row's highest entry; -1 where there is none."""
    return [
        int(rows.indices[a + int(np.argmax(rows.data[a:b]))]) if b > a else -1
        for a, b in pairwise(rows.indptr)
    ]


def local_moving(graph: Matrix, tight: float) -> list[int]:
    """Constant Potts model by moving nodes, then whole groups (Traag, Van Dooren & Nesterov 2011; Blondel et al.
    2008): a group holds when its mean inner weight over all pairs is above `tight`. Deterministic."""
    belongs = np.arange(graph.shape[0])
    sizes = np.ones(graph.shape[0], np.int64)
    level = graph.tocsr()
    while True:
        moved = _move(level, sizes, tight)
        _, moved = np.unique(moved, return_inverse=True)
        belongs = moved[belongs]
        if moved.max(initial=-1) + 1 == level.shape[0]:
            return _numbered(belongs)
        level, sizes = _merged(level, sizes, moved)


def _move(graph: Matrix, sizes: np.ndarray, tight: float) -> np.ndarray:
    starts, ends, weights = graph.indptr.tolist(), graph.indices.tolist(), graph.data.tolist()
    size = sizes.tolist()
    group, weight_of = list(range(len(size))), sizes.tolist()
    waiting = list(range(len(size)))
    for _ in range(ROUNDS):
        changed: set[int] = set()
        for node in waiting:
            pulls: dict[int, float] = {}
            for k in range(starts[node], starts[node + 1]):
                if ends[k] != node:
                    pulls[group[ends[k]]] = pulls.get(group[ends[k]], 0.0) + weights[k]
            if not pulls:
                continue
            here = group[node]
            weight_of[here] -= size[node]
            best, gain = here, pulls.get(here, 0.0) - tight * size[node] * weight_of[here]
            for other, pull in pulls.items():
                value = pull - tight * size[node] * weight_of[other]
                if value > gain + 1e-9:
                    best, gain = other, value
            weight_of[best] += size[node]
            if best != here:
                group[node] = best
                changed.update(ends[starts[node] : starts[node + 1]])
        if not changed:
            break
        waiting = sorted(changed)
    return np.array(group)


def _merged(graph: Matrix, sizes: np.ndarray, moved: np.ndarray) -> tuple[Matrix, np.ndarray]:
    n = int(moved.max()) + 1
    entry = graph.tocoo()
    level = sparse.csr_matrix((entry.data, (moved[entry.row], moved[entry.col])), shape=(n, n))
    level.setdiag(0)
    level.eliminate_zeros()
    return level, np.bincount(moved, weights=sizes, minlength=n).astype(np.int64)


def _numbered(groups: np.ndarray) -> list[int]:
    """Numbers in the order in which the groups first appear."""
    seen: dict[int, int] = {}
    return [seen.setdefault(int(g), len(seen)) for g in groups]
