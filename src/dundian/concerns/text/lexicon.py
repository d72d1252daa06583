"""Concepts: the many words that workers have for one thing, as a table anyone can read and mend."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from scipy import sparse

from dundian.concerns.text.features import Matrix

SHIPPED = Path(__file__).with_name("data") / "concepts.toml"


@dataclass(frozen=True)
class Lexicon:
    names: tuple[str, ...]
    words: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, concepts: Mapping[str, Sequence[str]]) -> "Lexicon":
        names = tuple(concepts)
        pairs = [(word, i) for i, name in enumerate(names) for word in dict.fromkeys(concepts[name])]
        return cls(names, tuple(pairs))

    def count(self, texts: Sequence[str]) -> Matrix:
        """How many different words of each concept stand in each text."""
        rows, columns = [], []
        for row, text in enumerate(texts):
            found = [concept for word, concept in self.words if word in text]
            rows.extend([row] * len(found))
            columns.extend(found)
        ones = np.ones(len(rows), np.float32)
        made = sparse.csr_matrix(
            (ones, (rows, columns)), shape=(len(texts), len(self.names)), dtype=np.float32
        )
        made.sum_duplicates()
        return made

    def found(self, text: str) -> dict[str, list[str]]:
        """Concept to its words that stand in the text: what an explanation shows."""
        told: dict[str, list[str]] = {}
        for word, concept in self.words:
            if word in text:
                told.setdefault(self.names[concept], []).append(word)
        return told


@cache
def shipped() -> Lexicon:
    return Lexicon.of(tomllib.loads(SHIPPED.read_text(encoding="utf-8")))
