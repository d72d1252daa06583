"""Which category a text belongs to: least squares on signs, words, concepts and vectors together (kernel ridge
regression on a sum of kernels), with many examples also log-count ratios, and calibrated probabilities (softmax over
held-out scores of both)."""

import io
import json
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import linalg
from scipy.optimize import minimize
from scipy.sparse.csgraph import connected_components
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

from dundian.concerns.text.features import Floats, Matrix, Weights, columns, unit_vectors
from dundian.concerns.text.material import Material, Weighing, material, prior
from dundian.concerns.text.near import neighbours
from dundian.concerns.text.ratio import Ratio

FORM = 2
FOLDS = 5
RATIOS = 10  # folds: the more, the more alike are held-out scores and those of what learned from all
MOST = 8_000  # examples learned from at once: the solution takes their square in memory
RIDGE = 0.3
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
        found = columns(self.weighing.apply(made), self.kept) @ self.coef.T
        if self.points is not None:
            if made.dense is None or self.centre is None or self.alpha is None:
                raise ValueError("this classifier was trained with vectors, and none are given")
            found = found + _alike(_halves(made.dense, self.centre), self.points) @ self.alpha
        return np.asarray(found, np.float32)


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

    def solved(self, groups: Labels | None) -> tuple[Floats, Floats]:
        """Each example's say in each class; and the scores it would get had nothing of its group been learned from,
        exactly and without learning anew (the block formula for leaving out in ridge regression)."""
        labels, counts = np.unique(self.target, return_counts=True)
        evened = np.zeros(self.classes, np.float32)
        evened[labels] = np.sqrt(counts / counts.mean())
        held_in = self.kernel + np.diag(RIDGE * evened[self.target])
        factor, _info = linalg.lapack.spotrf(held_in, lower=True, overwrite_a=True)
        inverse, _info = linalg.lapack.spotri(factor, lower=True, overwrite_c=True)
        inverse = np.tril(inverse) + np.tril(inverse, -1).T
        wanted = np.eye(self.classes, dtype=np.float32)[self.target]
        alpha = inverse @ wanted
        left_out = wanted - alpha / np.diag(inverse)[:, None]
        for rows in _together(groups):
            left_out[rows] = wanted[rows] - np.linalg.solve(inverse[np.ix_(rows, rows)], alpha[rows])
        return alpha, left_out

    def machine(self, alpha: Floats) -> _Machine:
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
    cosines, known = rows @ points.T, prior(len(points))
    return np.asarray((0.5 + known) * (np.exp(3 * (cosines - 1)) + known * cosines), np.float32)


@dataclass
class _Joined:
    """Scores to probabilities: softmax(W scores + b)."""

    weights: Floats
    bias: Floats

    @classmethod
    def fit(cls, scores: Floats, target: Labels, classes: int) -> "_Joined":
        if _rich(target, classes):
            spread = scores.std(axis=0)
            model = LogisticRegression(C=1, max_iter=2000).fit(scores / spread, target)
            return cls((model.coef_ / spread).astype(np.float32), model.intercept_.astype(np.float32))
        return cls._shared(scores, target, classes)

    @classmethod
    def _shared(cls, scores: Floats, target: Labels, classes: int) -> "_Joined":
        """With few examples: one weight for all classes, and a small shift a class; from likeness alone."""
        beside = np.zeros((classes, scores.shape[1] - classes))
        scores, known = scores[:, :classes], np.eye(classes)[target]

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
        weights = np.hstack([found[0] * np.eye(classes), beside])
        return cls(weights.astype(np.float32), found[1:].astype(np.float32))

    def probabilities(self, scores: Floats) -> Floats:
        logits = scores @ self.weights.T + self.bias
        logits -= logits.max(axis=1, keepdims=True)
        p = np.exp(logits)
        return np.asarray(p / p.sum(axis=1, keepdims=True), np.float32)


@dataclass
class Classifier:
    labels: list[str]
    machine: _Machine
    ratio: Ratio | None
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
        alpha, scores = lesson.solved(groups)
        ratio = None
        if _rich(target, n):
            apart = np.zeros_like(scores)
            for train, test in _folds(target, groups, RATIOS):
                apart[test] = Ratio.train(made.take(train), target[train], n).scores(made.take(test))
            scores, ratio = np.hstack([scores, apart]), Ratio.train(made, target, n)
        held = np.zeros((len(target), n), np.float32)
        for train, test in folds:
            held[test] = _Joined.fit(scores[train], target[train], n).probabilities(scores[test])
        threshold, share = _threshold(held, target, wanted)
        facts = {
            "examples": len(target),
            "right": float((held.argmax(axis=1) == target).mean()),
            "accepted": share,
            "vectors": made.dense is not None,
        }
        return cls(labels, lesson.machine(alpha), ratio, _Joined.fit(scores, target, n), threshold, facts)

    @property
    def wants_vectors(self) -> bool:
        return self.machine.points is not None

    def probabilities(self, made: Material) -> Floats:
        """One row a text, one column a label in the order of `labels`."""
        scores = self.machine.scores(made)
        if self.ratio is not None:
            scores = np.hstack([scores, self.ratio.scores(made)])
        return self.joined.probabilities(scores)

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
        head = {
            "form": FORM,
            "labels": self.labels,
            "threshold": self.threshold,
            "facts": self.facts,
            "shares": m.weighing.shares,
        }
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
        if self.ratio is not None:
            arrays |= self.ratio.arrays()
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
                Weighing(blocks, tuple(head["shares"])),
                stored["kept"].astype(np.int64),
                stored["coef"].astype(np.float32),
            )
            if "points" in stored:
                machine.centre, machine.alpha = stored["centre"], stored["alpha"]
                machine.points = stored["points"].astype(np.float32)
            ratio = Ratio.from_arrays(stored) if "ratio" in stored else None
            joined = _Joined(stored["weights"], stored["bias"])
        return cls(head["labels"], machine, ratio, joined, head["threshold"], head["facts"])


def _together(groups: Labels | None) -> list[NDArray[np.int64]]:
    """The rows of each group of several."""
    if groups is None:
        return []
    order = np.argsort(groups, kind="stable")
    starts = np.flatnonzero(np.diff(groups[order])) + 1
    return [rows for rows in np.split(order, starts) if len(rows) > 1]


def _rich(target: Labels, classes: int) -> bool:
    return len(target) >= RICH * classes and len(np.unique(target)) == classes > 2


def _folds(target: Labels, groups: Labels | None, many: int = FOLDS) -> list[tuple[Any, Any]]:
    rows = np.zeros(len(target))
    if groups is not None:
        made = StratifiedGroupKFold(many, shuffle=True, random_state=0).split(rows, target, groups)
    else:
        made = StratifiedKFold(many, shuffle=True, random_state=0).split(rows, target)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a rare class is missing in some folds: it is so
        return list(made)


def _threshold(held: Floats, target: Labels, wanted: float) -> tuple[float, float]:
    """The lowest probability above which the held-out texts are right often enough, by one standard error more than
    that, since it is sought among many; and the share above it."""
    sure, right = held.max(axis=1), held.argmax(axis=1) == target
    order = np.argsort(-sure, kind="stable")
    texts = np.arange(1, len(order) + 1)
    so_far = np.cumsum(right[order]) / texts
    enough = np.flatnonzero(so_far - np.sqrt(so_far * (1 - so_far) / texts) >= wanted)
    enough = enough[enough >= 49]  # fewer than fifty accepted texts prove nothing
    if not len(enough):
        return 1.01, 0.0
    last = int(enough[-1])
    return float(sure[order[last]]), (last + 1) / len(order)


def near_same_groups(matrix: Matrix, least: float = 0.6) -> Labels:
    """Texts linked by likeness of at least `least`, as one number a group."""
    _, groups = connected_components(neighbours(matrix, least=least, most=20), directed=False)
    return np.asarray(groups, np.int64)
