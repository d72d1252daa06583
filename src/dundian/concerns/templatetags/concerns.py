"""`{% load concerns %}`: the lines of the list of concerns, written by code (`ui.drawing`)."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dundian.concerns.models import Concern, Tier
from dundian.ui.drawing import lines, shortened, shown
from dundian.ui.formats import day
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
