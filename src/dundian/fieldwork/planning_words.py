"""What planning may know of the field: who is on leave, and what an earlier team left unfinished at a union."""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _

from dundian.campaign.models import Campaign
from dundian.fieldwork.models import Leave, Task
from dundian.planning import absences, needs
from dundian.planning.absences import Absence
from dundian.planning.needs import Need


@absences.register
def leave_of(people: Collection[UUID], period: tuple[date, date]) -> Iterable[Absence]:
    """Leave asked for or granted that touches the period; the reason stays here."""
    rows = Leave.objects.standing().filter(
        person__in=people, starts_on__lte=period[1], ends_on__gte=period[0]
    )
    for leave in rows:
        yield Absence(leave.person_id, leave.starts_on, leave.ends_on, leave.get_kind_display())


@needs.register
def left_unfinished(path: str) -> Iterable[Need]:
    """Tasks of campaigns that have ended which nobody finished."""
    tasks = Task.objects.filter(unit__path__within=path, campaign__state=Campaign.State.CLOSED)
    rows = tasks.exclude(state=Task.State.DONE).values("unit").annotate(n=Count("pk"))
    for row in rows.order_by():
        yield Need(row["unit"], _("Tasks an earlier team left unfinished"), row["n"])
