"""Reading logs and what is compiled from them."""

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from dundian.campaign.models import Indicator, Site
from dundian.campaign.queries import at_sites_of, family, in_force
from dundian.fieldwork.ledger import Ledger, Step, compile_ledger
from dundian.fieldwork.models import LogFigure, Task, WorkLog, WorkLogQuerySet
from dundian.kernel.compiled import Compiled
from dundian.org.access import Actor
from dundian.org.models import Person
from dundian.planning.models import Team

ORDER = ["-on", "-id"]
TASK_ORDER = ("group", "item__place", "due_on", "id")
PLAIN = {"site": "site", "team": "team", "author": "author", "since": "on__gte", "until": "on__lte"}


def logs_for(actor: Actor, conditions: dict[str, Any]) -> WorkLogQuerySet:
    """Visible logs by campaign, site, team, author, area (a unit), what the sites are, activity, days, text, and what
    they moved: an indicator (each line of a figure) or a task (each line that moved it, named or counted).
    """
    rows = WorkLog.objects.visible_to(actor).select_related("unit", "author", "team")
    if campaign := conditions.get("campaign"):
        rows = rows.filter(campaign__in=family(campaign))
    for name, lookup in PLAIN.items():
        if value := conditions.get(name):
            rows = rows.filter(**{lookup: getattr(value, "pk", value)})
    if conditions.get("mine"):
        rows = rows.filter(author__user=actor.user)
    if area := conditions.get("area"):
        rows = rows.filter(unit__path__within=area.path)
    rows = at_sites_of(rows, conditions)
    if activity := conditions.get("activity"):
        rows = rows.filter(activities__contains=[activity])
    if indicator := conditions.get("indicator"):
        rows = rows.filter(pk__in=LogFigure.objects.filter(indicator=indicator).values("log"))
    if task := conditions.get("task"):
        rows = lines_of(task, rows)
    if text := conditions.get("text"):
        rows = rows.filter(Q(text__icontains=text) | Q(unit__name__icontains=text))
    return rows


def _indicators(site: Any, path: Any) -> QuerySet[Indicator]:
    asked = Exists(Task.objects.filter(site=site, indicator=OuterRef("pk")))
    rows = Indicator.objects.annotate(asked=asked).filter(Q(asked=True) | Q(unit__path__above=path))
    return rows.select_related("unit")


# What every form of a log asks.
_INDICATORS = Compiled(_indicators, "site", "path")
_OPEN_TASKS = Compiled(
    lambda site: Task.objects.filter(~Q(state=Task.State.DONE), site=site).order_by(*TASK_ORDER), "site"
)


def log_indicators(site: Site) -> tuple[list[Indicator], list[Indicator]]:
    """(indicators that the site's tasks count by, the others in use there)."""
    found: list[Any] = _INDICATORS.all(site=site.pk, path=site.unit.path)
    own = [indicator for indicator in found if indicator.asked]
    taken = {indicator.code for indicator in own}
    over = [indicator for indicator in found if site.unit.is_within(indicator.unit.path)]
    others = [indicator for indicator in in_force(over) if indicator.code not in taken]
    return sorted(own, key=_place), others


def _place(indicator: Indicator) -> tuple[int, str]:
    return indicator.place, str(indicator.pk)


def tasks_to_move(site: Site, log: WorkLog | None = None) -> list[Task]:
    """What a log of the site may name: its open tasks, and those that this log names already; by set, then by date."""
    if log is None:
        found = _OPEN_TASKS.all(site=site.pk)
    else:
        named = WorkLog.tasks.through.objects.filter(worklog=log.pk).values("task")
        still = ~Q(state=Task.State.DONE) | Q(pk__in=named)
        found = list(Task.objects.filter(still, site=site).order_by(*TASK_ORDER))
    return sorted(found, key=lambda task: not task.group)


def lines_of(task: Task, logs: WorkLogQuerySet) -> WorkLogQuerySet:
    """Those of `logs` that name the task, or count what it counts."""
    counted = LogFigure.objects.filter(log__site=task.site_id, indicator=task.indicator_id)
    named = WorkLog.tasks.through.objects.filter(task=task.pk)
    either = Q(pk__in=named.values("worklog")) | Q(pk__in=counted.values("log"))
    return logs.filter(either, site=task.site_id)


def task_lines(task: Task) -> QuerySet[WorkLog]:
    """The logs that moved the task, newest first, each with the `amount` that it adds to the task's figure."""
    amount = LogFigure.objects.filter(log=OuterRef("pk"), indicator=task.indicator_id).values("amount")
    rows = lines_of(task, WorkLog.objects.all()).select_related("author")
    return rows.annotate(amount=Subquery(amount)).order_by(*ORDER)


Subject = Site | Team | Person


def ledger_subject(actor: Actor, kind: str, pk: UUID) -> Subject | None:
    """The site, team or cadre, when the person may see its ledger: a cadre by the logs in sight."""
    scope = actor.units("view", "ledger")
    try:
        if kind == "site":
            return Site.objects.filter(unit__in=scope, pk=pk).select_related("unit", "campaign").first()
        if kind == "team":
            return (
                Team.objects.filter(site__unit__in=scope, pk=pk)
                .select_related("site__unit", "campaign")
                .first()
            )
        seen = Q(team_places__team__site__unit__in=scope) | Q(user=actor.user)
        return Person.objects.filter(seen, pk=pk).distinct().first() if kind == "person" else None
    except (ValueError, TypeError, ValidationError):
        return None


def ledger(
    *, subject: Subject, since: date, until: date, step: Step = Step.WEEK, actor: Actor | None = None
) -> Ledger:
    """The ledger of a site, a team or a cadre. With an `actor` a cadre's logs beyond the actor's scope are left out."""
    rows = WorkLog.objects.filter(on__range=(since, until)).select_related("author").order_by("on", "id")
    if isinstance(subject, Person):
        rows = rows.filter(author=subject)
        if actor and subject.user_id != actor.user.pk:
            rows = rows.filter(unit__in=actor.units("view", "ledger"))
    elif isinstance(subject, Team):
        rows = rows.filter(site=subject.site_id)
    else:
        rows = rows.filter(site=subject.pk)
    return compile_ledger(subject, rows, since, until, step)
