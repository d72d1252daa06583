"""Reading contact groups, their visits and what their teams left unfinished."""

from typing import Any

from django.db.models import Q, QuerySet

from dundian.fieldwork.models import HandoverItem
from dundian.kernel import clock
from dundian.org.access import Actor
from dundian.org.models import Unit
from dundian.oversight.models import ContactGroup, ReturnRhythm, ReturnVisit, ReturnVisitQuerySet

ORDER = ["due_on", "id"]
USUAL = [1, 3, 6, 9, 12]


def rhythm_of(unit: Unit) -> list[int]:
    """Months after the end of a dispatch at which its group comes back: what the nearest federation says."""
    rows = ReturnRhythm.objects.filter(unit__in=Unit.objects.over(unit).order_by().values("pk"))
    rhythms = sorted(rows.select_related("unit"), key=lambda r: -len(r.unit.path.split(".")))
    return list(rhythms[0].months) if rhythms else USUAL


def visits_for(actor: Actor, conditions: dict[str, Any]) -> ReturnVisitQuerySet:
    """Visible return visits by state (late is one more), area, site, due range and text in names."""
    rows = ReturnVisit.objects.visible_to(actor).select_related(
        "unit", "group__team", "group__campaign", "log"
    )
    state = conditions.get("state")
    if state == "late":
        rows = rows.filter(state="due", due_on__lt=clock.today())
    elif state:
        rows = rows.filter(state=state)
    if area := conditions.get("area"):
        rows = rows.filter(unit__path__within=area.path)
    if since := conditions.get("since"):
        rows = rows.filter(due_on__gte=since)
    if until := conditions.get("until"):
        rows = rows.filter(due_on__lte=until)
    if text := conditions.get("text"):
        rows = rows.filter(Q(unit__name__icontains=text) | Q(group__team__name__icontains=text))
    return rows


def unfinished_of(group: ContactGroup) -> QuerySet[HandoverItem]:
    """What the team left to the return visits and nobody has settled."""
    rows = HandoverItem.objects.filter(handover__team=group.team_id, settled_on=None)
    return rows.filter(way=HandoverItem.Way.VISIT).order_by("due_on", "id")
