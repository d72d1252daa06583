"""Pages of plans in time: a site's plan, planning anew, a version, what a delay moves."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dundian.campaign.models import Site
from dundian.exchange.export import Column, workbook_response
from dundian.fieldwork import actions, backplan
from dundian.fieldwork.backplan import Proposal
from dundian.fieldwork.findings import in_words
from dundian.fieldwork.forms.scheduling import DeclineForm, DelayForm, PlanForm
from dundian.fieldwork.models import Schedule, Task
from dundian.fieldwork.queries import schedules as queries
from dundian.fieldwork.queries.schedules import PlanRow
from dundian.fieldwork.timeline import Timeline, timeline
from dundian.fieldwork.views.finding import found, site_for
from dundian.kernel import calendar, clock
from dundian.kernel.errors import Conflict, Invalid
from dundian.org.middleware import ActorRequest
from dundian.org.models import Person
from dundian.ui.forms import show
from dundian.ui.pages import done, render_page

form_page = require_http_methods(["GET", "HEAD", "POST"])


def _drawing(site: Site, rows: Sequence[PlanRow], *, compare: bool = False) -> Timeline:
    leaves = queries.leaves_of(row.task for row in rows)
    return timeline(
        queries.items_of(rows, leaves, compare=compare),
        calendar.current(),
        clock.today(),
        site.campaign.starts_on,
        site.campaign.ends_on,
    )


def _unknown(drawn: Timeline) -> list[int]:
    return calendar.current().unknown_years(drawn.first, drawn.last)


def _may(request: ActorRequest, site: Site) -> dict[str, bool]:
    return {verb: request.actor.can(verb, "schedule", site.unit) for verb in ("propose", "accept")}


@require_safe
def site_schedule(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The site's tasks in time, the plan in force, and the proposal that waits."""
    site = site_for(request.actor, "schedule", pk)
    tasks, plan = queries.tasks_of(site), backplan.in_force(site)
    rows = queries.rows_in_force(tasks, plan)
    drawn = _drawing(site, rows)
    context = {
        "site": site,
        "rows": rows,
        "drawn": drawn,
        "plan": plan,
        "waiting": backplan.waiting(site),
        "behind": queries.behind(rows),
        "versions": queries.versions_of(site),
        "share": queries.weighted_share(tasks),
        "unknown_years": _unknown(drawn),
        "may": _may(request, site),
        "may_add": request.actor.can("add", "task", site.unit),
        "today": clock.today(),
    }
    return render_page(request, "fieldwork/site_schedule.html", context)


@form_page
def schedule_plan(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Back-schedule the site's tasks: shows the plan and what it moves; nothing is stored before it is accepted."""
    site = site_for(request.actor, "schedule", pk)
    request.actor.require(
        "propose", "schedule", site.unit, _("Plans are made by the office and the site's own team.")
    )
    now = backplan.in_force(site)
    usual = {
        "at_once": now.at_once if now else backplan.AT_ONCE,
        "ends_on": max(now.ends_on if now else site.campaign.ends_on, clock.today()),
    }
    sent = request.POST or request.GET
    form = PlanForm({**usual, **{k: sent[k] for k in usual if sent.get(k)}}, initial=usual)
    context: dict[str, Any] = {"site": site, "form": form, "may": _may(request, site), "today": clock.today()}
    if not form.is_valid():
        return render_page(request, "fieldwork/schedule_plan.html", context, status=422)
    stale = False
    if request.method == "POST":
        try:
            return _decided(request, site, form.cleaned_data)
        except Conflict:
            stale = True
        except Invalid as bad:
            show(form, bad)
    try:
        proposal = backplan.propose(site, **form.cleaned_data)
    except Invalid as bad:
        show(form, bad)
        return render_page(request, "fieldwork/schedule_plan.html", context, status=422)
    context |= _shown(site, proposal) | {"stale": stale}
    status = 409 if stale else 422 if form.errors else 200
    return render_page(request, "fieldwork/schedule_plan.html", context, status=status)


def _decided(request: ActorRequest, site: Site, values: dict[str, Any]) -> HttpResponse:
    if "propose" in request.POST:
        made = actions.propose_schedule(site=site, actor=request.actor, **values)
        return done(
            request,
            _("The plan waits for the team leader or the office."),
            "fieldwork:schedule_detail",
            made.pk,
        )
    digest = request.POST.get("digest", "")
    actions.plan_site(site=site, digest=digest, actor=request.actor, **values)
    return done(
        request, _("The plan is in force; the tasks have its dates."), "fieldwork:site_schedule", site.pk
    )


def _shown(site: Site, proposal: Proposal) -> dict[str, Any]:
    rows = queries.rows_of_proposal(proposal)
    names = {key: task.name for key, task in proposal.tasks.items()}
    broken, mends = _findings(site, proposal.findings, names, proposal.at_once)
    return {
        "proposal": proposal,
        "rows": rows,
        "drawn": _drawing(site, rows, compare=True),
        "moved": sum(row.moved for row in rows),
        "chain": [names[step] for step in proposal.plan.chain],
        "broken": broken,
        "mends": mends,
        "unknown_years": proposal.unknown_years,
        "compare": True,
    }


def _findings(site: Site, findings: Any, names: dict[str, str], at_once: int) -> Any:
    people = Person.objects.filter(team_places__team__site=site).values_list("pk", "name") if findings else ()
    known = {str(pk): name for pk, name in people}
    return in_words(findings, names, known, reverse("fieldwork:schedule_plan", args=[site.pk]), at_once)


def _stored(request: ActorRequest, pk: UUID) -> Schedule:
    rows = Schedule.objects.visible_to(request.actor)
    return found(
        rows.select_related("site__campaign", "site__unit", "unit", "campaign", "made_by", "decided_by"), pk
    )


def _version_page(request: ActorRequest, plan: Schedule, form: DeclineForm, **more: Any) -> HttpResponse:
    rows = queries.rows_of_schedule(plan)
    names = {str(row.task.pk): row.task.name for row in rows}
    broken, mends = _findings(plan.site, plan.findings, names, plan.at_once)
    drawn = _drawing(plan.site, rows, compare=True)
    context = {
        "site": plan.site,
        "plan": plan,
        "rows": rows,
        "drawn": drawn,
        "moved": sum(row.moved for row in rows),
        "chain": [names.get(str(step), "—") for step in plan.chain],
        "broken": broken,
        "mends": mends,
        "form": form,
        "may": _may(request, plan.site),
        "today": clock.today(),
        "unknown_years": _unknown(drawn),
        "compare": True,
        **more,
    }
    status = 409 if more.get("stale") else 422 if form.errors else 200
    return render_page(request, "fieldwork/schedule_detail.html", context, status=status)


@require_safe
def schedule_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _version_page(request, _stored(request, pk), DeclineForm())


@require_POST
def schedule_accept(request: ActorRequest, pk: UUID) -> HttpResponse:
    plan = _stored(request, pk)
    try:
        actions.accept_schedule(schedule=plan, actor=request.actor)
    except Conflict:
        return _version_page(request, _stored(request, pk), DeclineForm(), stale=True)
    message = _("The plan is in force; the tasks have its dates.")
    return done(request, message, "fieldwork:site_schedule", plan.site_id)


@require_POST
def schedule_decline(request: ActorRequest, pk: UUID) -> HttpResponse:
    plan, form = _stored(request, pk), DeclineForm(request.POST)
    request.actor.require(
        "accept", "schedule", plan.unit, _("A plan is accepted by the team leader or the office.")
    )
    if form.is_valid():
        actions.decline_schedule(schedule=plan, actor=request.actor, **form.cleaned_data)
        message = _("The proposal was not taken; the plan in force stays.")
        return done(request, message, "fieldwork:site_schedule", plan.site_id)
    return _version_page(request, plan, form)


@form_page
def task_delay(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Say that a task takes longer; what that moves is shown before anything moves."""
    task = found(Task.objects.visible_to(request.actor).select_related("unit", "site"), pk)
    request.actor.require(
        "change", "task", task.unit, _("Tasks are kept by the office and the site's own team.")
    )
    form = DelayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.delay_task(task=task, actor=request.actor, **form.cleaned_data)
        except Invalid as bad:
            show(form, bad)
        else:
            if made:
                message = _("Noted. This is what it moves; nothing has been moved yet.")
                return done(request, message, "fieldwork:schedule_detail", made.pk)
            return done(request, _("Noted. No date of the plan moves."), "fieldwork:task_detail", task.pk)
    context = {
        "form": form, "task": task, "submit": _("Note the delay"),
        "cancel_url": reverse("fieldwork:task_detail", args=[task.pk]),
    }  # fmt: skip
    return render_page(request, "fieldwork/task_delay.html", context, status=422 if form.errors else 200)


def _columns() -> list[Column]:
    return [
        Column(_("Task set"), 20), Column(_("Task"), 30), Column(_("Comes after"), 30), Column(_("Owner"), 10),
        Column(_("Weight"), 8, "number"), Column(_("Takes, working days"), 10, "number"),
        Column(_("Planned start"), 12, "date"), Column(_("Planned finish"), 12, "date"),
        Column(_("Latest start"), 12, "date"), Column(_("Due on"), 12, "date"), Column(_("Slack"), 8, "number"),
        Column(_("Critical"), 8), Column(_("Fixed date"), 12, "date"), Column(_("Indicator"), 18),
        Column(_("Target"), 10, "decimal"), Column(_("Progress"), 10, "decimal"), Column(_("State"), 10),
        Column(_("Evidence expected"), 24),
    ]  # fmt: skip


def _cells(row: PlanRow) -> list[Any]:
    task = row.task
    return [
        task.group, task.name, "、".join(other.name for other in task.after.all()), row.owner or None, task.weight,
        row.takes_days, row.start, row.finish, row.latest_start, task.due_on, row.slack,
        _("Yes") if row.critical else None, task.fixed_on, str(task.indicator) if task.indicator else None,
        task.target, task.progress if task.indicator else None, str(task.standing_label), task.evidence,
    ]  # fmt: skip


@require_safe
def schedule_export(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    """The site's plan in force as a workbook."""
    site = site_for(request.actor, "schedule", pk)
    rows = queries.rows_in_force(queries.tasks_of(site), backplan.in_force(site))
    filters = [(_("Site"), site.unit.name)]
    return workbook_response(
        map(_cells, rows), _columns(), _("Plan in time"), f"{site.unit.name} {_('Plan in time')}", filters=filters,
        actor=request.actor, noun="schedule", unit=site.unit,
    )  # fmt: skip
