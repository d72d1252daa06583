"""`{% load campaign %}`; the lines of the lists of campaigns and sites are written by code (`ui.drawing`)."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString

from dundian.campaign.models import Campaign, Site
from dundian.campaign.queries.fill import AreaLine
from dundian.ui.addresses import address
from dundian.ui.drawing import lines, shown
from dundian.ui.formats import NULL, day, number
from dundian.ui.templatetags.ui import status

register = template.Library()
CAMPAIGN_TONES: dict[str, str] = {Campaign.State.DRAFT: "todo", Campaign.State.CLOSED: "done"}
TONES: dict[str, str] = {Site.State.CHOSEN: "todo", Site.State.CLOSED: "done"}


@register.simple_tag
def campaign_lines(campaigns: list[Campaign], sites: Mapping[Any, int]) -> SafeString:
    """Campaigns with the numbers of their sites by key."""
    return lines(_campaign, campaigns, sites)


def _campaign(row: Campaign, sites: Mapping[Any, int]) -> str:
    return (
        f'<tr><th scope="row"><a href="{address("campaign:campaign_detail", row.pk)}">{shown(row.name)}</a></th>'
        f"<td>{shown(row.unit.name)}</td><td>{shown(row.year)}</td>"
        f'<td class="nowrap">{day(row.starts_on)} – {day(row.ends_on)}</td>'
        f"<td>{shown(row.parent.unit) if row.parent else NULL}</td>"
        f'<td class="num">{number(sites.get(row.pk, 0))}</td><td>{campaign_state(row)}</td></tr>'
    )


@register.simple_tag
def child_lines(campaigns: list[Campaign]) -> SafeString:
    """Campaigns beneath one, with the number of their sites as `site_count`."""
    return lines(_child, campaigns)


def _child(row: Any) -> str:
    return (
        f'<tr><th scope="row">{shown(row.unit)}</th>'
        f'<td><a href="{address("campaign:campaign_detail", row.pk)}">{shown(row.name)}</a></td>'
        f'<td class="nowrap">{day(row.starts_on)} – {day(row.ends_on)}</td>'
        f'<td class="num">{number(row.site_count)}</td><td>{campaign_state(row)}</td></tr>'
    )


@register.simple_tag
def area_lines(areas: list[AreaLine], campaign: Campaign, may_open: bool) -> SafeString:
    """Areas with their sites by kind; the numbers open the sites where `may_open`."""
    url = address("campaign:campaign_sites", campaign.pk)
    return lines(_area, areas, url if may_open else "", campaign.unit_id)


def _area(line: AreaLine, url: str, own: int) -> str:
    def counted(many: int, more: str = "") -> str:
        if not (many and url) or line.unit.pk == own:
            return number(many)
        return f'<a href="{url}?county={line.unit.pk}{more}">{number(many)}</a>'

    kinds = [f'<span class="nowrap">{shown(kind)} {many}</span>' for kind, many in line.by_kind]
    return (
        f'<tr><th scope="row">{shown(line.unit)}</th><td class="num">{counted(line.sites)}</td>'
        f'<td class="num">{counted(line.active, "&amp;state=active")}</td><td>{"、".join(kinds) or NULL}</td>'
        f"<td>{'、'.join(map(shown, line.leaders)) or NULL}</td></tr>"
    )


@register.simple_tag
def campaign_state(campaign: Campaign) -> SafeString:
    """Draft, closed, or somewhere between."""
    return status(CAMPAIGN_TONES.get(campaign.state, "doing"), campaign.get_state_display())


@register.simple_tag
def site_lines(sites: list[Site], one_campaign: bool) -> SafeString:
    """Sites with their initiatives as `aims`; in a list of one campaign without its name."""
    return lines(_site, sites, one_campaign)


def _site(site: Any, one_campaign: bool) -> str:
    campaign = "" if one_campaign else f"<td>{shown(site.campaign.name)}</td>"
    return (
        f'<tr><th scope="row"><a href="{address("campaign:site_detail", site.pk)}">{shown(site.unit)}</a></th>'
        f"<td>{shown(site.get_kind_display())}</td><td>{shown(site.county)}</td>{campaign}"
        f"<td>{'、'.join([shown(aim.name) for aim in site.aims]) or NULL}</td><td>{site_state(site)}</td></tr>"
    )


@register.simple_tag
def site_state(site: Site) -> SafeString:
    """Chosen, active or closed."""
    return status(TONES.get(site.state, "doing"), site.get_state_display())
