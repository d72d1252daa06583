"""The decision on a plan: its candidates become sites through the same door as a choice by hand."""

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.campaign.actions import edit_site
from dundian.campaign.models import Site
from dundian.documents.actions import issue_document
from dundian.kernel import clock
from dundian.kernel.errors import Invalid
from dundian.kernel.text import clean_line
from dundian.org.access import Actor
from dundian.planning import minutes
from dundian.planning.access import require_open, require_plan
from dundian.planning.actions.candidates import choose_candidates, unchoose_candidate
from dundian.planning.actions.teams import lock_campaign
from dundian.planning.models import Candidate
from dundian.planning.plans import RunState, SelectionPlan


@transaction.atomic
def decide_plan(*, plan: SelectionPlan, reason: str, actor: Actor, paper: bool = True) -> SelectionPlan:
    """Make the plan's candidates sites, give up those it leaves out, and freeze the minutes, all or none."""
    by = require_plan(actor, plan.campaign, "decide")
    campaign = lock_campaign(plan.campaign)
    require_open(campaign)
    plan = SelectionPlan.locked(plan.pk)
    reason = clean_line(reason)
    if not 1 <= len(reason) <= 500:
        raise Invalid({"reason": _("Give the reason in 1 to 500 characters.")})
    if plan.state != RunState.DONE:
        raise Invalid(_("Only a plan that has been calculated to its end can be decided on."))
    rows = list(
        Candidate.objects.filter(pk__in=plan.sites.values("candidate"))
        .select_related("unit", "campaign__unit")
        .prefetch_related("initiatives")
        .order_by("id")
    )
    gone = [str(c) for c in rows if c.state == Candidate.State.PASSED]
    if gone:
        text = _("Set aside since the plan was calculated: %(names)s. Calculate it again.")
        raise Invalid(text % {"names": "、".join(gone[:10])})
    _give_up(plan, rows, reason, actor)
    fresh = [c for c in rows if c.state == Candidate.State.OPEN]
    if fresh:
        sites = choose_candidates(candidates=fresh, reason=reason[:200], actor=actor)
        _carry_initiatives(fresh, sites, actor)
    plan.campaign = campaign
    plan.decided_at, plan.decided_by, plan.reason = clock.now(), actor.signature, reason
    if paper:
        facts = minutes.facts_of(plan, actor)
        plan.minutes = issue_document(
            unit=campaign.unit, kind="site_minutes", title=facts["title"], context=facts, actor=actor
        )
    plan.touch("decided_at", "decided_by", "reason", "minutes")
    detail = {"number": plan.number, "sites": len(rows), "new": len(fresh), "reason": reason}
    record(
        actor=actor,
        verb="decide",
        noun="site_plan",
        obj=plan,
        unit=campaign.unit,
        appointment=by,
        detail=detail,
    )
    return plan


def _give_up(plan: SelectionPlan, rows: list[Candidate], reason: str, actor: Actor) -> None:
    """Sites of candidates that the plan takes out; one with a team on site forbids it."""
    chosen = Candidate.objects.filter(campaign=plan.campaign_id, state=Candidate.State.CHOSEN)
    for candidate in chosen.exclude(pk__in=[c.pk for c in rows]).select_related("unit", "campaign__unit"):
        unchoose_candidate(candidate=candidate, reason=reason[:200], actor=actor)


def _carry_initiatives(candidates: list[Candidate], sites: list[Site], actor: Actor) -> None:
    serving = {c.unit_id: list(c.initiatives.all()) for c in candidates}
    for site in sites:
        if serving.get(site.unit_id):
            edit_site(
                site=site, version=None, reason=site.reason, initiatives=serving[site.unit_id], actor=actor
            )
