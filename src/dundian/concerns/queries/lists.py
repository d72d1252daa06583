"""Lists of concerns."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from dundian.campaign.models import Campaign
from dundian.campaign.queries import family
from dundian.concerns.models import Concern, Referral
from dundian.kernel import clock
from dundian.org.access import Actor
from dundian.org.models import Unit


def next_number() -> str:
    """Year, month and a running number, such as 2406-000123. Tells nothing about the person."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('concerns_number')")
        return f"{clock.today():%y%m}-{cursor.fetchone()[0]:06}"


def concerns(actor: Actor, **conditions: Any) -> QuerySet[Concern]:
    """Concerns that the actor may see, with what a list row shows."""
    waiting = Referral.objects.filter(concern=OuterRef("pk"), state=Referral.State.WAITING)
    rows = Concern.objects.visible_to(actor).filter(**conditions)
    return rows.select_related("unit", "handler", "owner").annotate(is_referred=Exists(waiting))


def filtered(
    rows: QuerySet[Concern],
    *,
    text: str = "",
    step: str = "",
    topic: str = "",
    kind: str = "",
    late: bool = False,
    still_open: bool = False,
    since: date | None = None,
    until: date | None = None,
    campaign: Campaign | None = None,
    site: UUID | None = None,
    area: Unit | None = None,
) -> QuerySet[Concern]:
    """The conditions of the list page; empty ones do not count."""
    if text:
        rows = rows.filter(
            Q(text__icontains=text) | Q(number__startswith=text) | Q(unit__name__icontains=text)
        )
    equal = {"step": step, "topic": topic, "kind": kind, "site": site}
    rows = rows.filter(**{name: value for name, value in equal.items() if value})
    if campaign:
        rows = rows.filter(campaign__in=family(campaign))
    if still_open or late:
        rows = rows.exclude(step=Concern.Step.CLOSED)
    if late:
        rows = rows.filter(due_at__lt=clock.now(), paused_at=None)
    if since:
        rows = rows.filter(raised_on__gte=since)
    if until:
        rows = rows.filter(raised_on__lte=until)
    if area:
        rows = rows.filter(unit__path__within=[area.path])
    return rows
