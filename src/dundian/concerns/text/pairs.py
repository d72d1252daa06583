"""Are two texts the same question? Learned from pairs that people have judged."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from dundian.concerns.text.features import Floats, Matrix, Weights, shingles, unit_vectors, words
from dundian.concerns.text.plain import normalise

DIRECTIONS = 32
BITS = 16


@dataclass(frozen=True)
class Pairs:
    """What two texts share and what only one has (`apart`), their likenesses, and their vectors side by side."""

    apart: Matrix
    alike: Floats
    dense: Floats | None

    def __len__(self) -> int:
        return len(self.alike)

    def take(self, rows: NDArray[np.int64]) -> "Pairs":
        return Pairs(self.apart[rows], self.alike[rows], None if self.dense is None else self.dense[rows])


def pairs(first: Sequence[str], second: Sequence[str], dense: Floats | None = None) -> Pairs:
    """`dense`: vectors of all first texts, then of all second ones."""
    clean, n = [normalise(t) for t in (*first, *second)], len(first)
    views = [
        shingles(clean, 1, 1, BITS),
        shingles(clean, 1, 2, BITS),
        shingles(clean, 2, 3, 18),
        words(clean, BITS),
    ]
    alike = [_cosines(Weights.of(view).apply(view), n) for view in views]
    length = np.array([len(t) for t in clean], np.float32)
    short, long = np.minimum(length[:n], length[n:]), np.maximum(length[:n], length[n:])
    alike += [short, long, np.asarray((long - short) / np.maximum(long, 1), np.float32)]
    if dense is not None:
        unit = unit_vectors(dense, dense.mean(axis=0))
        alike.append((unit[:n] * unit[n:]).sum(axis=1))
        dense = np.stack([unit[:n], unit[n:]], axis=1)
    apart = sparse.hstack([part for view in (views[1], views[3]) for part in _shared(view, n)], format="csr")
    return Pairs(apart, np.array(alike, np.float32).T, dense)


def _cosines(matrix: Matrix, n: int) -> Floats:
    return np.asarray(matrix[:n].multiply(matrix[n:]).sum(axis=1), np.float32).ravel()


def _shared(view: Matrix, n: int) -> tuple[Matrix, Matrix]:
    present = (view > 0).astype(np.float32)
    return present[:n].multiply(present[n:]).tocsr(), abs(present[:n] - present[n:])


class PairJudge:
    """Two logistic regressions, on words and on vectors, and the mean of their log-odds."""

    def __init__(self, made: Pairs, same: Sequence[bool]) -> None:
        self._scale = StandardScaler().fit(made.alike)
        self._signs = LogisticRegression(C=0.01, max_iter=500).fit(self._words(made), same)
        self._turn: Floats | None = None
        if made.dense is not None:
            _, _, turn = np.linalg.svd(made.dense.reshape(-1, made.dense.shape[-1]), full_matrices=False)
            self._turn = turn[:DIRECTIONS].T
            self._meanings = make_pipeline(StandardScaler(), LogisticRegression(C=0.003, max_iter=500))
            self._meanings.fit(self._vectors(made), same)

    def _words(self, made: Pairs) -> Matrix:
        return sparse.hstack([made.apart, sparse.csr_matrix(self._scale.transform(made.alike))], format="csr")

    def _vectors(self, made: Pairs) -> Floats:
        if made.dense is None or self._turn is None:
            raise ValueError("learned with vectors, and none are given")
        turned = made.dense @ self._turn
        first, second = turned[:, 0], turned[:, 1]
        return np.hstack([abs(first - second), first * second, made.alike])

    def scores(self, made: Pairs) -> Floats:
        """Log-odds that the two are the same."""
        found = self._signs.decision_function(self._words(made))
        if self._turn is not None:
            found = (found + self._meanings.decision_function(self._vectors(made))) / 2
        return np.asarray(found, np.float32)
