"""Asking why, and deciding."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from dundian.kernel.errors import Invalid
from dundian.org.middleware import ActorRequest
from dundian.planning import actions
from dundian.planning.access import require_plan
from dundian.planning.forms.planning import DecisionForm
from dundian.planning.models import Candidate
from dundian.planning.plans import RunState
from dundian.planning.queries import area_names, quota_with
from dundian.planning.queries.plans import lines_of, sees_whole
from dundian.planning.queries.problem import weighed
from dundian.planning.queries.reasons import standing, why_not
from dundian.planning.views.running import require_view_plans
from dundian.planning.views.selecting import plan_in_sight
from dundian.ui import forms
from dundian.ui.pages import done, render_page

MOST_OTHERS = 300
REASONS = [
    gettext_lazy("Discussed and agreed by the leading group."),
    gettext_lazy("The list keeps all rules and is proven to be the best."),
    gettext_lazy("Needs, coverage and evenness are well balanced."),
]


@require_safe
def selection_why(request: ActorRequest, selection_id: UUID, candidate_id: UUID) -> HttpResponse:
    """Why this candidate is in the plan, or is not: its standing, the exchange, the rule that binds."""
    plan = plan_in_sight(request, selection_id)
    require_view_plans(request)
    rows = Candidate.objects.visible_to(request.actor).filter(campaign=plan.campaign)
    candidate = rows.select_related("unit").filter(pk=candidate_id).first()
    if candidate is None or plan.value is None:
        raise Http404
    site = plan.sites.filter(candidate=candidate).first()
    stands = standing(plan, candidate)
    limits = [x for x in plan.rules.get("limits", []) if x["where"].get("kind") == candidate.kind]
    lines = lines_of(plan, request.actor) if site is None else []
    others = sorted((x.candidate for x in lines), key=lambda c: c.kind != candidate.kind)[:MOST_OTHERS]
    wanted = request.GET.get("instead", "")
    instead = next((c for c in others if str(c.pk) == wanted), None)
    context = {
        "plan": plan,
        "campaign": plan.campaign,
        "others": others,
        "instead": instead,
        "candidate": candidate,
        "area": area_names(plan.campaign, [candidate.unit])[candidate.unit_id],
        "site": site,
        "standing": stands,
        "answer": None if site else why_not(plan, candidate, request.actor, instead),
        "limit": limits[0] if limits else None,
        "whole": sees_whole(request.actor, plan),
        "criteria": [c for c in weighed(plan.rules) if c.weight],
        "changed": plan.finished_at is not None and candidate.updated_at > plan.finished_at,
        "may_make": request.actor.can("make", "site_plan", plan.campaign.unit)
        and plan.campaign.state != "closed",
    }
    return render_page(request, "planning/selection_why.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def selection_decide(request: ActorRequest, selection_id: UUID) -> HttpResponse:
    """What the decision does, in figures; with `confirmed` the decision itself."""
    plan = plan_in_sight(request, selection_id)
    require_plan(request.actor, plan.campaign, "decide")
    form = DecisionForm(request.POST or None, phrases=REASONS)
    if request.method == "POST" and form.is_valid():
        try:
            decided = actions.decide_plan(plan=plan, actor=request.actor, **form.cleaned_data)
        except Invalid as bad:
            forms.show(form, bad)
        else:
            words = _("%(plan)s is decided; its %(n)s candidates are sites now.")
            told = words % {"plan": decided, "n": decided.sites.count()}
            return done(request, told, "planning:selection_plan", plan.pk)
    lines = lines_of(plan, request.actor)
    chosen = {line.candidate.pk for line in lines}
    standing_sites = Candidate.objects.filter(campaign=plan.campaign, state=Candidate.State.CHOSEN)
    context = {
        "plan": plan,
        "campaign": plan.campaign,
        "title": _("Decide on %(plan)s") % {"plan": plan},
        "question": _(
            "The candidates of this plan become the sites of the campaign. The minutes are kept as a document."
        ),
        "facts": [
            (_("Sites"), len(lines)),
            (_("New sites"), sum(line.candidate.state == Candidate.State.OPEN for line in lines)),
            (_("Sites given up"), standing_sites.exclude(pk__in=chosen).count()),
        ],
        "quotas": quota_with(
            plan.campaign,
            [line.candidate for line in lines if line.candidate.state != Candidate.State.CHOSEN],
        ),
        "undecidable": plan.state != RunState.DONE,
        "form": form,
        "submit": pgettext("plan", "Decide"),
        "cancel_url": reverse("planning:selection_plan", args=[plan.pk]),
    }
    return render_page(request, "planning/selection_decide.html", context, status=422 if form.errors else 200)
