"""Which categories there are, which one a text seems to belong to, and what there is to learn from."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet

from dundian.concerns.models import CategoryTree, Concern, Learned
from dundian.concerns.text import vectors
from dundian.concerns.text.plain import normalise
from dundian.org.models import FEDERATIONS, Unit

if TYPE_CHECKING:
    from dundian.concerns.text.classifier import Classifier

SHIPPED = Path(__file__).parents[1] / "data" / "categories.toml"
FEWEST_EXAMPLES, FEWEST_OF_ONE, FEWEST_STORIES, MOST = 60, 3, 10, 8_000  # near-same texts are one story
Row = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class Category:
    code: str
    name: str
    topic: str
    top: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Tree:
    """`unit` None: as shipped."""

    categories: tuple[Category, ...]
    unit: Unit | None = None
    edition: int = 0

    def find(self, code: str) -> Category | None:
        return next((c for c in self.categories if c.code == code), None)

    @property
    def tops(self) -> list[Category]:
        return [c for c in self.categories if not c.top]

    def under(self, top: str) -> list[Category]:
        return [c for c in self.categories if c.top == top]

    @property
    def groups(self) -> list[tuple[str, list[Category]]]:
        return [(top.name, self.under(top.code)) for top in self.tops]

    def rows(self) -> list[Row]:
        return [(c.code, c.name, c.topic, c.top, " ".join(c.words)) for c in self.categories]


def tree_of(rows: Iterable[Sequence[str]], unit: Unit | None = None, edition: int = 0) -> Tree:
    made = (Category(code, name, topic, top, tuple(words.split())) for code, name, topic, top, words in rows)
    return Tree(tuple(made), unit, edition)


@cache
def shipped_tree() -> Tree:
    rows: list[Row] = []
    for top in tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["top"]:
        rows.append((top["code"], top["name"], top["topic"], "", ""))
        rows += [(code, name, top["topic"], top["code"], words) for code, name, words in top["leaves"]]
    return tree_of(rows)


def tree_for(unit: Unit) -> Tree:
    """The tree of the nearest federation at or over the unit that keeps one, in its last edition."""
    own = CategoryTree.objects.filter(unit__path__above=unit.path).select_related("unit")
    found = own.order_by("-unit__path", "-edition").first()
    return tree_of(found.rows, found.unit, found.edition) if found else shipped_tree()


def learned_for(unit: Unit) -> Learned | None:
    """What the nearest federation at or over the unit learned last, of what can be asked; without the numbers."""
    rows = Learned.objects.filter(unit__path__above=unit.path).select_related("unit").defer("data")
    if not vectors.available():
        rows = rows.filter(vectors=False)
    return rows.order_by("-unit__path", "-trained_at").first()


@lru_cache(maxsize=4)
def _classifier(pk: UUID) -> "Classifier":
    from dundian.concerns.text.classifier import Classifier  # a second of imports, only where it is needed

    return Classifier.from_bytes(bytes(Learned.objects.values_list("data", flat=True).get(pk=pk)))


@dataclass(frozen=True)
class Guess:
    """`share`: how probable, in percent; None where only words pointed to it."""

    category: Category
    share: int | None
    sure: bool


def guesses(text: str, unit: Unit, most: int = 3) -> list[Guess]:
    """The likeliest categories first: learned ones, then those whose words stand in the text."""
    tree, learned = tree_for(unit), learned_for(unit)
    found: dict[str, Guess] = {}
    if learned is not None:
        for one in _classifier(learned.pk).suggest(text, most):
            category = tree.find(one.label)
            if category and one.probability >= 0.05:
                found[category.code] = Guess(category, round(one.probability * 100), one.sure)
    for category in _pointed_at(text, tree):
        found.setdefault(category.code, Guess(category, None, False))
    return list(found.values())[:most]


def _pointed_at(text: str, tree: Tree) -> list[Category]:
    clean = normalise(text)
    weights = {c.code: sum(len(word) for word in c.words if word in clean) for c in tree.categories if c.top}
    pointed = [c for c in tree.categories if weights.get(c.code)]
    return sorted(pointed, key=lambda c: -weights[c.code])


def examples(unit: Unit) -> QuerySet[Concern]:
    """Concerns beneath the federation that somebody sorted, the newest first, as many as are learned from."""
    sorted_by_hand = Concern.objects.filter(
        category_how=Concern.SortedBy.PERSON, unit__path__within=[unit.path]
    )
    return sorted_by_hand.order_by("-raised_on", "-id")[:MOST]


def category_of(concern: Concern) -> Category | None:
    return tree_for(concern.unit).find(concern.category) if concern.category else None


def federations_that_sort() -> list[Unit]:
    """Federations beneath which somebody sorted concerns by hand."""
    sorted_by_hand = Concern.objects.filter(category_how=Concern.SortedBy.PERSON)
    paths = sorted_by_hand.values_list("unit__path", flat=True).distinct()
    over = {int(label) for path in paths for label in path.split(".")}
    return list(Unit.objects.filter(pk__in=over, kind__in=FEDERATIONS).order_by("path"))
