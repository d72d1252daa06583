"""`{% load concerns %}`: the lines of the lists of concerns and posters, written by code (`ui.drawing`)."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dundian.concerns.models import Concern, Tier
from dundian.ui.addresses import address
from dundian.ui.drawing import lines, shortened, shown
from dundian.ui.formats import NULL, day
from dundian.ui.templatetags.ui import pick_box, status

register = template.Library()
ANY = "0000-000000"


@register.simple_tag
def concern_lines(concerns: list[Concern], ticked: bool) -> SafeString:
    """Concerns with their `badge`; with a box to tick."""
    before, after = reverse("concerns:concern_detail", args=[ANY]).split(ANY)
    return lines(_concern, concerns, ticked, before, after)


def _concern(concern: Concern, ticked: bool, before: str, after: str) -> str:
    number = shown(concern.number)
    box = f"<td>{pick_box(concern.pk, concern.number)}</td>" if ticked else ""
    tier = _tag(concern.get_tier_display()) if concern.tier != Tier.ORDINARY else ""
    led = _tag(_("leading group")) if concern.led_at else ""
    owner = f'<span class="muted"> · {shown(concern.owner)}</span>' if concern.owner_id else ""
    return (
        f'<tr>{box}<th scope="row" class="nowrap"><a href="{before}{number}{after}">{number}</a></th>'
        f"<td>{shortened(concern.text, 60)}{tier}{led}</td><td>{shown(concern.unit)}</td>"
        f"<td>{shown(concern.get_topic_display())}</td><td>{shown(concern.handler.name)}{owner}</td>"
        f'<td class="nowrap">{day(concern.due_at)}</td><td>{concern_status(concern)}</td></tr>'
    )


@register.simple_tag
def site_page_lines(sites: list[Any], may_open: bool) -> SafeString:
    """Sites with their `page_address`; with a box to tick and a way to revoke for whoever opens posters."""
    none = f'<span class="muted">{_("No poster yet")}</span>'
    return lines(_site_page, sites, may_open, none, pgettext("poster", "Revoke"))


def _site_page(site: Any, may_open: bool, none: str, revoke: str) -> str:
    unit, link, act = shown(site.unit), none, NULL
    if site.page_address:
        where = shown(site.page_address)
        link = f'<a href="{where}" rel="noreferrer">{where}</a>'
    if site.page_id and may_open:
        act = (
            f'<a class="btn btn-sm" href="{address("concerns:site_page_revoke", site.page_id)}">{revoke}'
            f'<span class="sr-only"> {unit}</span></a>'
        )
    box = f"<td>{pick_box(site.pk, site.unit)}</td>" if may_open else ""
    return (
        f'<tr>{box}<th scope="row">{unit}</th><td>{shown(site.county)}</td><td>{shown(site.campaign)}</td>'
        f"<td>{link}</td><td>{act}</td></tr>"
    )


def _tag(words: Any) -> str:
    return f' <span class="tag">{shown(words)}</span>'


@register.simple_tag
def concern_status(concern: Any) -> SafeString:
    """Where a concern stands, by its `badge`."""
    badge = getattr(concern, "badge", "")
    if badge == "done":
        return status("done", concern.get_outcome_display())
    if concern.paused_at:
        return status("returned", _("Paused"))
    if badge == "overdue":
        return status("overdue", _("Overdue"))
    if getattr(concern, "is_referred", False):
        return status("doing", _("Referred, awaiting answer"))
    if badge == "due":
        return status("due", _("Due soon"))
    return status(badge, concern.get_step_display())
