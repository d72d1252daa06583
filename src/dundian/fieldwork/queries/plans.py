"""Reading work plans, and what a new one starts from."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from dundian.campaign.models import Site
from dundian.campaign.queries import family
from dundian.fieldwork.models import LogFigure, PlanGoal, Task, WorkPlan, WorkPlanQuerySet
from dundian.fieldwork.queries.baselines import baselines_of, compared, form_of
from dundian.org.access import Actor
from dundian.planning.models import Candidate, Dispatch

ORDER = ["-id"]


def plans_for(actor: Actor, conditions: dict[str, Any]) -> WorkPlanQuerySet:
    """Visible plans by campaign, state and text (team, union, any part)."""
    rows = WorkPlan.objects.visible_to(actor).select_related("unit", "team", "campaign")
    if campaign := conditions.get("campaign"):
        rows = rows.filter(campaign__in=family(campaign))
    if state := conditions.get("state"):
        rows = rows.filter(state=state)
    if text := conditions.get("text"):
        rows = rows.filter(unit__name__icontains=text) | rows.filter(team__name__icontains=text)
    return rows


@dataclass
class Drafted:
    """What a plan starts from."""

    situation: str = ""
    aims: str = ""
    support: str = ""
    goals: list[dict[str, Any]] = field(default_factory=list)
    stages: list[dict[str, Any]] = field(default_factory=list)


def draft_of(site: Site, dispatch: Dispatch) -> Drafted:
    """Site facts from survey and baseline, the campaign's aims, a goal for each task, stages within the dispatch."""
    tasks = list(
        Task.objects.filter(site=site)
        .select_related("owner")
        .order_by("group", "item__place", "due_on", "id")
    )
    tasks.sort(key=lambda task: not task.group)
    goals = [
        {
            "name": task.name,
            "task": task,
            "indicator_id": task.indicator_id if task.target is not None else None,
            "target": task.target,
            "who": task.owner.name if task.owner else "",
        }
        for task in tasks
    ]
    return Drafted(_situation(site), site.campaign.aims, "", goals, _stages(site, dispatch))


def _situation(site: Site) -> str:
    lines = []
    survey = Candidate.objects.filter(campaign=site.campaign_id, unit=site.unit_id).first()
    if survey:
        if survey.workers is not None:
            lines.append(_("Workers: %(n)s.") % {"n": survey.workers})
        if survey.members is not None:
            lines.append(_("Union members: %(n)s.") % {"n": survey.members})
        if survey.weaknesses:
            lines.append(_("Weaknesses: %(words)s.") % {"words": "、".join(survey.weaknesses)})
        if survey.note:
            lines.append(survey.note)
    if site.reason:
        lines.append(_("Why it was chosen: %(reason)s.") % {"reason": site.reason.rstrip("。.")})
    form = form_of(site)
    if form:
        lines += [
            f"{line.field.name}：{line.start}{line.field.measure}"
            for line in compared(form, baselines_of(site))
            if line.start
        ]
    return "\n".join(lines)


def _stages(site: Site, dispatch: Dispatch) -> list[dict[str, Any]]:
    """The campaign's stages cut to the dispatch; one for the whole when it has none."""
    cut = [
        {
            "name": stage.name,
            "starts_on": max(stage.starts_on, dispatch.starts_on),
            "ends_on": min(stage.ends_on, dispatch.ends_on),
            "content": stage.content,
        }
        for stage in site.campaign.stages.all()
        if stage.starts_on <= dispatch.ends_on and stage.ends_on >= dispatch.starts_on
    ]
    whole = {"name": _("Work on site"), "starts_on": dispatch.starts_on, "ends_on": dispatch.ends_on}
    return cut or [whole]


@dataclass(frozen=True)
class GoalReached:
    """A goal with what the logs say has been reached; None for a goal that nothing counts."""

    goal: PlanGoal
    reached: Decimal | None


def goals_of(plan: WorkPlan) -> list[GoalReached]:
    """The plan's goals against the site's logs: two queries."""
    goals = list(plan.goals.select_related("indicator", "task"))
    sums = dict(
        LogFigure.objects.filter(log__site=plan.site_id, indicator__in=[g.indicator_id for g in goals])
        .order_by()
        .values_list("indicator")
        .annotate(total=Sum("amount"))
    )
    return [GoalReached(g, sums.get(g.indicator_id, Decimal(0)) if g.indicator_id else None) for g in goals]
