"""Scores of several machines to probabilities of the classes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from dundian.concerns.text.features import Floats

RICH = 150  # examples a class from which scores of all classes speak for each class

Labels = NDArray[np.int64]


def rich(target: Labels, classes: int) -> bool:
    return len(target) >= RICH * classes and len(np.unique(target)) == classes > 2


@dataclass
class Joined:
    """Scores to probabilities: softmax(W scores + b)."""

    weights: Floats
    bias: Floats

    @classmethod
    def fit(cls, scores: Floats, target: Labels, classes: int) -> "Joined":
        if rich(target, classes):
            spread = scores.std(axis=0)
            model = LogisticRegression(C=1, max_iter=2000).fit(scores / spread, target)
            return cls((model.coef_ / spread).astype(np.float32), model.intercept_.astype(np.float32))
        return cls._shared(scores, target, classes)

    @classmethod
    def _shared(cls, scores: Floats, target: Labels, classes: int) -> "Joined":
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
