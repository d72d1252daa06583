"""Reading handover sheets and what was carried over."""

from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from dundian.fieldwork.models import Handover, HandoverItem, HandoverQuerySet
from dundian.org.access import Actor

ORDER = ["-on", "-id"]
BY_DUE = ["due_on", "id"]


def handovers_for(actor: Actor, conditions: dict[str, Any]) -> HandoverQuerySet:
    """Visible sheets by kind, state and text in names."""
    rows = Handover.objects.visible_to(actor).select_related("unit", "team", "leaving", "coming")
    for name in ("kind", "state"):
        if value := conditions.get(name):
            rows = rows.filter(**{name: value})
    if text := conditions.get("text"):
        parts = ("team__name", "unit__name", "leaving__name", "coming__name")
        rows = rows.filter(Q(*((f"{part}__icontains", text) for part in parts), _connector=Q.OR))
    return rows


def handover_in_full(actor: Actor, pk: Any) -> Handover | None:
    """One sheet in sight with its items."""
    people = ("leaving", "coming", "given_by", "taken_by", "document", "team__campaign__unit", "unit")
    items = Prefetch("items", HandoverItem.objects.select_related("to"))
    rows = Handover.objects.visible_to(actor).select_related(*people).prefetch_related(items)
    return rows.filter(pk=pk).first()


def unfinished_for(actor: Actor, conditions: dict[str, Any]) -> QuerySet[HandoverItem]:
    """What ended dispatches left unfinished in sight, by where it goes, whether settled, and text."""
    rows = HandoverItem.objects.filter(handover__unit__in=actor.units("view", "handover"))
    rows = rows.exclude(way=HandoverItem.Way.PERSON).select_related("handover__unit", "handover__team")
    if way := conditions.get("way"):
        rows = rows.filter(way=way)
    if (state := conditions.get("state")) in ("open", "settled"):
        rows = rows.filter(settled_on__isnull=state == "open")
    if text := conditions.get("text"):
        rows = rows.filter(Q(title__icontains=text) | Q(handover__unit__name__icontains=text))
    return rows
