"""Concerns that say nearly the same, found while one is being written.

The index over pairs of characters names those that share the rarest pairs; of these the likeness is the cosine of the
pairs weighted by rarity (Salton and Buckley 1988). No process keeps an index in memory, so any number of them answer
alike, scope is a condition in the database, and a concern counts from the moment it is written down.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log

from django.db import connection

from dundian.concerns.models import Concern, ConcernQuerySet
from dundian.kernel.finding import Bigrams

# Rows to compare: enough for any real likeness, few enough for an answer while typing.
CANDIDATES = 300
READ = 300  # signs of a text that are compared
FEWEST_PAIRS, MOST_PAIRS = 4, 24
SHOWN = 0.28
STRIKING = 0.6


@dataclass(frozen=True)
class Near:
    """A concern and how alike it is, 0 to 1."""

    concern: Concern
    likeness: float

    @property
    def striking(self) -> bool:
        return self.likeness >= STRIKING


@dataclass(frozen=True)
class Rarity:
    """How many rows there are and the share that holds each common pair, from the planner's statistics."""

    rows: float
    shares: Mapping[str, float]
    least: float

    @classmethod
    def now(cls) -> "Rarity":
        with connection.cursor() as cursor:
            cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'concerns_concern'::regclass")
            rows = max(1.0, float(cursor.fetchone()[0]))
            cursor.execute("SELECT pairs, shares FROM concerns_common_pairs()")
            pairs, freqs = cursor.fetchone() or ([], [])
        shares = dict(zip(pairs, freqs, strict=False))  # three sums stand behind the frequencies
        return cls(rows, shares, min(shares.values(), default=1.0) / 2)

    def share(self, pair: str) -> float:
        return self.shares.get(pair, self.least)

    def weight(self, pair: str) -> float:
        return log(1 + 1 / self.share(pair)) if self.shares else 1.0


def pairs_of(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters that are no punctuation."""
    small = text.lower()
    return frozenset(small[i : i + 2] for i in range(len(small) - 1) if small[i : i + 2].isalnum())


def _telling(pairs: frozenset[str], rarity: Rarity) -> list[str]:
    """The rarest pairs, as many as name some `CANDIDATES` rows together."""
    chosen: list[str] = []
    expected = 0.0
    for pair in sorted(pairs, key=lambda p: (rarity.share(p), p))[:MOST_PAIRS]:
        expected += rarity.share(pair) * rarity.rows
        if expected > CANDIDATES and len(chosen) >= FEWEST_PAIRS:
            break
        chosen.append(pair)
    return chosen


def _size(pairs: frozenset[str], rarity: Rarity) -> float:
    return sum(rarity.weight(p) ** 2 for p in pairs)


def _likeness(one: frozenset[str], size: float, other: frozenset[str], rarity: Rarity) -> float:
    """Cosine of two sets of pairs, 0 to 1; `size` is that of `one`."""
    shared = _size(one & other, rarity)
    return float(shared / (size * _size(other, rarity)) ** 0.5) if shared else 0.0


def near(text: str, rows: ConcernQuerySet, *, limit: int = 5, floor: float = SHOWN) -> list[Near]:
    """The concerns among `rows` (those in sight) most like `text`, the likest first. Five queries."""
    pairs = pairs_of(text[:READ])
    if len(pairs) < FEWEST_PAIRS:
        return []
    rarity = Rarity.now()
    # First the likely ones by the index, then those of them in sight: the other way round the words of a whole county
    # would be taken apart anew.
    named = Concern.objects.alias(grams=Bigrams("text")).filter(grams__overlap=_telling(pairs, rarity))
    likely = list(named.order_by().values_list("pk", flat=True)[: 2 * CANDIDATES])
    found = rows.filter(pk__in=likely).order_by().values_list("pk", "text")
    size = _size(pairs, rarity)
    scored = ((_likeness(pairs, size, pairs_of(words[:READ]), rarity), pk) for pk, words in found)
    best = sorted((s for s in scored if s[0] >= floor), reverse=True)[:limit]
    concerns = Concern.objects.select_related("unit", "handler").in_bulk([pk for _score, pk in best])
    return [Near(concerns[pk], score) for score, pk in best]
