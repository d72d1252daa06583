"""Which category a text belongs to: least squares on signs, words, concepts and vectors together, with calibrated
probabilities (kernel ridge regression on a sum of kernels; softmax over held-out scores)."""

import io
import json
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, sparse
from scipy.optimize import minimize
from scipy.sparse.csgraph import connected_components
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

from dundian.concerns.text.features import Floats, Matrix, Weights, unit_vectors
from dundian.concerns.text.material import Material, Weighing, material
from dundian.concerns.text.near import neighbours

FORM = 1
FOLDS = 5
MOST = 8_000  # examples learned from at once: the solution takes their square in memory
RIDGE = 0.3
FEW = 1_000
VECTORS = 1.5  # how much vectors count beside signs, words and concepts
WANTED = 0.985  # of the texts accepted without asking, so many are right
RICH = 150  # examples a class from which scores of all classes speak for each class

Labels = NDArray[np.int64]


@dataclass(frozen=True)
class Suggestion:
    label: str
    probability: float
    sure: bool


@dataclass
class _Machine:
    """`coef`: one weight a column and class. `points`, `alpha`: examples as vectors, and their say in each class."""

    weighing: Weighing
    kept: NDArray[np.int64]
    coef: Floats
    centre: Floats | None = None
    points: Floats | None = None
    alpha: Floats | None = None

    def scores(self, made: Material) -> Floats:
        found = _only(self.weighing.apply(made), self.kept) @ self.coef.T
        if self.points is not None:
            if made.dense is None or self.centre is None or self.alpha is None:
                raise ValueError("this classifier was trained with vectors, and none are given")
            found = found + _alike(_halves(made.dense, self.centre), self.points) @ self.alpha
        return np.asarray(found, np.float32)


def _only(matrix: Matrix, kept: NDArray[np.int64]) -> Matrix:
    """The columns `kept` (rising), found from the entries: for one text, scipy's own way walks all columns."""
    place = np.minimum(np.searchsorted(kept, matrix.indices), len(kept) - 1)
    known = kept[place] == matrix.indices
    row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))[known]
    return sparse.csr_matrix((matrix.data[known], (row, place[known])), shape=(matrix.shape[0], len(kept)))


@dataclass
class _Lesson:
    """The examples as one kernel: every pair's likeness, and what makes it."""

    matrix: Matrix
    weighing: Weighing
    kernel: Floats
    centre: Floats | None
    points: Floats | None
    target: Labels
    classes: int

    @classmethod
    def of(cls, made: Material, target: Labels, classes: int) -> "_Lesson":
        weighing = Weighing.of(made)
        matrix = weighing.apply(made)
        kernel = np.asarray((matrix @ matrix.T).toarray(), np.float32)
        centre = points = None
        if made.dense is not None:
            centre = made.dense.mean(axis=0)
            points = _halves(made.dense, centre)
            kernel += _alike(points, points)
        return cls(matrix, weighing, kernel, centre, points, target, classes)

    def alpha(self, rows: NDArray[np.int64]) -> Floats:
        inner = self.kernel[np.ix_(rows, rows)]
        labels, counts = np.unique(self.target[rows], return_counts=True)
        evened = dict(zip(labels.tolist(), np.sqrt(counts / counts.mean()).tolist(), strict=True))
        inner[np.diag_indices(len(rows))] += [RIDGE * evened[int(t)] for t in self.target[rows]]
        wanted = np.eye(self.classes, dtype=np.float32)[self.target[rows]]
        solved = linalg.solve(inner, wanted, assume_a="pos", overwrite_a=True, check_finite=False)
        return np.asarray(solved, np.float32)

    def held_out(self, folds: Sequence[tuple[Any, Any]]) -> Floats:
        scores = np.zeros((len(self.target), self.classes), np.float32)
        for train, test in folds:
            scores[test] = self.kernel[np.ix_(test, train)] @ self.alpha(train)
        return scores

    def machine(self) -> _Machine:
        alpha = self.alpha(np.arange(len(self.target)))
        present = np.bincount(self.matrix.indices, minlength=self.matrix.shape[1])
        kept = np.flatnonzero(present > (1 if len(alpha) > 1000 else 0))
        coef = np.asarray((self.matrix[:, kept].T @ alpha).T, np.float32)
        if self.points is None:
            return _Machine(self.weighing, kept, coef)
        return _Machine(self.weighing, kept, coef, self.centre, self.points, alpha)


def _halves(dense: Floats, centre: Floats) -> Floats:
    """Whole text and head, each of unit length around its own mean."""
    half = dense.shape[1] // 2
    parts = [unit_vectors(dense[:, s], centre[s]) for s in (slice(0, half), slice(half, None))]
    return np.asarray(np.hstack(parts) / np.sqrt(2), np.float32)


def _alike(rows: Floats, points: Floats) -> Floats:
    """A Gaussian for nearness, and the plain cosine, which generalises better, in so far as examples are few."""
    cosines = rows @ points.T
    plain = FEW / (FEW + len(points))
    return np.asarray(VECTORS * (np.exp(3 * (cosines - 1)) + plain * cosines), np.float32)


@dataclass
class _Joined:
    """Scores to probabilities: softmax(W scores + b)."""

    weights: Floats
    bias: Floats

    @classmethod
    def fit(cls, scores: Floats, target: Labels, classes: int) -> "_Joined":
        if len(target) >= RICH * classes and len(np.unique(target)) == classes > 2:
            model = LogisticRegression(C=3, max_iter=2000).fit(scores, target)
            return cls(model.coef_.astype(np.float32), model.intercept_.astype(np.float32))
        return cls._shared(scores, target, classes)

    @classmethod
    def _shared(cls, scores: Floats, target: Labels, classes: int) -> "_Joined":
        """With few examples: one weight for all classes, and a small shift a class."""
        known = np.eye(classes)[target]

        def loss(x: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
            logits = scores * x[0] + x[1:]
            logits -= logits.max(axis=1, keepdims=True)
            p = np.exp(logits)
            p /= p.sum(axis=1, keepdims=True)
            off = p - known
            grad = np.concatenate([[(off * scores).sum()], off.sum(axis=0) + 2000 * x[1:]])
            value = -np.log(np.maximum((p * known).sum(axis=1), 1e-12)).sum() + 1000 * (x[1:] ** 2).sum()
            return float(value), grad

        found = minimize(loss, np.concatenate([[5.0], np.zeros(classes)]), jac=True, method="L-BFGS-B").x
        return cls((found[0] * np.eye(classes)).astype(np.float32), found[1:].astype(np.float32))

    def probabilities(self, scores: Floats) -> Floats:
        logits = scores @ self.weights.T + self.bias
        logits -= logits.max(axis=1, keepdims=True)
        p = np.exp(logits)
        return np.asarray(p / p.sum(axis=1, keepdims=True), np.float32)


@dataclass
class Classifier:
    labels: list[str]
    machine: _Machine
    joined: _Joined
    threshold: float
    facts: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def train(
        cls, made: Material, given: Sequence[str], *, groups: Labels | None = None, wanted: float = WANTED
    ) -> "Classifier":
        """At most `MOST` examples of two labels at least. `groups`: near-same texts, kept in one fold."""
        labels = sorted(set(given))
        if len(labels) < 2:
            raise ValueError("a classifier wants examples of two categories at least")
        target = np.searchsorted(labels, list(given)).astype(np.int64)
        folds, n = _folds(target, groups), len(labels)
        lesson = _Lesson.of(made, target, n)
        scores = lesson.held_out(folds)
        held = np.zeros_like(scores)
        for train, test in folds:
            held[test] = _Joined.fit(scores[train], target[train], n).probabilities(scores[test])
        threshold, share = _threshold(held, target, wanted)
        facts = {
            "examples": len(target),
            "right": float((held.argmax(axis=1) == target).mean()),
            "accepted": share,
            "vectors": made.dense is not None,
        }
        return cls(labels, lesson.machine(), _Joined.fit(scores, target, n), threshold, facts)

    @property
    def wants_vectors(self) -> bool:
        return self.machine.points is not None

    def probabilities(self, made: Material) -> Floats:
        """One row a text, one column a label in the order of `labels`."""
        return self.joined.probabilities(self.machine.scores(made))

    def suggest(self, text: str, top: int = 3) -> list[Suggestion]:
        row = self.probabilities(material([text], with_vectors=self.wants_vectors))[0]
        order = np.argsort(-row)[:top]
        return [
            Suggestion(self.labels[i], float(row[i]), place == 0 and bool(row[i] >= self.threshold))
            for place, i in enumerate(order)
        ]

    def to_bytes(self) -> bytes:
        """Numbers and a JSON head in an .npz: nothing in it can run."""
        m = self.machine
        idf = [weights.idf for weights in m.weighing.blocks]
        head = {"form": FORM, "labels": self.labels, "threshold": self.threshold, "facts": self.facts}
        arrays: dict[str, Any] = {
            "head": np.frombuffer(json.dumps(head, ensure_ascii=False).encode(), np.uint8),
            "kept": m.kept.astype(np.int32),
            "coef": m.coef.astype(np.float16),
            "idf": np.concatenate(idf).astype(np.float16),
            "ends": np.cumsum([0, *map(len, idf)]),
            "weights": self.joined.weights,
            "bias": self.joined.bias,
        }
        if m.points is not None:
            arrays |= {"centre": m.centre, "points": m.points.astype(np.float16), "alpha": m.alpha}
        out = io.BytesIO()
        np.savez_compressed(out, **arrays)
        return out.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Classifier":
        with np.load(io.BytesIO(data), allow_pickle=False) as stored:
            head = json.loads(bytes(stored["head"]))
            if head.get("form") != FORM:
                raise ValueError("this classifier was stored in another form")
            ends, idf = stored["ends"], stored["idf"].astype(np.float32)
            blocks = tuple(Weights(idf[a:b]) for a, b in pairwise(ends))
            machine = _Machine(
                Weighing(blocks), stored["kept"].astype(np.int64), stored["coef"].astype(np.float32)
            )
            if "points" in stored:
                machine.centre, machine.alpha = stored["centre"], stored["alpha"]
                machine.points = stored["points"].astype(np.float32)
            joined = _Joined(stored["weights"], stored["bias"])
        return cls(head["labels"], machine, joined, head["threshold"], head["facts"])


def _folds(target: Labels, groups: Labels | None) -> list[tuple[Any, Any]]:
    rows = np.zeros(len(target))
    if groups is not None:
        made = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0).split(rows, target, groups)
    else:
        made = StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(rows, target)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a rare class is missing in some folds: it is so
        return list(made)


def _threshold(held: Floats, target: Labels, wanted: float) -> tuple[float, float]:
    """The lowest probability above which the held-out texts are right often enough, and the share above it."""
    sure, right = held.max(axis=1), held.argmax(axis=1) == target
    order = np.argsort(-sure, kind="stable")
    so_far = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(so_far >= wanted)
    enough = enough[enough >= 49]  # fewer than fifty accepted texts prove nothing
    if not len(enough):
        return 1.01, 0.0
    last = int(enough[-1])
    return float(sure[order[last]]), (last + 1) / len(order)


def near_same_groups(matrix: Matrix, least: float = 0.6) -> Labels:
    """Texts linked by likeness of at least `least`, as one number a group."""
    _, groups = connected_components(neighbours(matrix, least=least, most=20), directed=False)
    return np.asarray(groups, np.int64)
