"""A team's work plan: drafted from its tasks and site facts, submitted, returned with a reason or agreed to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.campaign.models import Indicator
from dundian.fieldwork.models import PlanEvent, PlanGoal, PlanStage, Task, WorkPlan
from dundian.fieldwork.queries import plans
from dundian.kernel import clock
from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.kernel.text import clean_line, clean_text
from dundian.org.access import Actor
from dundian.org.models import Appointment
from dundian.planning.models import Dispatch, Team

State = WorkPlan.State
LONGEST = 10_000
MOST_ROWS = 60


@dataclass(frozen=True)
class GoalLine:
    """One goal as the form sends it; with a target it needs an indicator."""

    name: str
    task: Task | None = None
    indicator: Indicator | None = None
    target: Decimal | None = None
    who: str = ""


@dataclass(frozen=True)
class PlanStageLine:
    """One stage as the form sends it."""

    name: str
    starts_on: date
    ends_on: date
    content: str = ""
    who: str = ""


def _require_writer(actor: Actor, plan: WorkPlan) -> Appointment | None:
    return actor.require("draft", "plan", plan.unit, _("A work plan is written by the team at the site."))


@transaction.atomic
def draft_plan(*, team: Team, actor: Actor) -> WorkPlan:
    """The team's plan, drafted from tasks, stages and site facts; one that is there already is given back."""
    if team.site is None:
        raise Invalid(_("This team has no site."))
    unit = team.site.unit
    appointment = actor.require("draft", "plan", unit, _("A work plan is written by the team at the site."))
    dispatch = Dispatch.objects.select_for_update().filter(team=team).first()
    if dispatch is None:
        raise Invalid(_("No team has been sent to this site yet."))
    stored = WorkPlan.objects.filter(team=team).first()
    if stored:
        return stored
    drafted = plans.draft_of(team.site, dispatch)
    plan = WorkPlan.objects.create(
        campaign_id=team.campaign_id,
        team=team,
        site=team.site,
        unit=unit,
        situation=drafted.situation,
        aims=drafted.aims,
        support=drafted.support,
    )
    PlanGoal.objects.bulk_create(PlanGoal(plan=plan, place=n, **goal) for n, goal in enumerate(drafted.goals))
    PlanStage.objects.bulk_create(
        PlanStage(plan=plan, place=n, **stage) for n, stage in enumerate(drafted.stages)
    )
    record(actor=actor, verb="draft", noun="plan", obj=plan, unit=unit, appointment=appointment)
    return plan


def _opened(plan: WorkPlan, version: int) -> WorkPlan:
    stored = WorkPlan.locked(plan.pk, version)
    if not stored.is_open:
        raise Refused(_("This plan has been submitted; it can be changed when it is returned."))
    return stored


def _goal(plan: WorkPlan, place: int, line: GoalLine) -> PlanGoal:
    name, where = clean_line(line.name), f"goals-{place}-"
    if not 1 <= len(name) <= 100:
        raise Invalid({f"{where}name": _("A goal has 1 to 100 characters.")})
    if line.task and line.task.site_id != plan.site_id:
        raise Invalid({f"{where}task": _("A plan names tasks of its own site only.")})
    if line.indicator and not plan.unit.is_within(line.indicator.unit.path):
        raise Invalid({f"{where}indicator": _("This indicator belongs to another federation.")})
    if line.target is not None and (line.indicator is None or not 0 < line.target <= 999_999):
        raise Invalid({f"{where}target": _("A target lies above 0 and needs an indicator that counts it.")})
    return PlanGoal(
        plan=plan,
        place=place,
        name=name,
        task=line.task,
        indicator=line.indicator,
        target=line.target,
        who=clean_line(line.who)[:60],
    )


def _stage(plan: WorkPlan, place: int, line: PlanStageLine) -> PlanStage:
    name, where = clean_line(line.name), f"stages-{place}-"
    if not 1 <= len(name) <= 60:
        raise Invalid({f"{where}name": _("The name has 1 to 60 characters.")})
    if line.ends_on < line.starts_on:
        raise Invalid({f"{where}ends_on": _("The end lies before the beginning.")})
    if not date(2000, 1, 1) <= line.starts_on <= line.ends_on <= date(2100, 1, 1):
        raise Invalid({f"{where}starts_on": _("This date cannot be right.")})
    return PlanStage(
        plan=plan,
        place=place,
        name=name,
        starts_on=line.starts_on,
        ends_on=line.ends_on,
        content=clean_text(line.content)[:2000],
        who=clean_line(line.who)[:60],
    )


@transaction.atomic
def save_plan(
    *,
    plan: WorkPlan,
    version: int,
    situation: str,
    aims: str,
    support: str,
    goals: Sequence[GoalLine],
    stages: Sequence[PlanStageLine],
    actor: Actor,
) -> WorkPlan:
    """Replace the texts, goals and stages. Messages are keyed by field, `goals-<n>-<field>`, `stages-<n>-<field>`."""
    appointment = _require_writer(actor, plan)
    stored = _opened(plan, version)
    texts = {"situation": clean_text(situation), "aims": clean_text(aims), "support": clean_text(support)}
    if long := {name: _("At most 10,000 characters.") for name, text in texts.items() if len(text) > LONGEST}:
        raise Invalid(long)
    if len(goals) > MOST_ROWS or len(stages) > MOST_ROWS:
        raise Invalid(_("At most %(most)d goals and %(most)d stages.") % {"most": MOST_ROWS})
    made_goals = [_goal(stored, n, line) for n, line in enumerate(goals)]
    made_stages = [_stage(stored, n, line) for n, line in enumerate(stages)]
    stored.goals.all().delete()
    stored.stages.all().delete()
    PlanGoal.objects.bulk_create(made_goals)
    PlanStage.objects.bulk_create(made_stages)
    for name, text in texts.items():
        setattr(stored, name, text)
    stored.touch()
    detail = {"goals": len(made_goals), "stages": len(made_stages)}
    record(
        actor=actor,
        verb="save",
        noun="plan",
        obj=stored,
        unit=stored.unit,
        appointment=appointment,
        detail=detail,
    )
    return stored


def _move(plan: WorkPlan, state: WorkPlan.State, note: str, actor: Actor) -> None:
    plan.state = state
    plan.touch()
    PlanEvent.objects.create(plan=plan, state=state, note=note, by=actor.user, at=clock.now())


@transaction.atomic
def submit_plan(*, plan: WorkPlan, version: int, actor: Actor) -> WorkPlan:
    """Send the plan to the office."""
    appointment = actor.require("submit", "plan", plan.unit, _("The team leader submits the plan."))
    stored = _opened(plan, version)
    if not stored.goals.exists():
        raise Invalid(_("A plan without goals is not submitted."))
    stored.submitted_at = clock.now()
    _move(stored, State.SUBMITTED, "", actor)
    record(actor=actor, verb="submit", noun="plan", obj=stored, unit=stored.unit, appointment=appointment)
    return stored


def _judged(
    plan: WorkPlan, note: str, version: int | None, actor: Actor
) -> tuple[WorkPlan, str, Appointment | None]:
    appointment = actor.require("agree", "plan", plan.unit, _("Work plans are agreed to by the office."))
    stored = WorkPlan.locked(plan.pk)
    if stored.state != State.SUBMITTED:
        raise Invalid(_("This plan is not waiting for an answer any more."))
    if version is not None and version != stored.version:
        raise Conflict(stored)
    note = clean_line(note)
    if len(note) > 500:
        raise Invalid({"note": _("At most 500 characters.")})
    return stored, note, appointment


@transaction.atomic
def return_plan(*, plan: WorkPlan, reason: str, actor: Actor, version: int | None = None) -> WorkPlan:
    """Give the plan back to the team with a reason. `version` is the one that was read."""
    stored, reason, appointment = _judged(plan, reason, version, actor)
    if not reason:
        raise Invalid({"note": _("Say why it is returned.")})
    _move(stored, State.RETURNED, reason, actor)
    record(actor=actor, verb="return", noun="plan", obj=stored, unit=stored.unit, appointment=appointment)
    return stored


@transaction.atomic
def agree_plan(*, plan: WorkPlan, note: str, actor: Actor, version: int | None = None) -> WorkPlan:
    """Agree to the plan; it does not change any more."""
    stored, note, appointment = _judged(plan, note, version, actor)
    _move(stored, State.AGREED, note, actor)
    record(actor=actor, verb="agree", noun="plan", obj=stored, unit=stored.unit, appointment=appointment)
    return stored
