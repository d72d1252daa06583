"""Where the room stands in the navigation, and its panels on other rooms' pages."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from dundian.ui import navigation, panels


def _rounds(actor: Any) -> bool:
    return bool(actor.can("view", "round"))


def _honours(actor: Any) -> bool:
    return bool(actor.can("view", "honour"))


Item = navigation.NavItem
COMMENDATION, ROUNDS = _("Evaluation and commendation"), "recognition:round_list"
HONOURS, LIST = _("Honours"), "recognition:honour_list"
navigation.register(
    Item(COMMENDATION, ROUNDS, "oversight", 60, _rounds, "award", faces=("office",)),
    Item(
        _("Schemes"), "recognition:scheme_list", "oversight", 62, lambda a: a.can("view", "scheme"), "file-check",
        faces=("office",),
    ),
    Item(HONOURS, LIST, "oversight", 64, _honours, "award", faces=("office",)),
    Item(COMMENDATION, ROUNDS, "approvals", 60, _rounds, "award", faces=("leader",)),
    Item(COMMENDATION, ROUNDS, "sites", 60, _rounds, "award", faces=("host", "department")),
    Item(COMMENDATION, ROUNDS, "me", 60, _rounds, "award", faces=("cadre",)),
    Item(HONOURS, LIST, "library", 64, _honours, "award", faces=("leader", "department", "host")),
    Item(_("My growth record"), "recognition:growth_mine", "me", 20, icon="book", faces=("cadre",)),
    Item(_("My growth record"), "recognition:growth_mine", "account", 20, icon="book"),
)  # fmt: skip
panels.register_panel("unit", _("Honours"), "recognition:unit_honours", place=60, shown=_honours)
panels.register_panel("person", _("Honours"), "recognition:person_honours", place=60, shown=_honours)
