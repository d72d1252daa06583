"""Finding rows by words: exact for any word of two characters or more, without a dictionary.

An inverted index over pairs of neighbouring characters (GIN on `dundian_bigrams(column)`) names the rows, `LIKE`
rechecks them. Source: Manning, Raghavan and Schütze, Introduction to Information Retrieval, chapter 3 (k-gram indexes).
Word segmentation would miss a quarter of 劳动合同, and trigrams know no word of two characters.

For a rare word the index names few rows and is far ahead; for a common one the newest rows hold it anyway, and walking
them is. The planner knows which, but must keep every condition it was given: so `find` asks it for the price of both
ways and takes the cheaper one.
"""

import re
from collections.abc import Sequence
from typing import Any, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import Model, Q, QuerySet

from dundian.kernel.paging import Page, keyset
from dundian.kernel.text import clean_line

M = TypeVar("M", bound=Model)
MOST_WORDS = 5
LONGEST_WORD = 50

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
    rows: QuerySet[M], *, field: str, words: Sequence[str], order: list[str], cursor: str = "", size: int = 20
) -> Page[M]:
    """A page of those `rows` (the ones in sight) whose `field` holds every word; `order` as `keyset` takes it.

    The model has a GIN index on `Bigrams(field)` and an index for `order`.
    """
    if not words:
        return Page([], None, None)
    walked = rows.filter(Q(*(Q(**{f"{field}__{_lookup(word)}": word}) for word in words)))
    named = walked.alias(grams=Bigrams(field)).filter(grams__contains=_grams(words))
    ways: list[Any] = [named, walked]
    cheaper: QuerySet[M] = min(ways, key=lambda way: _price(way.order_by(*order)[: size + 1]))
    return keyset(cheaper, order=order, cursor=cursor, size=size)


def _grams(words: Sequence[str]) -> list[str]:
    return sorted({word[i : i + 2] for word in words for i in range(len(word) - 1)})


def _lookup(word: str) -> str:
    return "icontains" if word.upper() != word else "contains"


def _price(rows: QuerySet[Any]) -> float:
    """What the planner expects the query to cost, in its own units; nothing is read."""
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        return float(cursor.fetchone()[0][0]["Plan"]["Total Cost"])


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
