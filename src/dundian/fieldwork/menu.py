"""Where this room stands in the navigation, and the panels it brings to other rooms' pages."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.ui.navigation import NavItem, register
from dundian.ui.panels import register_panel


def _sees(noun: str) -> Any:
    return lambda actor: actor.can("view", noun)


def _asks(actor: Any) -> bool:
    return bool(actor.can("ask", "leave") or actor.can("view", "leave"))


def _supports(actor: Any) -> bool:
    return bool(actor.can("view", "support") or actor.can("handle", "support"))


OFFICE, FIELD = ("office",), ("cadre",)

register(
    NavItem(
        pgettext_lazy("navigation", "Today"),
        "fieldwork:day_view",
        "home",
        1,
        allowed=lambda actor: actor.can("add", "log"),
        icon="sun",
        faces=FIELD,
    ),
    NavItem(_("Tasks"), "fieldwork:task_list", "tasks", 10, allowed=_sees("task"), icon="checklist"),
    NavItem(
        _("Work logs"),
        "fieldwork:log_list",
        "tasks",
        20,
        _sees("log"),
        "file-text",
        faces=("office", "leader", "host"),
    ),
    NavItem(
        _("Ledger"),
        "fieldwork:ledger_view",
        "tasks",
        30,
        _sees("ledger"),
        "clipboard-check",
        faces=("office", "leader"),
    ),
    NavItem(_("Reports"), "fieldwork:report_list", "tasks", 40, _sees("report"), "checkbox", faces=OFFICE),
    NavItem(
        _("Work plans"), "fieldwork:plan_list", "tasks", 42, _sees("plan"), "clipboard-check", faces=OFFICE
    ),
    NavItem(
        _("Baselines"), "fieldwork:baseline_list", "tasks", 44, _sees("baseline"), "chart-bar", faces=OFFICE
    ),
    NavItem(_("Work plans"), "fieldwork:plan_list", "me", 35, _sees("plan"), "clipboard-check", faces=FIELD),
    NavItem(_("Leave"), "fieldwork:leave_list", "tasks", 50, _sees("leave"), "clock", faces=OFFICE),
    NavItem(
        _("Reports"), "fieldwork:report_list", "approvals", 20, _sees("report"), "checkbox", faces=("leader",)
    ),
    NavItem(_("Leave"), "fieldwork:leave_list", "approvals", 30, _sees("leave"), "clock", faces=("leader",)),
    NavItem(_("Work logs"), "fieldwork:log_list", "me", 10, _sees("log"), "file-text", faces=FIELD),
    NavItem(_("Reports"), "fieldwork:report_list", "me", 20, _sees("report"), "checkbox", faces=FIELD),
    NavItem(_("Ledger"), "fieldwork:ledger_view", "me", 30, _sees("ledger"), "clipboard-check", faces=FIELD),
    NavItem(_("Leave"), "fieldwork:leave_list", "me", 40, _asks, "clock", faces=FIELD),
)

register(
    NavItem(
        _("Support matters"),
        "fieldwork:support_list",
        "support",
        10,
        _supports,
        "lifebuoy",
        faces=("office", "department", "cadre", "host"),
    ),
    NavItem(
        _("Support matters"),
        "fieldwork:support_list",
        "tasks",
        60,
        _sees("support"),
        "lifebuoy",
        faces=("leader",),
    ),
    NavItem(
        _("Handing over"),
        "fieldwork:handover_list",
        "tasks",
        70,
        _sees("handover"),
        "users",
        faces=("office", "leader"),
    ),
    NavItem(_("Handing over"), "fieldwork:handover_list", "me", 45, _sees("handover"), "users", faces=FIELD),
    NavItem(
        _("Rules for support"),
        "fieldwork:support_rules",
        "support",
        90,
        _sees("support_rule"),
        "adjustments-horizontal",
        faces=OFFICE,
    ),
)

register(
    NavItem(_("My calendar"), "fieldwork:feed_view", "account", 40, _sees("task"), "calendar"),
)

for page in ("site", "team"):
    register_panel(page, _("Tasks"), f"fieldwork:{page}_task_panel", place=30, shown=_sees("task"))
    register_panel(
        page, _("Work plan and baseline"), f"fieldwork:{page}_plan_panel", place=25, shown=_sees("plan")
    )
    register_panel(page, _("Work logs"), f"fieldwork:{page}_log_panel", place=40, shown=_sees("log"))
    register_panel(page, _("Reports"), f"fieldwork:{page}_report_panel", place=50, shown=_sees("report"))
    register_panel(page, _("Support"), f"fieldwork:{page}_support_panel", place=60, shown=_sees("support"))
register_panel("team", _("Handing over"), "fieldwork:team_handover_panel", place=70, shown=_sees("handover"))
