"""How probably an answer is right, learned from held-out answers of which it is known. The probabilities of the classes
say how the machines' scores divide among classes; they do not say that a text is like nothing seen before, or that one
machine is at odds with the others. Such texts are wrong more often than their probabilities tell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from dundian.concerns.text.features import Floats

LEAST = 50  # held-out answers of either kind, right and wrong, from which this can be learned
STRENGTH = 0.1


@dataclass(frozen=True)
class Sureness:
    """One weight for each of the marks."""

    weights: Floats
    bias: Floats

    @classmethod
    def learn(cls, marks: Floats, right: NDArray[np.bool_]) -> "Sureness | None":
        if min(right.sum(), (~right).sum()) < LEAST:
            return None
        middle, spread = marks.mean(axis=0), np.maximum(marks.std(axis=0), 1e-6)
        model = LogisticRegression(C=STRENGTH, max_iter=2000).fit((marks - middle) / spread, right)
        weights = model.coef_[0] / spread
        bias = model.intercept_ - middle @ weights
        return cls(weights.astype(np.float32), bias.astype(np.float32))

    def of(self, marks: Floats) -> Floats:
        return np.asarray(1 / (1 + np.exp(-(marks @ self.weights + self.bias))), np.float32)

    def arrays(self) -> dict[str, Any]:
        return {"sure_weights": self.weights, "sure_bias": self.bias}

    @classmethod
    def from_arrays(cls, stored: Mapping[str, Any]) -> "Sureness":
        return cls(stored["sure_weights"], stored["sure_bias"])


def learned(
    told: Floats, right: NDArray[np.bool_], folds: Sequence[tuple[Any, Any]], *, otherwise: Floats
) -> tuple[Sureness | None, Floats]:
    """From all answers; and how sure each would have been called by what the other folds teach: on this, and on nothing
    fitted to itself, the threshold of acceptance rests. With too few answers: none, and what is given `otherwise`."""
    apart = [Sureness.learn(told[train], right[train]) for train, _test in folds]
    sure = otherwise.copy()
    for one, (_train, test) in zip(apart, folds, strict=True):
        if one is None:
            return None, otherwise
        sure[test] = one.of(told[test])
    return Sureness.learn(told, right), sure


def marks(probabilities: Floats, machines: Sequence[Floats], shares: Floats | None) -> Floats:
    """What tells of sureness, a row a text: the odds of the likeliest class; its score by each machine, and how far
    it leads; and its share among the nearest examples, where there are vectors."""
    rows, said = np.arange(len(probabilities)), probabilities.argmax(axis=1)
    likeliest = probabilities.max(axis=1)
    found = [np.log((likeliest + 1e-6) / (1 - likeliest + 1e-6))]
    for scores in machines:
        own, others = scores[rows, said], scores.copy()
        others[rows, said] = -np.inf
        found += [own, own - others.max(axis=1)]
    if shares is not None:
        found.append(shares[rows, said])
    return np.asarray(np.column_stack(found), np.float32)
