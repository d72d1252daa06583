"""What a classifier looks at: four sparse views of a text, its concepts, and vectors where there are any."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from dundian.concerns.text import lexicon, vectors
from dundian.concerns.text.features import Floats, Matrix, Weights, shingles, words
from dundian.concerns.text.plain import normalise

HEAD = 30  # signs: people say at once what it is about
BITS = (20, 18, 18, 17)
FEW = 2_000


@dataclass(frozen=True)
class Material:
    blocks: tuple[Matrix, ...]
    dense: Floats | None

    def __len__(self) -> int:
        return int(self.blocks[0].shape[0])

    def take(self, rows: NDArray[np.int64]) -> "Material":
        return Material(
            tuple(block[rows] for block in self.blocks),
            self.dense[rows] if self.dense is not None else None,
        )


def material(
    texts: Sequence[str], *, with_vectors: bool | None = None, dense: Floats | None = None
) -> Material:
    """Vectors are made when the package is there, unless told otherwise; `dense` gives ready ones."""
    clean = [normalise(text) for text in texts]
    heads = [text[:HEAD] for text in clean]
    known = lexicon.shipped()
    blocks = (
        shingles(clean, 1, 3, BITS[0]),
        words(clean, BITS[1]),
        shingles(heads, 1, 3, BITS[2]),
        words(heads, BITS[3]),
        known.count(clean),
        known.count(heads),
    )
    if dense is None and (vectors.available() if with_vectors is None else with_vectors):
        dense = dense_of(clean)
    return Material(blocks, dense)


def dense_of(clean: Sequence[str]) -> Floats:
    """The whole text and its head, side by side: 768 columns."""
    if len(clean) == 1:
        return np.hstack(vectors.beside(clean[0], clean[0][:HEAD]))
    return np.hstack([vectors.encode(clean), vectors.encode([t[:HEAD] for t in clean], short=True)])


def prior(examples: int) -> float:
    """How much concepts and vectors, which are known beforehand, count beside what the examples themselves teach."""
    return FEW / (FEW + examples)


@dataclass(frozen=True)
class Weighing:
    """Rarity of each block's columns, and how much a block counts."""

    blocks: tuple[Weights, ...]
    shares: tuple[float, ...]

    @classmethod
    def of(cls, made: Material) -> "Weighing":
        concepts = prior(len(made)) ** 0.5
        shares = (1.2, 0.7, 0.55, 0.5, concepts, concepts)
        return cls(tuple(Weights.of(block) for block in made.blocks), shares)

    def apply(self, made: Material) -> Matrix:
        parts = [
            weights.apply(block) * share
            for weights, block, share in zip(self.blocks, made.blocks, self.shares, strict=True)
        ]
        return sparse.hstack(parts, format="csr", dtype=np.float32)
