"""Leaders in charge of areas: a proposal with the work shared evenly, changed by hand, laid down."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from dundian.kernel.errors import Invalid
from dundian.org.middleware import ActorRequest
from dundian.org.models import Person, Unit
from dundian.planning import actions
from dundian.planning.access import require_form, require_open
from dundian.planning.queries.charging import MEASURES, Loaded, charges_now, leaders_of, propose
from dundian.planning.views.finding import campaign_in_sight
from dundian.ui.pages import done, render_page


@require_http_methods(["GET", "HEAD", "POST"])
def charge_plan(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    """GET proposes among the ticked leaders; POST lays down what the selects say."""
    campaign = campaign_in_sight(request, campaign_id)
    require_form(request.actor, campaign)
    require_open(campaign)
    leaders = leaders_of(request.actor, campaign)
    ticked = request.GET.getlist("leader")
    measure = request.GET.get("by", "sites")
    measure = measure if measure in MEASURES else "sites"
    keep = "by" not in request.GET or "keep" in request.GET
    if request.method == "POST":
        lines, _none = propose(campaign, [], measure, keep=True)
        wanted = _wanted(request.POST, lines, leaders)
        changed = actions.charge_areas(campaign=campaign, wanted=wanted, actor=request.actor)
        words = ngettext("%(n)s area has changed hands.", "%(n)s areas have changed hands.", changed)
        return done(request, words % {"n": changed}, "planning:charge_plan", campaign.pk)
    among = [p for p in leaders if str(p.pk) in ticked] if "by" in request.GET else []
    usual = list(charges_now(campaign).values()) or leaders
    lines, proposal = propose(campaign, among, measure, keep=keep)
    context: dict[str, Any] = {
        "campaign": campaign,
        "leaders": [(p, p in among if "by" in request.GET else p in usual) for p in leaders],
        "measures": [(value, label, value == measure) for value, label in MEASURES.items()],
        "measure": MEASURES[measure],
        "keep": keep,
        "lines": proposal.lines if proposal else lines,
        "proposal": proposal,
        "asked": "by" in request.GET,
        "edit_url": reverse("campaign:charge_edit", args=[campaign.pk]),
    }
    return render_page(request, "planning/charge_plan.html", context)


def _wanted(data: QueryDict, lines: Sequence[Loaded], leaders: Sequence[Person]) -> dict[Unit, Person | None]:
    """The leader for each area that the page speaks of."""
    people: dict[str, Person | None] = {"": None, **{str(p.pk): p for p in leaders}}
    sent = {x.area: str(data[f"area-{x.area.pk}"]) for x in lines if f"area-{x.area.pk}" in data}
    if not people.keys() >= set(sent.values()):
        raise Invalid(_("Choose leaders from the list."))
    return {area: people[said] for area, said in sent.items()}
