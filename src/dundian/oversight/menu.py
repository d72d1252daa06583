"""Where this room stands in the navigation, and the panel it brings to a site's page.

No entry depends on a draw: the menu of the inspected side is the same before and after.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from dundian.ui.navigation import NavItem, register
from dundian.ui.panels import register_panel


def _sees(noun: str) -> Any:
    return lambda actor: actor.can("view", noun)


def _asks(actor: Any) -> bool:
    return bool(actor.can("ask", "question"))


OFFICE, LEADER, FIELD = ("office",), ("leader",), ("cadre",)

register(
    NavItem(
        _("Unannounced inspections"),
        "oversight:draw_list",
        "oversight",
        10,
        _sees("inspection"),
        "list-search",
        faces=OFFICE,
    ),
    NavItem(
        _("Inspection visits"),
        "oversight:visit_list",
        "oversight",
        15,
        _sees("visit"),
        "file-text",
        faces=OFFICE,
    ),
    NavItem(
        _("Rectification"),
        "oversight:finding_list",
        "oversight",
        20,
        _sees("finding"),
        "checkbox",
        faces=OFFICE,
    ),
    NavItem(
        _("Questions to teams"), "oversight:hint_list", "oversight", 30, _asks, "message-circle", faces=OFFICE
    ),
    NavItem(
        _("Look-backs"),
        "oversight:look_back_list",
        "oversight",
        40,
        _sees("look_back"),
        "git-compare",
        faces=OFFICE,
    ),
    NavItem(
        _("Return visits"),
        "oversight:return_list",
        "visits",
        10,
        _sees("return_visit"),
        "refresh",
        faces=("office", "host"),
    ),
    NavItem(
        _("Unannounced inspections"),
        "oversight:draw_list",
        "tasks",
        80,
        _sees("inspection"),
        "list-search",
        faces=LEADER,
    ),
    NavItem(
        _("Rectification"), "oversight:finding_list", "tasks", 82, _sees("finding"), "checkbox", faces=LEADER
    ),
    NavItem(
        _("Look-backs"),
        "oversight:look_back_list",
        "tasks",
        84,
        _sees("look_back"),
        "git-compare",
        faces=LEADER,
    ),
    NavItem(
        _("Return visits"),
        "oversight:return_list",
        "tasks",
        86,
        _sees("return_visit"),
        "refresh",
        faces=LEADER,
    ),
    NavItem(
        _("Rectification"), "oversight:finding_list", "me", 50, _sees("finding"), "checkbox", faces=FIELD
    ),
    NavItem(
        _("Questions to us"),
        "oversight:question_list",
        "me",
        55,
        _sees("question"),
        "message-circle",
        faces=FIELD,
    ),
    NavItem(
        _("Return visits"), "oversight:return_list", "me", 60, _sees("return_visit"), "refresh", faces=FIELD
    ),
)

register_panel(
    "site", _("Return visits"), "oversight:site_return_panel", place=90, shown=_sees("return_visit")
)
