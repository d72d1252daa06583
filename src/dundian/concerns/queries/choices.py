"""What may be chosen on the pages: bodies, phrases, other concerns."""

from django.db.models import Q, QuerySet

from dundian.concerns.models import Concern, OutsideBody, Phrase
from dundian.org.access import Actor
from dundian.org.models import Unit


def bodies_for(concern: Concern) -> QuerySet[OutsideBody]:
    """Authorities and employers kept by the federations at and above the handling unit."""
    above = Unit.objects.over(concern.handler).order_by().values("pk")
    return OutsideBody.objects.filter(unit__in=above, in_use=True).order_by("kind", "name", "id")


def bodies(actor: Actor) -> QuerySet[OutsideBody]:
    """Those kept in scope and those of the federations above."""
    paths = actor.paths("view", "outside_body")
    above = {int(label) for path in paths for label in path.split(".") if label}
    rows = OutsideBody.objects.filter(
        Q(unit__in=actor.units("view", "outside_body")) | Q(unit__in=above if paths else [])
    )
    return rows.select_related("unit").order_by("unit__place", "unit", "kind", "name", "id")


def phrases(actor: Actor, place: str) -> list[str]:
    """Phrases for a place on the page: one's own first."""
    rows = Phrase.objects.visible_to(actor).filter(place=place).order_by("unit", "created_at", "id")
    found = list(rows.values_list("text", "unit"))
    return [text for text, unit in sorted(found, key=lambda row: row[1] is not None)][:12]


def all_phrases(actor: Actor) -> QuerySet[Phrase]:
    """Every phrase the person can use, by place."""
    rows = Phrase.objects.visible_to(actor).select_related("unit")
    return rows.order_by("place", "unit", "created_at", "id")


def by_number(actor: Actor, number: str) -> Concern | None:
    """A concern in sight by its number."""
    return Concern.objects.visible_to(actor).filter(number=number.strip()).first()
