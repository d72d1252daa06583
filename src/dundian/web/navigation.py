"""Entries of the pages of no single room."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.ui.navigation import NavItem, register

DESK = ("office", "leader", "department", "host", "admin")

register(
    NavItem(_("Workbench"), "web:home", "home", 10, icon="layout-dashboard", faces=DESK),
    NavItem(_("To-dos"), "web:todo_list", "home", 10, icon="checklist", faces=("cadre",)),
    NavItem(
        _("Sign-ins"), "web:sign_in_list", "security", 10, lambda a: a.can("change", "sign_in"), "shield-lock"
    ),
    NavItem(
        _("Feedback"),
        "web:feedback_list",
        "security",
        30,
        lambda a: a.can("view", "feedback"),
        "message-report",
    ),
    NavItem(pgettext_lazy("navigation", "Profile"), "accounts:profile_view", "me", 90, icon="user"),
)
