"""What the pages of both kinds of plan share: found in sight, handed to a job, followed while it goes on, stopped."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from dundian.campaign.models import Campaign
from dundian.kernel.paging import Page, keyset
from dundian.org.middleware import ActorRequest
from dundian.planning import actions
from dundian.planning.assignments import TeamPlan
from dundian.planning.drawing import course
from dundian.planning.plans import Calculation, RunState, SelectionPlan
from dundian.planning.tasks import solve_selection, solve_team
from dundian.planning.views.finding import require_view
from dundian.ui.pages import done, is_fragment, render_page

TONES = {
    RunState.WAITING: "todo",
    RunState.RUNNING: "doing",
    RunState.DONE: "done",
    RunState.IMPOSSIBLE: "overdue",
    RunState.FAILED: "overdue",
    RunState.CANCELLED: "returned",
}
NAMES = {SelectionPlan: "selection", TeamPlan: "assignment"}
JOBS = {SelectionPlan: solve_selection, TeamPlan: solve_team}


def require_view_plans(request: ActorRequest) -> None:
    require_view(request.actor, "site_plan", _("Plans are for offices, leaders and departments."))


def in_sight(kind: type[Calculation], request: ActorRequest, pk: UUID, *related: str) -> Any:
    """The plan, or 404."""
    rows = kind.objects.visible_to(request.actor).select_related("campaign__unit", "based_on", "by", *related)
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def may_plan(request: ActorRequest, campaign: Campaign, verb: str, noun: str) -> bool:
    return request.actor.can(verb, noun, campaign.unit) and campaign.state != Campaign.State.CLOSED


def versions(request: ActorRequest, rows: Any) -> dict[str, Any]:
    """The list of a campaign's plans, newest first."""
    page: Page[Any] = keyset(rows, order=["-number"], cursor=request.GET.get("cursor", ""), size=20)
    return {
        "page": page,
        "rows": [(plan, TONES[RunState(plan.state)]) for plan in page.rows],
        "going": any(plan.is_going for plan in page.rows),
    }


def calculate(plan: Calculation) -> HttpResponse:
    """Hand the plan to a job and go to its page; each has a lock of its own, so that any number run side by side."""
    one = f"planning.{NAMES[type(plan)]}.{plan.pk}"
    JOBS[type(plan)].configure(lock=one, queueing_lock=one).defer(plan_id=str(plan.pk))
    return redirect(f"planning:{NAMES[type(plan)]}_plan", plan.pk)


def running(plan: Calculation) -> dict[str, Any]:
    """How far it is."""
    name = NAMES[type(plan)]
    return {
        "plan": plan,
        "campaign": plan.campaign,
        "drawn": course(plan.history),
        "tone": TONES[RunState(plan.state)],
        "gap": None if plan.gap is None else 100 * plan.gap,
        "stop_url": reverse(f"planning:{name}_stop", args=[plan.pk]),
        "here": reverse(f"planning:{name}_plan", args=[plan.pk]),
    }


def followed(request: ActorRequest, plan: Calculation) -> HttpResponse | None:
    """The answer to a page that asks how far it is; None for whoever opens the page itself."""
    if not is_fragment(request) or request.headers.get("HX-Target") != "solving":
        return None
    if not plan.is_going:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render_page(request, "planning/solving.html", running(plan))


def stop(request: ActorRequest, plan: Calculation) -> HttpResponse:
    actions.stop_plan(plan=plan, actor=request.actor)
    page = f"planning:{NAMES[type(plan)]}_plan"
    return done(request, _("The calculation stops at its next step."), page, plan.pk)
