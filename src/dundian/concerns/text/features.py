"""Sparse features of Chinese text: hashed character n-grams and words, weighted by rarity."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any
from zlib import crc32

import numpy as np
import rjieba
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float32]
Matrix = Any  # scipy.sparse.csr_matrix, which has no types of its own

AT_ONCE = 8_000  # texts; what is made on the way takes ten times the memory of what remains
_PRIME = np.uint64(0x9E3779B97F4A7C15)


def shingles(texts: Sequence[str], shortest: int, longest: int, bits: int) -> Matrix:
    """Counts of character n-grams, hashed to 2**bits columns: one row a text."""
    starts = range(0, len(texts), AT_ONCE)
    parts = [_shingles(texts[i : i + AT_ONCE], shortest, longest, bits) for i in starts or (0,)]
    return parts[0] if len(parts) == 1 else sparse.vstack(parts, format="csr")


def _shingles(texts: Sequence[str], shortest: int, longest: int, bits: int) -> Matrix:
    codes = np.frombuffer("\0".join([*texts, ""]).encode("utf-32-le"), np.uint32).astype(np.uint64)
    lengths = np.fromiter((len(t) + 1 for t in texts), np.int64, len(texts))
    row_of = np.repeat(np.arange(len(texts), dtype=np.int32), lengths)
    rows, columns = [], []
    ends = codes == 0
    hashed = np.zeros(len(codes), np.uint64)
    whole = np.ones(len(codes), bool)
    for n in range(1, min(longest, len(codes)) + 1):
        usable = len(codes) - n + 1
        hashed = (hashed[:usable] + codes[n - 1 :]) * _PRIME
        hashed ^= hashed >> np.uint64(29)
        whole = whole[:usable] & ~ends[n - 1 :]
        if n >= shortest:
            rows.append(row_of[:usable][whole])
            columns.append((hashed[whole] >> np.uint64(64 - bits)).astype(np.int32))
    return _counted(rows, columns, len(texts), bits)


def words(texts: Sequence[str], bits: int) -> Matrix:
    """Counts of words, hashed to 2**bits columns."""
    cut = [[w for w in rjieba.cut(t) if w.strip()] for t in texts]
    seen = {word: crc32(word.encode()) & ((1 << bits) - 1) for word in set(chain.from_iterable(cut))}
    columns = np.fromiter((seen[w] for w in chain.from_iterable(cut)), np.int32)
    rows = np.repeat(np.arange(len(texts), dtype=np.int32), [len(c) for c in cut])
    return _counted([rows], [columns], len(texts), bits)


def _counted(rows: list[NDArray[Any]], columns: list[NDArray[Any]], n: int, bits: int) -> Matrix:
    nothing = np.empty(0, np.int32)
    row, column = np.concatenate([*rows, nothing]), np.concatenate([*columns, nothing])
    made = sparse.csr_matrix((np.ones(len(row), np.float32), (row, column)), shape=(n, 1 << bits))
    made.sum_duplicates()
    return made


@dataclass(frozen=True)
class Weights:
    """How rare each column is: smoothed inverse document frequency."""

    idf: Floats

    @classmethod
    def of(cls, counts: Matrix) -> "Weights":
        present = np.bincount(counts.indices, minlength=counts.shape[1])
        idf = np.log((1 + counts.shape[0]) / (1 + present)) + 1
        return cls(idf.astype(np.float32))

    def apply(self, counts: Matrix) -> Matrix:
        """Rows of unit length: (1 + log count) x idf."""
        data = (1 + np.log(counts.data)) * self.idf[counts.indices]
        return unit_rows(with_data(counts, data))


def unit_rows(matrix: Matrix) -> Matrix:
    """Rows of unit length. What is not the numbers themselves is shared with the matrix given."""
    squares = np.append(matrix.data * matrix.data, np.float32(0))
    lengths = np.diff(matrix.indptr)
    norms = np.sqrt(np.where(lengths > 0, np.add.reduceat(squares, matrix.indptr[:-1]), 1))
    norms[norms == 0] = 1
    return with_data(matrix, matrix.data / np.repeat(norms.astype(np.float32), lengths))


def columns(matrix: Matrix, kept: NDArray[np.int64]) -> Matrix:
    """The columns `kept` (rising), found from the entries: for one text, scipy's own way walks all columns."""
    place = np.minimum(np.searchsorted(kept, matrix.indices), len(kept) - 1)
    known = kept[place] == matrix.indices
    row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))[known]
    return sparse.csr_matrix((matrix.data[known], (row, place[known])), shape=(matrix.shape[0], len(kept)))


def with_data(matrix: Matrix, data: NDArray[Any]) -> Matrix:
    """The same places with other numbers; what says where they stand is shared with the matrix given."""
    return sparse.csr_matrix(
        (data.astype(np.float32, copy=False), matrix.indices, matrix.indptr), matrix.shape
    )


def unit_vectors(vectors: Floats, centre: Floats | None = None) -> Floats:
    """Rows of unit length, after taking away what all have in common."""
    moved = vectors - centre if centre is not None else vectors
    norms = np.linalg.norm(moved, axis=1, keepdims=True)
    norms[norms == 0] = 1
    return np.asarray(moved / norms, dtype=np.float32)
