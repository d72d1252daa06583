"""Asking for a plan, calculating it, stopping it. The calculation holds no transaction: others go on meanwhile."""

import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.campaign.models import Campaign
from dundian.kernel import clock
from dundian.kernel.errors import Invalid
from dundian.org.access import Actor
from dundian.planning.access import require_open, require_plan
from dundian.planning.actions.teams import lock_campaign
from dundian.planning.models import Candidate
from dundian.planning.plans import GOING, Calculation, Emphasis, PlanSite, RunState, SelectionPlan
from dundian.planning.queries.priority import priority_by_id
from dundian.planning.queries.problem import (
    clash_as_kept,
    problem_of_plan,
    rules_of,
    snapshot,
    weighed,
)
from dundian.planning.solver import selection

MOST_GOING = 6
# How often a run looks whether it is to stop, and tells how far it is.
BREATH = 0.5
KEPT_STEPS = 400


@transaction.atomic
def ask_plan(
    *,
    campaign: Campaign,
    actor: Actor,
    emphasis: str = Emphasis.WEIGHED,
    based_on: SelectionPlan | None = None,
    keep: Iterable[UUID] = (),
    leave: Iterable[UUID] = (),
    seconds: int | None = None,
) -> SelectionPlan:
    """A new version, to be calculated by a job. `keep` and `leave` are fixed by hand, on top of the rules."""
    by = require_plan(actor, campaign)
    campaign = lock_campaign(campaign)
    require_open(campaign)
    if emphasis not in Emphasis.values:
        raise Invalid({"emphasis": _("Choose from the list.")})
    number = next_version(SelectionPlan, campaign, MOST_GOING)
    rules = snapshot(campaign, emphasis)
    if not rules["choose"]:
        raise Invalid(_("Say first how many sites are to be chosen: set quotas or a number in the rules."))
    kept, left = list(dict.fromkeys(keep)), list(dict.fromkeys(leave))
    known = set(
        Candidate.objects.filter(campaign=campaign, pk__in=[*kept, *left]).values_list("pk", flat=True)
    )
    if set(kept) & set(left) or known != {*kept, *left}:
        raise Invalid(_("A candidate cannot be fixed both ways, and must belong to the campaign."))
    plan = SelectionPlan.objects.create(
        campaign=campaign,
        number=number,
        emphasis=emphasis,
        based_on=based_on,
        rules=rules,
        keep=kept,
        leave=left,
        seconds=seconds or rules_of(campaign).seconds,
        by=actor.user,
    )
    detail = {"number": plan.number, "emphasis": emphasis, "keep": len(kept), "leave": len(left)}
    record(
        actor=actor, verb="ask", noun="site_plan", obj=plan, unit=campaign.unit, appointment=by, detail=detail
    )
    return plan


def next_version(kind: type[Calculation], campaign: Campaign, most: int) -> int:
    """The number of the campaign's next plan of this kind; refused while `most` of them are being calculated."""
    rows = kind.objects.filter(campaign=campaign)
    if rows.filter(state__in=GOING).count() >= most:
        raise Invalid(_("Enough plans are being calculated. Wait for one of them, or stop it."))
    return int(rows.aggregate(top=Max("number"))["top"] or 0) + 1


@transaction.atomic
def stop_plan(*, plan: Calculation, actor: Actor) -> None:
    """Stop a calculation at its next step; what it has found by then stays."""
    by = require_plan(actor, plan.campaign)
    plan = type(plan).locked(plan.pk)
    if not plan.is_going:
        raise Invalid(_("This calculation has ended already."))
    plan.stop_asked = True
    fields = ["stop_asked"]
    if plan.state == RunState.WAITING:
        plan.state, plan.finished_at = RunState.CANCELLED, clock.now()
        fields += ["state", "finished_at"]
    plan.touch(*fields)
    record(actor=actor, verb="stop", noun="site_plan", obj=plan, unit=plan.campaign.unit, appointment=by)


class Watching:
    """What a calculation tells the page while it goes on, and what it is told: at most every `BREATH` seconds."""

    def __init__(self, plan: Calculation) -> None:
        self.plan, self.kind = plan, type(plan)
        self.history: list[list[float | None]] = []
        self.looked = self.told = 0.0
        self.stopped = False

    def cancelled(self) -> bool:
        if not self.stopped and time.monotonic() - self.looked >= BREATH:
            self.looked = time.monotonic()
            self.stopped = self.kind.objects.filter(pk=self.plan.pk, stop_asked=True).exists()
        return self.stopped

    def progress(self, step: Any) -> None:
        value, bound = known(step.value), known(step.bound)
        line = [round(step.seconds, 2), value, bound]
        if self.history and self.history[-1][1:] == line[1:]:
            self.history[-1] = line if len(self.history) > 1 else self.history[-1]
        else:
            self.history.append(line)
        if time.monotonic() - self.told >= BREATH:
            self.told = time.monotonic()
            self.kind.objects.filter(pk=self.plan.pk).update(
                history=thinned(self.history), value=value, bound=bound
            )


def known(figure: float | None) -> float | None:
    """A bound that a solver has not proven yet may be infinite; it is kept as none, as JSON knows no infinity."""
    return figure if figure is not None and math.isfinite(figure) else None


def thinned(history: list[Any]) -> list[Any]:
    """At most `KEPT_STEPS` of them, first and last among them."""
    if len(history) <= KEPT_STEPS:
        return history
    stride = -(-len(history) // (KEPT_STEPS - 1))
    return [*history[:-1:stride], history[-1]]


@transaction.atomic
def begin_solving(*, plan: Calculation, actor: Actor) -> bool:
    """Mark that it is being calculated; False when there is nothing to do. Beginning again after a kill is harmless."""
    stored = type(plan).locked(plan.pk)
    if not stored.is_going:
        return False
    stored.state, stored.started_at = RunState.RUNNING, clock.now()
    stored.touch("state", "started_at")
    record(actor=actor, verb="begin", noun="site_plan", obj=stored, unit=stored.campaign.unit)
    return True


@dataclass(frozen=True)
class Outcome:
    """What a solver found, what an independent check says against it, how it is stored; what lacks, in words."""

    found: Any
    breaches: Sequence[Any]
    store: Callable[[], None]
    lacks: Sequence[str] = ()


def calculate_plan(*, plan: Any, find: Callable[[Watching], Outcome], actor: Actor) -> Any:
    """Mark that it goes on, let `find` search, keep what it found; a fault is noted, so that nobody waits for it."""
    if not begin_solving(plan=plan, actor=actor):
        return plan
    watching = Watching(plan)
    try:
        outcome = find(watching)
    except Exception as fault:
        fail_plan(plan=plan, problem=f"{type(fault).__name__}: {fault}", actor=actor)
        raise
    return keep_result(plan=plan, outcome=outcome, history=watching.history, actor=actor)


def solve_plan(*, plan: SelectionPlan, actor: Actor) -> Any:
    """Calculate which candidates become sites."""
    return calculate_plan(plan=plan, find=partial(_find_sites, plan), actor=actor)


def _find_sites(plan: SelectionPlan, watching: Watching) -> Outcome:
    from dundian.planning.solver.verify.selection import inspect

    problem, scores = problem_of_plan(plan)
    start = plan.based_on.sites.values_list("candidate", flat=True) if plan.based_on else ()
    found = selection.solve(
        problem, seconds=plan.seconds, seed=plan.seed, start=[str(pk) for pk in start],
        progress=watching.progress, cancelled=watching.cancelled,
    )  # fmt: skip
    worth = priority_by_id(scores, weighed(plan.rules))
    fixed = {*plan.keep, *map(UUID, problem.pins)}
    sites = [
        PlanSite(plan=plan, candidate_id=UUID(c), priority=worth[UUID(c)], fixed=UUID(c) in fixed)
        for c in found.chosen
    ]

    def store() -> None:
        PlanSite.objects.filter(plan=plan).delete()
        PlanSite.objects.bulk_create(sites, batch_size=1000)

    return Outcome(found, inspect(problem, found.chosen).breaches if found.chosen else (), store)


@transaction.atomic
def keep_result(*, plan: Any, outcome: Outcome, history: list[Any], actor: Actor) -> Any:
    """Store what a run found; a result that breaks a rule is never stored as a plan."""
    stored, found = type(plan).locked(plan.pk), outcome.found
    stored.finished_at, stored.outcome = clock.now(), str(found.status)
    stored.history = thinned(history)
    stored.parts = (
        {} if found.parts is None else {name: getattr(found.parts, name) for name in found.parts.__slots__}
    )
    stored.value, stored.bound = known(found.value), known(found.bound)
    stored.clash = clash_as_kept(found.clash)
    if found.value is not None and not outcome.breaches:
        outcome.store()
        stored.state = RunState.DONE
    elif outcome.breaches:
        told = "; ".join(map(str, list(outcome.breaches)[:5]))
        stored.state, stored.problem = RunState.FAILED, f"verify: {told}"
    elif found.clash is not None or str(found.status) == "infeasible":
        stored.state, stored.problem = RunState.IMPOSSIBLE, "\n".join(outcome.lacks)
    else:
        stored.state = RunState.CANCELLED if found.cancelled else RunState.FAILED
    stored.touch()
    detail = {"state": stored.state, "value": stored.value, "bound": stored.bound}
    record(actor=actor, verb="finish", noun="site_plan", obj=stored, unit=stored.campaign.unit, detail=detail)
    return stored


@transaction.atomic
def fail_plan(*, plan: Calculation, problem: str, actor: Actor) -> None:
    """Note that a run broke off, so that nobody waits for it."""
    stored = type(plan).locked(plan.pk)
    stored.state, stored.problem, stored.finished_at = RunState.FAILED, problem[:500], clock.now()
    stored.touch("state", "problem", "finished_at")
    record(actor=actor, verb="fail", noun="site_plan", obj=stored, unit=stored.campaign.unit)
