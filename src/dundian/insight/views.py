"""Pages of figures."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from dundian.campaign.models import Campaign
from dundian.exchange.export import Column, workbook_response
from dundian.insight import queries
from dundian.insight.figures import FIGURES, Scope
from dundian.kernel import clock
from dundian.org.middleware import ActorRequest
from dundian.ui.pages import render_page


def _require(request: ActorRequest) -> None:
    request.actor.require("view", "figure", reason=_("Figures are for offices, leaders and departments."))


def _campaign(request: ActorRequest, campaign_id: UUID) -> Campaign:
    return get_object_or_404(
        Campaign.objects.visible_to(request.actor).select_related("unit"), pk=campaign_id
    )


@require_safe
def summary(request: ActorRequest) -> HttpResponse:
    """The five sentences, for the home page."""
    _require(request)
    context = {"sentences": queries.sentences(request.actor), "as_of": clock.now()}
    return render_page(request, "insight/summary_page.html", context, fragment="insight/_sentences.html")


@require_safe
def overview(request: ActorRequest) -> HttpResponse:
    """Every figure with its definition, and the campaigns whose progress can be opened."""
    _require(request)
    campaigns = (
        Campaign.objects.visible_to(request.actor).select_related("unit").exclude(state=Campaign.State.DRAFT)
    )
    context = {
        "sentences": queries.sentences(request.actor),
        "figures": queries.figures(Scope(request.actor), FIGURES).values(),
        "campaigns": campaigns.order_by("-year", "unit__path")[:100],
        "as_of": clock.now(),
    }
    return render_page(request, "insight/overview.html", context)


@require_safe
def campaign_progress(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    _require(request)
    campaign = _campaign(request, campaign_id)
    context = {
        "campaign": campaign,
        "progress": queries.progress(campaign, request.actor),
        "sentences": queries.sentences(request.actor, campaign),
        "as_of": clock.now(),
    }
    return render_page(
        request, "insight/campaign_progress.html", context, fragment="insight/_progress_tab.html"
    )


COLUMNS = [
    Column(lazy("Area"), 24),
    Column(lazy("Sites"), 10, "number"),
    Column(lazy("Sites with a team"), 12, "number"),
    Column(lazy("Tasks"), 10, "number"),
    Column(lazy("Tasks done"), 10, "number"),
    Column(lazy("Overdue tasks"), 10, "number"),
    Column(lazy("Concerns"), 10, "number"),
    Column(lazy("Settled concerns"), 10, "number"),
]


@require_safe
def progress_export(request: ActorRequest, campaign_id: UUID) -> HttpResponseBase:
    """The table of areas as a workbook."""
    _require(request)
    campaign = _campaign(request, campaign_id)
    lines = queries.progress(campaign, request.actor).areas

    def rows() -> Iterator[list[Any]]:
        for line in lines:
            area = line.area
            yield [
                area.unit.name,
                area.sites,
                area.active,
                line.tasks,
                line.done,
                line.late,
                line.concerns,
                line.settled,
            ]

    title = _("Progress of %(campaign)s") % {"campaign": campaign.name}
    return workbook_response(
        rows(), COLUMNS, title, title, actor=request.actor, noun="figure", unit=campaign.unit
    )
