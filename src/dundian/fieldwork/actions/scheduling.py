"""Plans in time: proposed, accepted, declined; and what makes a new proposal by itself, a leave or a delay."""

from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.campaign.models import Site
from dundian.fieldwork import backplan
from dundian.fieldwork.actions.tasks import LONGEST
from dundian.fieldwork.backplan import AT_ONCE, Proposal
from dundian.fieldwork.models import Leave, Schedule, ScheduleLine, Task
from dundian.kernel import clock
from dundian.kernel.errors import Conflict, Invalid
from dundian.kernel.text import clean_line
from dundian.org.access import Actor

State = Schedule.State


def _locked(site: Site) -> Site:
    """Plans of a site are made and decided one after the other."""
    return Site.objects.select_for_update(of=("self",)).select_related("campaign", "unit").get(pk=site.pk)


def _store(found: Proposal, actor: Actor, cause: str, because: str = "") -> Schedule:
    """A proposal; one that still waited is replaced by it."""
    site = found.site
    waiting = Schedule.objects.filter(site=site, state=State.PROPOSED).first()
    if waiting:
        waiting.state = State.REPLACED
        waiting.touch("state")
    last = Schedule.objects.filter(site=site).aggregate(last=Max("number"))["last"] or 0
    made = Schedule.objects.create(
        campaign=site.campaign, site=site, unit=site.unit, number=last + 1, cause=cause, because=because[:200],
        from_on=found.from_on, ends_on=found.ends_on, at_once=found.at_once, feasible=found.plan.feasible,
        chain=list(found.plan.chain), findings=found.findings, made_by=actor.signature,
    )  # fmt: skip
    ScheduleLine.objects.bulk_create(_lines(made, found))
    return made


def _lines(made: Schedule, found: Proposal) -> list[ScheduleLine]:
    lines = []
    for place, line in enumerate(found.plan.lines):
        task = found.tasks[line.id]
        lines.append(
            ScheduleLine(
                schedule=made, task=task, place=place, owner_id=task.owner_id, takes_days=task.takes_days,
                task_version=task.version, starts_on=found.start_of(line.id) or line.start, ends_on=line.finish,
                latest_start=line.latest_start, due_on=line.latest_finish, slack=line.slack, critical=line.critical,
                was_start=task.starts_on, was_due=task.due_on,
            )
        )  # fmt: skip
    return lines


@transaction.atomic
def propose_schedule(
    *, site: Site, actor: Actor, at_once: int = AT_ONCE, ends_on: date | None = None
) -> Schedule:
    """Compute the plan and keep it as a proposal for whoever decides; it may be one that cannot be kept."""
    by = actor.require(
        "propose", "schedule", site.unit, _("Plans are made by the office and the site's own team.")
    )
    found = backplan.propose(_locked(site), at_once=at_once, ends_on=ends_on)
    if not found.tasks:
        raise Invalid(_("There is nothing left to plan here."))
    made = _store(found, actor, Schedule.Cause.ASKED)
    record(actor=actor, verb="propose", noun="schedule", obj=made, unit=made.unit, appointment=by)
    return made


@transaction.atomic
def plan_site(
    *, site: Site, digest: str, actor: Actor, at_once: int = AT_ONCE, ends_on: date | None = None
) -> Schedule:
    """Put into force the plan that the person looked at; `Conflict` when it would be another one by now."""
    actor.require("accept", "schedule", site.unit, _("A plan is accepted by the team leader or the office."))
    found = backplan.propose(_locked(site), at_once=at_once, ends_on=ends_on)
    if found.digest != digest:
        raise Conflict(found)
    if not found.tasks:
        raise Invalid(_("There is nothing left to plan here."))
    return _put_in_force(_store(found, actor, Schedule.Cause.ASKED), actor)


@transaction.atomic
def accept_schedule(*, schedule: Schedule, actor: Actor) -> Schedule:
    """Give the tasks the dates of the proposal; `Conflict` when a task changed since it was made."""
    actor.require(
        "accept", "schedule", schedule.unit, _("A plan is accepted by the team leader or the office.")
    )
    _locked(schedule.site)
    stored = Schedule.locked(schedule.pk)
    if stored.state != State.PROPOSED:
        raise Invalid(_("This plan has been decided already."))
    lines = {line.task_id: line.task_version for line in stored.lines.all()}
    now = dict(Task.objects.filter(site=stored.site_id).open().values_list("pk", "version"))
    if lines != now:
        raise Conflict(stored)
    return _put_in_force(stored, actor)


def _put_in_force(made: Schedule, actor: Actor) -> Schedule:
    if not made.feasible:
        raise Invalid(_("This plan breaks a date. Change what the page names, then plan again."))
    for old in Schedule.objects.select_for_update().filter(site=made.site_id, state=State.ACCEPTED):
        old.state = State.REPLACED
        old.touch("state")
    moved = 0
    tasks = {t.pk: t for t in Task.objects.select_for_update().filter(site=made.site_id).order_by("id")}
    for line in made.lines.all():
        task = tasks[line.task_id]
        if (task.starts_on, task.due_on) != (line.starts_on, line.due_on):
            task.starts_on, task.due_on = line.starts_on, line.due_on
            task.touch("starts_on", "due_on")
            moved += 1
    made.state, made.decided_by, made.decided_at = State.ACCEPTED, actor.signature, clock.now()
    made.touch()
    by = actor.appointment_for("accept", "schedule", made.unit)
    detail = {"version": made.number, "tasks": moved}
    record(
        actor=actor, verb="accept", noun="schedule", obj=made, unit=made.unit, appointment=by, detail=detail
    )
    return made


@transaction.atomic
def decline_schedule(*, schedule: Schedule, note: str, actor: Actor) -> Schedule:
    """The plan in force stays; say why."""
    by = actor.require(
        "accept", "schedule", schedule.unit, _("A plan is accepted by the team leader or the office.")
    )
    stored = Schedule.locked(schedule.pk)
    if stored.state != State.PROPOSED:
        raise Invalid(_("This plan has been decided already."))
    note = clean_line(note)
    if not 1 <= len(note) <= 200:
        raise Invalid({"note": _("Say why, in at most 200 characters.")})
    stored.state, stored.note = State.DECLINED, note
    stored.decided_by, stored.decided_at = actor.signature, clock.now()
    stored.touch()
    record(actor=actor, verb="decline", noun="schedule", obj=stored, unit=stored.unit, appointment=by)
    return stored


@transaction.atomic
def delay_task(*, task: Task, more_days: int, reason: str, actor: Actor) -> Schedule | None:
    """The task takes so many working days more; where a plan is in force, what that moves becomes a proposal."""
    by = actor.require(
        "change", "task", task.unit, _("Tasks are kept by the office and the site's own team.")
    )
    reason = clean_line(reason)
    if not 1 <= len(reason) <= 200:
        raise Invalid({"reason": _("Say why, in at most 200 characters.")})
    stored = Task.locked(task.pk)
    if stored.state == Task.State.DONE:
        raise Invalid(_("This task is done."))
    if more_days < 1 or stored.takes_days + more_days > LONGEST:
        raise Invalid({"more_days": _("A step takes 1 to 250 working days.")})
    stored.takes_days += more_days
    stored.touch("takes_days")
    detail = {"days": more_days, "reason": reason}
    record(
        actor=actor, verb="delay", noun="task", obj=stored, unit=stored.unit, appointment=by, detail=detail
    )
    because = f"{stored.name} +{more_days}：{reason}"
    return _plan_anew(stored.site, actor, Schedule.Cause.DELAY, because)


def follow_leave(*, leave: Leave, actor: Actor) -> list[Schedule]:
    """Proposals for the sites whose plan in force has steps of this person in the days of the leave."""
    touched = Task.objects.filter(owner=leave.person_id, due_on__gte=leave.starts_on).open()
    touched = touched.exclude(starts_on__gt=leave.ends_on)
    sites = Site.objects.filter(pk__in=touched.values("site"), schedules__state=State.ACCEPTED).order_by("pk")
    because = f"{leave.person} {leave.starts_on:%m-%d}–{leave.ends_on:%m-%d}"
    made = [_plan_anew(site, actor, Schedule.Cause.LEAVE, because) for site in sites]
    return [schedule for schedule in made if schedule]


def _plan_anew(site: Site, actor: Actor, cause: str, because: str) -> Schedule | None:
    """A proposal in place of the plan in force, when there is one and it would differ."""
    now = backplan.in_force(site)
    if now is None:
        return None
    found = backplan.propose(_locked(site), at_once=now.at_once, ends_on=now.ends_on)
    if not found.tasks or (found.plan.feasible and not found.moved()):
        return None
    earlier = backplan.waiting(site)
    if earlier and earlier.because and earlier.cause != Schedule.Cause.ASKED:
        because = f"{earlier.because}；{because}"
    made = _store(found, actor, cause, because)
    record(
        actor=actor, verb="propose", noun="schedule", obj=made, unit=made.unit, detail={"because": because}
    )
    return made
