"""What the address names, as far as the person may see it."""

from uuid import UUID

from django.http import Http404

from dundian.campaign.models import Campaign
from dundian.kernel.errors import Refused
from dundian.org.access import Actor
from dundian.org.middleware import ActorRequest
from dundian.planning.models import Candidate, Dispatch, Team
from dundian.planning.queries import team_in_full


def campaign_in_sight(request: ActorRequest, pk: UUID) -> Campaign:
    found = Campaign.objects.visible_to(request.actor).select_related("unit").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def candidate_in_sight(request: ActorRequest, pk: UUID) -> Candidate:
    rows = Candidate.objects.visible_to(request.actor).select_related("campaign__unit", "unit__parent")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def team_in_sight(request: ActorRequest, pk: UUID) -> Team:
    found = team_in_full(request.actor, pk)
    if found is None:
        raise Http404
    return found


def dispatch_in_sight(request: ActorRequest, pk: UUID) -> Dispatch:
    rows = Dispatch.objects.filter(team__in=Team.objects.visible_to(request.actor))
    found = rows.select_related("team__campaign__unit", "team__site__unit").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def require_view(actor: Actor, noun: str, reason: str) -> None:
    """Whoever sees the campaign, but has nothing to do with its planning, is told so."""
    if not actor.can("view", noun):
        raise Refused(reason)
