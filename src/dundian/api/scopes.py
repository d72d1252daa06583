"""What a token may be good for: each scope opens one part of the interface, and the nouns that its lists ask for."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

EVERYWHERE = ("unit", "campaign")  # by which every list can be narrowed


@dataclass(frozen=True)
class Scope:
    """`nouns` must all be visible to whoever lets the token into use."""

    key: str
    label: Any
    nouns: tuple[str, ...]
    help: Any = ""

    @property
    def rights(self) -> frozenset[tuple[str, str]]:
        return frozenset(("view", noun) for noun in (*EVERYWHERE, *self.nouns))


SCOPES = {
    scope.key: scope
    for scope in (
        Scope("units", _("Units"), ()),
        Scope("campaigns", _("Campaigns and sites"), ("site",)),
        Scope("tasks", _("Tasks and their progress"), ("site", "task")),
        Scope("logs", _("Work logs and counted results"), ("site", "log"), _("Without the names of cadres.")),
        Scope(
            "concerns",
            _("Workers’ concerns"),
            ("site", "concern"),
            _("Number, kind, step and days; never what was said, never who raised it."),
        ),
        Scope("documents", _("Issued documents"), ("document",), _("Their list, not their text.")),
        Scope(
            "figures",
            _("Figures and shared tables"),
            ("site", "task", "log", "concern", "figure", "indicator", "report", "support"),
        ),
    )
}
