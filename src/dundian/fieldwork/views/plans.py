"""Pages of work plans."""

from typing import Any, cast
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dundian.campaign.forms.rows import rows_of, with_spare
from dundian.fieldwork import actions, letters, queries
from dundian.fieldwork.forms import NoteForm, ReasonForm
from dundian.fieldwork.forms.plans import GoalRow, PlanFilter, PlanForm, StageRow
from dundian.fieldwork.models import WorkPlan
from dundian.fieldwork.queries.plans import ORDER, goals_of
from dundian.fieldwork.views.finding import cursor_of, found, panel, require_list, site_for, site_of_team
from dundian.fieldwork.views.report_answers import version_of
from dundian.kernel.errors import Conflict, Invalid
from dundian.kernel.paging import counted, keyset
from dundian.org.middleware import ActorRequest
from dundian.planning.models import Team
from dundian.ui.forms import show
from dundian.ui.pages import DOCX, done, download, render_page

form_page = require_http_methods(["GET", "HEAD", "POST"])
TEXTS = ("situation", "aims", "support")


def _plan(request: ActorRequest, pk: UUID) -> WorkPlan:
    rows = WorkPlan.objects.visible_to(request.actor)
    return found(rows.select_related("unit", "team", "campaign", "site__unit", "site__campaign"), pk)


@require_safe
def plan_list(request: ActorRequest) -> HttpResponse:
    require_list(request.actor, "plan")
    conditions = PlanFilter(request.GET)
    rows = queries.plans_for(request.actor, conditions.valid_data())
    context = {
        "filter": conditions,
        "page": keyset(rows, order=ORDER, cursor=cursor_of(request)),
        "total": counted(rows),
        "filtered": bool(conditions.in_use),
        "sites": queries.my_sites(request.actor, "draft", "plan")
        if request.actor.can("draft", "plan")
        else [],
    }
    return render_page(request, "fieldwork/plan_list.html", context, fragment="fieldwork/plan_rows.html")


@require_POST
def plan_create(request: ActorRequest) -> HttpResponse:
    """Draft the plan of a team."""
    teams = Team.objects.filter(site__unit__in=request.actor.units("view", "plan"))
    team = found(
        teams.select_related("site__unit", "site__campaign", "campaign"), request.POST.get("team", "")
    )
    plan = actions.draft_plan(team=team, actor=request.actor)
    said = _("Drafted from the tasks and what is known of the site. Complete it and submit it.")
    return done(request, said, "fieldwork:plan_edit", plan.pk)


@require_safe
def plan_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    actor, plan = request.actor, _plan(request, pk)
    events = list(plan.events.select_related("by"))
    waits = plan.state == WorkPlan.State.SUBMITTED
    context = {
        "plan": plan,
        "goals": goals_of(plan),
        "stages": plan.stages.all(),
        "events": [
            {"when": e.at, "title": e.get_state_display(), "who": e.by, "text": e.note} for e in events
        ],
        "returned_for": events[-1].note if events and plan.state == WorkPlan.State.RETURNED else "",
        "may_edit": plan.is_open and actor.can("draft", "plan", plan.unit),
        "may_submit": plan.is_open and actor.can("submit", "plan", plan.unit),
        "may_answer": waits and actor.can("agree", "plan", plan.unit),
    }
    return render_page(request, "fieldwork/plan_detail.html", context)


def _stored(plan: WorkPlan) -> dict[str, Any]:
    given = {"site": plan.site}
    goals = plan.goals.select_related("task", "indicator")
    goal_facts = ("name", "task", "indicator", "target", "who")
    stage_facts = ("name", "starts_on", "ends_on", "content", "who")
    return {
        "form": PlanForm(initial={name: getattr(plan, name) for name in (*TEXTS, "version")}),
        "goals": rows_of(
            GoalRow,
            "goals",
            stored=[{name: getattr(g, name) for name in goal_facts} for g in goals],
            form_kwargs=given,
        ),
        "stages": rows_of(
            StageRow,
            "stages",
            stored=[{name: getattr(s, name) for name in stage_facts} for s in plan.stages.all()],
        ),
    }


@form_page
def plan_edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    plan = _plan(request, pk)
    request.actor.require("draft", "plan", plan.unit, _("A work plan is written by the team at the site."))
    context: dict[str, Any] = {"plan": plan, "whole": []}
    if request.method != "POST":
        if not plan.is_open:
            said = _("This plan has been submitted; it can be changed when it is returned.")
            return done(request, said, "fieldwork:plan_detail", pk)
        return render_page(request, "fieldwork/plan_form.html", context | _stored(plan))
    if {"add_goal", "add_stage"} & request.POST.keys():
        context |= _with_a_row(request, plan)
        return render_page(request, "fieldwork/plan_form.html", context)
    return _save(request, plan, context)


def _with_a_row(request: ActorRequest, plan: WorkPlan) -> dict[str, Any]:
    """What was typed so far, with one more row where it was asked for."""
    given = {"site": plan.site}
    typed = {name: request.POST.get(name, "") for name in (*TEXTS, "version")}
    made = {
        "goals": with_spare(GoalRow, "goals", request.POST, form_kwargs=given),
        "stages": with_spare(StageRow, "stages", request.POST),
    }
    return {"form": PlanForm(initial=typed), **made}


def _save(request: ActorRequest, plan: WorkPlan, context: dict[str, Any]) -> HttpResponse:
    form = context["form"] = PlanForm(request.POST)
    goals = context["goals"] = rows_of(GoalRow, "goals", data=request.POST, form_kwargs={"site": plan.site})
    stages = context["stages"] = rows_of(StageRow, "stages", data=request.POST)
    if all([form.is_valid(), goals.is_valid(), stages.is_valid()]):
        try:
            saved = actions.save_plan(
                plan=plan,
                goals=[cast(GoalRow, row).line() for row in goals.kept()],
                stages=[cast(StageRow, row).line() for row in stages.kept()],
                actor=request.actor,
                **form.cleaned_data,
            )
            if "submit" in request.POST:
                actions.submit_plan(plan=saved, version=saved.version, actor=request.actor)
        except Invalid as bad:
            context["whole"] = _show(form, goals, stages, bad)
        except Conflict as clash:
            context |= {"theirs": clash.current}
            data = request.POST.copy()
            data["version"] = str(clash.current.version)
            context["form"] = PlanForm(data)
            return render_page(request, "fieldwork/plan_form.html", context, status=409)
        else:
            said = _("The plan has been submitted.") if "submit" in request.POST else _("Saved.")
            return done(request, said, "fieldwork:plan_detail", plan.pk)
    return render_page(request, "fieldwork/plan_form.html", context, status=422)


def _show(form: PlanForm, goals: Any, stages: Any, bad: Invalid) -> list[str]:
    """Each message at its field; those that belong to none are returned."""
    left: dict[str, Any] = {}
    for key, message in bad.messages.items():
        if key in form.fields:
            form.add_error(key, message)
        else:
            left[key] = message
    own = {
        prefix: {k: m for k, m in left.items() if k.startswith(prefix)} for prefix in ("goals-", "stages-")
    }
    whole = [str(m) for k, m in left.items() if not k.startswith(("goals-", "stages-"))]
    for rows, prefix in ((goals, "goals-"), (stages, "stages-")):
        if own[prefix]:
            whole += rows.show(Invalid(own[prefix]))
    return whole


@require_POST
def plan_submit(request: ActorRequest, pk: UUID) -> HttpResponse:
    version = version_of(request.POST.get("version", ""))
    actions.submit_plan(plan=_plan(request, pk), version=version or 0, actor=request.actor)
    return done(request, _("The plan has been submitted."), "fieldwork:plan_detail", pk)


def _answer(
    request: ActorRequest, plan: WorkPlan, make: Any, template: str, act: Any, said: str
) -> HttpResponse:
    request.actor.require("agree", "plan", plan.unit, _("Work plans are agreed to by the office."))
    read = version_of(request.GET.get("version", "")) or plan.version
    form = make(request.POST or None, initial={"version": read})
    if request.method == "POST" and form.is_valid():
        try:
            act(plan=plan, actor=request.actor, **form.cleaned_data)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, said, "fieldwork:plan_detail", plan.pk)
    context = {"plan": plan, "form": form, "cancel_url": reverse("fieldwork:plan_detail", args=[plan.pk])}
    return render_page(request, template, context, status=422 if form.errors else 200)


@form_page
def plan_agree(request: ActorRequest, pk: UUID) -> HttpResponse:
    said = _("The plan has been agreed to.")
    return _answer(
        request, _plan(request, pk), NoteForm, "fieldwork/plan_agree.html", actions.agree_plan, said
    )


@form_page
def plan_return(request: ActorRequest, pk: UUID) -> HttpResponse:
    def act(*, note: str, **more: Any) -> None:
        actions.return_plan(reason=note, **more)

    said = _("The plan has been returned.")
    return _answer(request, _plan(request, pk), ReasonForm, "fieldwork/plan_return.html", act, said)


@require_safe
def plan_download(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    plan = _plan(request, pk)
    return download(
        letters.plan_letter(plan), _("Work plan of %(team)s") % {"team": plan.team} + ".docx", DOCX
    )


@require_safe
def site_plan_panel(request: ActorRequest, pk: UUID) -> HttpResponse:
    site = site_for(request.actor, "plan", pk)
    plan = WorkPlan.objects.filter(site=site).select_related("team").first()
    sent = hasattr(getattr(site, "team", None), "dispatch")
    context = {
        "site": site,
        "plan": plan,
        "goals": goals_of(plan) if plan else [],
        "may_draft": plan is None and sent and request.actor.can("draft", "plan", site.unit),
        "asks_baseline": bool(site.campaign.baseline_form_id)
        and request.actor.can("view", "baseline", site.unit),
    }
    return panel(request, "fieldwork/plan_panel.html", _("Work plan and baseline"), context)


@require_safe
def team_plan_panel(request: ActorRequest, pk: UUID) -> HttpResponse:
    return site_plan_panel(request, site_of_team(request.actor, pk, "plan"))
