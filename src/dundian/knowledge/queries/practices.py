"""Practices: lists, and those that are like a site."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet

from dundian.campaign.models import Site
from dundian.concerns.models import Concern
from dundian.concerns.queries import tree_for
from dundian.kernel.finding import Bigrams, words_of
from dundian.knowledge.likeness import Facts, Like, industry_of, likest
from dundian.knowledge.models import Adoption, Practice, PracticeQuerySet
from dundian.knowledge.sources import survey_of
from dundian.org.access import Actor
from dundian.org.models import Unit

ORDER = ["-created_at", "-id"]
COMPARED = 300


def practices_for(actor: Actor, conditions: dict[str, Any]) -> PracticeQuerySet:
    """Practices in sight by `state`, `kind`, `industry`, `weakness`, `category`, `area` and `text`."""
    rows = Practice.objects.visible_to(actor).select_related("unit", "published_in", "author")
    for name in ("state", "kind", "industry"):
        if conditions.get(name):
            rows = rows.filter(**{name: conditions[name]})
    if weakness := conditions.get("weakness"):
        rows = rows.filter(weaknesses__contains=[weakness])
    if category := conditions.get("category"):
        rows = rows.filter(categories__contains=[category])
    if area := conditions.get("area"):
        rows = rows.filter(unit__path__within=area.path)
    if conditions.get("mine"):
        rows = rows.filter(author=actor.user)
    found: PracticeQuerySet = _worded(rows, conditions.get("text") or "")
    return found


def _worded(rows: Any, typed: str) -> Any:
    """Rows whose words hold every word typed, through the index over pairs of characters."""
    for word in words_of(typed):
        grams = sorted({word[i : i + 2] for i in range(len(word) - 1)})
        rows = rows.alias(grams=Bigrams("words")).filter(grams__contains=grams, words__icontains=word)
    return rows


def adoption_counts(practices: Sequence[Practice]) -> dict[Any, tuple[int, int]]:
    """(adopted, of these worked) by practice id, in one query."""
    rows = Adoption.objects.filter(practice__in=[p.pk for p in practices]).order_by().values_list("practice")
    worked = Count("pk", filter=Q(outcome=Adoption.Outcome.WORKED))
    return {pk: (all_, good) for pk, all_, good in rows.annotate(n=Count("pk"), good=worked)}


def facts_of(site: Site) -> Facts:
    """What is known of a site: survey, what its workers raise, why it was chosen. Three queries."""
    survey = survey_of(site)
    raised = Concern.objects.filter(unit=site.unit_id).order_by("-raised_on", "-id")[:40]
    told = [(c.category, c.text) for c in raised]
    texts = [site.reason, survey.note if survey else "", *(text for _code, text in told)]
    return Facts(
        kind=site.kind,
        industry=industry_of(site.unit.name),
        weaknesses=frozenset(survey.weaknesses if survey else ()),
        categories=frozenset(code for code, _text in told if code),
        text="\n".join(t for t in texts if t),
    )


def like_site(actor: Actor, site: Site, most: int = 3) -> Sequence[Like]:
    """Published practices in sight that are most like the site, from other places, with the reasons."""
    facts = facts_of(site)
    likely = Q(kind=facts.kind) | Q(categories__overlap=list(facts.categories))
    likely |= Q(weaknesses__overlap=list(facts.weaknesses))
    if facts.industry:
        likely |= Q(industry=facts.industry)
    rows = Practice.objects.visible_to(actor).published().filter(likely).exclude(unit=site.unit_id)
    newest = rows.select_related("unit").order_by("-published_on", "-id")[:COMPARED]
    names = {c.code: c.name for c in tree_for(site.unit).categories}
    return likest(facts, newest, names, most)


def names_of(practice: Practice) -> list[str]:
    """The names of the categories of concerns it answers."""
    tree = tree_for(practice.unit)
    return [found.name for code in practice.categories if (found := tree.find(code))]


def adopting_units(actor: Actor) -> QuerySet[Unit, Any]:
    """Units for which this person may adopt a practice or follow a rule."""
    return Unit.objects.open().filter(pk__in=actor.units("adopt", "practice"))
