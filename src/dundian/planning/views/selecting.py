"""The plans of a campaign's choice: all versions, one of them, how far it is, several side by side."""

from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from dundian.exchange.export import Column, workbook_response
from dundian.kernel.errors import Invalid
from dundian.kernel.paging import counted, keyset
from dundian.org.access import rights_of
from dundian.org.middleware import ActorRequest
from dundian.org.models import UnitKind
from dundian.planning import actions
from dundian.planning.access import require_plan
from dundian.planning.forms import CandidateFilter
from dundian.planning.models import Candidate
from dundian.planning.plans import Emphasis, RunState, SelectionPlan
from dundian.planning.queries import plans, quota_with
from dundian.planning.queries.candidates import AreaNames, candidates_of
from dundian.planning.queries.homes import campaigns_with_planning
from dundian.planning.queries.priority import criteria_of
from dundian.planning.queries.problem import eligible, snapshot, weighed
from dundian.planning.queries.reasons import clash_in_words
from dundian.planning.views.candidates import filtered, visible_candidates
from dundian.planning.views.finding import campaign_in_sight
from dundian.planning.views.running import (
    calculate,
    followed,
    in_sight,
    may_plan,
    require_view_plans,
    running,
    stop,
    versions,
)
from dundian.ui.pages import done, render_page
from dundian.ui.selection import Selection


def plan_in_sight(request: ActorRequest, pk: UUID) -> SelectionPlan:
    found: SelectionPlan = in_sight(SelectionPlan, request, pk, "decided_by", "minutes")
    return found


@require_safe
def selection_start(request: ActorRequest) -> HttpResponse:
    """Straight to the plans when there is one campaign, else the campaigns to choose from."""
    require_view_plans(request)
    page = keyset(
        campaigns_with_planning(request.actor), order=["-year", "-id"], cursor=request.GET.get("cursor", "")
    )
    own = [a.unit_id for a in request.actor.appointments if ("view", "site_plan") in rights_of(a.role)]
    mine = [c for c in page.rows if c.unit_id in own]
    if len(mine) == 1 or len(page.rows) == 1:
        return redirect("planning:selection_home", (mine or page.rows)[0].pk)
    return render_page(request, "planning/selection_start.html", {"page": page})


@require_safe
def selection_home(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    """From the survey to the decision on one page, with every version of the plan."""
    campaign = campaign_in_sight(request, campaign_id)
    require_view_plans(request)
    actor = request.actor
    listed = versions(request, plans.plans_of(actor, campaign))
    own = actor.can("see", "site_plan", campaign.unit)
    context: dict[str, Any] = {
        **listed,
        "campaign": campaign,
        "own": own,
        "may_make": may_plan(request, campaign, "make", "site_plan"),
        "force": plans.in_force(campaign),
        "emphases": Emphasis.choices[1:],
        "comparable": sum(plan.state == RunState.DONE for plan, _tone in listed["rows"]) > 1,
    }
    if own:
        rules = snapshot(campaign)
        criteria = [c for c in criteria_of(campaign) if c.weight]
        total = sum(c.weight for c in criteria) or 1
        context |= {
            "rules": rules,
            "fixed": len(rules["pins"]) + len(rules["bans"]),
            "criteria": [(c, round(100 * c.weight / total)) for c in criteria],
            "candidates": eligible(campaign).count(),
            "quotas": quota_with(campaign),
        }
    return render_page(
        request, "planning/selection_home.html", context, fragment="planning/selection_versions.html"
    )


@require_POST
def selection_ask(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    """Have one plan calculated, or one for each way of leaning (`emphasis` given several times)."""
    campaign = campaign_in_sight(request, campaign_id)
    require_plan(request.actor, campaign)
    asked = [e for e in request.POST.getlist("emphasis") if e in Emphasis.values] or [Emphasis.WEIGHED]
    made = [
        actions.ask_plan(campaign=campaign, emphasis=e, actor=request.actor) for e in dict.fromkeys(asked)
    ]
    to_plans = [calculate(plan) for plan in made]
    if len(made) == 1:
        return to_plans[0]
    return done(
        request,
        _("The plans are being calculated side by side. You may leave this page and come back."),
        "planning:selection_home",
        campaign.pk,
    )


@require_safe
def selection_plan(request: ActorRequest, selection_id: UUID) -> HttpResponse:
    """One version: how far it is, then the list, how it is spread, how it was found, by which rules."""
    plan = plan_in_sight(request, selection_id)
    require_view_plans(request)
    if (answer := followed(request, plan)) is not None:
        return answer
    view = request.GET.get("view", "list")
    view = view if view in ("list", "left", "map", "course", "rules", "difference") else "list"
    if plan.state not in (RunState.DONE, RunState.CANCELLED) or plan.value is None:
        view = "course"
    context = {**running(plan), "view": view, **_frame(request, plan, view)}
    shown = {"list": _list, "left": _left, "map": _map, "rules": _rules, "difference": _difference}
    if view in shown:
        context |= shown[view](request, plan)
    return render_page(
        request, "planning/selection_plan.html", context, fragment=f"planning/plan_{view}.html"
    )


def _frame(request: ActorRequest, plan: SelectionPlan, view: str) -> dict[str, Any]:
    actor, campaign = request.actor, plan.campaign
    whole = plans.sees_whole(actor, plan)
    may_make = may_plan(request, campaign, "make", "site_plan")
    here = reverse("planning:selection_plan", args=[plan.pk])
    tabs: list[tuple[Any, str, bool, int | None]] = []
    if plan.value is not None and not plan.is_going:
        tabs = [
            (_("Sites"), here, view == "list", None),
            (_("Not chosen"), f"{here}?view=left", view == "left", None),
        ]
        if whole:
            tabs += [
                (_("Map"), f"{here}?view=map", view == "map", None),
                (_("Changes"), f"{here}?view=difference", view == "difference", None),
                (_("Calculation"), f"{here}?view=course", view == "course", None),
                (_("Rules"), f"{here}?view=rules", view == "rules", None),
            ]
    return {
        "whole": whole,
        "may_make": may_make,
        "may_decide": may_make
        and plan.state == RunState.DONE
        and actor.can("decide", "site_plan", campaign.unit),
        "tabs": tabs,
        "clash": clash_in_words(plan) if whole and plan.clash else None,
        "mean": plan.parts.get("priority", 0) / max(1, plan.rules.get("choose") or 1),
        "force": plan.decided_at is not None and plans.in_force(campaign) == plan,
        "own_change": bool(plan.keep or plan.leave),
    }


def _list(request: ActorRequest, plan: SelectionPlan) -> dict[str, Any]:
    lines = plans.lines_of(plan, request.actor)
    kinds = Counter(line.candidate.kind for line in lines)
    return {
        "lines": lines,
        "total": len(lines),
        "kinds": [(k, k.label, kinds[k]) for k in UnitKind if kinds[k]],
        "export_url": reverse("planning:selection_export", args=[plan.pk]),
    }


def _left(request: ActorRequest, plan: SelectionPlan) -> dict[str, Any]:
    campaign = plan.campaign
    conditions = CandidateFilter(request.GET, campaign=campaign)
    rows = candidates_of(plans.left_out(plan, visible_candidates(request, campaign)), conditions.valid_data())
    page = keyset(rows, order=["-by_workers", "-id"], cursor=request.GET.get("cursor", ""))
    names = AreaNames(campaign)
    return {
        "filter": conditions,
        "page": page,
        "total": counted(rows),
        "lines": [(c, names.of(c.unit)) for c in page.rows],
    }


def _map(request: ActorRequest, plan: SelectionPlan) -> dict[str, Any]:
    return {"spread": plans.spread(plan, plans.lines_of(plan, request.actor))}


def _rules(request: ActorRequest, plan: SelectionPlan) -> dict[str, Any]:
    names = {
        str(c.pk): c.unit.name
        for c in Candidate.objects.filter(
            campaign=plan.campaign,
            pk__in=[*plan.keep, *plan.leave, *plan.rules.get("pins", []), *plan.rules.get("bans", [])],
        ).select_related("unit")
    }
    ids = {
        "keep": plan.keep,
        "leave": plan.leave,
        "pins": plan.rules.get("pins"),
        "bans": plan.rules.get("bans"),
    }
    told = {word: [names[str(i)] for i in found or () if str(i) in names] for word, found in ids.items()}
    weights = [c for c in weighed(plan.rules) if c.weight]
    total = sum(c.weight for c in weights) or 1
    return {
        "rules": plan.rules,
        "named": told,
        "criteria": [(c, round(100 * c.weight / total)) for c in weights],
    }


def _difference(request: ActorRequest, plan: SelectionPlan) -> dict[str, Any]:
    others = [
        p for p in plans.comparable(plans.plans_of(request.actor, plan.campaign)[:20]) if p.pk != plan.pk
    ]
    wanted = request.GET.get("with", "")
    other = next((p for p in others if str(p.pk) == wanted), None)
    other = other or next((p for p in others if p.pk == plan.based_on_id), None)
    other = (
        other or next((p for p in others if p.number < plan.number), None) or (others[0] if others else None)
    )
    visible = visible_candidates(request, plan.campaign)
    return {
        "others": others,
        "difference": plans.difference(plan, other, visible) if other else None,
    }


@require_POST
def selection_stop(request: ActorRequest, selection_id: UUID) -> HttpResponse:
    return stop(request, plan_in_sight(request, selection_id))


@require_POST
def selection_change(request: ActorRequest, selection_id: UUID) -> HttpResponse:
    """Fix, take out or bring in the ticked ones by hand, and have the rest calculated anew around them."""
    plan = plan_in_sight(request, selection_id)
    require_plan(request.actor, plan.campaign)
    deed = request.POST.get("do", "")
    rows = Selection.of(request).rows(
        visible_candidates(request, plan.campaign),
        lambda found, query: filtered(plan.campaign, found, query),  # type: ignore[arg-type]
    )
    chosen = list(rows.values_list("pk", flat=True)[:1000])
    keep, leave = set(plan.keep), set(plan.leave)
    if deed in ("fix", "add"):
        keep, leave = keep.union(chosen), leave.difference(chosen)
    elif deed == "out":
        keep, leave = keep.difference(chosen), leave.union(chosen)
    elif deed == "free":
        keep, leave = keep.difference(chosen), leave.difference(chosen)
    else:
        raise Invalid(_("Choose what to do with the ticked ones."))
    made = actions.ask_plan(
        campaign=plan.campaign, emphasis=plan.emphasis, based_on=plan, keep=sorted(keep), leave=sorted(leave),
        actor=request.actor,
    )  # fmt: skip
    return calculate(made)


@require_POST
def selection_loosen(request: ActorRequest, selection_id: UUID) -> HttpResponse:
    """Give way on one rule of the clash and calculate again."""
    plan = plan_in_sight(request, selection_id)
    require_plan(request.actor, plan.campaign)
    code, key = request.POST.get("code", ""), request.POST.get("key", "")
    told = [x for x in clash_in_words(plan).lines if (x.code, x.key) == (code, key)]
    if not told:
        raise Invalid(_("This rule stands no more."))
    by_hand = {"pin": plan.keep, "ban": plan.leave}.get(code, [])
    keep, leave = list(plan.keep), list(plan.leave)
    if key in {str(pk) for pk in by_hand}:
        keep = [pk for pk in keep if str(pk) != key or code != "pin"]
        leave = [pk for pk in leave if str(pk) != key or code != "ban"]
    else:
        actions.loosen_rule(
            campaign=plan.campaign, code=code, key=key, needed=told[0].needed, actor=request.actor
        )
    made = actions.ask_plan(
        campaign=plan.campaign, emphasis=plan.emphasis, based_on=plan.based_on, keep=keep, leave=leave,
        actor=request.actor,
    )  # fmt: skip
    return calculate(made)


@require_safe
def selection_compare(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    """Plans side by side, by the same yardstick; those ticked, else the newest four."""
    campaign = campaign_in_sight(request, campaign_id)
    require_view_plans(request)
    found = plans.comparable(plans.plans_of(request.actor, campaign)[:50])
    found = [p for p in found if plans.sees_whole(request.actor, p)]
    wanted = request.GET.getlist("plan")
    shown = [p for p in found if str(p.pk) in wanted][:6] or found[:4]
    lines = plans.beside(sorted(shown, key=lambda p: p.number), campaign)
    kinds = [k for k in UnitKind if any(line.kinds[k] for line in lines)]
    context = {
        "campaign": campaign,
        "lines": lines,
        "kinds": [(k.label, [line.kinds[k] for line in lines]) for k in kinds],
        "best": _best(lines),
    }
    return render_page(request, "planning/selection_compare.html", context)


def _best(lines: list[plans.Beside]) -> dict[str, float]:
    """The best figure of each row, to be marked."""
    if len(lines) < 2:
        return {}
    most = {n: max(getattr(line, n) for line in lines) for n in ("priority", "workers", "covered", "needs")}
    return {**most, "apart": min(line.apart for line in lines)}


COLUMNS = [
    Column(gettext_lazy("Area"), 16),
    Column(gettext_lazy("Grassroots union"), 30),
    Column(gettext_lazy("Kind"), 18),
    Column(gettext_lazy("Workers"), 10, "number"),
    Column(gettext_lazy("Priority"), 10, "number"),
    Column(gettext_lazy("Fixed by hand or rule"), 12),
]


def _export_rows(lines: list[plans.Line]) -> Iterator[list[Any]]:
    for line in lines:
        c = line.candidate
        yield [
            line.area,
            c.unit.name,
            c.get_kind_display(),
            c.workers,
            line.site.priority,
            _("yes") if line.site.fixed else "",
        ]


@require_safe
def selection_export(request: ActorRequest, selection_id: UUID) -> HttpResponseBase:
    plan = plan_in_sight(request, selection_id)
    require_view_plans(request)
    title = f"{plan.campaign} {plan}"
    return workbook_response(
        _export_rows(plans.lines_of(plan, request.actor)), COLUMNS, title, title,
        filters=[], actor=request.actor, noun="site_plan", unit=plan.campaign.unit,
    )  # fmt: skip
