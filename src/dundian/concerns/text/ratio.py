"""How much more often a sign or word stands in one class than in all others, as weights of a linear machine a class
(NB-SVM: Wang & Manning, ACL 2012). It wants many examples and errs differently from likeness, so that both together
are right more often than either."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.svm import LinearSVC

from dundian.concerns.text.features import Floats, Matrix, columns, unit_rows, with_data
from dundian.concerns.text.material import Material

LEAST = 3  # texts a sign stands in


@dataclass(frozen=True)
class Ratio:
    """`ratio` and `coef`: one row a class, one column for each of `kept`."""

    kept: NDArray[np.int64]
    ratio: Floats
    coef: Floats
    bias: Floats

    @classmethod
    def train(cls, made: Material, target: NDArray[np.int64], classes: int) -> "Ratio":
        every = _present(made)
        texts = np.bincount(every.indices, minlength=every.shape[1])
        kept = np.flatnonzero(texts >= LEAST)
        present = columns(every, kept)
        inside = np.vstack([present[target == k].sum(axis=0).A1 for k in range(classes)])
        ours, others = 1 + inside, 1 + texts[kept] - inside
        share = (ours / ours.sum(axis=1, keepdims=True)) / (others / others.sum(axis=1, keepdims=True))
        ratio = np.log(share).astype(np.float32)
        coef, bias = np.zeros_like(ratio), np.zeros(classes, np.float32)
        for k in range(classes):
            fitted = LinearSVC(C=1, tol=0.01, random_state=0).fit(_weighted(present, ratio[k]), target == k)
            coef[k], bias[k] = fitted.coef_[0], fitted.intercept_[0]
        return cls(kept, ratio, coef, bias)

    def scores(self, made: Material) -> Floats:
        present = columns(_present(made), self.kept)
        found = [_weighted(present, ratio) @ coef for ratio, coef in zip(self.ratio, self.coef, strict=True)]
        return np.asarray(np.stack(found, axis=1) + self.bias, np.float32)

    def arrays(self) -> dict[str, Any]:
        return {
            "ratio_kept": self.kept.astype(np.int32),
            "ratio": self.ratio.astype(np.float16),
            "ratio_coef": self.coef.astype(np.float16),
            "ratio_bias": self.bias,
        }

    @classmethod
    def from_arrays(cls, stored: Mapping[str, Any]) -> "Ratio":
        ratio, coef = stored["ratio"].astype(np.float32), stored["ratio_coef"].astype(np.float32)
        return cls(stored["ratio_kept"].astype(np.int64), ratio, coef, stored["ratio_bias"])


def _present(made: Material) -> Matrix:
    """Signs and words of the whole text, each once."""
    counts = sparse.hstack(made.blocks[:2], format="csr", dtype=np.float32)
    counts.data[:] = 1
    return counts


def _weighted(present: Matrix, ratio: Floats) -> Matrix:
    return unit_rows(with_data(present, present.data * ratio[present.indices]))
