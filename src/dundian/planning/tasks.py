"""What happens by itself."""

from procrastinate.contrib.django import app

from dundian.kernel.reach import everywhere
from dundian.org.access import SYSTEM
from dundian.planning import actions
from dundian.planning.assignments import TeamPlan
from dundian.planning.plans import SelectionPlan


@app.periodic(cron="10 0 * * *")
@app.task(queueing_lock="planning.end_finished", pass_context=False)
@everywhere
def end_finished_dispatches(timestamp: int) -> int:
    """Shortly after midnight: close the dispatches whose last day was yesterday or before."""
    return actions.end_finished(actor=SYSTEM)


@app.task(pass_context=False)
@everywhere
def solve_selection(plan_id: str) -> str:
    """Calculate a plan of sites. Run again after a kill, it begins anew."""
    plan = SelectionPlan.objects.select_related("campaign__unit", "based_on").get(pk=plan_id)
    return str(actions.solve_plan(plan=plan, actor=SYSTEM).state)


@app.task(pass_context=False)
@everywhere
def solve_team(plan_id: str) -> str:
    """Calculate a plan of who goes where. Run again after a kill, it begins anew."""
    plan = TeamPlan.objects.select_related("campaign__unit", "based_on", "by").get(pk=plan_id)
    return str(actions.solve_team_plan(plan=plan, actor=SYSTEM).state)
