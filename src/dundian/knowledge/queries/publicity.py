"""Publicity and rules: lists, channels, counts for the office."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from dundian.kernel.finding import Bigrams, words_of
from dundian.knowledge.models import Channel, InstitutionalResult, Placement, PublicityItem
from dundian.org.access import Actor
from dundian.org.models import Unit

ITEM_ORDER = ["-created_at", "-id"]
RULE_ORDER = ["-since", "-id"]


def items_for(actor: Actor, conditions: dict[str, Any]) -> QuerySet[PublicityItem]:
    """Items in sight by `state`, `channel_kind`, `text`, with the number of channels they are out in."""
    rows = PublicityItem.objects.visible_to(actor).select_related("unit", "author")
    if conditions.get("state"):
        rows = rows.filter(state=conditions["state"])
    if kind := conditions.get("channel_kind"):
        out = Placement.objects.filter(channel__kind=kind, state=Placement.State.PUBLISHED)
        rows = rows.filter(pk__in=out.values("item"))
    if text := conditions.get("text"):
        rows = rows.filter(Q(title__icontains=text) | Q(unit__name__icontains=text))
    published = Count("placements", filter=Q(placements__state=Placement.State.PUBLISHED))
    return rows.annotate(out=published)


def channels_for(actor: Actor) -> QuerySet[Channel]:
    rows = Channel.objects.visible_to(actor).select_related("unit")
    used = Count("placements", filter=Q(placements__state=Placement.State.PUBLISHED))
    return rows.annotate(used=used).order_by("unit__path", "kind", "name", "id")


def channels_at(unit: Unit) -> QuerySet[Channel]:
    """Channels that an item about this unit may go to: those of every federation above it."""
    above = [int(label) for label in unit.path.split(".")]
    return (
        Channel.objects.filter(unit__in=above, in_use=True)
        .select_related("unit")
        .order_by("kind", "name", "id")
    )


def counts_by_kind(actor: Actor) -> list[tuple[str, int]]:
    """(kind of channel, pieces out): what was told outside, for the office; nobody is measured by it."""
    seen = PublicityItem.objects.visible_to(actor).values("pk")
    rows = Placement.objects.filter(item__in=seen, state=Placement.State.PUBLISHED).order_by()
    counted = dict(rows.values_list("channel__kind").annotate(n=Count("pk")))
    return [(str(kind.label), counted.get(kind.value, 0)) for kind in Channel.Kind]


def institutions_for(actor: Actor, conditions: dict[str, Any]) -> QuerySet[InstitutionalResult]:
    """Rules in sight by `status`, `area`, `text`, with the number of unions that follow them."""
    rows: Any = InstitutionalResult.objects.visible_to(actor).select_related("unit", "scope")
    if conditions.get("status"):
        rows = rows.filter(status=conditions["status"])
    if area := conditions.get("area"):
        rows = rows.filter(unit__path__within=area.path)
    for word in words_of(conditions.get("text") or ""):
        grams = sorted({word[i : i + 2] for i in range(len(word) - 1)})
        rows = rows.alias(grams=Bigrams("words")).filter(grams__contains=grams, words__icontains=word)
    found: QuerySet[InstitutionalResult] = rows.annotate(
        followed=Count("followers", filter=Q(followers__ended_on=None))
    )
    return found
