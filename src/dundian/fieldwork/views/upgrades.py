"""Offering a new edition of a task set to a site, and to many sites at once."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from dundian.campaign.models import Campaign, Indicator, Site
from dundian.fieldwork import actions
from dundian.fieldwork.actions.upgrades import Choice
from dundian.fieldwork.upgrades import (
    ADDED,
    CHANGED,
    DROPPED,
    Difference,
    Offer,
    offers_for,
    offers_of,
    waits,
)
from dundian.fieldwork.views.finding import found, site_for
from dundian.kernel.errors import Invalid
from dundian.org.middleware import ActorRequest
from dundian.ui import formats
from dundian.ui.pages import done, render_page

form_page = require_http_methods(["GET", "HEAD", "POST"])
NO_RIGHT = gettext_lazy("Tasks are kept by the office and the site's own team.")
LABELS: dict[str, Any] = {
    "name": gettext_lazy("Task"),
    "content": gettext_lazy("What is asked"),
    "indicator_id": gettext_lazy("Indicator"),
    "target": gettext_lazy("Target"),
    "fixed_on": gettext_lazy("Fixed date"),
    "due_on": gettext_lazy("Due on"),
    "takes_days": gettext_lazy("Takes, working days"),
    "weight": gettext_lazy("Weight"),
    "evidence": gettext_lazy("Evidence expected"),
}


@dataclass(frozen=True)
class SideBySide:
    """One field of a changed line in words."""

    label: Any
    mine: str
    theirs: str
    own: bool


def _words(difference: Difference, indicators: dict[UUID, Indicator]) -> SideBySide:
    def said(value: Any) -> str:
        if value in (None, ""):
            return formats.NULL
        if difference.name == "indicator_id":
            return str(indicators.get(value, formats.NULL))
        if difference.name in ("fixed_on", "due_on"):
            return formats.day(value)
        return formats.number(value) if difference.name == "target" else str(value)

    label = LABELS[difference.name]
    return SideBySide(label, said(difference.mine), said(difference.theirs), difference.own)


def _lines(offers: list[Offer]) -> list[dict[str, Any]]:
    ids = {
        v for o in offers for d in o.differences if d.name == "indicator_id" for v in (d.mine, d.theirs) if v
    }
    indicators = {i.pk: i for i in Indicator.objects.filter(pk__in=ids)}
    return [
        {"offer": offer, "sides": [_words(d, indicators) for d in offer.differences], "edited": offer.edited}
        for offer in offers
    ]


@form_page
def site_upgrade(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What the adopted edition would add, change and drop here; each line taken over or kept."""
    site = site_for(request.actor, "task", pk)
    request.actor.require("change", "task", site.unit, str(NO_RIGHT))
    offers = offers_for(site)
    fault = ""
    if request.method == "POST":
        choices = {o.key: request.POST.get(o.key, "") for o in offers}
        if "all" in request.POST:
            choices = {o.key: Choice.TAKE for o in offers if not o.edited}
        try:
            counts = actions.upgrade_site(site=site, choices=choices, actor=request.actor)
        except Invalid as bad:
            fault = "；".join(str(m) for m in bad.messages.values())
        else:
            return done(request, _said(counts), "fieldwork:site_upgrade", site.pk)
    groups = [
        (kind, label, [line for line in _lines(offers) if line["offer"].kind == kind])
        for kind, label in (
            (ADDED, _("Added lines")),
            (CHANGED, _("Changed lines")),
            (DROPPED, _("Dropped lines")),
        )
    ]
    context = {
        "site": site,
        "groups": groups,
        "offers": offers,
        "plain": sum(not o.edited for o in offers),
        "fault": fault,
    }
    return render_page(request, "fieldwork/site_upgrade.html", context, status=422 if fault else 200)


def _said(counts: dict[str, int]) -> str:
    return _("Added %(added)d, changed %(changed)d, dropped %(dropped)d, kept as they are %(kept)d.") % counts


@form_page
def campaign_upgrade(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The sites that a new edition is offered to; what stands against no site's edit can be taken over for many."""
    campaign = found(Campaign.objects.visible_to(request.actor).select_related("unit"), pk)
    request.actor.require(
        "change", "task", campaign.unit, _("Only the campaign's office does this for many sites.")
    )
    rows = Site.objects.filter(campaign=campaign).select_related("unit", "campaign", "county")
    sites = list(rows.order_by("county__place", "unit__place", "unit__name", "id"))
    by_site = offers_of(sites)
    offered = [site for site in sites if site.pk in by_site]
    fault = ""
    if request.method == "POST":
        chosen = [site for site in offered if str(site.pk) in request.POST.getlist("site")]
        if chosen:
            return _upgraded(request, campaign, chosen)
        fault = _("Choose at least one site.")
    context = {
        "campaign": campaign,
        "rows": [{"site": site, **_counted(by_site[site.pk])} for site in offered],
        "fault": fault,
        "newer": waits(campaign),
    }
    return render_page(request, "fieldwork/campaign_upgrade.html", context, status=422 if fault else 200)


def _counted(offers: list[Offer]) -> dict[str, int]:
    counts = {kind: sum(o.kind == kind for o in offers) for kind in (ADDED, CHANGED, DROPPED)}
    return {**counts, "edited": sum(o.edited for o in offers), "plain": sum(not o.edited for o in offers)}


def _upgraded(request: ActorRequest, campaign: Campaign, chosen: list[Site]) -> HttpResponse:
    done_at = 0
    for site in chosen:
        choices = {o.key: Choice.TAKE.value for o in offers_for(site) if not o.edited}
        if choices:
            actions.upgrade_site(site=site, choices=choices, actor=request.actor)
            done_at += 1
    message = ngettext(
        "Taken over at %(n)d site; lines that a site had edited wait for the site.",
        "Taken over at %(n)d sites; lines that a site had edited wait for the site.",
        done_at,
    )
    return done(request, message % {"n": done_at}, reverse("fieldwork:campaign_upgrade", args=[campaign.pk]))
