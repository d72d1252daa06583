"""The room in Django's register."""

from typing import Any

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


def _sees_candidates(actor: Any) -> bool:
    return bool(actor.can("view", "candidate"))


def _sees_plans(actor: Any) -> bool:
    return bool(actor.can("view", "site_plan"))


def _sees_teams(actor: Any) -> bool:
    return bool(actor.can("view", "team"))


class PlanningConfig(AppConfig):
    name = "dundian.planning"
    label = "planning"

    def ready(self) -> None:
        from dundian.documents.default_kinds import BLOCKS, SIGNED_BY, SUBTITLE, title
        from dundian.documents.kinds import DocumentKind
        from dundian.documents.kinds import register as register_kind
        from dundian.documents.origins import Origin
        from dundian.documents.origins import register as register_origin
        from dundian.planning import (  # noqa: F401  declared on import
            access,
            imports,
            printing,
            receivers,
            survey_imports,
            todos,
        )
        from dundian.planning.actions.dispatches import NOTICE, take_notice
        from dundian.ui.navigation import NavItem, register
        from dundian.ui.panels import register_panel

        decided = (title("盐都市总工会蹲点点位审定纪要"), SUBTITLE, BLOCKS, SIGNED_BY)
        register_kind(
            DocumentKind(
                "site_minutes",
                _("Minutes on the choice of sites"),
                "dossier",
                decided,
                drafted=False,
                numbered=False,
            )
        )
        register_origin(
            Origin(
                NOTICE, take_notice, lambda order: reverse("planning:team_board", args=[order["campaign"]])
            )
        )
        desks = ("office", "leader", "department", "host")
        register(
            NavItem(_("Candidates"), "planning:candidate_home", "sites", order=30, allowed=_sees_candidates),
            NavItem(
                _("Planning and choice"),
                "planning:selection_start",
                "sites",
                order=35,
                allowed=_sees_plans,
                faces=("office", "leader", "department"),
            ),
            NavItem(_("Teams"), "planning:team_list", "teams", order=40, allowed=_sees_teams, faces=desks),
            NavItem(
                _("My team"), "planning:team_mine", "teams", order=20, allowed=_sees_teams, faces=("cadre",)
            ),
        )
        register_panel(
            "campaign", _("Candidates and teams"), "planning:campaign_panel", place=20, shown=_sees_teams
        )
        register_panel("site", _("Team"), "planning:site_panel", place=10, shown=_sees_teams)
