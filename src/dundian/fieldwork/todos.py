"""What waits for whom in this room."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from dundian.campaign.asked import Countersigner
from dundian.campaign.models import GroupMember
from dundian.fieldwork.models import NEAR_DAYS, Leave, Report, ReportEvent, Task, WorkPlan
from dundian.fieldwork.queries import combined_due, missing_reports
from dundian.fieldwork.queries.tasks import near_tasks_of
from dundian.kernel import clock
from dundian.notify.todo import Need, Tab, Todo, register
from dundian.org.access import Actor
from dundian.org.models import Role

RECENT = timedelta(days=14)
PLAN_OPEN = (WorkPlan.State.DRAFT, WorkPlan.State.RETURNED)

REPORTS_BACK = Need(lambda user: Report.objects.filter(state=Report.State.RETURNED))
REPORTS_SENT = Need(lambda user: Report.objects.filter(state=Report.State.SUBMITTED))
TO_SIGN = Need(
    lambda user: Report.objects.filter(state=Report.State.SUBMITTED, signed_at=None).exclude(countersign="")
)
LEAVE_ASKED = Need(lambda user: Leave.objects.filter(state=Leave.State.ASKED))
PLANS_OPEN = Need(lambda user: WorkPlan.objects.filter(state__in=PLAN_OPEN))
PLANS_SENT = Need(lambda user: WorkPlan.objects.filter(state=WorkPlan.State.SUBMITTED))


@register
def of_fieldwork(actor: Actor, tab: Tab, limit: int) -> Iterable[Todo]:
    sources = {
        Tab.WAITING: (
            _own_tasks,
            _owed_reports,
            _reports_to_combine,
            _reports_to_sign,
            _reports_to_answer,
            _leave_to_answer,
            _plans_to_mend,
            _plans_to_answer,
        ),
        Tab.DONE: (_tasks_done, _reports_answered, _leave_answered_by_me),
        Tab.STARTED: (_reports_sent, _leave_asked),
        Tab.COPIED: (_answers_to_me,),
    }
    for source in sources[tab]:
        yield from source(actor, limit)


def _task(task: Task) -> Todo:
    url = reverse("fieldwork:task_detail", args=[task.pk])
    return Todo(_("Task"), task.name, url, str(task.unit), task.due_on, task.standing)


def _report(report: Report, state: str, detail: str = "") -> Todo:
    url = reverse("fieldwork:report_detail", args=[report.pk])
    return Todo(report.get_kind_display(), str(report), url, str(report.unit), report.due_on, state, detail)


def _leave(leave: Leave, state: str) -> Todo:
    url = reverse("fieldwork:leave_detail", args=[leave.pk])
    title = f"{leave.person} {leave.starts_on:%m-%d}–{leave.ends_on:%m-%d}"
    return Todo(_("Leave"), title, url, str(leave.unit), leave.starts_on, state, leave.get_state_display())


def _in_the_field(actor: Actor) -> bool:
    return actor.can("add", "log")


def _own_tasks(actor: Actor, limit: int) -> Iterator[Todo]:
    if _in_the_field(actor) and actor.person:
        yield from map(_task, near_tasks_of(actor.person, limit, NEAR_DAYS))


def _owed_reports(actor: Actor, limit: int) -> Iterator[Todo]:
    """Reports owed by the teams one writes for, and those that came back."""
    if not actor.can("draft", "report"):
        return
    returned: set[object] = set()
    if not REPORTS_BACK.unmet():
        rows = Report.objects.filter(unit__in=actor.units("draft", "report"), state=Report.State.RETURNED)
        for report in rows.select_related("team", "unit").order_by("due_on", "id")[:limit]:
            returned.add(report.pk)
            yield _report(report, "returned")
    for line in missing_reports(actor, own=True)[:limit]:
        if line.report and line.report.pk in returned:
            continue
        period = line.period
        title = f"{line.team} {period.kind.label} {period.starts_on:%m-%d}–{period.ends_on:%m-%d}"
        url = (
            reverse("fieldwork:report_detail", args=[line.report.pk])
            if line.report
            else reverse("fieldwork:report_due")
        )
        state = "overdue" if line.is_late else "todo"
        yield Todo(period.kind.label, title, url, str(line.team.site or ""), period.due_on, state)


def _reports_to_combine(actor: Actor, limit: int) -> Iterator[Todo]:
    """Combined reports that the person's own offices owe, one line each."""
    for line in combined_due(actor)[:limit]:
        period = line.period
        title = f"{line.unit} {period.kind.label} {period.starts_on:%m-%d}–{period.ends_on:%m-%d}"
        returned = line.report is not None and line.report.state == Report.State.RETURNED
        url = (
            reverse("fieldwork:report_detail", args=[line.report.pk])
            if line.report
            else reverse("fieldwork:report_list")
        )
        state = "returned" if returned else "overdue" if line.is_late else "todo"
        yield Todo(_("Combined report"), title, url, str(line.campaign), period.due_on, state)


def _reports_to_answer(actor: Actor, limit: int) -> Iterator[Todo]:
    """An office answers the reports that come to its desk, a leader those of the area's teams."""
    if REPORTS_SENT.unmet():
        return
    rows = Report.objects.filter(state=Report.State.SUBMITTED).select_related("team", "unit")
    rows = rows.exclude(~Q(countersign=""), signed_at=None)
    if desks := actor.offices:
        rows = rows.filter(desk__in=desks)
    elif Role.LEADER in actor.roles:
        rows = rows.filter(unit__in=actor.units("accept", "report"), team__isnull=False)
    else:
        return
    for report in rows.order_by("due_on", "id")[:limit]:
        yield _report(report, "overdue" if report.due_on < clock.today() else "todo")


def _reports_to_sign(actor: Actor, limit: int) -> Iterator[Todo]:
    """Reports that wait for this person's signature."""
    if TO_SIGN.unmet() or not actor.can("countersign", "report"):
        return
    rows = Report.objects.filter(
        Q(countersign=Countersigner.AREA, unit__in=actor.units("countersign", "report"))
        | Q(
            countersign=Countersigner.HEAD,
            campaign__group__person__user=actor.user,
            campaign__group__seat__in=(GroupMember.Seat.HEAD, GroupMember.Seat.DEPUTY),
            unit__in=actor.units("view", "report"),
        ),
        state=Report.State.SUBMITTED,
        signed_at=None,
    )
    for report in rows.select_related("team", "unit").order_by("due_on", "id")[:limit]:
        yield _report(report, "todo", _("To countersign"))


def _leave_to_answer(actor: Actor, limit: int) -> Iterator[Todo]:
    if LEAVE_ASKED.unmet() or not actor.can("answer", "leave"):
        return
    rows = Leave.objects.filter(unit__in=actor.units("answer", "leave"), state=Leave.State.ASKED)
    rows = rows.exclude(person__user=actor.user).select_related("person", "unit")
    for leave in rows.order_by("starts_on", "id")[:limit]:
        yield _leave(leave, "todo")


def _plan(plan: WorkPlan, state: str) -> Todo:
    url = reverse("fieldwork:plan_detail", args=[plan.pk])
    title = _("Work plan of %(team)s") % {"team": plan.team}
    return Todo(_("Work plan"), title, url, str(plan.unit), None, state)


def _plans_to_mend(actor: Actor, limit: int) -> Iterator[Todo]:
    """Plans that came back, and drafts not sent yet."""
    if actor.can("draft", "plan") and not PLANS_OPEN.unmet():
        mine = WorkPlan.objects.filter(unit__in=actor.units("draft", "plan"))
        open_ones = mine.filter(state__in=PLAN_OPEN)
        for plan in open_ones.select_related("team", "unit").order_by("id")[:limit]:
            yield _plan(plan, plan.standing)


def _plans_to_answer(actor: Actor, limit: int) -> Iterator[Todo]:
    """Plans of the campaigns of one's own office."""
    if (desks := actor.offices) and not PLANS_SENT.unmet():
        rows = WorkPlan.objects.filter(campaign__unit__in=desks, state=WorkPlan.State.SUBMITTED)
        for plan in rows.select_related("team", "unit").order_by("submitted_at", "id")[:limit]:
            yield _plan(plan, "todo")


def _tasks_done(actor: Actor, limit: int) -> Iterator[Todo]:
    if not (_in_the_field(actor) and actor.person):
        return
    rows = Task.objects.visible_to(actor).filter(owner=actor.person, state=Task.State.DONE)
    rows = rows.select_related("unit")
    for task in rows.order_by("-done_on", "-id")[:limit]:
        yield _task(task)


def _reports_answered(actor: Actor, limit: int) -> Iterator[Todo]:
    if not actor.can("accept", "report"):
        return
    seen_units = actor.units("view", "report")
    rows = ReportEvent.objects.filter(by=actor.user, report__unit__in=seen_units)
    rows = rows.filter(state__in=[Report.State.ACCEPTED, Report.State.RETURNED])
    seen: set[object] = set()
    for event in rows.select_related("report__team", "report__unit").order_by("-at")[:limit]:
        if event.report_id not in seen:
            seen.add(event.report_id)
            yield _report(event.report, "done", event.get_state_display())


def _leave_answered_by_me(actor: Actor, limit: int) -> Iterator[Todo]:
    if not actor.can("answer", "leave"):
        return
    rows = Leave.objects.visible_to(actor).filter(answered_by=actor.user).select_related("person", "unit")
    for leave in rows.order_by("-answered_at")[:limit]:
        yield _leave(leave, "done")


def _reports_sent(actor: Actor, limit: int) -> Iterator[Todo]:
    if not actor.can("draft", "report"):
        return
    rows = Report.objects.filter(unit__in=actor.units("draft", "report"), state=Report.State.SUBMITTED)
    for report in rows.select_related("team", "unit").order_by("-submitted_at")[:limit]:
        yield _report(report, "doing", report.get_state_display())


def _leave_asked(actor: Actor, limit: int) -> Iterator[Todo]:
    rows = Leave.objects.filter(person__user=actor.user, state=Leave.State.ASKED).select_related(
        "person", "unit"
    )
    for leave in rows.order_by("-starts_on")[:limit]:
        yield _leave(leave, "doing")


def _answers_to_me(actor: Actor, limit: int) -> Iterator[Todo]:
    """Answers of the last two weeks: leave of one's own, reports of one's teams."""
    since = clock.now() - RECENT
    rows = Leave.objects.filter(person__user=actor.user, answered_at__gte=since).select_related(
        "person", "unit"
    )
    for leave in rows.order_by("-answered_at")[:limit]:
        yield _leave(leave, leave.standing)
    if actor.can("draft", "report"):
        mine = Report.objects.filter(unit__in=actor.units("draft", "report"), state=Report.State.ACCEPTED)
        for report in (
            mine.filter(updated_at__gte=since).select_related("team", "unit").order_by("-updated_at")[:limit]
        ):
            yield _report(report, "done", report.get_state_display())
