"""Pages of tasks."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dundian.exchange.export import Column, workbook_response
from dundian.fieldwork import actions, queries
from dundian.fieldwork.forms import FinishForm, TaskFilter, TaskForm
from dundian.fieldwork.models import Task
from dundian.fieldwork.queries.tasks import ORDER
from dundian.fieldwork.views.finding import cursor_of, found, panel, require_list, site_for, site_of_team
from dundian.fieldwork.views.timelines import task_timeline
from dundian.kernel.errors import Conflict, Invalid
from dundian.kernel.paging import counted, keyset
from dundian.org.middleware import ActorRequest
from dundian.ui.forms import show
from dundian.ui.pages import conflict_page, done, render_page, safe_next

form_page = require_http_methods(["GET", "HEAD", "POST"])
ON_DETAIL, ON_PANEL = 50, 30
SHOWN = (
    "name",
    "due_on",
    "state",
    "target",
    "progress",
    "indicator",
    "owner__name",
    "unit__short_name",
    "unit__name",
)


@require_safe
def task_list(request: ActorRequest) -> HttpResponse:
    require_list(request.actor, "task")
    conditions = TaskFilter(request.actor, request.GET)
    rows = queries.tasks_for(request.actor, conditions.valid_data())
    tabs = _tabs(request)
    if request.GET.get("view") == "timeline":
        return task_timeline(request, conditions, rows, tabs)
    context = {
        "tabs": tabs,
        "filter": conditions,
        "page": keyset(rows, order=ORDER, cursor=cursor_of(request), columns=SHOWN),
        "total": counted(rows),
        "filtered": bool(conditions.in_use),
        "export_url": reverse("fieldwork:task_export"),
        "may_finish": request.actor.can("finish", "task"),
    }
    return render_page(request, "fieldwork/task_list.html", context, fragment="fieldwork/task_rows.html")


def _tabs(request: ActorRequest) -> list[tuple[str, str, bool, None]]:
    """List and timeline of the same tasks: the conditions stay."""
    kept = request.GET.copy()
    for name in ("view", "cursor"):
        kept.pop(name, None)
    shown = request.GET.get("view") == "timeline"
    url, timed = f"{request.path}?{kept.urlencode()}", f"{request.path}?{urlencode({'view': 'timeline'})}"
    if kept:
        timed += f"&{kept.urlencode()}"
    return [(_("List"), url, not shown, None), (_("Timeline"), timed, shown, None)]


def _columns() -> list[Column]:
    return [
        Column(_("Campaign"), 24),
        Column(_("Site"), 24),
        Column(_("Task set"), 20),
        Column(_("Task"), 30),
        Column(_("Owner"), 10),
        Column(_("Indicator"), 18),
        Column(_("Target"), 10, "decimal"),
        Column(_("Progress"), 10, "decimal"),
        Column(_("Planned start"), 12, "date"),
        Column(_("Due on"), 12, "date"),
        Column(_("Fixed date"), 12, "date"),
        Column(_("Takes, working days"), 10, "number"),
        Column(_("Weight"), 8, "number"),
        Column(_("State"), 10),
        Column(_("Done on"), 12, "date"),
        Column(_("Evidence expected"), 24),
        Column(_("Result"), 30),
    ]


def _cells(task: Task) -> list[Any]:
    return [
        task.campaign.name,
        task.unit.name,
        task.group,
        task.name,
        task.owner.name if task.owner else None,
        str(task.indicator) if task.indicator else None,
        task.target,
        task.progress if task.indicator else None,
        task.starts_on,
        task.due_on,
        task.fixed_on,
        task.takes_days,
        task.weight,
        str(task.standing_label),
        task.done_on,
        task.evidence,
        task.result,
    ]


@require_safe
def task_export(request: ActorRequest) -> HttpResponseBase:
    require_list(request.actor, "task")
    conditions = TaskFilter(request.actor, request.GET)
    tasks = queries.tasks_for(request.actor, conditions.valid_data()).order_by(*ORDER)
    rows: Iterator[list[Any]] = (_cells(task) for task in tasks.iterator(chunk_size=2000))
    return workbook_response(
        rows, _columns(), _("Tasks"), _("Tasks"), filters=conditions.in_use, actor=request.actor, noun="task"
    )


@require_safe
def task_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    rows = Task.objects.visible_to(request.actor).prefetch_related("after", "before")
    task = found(rows.select_related("unit", "owner", "indicator", "campaign", "site__team"), pk)
    actor = request.actor
    lines = list(queries.task_lines(task)[: ON_DETAIL + 1])
    context = {
        "task": task,
        "lines": lines[:ON_DETAIL],
        "more_lines": len(lines) > ON_DETAIL,
        "may_change": actor.can("change", "task", task.unit),
        "may_finish": actor.can("finish", "task", task.unit),
        "may_reopen": task.state == Task.State.DONE and (task.target is None or task.progress < task.target),
        "may_plan": actor.can("view", "schedule", task.unit),
        "may_log": actor.can("add", "log", task.unit),
    }
    return render_page(request, "fieldwork/task_detail.html", context)


@form_page
def task_create(request: ActorRequest) -> HttpResponse:
    site = site_for(request.actor, "task", request.GET.get("site", ""))
    request.actor.require(
        "add", "task", site.unit, _("Tasks are kept by the office and the site's own team.")
    )
    form = TaskForm(site, request.POST or None, initial={"due_on": site.campaign.ends_on})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        data.pop("version")
        try:
            task = actions.add_task(site=site, actor=request.actor, **data)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("The task has been added."), "fieldwork:task_detail", task.pk)
    context = {"form": form, "site": site, "cancel_url": f"{reverse('fieldwork:task_list')}?site={site.pk}"}
    return render_page(request, "fieldwork/task_form.html", context, status=422 if form.errors else 200)


@form_page
def task_edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    task = found(Task.objects.visible_to(request.actor).select_related("unit", "site__unit"), pk)
    request.actor.require(
        "change", "task", task.unit, _("Tasks are kept by the office and the site's own team.")
    )
    form = TaskForm(task.site, request.POST or None, task=task, initial=TaskForm.initial_of(task))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        version = data.pop("version") or 0
        try:
            actions.edit_task(task=task, version=version, actor=request.actor, **data)
        except Invalid as bad:
            show(form, bad)
        except Conflict as clash:
            theirs = TaskForm(task.site, task=task, initial=TaskForm.initial_of(clash.current))
            return conflict_page(
                request,
                mine=form,
                theirs=theirs,
                version=clash.current.version,
                when=clash.current.updated_at,
            )
        else:
            return done(request, _("The task has been changed."), "fieldwork:task_detail", task.pk)
    context = {"form": form, "task": task, "cancel_url": reverse("fieldwork:task_detail", args=[task.pk])}
    return render_page(request, "fieldwork/task_form.html", context, status=422 if form.errors else 200)


@form_page
def task_finish(request: ActorRequest, pk: UUID) -> HttpResponse:
    task = found(Task.objects.visible_to(request.actor).select_related("unit", "indicator"), pk)
    request.actor.require(
        "finish", "task", task.unit, _("Tasks are finished by the office and the site's own team.")
    )
    detail = reverse("fieldwork:task_detail", args=[task.pk])
    form = FinishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.finish_task(task=task, result=form.cleaned_data["result"], actor=request.actor)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("The task is done."), safe_next(request, detail))
    context = {
        "form": form,
        "task": task,
        "cancel_url": safe_next(request, detail),
        "next": safe_next(request, ""),
    }
    return render_page(request, "fieldwork/task_finish.html", context, status=422 if form.errors else 200)


@require_POST
def task_reopen(request: ActorRequest, pk: UUID) -> HttpResponse:
    task = found(Task.objects.visible_to(request.actor).select_related("unit"), pk)
    actions.reopen_task(task=task, actor=request.actor)
    return done(request, _("The task is open again."), "fieldwork:task_detail", task.pk)


@require_safe
def site_task_panel(request: ActorRequest, pk: UUID) -> HttpResponse:
    site = site_for(request.actor, "task", pk)
    tasks = list(
        Task.objects.filter(site=site)
        .select_related("owner", "indicator", "unit")
        .order_by(*ORDER)[: ON_PANEL + 1]
    )
    context = {
        "site": site,
        "tasks": tasks[:ON_PANEL],
        "more": len(tasks) > ON_PANEL,
        "may_add": request.actor.can("add", "task", site.unit),
        "may_plan": request.actor.can("view", "schedule", site.unit),
    }
    return panel(request, "fieldwork/task_panel.html", _("Tasks"), context)


@require_safe
def team_task_panel(request: ActorRequest, pk: UUID) -> HttpResponse:
    return site_task_panel(request, site_of_team(request.actor, pk, "task"))
