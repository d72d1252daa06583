"""Finding rows by words: exact for any word of two characters or more, without a dictionary.

An inverted index over pairs of neighbouring characters (GIN on `dundian_bigrams(column)`) names the rows, and each is
read again. Source: Manning, Raghavan and Schütze, Introduction to Information Retrieval, chapter 3 (k-gram indexes).
Word segmentation would miss a quarter of 劳动合同, and trigrams know no word of two characters.

For a rare word the index names few rows and is far ahead; for a common one the newest rows hold it anyway, and walking
them is; whoever sees few rows has them gathered first. The planner cannot choose: it takes the pairs of one word for
independent of each other, expects one row where there are thousands, and then asks for each of them anew whether it is
in sight. So `find` asks it only what it knows, how many rows hold each single pair and how many are in sight, and
chooses itself.
"""

import re
from collections.abc import Sequence
from typing import Any, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Model, QuerySet, Value
from django.db.models.functions import Lower, StrIndex

from dundian.kernel.around import asked_around
from dundian.kernel.paging import Page, keyset
from dundian.kernel.text import clean_line

M = TypeVar("M", bound=Model)
MOST_WORDS = 5
LONGEST_WORD = 50
MOST_GRAMS = 8  # pairs whose rows are asked for
FEW = 20_000  # rows in sight that are gathered rather than found by the index
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
    rows: QuerySet[M], *, field: str, words: Sequence[str], order: list[str], cursor: str = "", size: int = 20
) -> Page[M]:
    """A page of those `rows` (the ones in sight) whose `field` holds every word; `order` as `keyset` takes it.

    The model has a GIN index on `Bigrams(field)` and an index for `order`.
    """
    if not words:
        return Page([], None, None)
    holding = _holding(rows, field, words)
    grams = _grams(words)
    way = _way(rows, field, grams, size)
    if way == "gathered":
        holding = _fenced(holding)
    elif way == "named":
        named: QuerySet[Any] = holding.alias(grams=Bigrams(field)).filter(grams__contains=grams)
        holding = named
    return keyset(holding, order=order, cursor=cursor, size=size)


def _grams(words: Sequence[str]) -> list[str]:
    return sorted({word[i : i + 2] for word in words for i in range(len(word) - 1)})


def _holding(rows: QuerySet[M], field: str, words: Sequence[str]) -> QuerySet[M]:
    """Rows that hold each word. By place rather than by LIKE, of which the planner believes that hardly a row passes:
    it would then read all rows in parallel instead of walking the newest."""
    for i, word in enumerate(words):
        text = F(field) if word.upper() == word else Lower(field)
        rows = rows.alias(**{f"place_{i}": StrIndex(text, Value(word))}).filter(**{f"place_{i}__gt": 0})
    return rows


def _way(rows: QuerySet[Any], field: str, grams: list[str], size: int) -> str:
    """Whether rows in sight are few enough to be gathered first, or which costs less: to read the rows that the index
    names, or to walk the newest ones until a page is full."""
    sight = _expected(rows)
    if sight <= FEW:
        return "gathered"
    whole = rows.model._base_manager.all()
    every = max(_expected(whole), 1)
    marked_rows = whole.alias(grams=Bigrams(field))
    named = min(_expected(marked_rows.filter(grams__contains=[gram])) for gram in grams[:MOST_GRAMS])
    share = max(named, 1) / every * min(sight / every, 1)
    return "named" if named <= min((size + 1) / share, every) else "walked"


def _expected(rows: QuerySet[Any]) -> int:
    """How many rows the planner expects; nothing is read."""
    plans = asked_around(rows.order_by().values("pk"), "EXPLAIN (FORMAT JSON) {rows}")
    return int(plans[0][0][0]["Plan"]["Plan Rows"]) if plans else 0


def _fenced(rows: QuerySet[M]) -> QuerySet[M]:
    """The same rows by their keys. The planner does not look across a limit: it cannot mix what finds them with the
    order of a page, and walk through everybody else's rows for it."""
    keys = rows.order_by().values("pk")[:EVERY]
    found: QuerySet[M] = rows.model._base_manager.filter(pk__in=keys)
    found.query.select_related = rows.query.select_related
    return found


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
