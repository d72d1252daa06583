"""What the nearest examples say, by vectors alone. Likeness (`classifier`) asks all examples and draws broad lines; a
few very near ones err differently, and where they disagree with the answer it is seldom sure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dundian.concerns.text.features import Floats

SHARP = 35  # how fast a vote fades with distance
NEAREST = 5


@dataclass(frozen=True)
class Nearest:
    """`target`: the class of each example."""

    target: NDArray[np.int64]
    classes: int

    def votes(self, cosines: Floats) -> Floats:
        """All examples vote, each by its nearness: one row a text, one column a class, together one."""
        votes = np.exp(SHARP * (cosines - cosines.max(axis=1, keepdims=True)))
        found = votes @ np.eye(self.classes, dtype=np.float32)[self.target]
        return np.asarray(found / votes.sum(axis=1, keepdims=True), np.float32)

    def shares(self, cosines: Floats) -> Floats:
        """The share of each class among the few nearest examples."""
        many = min(NEAREST, cosines.shape[1])
        rows = np.argpartition(-cosines, many - 1, axis=1)[:, :many]
        return np.asarray(np.eye(self.classes, dtype=np.float32)[self.target[rows]].mean(axis=1), np.float32)


def among_others(cosines: Floats, groups: NDArray[np.int64] | None) -> Floats:
    """Every example's nearness to the others, out of sight of itself and of what is near the same."""
    own = np.arange(len(cosines)) if groups is None else groups
    return np.asarray(np.where(own[:, None] == own[None, :], -1, cosines), np.float32)
