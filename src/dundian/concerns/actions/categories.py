"""Sorting concerns: by people, by the machine where it is sure, and learning from the former."""

from collections import Counter
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.concerns import access, queries
from dundian.concerns.models import CategoryTree, Concern, Learned
from dundian.concerns.text import vectors
from dundian.kernel.errors import Invalid
from dundian.org.access import SYSTEM, Actor
from dundian.org.models import Unit

KEPT = 3
SortedBy = Concern.SortedBy


@transaction.atomic
def categorise(*, concern: Concern, category: str, actor: Actor) -> Concern:
    """Sort a concern by hand; its topic follows the category, and the choice is learned from."""
    access.require_colleague(actor, concern)
    found = queries.tree_for(concern.unit).find(category)
    if found is None or not found.top:
        raise Invalid({"category": _("Choose one of the categories.")})
    locked = Concern.locked(concern.pk)
    if (locked.category, locked.category_how) != (category, SortedBy.PERSON):
        detail = {"category": category, "before": locked.category}
        _sort(locked, found, SortedBy.PERSON)
        record(actor=actor, verb="categorise", noun="concern", obj=locked, unit=locked.unit, detail=detail)
    return locked


@transaction.atomic
def categorise_if_sure(concern_id: UUID) -> str:
    """Sort a concern that nobody sorted, above the calibrated confidence only; returns the category or ""."""
    concern = Concern.objects.select_related("unit").filter(pk=concern_id, category="").first()
    found = queries.guesses(concern.text, concern.unit, 1) if concern else []
    if concern is None or not found or not found[0].sure:
        return ""
    locked = Concern.locked(concern.pk)
    if locked.category:
        return ""
    _sort(locked, found[0].category, SortedBy.MACHINE)
    detail = {"category": locked.category}
    record(actor=SYSTEM, verb="categorise", noun="concern", obj=locked, unit=locked.unit, detail=detail)
    return locked.category


def _sort(concern: Concern, category: queries.Category, how: str) -> None:
    """Topics are what is counted; each category lies in one."""
    concern.category, concern.category_how, concern.topic = category.code, how, category.topic
    concern.touch("category", "category_how", "topic")


@transaction.atomic
def adopt_categories(*, unit: Unit, rows: list[queries.Row], actor: Actor) -> CategoryTree:
    """A new edition of the federation's tree; concerns keep their codes."""
    appointment = actor.require("change", "category", unit)
    codes = [row[0] for row in rows]
    tops = {code for code, _name, _topic, top, _words in rows if not top}
    if not tops or len(set(codes)) != len(codes) or any(row[3] and row[3] not in tops for row in rows):
        raise Invalid({"rows": _("Each code stands once, and each category beneath one without a top.")})
    last = CategoryTree.objects.filter(unit=unit).order_by("-edition").first()
    tree = CategoryTree.objects.create(unit=unit, edition=last.edition + 1 if last else 1, rows=rows)
    record(
        actor=actor,
        verb="adopt",
        noun="category_tree",
        obj=tree,
        unit=unit,
        appointment=appointment,
        detail={"edition": tree.edition, "categories": len(rows)},
    )
    return tree


@transaction.atomic
def learn_categories(unit: Unit) -> Learned | None:
    """Learn anew from what people chose beneath the federation; None while that is too little or nothing is new:
    neither a choice, nor the way of learning, nor whether there are vectors."""
    told = list(queries.examples(unit).values_list("text", "category", "updated_at"))
    counts = Counter(category for _text, category, _at in told)
    told = [one for one in told if counts[one[1]] >= queries.FEWEST_OF_ONE]
    last = Learned.objects.filter(unit=unit).order_by("-trained_at").first()
    if len(told) < queries.FEWEST_EXAMPLES or len({one[1] for one in told}) < 2:
        return None
    import numpy as np

    from dundian.concerns.text.classifier import Classifier, near_same_groups
    from dundian.concerns.text.features import Weights
    from dundian.concerns.text.material import material
    from dundian.concerns.text.near import counted

    nothing_chosen = last is not None and last.trained_at >= max(one[2] for one in told)
    if (
        last
        and nothing_chosen
        and last.vectors == vectors.available()
        and Classifier.is_of_today(bytes(last.data))
    ):
        return None
    texts = [text for text, _category, _at in told]
    shingled = counted(texts)
    near = near_same_groups(Weights.of(shingled).apply(shingled))
    if len(np.unique(near)) < queries.FEWEST_STORIES:
        return None
    classifier = Classifier.train(material(texts), [one[1] for one in told], groups=near)
    facts = classifier.facts
    learned = Learned.objects.create(
        unit=unit,
        data=classifier.to_bytes(),
        examples=facts["examples"],
        right=facts["right"],
        accepted=facts["accepted"],
        vectors=facts["vectors"],
    )
    kept = Learned.objects.filter(unit=unit).order_by("-trained_at").values("pk")[:KEPT]
    Learned.objects.filter(unit=unit).exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()
    detail = {"examples": learned.examples}
    record(actor=SYSTEM, verb="learn", noun="category_tree", obj=learned, unit=unit, detail=detail)
    return learned
