"""What waits for an office: surveys to sign, sites without a team, teams to be mended, dispatches about to end."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dundian.campaign.models import Campaign
from dundian.kernel import clock
from dundian.notify.todo import Tab, Todo, register
from dundian.org.access import Actor
from dundian.planning.models import Dispatch, Team
from dundian.planning.queries import Conflict, ConflictKind, conflicts_of
from dundian.planning.queries.homes import campaigns_kept
from dundian.planning.queries.surveying import waiting_to_be_signed

SOON = timedelta(days=7)
FORMING, MENDING, ENDING, SIGNING = (
    gettext_lazy("Form teams"),
    gettext_lazy("Mend teams"),
    gettext_lazy("Dispatch ends"),
    gettext_lazy("Sign the survey"),
)


@register
def planning_todos(actor: Actor, tab: Tab, limit: int) -> Iterator[Todo]:
    """Lines for the campaigns of the person's own federations, in a constant number of queries."""
    if tab != Tab.WAITING:
        return
    yield from _to_sign(actor)
    campaigns = campaigns_kept(actor)
    if not campaigns:
        return
    by_campaign: dict[UUID | None, list[Conflict]] = defaultdict(list)
    for conflict in conflicts_of(campaigns):
        by_campaign[conflict.campaign_id].append(conflict)
    for campaign in campaigns:
        yield from _of_campaign(campaign, by_campaign[campaign.pk])
    yield from _ending(campaigns, limit)


def _to_sign(actor: Actor) -> Iterator[Todo]:
    """Complete surveys that the own federation has still to sign; gone when the last one is signed."""
    for campaign, unit, number in waiting_to_be_signed(actor):
        title = ngettext(
            "The survey of %(n)s candidate waits for your signature",
            "The surveys of %(n)s candidates wait for your signature",
            number,
        ) % {"n": number}
        address = reverse("planning:candidate_list", args=[campaign.pk])
        yield Todo(SIGNING, title, f"{address}?signer={unit.pk}", str(campaign), campaign.starts_on)


def _of_campaign(campaign: Campaign, found: list[Conflict]) -> Iterator[Todo]:
    board = reverse("planning:team_board", args=[campaign.pk])
    waiting = sum(c.kind == ConflictKind.SITE_WITHOUT_TEAM for c in found)
    teams = {t for c in found for t in c.team_ids}
    place = str(campaign)
    if waiting:
        title = ngettext("%(n)s site has no team yet", "%(n)s sites have no team yet", waiting) % {
            "n": waiting
        }
        yield Todo(FORMING, title, f"{board}?view=sites", place, campaign.starts_on)
    if teams:
        title = ngettext(
            "%(n)s team cannot be sent as it is", "%(n)s teams cannot be sent as they are", len(teams)
        ) % {"n": len(teams)}
        yield Todo(MENDING, title, f"{board}?view=conflicts", place, campaign.starts_on)


def _ending(campaigns: list[Campaign], limit: int) -> Iterator[Todo]:
    today = clock.today()
    rows = Dispatch.objects.filter(team__campaign__in=campaigns, team__state=Team.State.DISPATCHED)
    rows = rows.filter(ends_on__gte=today, ends_on__lte=today + SOON)
    ending: dict[tuple[UUID, object], list[Dispatch]] = defaultdict(list)
    for dispatch in rows.select_related("team__campaign").order_by("ends_on", "id"):
        ending[dispatch.team.campaign_id, dispatch.ends_on].append(dispatch)
    for held in list(ending.values())[:limit]:
        team, number = held[0].team, len(held)
        if number == 1:
            url, title = reverse("planning:team_detail", args=[team.pk]), str(team)
        else:
            url = reverse("planning:team_board", args=[team.campaign_id]) + "?state=dispatched"
            title = _("%(team)s and %(n)s more teams") % {"team": team, "n": number - 1}
        yield Todo(ENDING, title, url, str(team.campaign), held[0].ends_on, "due")
