"""This room's own things to hand over: tasks, support requests, leave, reports."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dundian.audit_trail.actions import record
from dundian.fieldwork.actions.support import carry_support
from dundian.fieldwork.handover import Source, Thing, register_source
from dundian.fieldwork.models import Leave, Report, SupportRequest, Task
from dundian.kernel import clock
from dundian.org.access import Actor
from dundian.org.models import Person, Unit
from dundian.planning.models import Team, TeamMember


def _no_change(ref: UUID, to: Person | Unit, actor: Actor) -> None:
    """Whoever follows is told of it; the thing itself stays as it is."""


def _task(task: Task) -> Thing:
    target = f"{task.progress:g}/{task.target:g}" if task.target is not None else ""
    return Thing(task.pk, task.name, task.due_on, target, reverse("fieldwork:task_detail", args=[task.pk]))


def _tasks_of(person: Person, team: Team) -> Iterable[Thing]:
    return [
        _task(t) for t in Task.objects.filter(site=team.site_id, owner=person).open().order_by("due_on", "id")
    ]


def _tasks_at(team: Team) -> Iterable[Thing]:
    return [_task(t) for t in Task.objects.filter(site=team.site_id).open().order_by("due_on", "id")]


def _own_task(ref: UUID, owner: Person | None, actor: Actor) -> None:
    task = Task.objects.select_for_update(of=("self",)).filter(pk=ref).open().select_related("unit").first()
    if task is None or task.owner_id == (owner.pk if owner else None):
        return
    task.owner = owner
    task.touch("owner")
    detail = {"to": str(owner or "")}
    record(actor=actor, verb="hand_over", noun="task", obj=task, unit=task.unit, detail=detail)


def _task_to_person(ref: UUID, to: Person, actor: Actor) -> None:
    _own_task(ref, to, actor)


def _task_to_office(ref: UUID, to: Unit, actor: Actor) -> None:
    _own_task(ref, None, actor)


def _support(row: SupportRequest) -> Thing:
    url = reverse("fieldwork:support_detail", args=[row.pk])
    title = f"{row.get_kind_display()}：{row.text[:60]}"
    return Thing(row.pk, title, row.due_on, str(row.get_state_display()), url)


def _supports_of(person: Person, team: Team) -> Iterable[Thing]:
    if person.user_id is None:
        return []
    rows = SupportRequest.objects.filter(site=team.site_id, asked_by=person.user_id).open()
    return [_support(row) for row in rows.order_by("due_on", "id")]


def _supports_at(team: Team) -> Iterable[Thing]:
    rows = SupportRequest.objects.filter(site=team.site_id).open()
    return [_support(row) for row in rows.order_by("due_on", "id")]


def _support_to_office(ref: UUID, to: Unit, actor: Actor) -> None:
    """What lies with the team passes to the office; what lies on a desk stays there."""
    row = SupportRequest.objects.filter(pk=ref, state__in=SupportRequest.WITH_THE_TEAM).first()
    if row is not None and row.holder_id != to.pk:
        carry_support(request=row, to=to, actor=actor)


def _leaves_of(person: Person, team: Team) -> Iterator[Thing]:
    rows = Leave.objects.standing().filter(person=person, unit=team.site.unit_id if team.site else None)
    for row in rows.filter(ends_on__gte=clock.today()).order_by("starts_on", "id"):
        url = reverse("fieldwork:leave_detail", args=[row.pk])
        title = f"{row.get_kind_display()} {row.starts_on:%m-%d}–{row.ends_on:%m-%d}"
        yield Thing(row.pk, title, row.starts_on, str(row.get_state_display()), url)


def _open_reports(team: Team) -> Iterable[Thing]:
    rows = Report.objects.filter(team=team, state__in=[Report.State.DRAFT, Report.State.RETURNED])
    return [
        Thing(
            row.pk,
            f"{row.get_kind_display()} {row.starts_on:%m-%d}–{row.ends_on:%m-%d}",
            row.due_on,
            str(row.get_state_display()),
            reverse("fieldwork:report_detail", args=[row.pk]),
        )
        for row in rows.order_by("due_on", "id")
    ]


def _reports_of(person: Person, team: Team) -> Iterable[Thing]:
    """Reports are the leader's to submit."""
    leads = TeamMember.ever.filter(team=team, person=person, leads=True, stands_for=None).exists()
    return _open_reports(team) if leads else []


def _nothing(team: Team) -> Iterable[Thing]:
    return []


register_source(Source("task", _("Tasks"), _tasks_of, _tasks_at, _task_to_person, _task_to_office))
register_source(
    Source("support", _("Support requests"), _supports_of, _supports_at, _no_change, _support_to_office)
)
register_source(Source("leave", _("Leave"), _leaves_of, _nothing, _no_change, _no_change))
register_source(Source("report", _("Reports"), _reports_of, _open_reports, _no_change, _no_change))
