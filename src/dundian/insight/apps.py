"""The room in Django's register."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InsightConfig(AppConfig):
    name = "dundian.insight"
    label = "insight"

    def ready(self) -> None:
        from dundian.insight import access, todos  # noqa: F401 - declares rights, registers
        from dundian.ui import navigation, panels

        navigation.register(
            navigation.NavItem(
                label=_("Figures"),
                url_name="insight:overview",
                section="stats",
                order=10,
                allowed=lambda actor: bool(actor.can("view", "figure")),
                icon="chart-bar",
            )
        )
        navigation.register(
            navigation.NavItem(
                label=_("Mail"),
                url_name="insight:mail_view",
                section="security",
                order=95,
                allowed=lambda actor: bool(actor.can("view", "mail_server")),
                icon="mail",
                faces=("admin",),
            )
        )
        panels.register_panel(
            "campaign",
            _("Progress"),
            "insight:campaign_progress",
            place=10,
            shown=lambda actor: bool(actor.can("view", "figure")),
        )
