"""How near texts are, seen three ways: one event, one matter, one gist. All rows have unit length."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from dundian.concerns.text import lexicon
from dundian.concerns.text.features import (
    AT_ONCE,
    Floats,
    Matrix,
    Weights,
    shingles,
    unit_rows,
    unit_vectors,
    words,
)
from dundian.concerns.text.plain import normalise

BITS = 20
_CODES = re.compile(r"[a-z0-9#]+[市区县镇]?")
COMMON = 0.004  # a column in more rows than this share tells nothing of one event, and costs most
AT_LEAST = 300
TELLING = 64
CHUNK = 2_000
HEAD = 30
CONCEPTS = (0.5, 0.3)  # their share beside signs, without vectors and with them
VECTORS = 1.7


def counted(texts: Sequence[str]) -> Matrix:
    """Shingles of two and three signs; those of the head count twice."""
    return sparse.vstack(
        [_counted(texts[i : i + AT_ONCE]) for i in range(0, max(len(texts), 1), AT_ONCE)], format="csr"
    )


def _counted(texts: Sequence[str]) -> Matrix:
    clean = [normalise(text) for text in texts]
    return shingles(clean, 2, 3, BITS) + shingles([text[:HEAD] for text in clean], 2, 3, BITS)


def matter(texts: Sequence[str], dense: Floats | None = None) -> Matrix:
    """What a text is about, in whatever words: signs, concepts and, where given, vectors. Rows of unit length."""
    clean = [normalise(text) for text in texts]
    signs, concepts = shingles(clean, 1, 2, BITS), lexicon.shipped().count(clean)
    share = CONCEPTS[dense is not None]
    parts = [Weights.of(signs).apply(signs), Weights.of(concepts).apply(concepts) * share**0.5]
    if dense is not None:
        parts.append(sparse.csr_matrix(unit_vectors(dense, dense.mean(axis=0)) * VECTORS**0.5))
    return unit_rows(sparse.hstack(parts, format="csr"))


def gist(texts: Sequence[str]) -> Matrix:
    """The words of a text without the codes and numbers that name places and people. Rows of unit length."""
    told = words([_CODES.sub(" ", normalise(text)) for text in texts], BITS)
    return Weights.of(told).apply(told)


def neighbours(matrix: Matrix, *, least: float, most: int) -> Matrix:
    """Cosines of at least `least` between rows of unit length, at most `most` a row, none with itself. Rows are seen
    by their `TELLING` weightiest columns, those in very many rows left out: what is rare tells events apart."""
    n = matrix.shape[0]
    present = np.bincount(matrix.indices, minlength=matrix.shape[1])
    slim = _telling(matrix, (present > 1) & (present <= max(AT_LEAST, COMMON * n)))
    turned = slim.T.tocsr()
    rows, columns, values = [], [], []
    for start in range(0, n, CHUNK):
        row, column, value = _best((slim[start : start + CHUNK] @ turned).tocsr(), least, most + 1)
        keep = column != row + start
        rows.append(row[keep] + start)
        columns.append(column[keep])
        values.append(value[keep])
    entries = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
    made = sparse.csr_matrix(entries, shape=(n, n), dtype=np.float32)
    return made.maximum(made.T).tocsr()


def _telling(matrix: Matrix, useful: NDArray[np.bool_]) -> Matrix:
    """The weightiest useful entries of each row, made unit length again over fewer columns."""
    keep = useful[matrix.indices]
    row = np.repeat(np.arange(matrix.shape[0], dtype=np.int32), np.diff(matrix.indptr))[keep]
    column, value = matrix.indices[keep], matrix.data[keep]
    order = np.lexsort((-value, row))
    row, column, value = row[order], column[order], value[order]
    place = np.arange(len(row)) - np.searchsorted(row, np.arange(matrix.shape[0]))[row]
    first = place < TELLING
    _, narrow = np.unique(column[first], return_inverse=True)
    made = sparse.csr_matrix(
        (value[first], (row[first], narrow)), shape=(matrix.shape[0], int(narrow.max(initial=0)) + 1)
    )
    return unit_rows(made)


def _best(
    found: Matrix, least: float, most: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """The `most` highest entries of each row that reach `least`."""
    keep = found.data >= least
    row = np.repeat(np.arange(found.shape[0]), np.diff(found.indptr))[keep]
    column, value = found.indices[keep], found.data[keep]
    order = np.lexsort((-value, row))
    row, column, value = row[order], column[order], value[order]
    firsts = np.searchsorted(row, np.arange(found.shape[0]))
    place = np.arange(len(row)) - firsts[row]
    chosen = place < most
    return row[chosen], column[chosen], value[chosen]
