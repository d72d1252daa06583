"""Finding rows by words: exact for any word of two characters or more, without a dictionary.

An inverted index over pairs of neighbouring characters (GIN on `dundian_bigrams(column)`) names the rows, and each is
read again. Source: Manning, Raghavan and Schütze, Introduction to Information Retrieval, chapter 3 (k-gram indexes).
Word segmentation would miss a quarter of 劳动合同, and trigrams know no word of two characters.

For a rare word the index names few rows and is far ahead; for a common one the newest rows hold it anyway, and walking
them is; whoever sees few rows has them gathered first. The planner cannot choose: it takes the pairs of one word for
independent of each other, expects one row where there are thousands, and then asks for each of them anew whether it is
in sight. Nor does it know how much of a table lies in one county: from a sample it expects five units there or five
hundred, and a quarter of all rows where there is one in two hundred. So `find` asks it only what it knows, how many
rows hold each single pair, counts what lies in sight of a county, and chooses itself.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Model, QuerySet, Value
from django.db.models.functions import Lower, StrIndex

from dundian.kernel.around import asked_around, row_by_row
from dundian.kernel.paging import Page, by_keys, counted, keyset
from dundian.kernel.text import clean_line

M = TypeVar("M", bound=Model)
MOST_WORDS = 5
LONGEST_WORD = 50
MOST_GRAMS = 8  # pairs whose rows are asked for
SMALL = 5_000  # rows of a table that is read as it is
FEW = 30_000  # rows in sight that are gathered rather than found by the index
ENOUGH = 2  # times as many of the newest rows as should hold a page
EVERY = 1_000_000_000

# The cost keeps the planner from working out pairs row by row, which takes some 30 microseconds each.
FUNCTION = """
CREATE FUNCTION dundian_bigrams(t text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT COST 10000 AS $$
    SELECT coalesce(array_agg(DISTINCT g), '{}')
    FROM (SELECT c || lead(c) OVER () AS g FROM regexp_split_to_table(lower(t), '') c) s WHERE g IS NOT NULL
$$
"""


class Bigrams(models.Func):
    """The pairs of neighbouring characters of a text column, small letters; what the index holds."""

    function = "dundian_bigrams"
    output_field = ArrayField(models.TextField())


def words_of(typed: str) -> list[str]:
    """The words to look for, each of two characters or more; at most five."""
    words = dict.fromkeys(w.lower()[:LONGEST_WORD] for w in clean_line(typed).split(" ") if len(w) > 1)
    return list(words)[:MOST_WORDS]


def find(
    rows: QuerySet[M],
    *,
    field: str,
    words: Sequence[str],
    order: list[str],
    cursor: str = "",
    size: int = 20,
    narrow: bool = False,
) -> Page[M]:
    """A page of those `rows` (the ones in sight) whose `field` holds every word; `order` as `keyset` takes it.
    `narrow`: they lie in a county or less, and it is worth while to count them.

    The model has a GIN index on `Bigrams(field)` and an index for `order`.
    """
    if not words:
        return Page([], None, None)
    take = _Asked(rows, field, words, narrow).take
    return keyset(rows, order=order, cursor=cursor, size=size, take=take)


@dataclass
class _Asked:
    """What is looked for, and in how many rows: which way is cheapest follows from both."""

    rows: QuerySet[Any]
    field: str
    words: Sequence[str]
    narrow: bool

    def take(self, sight: QuerySet[M], n: int) -> Iterable[M]:
        """The first `n` rows of `sight`, which is in order, that hold the words."""
        if self.every <= SMALL:
            return self._holding(sight)[:n]
        if self.narrow:
            with row_by_row():
                seen = counted(self.rows, FEW)
                if not seen.more:
                    return self._gathered(sight, n, seen)
        in_sight = FEW if self.narrow else _expected(self.rows)
        walked = n / self.share / min(in_sight / self.every, 1)
        return self._holding(sight if walked < min(self.named, self.every) else self._named(sight))[:n]

    def _gathered(self, sight: QuerySet[M], n: int, seen: int) -> list[M]:
        """Among the newest rows in sight first, as many as should do, and only then among all that the index names or
        all in sight. What stands before a limit is settled by keys alone, and the planner does not look across it: it
        cannot mix what finds the rows with their order, and walk through everybody else's rows for it."""
        near = int(ENOUGH * n / self.share)
        rest = min(seen, self.named)
        if near < rest:
            found = list(self._holding(by_keys(sight, near))[:n])
            if len(found) == n:
                return found
        rows = by_keys(sight, EVERY) if rest == seen else self._named(sight)
        return list(self._holding(rows)[:n])

    def _named(self, sight: QuerySet[M]) -> QuerySet[M]:
        found: QuerySet[Any] = sight.alias(grams=Bigrams(self.field)).filter(grams__contains=self.grams)
        return found

    def _holding(self, rows: QuerySet[M]) -> QuerySet[M]:
        """Rows that hold each word. By place rather than by LIKE, of which the planner believes that hardly a row
        passes: it would then read all rows in parallel instead of walking the newest."""
        for i, word in enumerate(self.words):
            text = F(self.field) if word.upper() == word else Lower(self.field)
            rows = rows.alias(**{f"place_{i}": StrIndex(text, Value(word))}).filter(**{f"place_{i}__gt": 0})
        return rows

    @cached_property
    def grams(self) -> list[str]:
        return sorted({word[i : i + 2] for word in self.words for i in range(len(word) - 1)})

    @cached_property
    def every(self) -> int:
        """All rows of the table."""
        return max(_expected(self.rows.model._base_manager.all()), 1)

    @cached_property
    def named(self) -> int:
        """How many of them the index names, by the rarest pair."""
        whole = self.rows.model._base_manager.alias(grams=Bigrams(self.field))
        return min(_expected(whole.filter(grams__contains=[gram])) for gram in self.grams[:MOST_GRAMS])

    @property
    def share(self) -> float:
        """Of the rows in sight as of all rows: how many hold the words."""
        return max(self.named, 1) / self.every


def _expected(rows: QuerySet[Any]) -> int:
    """How many rows the planner expects; nothing is read."""
    plans = asked_around("EXPLAIN (FORMAT JSON) {rows}", rows=rows.order_by().values("pk"))
    return int(plans[0][0][0]["Plan"]["Plan Rows"]) if plans else 0


def marked(text: str, words: Sequence[str], around: int = 40, longest: int = 160) -> list[tuple[str, bool]]:
    """An excerpt of `text` around the first hit, in pieces: (piece, whether it is a hit)."""
    pattern = re.compile("|".join(re.escape(w) for w in sorted(words, key=len, reverse=True)), re.IGNORECASE)
    first = pattern.search(text)
    start = max(0, first.start() - around) if first else 0
    shown = text[start : start + longest]
    pieces: list[tuple[str, bool]] = [("…", False)] if start else []
    at = 0
    for hit in pattern.finditer(shown):
        pieces += [(shown[at : hit.start()], False), (hit.group(), True)]
        at = hit.end()
    pieces.append((shown[at:], False))
    if start + longest < len(text):
        pieces.append(("…", False))
    return [piece for piece in pieces if piece[0]]


def holds_all(text: str, words: Sequence[str]) -> bool:
    """Whether the text, as it may be shown, still holds every word."""
    small = text.lower()
    return all(word in small for word in words)
