"""Which practices are like a site, and why: every point of likeness can be read.

Weights: the same kind of union 3, the same industry 3, each shared weakness 2 (at most 4), each shared category of
concerns 2 (at most 4), and up to 4 for what the texts have in common, as the cosine of their pairs of characters
(Salton and Buckley 1988). They say which comes first; what is shown are the reasons.
"""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from dundian.concerns.near import pairs_of
from dundian.knowledge.models import Practice
from dundian.org.models import UnitKind

SHIPPED = Path(__file__).parent / "data" / "industries.toml"
KIND, INDUSTRY, WEAKNESS, CATEGORY, MOST_SHARED, TEXT = 3.0, 3.0, 2.0, 2.0, 4.0, 4.0
LEAST = 3.0  # less than one sign of likeness is none
STRIKING_TEXT = 0.18
READ = 1200  # signs of a text that are compared


@cache
def industries() -> list[tuple[str, tuple[str, ...]]]:
    """(name, words) in the order in which they are tried."""
    with SHIPPED.open("rb") as file:
        return [(i["name"], tuple(i["words"])) for i in tomllib.load(file)["industry"]]


def industry_of(name: str) -> str:
    """The industry that a union's name tells; empty when it tells none."""
    return next((found for found, words in industries() if any(w in name for w in words)), "")


@dataclass(frozen=True)
class Facts:
    """What is known of a site, or of what a practice answers."""

    kind: str = ""
    industry: str = ""
    weaknesses: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    text: str = ""


@dataclass(frozen=True)
class Like:
    """A practice, how like it is, and the reasons in words."""

    practice: Practice
    score: float
    reasons: list[str] = field(default_factory=list)


def _cosine(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / (len(one) * len(other)) ** 0.5 if one and other else 0.0


def compare(facts: Facts, practice: Practice, names: dict[str, str]) -> Like:
    """How like the practice is to the site; `names` are the categories' names by code."""
    score, reasons = 0.0, []
    if facts.kind and facts.kind == practice.kind:
        score += KIND
        reasons.append(_("Also: %(kind)s") % {"kind": UnitKind(facts.kind).label})
    if facts.industry and facts.industry == practice.industry:
        score += INDUSTRY
        reasons.append(_("Same industry: %(name)s") % {"name": facts.industry})
    if shared := sorted(facts.weaknesses & set(practice.weaknesses)):
        score += min(MOST_SHARED, WEAKNESS * len(shared))
        reasons.append(_("Same weakness: %(names)s") % {"names": "、".join(shared)})
    if codes := sorted(facts.categories & set(practice.categories)):
        score += min(MOST_SHARED, CATEGORY * len(codes))
        told = "、".join(names.get(code, code) for code in codes)
        reasons.append(_("Same concerns: %(names)s") % {"names": told})
    near = _cosine(pairs_of(facts.text[:READ]), pairs_of(practice.words[:READ]))
    score += TEXT * near
    if near >= STRIKING_TEXT:
        reasons.append(_("Similar matter in the texts"))
    return Like(practice, score, reasons)


def likest(
    facts: Facts, practices: Iterable[Practice], names: dict[str, str], most: int = 3
) -> Sequence[Like]:
    """The practices most like the site, the likest first; those with hardly a sign of likeness are left out."""
    found = (compare(facts, practice, names) for practice in practices)
    good = [like for like in found if like.score >= LEAST and like.reasons]
    return sorted(good, key=lambda like: (-like.score, like.practice.title))[:most]
