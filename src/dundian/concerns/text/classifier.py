"""Which category a text belongs to: least squares on signs, words, concepts and vectors together (kernel ridge
regression on a sum of kernels), with many examples also log-count ratios and votes of the nearest; calibrated
probabilities (softmax over held-out scores of all), and how sure the likeliest is."""

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
from scipy.sparse.csgraph import connected_components
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

from dundian.concerns.text.features import Floats, Matrix, Weights, columns, unit_vectors
from dundian.concerns.text.joined import Joined, Labels, rich
from dundian.concerns.text.material import Material, Weighing, material, prior
from dundian.concerns.text.near import neighbours
from dundian.concerns.text.nearest import Nearest, among_others
from dundian.concerns.text.ratio import Ratio
from dundian.concerns.text.sureness import Sureness, learned, marks

FORM = 3
READ = (2, FORM)  # the older one knows neither nearest nor sureness
FOLDS = 5
RATIOS = 10  # folds: the more, the more alike are held-out scores and those of what learned from all
MOST = 8_000  # examples learned from at once: the solution takes their square in memory
RIDGE = 0.3
WANTED = 0.985  # of the texts accepted without asking, so many are right


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

    def cosines(self, made: Material) -> Floats | None:
        """Nearness to every example by vectors; None where it was trained without."""
        if self.points is None:
            return None
        if made.dense is None or self.centre is None:
            raise ValueError("this classifier was trained with vectors, and none are given")
        return np.asarray(_halves(made.dense, self.centre) @ self.points.T, np.float32)

    def scores(self, made: Material, cosines: Floats | None) -> Floats:
        found = columns(self.weighing.apply(made), self.kept) @ self.coef.T
        if cosines is not None and self.alpha is not None:
            found = found + _alike(cosines) @ self.alpha
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
            kernel += _alike(points @ points.T)
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


def _alike(cosines: Floats) -> Floats:
    """A Gaussian for nearness, and the plain cosine, which generalises better, in so far as examples are few."""
    known = prior(cosines.shape[1])
    return np.asarray((0.5 + known) * (np.exp(3 * (cosines - 1)) + known * cosines), np.float32)


@dataclass
class _Heard:
    """What the machines say of some texts: likeness first; and the shares among the nearest examples."""

    machines: list[Floats]
    shares: Floats | None = None

    @property
    def scores(self) -> Floats:
        return np.hstack(self.machines)

    def marks(self, probabilities: Floats) -> Floats:
        """Votes are left out: the shares, which are coarser, tell more of sureness."""
        return marks(probabilities, self.machines[:2], self.shares)

    def take(self, rows: Labels) -> "_Heard":
        shares = None if self.shares is None else self.shares[rows]
        return _Heard([scores[rows] for scores in self.machines], shares)


@dataclass
class Classifier:
    """`threshold`: of sureness, from which on a text is accepted without asking."""

    labels: list[str]
    machine: _Machine
    ratio: Ratio | None
    nearest: Nearest | None
    joined: Joined
    sureness: Sureness | None
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
        heard, ratio = _Heard([scores]), None
        if rich(target, n):
            apart = np.zeros_like(scores)
            for train, test in _folds(target, groups, RATIOS):
                apart[test] = Ratio.train(made.take(train), target[train], n).scores(made.take(test))
            heard, ratio = _Heard([scores, apart]), Ratio.train(made, target, n)
        nearest = None
        if lesson.points is not None:
            nearest = Nearest(target, n)
            heard = _beside(heard, nearest, among_others(lesson.points @ lesson.points.T, groups))
        held = _held_out(heard, target, folds, n)
        right = held.argmax(axis=1) == target
        sureness, sure = learned(heard.marks(held), right, folds, otherwise=held.max(axis=1))
        threshold, share = _threshold(sure, right, wanted)
        facts = {
            "examples": len(target),
            "right": float(right.mean()),
            "accepted": share,
            "vectors": made.dense is not None,
        }
        return cls(
            labels,
            lesson.machine(alpha),
            ratio,
            nearest,
            Joined.fit(heard.scores, target, n),
            sureness,
            threshold,
            facts,
        )

    @property
    def wants_vectors(self) -> bool:
        return self.machine.points is not None

    def judged(self, made: Material) -> tuple[Floats, Floats]:
        """One row a text, one column a label in the order of `labels`: probabilities. And how probably the likeliest
        is right."""
        cosines = self.machine.cosines(made)
        heard = _Heard([self.machine.scores(made, cosines)])
        if self.ratio is not None:
            heard.machines.append(self.ratio.scores(made))
        if self.nearest is not None and cosines is not None:
            heard = _beside(heard, self.nearest, cosines)
        found = self.joined.probabilities(heard.scores)
        if self.sureness is None:
            return found, found.max(axis=1)
        return found, self.sureness.of(heard.marks(found))

    def suggest(self, text: str, top: int = 3) -> list[Suggestion]:
        """The likeliest first, with how sure it is; the others with what that leaves them at most."""
        found, sure = self.judged(material([text], with_vectors=self.wants_vectors))
        row, first = found[0], float(sure[0])
        order = np.argsort(-row)[:top]
        others = [Suggestion(self.labels[i], min(float(row[i]), first, 1 - first), False) for i in order[1:]]
        return [Suggestion(self.labels[order[0]], first, first >= self.threshold), *others]

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
        if self.nearest is not None:
            arrays["target"] = self.nearest.target.astype(np.int16)
        if self.sureness is not None:
            arrays |= self.sureness.arrays()
        out = io.BytesIO()
        np.savez_compressed(out, **arrays)
        return out.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Classifier":
        with np.load(io.BytesIO(data), allow_pickle=False) as stored:
            head = json.loads(bytes(stored["head"]))
            if head["form"] not in READ:
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
            nearest = None
            if "target" in stored:
                nearest = Nearest(stored["target"].astype(np.int64), len(head["labels"]))
            joined = Joined(stored["weights"], stored["bias"])
            sureness = Sureness.from_arrays(stored) if "sure_weights" in stored else None
        return cls(
            head["labels"], machine, ratio, nearest, joined, sureness, head["threshold"], head["facts"]
        )

    @staticmethod
    def is_of_today(data: bytes) -> bool:
        """Stored as it would be stored now; what is older is still read."""
        with np.load(io.BytesIO(data), allow_pickle=False) as stored:
            return bool(json.loads(bytes(stored["head"]))["form"] == FORM)


def _together(groups: Labels | None) -> list[NDArray[np.int64]]:
    """The rows of each group of several."""
    if groups is None:
        return []
    order = np.argsort(groups, kind="stable")
    starts = np.flatnonzero(np.diff(groups[order])) + 1
    return [rows for rows in np.split(order, starts) if len(rows) > 1]


def _folds(target: Labels, groups: Labels | None, many: int = FOLDS) -> list[tuple[Any, Any]]:
    rows, many = np.zeros(len(target)), min(many, int(np.bincount(target).max()))
    if groups is not None:
        made = StratifiedGroupKFold(many, shuffle=True, random_state=0).split(rows, target, groups)
    else:
        made = StratifiedKFold(many, shuffle=True, random_state=0).split(rows, target)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a rare class is missing in some folds: it is so
        return list(made)


def _beside(heard: _Heard, nearest: Nearest, cosines: Floats) -> _Heard:
    """With what the nearest say; they vote where ratios speak, too."""
    votes = [nearest.votes(cosines)] if len(heard.machines) > 1 else []
    return _Heard([*heard.machines, *votes], nearest.shares(cosines))


def _held_out(heard: _Heard, target: Labels, folds: Sequence[Any], classes: int) -> Floats:
    """Probabilities of each example, fitted on the other folds."""
    held = np.zeros((len(target), classes), np.float32)
    for train, test in folds:
        fitted = Joined.fit(heard.take(train).scores, target[train], classes)
        held[test] = fitted.probabilities(heard.take(test).scores)
    return held


def _threshold(sure: Floats, right: NDArray[np.bool_], wanted: float) -> tuple[float, float]:
    """The lowest sureness above which the held-out texts are right often enough, by one standard error more than
    that, since it is sought among many; and the share above it."""
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
