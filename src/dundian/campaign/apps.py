"""The room in Django's register."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


def _sees(noun: str, verb: str = "view") -> Any:
    return lambda actor: bool(actor.paths(verb, noun))


class CampaignConfig(AppConfig):
    name = "dundian.campaign"
    label = "campaign"

    def ready(self) -> None:
        from dundian.campaign import access, todos  # noqa: F401  declared on import
        from dundian.campaign.obstacles import standing_sites
        from dundian.org import obstacles
        from dundian.ui.navigation import NavItem, register

        obstacles.register(standing_sites)
        desks = ("office", "leader", "department")
        register(
            NavItem(_("Campaigns"), "campaign:campaign_list", "campaigns", 10, _sees("campaign"), "flag-3"),
            NavItem(
                _("Task sets"),
                "campaign:task_set_list",
                "campaigns",
                40,
                _sees("task_set"),
                "checklist",
                faces=desks,
            ),
            NavItem(
                _("Indicators"),
                "campaign:indicator_list",
                "campaigns",
                50,
                _sees("indicator"),
                "chart-bar",
                faces=desks,
            ),
            NavItem(
                _("Baseline forms"),
                "campaign:baseline_form_list",
                "campaigns",
                60,
                _sees("baseline_form"),
                "clipboard-check",
                faces=("office",),
            ),
            NavItem(
                _("Sites"),
                "campaign:site_list",
                "sites",
                10,
                lambda actor: bool(actor.paths("view", "site") or actor.paths("assist", "site")),
                "map-pin",
            ),
        )
