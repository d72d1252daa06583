"""`{% load campaign %}`; the lines of the list of sites are written by code (`ui.drawing`)."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString

from dundian.campaign.models import Site
from dundian.ui.addresses import address
from dundian.ui.drawing import lines, shown
from dundian.ui.formats import NULL
from dundian.ui.templatetags.ui import status

register = template.Library()
TONES: dict[str, str] = {Site.State.CHOSEN: "todo", Site.State.CLOSED: "done"}


@register.filter
def at(numbers: Mapping[Any, int], key: Any) -> int:
    """The number counted for `key`; 0 when none was."""
    return numbers.get(key, 0)


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
