"""Where this room stands in the navigation."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from dundian.ui.navigation import NavItem, register


def _may(noun: str, *verbs: str) -> Any:
    return lambda actor: any(actor.can(verb, noun) for verb in verbs)


register(
    NavItem(
        _("Practices"), "knowledge:practice_list", "library", 10, _may("practice", "view", "read"), "bulb"
    ),
    NavItem(
        _("Institutional results"),
        "knowledge:institution_list",
        "library",
        15,
        _may("institution", "view", "read"),
        "file-text",
    ),
    NavItem(_("Publicity"), "knowledge:publicity_list", "library", 20, _may("publicity", "view"), "news"),
    NavItem(_("Meetings"), "knowledge:meeting_list", "library", 25, _may("meeting", "view"), "users"),
    NavItem(
        _("Training courses"), "knowledge:course_list", "library", 30, _may("course", "view"), "certificate"
    ),
    NavItem(
        _("Summaries of years"), "knowledge:summary_list", "library", 35, _may("year", "view"), "chart-bar"
    ),
)
